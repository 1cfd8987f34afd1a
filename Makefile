# Everything that a person or CI runs has its name here; CONTRIBUTING.md says
# when to use which. The work is done by scripts/ and by Go itself.

SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# A fresh shell may not have Go on its PATH where its tarball was unpacked.
export PATH := $(PATH):/usr/local/go/bin

BUDGET ?= 10m
ARGS ?=

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: demo
demo: ## the whole portal with demo data on http://localhost:8080
	@go run ./cmd/ecship demo $(ARGS)

.PHONY: build
build: ## build/ecship, one static binary of at most 60 MB
	@scripts/build.sh

.PHONY: deps
deps: ## install what the tests need and the machine lacks
	@scripts/deps.sh

.PHONY: test
test: deps ## every test, on SQLite, on PostgreSQL and in the browser (ARGS='-run X')
	@scripts/test.sh $(ARGS)

.PHONY: check
check: deps ## all that CI asks for: form, generated files, fuzzers, races, then every test
	@scripts/check.sh

.PHONY: generate
generate: ## make the generated files anew: pages, OpenAPI, drawings of states
	@scripts/generate.sh

.PHONY: golden
golden: deps ## rewrite the golden files; read the difference before you commit it
	@scripts/golden.sh

.PHONY: screenshot
screenshot: deps ## take the README's picture anew
	@go run ./tools/screenshot

.PHONY: label-sheet
label-sheet: deps ## every ply of every layout in one picture, build/label-sheet.png
	@go run ./tools/labelsheet

.PHONY: bench
bench: ## measure beside the peers and write bench/RESULTS.md
	@scripts/bench.sh $(ARGS)

.PHONY: long
long: deps ## run the long proofs for BUDGET (10m); bench/RESULTS.md says what they tried
	@scripts/long.sh $(BUDGET)
