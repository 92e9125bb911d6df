# Installs distribution packages, only those that are missing, without letting them start anything. Sourced after common.sh.

# qj_need_packages PACKAGE...: one clear line when it cannot be done.
qj_need_packages() {
    local package missing=() sudo=''
    for package in "$@"; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || qj_die "These are missing and this is not Debian or Ubuntu: ${missing[*]}. Install them, or start a Docker engine and run deploy/up --docker."
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || qj_die "These packages are missing: ${missing[*]}. As root: apt-get install ${missing[*]}"
        sudo=sudo
        sudo -n true 2>/dev/null || [ -t 0 ] || qj_die "These packages are missing and sudo wants a password: sudo apt-get install ${missing[*]}"
    fi
    qj_step "Installing ${missing[*]}"
    if ! $sudo env QJ_PACKAGES="${missing[*]}" bash -c '
        set -eu
        export DEBIAN_FRONTEND=noninteractive
        # A policy that forbids starting services, unless the machine has one already; and no default PostgreSQL cluster.
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
            trap "rm -f /usr/sbin/policy-rc.d" EXIT
        fi
        case " $QJ_PACKAGES " in *" postgresql "*)
            if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
                mkdir -p /etc/postgresql-common
                apt-get install -y -q --no-install-recommends postgresql-common || { apt-get update -q; apt-get install -y -q --no-install-recommends postgresql-common; }
            fi
            restore=""
            if ! grep -q "^create_main_cluster *= *false" /etc/postgresql-common/createcluster.conf; then
                restore=/etc/postgresql-common/createcluster.conf
                cp -p "$restore" "$restore.qj"
                echo "create_main_cluster = false" >>"$restore"
            fi ;;
        esac
        apt-get install -y -q --no-install-recommends $QJ_PACKAGES || { apt-get update -q; apt-get install -y -q --no-install-recommends $QJ_PACKAGES; }
        if [ -n "${restore:-}" ]; then mv "$restore.qj" "$restore"; fi
    ' >>"${QJ_PACKAGES_LOG:-/dev/null}" 2>&1 </dev/null; then
        qj_die "Installing failed. Try by hand: $sudo apt-get update && $sudo apt-get install ${missing[*]}"
    fi
}
