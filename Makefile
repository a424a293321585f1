# `make generate` and `make test` do all set-up themselves; nothing has to be installed by hand.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
PYTHONS := 3.11 3.12 3.13 3.14

.PHONY: generate test quick check lint imports types output tests quick-tests coverage format \
	durable bench site pictures dist lock test-newest test-lowest test-pythons \
	$(PYTHONS:%=test-%) clean

generate: $(INSTALLED)
	$(BIN)/realtime-codegen schemas/

# Each step is a target, so that the last line of a run that fails names it.
test: check tests

# The tests that are not slow: about a minute.
quick: check quick-tests

# For every save: seconds, once mypy has a cache.
check: lint imports types output

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

imports: $(INSTALLED)
	$(BIN)/lint-imports

types: $(INSTALLED)
	$(BIN)/mypy

output: $(INSTALLED)
	$(BIN)/realtime-codegen schemas/ --check

tests: $(INSTALLED)
	$(BIN)/pytest -n auto --dist loadfile

quick-tests: $(INSTALLED)
	$(BIN)/pytest -n auto --dist loadfile -m 'not slow' --quiet

# The share of lines and branches that the tests run, against its floor in pyproject.toml.
coverage: $(INSTALLED)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadfile --quiet
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

format: $(INSTALLED)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# A workflow on DBOS and SQLite, killed half-way, and gone on with by another process.
durable: $(INSTALLED)
	$(BIN)/python -m examples.durable --kill

# Half an hour; see benchmarks/.
bench: $(INSTALLED)
	$(BIN)/pip install --quiet --no-deps -r requirements/bench.txt
	$(BIN)/python -m benchmarks

# build/site/index.html: all pages, without a warning.
site: $(INSTALLED)
	$(BIN)/python -m tools.site build

# The drawings of the pages, and README's pictures, from what mypy and the runtime say now.
pictures: $(INSTALLED)
	$(BIN)/python -m tools.drawings docs/pictures
	$(BIN)/python -m tools.pictures docs/pictures

# Both distributions, as a release has them.
DIST := dist
dist: $(INSTALLED)
	rm -rf $(DIST)
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir $(DIST) runtime
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir $(DIST) .

$(INSTALLED): requirements/dev.txt pyproject.toml runtime/pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e ./runtime -e .
	touch $@

# The newest versions that the pyproject.toml files admit, on all platforms, with their hashes.
COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock'
lock: $(INSTALLED)
	$(COMPILE) pyproject.toml runtime/pyproject.toml --all-extras --group dev \
		--no-emit-package realtime-runtime --output-file requirements/dev.txt
	$(COMPILE) --group bench --constraint requirements/dev.txt --output-file requirements/bench.txt

# All steps with the newest and with the lowest versions that the pyproject.toml files admit.
test-newest: RESOLUTION := highest
test-lowest: RESOLUTION := lowest-direct
test-newest test-lowest: test-%: $(INSTALLED)
	$(BIN)/uv venv --quiet --clear --seed --python $(BIN)/python .venv-$*
	$(BIN)/uv pip install --quiet --python .venv-$* --resolution $(RESOLUTION) --refresh \
		-e './runtime[dbos,inngest,nats,postgres,redis]' -e . --group dev
	touch .venv-$*/installed
	$(MAKE) test VENV=.venv-$*

# All steps with the locked versions, for each Python that this machine has.
test-pythons: $(PYTHONS:%=test-%)

PYENV_ROOT ?= $(HOME)/.pyenv
$(PYTHONS:%=test-%): test-%:
	@for python in python$* $(PYENV_ROOT)/versions/$*.*/bin/python; do \
		if $$python -c pass 2>/dev/null; then exec $(MAKE) test VENV=.venv-$* PYTHON=$$python; fi; \
	done; \
	echo "Python $* is not on this machine: skipped"

clean:
	rm -rf .venv .venv-*
