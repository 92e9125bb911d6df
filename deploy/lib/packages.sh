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
        policy="" conf=/etc/postgresql-common/createcluster.conf kept=""
        undo() {
            if [ -n "$policy" ]; then rm -f "$policy"; fi
            if [ -n "$kept" ]; then mv -f "$kept" "$conf"; fi
        }
        trap undo EXIT
        install() {
            apt-get install -y -q --no-install-recommends "$@" || { apt-get update -q; apt-get install -y -q --no-install-recommends "$@"; }
        }
        # A policy that forbids starting services, unless the machine has one already; and no default PostgreSQL cluster.
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            policy=/usr/sbin/policy-rc.d
            printf "#!/bin/sh\nexit 101\n" >"$policy"
            chmod 755 "$policy"
        fi
        case " $QJ_PACKAGES " in *" postgresql "*)
            install postgresql-common
            if ! grep -q "^create_main_cluster *= *false" "$conf"; then
                cp -p "$conf" "$conf.qj"
                kept=$conf.qj
                echo "create_main_cluster = false" >>"$conf"
            fi ;;
        esac
        install $QJ_PACKAGES
    ' >>"${QJ_PACKAGES_LOG:-/dev/null}" 2>&1 </dev/null; then
        qj_die "Installing failed. Try by hand: $sudo apt-get update && $sudo apt-get install ${missing[*]}"
    fi
}
