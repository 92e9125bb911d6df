# The house in containers. Sourced after house.sh.

qj_docker_answers() {
    command -v docker >/dev/null && timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}
