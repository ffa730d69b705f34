# Needs only Python 3.11 or newer and make. Everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := .venv-peers

.DEFAULT_GOAL := help
.PHONY: help demo test lint types unit nightly docs lock format bench peers clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 12

$(STAMP): pyproject.toml requirements.lock | $(BIN)/uv
	@echo "-> installing the locked packages (a minute or so the first time)"
	@VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/uv:
	@echo "-> making the virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Paceline needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "-> bringing uv into it"
	@awk '/^[a-z]/ {on = /^uv==/} on' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt

demo: $(STAMP) ## three questions answered in the terminal, then the workspace in the browser
	@$(BIN)/paceline up

test: $(STAMP) lint types docs unit ## everything that CI runs

lint: $(STAMP) ## ruff and the import contracts
	@echo "-> ruff"; $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@echo "-> import contracts"; $(BIN)/lint-imports --no-cache > $(VENV)/contracts.txt || { cat $(VENV)/contracts.txt; exit 1; }

types: $(STAMP) ## mypy, strict
	@echo "-> mypy"; $(BIN)/mypy

docs: $(STAMP) ## the pages made from the code are up to date
	@echo "-> docs"; $(BIN)/cog --check docs/architecture.md

unit: $(STAMP) ## the tests, with coverage
	@.ci/browser $(BIN)
	@echo "-> tests"; $(BIN)/pytest -n 2 --cov --cov-report=term -q

nightly: $(STAMP) ## thousands of random questions against a slow and plain interpreter (ten minutes)
	@$(BIN)/pytest -n 2 -q -o timeout=7200 --hypothesis-profile=nightly tests/properties

format: $(STAMP) ## put the code in order
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(BIN)/cog -r docs/architecture.md

lock: $(BIN)/uv ## remake requirements.lock and the peers' from pyproject.toml
	@echo "-> locking"
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras --group dev \
	  --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 \
	  pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --group bench \
	  --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 \
	  --output-file benchmarks/peers.lock

bench: $(STAMP) ## the budget table of the design, measured on this machine
	@$(BIN)/python benchmarks/budget.py

peers: $(STAMP) $(PEERS)/.installed ## Paceline beside hand-written SQL and other semantic layers (minutes)
	@$(BIN)/python benchmarks/peers.py

$(PEERS)/.installed: benchmarks/peers.lock | $(STAMP)
	@echo "-> installing the peers into $(PEERS)"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(PEERS)
	@VIRTUAL_ENV=$(abspath $(PEERS)) $(BIN)/uv pip sync --quiet --require-hashes benchmarks/peers.lock
	@touch $@

clean: ## forget the virtual environments and what the demo and the benchmarks made
	@rm -rf $(VENV) $(PEERS) .paceline
