# Two commands matter: `make run` and `make test`. Everything else is here for convenience.
.DEFAULT_GOAL := help
.PHONY: help run test bench lock format messages permissions setup

# Any Python 3 starts the set-up; a pyenv shim may be on the path and still refuse to run.
PYTHON := $(shell for each in python3 python /usr/bin/python3; do \
	if $$each -c 'import sys; sys.exit(sys.version_info < (3, 6))' >/dev/null 2>&1; then echo $$each; break; fi; done)
ifeq ($(PYTHON),)
PYTHON := echo "Intersession needs Python 3 to set itself up. On Debian or Ubuntu: apt-get install python3 python3-venv"; false
endif

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run:  ## Set up what is missing, then serve the site with demo people (PORT and INTERSESSION_HOME are honoured)
	@$(PYTHON) scripts/bootstrap.py
	@INTERSESSION_DEMO=$${INTERSESSION_DEMO-1} exec .venv/bin/intersession serve

test:  ## Everything CI runs: lint, types, contracts, tests on SQLite and PostgreSQL, browser journeys
	@$(PYTHON) scripts/bootstrap.py dev
	@exec .venv/bin/python -m scripts.test

bench:  ## Measure against references in the same run and print one table
	@$(PYTHON) scripts/bootstrap.py dev
	@exec .venv/bin/python -m bench $(ONLY)

lock:  ## Resolve requirements/*.txt anew from pyproject.toml
	@$(PYTHON) scripts/bootstrap.py dev
	@exec .venv/bin/python -m scripts.lock

format:  ## Put code and templates into shape
	@$(PYTHON) scripts/bootstrap.py dev
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format --quiet .

messages:  ## Bring the catalogs of the interface up to date (needs gettext)
	@$(PYTHON) scripts/bootstrap.py dev
	@exec .venv/bin/python scripts/messages.py

permissions:  ## Write docs/permissions.md anew from the matrix
	@$(PYTHON) scripts/bootstrap.py dev
	@exec .venv/bin/python scripts/write_permissions.py

setup:  ## Only set up, for editors
	@$(PYTHON) scripts/bootstrap.py dev
