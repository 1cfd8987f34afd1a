#!/usr/bin/env bash
# long.sh TIME: every long proof for its share of that time (10m, 2h), and what
# each tried on top of bench/RESULTS.md, so that runs add up. A proof with an
# end of its own takes as long as it takes.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-10m} in
*h) seconds=$((${1%h} * 3600)) ;;
*m) seconds=$((${1%m} * 60)) ;;
*s) seconds=${1%s} ;;
*) echo "give a time such as 10m, not $1" >&2; exit 2 ;;
esac

tmp=$(mktemp -d)
chmod 755 "$tmp" # the cluster's own user goes through it
trap 'scripts/postgres.sh stop "$tmp/cluster" >/dev/null 2>&1 || true; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
ECSHIP_TEST_POSTGRES=$(scripts/postgres.sh start "$tmp/cluster")
export ECSHIP_TEST_POSTGRES

failed=()
# proof PERCENT NAME COMMAND…: runs a command, which finds its seconds in
# ECSHIP_LONG, and keeps the lines in which it counts: "R-04: 1200 seeds …".
proof() {
	local name=$2
	export ECSHIP_LONG=$((seconds * $1 / 100))s
	shift 2
	echo "== $name, $ECSHIP_LONG"
	"$@" 2>&1 | tee "$tmp/out" || failed+=("$name")
	(grep -oE '\b[A-Z]-[A-Z]?[0-9]+: .*' "$tmp/out" || true) | sed 's/^/- /' >>"$tmp/counts"
}
tests() { go test -count=1 -timeout 4h -v -run "$@"; }
mutate() { go run ./tools/mutate -budget "$ECSHIP_LONG" "$@"; }
fuzz() { scripts/fuzz.sh "${ECSHIP_LONG%s}" && echo "R-27: ${ECSHIP_LONG%s} s of fuzzing"; }

proof 20 'fuzzers' fuzz
proof 20 'simulated histories' tests 'TestSimulation$' ./internal/portal
proof 20 'kills of the server' tests 'TestKilled' ./cmd/ecship
proof 1 'a file of 100,000 rows' tests 'TestLongBatch$' ./internal/portal
proof 5 'crashes and notifications' tests 'TestCrashAtEachStep|TestCrashWithoutGateway|TestNoticesInAnyOrder' ./internal/portal
proof 5 'races through all doors' tests 'TestAllDoorsAtOnce' ./internal/race
proof 5 'labels read by two decoders' tests 'TestDecode$' ./internal/label/pdf
proof 10 'mutants of the money' mutate -least 90 internal/ledger internal/payment
proof 14 'mutants of the other rules' mutate internal/postal internal/tariff

results=bench/RESULTS.md
{
	sed '/^## /,$d' $results
	printf '## %s, commit %s: %s of long proofs\n\n' "$(date -u '+%F %H:%M')" "$(git describe --always --dirty)" "${1:-10m}"
	cat "$tmp/counts"
	printf '\n%s\n\n' "${failed[*]:+Failed: ${failed[*]}}"
	sed -n '/^## /,$p' $results
} | cat -s >"$tmp/results"
cp "$tmp/results" $results
if [ ${#failed[@]} -gt 0 ]; then
	echo "failed: ${failed[*]}" >&2
	exit 1
fi
