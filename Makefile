# make demo   one job's tags: in a Terraform plan, then in the terminal
# make test   everything that must hold
# make test-orchestrators   what the Terraform modules put out goes into Dagster and Airflow as it is
PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml $(shell find provider_bridge schemas -type f ! -name '*.pyc')

.PHONY: demo test test-orchestrators lint lock audit clean

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

# Each package in the one version that requirements.txt has, and with its hash.
.venv/test: .venv/pyvenv.cfg requirements.txt $(SOURCES)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation .
	@touch .venv/package $@

# The newest version of each package.
lock: .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' --extra test pyproject.toml -o requirements.txt

# Known vulnerabilities in those versions: asks PyPI.
audit: .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Provider Bridge needs Python 3.10 or newer, and $(PYTHON) is %d.%d: make PYTHON=python3.12 …" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv .venv-orchestrators build dist
