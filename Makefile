# Every target sets up what it needs: see .ci/setup.
VENV ?= .venv
BIN := $(VENV)/bin
export VENV

.PHONY: help setup demo test check bench golden judges judges-heavy clean

help:
	@echo "make demo    build the example into out/"
	@echo "make test    style, types, layers and all tests"
	@echo "make check   style, types and layers only"
	@echo "make bench   measure against trestle validate, in one run"
	@echo "make judges  let independent programs judge OSCAL, document and page; judges-heavy: RegScale and LibreOffice (2.1 GB)"
	@echo "make golden  write the expected outputs anew, after looking at the difference"

setup:
	@.ci/setup

demo: setup
	@$(BIN)/evidence build examples/agent-bom --out out
	@echo
	@echo "Open out/index.html first, or out/pack.pdf. GRC tools import out/oscal/component-definition.json."

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

test: check
	@$(BIN)/pytest -n auto

bench: setup
	@$(BIN)/python tests/bench.py

judges: setup
	@tests/interop/run

judges-heavy: setup
	@tests/interop/heavy

golden: setup
	@$(BIN)/pytest -n auto --update-golden tests/test_golden.py tests/test_cases.py

clean:
	rm -rf $(VENV) out
