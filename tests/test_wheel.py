"""The built wheel, installed outside the checkout: it answers once it is told where the weights are."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.models, pytest.mark.slow]
ROOT = Path(__file__).resolve().parent.parent
PARTS = ("chat", "corpus", "eval", "index", "qa", "train")
QUESTION = "متى بدأت العلاقات الدبلوماسية بين إيران وكازاخستان؟"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the wheel's files, as pip unpacks them."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "app.py"):
        shutil.copy(ROOT / name, source)
    for part in PARTS:
        shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # pip brings the build's own tools: those that are here already may be older than pyproject.toml asks for.
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(source)], check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True)
    return folder / "site"


def ask(installed, *more, **environment):
    """`python -m qa` from another folder, with the installed files before any checkout's."""
    kept = {name: value for name, value in os.environ.items() if name not in ("SANAD_HOME", "PYTHONPATH")}
    return subprocess.run(
        [sys.executable, "-m", "qa", QUESTION, *more],
        cwd=installed.parent,
        env=kept | {"PYTHONPATH": str(installed), "HF_HUB_OFFLINE": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_has_its_data_and_not_the_weights(installed):
    for name in ("chat/static/page.js", "corpus/articles/prepared.json", "eval/report.css", "eval/baseline.json"):
        assert (installed / name).is_file(), name
    assert all((installed / part / "py.typed").is_file() for part in PARTS)
    assert not (installed / "models").exists()


def test_without_its_weights_it_says_where_to_look(installed):
    done = ask(installed)
    assert done.returncode == 2
    assert f"No settings in {installed / 'settings.toml'}" in done.stderr
    assert "set SANAD_HOME to the folder that has settings.toml and models/" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_its_weights_it_answers(installed, tmp_path):
    # A home of its own, so that no index of the checkout is used.
    shutil.copy(ROOT / "settings.toml", tmp_path)
    (tmp_path / "models").symlink_to(ROOT / "models")
    done = ask(installed, "--json", SANAD_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["kind"] == "answer"
    assert "29 يناير" in answer["text"]
    assert (tmp_path / "var" / "index").is_dir()
