"""Settings: the shipped file is read, and a slip in a file is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from index.__main__ import main as store_command
from index.build import main as build_command
from qa.settings import ROOT, Settings, SettingsError, read_settings


def write(folder, text):
    path = folder / "settings.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_file_is_valid():
    assert read_settings().models.named("encoder") == "models/encoder"


def test_values_come_over_the_defaults(tmp_path):
    settings = read_settings(write(tmp_path, "[ask]\nk = 3\nmin_confidence = 0\n"))
    assert (settings.ask.k, settings.ask.min_confidence) == (3, 0)
    assert settings.read == Settings().read


def test_a_switch_is_read(tmp_path):
    assert read_settings(write(tmp_path, "[chat]\nfeedback = false\n")).chat.feedback is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[ask]\nkk = 3\n", r"\[ask\]: unknown key 'kk'; known are .*'k'"),
        ("[asks]\nk = 3\n", "unknown group 'asks'"),
        ("[ask]\nk = 'many'\n", "k is 'many'; it needs to be of type int"),
        ("[ask]\nk = true\n", "k is True; it needs to be of type int"),
        ("[chat]\nfeedback = 1\n", "feedback is 1; it needs to be of type bool"),
        ("[ask\n", "not valid TOML"),
        ("[split]\nmax_tokens = 3\n", r"\[split\]: max_tokens is 3; a passage needs at least 8"),
        ("[fuse]\ndepth = 0\n", r"\[fuse\]: depth is 0"),
        ("[models]\nengine = 'onnx'\n", r"\[models\]: engine is 'onnx'; it needs to be \"openvino\" or \"torch\""),
    ],
)
def test_a_slip_is_named(tmp_path, text, message):
    with pytest.raises(SettingsError, match=message):
        read_settings(write(tmp_path, text))


@pytest.mark.parametrize(
    "slip", ["[chat]\nfeedbak = true\n", "[asks]\n", "[read]\nstride = true\n", "[split]\nx = 1\n"]
)
def test_the_index_refuses_the_same_slips_in_the_same_words(tmp_path, capsys, slip):
    path = write(tmp_path, slip)
    with pytest.raises(SettingsError) as error:
        read_settings(path)
    assert store_command(["--store", str(tmp_path / "s"), "--settings", str(path), "list"]) == 2
    assert capsys.readouterr().err.strip() == f"error: {error.value}"
    assert build_command(["--settings", str(path), "--store", str(tmp_path / "i")]) == 2
    assert capsys.readouterr().err.strip() == str(error.value)


def test_reading_settings_loads_no_model_library():
    code = "import sys, qa.settings; qa.settings.read_settings(); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "qa.settings" in loaded
    assert not {"torch", "transformers", "sentence_transformers", "faiss", "gradio"} & loaded


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match="No settings in"):
        read_settings(tmp_path / "settings.toml")
