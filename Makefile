# What a newcomer and CI run. `make demo` and `make test` need nothing before them but
# Python 3.11, Node 20 and, for the browser tests, Chromium (`make system`).

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
REQUIRE_ALL ?=
export REQUIRE_ALL

APPS := cms modules lms scorm_exports
PY := .venv/bin/python
MANAGE := $(PY) manage.py

# Lint and tests never see the data of the developer's own installation.
SCRATCH := var/lint
ISOLATED := env -u DATABASE_URL PASSERELLE_DATA=$(CURDIR)/$(SCRATCH)

PYTHON_STAMP := .venv/.requirements
NODE_STAMP := node_modules/.lockfile
BUILD_STAMP := static/build/.built
FRONT := $(shell find $(wildcard $(APPS:=/static_src)) -type f 2>/dev/null)
CATALOGUES := $(wildcard $(APPS:=/locale/*/LC_MESSAGES/django.po))
TEMPLATES := $(wildcard $(APPS:=/templates))

.PHONY: help setup demo test lint faults bench audit system clean
.DEFAULT_GOAL := help

help:
	@echo "make demo     a site with demonstration content on http://127.0.0.1:$(PORT)/"
	@echo "make test     everything that must pass before a change goes in"
	@echo "make lint     the static part of it"
	@echo "make faults   what faults do, at length: 10,000 histories, 25 killed servers"
	@echo "make bench    what a save costs, beside other ways (needs the network once)"
	@echo "make setup    only the packages, the front end and the message catalogues"
	@echo "make audit    known vulnerabilities of the dependencies (needs the network)"
	@echo "make system   Chromium, zip and PostgreSQL for the tests, with apt, as root"
	@echo "make clean    remove what was installed and built; var/ stays"

setup: $(PYTHON_STAMP) $(NODE_STAMP) $(BUILD_STAMP) $(CATALOGUES:.po=.mo)

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv

$(PYTHON_STAMP): requirements.txt requirements-dev.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(NODE_STAMP): package-lock.json
	npm ci --no-audit --no-fund
	touch $@

$(BUILD_STAMP): build.mjs $(NODE_STAMP) $(FRONT)
	npm run --silent build
	touch $@

%.mo: %.po tools/messages.py $(PYTHON_STAMP)
	$(PY) tools/messages.py compile $(firstword $(subst /, ,$@))

demo: setup
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) setup_roles
	$(MANAGE) load_demo
	@echo
	@echo "Passerelle: http://127.0.0.1:$(PORT)/   administration: http://127.0.0.1:$(PORT)/admin/"
	@echo "Mails (to open an account, for instance) are written here, in this terminal."
	@echo "Stop with Ctrl-C. Everything is kept in var/; the next start takes seconds."
	PASSERELLE_URL=http://127.0.0.1:$(PORT) exec $(MANAGE) runserver --noreload 127.0.0.1:$(PORT)

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(ISOLATED) .venv/bin/mypy $(APPS) tools
	.venv/bin/lint-imports --no-logo
	.venv/bin/djlint --quiet --check --lint --extension=html $(TEMPLATES)
	$(PY) tools/messages.py check
	npm run --silent types
	$(ISOLATED) $(MANAGE) check --fail-level WARNING
	$(ISOLATED) $(MANAGE) makemigrations --check --dry-run
	$(ISOLATED) DJANGO_SETTINGS_MODULE=cms.settings.production \
	  SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  PASSERELLE_SIGNING_KEY=$$($(PY) -c 'import base64; print(base64.b64encode(bytes(32)).decode())') \
	  ALLOWED_HOSTS=passerelle.example MAIL_FROM=passerelle@passerelle.example \
	  PASSERELLE_URL=https://passerelle.example \
	  $(MANAGE) check --deploy --fail-level WARNING

test: lint
	npm test | tee $(SCRATCH)/node-tests.txt
	@[ "$(REQUIRE_ALL)" != 1 ] || grep -Eq '^(#|ℹ) skipped 0$$' $(SCRATCH)/node-tests.txt \
	  || { echo "REQUIRE_ALL=1: a JavaScript test was skipped."; exit 1; }
	env -u PASSERELLE_DATA $(PY) -m pytest -n $(WORKERS)

faults: setup
	env -u PASSERELLE_DATA PASSERELLE_HISTORIES=10000 PASSERELLE_KILLS=25 \
	  $(PY) -m pytest tests/faults tests/lms/test_histories.py

bench: setup
	$(PY) -W ignore -m benchmarks.progress

audit: setup
	.venv/bin/pip-audit -r requirements-dev.txt
	npm audit

system:
	@if command -v chromium >/dev/null && command -v zip >/dev/null \
	    && fc-list 2>/dev/null | grep -q DejaVu \
	    && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
	  echo "Chromium, its fonts, zip and PostgreSQL are here."; \
	elif [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	  echo "make system installs Chromium, zip and PostgreSQL with apt, as root." >&2; exit 1; \
	else \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update </dev/null; \
	  apt-get install -y chromium fonts-dejavu-core fontconfig zip postgresql </dev/null; \
	fi

clean:
	rm -rf .venv node_modules static $(SCRATCH)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(APPS) tests tools -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(CATALOGUES:.po=.mo)
