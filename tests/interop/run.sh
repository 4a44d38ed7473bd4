#!/bin/sh
# Counterparts that others wrote, each in an environment and a process of its own, for tests only. Open edX's
# library is AGPL-3.0: nothing of it is copied or shipped.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"

# install ENVIRONMENT LOCK: exactly what the lock names, made anew when it changes.
install() {
    venv="$root/$1"
    lock="$here/$2"
    if ! cmp -s "$lock" "$venv/installed.lock"; then
        "${PYTHON:-python3.11}" -m venv --clear "$venv"
        .venv/bin/uv pip install --quiet --no-config --require-hashes --python "$venv/bin/python" -r "$lock"
        echo "*" > "$venv/.gitignore"
        cp "$lock" "$venv/installed.lock"
    fi
}

install .venv-interop requirements-interop.lock
install .venv-provider-mock requirements-provider-mock.lock
exec .venv/bin/pytest tests/interop -q -p no:cacheprovider "$@"
