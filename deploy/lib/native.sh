# The house as plain processes: private RabbitMQ and PostgreSQL from the distribution's packages, every service as "dotnet X.dll". Sourced by up, down.

# The broker and the database run as their own users when we are root, so the way to their data must be open to them: /root is not.
qj_choose_data() {
    local user
    [ "$(id -u)" = 0 ] || return 0
    [ "$QJ_DATA" = "$QJ_RUN/data" ] || return 0
    chmod a+x "$QJ_RUN"
    for user in postgres rabbitmq; do
        if ! qj_reachable "$user" "$QJ_RUN"; then
            QJ_DATA=/var/tmp/qujiang-$(printf '%s' "$QJ_RUN" | sha256sum | cut -c1-10)
            qj_step "User $user may not enter $QJ_RUN: the broker's and the database's data go to $QJ_DATA"
            return 0
        fi
    done
}

# qj_need_port PORT WHAT: somebody else on it is one clear line.
qj_need_port() {
    local owner
    qj_port_open "$1" || return 0
    owner=$(qj_port_owner "$1")
    qj_die "Port $1, meant for $2, is taken${owner:+ by $owner}: stop that, or choose other ports: QJ_PORT_BASE=$((QJ_BASE + 1000)) deploy/up"
}

qj_native_up() {
    local state service port building='' fresh=''
    qj_need_sdk
    QJ_PACKAGES_LOG=$QJ_RUN/logs/packages.log qj_need_packages openssl postgresql rabbitmq-server
    qj_pg_bin >/dev/null || qj_die "The package postgresql is installed but /usr/lib/postgresql/*/bin/initdb is not there."
    QJ_MODE=native
    qj_choose_data
    mkdir -p "$QJ_DATA"
    chmod 755 "$QJ_DATA"
    qj_secrets

    # Before anything is started or remembered, so that other ports can still be chosen.
    local rabbit="$QJ_DATA/rabbitmq" postgres="$QJ_DATA/postgres"
    if ! qj_rabbit_pid "$rabbit" >/dev/null; then for port in 0 1 2 3; do qj_need_port $((QJ_RABBITMQ_PORT + port)) RabbitMQ; done; fi
    if ! qj_pg_pid "$postgres" >/dev/null; then qj_need_port "$QJ_POSTGRES_PORT" PostgreSQL; fi
    for service in $(qj_services); do
        if ! qj_service_pid "$service" >/dev/null; then qj_need_port "$(qj_field "$service" port)" "$service"; fi
    done
    qj_save

    # 1. the broker and the database start while the build runs
    if qj_rabbit_pid "$rabbit" >/dev/null; then
        qj_step "RabbitMQ runs already"
    else
        qj_rabbit_create "$rabbit" "$QJ_RABBITMQ_PORT" admin "$PASSWORD_RABBITMQ_ADMIN"
        qj_rabbit_ports "$rabbit" "$QJ_RABBITMQ_PORT"
        qj_rabbit_definitions "$rabbit" "admin $PASSWORD_RABBITMQ_ADMIN administrator /,qujiang" "qujiang $PASSWORD_RABBITMQ none qujiang"
        qj_rabbit_launch "$rabbit"
        qj_step "RabbitMQ is starting on 127.0.0.1:$QJ_RABBITMQ_PORT"
    fi
    state=$(qj_source_state)
    if [ ! -e "$QJ_RUN/app/$state/complete" ]; then
        qj_step "Building the programs (the log is .run/logs/build.log)"
        (exec 9>&-; qj_build "$state") &
        building=$!
    fi
    if qj_pg_pid "$postgres" >/dev/null; then
        qj_step "PostgreSQL runs already"
    else
        qj_pg_create "$postgres" "$QJ_POSTGRES_PORT" qujiang "$PASSWORD_POSTGRES"
        printf 'PORT=%s\nUSER_NAME=qujiang\n' "$QJ_POSTGRES_PORT" >"$postgres/instance.env"
        qj_pg_start "$postgres"
        qj_step "PostgreSQL is up on 127.0.0.1:$QJ_POSTGRES_PORT"
    fi
    qj_provision_sql | qj_pg_sql "$postgres" postgres >/dev/null
    if [ -n "$building" ]; then
        local next=$((SECONDS + 10))
        while kill -0 "$building" 2>/dev/null; do
            sleep 0.2
            if [ "$SECONDS" -ge "$next" ]; then
                next=$((SECONDS + 10))
                qj_step "  building: $(sed -n 's/^ *\([A-Za-z.]*\) -> .*/\1/p' "$QJ_RUN/logs/build.log" 2>/dev/null | sort -u | tr '\n' ' ')done"
            fi
        done
        wait "$building" || exit 1
        qj_step "Built"
    fi

    # 2. services of another build go, those of this build stay
    if [ "$QJ_BUILD" != "$state" ]; then
        qj_native_stop_services
        QJ_BUILD=$state
        qj_save
        qj_forget_builds "$state"
    fi
    qj_rabbit_await "$rabbit"
    qj_step "RabbitMQ is up, its management page is http://127.0.0.1:$((QJ_RABBITMQ_PORT + 1)) (user admin, password in .run/keys/passwords.env)"

    # 3. every service at once
    for service in $(qj_services); do
        if qj_service_pid "$service" >/dev/null; then continue; fi
        qj_native_start "$service"
        fresh+=" $service"
    done
    if [ -n "$fresh" ]; then qj_step "Started:$fresh"; else qj_step "Every service runs already"; fi
}

qj_native_start() {
    local service=$1 project line
    local -a environment=()
    project=$(qj_field "$service" project)
    while IFS= read -r line; do environment+=("$line"); done < <(qj_service_env "$service" 127.0.0.1 "$QJ_POSTGRES_PORT" 127.0.0.1 "$QJ_RABBITMQ_PORT" "$QJ_RUN/keys")
    # Of the caller's environment a service sees only what concerns telemetry and log levels.
    while IFS= read -r line; do environment+=("$line"); done < <(env | grep -E '^(OTEL_|Logging__)' || true)
    if [ -s "$QJ_RUN/logs/$service.log" ]; then mv "$QJ_RUN/logs/$service.log" "$QJ_RUN/logs/$service.log.1"; fi
    qj_detached "$QJ_RUN/pids/$service.pid" "$QJ_RUN/app/$QJ_BUILD/$project" "$QJ_RUN/logs/$service.log" - \
        env -i "PATH=$PATH" "HOME=$HOME" "LANG=C.UTF-8" "TZ=UTC" ${DOTNET_ROOT:+"DOTNET_ROOT=$DOTNET_ROOT"} "${environment[@]}" \
        "ASPNETCORE_URLS=http://127.0.0.1:$(qj_field "$service" port)" dotnet "Qujiang.$project.dll"
}

qj_native_stop_services() {
    local service pid
    local -a ending=()
    for service in $(qj_services); do
        if pid=$(qj_pid "$QJ_RUN/pids/$service.pid"); then
            qj_end "$pid" 25 &
            ending+=($!)
        fi
    done
    [ ${#ending[@]} = 0 ] || for pid in "${ending[@]}"; do wait "$pid" || true; done
    for service in $(qj_services); do rm -f "$QJ_RUN/pids/$service.pid"; done
}

# The ports on which something of ours listens: a stranger on one of the others is none of our business.
qj_native_ports() {
    local service
    for service in $(qj_services); do if qj_service_pid "$service" >/dev/null; then qj_field "$service" port; fi; done
    if qj_pg_pid "$QJ_DATA/postgres" >/dev/null; then echo "$QJ_POSTGRES_PORT"; fi
    if qj_rabbit_pid "$QJ_DATA/rabbitmq" >/dev/null; then printf '%s\n' "$QJ_RABBITMQ_PORT" $((QJ_RABBITMQ_PORT + 1)); fi
}

qj_native_down() {
    qj_native_stop_services
    qj_step "The services have stopped"
    qj_rabbit_stop "$QJ_DATA/rabbitmq" &
    qj_pg_stop "$QJ_DATA/postgres"
    wait
    qj_step "RabbitMQ and PostgreSQL have stopped"
}
