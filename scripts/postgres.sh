#!/bin/sh
# A throwaway PostgreSQL cluster for the tests.
#
#   scripts/postgres.sh start DIR   makes and starts one in DIR, prints its URL
#   scripts/postgres.sh stop DIR    stops it and removes DIR
#   scripts/postgres.sh run CMD…    runs a command with ECSHIP_TEST_POSTGRES set
#   scripts/postgres.sh bench CMD…  the same on one that flushes each commit
#
# It listens on a free port of 127.0.0.1 and on nothing else, keeps nothing,
# and so does not flush to the disk, unless for a benchmark. As root it runs as
# user postgres, since the server refuses to run as root.
set -eu

settings="-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB"

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] && command -v pg_config >/dev/null; then bin=$(pg_config --bindir); fi
if [ ! -x "$bin/initdb" ]; then
	echo "postgres.sh: no PostgreSQL server here; on Debian: apt-get install postgresql" >&2
	exit 1
fi

as() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
	else
		"$@"
	fi
}

start() {
	mkdir -p "$1"
	dir=$(cd "$1" && pwd)
	if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
	as "$bin/initdb" -D "$dir/data" -U ecship -A trust -E UTF8 --locale=C --no-sync >"$dir.log" 2>&1 || { cat "$dir.log" >&2; return 1; }
	for try in 1 2 3 4 5; do
		port=$(awk -v seed="$$$try" 'BEGIN { srand(seed); print 20000 + int(rand() * 20000) }')
		if as "$bin/pg_ctl" -D "$dir/data" -s -w -t 30 -l "$dir/server.log" -o "-p $port -c listen_addresses=127.0.0.1 \
			-c unix_socket_directories='' -c max_connections=300 $settings" start >"$dir.log" 2>&1; then
			rm -f "$dir.log"
			echo "postgres://ecship@127.0.0.1:$port/postgres?sslmode=disable"
			return 0
		fi
	done
	cat "$dir.log" >&2
	return 1
}

stop() {
	as "$bin/pg_ctl" -D "$1/data" -s -m immediate stop || true
	rm -rf "$1" "$1.log"
}

case ${1:-} in
start) start "$2" ;;
stop) stop "$2" ;;
run | bench)
	if [ "$1" = bench ]; then settings="-c shared_buffers=256MB -c max_wal_size=4GB"; fi
	shift
	tmp=$(mktemp -d)
	chmod 755 "$tmp"
	trap 'stop "$tmp/cluster"; rm -rf "$tmp"' EXIT
	trap 'exit 130' INT TERM
	ECSHIP_TEST_POSTGRES=$(start "$tmp/cluster")
	export ECSHIP_TEST_POSTGRES
	"$@"
	;;
*)
	sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
