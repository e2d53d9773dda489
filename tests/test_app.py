"""The entry: instant help, and plain reasons where it cannot start."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import app

_APP = Path(app.__file__)


def test_help_loads_no_library() -> None:
    code = (
        "import sys, app\n"
        "try: app.main(['--help'])\n"
        "except SystemExit: print(sorted({'gradio', 'torch', 'qa'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=_APP.parent, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
    assert "--port" in run.stdout


def test_a_taken_port_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 2
    assert capsys.readouterr().err == (
        f"error: Cannot listen on 127.0.0.1, port {port}: Address already in use. Try another --port.\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", ""])
def test_what_is_no_port_is_misuse(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        app.main(["--port", port])
    assert stop.value.code == 2
    assert "port" in capsys.readouterr().err


def test_other_machines_are_not_let_in_by_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--host", "0.0.0.0"]) == 2
    assert "0.0.0.0 can be reached from other machines" in capsys.readouterr().err


def test_a_token_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--token-file", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err == f"error: {tmp_path / 'none'}: No such file or directory.\n"


def test_the_version_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--version"]) == 0
    assert re.fullmatch(r"(\d+\.\d+\.\d+|unknown)\n", capsys.readouterr().out)


def test_gradio_writes_no_stubs() -> None:
    code = (
        "import sys, chat\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, given: event == 'open' and seen.append(str(given[0])))\n"
        "import gradio\n"
        "print(any('gradio' in path for path in seen), [path for path in seen if path.endswith('.pyi')])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=_APP.parent, capture_output=True, text=True, check=True)
    assert run.stdout == "True []\n"
