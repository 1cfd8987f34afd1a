#!/usr/bin/env bash
# Makes the generated files anew: the pages' Go from their templ.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "$(git ls-files '*.templ')" ]; then
	go tool -modfile=tools/templ/go.mod templ generate -path internal/web -log-level warn
fi
