#!/usr/bin/env bash
# Everything that CI asks for, the quickest first.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step form
unformatted=$(git ls-files -z '*.go' | xargs -0 gofmt -l)
if [ -n "$unformatted" ]; then
	printf 'gofmt would change:\n%s\n' "$unformatted"
	exit 1
fi
go vet ./...

step staticcheck
go tool -modfile=tools/staticcheck/go.mod staticcheck ./...

step generated files
# OpenAPI and the drawings of states are golden files: their tests compare them.
before=$(git ls-files -z '*_templ.go' | xargs -0 -r sha256sum)
scripts/generate.sh
if [ "$before" != "$(git ls-files -z '*_templ.go' | xargs -0 -r sha256sum)" ]; then
	echo 'a page was changed without its Go: run make generate and commit'
	exit 1
fi

step fuzzers, 45 s together
scripts/fuzz.sh 45

step races
# What goroutines share, on SQLite alone: in Go it is six times slower under
# the race detector. The stories of crashes and notices do one thing at a time.
go test -race -short -timeout 20m -skip 'TestCrashAtEachStep|TestNoticesInAnyOrder' ./internal/{money,postal,shipment,i18n,store,portal}

step tests
scripts/test.sh

step binary
scripts/build.sh
