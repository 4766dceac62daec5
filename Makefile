# The words one needs to run and to work on Aftercare. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; a name on the path may be a shim that leads nowhere, so each is tried.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell $(name) -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $(name))))

# What is installed is known by the content of the lock files, not by their age: a checkout makes old files young.
BASE := $(VENV)/.base-$(shell cksum < requirements/base.txt | tr -s ' \t' -)
DEV := $(VENV)/.dev-$(shell cksum < requirements/dev.txt | tr -s ' \t' -)
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --require-hashes
# A file stays with one worker, since the costly ones set an installation up once; long ones come early. One worker more
# than processors: each waits for its database, its browser or its installation a third of the time.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# The suite starts the command a hundred times; where Python may not keep what it compiled, each would compile anew.
COMPILE := $(BIN)/python -m compileall -q -j 0 aftercare config
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: help run test check lint fmt bench docs lock

help: ## List these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(BASE) ## Run Aftercare with its demo company on PORT (8000), everything it keeps in AFTERCARE_HOME (./var)
	@AFTERCARE_DEMO="$${AFTERCARE_DEMO-1}" $(BIN)/aftercare up

test: $(DEV) lint ## Everything: lint, types, contracts, migrations, and all tests including those in a browser
	@./.ci/system-packages --browser
	@$(BIN)/aftercare messages
	@CHROMIUM="$${CHROMIUM:-$$(command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)}" $(PYTEST)

check: $(DEV) lint ## The same without a browser
	@./.ci/system-packages
	@$(BIN)/aftercare messages
	@$(PYTEST) -m "not browser"

lint: $(DEV) ## Lint, types, import contracts, missing migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@# The types take as long as all the rest, and one processor.
	@$(BIN)/mypy & types=$$!; trap "kill $$types 2>/dev/null || true" EXIT; \
	$(BIN)/lint-imports; \
	DATABASE_URL=postgres://nobody@127.0.0.1:1/none $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run --settings config.test_settings; \
	$(COMPILE); \
	wait $$types

fmt: $(DEV) ## Put the code into its usual shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(DEV) ## Measure, each figure beside its yardstick
	@$(BIN)/python -m benchmarks

docs: $(DEV) ## Build the documentation site into ./site
	@$(BIN)/python -m aftercare.cli.lifecycles docs/reference/generated
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

lock: $(DEV) ## Bring requirements/*.txt up to their .in files; UPGRADE=1 takes newer versions too
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements/base.in -o requirements/base.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements/dev.in -o requirements/dev.txt

$(BASE):
	@test -n "$(PYTHON)" || { echo "Aftercare needs Python 3.11 or newer, and none was found. Install python3.11 with its venv module."; exit 1; }
	@echo "Making the virtual environment in $(VENV) (about a minute) …"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) \
		|| { echo "The virtual environment could not be made; on Debian the package python3-venv is needed."; exit 1; }
	@$(PIP) -r requirements/base.txt
	@$(BIN)/python -P .ci/install-command
	@rm -f $(VENV)/.base-* && touch $@

$(DEV): $(BASE)
	@echo "Installing what development and tests need …"
	@$(PIP) -r requirements/dev.txt
	@rm -f $(VENV)/.dev-* && touch $@
