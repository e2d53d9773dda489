"""Fetching from a hub on loopback: what is taken, what is refused, what goes on after a cut, what is pinned."""

from __future__ import annotations

import json
import socket
import time

import pytest
from hub_stub import REVISION, Hub, serving

from index.presets import HubError, LockError, Named, damage, fetch, folder_of, is_here, list_model, read_lock
from index.presets import hub as module
from index.presets.table import MODELS

WEIGHTS = bytes(range(256)) * 12_000  # 3 MB: several blocks
FILES = {
    "config.json": b"{}",
    "tokenizer.json": b"{ }",
    "modules.json": b"[]",
    "1_Pooling/config.json": b'{"pooling_mode": "mean"}',
    "model.safetensors": WEIGHTS,
    "README.md": b"# card",
}
OTHERS = {"pytorch_model.bin": b"pickle", "own.py": b"evil", "onnx/model.onnx": b"x", "onnx/config.json": b"{}"}


@pytest.fixture
def hub(monkeypatch):
    hub = Hub()
    hub.files = {("tiny/encoder", name): data for name, data in (FILES | OTHERS).items()}
    with serving(hub) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)
        yield hub


def listed(revision=None):
    return list_model(Named("tiny/encoder", revision), "encoder")


def test_only_descriptions_and_safetensors_are_fetched_and_pinned(hub, tmp_path):
    told = []
    listing = listed()
    assert (listing.revision, listing.licence, listing.n_bytes) == (REVISION, "mit", sum(map(len, FILES.values())))
    folder = fetch(listing, tmp_path, told.append)
    assert folder == folder_of(tmp_path, "tiny/encoder", REVISION)
    assert {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    } == FILES
    assert sum(told) == listing.n_bytes
    fetched = read_lock(tmp_path)["tiny/encoder"]
    assert (fetched.revision, fetched.licence) == (REVISION, "mit")
    assert is_here(tmp_path, "tiny/encoder", fetched)
    assert damage(tmp_path, "tiny/encoder", fetched) == []


def test_a_download_that_was_cut_off_goes_on_where_it_ended(hub, tmp_path):
    listing = listed()
    hub.cut = 1_000_000
    with pytest.raises(HubError, match=r"model\.safetensors of tiny/encoder was cut off.*goes on"):
        fetch(listing, tmp_path, lambda n: None)
    assert read_lock(tmp_path) == {}
    hub.cut, hub.asked, told = None, [], []
    fetch(listing, tmp_path, told.append)
    asked = [where for path, where in hub.asked if path.startswith("/elsewhere") and path.endswith("model.safetensors")]
    assert asked == ["bytes=1000000-"]
    assert sum(told) == listing.n_bytes
    hub.asked = []
    fetch(listing, tmp_path, lambda n: None)
    assert hub.asked == []  # all of it is here


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_other_bytes_than_the_hub_said_do_not_count(hub, tmp_path, name):
    data = FILES[name]
    hub.lies[name] = data[:-1] + bytes([data[-1] ^ 1])
    with pytest.raises(HubError, match=f"{name} of tiny/encoder came with other bytes than the hub said"):
        fetch(listed(), tmp_path, lambda n: None)
    assert read_lock(tmp_path) == {}
    assert not (folder_of(tmp_path, "tiny/encoder", REVISION) / name).exists()
    hub.lies = {}
    fetch(listed(), tmp_path, lambda n: None)
    assert damage(tmp_path, "tiny/encoder", read_lock(tmp_path)["tiny/encoder"]) == []


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        ("model.safetensors", r"has no model\.safetensors; other forms of weights can run code and are not fetched"),
        ("tokenizer.json", r"has no tokenizer\.json, without which no encoder is loaded"),
        ("modules.json", r"has no modules\.json, without"),
    ],
)
def test_a_model_that_could_not_be_loaded_is_refused_before_a_download(hub, gone, message):
    del hub.files["tiny/encoder", gone]
    with pytest.raises(HubError, match=message):
        listed()
    assert not any("/resolve/" in path for path, _ in hub.asked)


def test_a_revision_is_held_to(hub):
    assert listed(REVISION).revision == REVISION
    with pytest.raises(HubError, match=r"says 404, is not known there"):
        listed("f" * 40)
    with pytest.raises(HubError, match=r"nobody/nothing at main: .* says 404"):
        list_model(Named("nobody/nothing", None), "reader")


LENT = MODELS["deepset/xlm-roberta-large-squad2"].borrowed


@pytest.fixture
def lending(hub, monkeypatch):
    """The reader that ships no tokenizer.json beside the encoder that has one, each in its revision of the table."""
    reader = MODELS["deepset/xlm-roberta-large-squad2"]
    hub.files = {(reader.hub_id, "config.json"): b"{}", (reader.hub_id, "model.safetensors"): WEIGHTS}
    hub.files |= {(LENT.hub_id, "tokenizer.json"): b"{ }", (LENT.hub_id, "model.safetensors"): b"not wanted"}
    hub.files |= {(hub_id, LENT.witness): b"pieces" for hub_id in (reader.hub_id, LENT.hub_id)}
    real = module._listed

    def listed_at(hub_id, revision):
        hub.revision = revision  # the stub has one at a time
        return real(hub_id, revision)

    monkeypatch.setattr(module, "_listed", listed_at)
    return lambda: list_model(Named(reader.hub_id, reader.revision), "reader")


def test_a_borrowed_file_comes_from_the_other_model(lending, tmp_path):
    assert (LENT.name, LENT.revision) == ("tokenizer.json", MODELS[LENT.hub_id].revision)
    listing = lending()
    assert listing.licence == "CC-BY-4.0"  # the table's
    assert sorted(file.name for file in listing.files) == ["config.json", "model.safetensors", "tokenizer.json"]
    folder = fetch(listing, tmp_path, lambda n: None)
    assert (folder / "tokenizer.json").read_bytes() == b"{ }"
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.parametrize("pieces", [b"other pieces", None])
def test_nothing_is_borrowed_where_the_hub_does_not_show_one_vocabulary(hub, lending, pieces):
    del hub.files[LENT.hub_id, LENT.witness]
    if pieces is not None:
        hub.files[LENT.hub_id, LENT.witness] = pieces
    with pytest.raises(HubError, match=r"large cannot stand in: the two have no sentencepiece\.bpe\.model in common"):
        lending()


@pytest.mark.models
def test_a_readers_own_tokenizer_is_what_it_reads_with(hub, lending, tmp_path):
    from preset_models import make  # imports torch

    from qa.reader import SpanReader

    reader = "deepset/xlm-roberta-large-squad2"

    def read_with(folder):
        return SpanReader(folder, engine="torch")._model.tokenizer.texts(["when? متى"], max_tokens=20)

    own, other = make(tmp_path / "own", "xlm-roberta", "reader"), make(tmp_path / "other", "bert", "reader")
    hub.put(reader, own)
    hub.put(LENT.hub_id, other)
    tokens = {}
    for name in ("with its own", "without"):
        folder = fetch(lending(), tmp_path / name, lambda n: None)
        tokens[name] = read_with(folder)
        hub.files.pop((reader, "tokenizer.json"), None)
    assert tokens == {"with its own": read_with(own), "without": read_with(other)}
    assert read_with(own) != read_with(other)


@pytest.mark.parametrize("how", ["refused", "silent", "no name"])
def test_a_hub_out_of_reach_is_said_in_one_sentence_within_seconds(hub, monkeypatch, how):
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    if how == "refused":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free.getsockname()[1]}")
    elif how == "silent":
        hub.silent = 30.0
    else:  # a resolver that never answers: no time limit of a socket reaches it
        monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(30))
    started = time.monotonic()
    with pytest.raises(HubError, match=r"^\S+ cannot be reached \(.*\)\. The models that ship answer without it\.$"):
        listed()
    assert time.monotonic() - started < 10  # on a machine that is busy, too


def test_something_else_than_a_hub_is_said(hub):
    hub.listing = lambda hub_id: ["a login page"]
    with pytest.raises(HubError, match=r"answered something else than a model's files"):
        listed()


def test_files_that_changed_after_the_fetch_are_found(hub, tmp_path):
    folder = fetch(listed(), tmp_path, lambda n: None)
    fetched = read_lock(tmp_path)["tiny/encoder"]
    (folder / "config.json").write_bytes(b"[]")  # of the same length
    (folder / "tokenizer.json").unlink()
    (folder / "model.safetensors").write_bytes(b"short")
    assert damage(tmp_path, "tiny/encoder", fetched) == [
        "config.json has other bytes than were fetched",
        "model.safetensors has 5 bytes; 3,072,000 were fetched",
        "tokenizer.json is missing",
    ]
    assert not is_here(tmp_path, "tiny/encoder", fetched)
    fetch(listed(), tmp_path, lambda n: None)
    assert damage(tmp_path, "tiny/encoder", fetched) == []


def test_a_calibration_beside_fetched_weights_stays(hub, tmp_path):
    folder = fetch(listed(), tmp_path, lambda n: None)
    (folder / "calibration.json").write_text("{}")
    (folder / "old.safetensors.part").write_text("x")
    fetch(listed(), tmp_path, lambda n: None)
    assert (folder / "calibration.json").exists()
    assert not (folder / "old.safetensors.part").exists()


def test_a_damaged_lock_says_what_to_do(tmp_path):
    (tmp_path / "lock.json").write_text(json.dumps({"a/b": 3}))
    with pytest.raises(
        LockError, match=r"lock\.json is damaged .*Delete it and fetch again: python -m qa models fetch"
    ):
        read_lock(tmp_path)
