# The commands of a developer's day. `make help` lists them; `make -C FOLDER …` works from anywhere.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
.DEFAULT_GOAL := help

# Tests have services of their own: a demonstration that runs is not disturbed, a named database is not touched.
TESTS := env -u DATABASE_URL -u DATABASE_OWNER_URL -u REDIS_URL GIS_CASE_ENV=test GIS_CASE_VAR=var/test
WITH_SERVICES := $(TESTS) $(BIN)/gis-case services run --
PYTEST := $(TESTS) $(BIN)/python -m pytest -q
SIDE_BY_SIDE := -n $(WORKERS) --dist loadfile
# Writes are measured as they are in earnest: on the disk before they are done.
BENCH := env -u DATABASE_URL -u DATABASE_OWNER_URL -u REDIS_URL GIS_CASE_VAR=var/bench
COMPILE := $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml

help:  ## This list
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

# A virtual environment knows the folder it was made in: one that came along with a copy is made anew.
ifneq ($(shell [ ! -s .venv/ready ] || [ "$$(cat .venv/ready)" = "$(CURDIR)" ] || echo moved),)
$(shell rm -rf .venv)
endif

.venv/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Name another: make setup PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python lacks its venv module. Run: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing Python packages (once, about a minute) …"
	@[ -s $@ ] || rm -rf .venv  # what an interrupted installation left
	@rm -f $@
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "$(CURDIR)" > $@

static/node_modules/.package-lock.json: static/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing. Run: sudo apt-get install npm" >&2; exit 1; }
	@echo "Installing front-end packages …"
	@cd static && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

setup: .venv/ready $(if $(wildcard static/package.json),static/node_modules/.package-lock.json)  ## Install what the project needs

run: setup  ## Start everything; Ctrl-C stops it
	@exec $(BIN)/gis-case up

stop: setup  ## Stop what `make run` started, from another terminal
	@$(BIN)/gis-case services stop

reset: setup  ## Delete the embedded database and Redis, after asking
	@$(BIN)/gis-case services reset

shell: setup  ## Python with the application and a session
	@$(BIN)/gis-case shell

test: setup  ## Everything that is checked
	$(TESTS) $(BIN)/gis-case services packages --browser
	@$(MAKE) --no-print-directory lint types
	$(WITH_SERVICES) $(MAKE) --no-print-directory unit integration e2e

lint: setup  ## Style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup  ## Types
	$(BIN)/mypy

unit: setup  ## Tests without a database
	$(PYTEST) $(SIDE_BY_SIDE) tests/unit

integration: setup  ## Tests on PostGIS and Redis, of migrations and of the architecture
	$(WITH_SERVICES) $(PYTEST) $(SIDE_BY_SIDE) $(wildcard tests/integration tests/migrations tests/architecture)

e2e: setup  ## Journeys in a browser
	$(WITH_SERVICES) $(PYTEST) $(SIDE_BY_SIDE) tests/e2e

bench: setup  ## Measure pages and imports on a large database; ARGS="--only search --rounds 60"
	$(BENCH) $(BIN)/gis-case services run -- $(BIN)/python -m tests.bench.run $(ARGS)

benchmap: setup  ## Measure the map at a million reports; ARGS="--rounds 10 --tipg PYTHON"
	$(BENCH) $(BIN)/gis-case services run -- $(BIN)/python -m tests.bench.million $(ARGS)

benchmore: setup  ## Measure coordinates, warped maps and their tiles, clusters; needs gdal-bin
	$(BENCH) $(BIN)/gis-case services run -- $(BIN)/python -m tests.bench.coordinates
	$(BENCH) $(BIN)/gis-case services run -- $(BIN)/python -m tests.bench.clusters
	$(BENCH) $(BIN)/gis-case services run -- $(BIN)/python -m tests.bench.map_tiles
	$(BIN)/python -m tests.bench.maps

screenshots: setup  ## Take the pictures of the manual
	$(TESTS:var/test=var/pictures) $(BIN)/gis-case services packages --browser
	$(TESTS:var/test=var/pictures) $(BIN)/python -m tests.screenshots

lock: setup  ## Resolve the dependencies anew
	$(COMPILE) --group build -o requirements.txt
	$(COMPILE) --group dev -o requirements-dev.txt

.PHONY: help setup run stop reset shell test lint types unit integration e2e bench benchmap benchmore screenshots lock
