# The commands of a developer's day. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

help:  ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

.venv/ready: requirements-dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

static/node_modules/.ready: static/package-lock.json
	cd static && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

setup: .venv/ready static/node_modules/.ready  ## Install what the project needs

lint: setup  ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

test: setup lint  ## Everything that is checked
	$(BIN)/python tests/run.py

lock:  ## Resolve the dependencies anew
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt

.PHONY: help setup lint test lock
