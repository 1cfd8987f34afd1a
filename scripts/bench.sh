#!/usr/bin/env bash
# Measures beside the peers and puts the tables on top of bench/RESULTS.md.
# Arguments name the benchmarks, such as labels or serve; without any, all run.
# Say make bench on a quiet machine: the peers share it with us.
set -euo pipefail
cd "$(dirname "$0")/.."
results=bench/RESULTS.md

scripts/deps.sh
missing=()
command -v wrk >/dev/null || missing+=(wrk)
/usr/bin/python3 -c 'import reportlab' 2>/dev/null || missing+=(python3-reportlab)
if [ ${#missing[@]} -gt 0 ]; then
	if [ "$(id -u)" -ne 0 ]; then
		echo "The peers need more programs: sudo apt-get install -y ${missing[*]}" >&2
		exit 1
	fi
	apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"
fi
scripts/build.sh

declare -A command=(
	[labels]='go run ./bench/labels'
	[store]='go run ./bench/store'
	[serve]='go run ./bench/serve'
	[batch]='go run ./bench/batch'
	[history]='go run ./bench/history'
	[webhook]='go run ./bench/webhook'
	[pay]='go run ./bench/pay'
	[pay-postgres]='scripts/postgres.sh bench go run ./bench/pay'
)
chosen=("$@")
[ ${#chosen[@]} -gt 0 ] || chosen=(labels store serve pay pay-postgres batch history webhook)

tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
intro='# Results

Written by `make bench` and `make long`, newest on top. Ours and the peer run in turn on the same machine; the ratio is that of the pairs, with its
least and greatest. Absolute figures differ by a factor of two from one hour to the next: compare ratios only.'
{
	printf '%s\n\n## %s, commit %s, %s cores, %s\n' "$intro" "$(date -u '+%F %H:%M')" "$(git describe --always --dirty)" "$(nproc)" "$(go env GOVERSION)"
	for c in "${chosen[@]}"; do
		printf '\n`%s`\n\n' "${command[$c]:?there is no benchmark $c}"
		${command[$c]}
	done
} | tee "$tmp"
if [ -f $results ]; then
	sed -n '/^## /,$p' $results | sed '1s/^/\n/' >>"$tmp"
fi
cp "$tmp" $results
