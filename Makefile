# The set-up, the site and the checks. `make help` lists the targets.
#
# Every step of the set-up leaves a file whose name bears the hash of what it was made from. A step is therefore
# done again when its inputs say something else, and never because a clock or a checkout touched them.

PYTHON ?= python3
#: what `make test` runs, and options for it: make test TESTS="tests/workflows -k route"
TESTS ?= tests
#: options for `make lock`: make lock LOCK_OPTIONS=--upgrade
LOCK_OPTIONS ?=

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

BIN := .venv/bin
DONE := .venv/done
FRONTEND := webapp/frontend
BUNDLE := webapp/static/dist
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The wheel's node and npm, before any other of the machine.
NODE_PATH := PATH="$(CURDIR)/$(BIN):$$PATH"

# Cards and certificates are drawn with these (WeasyPrint), and the fonts are for what a page names no font of its own.
# clamav-daemon scans what people upload.
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core clamav-daemon
# Playwright's driver wants libatomic1 beside the browser itself.
BROWSER := chromium libatomic1

# The browser's driver leaves an event loop running in its process, in which the job engine refuses to start: the tests
# with a browser therefore run after the others. Exit code 5 says that TESTS names none of a kind.
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist worksteal

hash = $(firstword $(shell { cat $(1); echo '$(2)'; } 2>&1 | sha256sum))
files = $(shell find $(1) \( -name node_modules -o -name __pycache__ \) -prune -o -type f -print 2>/dev/null | LC_ALL=C sort)

ENVIRONMENT_DONE := $(DONE)/environment-$(call hash,/dev/null,$(shell $(PYTHON) --version 2>&1))
PACKAGES_DONE := $(DONE)/packages-$(call hash,requirements.txt)
PROJECT_DONE := $(DONE)/project-$(call hash,pyproject.toml,$(CURDIR))
MODULES_DONE := $(FRONTEND)/node_modules/done-$(call hash,$(FRONTEND)/package-lock.json $(FRONTEND)/.npmrc)
# Templates and Python are read too: what they do not use is cut from the style sheet.
BUNDLE_DONE := $(BUNDLE)/.done-$(call hash,$(call files,$(FRONTEND) webapp/templates webapp/views forms) $(wildcard webapp/*.py))

.PHONY: help
help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ready ## Set up what is missing and run the site, its worker and the sandbox (PORT, SANDBOX_PORT).
	@$(BIN)/elicense migrate
	@$(BIN)/elicense seed
	@$(BIN)/elicense run

.PHONY: ready
ready: $(PROJECT_DONE) $(BUNDLE_DONE) ## Set up alone: system libraries, virtual environment, front-end bundle.

.PHONY: test
test: ready browser lint conformance ## Set up and run every check and every test, on SQLite and PostgreSQL.
	$(PYTEST) --cov -m "not browser" $(TESTS) || test $$? -eq 5
	$(PYTEST) --cov --cov-append -m browser $(TESTS) || test $$? -eq 5

.PHONY: lint
lint: $(PROJECT_DONE) ## Check style, types, import directions and templates.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet webapp workflows

.PHONY: conformance
conformance: $(PROJECT_DONE) ## Run the outside cases of DMN and FEEL, where their folder is beside the project.
	@$(BIN)/python -m workflows.decisions.conformance

.PHONY: bench
bench: $(PROJECT_DONE) ## Print what a job and a step of an application cost, beside the bare transaction.
	@$(BIN)/python -m workflows.worker.measure 2>/dev/null
	@$(BIN)/python -m tests.bench

.PHONY: lock
lock: $(PACKAGES_DONE) ## Pin every package by hash in requirements.txt (LOCK_OPTIONS=--upgrade for newer ones).
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra dev $(LOCK_OPTIONS) --output-file requirements.txt pyproject.toml

# The steps of the set-up

# $(call install,PACKAGES): those of Debian's packages that are missing, as root or through sudo.
define install
@command -v dpkg-query >/dev/null || exit 0; \
missing=; \
for package in $(1); do \
    dpkg-query --show --showformat '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
    || missing="$$missing $$package"; \
done; \
test -n "$$missing" || exit 0; \
if test "$$(id -u)" = 0; then root=; \
elif command -v sudo >/dev/null; then root=sudo; \
else echo "These packages of Debian are missing; as root: apt-get install$$missing" >&2; exit 1; fi; \
echo "Installing$$missing"; \
$$root apt-get update --quiet=2; \
exec $$root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends \
    --option DPkg::Lock::Timeout=300 $$missing >/dev/null
endef

.PHONY: libraries
libraries: ## Install the system libraries that are missing (as root or through sudo).
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 1; }
	$(call install,$(LIBRARIES) $(if $(shell $(PYTHON) -c 'import ensurepip' 2>&1),python3-venv))

.PHONY: browser
browser: ## Install the browser that the tests drive, if missing (as root or through sudo).
	$(call install,$(BROWSER))

$(ENVIRONMENT_DONE): | libraries
	$(PYTHON) -m venv --clear .venv
	@mkdir $(DONE) && touch $@

$(PACKAGES_DONE): $(ENVIRONMENT_DONE)
	$(PIP) install --quiet --quiet --no-deps --require-hashes --requirement requirements.txt
	@rm -f $(DONE)/packages-* && touch $@

$(PROJECT_DONE): $(PACKAGES_DONE)
	$(PIP) install --quiet --quiet --no-deps --no-build-isolation --editable .
	@rm -f $(DONE)/project-* && touch $@

$(MODULES_DONE): $(PACKAGES_DONE)
	cd $(FRONTEND) && exec env $(NODE_PATH) npm ci --silent
	@touch $@

$(BUNDLE_DONE): $(MODULES_DONE)
	exec env $(NODE_PATH) node $(FRONTEND)/build.mjs
	@rm -f $(BUNDLE)/.done-* && touch $@
