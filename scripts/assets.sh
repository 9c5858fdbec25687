#!/usr/bin/env bash
# What the pages ship: fetches the kept kit by the lock file and builds web/dist, each only when its inputs changed.
set -euo pipefail
cd "$(dirname "$0")/../web"

fresh() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

kit=$(sha256sum package.json package-lock.json)
if ! fresh node_modules/.stamp "$kit"; then
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error
  printf '%s' "$kit" >node_modules/.stamp
fi

sources=$(find . \( -path ./node_modules -o -path ./dist -o -path ./tests \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum)
if [ ! -d dist ] || ! fresh node_modules/.built "$sources"; then
  npm run --silent build
  printf '%s' "$sources" >node_modules/.built # not in dist: all of that is served
fi
