#!/usr/bin/env bash
# long.sh TIME: the fuzzers for that long together (10m, 2h), each from where
# the cache of earlier runs left it. The corpus of Go's build cache grows.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-10m} in
*h) seconds=$((${1%h} * 3600)) ;;
*m) seconds=$((${1%m} * 60)) ;;
*s) seconds=${1%s} ;;
*) echo "give a time such as 10m, not $1" >&2; exit 2 ;;
esac
scripts/fuzz.sh "$seconds"

# The money: every crash, every order of notifications, a thousand histories.
scripts/postgres.sh run env ECSHIP_LONG=1 go test -count=1 -timeout 2h -v \
	-run 'TestSimulation$|TestCrashAtEachStep|TestNoticesInAnyOrder' ./internal/portal |
	grep -E 'seeds:|runs,|orders|^(---|FAIL|ok)'

# The paper: ten thousand random labels, rendered and read by two decoders.
ECSHIP_LONG=1 go test -count=1 -timeout 2h -run 'TestDecode$' ./internal/label/pdf
