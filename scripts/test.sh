#!/usr/bin/env bash
# Runs every test on SQLite, on a throwaway PostgreSQL and in the browser. What
# a test would skip for want of a tool fails here. Arguments go to go test.
set -euo pipefail
cd "$(dirname "$0")/.."

tmp=$(mktemp -d)
chmod 755 "$tmp" # the cluster's own user goes through it
trap 'scripts/postgres.sh stop "$tmp/cluster" >/dev/null 2>&1 || true; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

ECSHIP_TEST_POSTGRES=$(scripts/postgres.sh start "$tmp/cluster")
export ECSHIP_TEST_POSTGRES ECSHIP_CHECK=1

go build -o "$tmp/verdict" ./scripts/verdict
go test -json -timeout 15m "$@" ./... | "$tmp/verdict" -need postgres,browser
