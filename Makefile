# The verbs of the project. Each is one script; people and CI run the same ones.
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help setup demo test contracts invariants check format gas bench-mirror soak mutants year lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

setup: ## install the toolchain by hash (run by the others)
	@scripts/setup

demo: setup ## one purchase, end to end, on a local chain (ONCE=1: exit after the story)
	@$(PY) scripts/demo.py $(if $(ONCE),--once)

test: setup ## every test
	@scripts/test

contracts: setup ## every branch of every verb, on eth-tester and once more on anvil
	@.venv/bin/ape compile --force >/dev/null
	@.venv/bin/ape test tests/contracts -q
	@.venv/bin/ape test tests/contracts -q --network ethereum:local:foundry

invariants: setup ## the state machines of both contracts, the same lives every time
	@$(PY) -m pytest -q -p no:ape_test tests/invariants

check: setup ## format, lint, types, imports, sizes, names, docs
	@scripts/check

format: setup ## put the Python sources in shape
	@.venv/bin/ruff format --quiet . && .venv/bin/ruff check --quiet --fix .

gas: setup ## measure gas, write build/gas.json, compare with tests/gas/table.json
	@$(PY) scripts/gas.py

bench-mirror: setup ## measure the backfill, write build/bench-mirror.json
	@$(PY) scripts/bench_mirror.py

soak: setup ## both contracts at random for SECONDS (default 300), write build/soak.json
	@$(PY) tests/invariants/soak.py --seconds $(or $(SECONDS),300)

mutants: setup ## judge every mutant of the contracts, write build/mutants.json (SAMPLE=n SEED=s: some; JOBS=n at once)
	@$(PY) tests/invariants/mutants.py $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(if $(JOBS),--jobs $(JOBS))

year: setup ## a year of subscriptions with real keepers, held to a ledger, write build/year.json (takes half an hour)
	@$(PY) scripts/simulated_year.py

lock: setup ## resolve the dependencies again and write the lock files
	@scripts/lock
