# make demo   one job's tags: in a Terraform plan, then in the terminal
# make test   linters, types and all tests
# make tools   programs of npm that tests start, in tests/tools/
# make test-lowest   the same with the oldest versions in pyproject.toml
# make bundle   dist/provider-bridge.pyz: the program in one file, for machines that have only Python
# make standalone   dist/provider-bridge: the program with its own Python, for machines that have none
# make wheel, sbom, image   the other files of a release
# make fuzz SECONDS=600   a search for input that fails
# make bench   the figures in docs/benchmarks.md
# make test-orchestrators   Dagster and Airflow use the outputs of the Terraform modules unedited
# make test-warehouses   Spark and PostgreSQL run the SQL that the program prints
PYTHON ?= python3
BIN := .venv/bin
NPM := tests/tools/node_modules/.package-lock.json
SECONDS ?= 600
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.10 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock'
VERSION := $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' provider_bridge/__init__.py)
WHEEL := dist/provider_bridge-$(VERSION)-py3-none-any.whl
SOURCES := pyproject.toml $(shell find provider_bridge schemas -type f ! -name '*.pyc')

.PHONY: demo test tools test-orchestrators test-warehouses test-lowest bundle wheel standalone sbom image fuzz bench lint lock audit clean

demo: .venv/package
	$(BIN)/python -m tests.terraform.demo

# pytest by its own script: `python -m pytest` would import the checkout in place of the installed wheel.
# A file at a time goes to each processor.
test: lint tools bundle
	BUNDLE=dist/provider-bridge.pyz $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

# Without them their tests are skipped; with CI=true they fail where there is npm.
tools: $(NPM)
$(NPM): tests/tools/package-lock.json
	@if ! command -v npm > /dev/null; then echo 'npm is not on PATH: the tests that need it are skipped'; \
	elif ! npm ci --prefix tests/tools --ignore-scripts --no-audit --no-fund --loglevel error; then \
		echo 'npm cannot install tests/tools/package-lock.json: the tests that need it are skipped'; fi

test-orchestrators: .venv/test
	$(BIN)/python -m tests.orchestrators.prove

test-warehouses: .venv/test .venv-warehouses/spark
	SPARK_PYTHON=$(CURDIR)/.venv-warehouses/bin/python $(BIN)/pytest tests/warehouses

# Apart from the tests' own packages: it is 400 MB.
.venv-warehouses/spark: tests/warehouses/requirements.txt
	$(PYTHON) -m venv --clear .venv-warehouses
	.venv-warehouses/bin/python -m pip install --quiet --require-hashes -r tests/warehouses/requirements.txt
	@touch $@

test-lowest: tools $(SOURCES)
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python -m pip install --quiet uv
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct '.[test]'
	.venv-lowest/bin/pytest -n auto --dist loadfile --no-loadscope-reorder

bundle: dist/provider-bridge.pyz
dist/provider-bridge.pyz: .venv/test $(wildcard release/*.py)
	$(BIN)/python -m release.bundle

wheel: $(WHEEL)

# In an environment of its own: PyInstaller takes what it finds.
standalone: .venv/test
	$(PYTHON) -m venv --clear .venv-standalone
	.venv-standalone/bin/python -m pip install --quiet --require-hashes -r release/runtime.txt -r release/standalone.txt
	.venv-standalone/bin/python -m pip install --quiet --no-deps $(WHEEL)
	.venv-standalone/bin/python -m release.standalone
	STANDALONE=dist/provider-bridge/provider-bridge $(BIN)/pytest tests/release/test_standalone.py

# What the program is made of, as CycloneDX.
sbom: .venv/test
	$(BIN)/python -m pip install --quiet --require-hashes -r release/sbom.txt
	$(BIN)/cyclonedx-py requirements release/runtime.txt --pyproject pyproject.toml --output-reproducible \
		| $(BIN)/python -m release.sbom > dist/provider-bridge.cdx.json

image: wheel
	docker build --file Containerfile --tag provider-bridge .

fuzz: .venv/test
	$(BIN)/python -m pip install --quiet --require-hashes -r tests/fuzz/requirements.txt
	$(BIN)/python -m tests.fuzz.search $(SECONDS)

bench: .venv/test
	$(BIN)/python -m pip install --quiet --require-hashes -r benchmarks/requirements.txt
	$(BIN)/python -m benchmarks.run

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	if command -v vale > /dev/null; then vale README.md CONTRIBUTING.md docs terraform/README.md; fi
	$(BIN)/mypy

# pip builds the wheel and installs that.
.venv/package: .venv/pyvenv.cfg $(SOURCES)
	$(BIN)/python -m pip install --quiet .
	@touch $@

# Each package in the one version that requirements.txt has, and with its hash.
$(WHEEL): .venv/pyvenv.cfg requirements.txt $(SOURCES)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	rm -f dist/*.whl
	$(BIN)/python -m hatchling build --target wheel --directory dist

# The wheel of a release is what tests test.
.venv/test: $(WHEEL)
	$(BIN)/python -m pip install --quiet --no-deps --force-reinstall $(WHEEL)
	@touch .venv/package $@

# The newest version of each package.
lock: .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) --extra test pyproject.toml -o requirements.txt
	$(COMPILE) --group plot -c requirements.txt -o benchmarks/requirements.txt
	$(COMPILE) pyproject.toml -c requirements.txt -o release/runtime.txt
	$(COMPILE) --group standalone -c requirements.txt -o release/standalone.txt
	$(COMPILE) --group sbom -c requirements.txt -o release/sbom.txt
	$(COMPILE) --group fuzz -c requirements.txt -o tests/fuzz/requirements.txt
	$(COMPILE) --group warehouses -c requirements.txt -o tests/warehouses/requirements.txt

# Known vulnerabilities in those versions: asks PyPI.
audit: .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.txt -r benchmarks/requirements.txt -r release/runtime.txt -r release/standalone.txt -r release/sbom.txt -r tests/fuzz/requirements.txt -r tests/warehouses/requirements.txt

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Provider Bridge needs Python 3.10 or newer, and $(PYTHON) is %d.%d: make PYTHON=python3.12 …" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv .venv-orchestrators .venv-warehouses .venv-lowest .venv-standalone build dist tests/tools/node_modules
