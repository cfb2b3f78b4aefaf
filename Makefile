PYTHON ?= python3
RAW ?= ../shared/data
VENV := .venv
BIN := $(VENV)/bin
BROWSERS := chromium chromium-browser google-chrome
BROWSER_PACKAGES := chromium fonts-dejavu-core libatomic1
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench proof data browser clean

help:  ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/app  ## Start the app at http://localhost:8501
	$(BIN)/python -m streamlit run server.py

test: lint browser  ## Run every check: style, types and tests, browser tests included
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal $(ARGS)

lint: $(VENV)/dev  ## Check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/dev  ## Mend style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/dev browser  ## Measure speed, into docs/performance.md
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.others
	$(BIN)/python -m bench.scale
	$(BIN)/python -m bench.profile

proof: $(VENV)/dev browser  ## Measure load, accessibility and pins, into docs/reliability.md
	$(BIN)/python -m bench.load
	$(BIN)/python -m bench.inputs
	$(BIN)/python -m bench.screens
	$(BIN)/python -m bench.cold
	$(BIN)/python -m bench.pins

data: $(VENV)/app  ## Build data/*.parquet again from the raw files in RAW
	$(BIN)/python -m lib.build --raw $(RAW)

browser:  # Find Chromium or Chrome for the browser tests, or install it
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	$(APT) update && $(APT) install --no-install-recommends $(BROWSER_PACKAGES) >/dev/null || { \
		echo "The browser tests need Chromium or Chrome: install one of $(BROWSERS)."; exit 1; }

clean:  ## Remove the virtual environment and all caches
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/app: requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet -r $<
	@touch $@

$(VENV)/dev: requirements-dev.txt requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --no-compile -r $<
	@touch $@ $(VENV)/app

$(BIN)/pip:  # Debian keeps venv in a package of its own
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed. Choose one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { test -z "$(SUDO)" && \
		$(APT) update && $(APT) install --no-install-recommends python3-venv >/dev/null; } || { \
		echo "Python's venv is missing. On Debian: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
