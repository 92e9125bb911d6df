# Builds the programs once for each state of their sources, into .run/app/<state>/<project>/. Sourced after house.sh.

qj_need_sdk() {
    command -v dotnet >/dev/null || qj_die "The .NET 10 SDK is missing: install it (https://dotnet.microsoft.com/download/dotnet/10.0) and put dotnet on the PATH."
    (cd "$QJ_ROOT" && dotnet --version 2>/dev/null | grep -q '^10\.') ||
        qj_die "dotnet is here but no .NET 10 SDK: install it (https://dotnet.microsoft.com/download/dotnet/10.0). Found: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
}

# dotnet build that leaves no server behind: no waiting MSBuild nodes, and a compiler server of its own that is ended with it.
qj_dotnet_build() {
    local id=qj-$$-$RANDOM code=0 process pid
    DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 dotnet build "$@" -nodeReuse:false -p:SharedCompilationId=$id 9>&- || code=$?
    for process in /proc/[0-9]*; do
        pid=${process#/proc/}
        if tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -q "VBCSCompiler.*pipename:$id"; then qj_end "$pid" 5 || true; fi
    done
    return $code
}

# A name for the present state of everything that goes into the programs.
qj_source_state() {
    (
        cd "$QJ_ROOT" || exit 1
        if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
            git ls-files -z -co --exclude-standard -- services shared deploy/Services.proj 'Directory.*' global.json BannedSymbols.txt .editorconfig
        else
            find services shared deploy/Services.proj Directory.* global.json BannedSymbols.txt .editorconfig \
                -type d \( -name bin -o -name obj \) -prune -o -type f -print0
        fi | grep -zv '/openapi/' | sort -z | while IFS= read -r -d '' file; do [ -f "$file" ] && printf '%s\0' "$file"; done | xargs -0 sha256sum | { cat; dotnet --version; } | sha256sum | cut -c1-12
    )
}

# qj_build STATE: does nothing when that state is built already.
qj_build() {
    local state=$1 target="$QJ_RUN/app/$1"
    [ -e "$target/complete" ] && return 0
    mkdir -p "$QJ_RUN/app" "$QJ_RUN/logs"
    rm -rf "$target" "$QJ_RUN/app/new"
    if ! (cd "$QJ_ROOT" && qj_dotnet_build deploy/Services.proj -v:minimal -p:OpenApiGenerateDocuments=false -p:QujiangPublishRoot="$QJ_RUN/app/new/") >"$QJ_RUN/logs/build.log" 2>&1; then
        grep -E 'error' "$QJ_RUN/logs/build.log" | sort -u | head -n 10 >&2
        qj_die "The build failed; its log is $QJ_RUN/logs/build.log"
    fi
    touch "$QJ_RUN/app/new/complete"
    mv "$QJ_RUN/app/new" "$target"
}

# Old states go, except the one that runs.
qj_forget_builds() {
    local directory
    for directory in "$QJ_RUN"/app/*/; do
        [ "$(basename "$directory")" = "$1" ] || rm -rf "$directory"
    done
}
