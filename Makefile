# The verbs of the project. Each is one script; people and CI run the same ones.
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help setup demo test check format gas bench-mirror soak lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

setup: ## install the toolchain by hash (run by the others)
	@scripts/setup

demo: setup ## one purchase, end to end, on a local chain (ONCE=1: exit after the story)
	@$(PY) scripts/demo.py $(if $(ONCE),--once)

test: setup ## every test
	@scripts/test

check: setup ## format, lint, types, imports, sizes, names, docs
	@scripts/check

format: setup ## put the Python sources in shape
	@.venv/bin/ruff format --quiet . && .venv/bin/ruff check --quiet --fix .

gas: setup ## measure gas, write build/gas.json, compare with tests/gas/table.json
	@$(PY) scripts/gas.py

bench-mirror: setup ## measure the backfill, write build/bench-mirror.json
	@$(PY) scripts/bench_mirror.py

soak: setup ## invariants for MINUTES (default 5)
	@$(PY) tests/invariants/soak.py --minutes $(or $(MINUTES),5)

lock: setup ## resolve the dependencies again and write the lock files
	@scripts/lock
