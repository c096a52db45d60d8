# make report    set up, then produce the sample quarter under outputs/
# make test      set up, then run the tests
# make lint      style, format, types, layers
# make lock      write requirements.lock anew from pyproject.toml (make lock UPGRADE=--upgrade for newer versions)
# make shots     pictures of every page (desktop, phone, print) for people to look at
# make images    the pictures of the README, from the finished sample quarter

PYTHON ?= python3
PARAMS ?= params/2025-26-q3.yaml
PYTEST_FLAGS ?=
UPGRADE ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup report test test-quick lint lock shots images
.DEFAULT_GOAL := report

report: setup
	$(BIN)/pmf run $(PARAMS)

# One call, so that one closing line tells the whole result; a file's tests stay together, so that what they share is made once.
# In the order of the files, not of their number of tests: the few tests of whole quarters are the slow ones.
test: setup
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_FLAGS)

test-quick: setup
	$(BIN)/pytest -m "not batch and not browser and not slow" -n 2 --dist loadfile $(PYTEST_FLAGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: setup
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet $(UPGRADE) --output-file requirements.lock

shots: setup
	$(BIN)/python tests/browser/shoot.py

images: setup
	$(BIN)/python tests/browser/shoot.py outputs/2025-26-q3 docs/images

setup: $(READY)

# pip, not uv: a machine with only Python and make has pip. Without --clear, so that a .venv in use stays usable.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "pmf_analysis needs Python 3.11 or later, and $(PYTHON) is not that: name one, as in 'make report PYTHON=python3.11'." >&2; exit 13; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
		echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian: apt-get install python3-venv)." >&2; exit 13; }
	@echo "Installing the packages of requirements.lock into $(VENV) (a few minutes, once)" >&2
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
