"""`make chat` as the command that it is: what it would run, and the page that it opens."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# These tests are run by make, too: what it leaves to the makes below it would change what they print.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="no make on the PATH")


@pytest.fixture
def venv(tmp_path):
    """A folder that passes for a virtual environment with everything installed: that of these tests."""
    program = tmp_path / "bin" / "python"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    program.chmod(0o755)
    for mark in ("installed", "installed-dev"):
        (tmp_path / mark).touch()
    return tmp_path


def planned(*words):
    command = ["make", "-n", *words]
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout


@needs_make
def test_both_commands_do_their_own_set_up(tmp_path):
    for goal, last in (
        ("chat", f"{tmp_path}/bin/python app.py --host 127.0.0.1 --port 7860"),
        ("test", f"{tmp_path}/bin/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder"),
    ):
        lines = planned(goal, f"VENV={tmp_path}").splitlines()
        assert any(line.endswith(f"-m venv {tmp_path}") for line in lines)
        assert any("pip install" in line for line in lines)
        assert lines[-1] == last


@needs_make
def test_what_is_installed_is_not_installed_again(venv):
    assert (
        planned("chat", f"VENV={venv}", "PORT=8000").strip() == f"{venv}/bin/python app.py --host 127.0.0.1 --port 8000"
    )


@needs_make
def test_check_and_test_differ_in_the_markers_alone(venv):
    check, test = (planned(goal, f"VENV={venv}").splitlines() for goal in ("check", "test"))
    assert check[:-1] == test[:-1]
    assert check[-1].removeprefix(test[-1]).split('"')[1] == "not models and not browser and not postgres and not slow"


@needs_make
def test_a_release_is_refused_until_all_is_said_and_then_tagged(tmp_path):
    tree, tools = tmp_path / "tree", tmp_path / "venv"
    for folder in (tree, tools / "bin"):
        folder.mkdir(parents=True)
    for tool in ("pip", "pytest", "ruff", "mypy"):
        (tools / "bin" / tool).write_text(f'#!/bin/sh\necho "{tool} $@" >>"{tmp_path}/log"\n')
        (tools / "bin" / tool).chmod(0o755)
    shutil.copy(ROOT / "Makefile", tree)
    (tree / "pyproject.toml").write_text('version = "3.1.0"\n')
    for mark in ("installed", "installed-dev"):  # after the file that an older mark would be made anew for
        (tools / mark).touch()
    (tree / "CHANGELOG.md").write_text("## Unreleased\n")
    author = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def run(*words):
        return subprocess.run(words, cwd=tree, env=ENVIRONMENT | author, capture_output=True, text=True, check=False)

    def commit():
        run("git", "add", ".")
        assert run("git", "commit", "-q", "-m", "all").returncode == 0

    def released():
        done = run("make", "release", f"VENV={tools}")
        return done.returncode == 0, done.stdout

    run("git", "init", "-q")
    assert released() == (False, "Some changes are not committed. Commit or stash them.\n")
    commit()
    ok, said = released()
    assert not ok and "no heading '## 3.1.0 (" in said
    assert not (tmp_path / "log").exists()
    (tree / "CHANGELOG.md").write_text("## 3.1.0 (1 May 2027)\n")
    commit()
    ok, said = released()
    assert ok and "v3.1.0 is tagged" in said
    log = (tmp_path / "log").read_text().splitlines()
    assert log[-2].startswith("pytest ") and log[-1] == "pip wheel --quiet --no-deps --wheel-dir var/dist ."
    assert run("git", "tag").stdout == "v3.1.0\n"
    ok, said = released()
    assert not ok and "v3.1.0 is a tag already" in said


@needs_make
@pytest.mark.models
@pytest.mark.slow
def test_make_chat_opens_a_page_that_answers_and_ends_when_told(venv):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["make", "chat", f"VENV={venv}", f"PORT={port}"]
    environment = ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
    # A session of its own, so that Ctrl-C reaches make and the program as from a terminal; a program that is started in
    # the background, as this test may be, ignores it.
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - before any thread
    ) as run:
        give_up = threading.Timer(300, os.killpg, [run.pid, signal.SIGKILL])
        give_up.start()
        try:
            said = next(line for line in run.stdout if "ready" in line)
            (url,) = re.findall(r"http://\S+[^\s/]", said)
            with urllib.request.urlopen(f"{url}/healthz", timeout=60) as answer:
                assert answer.status == 200
            asked = urllib.request.Request(
                f"{url}/ask",
                b'{"question": "When did Iran open its embassy in Kazakhstan?"}',
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(asked, timeout=60) as answer:
                assert b"1992" in answer.read()
        finally:
            os.killpg(run.pid, signal.SIGINT)
            run.wait(60)
            give_up.cancel()
