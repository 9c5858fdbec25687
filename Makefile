# 基石 Jishi. `make demo` shows it, `make test` proves it, `make deep` tries it for hours; each does all of its set-up. Nothing is built inside the clone.
SHELL := /bin/bash
PORT ?= 8600
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/jishi/target
export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: help demo test deep assets build check bench deny errors clean
.DEFAULT_GOAL := help

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## the demonstration site, opened in the browser: make demo PORT=8600
	@scripts/setup.sh demo
	@scripts/assets.sh
	cargo build --locked --profile demo --package jishi-cli
	@scripts/demo.sh "$(CARGO_TARGET_DIR)/demo/jishi" $(PORT)

test: ## every check, on SQLite, on PostgreSQL and in the browser
	@scripts/setup.sh test
	@scripts/test.sh

deep: ## hours: the large rounds of what `make test` does small (attacks, 20,000 tamperings, full disks, killed programs, crowds, drawn cases), and what each took
	@scripts/setup.sh test
	@scripts/assets.sh
	@scripts/deep.sh $(ONLY)

assets: ## style sheets, icons and script for the pages: web/dist
	@scripts/setup.sh demo
	@scripts/assets.sh

build: assets ## an optimised program
	cargo build --locked --release --package jishi-cli

check: ## the quick half of `make test`: tidy, lints, unit tests on SQLite
	@scripts/setup.sh demo
	@scripts/test.sh quick

bench: assets ## the measurements of import, evaluation and pages
	cargo bench --locked --workspace

errors: ## docs/errors.md, made from the comments of the error codes
	cargo xtask errors

deny: ## licences, sources and known faults of what we stand on
	@command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	cargo deny check

clean: ## what was built and fetched
	rm -rf "$(CARGO_TARGET_DIR)" web/dist web/node_modules
