# make demo   one job's tags: in a Terraform plan, then in the terminal
# make test   everything that must hold
# make test-orchestrators   what the Terraform modules put out goes into Dagster and Airflow as it is
PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml $(shell find provider_bridge schemas -type f ! -name '*.pyc')

.PHONY: demo test test-orchestrators lint clean

demo: .venv/package
	$(BIN)/python tests/terraform/demo.py

# pytest by its own script: `python -m pytest` would import the checkout in place of the installed wheel.
test: lint
	$(BIN)/pytest

test-orchestrators: .venv/test
	$(BIN)/python tests/orchestrators/prove.py

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# pip builds the wheel and installs that.
.venv/package: .venv/pyvenv.cfg $(SOURCES)
	$(BIN)/python -m pip install --quiet .
	@touch $@

.venv/test: .venv/pyvenv.cfg $(SOURCES)
	$(BIN)/python -m pip install --quiet '.[test]'
	@touch .venv/package $@

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Provider Bridge needs Python 3.10 or newer, and $(PYTHON) is %d.%d: make PYTHON=python3.12 …" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv .venv-orchestrators build dist
