# Two commands, each with all of its own set-up: `make chat` opens the chat, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
HOST ?= 127.0.0.1
# LOCKED=1 takes the exact files of requirements.lock, by their hashes; torch alone is not among them, because which
# build of its one version fits differs from machine to machine.
LOCKED ?=
PORT ?= 7860
# Everything that is needed ships here: never wait for a model hub that may be out of reach.
export HF_HUB_OFFLINE := 1

.PHONY: chat check test clean

chat: $(VENV)/installed
	$(VENV)/bin/python app.py --host $(HOST) --port $(PORT)

# What to run while working: style, types and the tests that need no model, browser or database server.
check: $(VENV)/installed-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest -m "not models and not browser and not postgres and not slow"

test: $(VENV)/installed-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sanad needs Python 3.11 or newer; set PYTHON=/path/to/it")'
	$(PYTHON) -m venv $(VENV)
	$(if $(LOCKED),$(VENV)/bin/pip install --quiet --no-deps --require-hashes --requirement requirements.lock)
	$(VENV)/bin/pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(VENV)/bin/pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) var
