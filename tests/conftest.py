"""Markers, fixtures that many tests use, and what keeps tests without a marker quick.

`models` tests load torch or OpenVINO, `browser` tests a Chromium, `postgres` tests a database server; `slow` ones take
many seconds for what they do. All but `slow` are told by the fixtures that a test uses, or said once a file; a file
that is marked as a whole is not even imported where its marker is left out.
"""

from __future__ import annotations

import re
import sys

import hypothesis
import pytest
from browser_page import browser, open_page  # noqa: F401 - fixtures
from postgres_server import postgres, shared  # noqa: F401 - fixtures

# Machines are shared and noisy: how long one example takes says nothing about the code.
hypothesis.settings.register_profile("sanad", deadline=None)
hypothesis.settings.load_profile("sanad")

MARKER_OF_FIXTURE = {
    "tiny_reader": "models",
    "tiny_encoder": "models",
    "browser": "browser",
    "postgres": "postgres",
}
# What only tests with the marker `models` may import: each takes seconds, and needs hundreds of megabytes.
MODEL_LIBRARIES = ("torch", "openvino", "transformers", "sentence_transformers")
_WHOLE_FILE = re.compile(r"^pytestmark = (.+)$", re.MULTILINE)


def pytest_configure(config):
    """Without `models`, importing a model library is an error: a test that needs one has to say so."""
    if "models" in left_out(config):
        for name in MODEL_LIBRARIES:
            assert name not in sys.modules, f"{name} was imported before any test"
            sys.modules[name] = None


def pytest_ignore_collect(collection_path, config):
    """Whether a file is marked as a whole with a marker that is left out."""
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    marks = _WHOLE_FILE.search(collection_path.read_text("utf-8"))
    marked = () if marks is None else re.findall(r"mark\.(\w+)", marks[1])
    return True if set(marked) & left_out(config) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test that uses a marker's fixture has the marker; files with slow tests come first.

    Where two processes share the files, neither is left to wait for a slow one at the end.
    """
    for item in items:
        for fixture in set(item.fixturenames) & set(MARKER_OF_FIXTURE):
            item.add_marker(MARKER_OF_FIXTURE[fixture])
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def left_out(config):
    """The markers that `-m "not one and not another"` leaves out."""
    return set(re.findall(r"\bnot (\w+)", config.option.markexpr or ""))


@pytest.fixture(scope="session")
def tiny_reader(tmp_path_factory):
    """A folder with a random span model that knows single letters."""
    from tiny_models import save_reader

    return save_reader(tmp_path_factory.mktemp("tiny-reader"))


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory):
    """A sentence-transformers folder with a random body and mean pooling."""
    from tiny_models import save_encoder

    return save_encoder(tmp_path_factory.mktemp("tiny-encoder"))
