# The house on one machine: which services there are, where their state lives, how each is told what it needs. Sourced by the programs in deploy/.

QJ_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
QJ_RUN=${QJ_RUN:-$QJ_ROOT/.run}
. "$QJ_ROOT/deploy/lib/common.sh"
. "$QJ_ROOT/deploy/lib/postgres.sh"
. "$QJ_ROOT/deploy/lib/rabbitmq.sh"

# name, project, port offset. The four modes publish; the others listen.
QJ_SERVICES='
waterway Waterway 1
rail     Rail     2
road     Road     3
air      Air      4
routing  Routing  5
booking  Booking  6
'
QJ_LEGS='waterway rail road air'

qj_services() {
    local name project offset
    while read -r name project offset; do [ -n "$name" ] && printf '%s\n' "$name"; done <<<"$QJ_SERVICES"
}

qj_field() {
    local name project offset
    while read -r name project offset; do
        if [ "$name" = "$1" ]; then
            case $2 in project) printf '%s\n' "$project" ;; port) printf '%s\n' $((QJ_BASE + offset)) ;; esac
            return 0
        fi
    done <<<"$QJ_SERVICES"
    qj_die "There is no service $1. There are: $(qj_services | tr '\n' ' ')"
}

# What the running house was started with wins; then QJ_PORT_BASE; then 7400.
qj_load() {
    QJ_MODE='' QJ_BASE=${QJ_PORT_BASE:-7400} QJ_DATA=$QJ_RUN/data QJ_BUILD=''
    local asked=$QJ_BASE
    if [ -e "$QJ_RUN/house.env" ]; then . "$QJ_RUN/house.env"; fi
    QJ_ASKED_BASE=${QJ_PORT_BASE:-$QJ_BASE}
    if [ -z "$QJ_MODE" ]; then QJ_BASE=$QJ_ASKED_BASE; fi
    case $asked in '' | *[!0-9]*) qj_die "QJ_PORT_BASE must be a number, not $asked" ;; esac
    QJ_POSTGRES_PORT=$((QJ_BASE + 32)) QJ_RABBITMQ_PORT=$((QJ_BASE + 72))
}

qj_save() {
    printf 'QJ_MODE=%s\nQJ_BASE=%s\nQJ_DATA=%q\nQJ_BUILD=%s\n' "$QJ_MODE" "$QJ_BASE" "$QJ_DATA" "$QJ_BUILD" >"$QJ_RUN/house.env"
}

# Everything one command: "[  3.2 s] text".
qj_step() {
    local now=${EPOCHREALTIME/[.,]/} spent
    spent=$(((now - QJ_BEGAN) / 100000))
    printf '[%4d.%d s] %s\n' $((spent / 10)) $((spent % 10)) "$*"
}
QJ_BEGAN=${EPOCHREALTIME/[.,]/}

# qj_http PORT PATH: status code on the first line, then the body. Fails when nobody answers. Needs no curl.
qj_http() {
    local answer
    answer=$(timeout 6 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" "$1" >&3 && cat <&3' \
        "$1" "$2" 2>/dev/null | tr -d '\r') || return 1
    [[ $answer == HTTP/* ]] || return 1
    printf '%s\n' "$answer" | sed -n -e '1s/^[^ ]* \([0-9]*\).*/\1/p' -e '1,/^$/d;p'
}

# What a service says of itself: "ready", "waiting: database (detail), bus (detail)", "starting" or "down".
qj_health() {
    local port answer
    port=$(qj_field "$1" port)
    if ! answer=$(qj_http "$port" /health/ready); then
        if qj_service_pid "$1" >/dev/null; then echo starting; else echo down; fi
        return 0
    fi
    if [ "${answer%%$'\n'*}" = 200 ]; then
        echo ready
        return 0
    fi
    # The body has a property a line: name, status, detail.
    printf '%s\n' "$answer" | awk -F'"' '
        NR == 1 { code = $1 }
        $2 == "name" { name = $4 }
        $2 == "status" && name != "" { bad = $4 !~ /^([Hh]ealthy|[Dd]egraded)$/; if (bad) { text = text (text == "" ? "" : ", ") name } }
        $2 == "detail" && bad && $4 != "" { text = text " (" $4 ")"; bad = 0 }
        END { print "waiting: " (text == "" ? "/health/ready answers " code : text) }'
}

qj_service_pid() {
    if [ "$QJ_MODE" = docker ]; then
        qj_compose_pid "$1"
    else
        qj_pid "$QJ_RUN/pids/$1.pid"
    fi
}

# Passwords and keys of this machine's house: made once, never committed, forgotten by deploy/reset.
qj_secrets() {
    (
        umask 077
        mkdir -p "$QJ_RUN/keys"
        # A part that came with a later version gets its password when it is first met.
        local name
        touch "$QJ_RUN/keys/passwords.env"
        for name in POSTGRES RABBITMQ RABBITMQ_ADMIN $(qj_services | tr 'a-z' 'A-Z'); do
            grep -q "^PASSWORD_$name=" "$QJ_RUN/keys/passwords.env" || printf 'PASSWORD_%s=%s\n' "$name" "$(openssl rand -hex 16)" >>"$QJ_RUN/keys/passwords.env"
        done
        for name in dev-signing offer-signing; do
            [ -e "$QJ_RUN/keys/$name.pub.pem" ] && continue
            openssl ecparam -name prime256v1 -genkey -noout 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out "$QJ_RUN/keys/$name.pem"
            openssl ec -in "$QJ_RUN/keys/$name.pem" -pubout -out "$QJ_RUN/keys/$name.pub.pem" 2>/dev/null
        done
    )
    . "$QJ_RUN/keys/passwords.env"
}

qj_password() {
    local name
    name=PASSWORD_$(printf '%s' "$1" | tr 'a-z' 'A-Z')
    printf '%s\n' "${!name:?}"
}

# qj_service_env NAME POSTGRES-HOST POSTGRES-PORT RABBITMQ-HOST RABBITMQ-PORT KEYS: the whole configuration of one service, a line a variable.
qj_service_env() {
    local name=$1 keys=$6 neighbours='' neighbour
    printf '%s\n' \
        "ASPNETCORE_ENVIRONMENT=Local" "DOTNET_ENVIRONMENT=Local" "DOTNET_NOLOGO=1" "DOTNET_gcServer=0" "DOTNET_TieredPGO=0" \
        "ConnectionStrings__Database=Host=$2;Port=$3;Database=$name;Username=$name;Password=$(qj_password "$name");Maximum Pool Size=60;Application Name=$name" \
        "RabbitMq__Uri=amqp://qujiang:$(qj_password RABBITMQ)@$4:$5/qujiang" \
        "Auth__DevelopmentKeyPath=$keys/dev-signing.pub.pem" \
        "Shutdown__Drain=00:00:00"
    case $name in
    routing)
        neighbours=$QJ_LEGS
        printf '%s\n' "Auth__DevelopmentPrivateKeyPath=$keys/dev-signing.pem" "Offers__SigningKeyPath=$keys/offer-signing.pem"
        ;;
    booking)
        neighbours="$QJ_LEGS routing"
        printf '%s\n' "Auth__DevelopmentPrivateKeyPath=$keys/dev-signing.pem" "Auth__ServiceScope=quotes:write"
        ;;
    esac
    for neighbour in $neighbours; do
        if [ "$2" = 127.0.0.1 ]; then
            printf 'Services__%s__Url=http://127.0.0.1:%s\n' "$neighbour" "$(qj_field "$neighbour" port)"
        else
            printf 'Services__%s__Url=http://%s:8080\n' "$neighbour" "$neighbour"
        fi
    done
}

# The SQL that gives each service its own role and its own database, as often as one likes.
qj_provision_sql() {
    local name
    for name in $(qj_services); do
        cat <<SQL
SELECT 'CREATE ROLE $name LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$name') \gexec
ALTER ROLE $name PASSWORD '$(qj_password "$name")';
SELECT 'CREATE DATABASE $name OWNER $name' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$name') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE $name FROM PUBLIC;
SQL
    done
}
