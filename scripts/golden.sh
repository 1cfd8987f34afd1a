#!/usr/bin/env bash
# Rewrites the golden files of every package whose tests know -update: quotes,
# drawings of labels and states, OpenAPI.
set -euo pipefail
cd "$(dirname "$0")/.."

git grep -lE 'flag\.Bool\("update"' -- '*_test.go' | xargs -n1 dirname | sort -u |
	while read -r dir; do go test "./$dir" -update -count=1; done
git status --short
