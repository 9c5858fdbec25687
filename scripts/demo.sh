#!/usr/bin/env bash
# Runs the demonstration in the foreground and opens the browser once it answers: demo.sh PROGRAM PORT
set -euo pipefail
program=$1 port=$2

open_when_ready() {
  for _ in $(seq 600); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      xdg-open "http://127.0.0.1:$port/" >/dev/null 2>&1
      return
    fi
    sleep 0.1
  done
}

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null; then open_when_ready & fi
exec "$program" demo --port "$port"
