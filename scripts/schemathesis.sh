#!/usr/bin/env bash
# Sees to schemathesis in an environment of its own outside the clone, and says where its program is.
set -euo pipefail
cd "$(dirname "$0")"
home=${XDG_CACHE_HOME:-$HOME/.cache}/jishi/schemathesis
if ! cmp --silent schemathesis.txt "$home/installed.txt"; then
  rm -rf "$home"
  mkdir -p "$home"
  { python3 -m venv "$home" && "$home/bin/pip" install --quiet --disable-pip-version-check --requirement schemathesis.txt; } >&2
  cp schemathesis.txt "$home/installed.txt"
fi
printf '%s/bin/st\n' "$home"
