#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL: scripts/with-postgres.sh COMMAND [ARGUMENT…]
#
# The cluster lives in a temporary directory, listens on a free port of the loopback address, is owned by an
# unprivileged user (postgres, where this is run as root), and is removed afterwards. The command finds its address in
# JISHI_TEST_PG. Needs the server's programs: Debian's package `postgresql`.
set -euo pipefail

if [ $# -eq 0 ]; then
    echo "用法：scripts/with-postgres.sh 命令 [参数…]" >&2
    exit 64
fi

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1 || true)
if [ -z "$bin" ] && command -v pg_config >/dev/null; then
    bin=$(pg_config --bindir)
fi
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    echo "没有找到 PostgreSQL 服务端程序。请安装 Debian 软件包 postgresql 后再试" >&2
    exit 69
fi

# PostgreSQL refuses to run as root.
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    as_owner=(runuser -u postgres --)
fi

home=$(mktemp -d)
remove() {
    status=$?
    "${as_owner[@]}" "$bin/pg_ctl" --pgdata="$home/cluster" --mode=immediate stop >/dev/null 2>&1 || true
    rm -rf "$home"
    exit "$status"
}
trap remove EXIT
trap 'exit 130' INT TERM
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$home"
fi

cd "$home" # The other user may not read the directory we came from.
"${as_owner[@]}" "$bin/initdb" --pgdata="$home/cluster" --username=jishi --auth=trust --encoding=UTF8 --locale=C --data-checksums --no-sync >"$home/initdb.log" 2>&1 || {
    cat "$home/initdb.log" >&2
    exit 70
}

port=
for _ in 1 2 3 4 5 6 7 8 9 10; do
    try=$((20000 + RANDOM % 20000))
    if "${as_owner[@]}" "$bin/pg_ctl" --pgdata="$home/cluster" --log="$home/cluster/server.log" --wait --silent start \
        --options="-c listen_addresses=127.0.0.1 -c port=$try -c unix_socket_directories='' -c max_connections=200" >/dev/null 2>&1; then
        port=$try
        break
    fi
done
if [ -z "$port" ]; then
    cat "$home/cluster/server.log" >&2 || true
    echo "PostgreSQL 没有启动" >&2
    exit 70
fi

cd "$OLDPWD"
export JISHI_TEST_PG="postgres://jishi@127.0.0.1:$port/postgres"
"$@"
