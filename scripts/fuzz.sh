#!/usr/bin/env bash
# fuzz.sh SECONDS: runs every fuzz target for an equal share of the time.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1

mapfile -t targets < <(git ls-files -z '*_test.go' | xargs -0 grep -HoE '^func Fuzz\w+' | sed -E 's|/[^/]*:func | |')
[ ${#targets[@]} -gt 0 ] || { echo 'no fuzz target found'; exit 1; }
share=$((seconds * 1000 / ${#targets[@]}))
for t in "${targets[@]}"; do
	# Without a bound, making an interesting input smaller eats the whole share.
	if out=$(go test -run '^$' -fuzz "^${t#* }\$" -fuzzminimizetime 1x -fuzztime "${share}ms" "./${t% *}" 2>&1); then
		echo "${t#* } in ${t% *}: $(grep -oE 'execs: [0-9]+' <<<"$out" | tail -1)"
	elif grep -q 'context deadline exceeded' <<<"$out" && ! grep -qE 'Failing input|panic' <<<"$out"; then
		# The end of -fuzztime, taken for a failure: go.dev/issue/75804, mended in Go 1.27.
		echo "${t#* } in ${t% *}: time is up"
	else
		echo "$out"
		exit 1
	fi
done
