#!/usr/bin/env bash
# Sees to what the machine needs for `demo` or `test`: says what is there, installs what is missing through apt.
set -euo pipefail
what=${1:-demo}

have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_chromium() { [ -n "${CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome; }
have_venv() { have python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }
have_chinese_font() { have fc-list && [ -n "$(fc-list ':lang=zh-cn' 2>/dev/null | head -n 1)" ]; }

if ! have cargo; then
  echo "缺少 Rust：请先按 https://rustup.rs 的说明安装 Rust 1.95 或更新的版本，再运行一次。" >&2
  exit 1
fi

if have node && [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "Node 的版本是 $(node --version)，需要 20 或更新：请先升级，再运行一次。" >&2
  exit 1
fi

missing=()
have cc || missing+=(build-essential)
have node || missing+=(nodejs)
have npm || missing+=(npm)
if [ "$what" = test ]; then
  have_postgres || missing+=(postgresql)
  have_chromium || missing+=(chromium)
  have_chinese_font || missing+=(fontconfig fonts-noto-cjk)
  have_venv || missing+=(python3-venv)
  have curl || missing+=(curl)
fi
[ "${#missing[@]}" -gt 0 ] || exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  if have sudo && sudo -n true 2>/dev/null; then sudo=(sudo); fi
fi
if ! have apt-get || { [ "$(id -u)" -ne 0 ] && [ "${#sudo[@]}" -eq 0 ]; }; then
  printf '缺少：%s\n请先安装（Debian 上：sudo apt-get install %s），再运行一次。\n' "${missing[*]}" "${missing[*]}" >&2
  exit 1
fi

echo "安装：${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${sudo[@]}" apt-get update -qq &&
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "没有装成，请按上面的提示处理后再运行一次。" >&2
  exit 1
fi
