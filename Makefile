# One door: make demo | test | test-all | check | fix | docs | bench. CI runs the same targets.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all check fix docs docs-check bench picture clean

help:
	@echo "make demo      run the bundled review from its archive and say where the CSV is"
	@echo "make test      the quick suite (under three minutes)"
	@echo "make test-all  the slow tests: servers, workers, killed processes"
	@echo "make check     lint, format, types, docs in step with the code"
	@echo "make fix       let ruff mend what it can"
	@echo "make docs      write the generated documents again"
	@echo "make bench     the figures: reading quality and speed"

# pip alone, so that Python and make are all a machine needs. The lock is complete and carries hashes: --no-deps.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Perennial needs Python 3.11 or newer; run make PYTHON=/path/to/it")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

setup: $(READY)

# Exit code 1 means done, and something waits for a person: the bundled review has such rows on purpose.
demo: $(READY)
	@$(BIN)/perennial refresh thyroid --archive reviews/thyroid/archive || [ $$? -eq 1 ]

test: $(READY)
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not slow"

test-all: $(READY)
	$(BIN)/python -m pytest -q -m slow

check: $(READY) docs-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(READY)
	$(BIN)/python -m schemas.docs
	$(BIN)/python -m appraisal.document

docs-check: $(READY)
	$(BIN)/python -m schemas.docs --check
	$(BIN)/python -m appraisal.document --check

bench: $(READY)
	$(BIN)/python -m benchmarks

picture: demo
	$(BIN)/python -m benchmarks.picture

clean:
	rm -rf .venv build dist *.egg-info var .pytest_cache .mypy_cache .ruff_cache .hypothesis
