# A private PostgreSQL: one data directory, one loopback port, no Unix socket, no trace outside its directory. Sourced after common.sh.
# Every function takes the instance's directory; what was chosen at creation is in DIRECTORY/instance.env.

qj_pg_bin() {
    local bin
    if [ -n "${QJ_PG_BIN:-}" ]; then printf '%s\n' "$QJ_PG_BIN"; return; fi
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
    [ -n "$bin" ] && [ -x "$bin/initdb" ] || return 1
    printf '%s\n' "$bin"
}

# qj_pg_create DIRECTORY PORT USER PASSWORD [durable|fast] - fast gives up crash safety against power loss (not against kill -9) for speed: tests.
qj_pg_create() {
    local directory=$1 port=$2 user=$3 password=$4 mode=${5:-durable} bin
    [ -e "$directory/data/PG_VERSION" ] && return 0
    bin=$(qj_pg_bin) || qj_die "PostgreSQL is not installed: apt-get install postgresql"
    qj_own_directory postgres "$directory"
    rm -rf "$directory/data"
    printf '%s' "$password" | qj_as postgres tee "$directory/password" >/dev/null
    chmod 600 "$directory/password"
    qj_as postgres env LC_ALL=C.UTF-8 "$bin/initdb" --pgdata="$directory/data" --username="$user" --pwfile="$directory/password" --no-sync \
        --data-checksums --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >"$directory/initdb.log" 2>&1 || {
        cat "$directory/initdb.log" >&2
        rm -rf "$directory/data"
        qj_die "initdb failed in $directory"
    }
    qj_as postgres tee -a "$directory/data/postgresql.conf" >/dev/null <<CONF

# --- written when this private instance was made ---
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 400
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d %a '
log_min_duration_statement = 1000
CONF
    if [ "$mode" = fast ]; then
        printf 'fsync = off\nfull_page_writes = off\n' | qj_as postgres tee -a "$directory/data/postgresql.conf" >/dev/null
    fi
    printf 'PORT=%s\nUSER_NAME=%s\n' "$port" "$user" >"$directory/instance.env"
}

qj_pg_pid() {
    local pid
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 1
    # A pid that was used again is not ours: the server of this directory names it on its command line.
    [ -n "$pid" ] && [[ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" == *" -D $1/data "* ]] || return 1
    printf '%s\n' "$pid"
}

# Also after kill -9: waits while the dead server's last children still hold the shared memory.
qj_pg_start() {
    local directory=$1 bin PORT USER_NAME try
    qj_pg_pid "$directory" >/dev/null && return 0
    bin=$(qj_pg_bin) || qj_die "PostgreSQL is not installed: apt-get install postgresql"
    . "$directory/instance.env"
    for try in 1 2 3 4 5; do
        # The port is given here so that a moved instance (another QJ_PORT_BASE) needs no edit of its configuration.
        if (cd / && qj_as postgres env LC_ALL=C.UTF-8 TZ=UTC "$bin/pg_ctl" start -w -s -t 60 -D "$directory/data" -l "$directory/postgresql.log" -o "-p $PORT" \
            >/dev/null 2>&1 </dev/null 9>&-); then return 0; fi
        sleep 0.5
    done
    tail -n 5 "$directory/postgresql.log" >&2
    qj_die "PostgreSQL did not start; its log is $directory/postgresql.log"
}

qj_pg_stop() {
    local pid
    pid=$(qj_pg_pid "$1") || return 0
    kill -INT "$pid" 2>/dev/null || return 0
    qj_wait 20 qj_gone "$pid" || qj_pg_kill "$1"
}

qj_pg_kill() {
    local pid children
    pid=$(qj_pg_pid "$1") || return 0
    children=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null)
    kill -KILL "$pid" $children 2>/dev/null || true
    qj_wait 5 qj_gone "$pid"
}

# qj_pg_sql DIRECTORY DATABASE: runs the SQL on standard input as the superuser.
qj_pg_sql() {
    local PORT USER_NAME
    . "$1/instance.env"
    PGPASSWORD=$(cat "$1/password") PGOPTIONS=--client-min-messages=warning "$(qj_pg_bin)/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PORT" -U "$USER_NAME" -d "$2" -At
}
