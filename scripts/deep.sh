#!/usr/bin/env bash
# The large rounds of what `make test` does quickly: attacks (20,000 tamperings, every id of the other department, full
# disks, killed programs and databases, two writers), drawn cases many times over, both databases, the program that people
# use, and the measurements. Takes hours; prints what each part took. `deep.sh attacks`, or `make deep ONLY=attacks`, does
# one part alone: attacks, drawn, released, measures.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
only=${1:-}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jishi/target}
export JISHI_DEEP=1
failed=() times=()

# part NAME TITLE COMMAND…: runs it, says how long it took, remembers how it went.
part() {
  local name=$1 title=$2 began=$SECONDS
  shift 2
  [ -z "$only" ] || [ "$only" = "$name" ] || return 0
  printf '\n── %s\n' "$title"
  if "$@"; then times+=("$title：$((SECONDS - began)) 秒"); else
    failed+=("$title")
    times+=("$title：$((SECONDS - began)) 秒，失败")
  fi
}

if ! cargo nextest --version >/dev/null 2>&1; then
  echo "需要 cargo-nextest：cargo install cargo-nextest --locked" >&2
  exit 1
fi

# The whole workspace is selected, so that the program that the attacks start is built with them.
tests() { cargo nextest run --locked --workspace --no-fail-fast --status-level slow --final-status-level slow --success-output final "$@"; }

drawn() { PROPTEST_CASES=${PROPTEST_CASES:-20000} tests -E 'not package(jishi-attacks)'; }

drawn_on_postgres() {
  scripts/with-postgres.sh "$BASH" -c "$(declare -f tests); PROPTEST_CASES=200 tests -E 'package(jishi-store) + package(jishi-cli)'"
}

# The program that people use has no switch: the variable is unknown to it, and its name is not in it.
released() {
  cargo build --locked --release --package jishi-cli || return 1
  local program="$CARGO_TARGET_DIR/release/jishi" said
  if grep -qa JISHI_WITHOUT "$program"; then
    echo "正式的程序里有防线的开关"
    return 1
  fi
  said=$(JISHI_WITHOUT=HostIsNamed "$program" doctor 2>&1)
  case $said in *关掉* | *防线*) echo "正式的程序说到了防线的开关：$said" && return 1 ;; esac
  [ "$said" = "$("$program" doctor 2>&1)" ]
}

# Durability is tried on both databases.
attacks() { scripts/with-postgres.sh "$BASH" -c "$(declare -f tests); tests -E 'package(jishi-attacks)'"; }

part attacks "攻击，大的一轮" attacks
part drawn "随机的例子，各 ${PROPTEST_CASES:-20000} 个" drawn
part drawn "随机的例子，PostgreSQL" drawn_on_postgres
part released "正式的程序没有开关" released
part measures "测量" cargo bench --locked --workspace

printf '\n'
printf '%s\n' "${times[@]}"
for title in "${failed[@]}"; do printf '失败：%s\n' "$title"; done
[ "${#failed[@]}" -eq 0 ]
