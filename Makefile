# make run: the demo.  make test: the tests.  `make help` names the rest.
# Needs Python 3.11 or newer and make; everything else is installed into .venv.

# The first of these that is new enough; say PYTHON=... to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
RUN = .venv/bin/python
# Checks and tests must not read the settings of a demo that runs beside them.
ALONE = NIGHTBELL_ENV=test RUN_ENV_FILE=/dev/null

.PHONY: help run night test test-database test-slow check bench lock clean python ready ready-to-test

help:
	@echo "make run        start the demo (PORT=8000, PHONESIM_PORT=8801), Ctrl-C stops it"
	@echo "make night      play one night against the running demo (FAST=1 moves the clock instead of waiting)"
	@echo "make test       the tests, on a real PostgreSQL and a real broker"
	@echo "make test-database  the tests that use the database or the broker"
	@echo "make test-slow  restarts and kills of real processes, contract, browser"
	@echo "make check      style, types, layers, templates, migrations, deployment settings"
	@echo "make bench      how fast it is, as a table"
	@echo "make lock       pin requirements*.in again, with hashes"
	@echo "make clean      remove everything that make made, the demo's data too"

run: ready
	@exec $(RUN) -m config.stack run

night: ready
	@exec $(RUN) manage.py night

test: ready-to-test
	@$(RUN) -m pytest -q -n 3 --dist worksteal -m "not slow"

test-database: ready-to-test
	@$(RUN) -m pytest -q -n 3 --dist worksteal -m "not slow" --only-database

test-slow: ready-to-test
	@$(RUN) -m pytest -q -m slow

check: ready-to-test
	@$(ALONE) RUN=$(RUN) sh .ci/check

bench: ready-to-test
	@$(RUN) -m bench

lock: python
	@sh .ci/lock $(PYTHON)

clean:
	@if [ -x $(RUN) ] && [ -d var ]; then $(RUN) -m config.stack forget; fi
	rm -rf .venv var staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Nightbell needs Python 3.11 or newer; python3 here is: $$(python3 --version 2>&1)."; \
		echo "Install python3.11, python3.12 or python3.13, or say where it is: make run PYTHON=/path/to/python"; \
		exit 1; fi

ready: python
	@$(PYTHON) config/stack/install.py run

ready-to-test: python
	@$(PYTHON) config/stack/install.py test
