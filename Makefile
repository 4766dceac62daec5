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
BASE := $(VENV)/.base-$(shell cat requirements/uv.txt requirements/base.txt | cksum | tr -s ' \t' -)
DEV := $(VENV)/.dev-$(shell cksum < requirements/dev.txt | tr -s ' \t' -)
COMPILED := $(BASE:$(VENV)/.base%=$(VENV)/.compiled%)
# What checks and tests import is compiled once and kept, also where the shell asks for the contrary: the suite starts
# hundreds of processes, and each would compile anew.
KEEP := env -u PYTHONDONTWRITEBYTECODE
COMPILE := $(KEEP) $(BIN)/python -m compileall -q
# Three lanes beside each other: what comes from the network, the types, and all the rest, which takes as long as the
# types. Each step's output comes in one piece, and the first that fails ends it. Who asks for a number of jobs gets it.
# The word $(MAKE) stands in the recipes themselves, or a dry run would not look into them.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,--jobs=3)
TOGETHER = --no-print-directory --silent $(JOBS) $(if $(filter output-sync,$(.FEATURES)),--output-sync=line)
# A file stays with one worker, since the costly ones set an installation up once; long ones come early. One worker more
# than processors: each waits for its database, its browser or its installation a third of the time.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1)
PYTEST := $(KEEP) $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

LINT := types style contracts migrations
READY := $(LINT) compiled words collected template

.PHONY: help run test check lint fmt bench docs lock $(READY) system browser

help: ## List these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(BASE) $(COMPILED) ## Run Aftercare with its demo company on PORT (8000), everything it keeps in AFTERCARE_HOME (./var)
	@AFTERCARE_DEMO="$${AFTERCARE_DEMO-1}" $(BIN)/aftercare up

test: ## Everything: lint, types, contracts, migrations, and all tests including those in a browser
	@$(KEEP) $(MAKE) $(TOGETHER) browser $(READY)
	@CHROMIUM="$${CHROMIUM:-$$(command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)}" $(PYTEST)

check: ## The same without a browser
	@$(KEEP) $(MAKE) $(TOGETHER) system $(READY)
	@$(PYTEST) -m "not browser"

lint: ## Lint, types, import contracts, missing migrations
	@$(KEEP) $(MAKE) $(TOGETHER) $(LINT)

system:
	@PYTHON=$(PYTHON) ./.ci/system-packages

browser:
	@PYTHON=$(PYTHON) ./.ci/system-packages --browser

types: $(DEV) | style compiled
	@$(BIN)/mypy

style: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

contracts: $(DEV) | style
	@$(BIN)/lint-imports

migrations: $(DEV) | compiled contracts
	@DATABASE_URL=postgres://nobody@127.0.0.1:1/none $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run --settings config.test_settings

compiled: $(DEV) $(COMPILED)
	@$(COMPILE) aftercare config

words: $(DEV) | migrations
	@$(BIN)/aftercare messages

collected: $(DEV) | words
	@# Every worker imports all tests; what pytest makes of them is made here for all.
	@said=$$($(BIN)/pytest --collect-only -qq -n 0 2>&1) || { echo "$$said"; exit 1; }

template: $(DEV) | collected
	@$(BIN)/python -m tests.templates

fmt: $(DEV) ## Put the code into its usual shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(DEV) $(COMPILED) ## Measure, each figure beside its yardstick
	@$(BIN)/python -m benchmarks

docs: $(DEV) ## Build the documentation site into ./site
	@$(BIN)/python -m aftercare.cli.lifecycles docs/reference/generated
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

lock: $(DEV) ## Bring requirements/*.txt up to their .in files; UPGRADE=1 takes newer versions too
	@test -x $(BIN)/uv || { echo "“make lock” needs uv, which pip could not install here: run it where pip reaches an index."; exit 1; }
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements/uv.in -o requirements/uv.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements/base.in -o requirements/base.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements/dev.in -o requirements/dev.txt

$(BASE):
	@test -n "$(PYTHON)" || { echo "Aftercare needs Python 3.11 or newer, and none was found. Install python3.11 with its venv module."; exit 1; }
	@echo "Making the virtual environment in $(VENV) …"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --without-pip --clear $(VENV)
	@$(PYTHON) -P .ci/install $(VENV) requirements/base.txt
	@$(BIN)/python -P .ci/install-command
	@rm -f $(VENV)/.base-* && touch $@

# Once, where Python may not keep it later. phonenumbers' maps of places take as long as half of the rest, for nobody.
$(COMPILED): $(BASE)
	@$(COMPILE) -j 0 -x 'phonenumbers/(geodata|carrierdata|tzdata)/' $(VENV)/lib
	@rm -f $(VENV)/.compiled-* && touch $@

# After compiling, which would read files that are only half there.
$(DEV): $(BASE) | $(COMPILED)
	@echo "Installing what development and tests need …"
	@$(PYTHON) -P .ci/install $(VENV) requirements/dev.txt
	@rm -f $(VENV)/.dev-* && touch $@
