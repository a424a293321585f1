# `make generate` and `make test` do all set-up themselves; nothing has to be installed by hand.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: generate test check format bench clean

generate: $(INSTALLED)
	$(BIN)/realtime-codegen schemas/

test: check
	$(BIN)/pytest

# What needs no tests to run: seconds, for every save.
check: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/realtime-codegen schemas/ --check

format: $(INSTALLED)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Half an hour; see benchmarks/.
bench: $(INSTALLED)
	$(BIN)/pip install --quiet --group bench
	$(BIN)/python -m benchmarks

$(INSTALLED): pyproject.toml runtime/pyproject.toml Makefile
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet -e './runtime[inngest]' -e . --group dev
	touch $@

clean:
	rm -rf .venv
