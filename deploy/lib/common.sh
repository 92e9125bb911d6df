# Shared by deploy/*, tests/run and the test library: words, users, ports, processes. Sourced, never run. Needs bash and coreutils only.

qj_die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Runs a command as the given system user when we are root (PostgreSQL refuses root, a broker should not have it), else as ourselves.
qj_as() {
    local user=$1
    shift
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid "$user" --regid "$user" --init-groups "$@"
    else
        "$@"
    fi
}

# Makes a directory that the given user owns. Its parents must let that user through; /root does not, so callers choose the place with qj_reachable.
qj_own_directory() {
    local user=$1 directory=$2
    mkdir -p "$directory"
    if [ "$(id -u)" = 0 ]; then chown "$user:$user" "$directory"; fi
    chmod 700 "$directory"
}

qj_reachable() {
    local user=$1 directory=$2
    qj_as "$user" test -x "$directory"
}

# True when something accepts connections on this loopback port.
qj_port_open() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

qj_port_closed() {
    ! qj_port_open "$1"
}

# qj_port_owner PORT: the program that listens there, as far as we are allowed to see it.
qj_port_owner() {
    command -v ss >/dev/null || return 0
    ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (pid \2)/p' | head -n 1
}

# Prints the first of COUNT neighbouring ports that nobody uses. Stays below the range that the kernel gives to outgoing connections.
qj_free_ports() {
    local count=$1 base try port
    for try in $(seq 1 50); do
        base=$((20000 + (RANDOM * 32768 + RANDOM) % 1200 * 10))
        for ((port = base; port < base + count; port++)); do
            if qj_port_open "$port"; then continue 2; fi
        done
        printf '%s\n' "$base"
        return 0
    done
    qj_die "No $count free neighbouring ports were found between 20000 and 32000."
}

# The time at which a process started, in clock ticks since boot: with the pid it names one process for good, also after the pid is used again.
qj_started() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }
    set -- $stat
    [ "$1" != Z ] || return 1
    printf '%s\n' "${20}"
}

# A pid file holds "pid start-time". qj_pid prints the pid while that very process lives.
qj_write_pid() {
    printf '%s %s\n' "$2" "$(qj_started "$2")" >"$1"
}

qj_pid() {
    local pid started
    { read -r pid started <"$1"; } 2>/dev/null || return 1
    [ -n "$pid" ] && [ "$(qj_started "$pid")" = "$started" ] || return 1
    printf '%s\n' "$pid"
}

# qj_wait SECONDS COMMAND...: polls until the command succeeds.
qj_wait() {
    local until=$((SECONDS + $1))
    shift
    while ! "$@"; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.1
    done
}

qj_gone() {
    ! qj_started "$1" >/dev/null
}

# Ends one process that we started: politely, then for good. Its whole group goes with it when it leads one.
qj_end() {
    local pid=$1 patience=${2:-15}
    kill -TERM "$pid" 2>/dev/null || return 0
    if ! qj_wait "$patience" qj_gone "$pid"; then kill -KILL "$pid" 2>/dev/null || true; fi
    kill -KILL -- "-$pid" 2>/dev/null || true
    qj_wait 5 qj_gone "$pid"
}

# qj_detached PIDFILE DIRECTORY LOG USER|- COMMAND...: starts the command in a session of its own, appending its output to the log, and notes its pid.
qj_detached() {
    local pidfile=$1 directory=$2 log=$3 user=$4
    shift 4
    local -a become=()
    if [ "$user" != - ] && [ "$(id -u)" = 0 ]; then become=(setpriv --reuid "$user" --regid "$user" --init-groups); fi
    rm -f "$pidfile"
    (
        cd "$directory" || exit 1
        # The shell that setsid starts notes its own pid and start time and then becomes the command, so pid, session and group are one number.
        setsid bash -c 'echo "$$ $(cut -d" " -f22 /proc/$$/stat)" >"$1.new" && mv "$1.new" "$1"; shift; exec "$@"' start "$pidfile" "${become[@]}" "$@" \
            >>"$log" 2>&1 </dev/null 9>&- &
    )
    qj_wait 5 test -s "$pidfile"
}
