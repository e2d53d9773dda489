"""`python -m qa models`, and every command with the network cut, whatever preset the settings name."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time

import httpx
import pytest
from hub_stub import Hub, serving
from preset_models import make

from index.presets import MODELS, read_lock
from index.settings import ROOT
from qa.__main__ import main as qa
from qa.model_commands import main

pytestmark = pytest.mark.models

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


# In a process of its own: what is imported first, libraries too, finds no network.
CUT = """
import contextlib, importlib, io, json, socket, sys
def cut(*arguments, **named):
    raise OSError("Network is unreachable")
socket.getaddrinfo = socket.create_connection = socket.socket.connect = cut
came = []
for module, *arguments in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = importlib.import_module(module).main(arguments)
    came.append([code, out.getvalue() + err.getvalue()])
print(json.dumps(came))
"""


def without_network(*commands):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", CUT, json.dumps(commands)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout), done.stderr


def test_with_the_network_cut_every_command_works_on_the_models_that_ship(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(f'[models]\npreset = "quality"\nkept = "{tmp_path / "none"}"\n', "utf-8")
    document = tmp_path / "port.txt"
    document.write_text("The port of Basra opened in 1919. It was built by the British army.", "utf-8")
    named, store = ["--settings", str(path)], ["--store", str(tmp_path / "store")]
    came, log = without_network(
        ["index.__main__", *store, *named, "add", str(document)],
        *(["index.__main__", *store, *named, command] for command in ("list", "status", "check", "rebuild")),
        ["qa.__main__", "When did the port of Basra open?", *store, *named],
        ["qa.__main__", "models", *named, "list"],
        ["qa.__main__", "models", *named, "check"],
        ["qa.__main__", "models", *named, "fetch", "--yes"],
        ["corpus.show", str(document)],
        ["index.__main__", *store, *named, "remove", "nothing"],
    )
    assert [code for code, _ in came] == [0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]
    assert "multilingual-e5-large is not on this machine; going on with the encoder that ships" in came[0][1] + log
    assert "1919" in came[5][1]
    assert "* quality: intfloat/multilingual-e5-large" in came[6][1]
    assert "not here: nothing" in came[10][1]
    assert came[8][1].splitlines()[-1] == (
        "error: huggingface.co cannot be reached (Network is unreachable). The models that ship answer without it."
    )


# The chat's own address stays in reach; what is looked up or called elsewhere is told on standard error, and fails.
CUT_CHAT = """
import socket, sys
connect, look_up = socket.socket.connect, socket.getaddrinfo
def cut(host):
    if host not in ("127.0.0.1", "localhost", "::1", None):
        print("REACHED FOR", host, file=sys.stderr, flush=True)
        raise OSError("Network is unreachable")
def connect_here(self, address):
    cut(address[0] if isinstance(address, tuple) else None)
    return connect(self, address)
def look_up_here(host, *rest, **named):
    cut(host)
    return look_up(host, *rest, **named)
socket.socket.connect, socket.getaddrinfo = connect_here, look_up_here
import app
sys.exit(app.main(sys.argv[1:]))
"""


def test_with_the_network_cut_the_chat_answers_and_reaches_for_nothing(tmp_path):
    path, log = tmp_path / "settings.toml", tmp_path / "log"
    path.write_text(f'[models]\npreset = "quality"\nkept = "{tmp_path / "none"}"\n', "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    options = ["--port", port, "--settings", str(path), "--data", str(tmp_path / "data")]
    with log.open("w") as said:
        chat = subprocess.Popen([sys.executable, "-c", CUT_CHAT, *options], cwd=ROOT, stdout=said, stderr=said)
    try:
        until = time.monotonic() + 240  # a loaded machine is slow
        while "Sanad is ready" not in log.read_text() and chat.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
        question = {"question": "When did Iran open an embassy in Kazakhstan?"}
        answered = httpx.post(f"http://127.0.0.1:{port}/ask", json=question, timeout=240, trust_env=False)
    finally:
        chat.terminate()
        chat.wait(60)
    assert (answered.status_code, answered.json()["text"]) == (200, "1992"), log.read_text()
    assert "REACHED FOR" not in log.read_text()
