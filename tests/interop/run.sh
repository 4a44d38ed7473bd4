#!/bin/sh
# Open edX's LTI library as a counterpart, in an environment of its own (.venv-interop): the library is
# AGPL-3.0, so it runs in a separate process, for tests only, and nothing of it is copied or shipped.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"
venv="$root/.venv-interop"
lock="$here/requirements-interop.lock"
if ! cmp -s "$lock" "$venv/installed.lock"; then
    "${PYTHON:-python3.11}" -m venv --clear "$venv"
    .venv/bin/uv pip install --quiet --no-config --require-hashes --python "$venv/bin/python" -r "$lock"
    echo "*" > "$venv/.gitignore"
    cp "$lock" "$venv/installed.lock"
fi
exec .venv/bin/pytest tests/interop -q -p no:cacheprovider "$@"
