#!/usr/bin/env bash
# Keeps a site of the program as it is now in suite/sites, so that every later version is tested to open it:
# scripts/keep-site.sh NAME, NAME being the day, as 2026-11-30. What is kept is never changed afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { echo "用法：scripts/keep-site.sh 名称（如 2026-11-30）" >&2; exit 64; }
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jishi/target}
export JISHI_KEEP_SITE=$1
scripts/with-postgres.sh cargo test --quiet --locked --package jishi-cli --test sites -- --ignored
echo "已保存到 suite/sites/$1，其日志条目在 suite/journal。"
