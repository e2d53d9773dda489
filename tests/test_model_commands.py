"""`python -m qa models`, and every command with the network cut, whatever preset the settings name."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hub_stub import Hub, serving
from tiny_models import make

from index.presets import MODELS, read_lock
from index.settings import ROOT
from qa.__main__ import main as qa
from qa.model_commands import main

E5 = "intfloat/multilingual-e5-base"
READER = "timpal0l/mdeberta-v3-base-squad2"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = Hub()
    hub.put(E5, make(tmp_path_factory.mktemp("e5"), "xlm-roberta", "encoder"))
    hub.revision = MODELS[E5].revision
    with serving(hub) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", address)
        yield hub


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(f'[models]\nencoder = "{E5}"\nkept = "{tmp_path / "models"}"\n', "utf-8")
    return str(path)


def run(settings, *arguments):
    return main(["--settings", settings, *arguments])


def test_a_list_says_licence_and_size_and_what_is_here(settings, capsys):
    assert run(settings, "list") == 0
    said = capsys.readouterr().out
    assert "* embedded: models/encoder, models/reader\n" in said
    assert f"encoder   {E5}: MIT, 1.13 GB, not here\n" in said
    assert "reader    deepset/xlm-roberta-large-squad2: CC-BY-4.0, 2.26 GB, not here\n" in said


def test_a_model_is_fetched_once_after_licence_and_size_were_shown_and_then_answers_offline(
    hub, settings, tmp_path, capsys, monkeypatch
):
    n_asked = len(hub.asked)
    assert run(settings, "fetch") == 1  # nobody can be asked
    said = capsys.readouterr()
    assert f"{E5} at {MODELS[E5].revision}: MIT, " in said.out
    assert "Nothing was fetched. Say --yes" in said.err
    assert not any("/resolve/" in path for path, _ in hub.asked[n_asked:])
    assert run(settings, "fetch", "--yes") == 0
    assert "100 % of" in capsys.readouterr().err
    assert read_lock(tmp_path / "models")[E5].revision == MODELS[E5].revision
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    assert run(settings, "fetch", "--yes") == 0
    assert "all of it is here" in capsys.readouterr().out
    assert run(settings, "check") == 0
    said = capsys.readouterr().out
    assert f"whole: {E5}" in said
    assert "encoder: multilingual-e5-base-d13f1b27baf3 (question 'query: ', passage 'passage: ', 512 tokens)" in said
    assert run(settings, "list") == 0
    assert f"{E5}: MIT, 1.13 GB, here, d13f1b27baf3\n" in capsys.readouterr().out
    (next((tmp_path / "models").rglob("model.safetensors"))).write_bytes(b"short")
    assert run(settings, "check") == 1
    assert "model.safetensors has 5 bytes; " in capsys.readouterr().err


def test_misuse_is_said(hub, settings, capsys):
    assert run(settings, "fetch", "best", "--yes") == 2
    assert "best is no preset (embedded, balanced, quality) and no hub id" in capsys.readouterr().err
    assert run(settings, "fetch", "embedded") == 0
    assert "all of it ships" in capsys.readouterr().out
    assert qa(["models", "--settings", settings, "fetch", f"{READER}", "--yes"]) == 2
    assert f"{READER} at {MODELS[READER].revision}: " in capsys.readouterr().err


CUT = """
import socket, sys
def cut(*arguments, **named):
    raise OSError("Network is unreachable")
socket.getaddrinfo = socket.create_connection = socket.socket.connect = cut
import runpy
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
"""


def without_network(*arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", CUT, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_with_the_network_cut_every_command_works_on_the_models_that_ship(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(f'[models]\npreset = "quality"\nkept = "{tmp_path / "none"}"\n', "utf-8")
    document = tmp_path / "port.txt"
    document.write_text("The port of Basra opened in 1919. It was built by the British army.", "utf-8")
    named, store = ["--settings", str(path)], ["--store", str(tmp_path / "store")]

    code, _, said = without_network("index", *store, *named, "add", str(document))
    assert (code, "multilingual-e5-large is not on this machine; going on with the encoder that ships" in said) == (
        0,
        True,
    )
    for command in ("list", "status", "check", "rebuild"):
        assert without_network("index", *store, *named, command)[0] == 0
    code, said, _ = without_network("qa", "When did the port of Basra open?", *store, *named)
    assert (code, "1919" in said) == (0, True)
    code, said, _ = without_network("qa", "models", *named, "list")
    assert (code, "* quality: intfloat/multilingual-e5-large" in said) == (0, True)
    assert without_network("qa", "models", *named, "check")[0] == 0
    code, _, said = without_network("qa", "models", *named, "fetch", "--yes")
    assert code == 2
    assert said.splitlines()[-1] == (
        "error: huggingface.co cannot be reached (Network is unreachable). The models that ship answer without it."
    )
