# The house in containers. Sourced after house.sh (and build.sh where something is built).

QJ_DOCKER=$QJ_RUN/docker
# Two houses on one machine (another QJ_RUN) are two compose projects.
QJ_PROJECT=qujiang
if [ "$QJ_RUN" != "$QJ_ROOT/.run" ]; then QJ_PROJECT=qujiang-$(printf '%s' "$QJ_RUN" | sha256sum | cut -c1-8); fi

qj_docker_answers() {
    command -v docker >/dev/null && timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# Compose v2 is a plug-in of docker, v1 a program.
qj_compose_program() {
    if docker compose version >/dev/null 2>&1; then
        echo docker compose
    elif command -v docker-compose >/dev/null; then
        echo docker-compose
    else
        qj_die "A Docker engine answers but docker compose is missing: install docker-compose-plugin (or docker-compose), or run deploy/up --native."
    fi
}

qj_compose() {
    local program
    program=$(qj_compose_program) || exit 1
    $program --env-file "$QJ_DOCKER/compose.env" -p "$QJ_PROJECT" -f "$QJ_ROOT/deploy/docker/compose.yaml" "$@"
}

# The pid of a container's first process, as the host sees it.
qj_compose_pid() {
    local pid
    pid=$(docker inspect -f '{{.State.Pid}}' "$(docker ps -q -f "label=com.docker.compose.project=$QJ_PROJECT" -f "label=com.docker.compose.service=$1" | head -n 1)" 2>/dev/null) || return 1
    [ -n "$pid" ] && [ "$pid" != 0 ] && printf '%s\n' "$pid"
}

# qj_docker_image VARIABLE OFFICIAL LOCAL: the caller's choice, else the official image when it is here or can be had, else the local stand-in.
qj_docker_image() {
    if [ -n "${!1:-}" ]; then
        printf '%s\n' "${!1}"
    elif docker image inspect "$2" >/dev/null 2>&1; then
        printf '%s\n' "$2"
    elif docker image inspect "$3" >/dev/null 2>&1; then
        printf '%s\n' "$3"
    elif timeout 600 docker pull -q "$2" >/dev/null 2>&1; then
        printf '%s\n' "$2"
    else
        qj_die "The image $2 cannot be pulled from here. Make stand-ins from Debian's packages: deploy/docker/local-base - or name an image of yours: $1=..."
    fi
}

qj_docker_base() {
    qj_docker_image QJ_ASPNET_IMAGE mcr.microsoft.com/dotnet/aspnet:10.0 qujiang-local/aspnet:10.0
}

# qj_docker_images STATE TAG BASE: an image a service, from what qj_build has published.
qj_docker_images() {
    local service project
    for service in $(qj_services); do
        project=$(qj_field "$service" project)
        docker build -q --build-arg BASE="$3" --build-arg ASSEMBLY="Qujiang.$project.dll" -t "qujiang/$service:$2" \
            -f "$QJ_ROOT/deploy/docker/Dockerfile" "$QJ_RUN/app/$1/$project" >"$QJ_RUN/logs/image.log" 2>&1 || {
            tail -n 20 "$QJ_RUN/logs/image.log" >&2
            qj_die "The image of $service could not be built"
        }
        qj_step "Image qujiang/$service:$2"
    done
}

# What compose and the containers read: passwords and keys, in a folder that only its owner may enter.
qj_docker_files() {
    local service
    (
        umask 077
        mkdir -p "$QJ_DOCKER"
        {
            printf '%s\n' "QJ_DOCKER=$QJ_DOCKER" "QJ_TAG=$1" "QJ_POSTGRES_IMAGE=$2" "QJ_RABBITMQ_IMAGE=$3" "QJ_POSTGRES_PASSWORD=$PASSWORD_POSTGRES" \
                "QJ_POSTGRES_PORT=$QJ_POSTGRES_PORT" "QJ_RABBITMQ_PORT=$QJ_RABBITMQ_PORT" "QJ_RABBITMQ_MANAGEMENT_PORT=$((QJ_RABBITMQ_PORT + 1))"
            for service in $(qj_services); do
                printf 'QJ_%s_PORT=%s\n' "$(printf '%s' "$service" | tr 'a-z-' 'A-Z_')" "$(qj_field "$service" port)"
            done
        } >"$QJ_DOCKER/compose.env"
        for service in $(qj_services); do
            qj_service_env "$service" postgres 5432 rabbitmq 5672 /keys >"$QJ_DOCKER/$service.env"
        done
    )
    # The folder above is closed, so what the containers' own users must read may be open.
    mkdir -p "$QJ_DOCKER/keys" "$QJ_DOCKER/rabbitmq" "$QJ_DOCKER/definitions"
    cp "$QJ_RUN"/keys/*.pem "$QJ_DOCKER/keys/"
    qj_rabbit_definitions_json "admin $PASSWORD_RABBITMQ_ADMIN administrator /,qujiang" "qujiang $PASSWORD_RABBITMQ none qujiang" >"$QJ_DOCKER/definitions/definitions.json"
    printf '%s\n' 'load_definitions = /etc/rabbitmq/definitions/definitions.json' 'loopback_users = none' >"$QJ_DOCKER/rabbitmq/20-qujiang.conf"
    chmod -R a+rX "$QJ_DOCKER/keys" "$QJ_DOCKER/rabbitmq" "$QJ_DOCKER/definitions"
}

qj_docker_up() {
    local state postgres rabbit base service
    qj_need_sdk
    qj_docker_answers || qj_die "No Docker engine answers (docker version): start one, or run deploy/up --native."
    command -v openssl >/dev/null || qj_die "openssl is missing: apt-get install openssl"
    qj_compose_program >/dev/null
    QJ_MODE=docker
    qj_secrets
    qj_save
    for service in postgres rabbitmq $(qj_services); do
        qj_compose_pid "$service" >/dev/null && continue
        case $service in
        postgres) qj_need_port "$QJ_POSTGRES_PORT" PostgreSQL ;;
        rabbitmq) qj_need_port "$QJ_RABBITMQ_PORT" RabbitMQ && qj_need_port $((QJ_RABBITMQ_PORT + 1)) RabbitMQ ;;
        *) qj_need_port "$(qj_field "$service" port)" "$service" ;;
        esac
    done
    postgres=$(qj_docker_image QJ_POSTGRES_IMAGE postgres:17-bookworm qujiang-local/postgres:15)
    rabbit=$(qj_docker_image QJ_RABBITMQ_IMAGE rabbitmq:4-management qujiang-local/rabbitmq:3)
    state=$(qj_source_state)
    qj_docker_files "$state" "$postgres" "$rabbit"
    qj_compose up -d postgres rabbitmq >>"$QJ_RUN/logs/compose.log" 2>&1 || { tail -n 5 "$QJ_RUN/logs/compose.log" >&2; qj_die "docker compose failed; its log is $QJ_RUN/logs/compose.log"; }
    qj_step "PostgreSQL ($postgres) and RabbitMQ ($rabbit) are starting"
    if [ ! -e "$QJ_RUN/app/$state/complete" ]; then
        qj_step "Building the programs (the log is .run/logs/build.log)"
        qj_build "$state"
        qj_step "Built"
    fi
    if ! docker image inspect "qujiang/routing:$state" >/dev/null 2>&1; then
        base=$(qj_docker_base)
        qj_docker_images "$state" "$state" "$base"
    fi
    if [ "$QJ_BUILD" != "$state" ]; then
        local before=$QJ_BUILD
        QJ_BUILD=$state
        qj_save
        qj_forget_builds "$state"
    fi
    qj_wait 120 qj_docker_sql_ready || qj_die "PostgreSQL does not answer: deploy/logs postgres"
    qj_provision_sql | qj_docker_sql
    qj_step "PostgreSQL is up on 127.0.0.1:$QJ_POSTGRES_PORT"
    qj_compose up -d >>"$QJ_RUN/logs/compose.log" 2>&1 || { tail -n 5 "$QJ_RUN/logs/compose.log" >&2; qj_die "docker compose failed; its log is $QJ_RUN/logs/compose.log"; }
    qj_step "Started: $(qj_services | tr '\n' ' ')"
    if [ -n "${before:-}" ]; then qj_docker_forget_images "$before"; fi
}

# The images of one state of the sources; those that deploy/docker/build has tagged are somebody's own.
qj_docker_forget_images() {
    [ -n "$1" ] || return 0
    docker images -q "qujiang/*:$1" | sort -u | xargs -r docker rmi -f >/dev/null 2>&1 || true
}

qj_docker_sql() {
    qj_compose exec -T -e PGPASSWORD="$PASSWORD_POSTGRES" postgres psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -U qujiang -d postgres >/dev/null
}

# Over TCP: the official image first runs a server without it while it makes the cluster.
qj_docker_sql_ready() {
    echo 'SELECT 1' | qj_docker_sql 2>/dev/null
}

qj_docker_down() {
    qj_compose down --remove-orphans >>"$QJ_RUN/logs/compose.log" 2>&1 || qj_die "docker compose failed; its log is $QJ_RUN/logs/compose.log"
    qj_step "The containers have stopped"
}

qj_docker_known() {
    [ -e "$QJ_DOCKER/compose.env" ] && qj_docker_answers
}

qj_docker_forget() {
    qj_compose down --volumes --remove-orphans >/dev/null 2>&1 || true
    qj_docker_forget_images "$QJ_BUILD"
    rm -rf "$QJ_DOCKER"
}
