# Two commands need no more than Python ≥ 3.11, make and a package index:
#   make run    the sample month, from exports to filled forms
#   make test   what CI runs
# Both make their own .venv first; later calls find it ready.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.installed
SAMPLE := .venv/sample-for-tests

.PHONY: run test lint types layers tests notebooks clean

run: $(READY)
	$(BIN)/kam run --sample

test: lint types layers notebooks tests

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新的版本（PYTHON=… make 可以另选）/ kamtools needs Python 3.11 or newer: PYTHON=… make"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

# The notebooks run as a person would run them, in a sample workspace of their own, in order.
notebooks: $(READY)
	rm -rf $(SAMPLE)
	$(BIN)/kam init $(SAMPLE) --sample
	KAM_WORKSPACE=$(abspath $(SAMPLE)) $(BIN)/python -m pytest -p no:cacheprovider --override-ini=addopts= \
	  --nbval-lax --nbval-current-env --quiet notebooks

tests: $(READY)
	$(BIN)/python -m pytest -n 2

clean:
	rm -rf .venv sample-workspace .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
