# `make run` starts, `make test` checks; both set up what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CATALOGS := $(wildcard locales/*/LC_MESSAGES/bot.po)
COMPILED := $(CATALOGS:.po=.mo)

.DEFAULT_GOAL := help
.PHONY: help setup run chat test chaos lint types bench train transcripts locales lock clean

help:  ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(STAMP) $(COMPILED)  ## Build .venv with pinned dependencies and compile the catalogs

$(STAMP): requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

%.mo: %.po $(STAMP)
	@$(BIN)/pybabel --quiet compile --domain bot --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/bot.po,%,$<))

run: setup  ## Set up, fill an empty store with synthetic people, and serve the phone page
	@PHONE_PAGE=$${PHONE_PAGE:-1} HOST=$${HOST:-127.0.0.1} $(BIN)/python -m bot serve --sample

chat: setup  ## The same in the terminal
	@$(BIN)/python -m bot chat --sample

test: setup lint types  ## Every check: format, lint, types, layers, tests
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

chaos: setup  ## Kills, locks and floods in full size: some minutes
	@$(BIN)/python -m pytest -m chaos tests/chaos

lint: setup  ## Ruff: format and lint
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup  ## mypy --strict
	@$(BIN)/mypy

bench: setup  ## Every benchmark: prints the figures that the docs quote
	@for each in benchmarks/*.py; do echo "== $$each"; $(BIN)/python -m benchmarks.$$(basename $$each .py); done

train: setup  ## Learn the utterances: new intent weights and a report, two minutes
	@$(BIN)/python -m bot train

transcripts: setup  ## Rewrite the golden transcripts; review the diff
	@REWRITE_TRANSCRIPTS=1 $(BIN)/python -m pytest -q tests/test_transcripts.py \
		tests/test_claim_transcripts.py tests/test_notice_transcripts.py

locales: setup  ## Bring every catalog up to the keys that the code uses (docs/translating.md)
	@PYTHONPATH=. $(BIN)/pybabel --quiet extract --mapping-file babel.cfg --output-file locales/bot.pot \
		--project "Sapa Jamsos" --version 1 --no-location --sort-output --width 100 .
	@$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		--domain bot --input-file locales/bot.pot --output-dir locales --width 100
	@$(BIN)/pybabel --quiet compile --domain bot --directory locales

LOCK := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: setup  ## Pin the dependencies anew, with hashes
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --extra train --extra dev --output-file requirements-dev.txt pyproject.toml

clean:  ## Remove what was built (not var/, where the data lives)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name '__pycache__' -prune -exec rm -rf {} +
	find locales -name '*.mo' -delete
