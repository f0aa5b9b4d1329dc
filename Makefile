# Every target sets up what it needs: a .venv with the pinned packages, made again when they change.
# `make test` also needs Chromium, PostgreSQL and nginx; as root it installs what is missing.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN    := .venv/bin
JOBS   ?= 2
PIP    := $(BIN)/python -m pip install --quiet -c constraints.txt
DEBIAN := chromium postgresql nginx-light
APT    := apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends $(DEBIAN)

.DEFAULT_GOAL := help
.PHONY: help serve test test-slow check bench notebooks screenshot debian

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

# What runs the desk, and nothing else.
.venv/runtime.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable .
	@touch $@

# What tests, checks and measures it as well.
.venv/dev.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable '.[postgres,dev]'
	@touch $@ .venv/runtime.stamp

serve: .venv/runtime.stamp ## the desk on demo data; ARGS="--port 8080" are handed to `ccw serve`
	$(BIN)/ccw serve $(ARGS)

debian:
	@PATH="$$PATH:/usr/sbin"; missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ]; then \
	  echo "Missing:$$missing. Install what the tests need with:"; \
	  echo "  sudo apt-get update && sudo $(APT)"; \
	  exit 1; \
	fi; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get -o DPkg::Lock::Timeout=300 update --quiet && $(APT)

test: debian .venv/dev.stamp ## the tests, under 15 minutes; ARGS="-k sessions" are handed to pytest, JOBS=2 run at once
	$(BIN)/python -m pytest -m "not slow" -n $(JOBS) --dist loadfile $(ARGS)

test-slow: debian .venv/dev.stamp ## the long ones: kill -9 rounds, crawls, JupyterLab, both databases
	$(BIN)/python -m pytest -m slow $(ARGS)

check: .venv/dev.stamp ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: debian .venv/dev.stamp ## the desk against a bare page and NiceGUI; ARGS="--rounds 30"
	$(BIN)/python -m bench $(ARGS)

notebooks: .venv/dev.stamp ## every notebook, headless
	$(BIN)/python -m pytest tests/notebooks $(ARGS)

screenshot: debian .venv/dev.stamp ## docs/images/desk.png from the running desk
	$(BIN)/python -m tests.browser.screenshot docs/images/desk.png
