import json
import logging
import os
import shutil
import threading

import pytest
from store_sample import Letters

from corpus.document import Document
from corpus.read import document_from_text, shipped_articles
from corpus.split import SplitSettings
from index import build
from index.build import open_index
from index.fuse import FuseSettings
from index.lexical.search import LexicalSettings
from index.lexical.translate import TranslationTable
from index.load import load_encoder
from index.manifest import Inputs
from index.passages import searched_text
from index.settings import IndexSettings

TABLE = TranslationTable.of({"en": [("consul", "قنصلي", 1.0)]})
QUESTIONS = ["متى فتحت إيران سفارة في كازاخستان؟", "consulate in Gogan", "2009"]
SETTINGS = IndexSettings(split=SplitSettings(max_tokens=300))


def opened(store, *, documents=None, encoder=None, settings=SETTINGS):
    """The index and how many passages had to be encoded for it."""
    encoder = encoder or Letters()
    index = open_index(shipped_articles() if documents is None else documents, encoder, TABLE, store, settings)
    return index, encoder.n


def found(index):
    """Everything that a search tells, with scores."""
    return [
        [(hit.passage.start, hit.passage.end, hit.passage.sentences, hit.passage.section, hit.score) for hit in hits]
        for leg in ("dense", "lexical", "fused")
        for hits in index.search(QUESTIONS, 5, leg=leg)
    ]


def only_folder(store):
    (folder,) = store.iterdir()
    return folder


def test_built_once_and_loaded_after_that(tmp_path):
    first, n_first = opened(tmp_path)
    second, n_second = opened(tmp_path)
    assert n_first == len(first.passages) > 5 and n_second == 0
    assert second.passages == first.passages
    assert found(second) == found(first)
    assert sorted(path.name for path in only_folder(tmp_path).iterdir()) == [
        "dense.faiss", "manifest.json", "passages.json", "words.bin",
    ]  # fmt: skip


def test_loaded_passages_belong_to_the_given_documents(tmp_path):
    opened(tmp_path)
    documents = shipped_articles()
    index, _ = opened(tmp_path, documents=documents)
    assert all(passage.document is documents[0] for passage in index.passages)


@pytest.mark.parametrize(
    "change",
    [
        {"encoder": Letters("letters-2")},
        {"encoder": Letters(dim=9)},
        {"settings": IndexSettings(split=SplitSettings(max_tokens=200))},
        {"documents": [document_from_text("Another text. With consulates.", doc_id="other")]},
    ],
)
def test_a_change_builds_anew(tmp_path, change):
    opened(tmp_path)
    index, n = opened(tmp_path, **change)
    assert n == len(index.passages) > 0
    assert len(list(tmp_path.iterdir())) == 2
    # And what was there before is still of use.
    assert opened(tmp_path)[1] == 0


def test_settings_of_the_search_do_not_build_anew(tmp_path):
    opened(tmp_path)
    other = IndexSettings(SETTINGS.split, LexicalSettings(k1=2.0), FuseSettings(dense_weight=3.0))
    assert opened(tmp_path, settings=other)[1] == 0


@pytest.mark.parametrize("field", ["text", "title", "lang", "boilerplate"])
def test_documents_are_told_apart_by_all_they_hold(field):
    values = {"doc_id": "x", "lang": "en", "title": "x", "text": "A text.", "boilerplate": ()}
    other = values | {field: {"text": "A test.", "title": "y", "lang": "ar", "boilerplate": ((0, 1),)}[field]}
    keys = {Inputs.of([Document(**v)], Letters(), SplitSettings()).key() for v in (values, values, other)}
    assert len(keys) == 2


def test_the_order_of_documents_counts_and_ids_are_single():
    a, b = (Document(doc_id, "en", "t", "Text.") for doc_id in "ab")
    assert Inputs.of([a, b], Letters(), SplitSettings()).key() != Inputs.of([b, a], Letters(), SplitSettings()).key()
    with pytest.raises(ValueError, match="Two documents have the id 'a'"):
        opened(None, documents=[a, a])


@pytest.mark.parametrize("name", ["dense.faiss", "words.bin", "passages.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_damage_is_seen_and_built_over(tmp_path, caplog, name, damage):
    index, _ = opened(tmp_path)
    path = only_folder(tmp_path) / name
    data = bytearray(path.read_bytes())
    if damage == "remove":
        path.unlink()
    else:
        data[len(data) // 2] ^= 0x55
        path.write_bytes(data if damage == "flip" else data[:-7])
    with caplog.at_level(logging.WARNING):
        again, n = opened(tmp_path)
    assert n > 0 and found(again) == found(index)
    assert "It is built anew." in caplog.text
    assert opened(tmp_path)[1] == 0


def test_without_a_store():
    assert opened(None)[1] > 0


def test_a_store_that_cannot_be_written_to(tmp_path, caplog):
    store = tmp_path / "file"
    store.write_text("in the way")
    with caplog.at_level(logging.WARNING):
        index, n = opened(store)
    assert n == len(index.passages)
    assert "The index is not kept" in caplog.text
    assert store.read_text() == "in the way"


def test_a_build_that_breaks_off_leaves_nothing(tmp_path, monkeypatch):
    def fail(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr(build, "write_manifest", fail)
    index, _ = opened(tmp_path)
    assert len(index.passages) > 5
    assert list(tmp_path.iterdir()) == []


def test_old_indexes_and_left_over_folders_go(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "_KEPT", 2)
    left = tmp_path / f".{'0' * 16}.{'0' * 32}"
    young = tmp_path / f".{'1' * 16}.{'1' * 32}"
    other = tmp_path / "notes"
    for folder in (left, young, other):
        folder.mkdir()
    os.utime(left, (1, 1))
    for number in range(4):
        opened(tmp_path, documents=[document_from_text("A text.", doc_id=f"text {number}")])
        for folder in tmp_path.glob("????????????????"):
            os.utime(folder, (folder.stat().st_mtime - 10,) * 2)
    assert not left.exists() and young.exists() and other.exists()
    assert len(list(tmp_path.glob("????????????????"))) == 2


def test_several_at_one_store_at_once(tmp_path):
    # Threads, since a process takes seconds to start: all that they share is the folder, as with processes.
    together = threading.Barrier(4)
    answers = []

    def work():
        together.wait()
        answers.append(found(opened(tmp_path)[0]))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4 and all(answer == answers[0] for answer in answers)
    assert only_folder(tmp_path).name == Inputs.of(shipped_articles(), Letters(), SETTINGS.split).key()
    assert opened(tmp_path)[1] == 0


def test_what_is_searched():
    (article,) = shipped_articles()
    index, _ = opened(None)
    first, later = index.passages[0], index.passages[-1]
    assert searched_text(first, titled=False) == first.text
    assert searched_text(later, titled=False) == f"الالتزام المستمر\n{later.text}"
    assert searched_text(later, titled=True) == f"{article.title}\nالالتزام المستمر\n{later.text}"


def test_the_heading_is_found_and_titles_tell_documents_apart():
    index, _ = opened(None)
    assert index.search(["التجارة"], 1, leg="lexical")[0][0].passage.section is not None
    text = "The population is nineteen million people."
    documents = [document_from_text(text, doc_id=name, title=name.title()) for name in ("kazakhstan", "iran", "oman")]
    index, _ = opened(None, documents=documents)
    hit = index.search(["What is the population of Iran?"], 1, leg="lexical")[0][0]
    assert hit.passage.document.doc_id == "iran" and hit.passage.text == text


def test_a_real_encoder_folder(tmp_path, tiny_encoder):
    encoder = load_encoder(tiny_encoder, "torch")
    documents = [*shipped_articles(), document_from_text("A text. \r\n\r\nAnother 😀 one.", doc_id="other")]
    first = open_index(documents, encoder, TABLE, tmp_path, IndexSettings())
    second = open_index(documents, encoder, TABLE, tmp_path, IndexSettings())
    assert found(first) == found(second)
    assert max(encoder.count_tokens(passage.text) for passage in first.passages) <= 110


def test_the_command(tmp_path, tiny_encoder, capsys):
    models = tmp_path / "models"
    models.mkdir()
    shutil.copytree(tiny_encoder, models / "encoder")
    settings = tmp_path / "settings.toml"
    translation = build.ROOT / "models" / "translation"
    settings.write_text(
        f"[models]\nencoder = {json.dumps(str(models / 'encoder'))}\ntranslation = {json.dumps(str(translation))}\n"
        "[split]\nmax_tokens = 90\n",
        "utf-8",
    )
    command = ["--settings", str(settings), "--store", str(tmp_path / "store")]
    assert build.main(command) == 0
    assert "1 documents, " in capsys.readouterr().out
    manifest = json.loads((only_folder(tmp_path / "store") / "manifest.json").read_text())
    assert manifest["inputs"]["split"] == {"max_tokens": 90, "overlap_sentences": 1}
    settings.write_text("[split]\nmax_token = 90\n", "utf-8")
    assert build.main(command) == 2
    assert "max_token" in capsys.readouterr().err
    assert build.main([str(tmp_path / "nowhere.txt")]) == 2
    assert "There is no document at" in capsys.readouterr().err
