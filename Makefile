# Two commands, each with all of its own set-up: `make chat` opens the chat, `make test` passes the tests.
# For who works on it: `make check`, `make docs`, `make lock`. For who ships it: `make models` trains the weights, `make
# sbom` writes var/sbom.json (CycloneDX) and var/licences.md of what is installed, `make audit` asks PyPI whether anything
# in requirements.lock is known to be vulnerable, `make release` tests, builds and tags the version of pyproject.toml.
PYTHON ?= python3
VENV := .venv
# Two processes, each with whole files: fixtures of a file are made once. Files with a test marked `slow` come first.
PYTEST = $(VENV)/bin/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder
HOST ?= 127.0.0.1
# LOCKED=1 takes the exact files of requirements.lock, by their hashes; torch alone is not among them, because which
# build of its one version fits differs from machine to machine.
LOCKED ?=
PORT ?= 7860
DATA ?= ../shared/data
# Everything that is needed ships here: never wait for a model hub that may be out of reach.
export HF_HUB_OFFLINE := 1

# Which build of torch fits differs from machine to machine, and with it what it brings.
OF_TORCH := torch triton cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc \
    nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse \
    nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx

.PHONY: chat check test docs lock models sbom audit release clean

chat: $(VENV)/installed
	$(VENV)/bin/python app.py --host $(HOST) --port $(PORT)

# What to run while working: style, types and the tests that need no model, browser or database server.
check: $(VENV)/installed-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(PYTEST) -m "not models and not browser and not postgres and not slow"

test: $(VENV)/installed-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(PYTEST)

# The pages of the docstrings: var/docs/index.html.
docs: $(VENV)/installed-dev
	$(VENV)/bin/pdoc --output-directory var/docs corpus index qa chat eval train app

# After a change to the dependencies (uv: pip install uv). Versions that still fit stay as they are.
lock:
	uv pip compile --quiet pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 --no-annotate \
	    --no-header $(addprefix --no-emit-package ,$(OF_TORCH)) --output-file requirements.lock

# The shipped weights anew, into var/models; each stage goes on where it was interrupted. DATA as in train/rows/README.md.
models: $(VENV)/installed-dev
	$(VENV)/bin/python -m train.recipe --data $(DATA)

# The tools are in an environment of their own, so that they are no part of what they list.
sbom: $(VENV)/installed var/sbom-tools/installed
	var/sbom-tools/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application \
	    --output-reproducible --output-file var/sbom.json $(VENV)/bin/python
	var/sbom-tools/bin/pip-licenses --python $(VENV)/bin/python --format markdown --with-urls \
	    --output-file var/licences.md

audit: var/sbom-tools/installed
	var/sbom-tools/bin/pip-audit --strict --requirement requirements.lock --no-deps --disable-pip

# Nothing is pushed: what it made is looked at first.
release: VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
release: $(VENV)/installed-dev
	@test -z "$$(git status --porcelain)" || { echo "Some changes are not committed. Commit or stash them."; exit 1; }
	@grep -q "^## $(VERSION) (" CHANGELOG.md || { \
	    echo "CHANGELOG.md has no heading '## $(VERSION) (its date)'. Call what is unreleased so."; exit 1; }
	@! git rev-parse -q --verify "v$(VERSION)" >/dev/null || { \
	    echo "v$(VERSION) is a tag already. Raise the version in pyproject.toml."; exit 1; }
	$(MAKE) test
	$(VENV)/bin/pip wheel --quiet --no-deps --wheel-dir var/dist .
	git tag --annotate "v$(VERSION)" --message "Sanad $(VERSION)"
	@echo "var/dist has the wheel, v$(VERSION) is tagged. Publish both: git push --follow-tags"

var/sbom-tools/installed:
	$(PYTHON) -m venv var/sbom-tools
	var/sbom-tools/bin/pip install --quiet 'cyclonedx-bom>=7,<8' 'pip-licenses>=5,<6' 'pip-audit>=2,<3'
	touch $@

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
