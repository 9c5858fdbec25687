#!/usr/bin/env bash
# Every check of the house, one after the other; all run even when one fails. `test.sh quick` leaves out what needs
# PostgreSQL, a browser or the network. Whatever is left out is said aloud and counted.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
quick=${1:-}
failed=() skipped=() passed=0
scratch=$(mktemp -d)
server=
stop_server() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; }
  server=
}
trap 'stop_server; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# step NAME COMMAND…: runs it, says how long it took, remembers how it went.
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n── %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
    printf '── %s：通过（%d 秒）\n' "$name" $((SECONDS - began))
  else
    failed+=("$name")
    printf '── %s：失败（%d 秒）\n' "$name" $((SECONDS - began))
  fi
}

skip() {
  skipped+=("$1")
  printf '\n!! 跳过：%s：%s\n' "$1" "$2"
}

# Rust tests under nextest where it is installed, else under cargo test.
if cargo nextest --version >/dev/null 2>&1; then
  what_stores="-E 'package(jishi-store) + package(jishi-cli) + (package(jishi-attacks) & test(on_postgres))'"
  rust_tests() { cargo nextest run --locked --no-fail-fast --status-level slow --final-status-level fail "$@"; }
else
  echo "没有 cargo-nextest，改用 cargo test（结果一样，慢一些）。"
  what_stores=
  rust_tests() { cargo test --locked --no-fail-fast --lib --bins --tests "$@"; }
fi

# The layers below touch no database: what does runs once more. Always the whole workspace is selected, so that what it
# stands on is built once and not once for each selection of crates.
on_postgres() {
  scripts/with-postgres.sh "$BASH" -c "$(declare -f rust_tests); rust_tests --workspace $what_stores"
}

program() { printf '%s/debug/jishi' "$CARGO_TARGET_DIR"; }

packs() { "$(program)" pack check packs/* && "$(program)" pack test packs/*; }

# The ledger of security requirements, held to the tests that the step above has run.
ledger() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest list --locked --workspace --message-format oneline >"$scratch/tests" 2>/dev/null || return 1
    cargo xtask asvs "$scratch/tests"
  else
    cargo xtask asvs
  fi
}

# Starts the demonstration on a free port and leaves its address in $address.
start_demo() {
  "$(program)" demo --port 0 --today 2026-11-24 >"$scratch/demo.log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$scratch/demo.log" | head -n 1)
    if [ -n "$address" ] && (exec 3<>"/dev/tcp/127.0.0.1/${address##*:}") 2>/dev/null; then return 0; fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "演示站没有起来：" && cat "$scratch/demo.log"
  return 1
}

browser_tests() {
  local outcome=1
  start_demo && { JISHI_URL=$address JISHI_BIN=$(program) npm --prefix web --silent test && outcome=0; }
  stop_server
  return $outcome
}

api_check() {
  local outcome=1
  start_demo && { scripts/api.sh "$address" "$1" && outcome=0; }
  stop_server
  return $outcome
}

# Known faults come from a list that is fetched; where it cannot be fetched, nothing was learnt, and that is said.
advisories() {
  local log="$scratch/advisories.log"
  if ! command -v cargo-deny >/dev/null; then
    skip "依赖的已知缺陷" "没有 cargo-deny；make deny 会安装并检查"
  elif cargo deny --locked check advisories >"$log" 2>&1; then
    step "依赖的已知缺陷（cargo deny）" true
  elif grep -q 'failed to fetch advisory database' "$log"; then
    skip "依赖的已知缺陷" "取不到缺陷库；联网后运行 make deny"
  else
    cat "$log"
    step "依赖的已知缺陷（cargo deny）" false
  fi
}

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jishi/target}

step "页面用的样式和图标" scripts/assets.sh
step "整理（cargo xtask tidy）" cargo xtask tidy
step "静态检查（clippy）" cargo clippy --locked --workspace --all-targets --quiet -- -D warnings
step "测试，SQLite" rust_tests --workspace
step "文档里的例子" cargo test --locked --workspace --doc --quiet
if step "编译程序" cargo build --locked --quiet --workspace --bins --tests && [ -x "$(program)" ]; then
  step "制度包（pack check、pack test）" packs
fi
step "错误说明（docs/errors.md）" cargo xtask errors --check
step "安全要求的账（security/asvs.toml）" ledger
if command -v cargo-deny >/dev/null; then
  step "依赖的许可和来源（cargo deny）" cargo deny --offline --locked check bans licenses sources
else
  skip "依赖的许可和来源" "没有 cargo-deny；make deny 会安装并检查"
fi

if [ "$quick" = quick ]; then
  skip "测试，PostgreSQL" "只做快的一半"
  skip "浏览器测试" "只做快的一半"
  skip "接口检查（schemathesis）" "只做快的一半"
else
  step "测试，PostgreSQL" on_postgres
  step "浏览器测试" browser_tests
  if st=$(scripts/schemathesis.sh); then
    step "接口检查（schemathesis）" api_check "$st"
  else
    skip "接口检查（schemathesis）" "装不上；需要 python3-venv 和软件源，联网后再运行"
  fi
  advisories
fi

printf '\n%d 步通过，%d 步失败，%d 步跳过（%d 秒）\n' "$passed" "${#failed[@]}" "${#skipped[@]}" "$SECONDS"
for name in "${failed[@]}"; do printf '失败：%s\n' "$name"; done
for name in "${skipped[@]}"; do printf '跳过：%s\n' "$name"; done
[ "${#failed[@]}" -eq 0 ]
