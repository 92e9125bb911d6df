# A private RabbitMQ: one directory, four loopback ports (AMQP, management, distribution, epmd), its own cookie, no trace elsewhere. Sourced after common.sh.
# Every function takes the instance's directory; what was chosen at creation is in DIRECTORY/instance.env.

QJ_RABBIT_BIN=${QJ_RABBIT_BIN:-/usr/lib/rabbitmq/bin}

# The hash RabbitMQ keeps: base64(salt + sha256(salt + password)), salt of four bytes.
qj_rabbit_hash() {
    local salt
    salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n' | sed 's/../\\x&/g')
    { printf "$salt"; { printf "$salt"; printf '%s' "$1"; } | openssl dgst -sha256 -binary; } | base64 -w0
}

# qj_rabbit_create DIRECTORY PORT USER PASSWORD - management on PORT+1, distribution on PORT+2, epmd on PORT+3, command-line tools on PORT+4 and PORT+5.
# The user administers the broker and owns vhost "/"; more vhosts and users: qj_rabbit_definitions.
qj_rabbit_create() {
    local directory=$1 port=$2 user=$3 password=$4
    [ -e "$directory/instance.env" ] && return 0
    [ -x "$QJ_RABBIT_BIN/rabbitmq-server" ] || qj_die "RabbitMQ is not installed: apt-get install rabbitmq-server"
    qj_own_directory rabbitmq "$directory"
    (
        umask 077
        head -c 24 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' >"$directory/.erlang.cookie"
        printf '[rabbitmq_management].\n' >"$directory/enabled_plugins"
        printf '[].\n' >"$directory/advanced.config"
        : >"$directory/rabbitmq-env.conf"
        cat >"$directory/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:$port
management.tcp.ip = 127.0.0.1
management.tcp.port = $((port + 1))
load_definitions = $directory/definitions.json
disk_free_limit.absolute = 200MB
log.file.level = info
log.console = false
CONF
        printf 'PORT=%s\n' "$port" >"$directory/instance.env"
    )
    qj_rabbit_definitions "$directory" "$user $password administrator /"
    chmod 400 "$directory/.erlang.cookie"
    qj_rabbit_own "$directory"
}

qj_rabbit_own() {
    if [ "$(id -u)" = 0 ]; then chown rabbitmq:rabbitmq "$1"/.erlang.cookie "$1"/*; fi
}

# qj_rabbit_definitions DIRECTORY USER-LINE...: what the broker loads at each start.
qj_rabbit_definitions() {
    local directory=$1
    shift
    (
        umask 077
        qj_rabbit_definitions_json "$@" >"$directory/definitions.json"
    )
    qj_rabbit_own "$directory"
}

# A user line is "user password tag|none vhost[,vhost]"; the user gets full permissions on the vhosts that it names.
qj_rabbit_definitions_json() {
    local line user password tags vhosts vhost users='' permissions='' all=' ' names='' policies=''
    for line in "$@"; do
        read -r user password tags vhosts <<<"$line"
        [ "$tags" = none ] && tags="" || tags="\"$tags\""
        users+="{\"name\":\"$user\",\"password_hash\":\"$(qj_rabbit_hash "$password")\",\"hashing_algorithm\":\"rabbit_password_hashing_sha256\",\"tags\":[$tags]},"
        for vhost in ${vhosts//,/ }; do
            permissions+="{\"user\":\"$user\",\"vhost\":\"$vhost\",\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"},"
            [[ $all == *" $vhost "* ]] || all+="$vhost "
        done
    done
    for vhost in $all; do
        names+="{\"name\":\"$vhost\"},"
        # A message that kills its consumer again and again is dead-lettered or dropped after 20 tries; 3.10 has no such default.
        policies+="{\"vhost\":\"$vhost\",\"name\":\"delivery-limit\",\"pattern\":\".*\",\"apply-to\":\"queues\",\"priority\":0,\"definition\":{\"delivery-limit\":20}},"
    done
    printf '{"users":[%s],"vhosts":[%s],"permissions":[%s],"policies":[%s]}\n' "${users%,}" "${names%,}" "${permissions%,}" "${policies%,}"
}

qj_rabbit_env() {
    local directory=$1 PORT
    . "$directory/instance.env"
    local user=${USER:-root}
    [ "$(id -u)" = 0 ] && user=rabbitmq
    printf '%s\n' "HOME=$directory" "USER=$user" "LANG=C.UTF-8" "PATH=/usr/sbin:/usr/bin:/sbin:/bin" "TZ=UTC" \
        "RABBITMQ_NODENAME=qujiang@localhost" "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1" "RABBITMQ_NODE_PORT=$PORT" "RABBITMQ_DIST_PORT=$((PORT + 2))" \
        "RABBITMQ_CTL_DIST_PORT_MIN=$((PORT + 4))" "RABBITMQ_CTL_DIST_PORT_MAX=$((PORT + 5))" \
        "RABBITMQ_MNESIA_BASE=$directory/mnesia" "RABBITMQ_LOG_BASE=$directory/log" "RABBITMQ_LOGS=$directory/log/rabbitmq.log" "RABBITMQ_PID_FILE=$directory/beam.pid" \
        "RABBITMQ_CONFIG_FILE=$directory/rabbitmq.conf" "RABBITMQ_ADVANCED_CONFIG_FILE=$directory/advanced.config" "RABBITMQ_CONF_ENV_FILE=$directory/rabbitmq-env.conf" \
        "RABBITMQ_ENABLED_PLUGINS_FILE=$directory/enabled_plugins" "RABBITMQ_GENERATED_CONFIG_DIR=$directory/generated" \
        "RUNNING_UNDER_SYSTEMD=true" \
        "ERL_EPMD_PORT=$((PORT + 3))" "ERL_EPMD_ADDRESS=127.0.0.1" "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1} +sbwt none"
}

# qj_rabbit_run DIRECTORY COMMAND...: the command in the instance's own environment (rabbitmqctl and friends live in $QJ_RABBIT_BIN).
qj_rabbit_run() {
    local directory=$1 line
    local -a environment=()
    shift
    while IFS= read -r line; do environment+=("$line"); done < <(qj_rabbit_env "$directory")
    (cd "$directory" && qj_as rabbitmq env -i "${environment[@]}" "$@")
}

qj_rabbit_pid() {
    qj_pid "$1/broker.pid"
}

# RUNNING_UNDER_SYSTEMD makes the start script become the VM instead of staying around as its parent: one process to signal.
# Starts epmd and the broker and returns at once; qj_rabbit_await waits. Each leads its own process group, so that nothing outlives a stop.
qj_rabbit_launch() {
    local directory=$1 line PORT
    local -a environment=()
    . "$directory/instance.env"
    while IFS= read -r line; do environment+=("$line"); done < <(qj_rabbit_env "$directory")
    if ! qj_pid "$directory/epmd.pid" >/dev/null; then
        qj_detached "$directory/epmd.pid" "$directory" "$directory/epmd.log" rabbitmq env -i "${environment[@]}" epmd -port "$((PORT + 3))" -address 127.0.0.1
    fi
    if ! qj_rabbit_pid "$directory" >/dev/null; then
        qj_detached "$directory/broker.pid" "$directory" "$directory/console.log" rabbitmq env -i "${environment[@]}" "$QJ_RABBIT_BIN/rabbitmq-server"
    fi
}

qj_rabbit_listening() {
    qj_port_open "$1" && qj_port_open "$(($1 + 1))"
}

# qj_rabbit_await DIRECTORY: until AMQP and management accept connections (the broker opens AMQP last), or the broker has died.
qj_rabbit_await() {
    local directory=$1 PORT until=$((SECONDS + 90))
    . "$directory/instance.env"
    until qj_rabbit_listening "$PORT"; do
        if ! qj_rabbit_pid "$directory" >/dev/null || [ "$SECONDS" -ge "$until" ]; then
            tail -n 15 "$directory/console.log" "$directory/log/rabbitmq.log" >&2 2>/dev/null
            qj_die "RabbitMQ did not start; its log is $directory/log/rabbitmq.log"
        fi
        sleep 0.1
    done
}

qj_rabbit_start() {
    qj_rabbit_launch "$1" && qj_rabbit_await "$1"
}

# SIGTERM to the Erlang VM: a clean stop, without the two seconds that rabbitmqctl needs to boot another VM.
qj_rabbit_stop() {
    local directory=$1 pid
    if pid=$(qj_rabbit_pid "$directory"); then qj_end "$pid" 30; fi
    rm -f "$directory/broker.pid"
    if pid=$(qj_pid "$directory/epmd.pid"); then qj_end "$pid" 3; fi
    rm -f "$directory/epmd.pid"
}

# As a crash would: no clean-up, epmd stays.
qj_rabbit_kill() {
    local pid
    pid=$(qj_rabbit_pid "$1") || return 0
    kill -KILL -- "-$pid" 2>/dev/null || true
    qj_wait 5 qj_gone "$pid"
}

# qj_rabbit_ports DIRECTORY PORT: moves a stopped instance to other ports.
qj_rabbit_ports() {
    local directory=$1 port=$2
    sed -i -e "s/^listeners.tcp.default = .*/listeners.tcp.default = 127.0.0.1:$port/" \
        -e "s/^management.tcp.port = .*/management.tcp.port = $((port + 1))/" "$directory/rabbitmq.conf"
    printf 'PORT=%s\n' "$port" >"$directory/instance.env"
    qj_rabbit_own "$directory"
}
