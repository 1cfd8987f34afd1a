#!/usr/bin/env bash
# Builds build/ecship: static, without debug tables, at most 60 MB.
set -euo pipefail
cd "$(dirname "$0")/.."
most=60000000

mkdir -p build
CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o build/ecship ./cmd/ecship
size=$(stat -c %s build/ecship)
echo "build/ecship: $((size / 1000000)) MB"
if [ "$size" -gt $most ]; then
	echo "that is more than $((most / 1000000)) MB" >&2
	exit 1
fi
