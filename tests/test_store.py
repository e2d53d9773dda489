"""The store: what is kept is there, what is taken away is gone, and whatever happens in between is never seen."""

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from store_sample import (
    SPLIT,
    TABLE,
    Letters,
    add,
    found,
    in_memory,
    item,
    opened,
    require_true_vectors,
    text_of,
    writer,
)  # fmt: skip

from corpus.document import Document, Section, Translated
from corpus.read import document_from_text, shipped_articles
from corpus.split import SplitSettings
from index.errors import StoreError
from index.lexical.search import LexicalIndex, LexicalSettings
from index.manifest import Recipe
from index.store import open as stores
from index.store import segment
from index.store.legs import texts_of
from index.store.open import listing, status
from index.store.record import content_of, from_bytes, id_of, to_bytes
from index.store.repair import rebuild
from index.store.segment import FOLDER, n_to_merge
from index.store.verify import check
from index.store.writer import open_writer

KILLS = int(os.environ.get("SANAD_KILLS", "25"))


def whole(folder):
    """The check's report, after it has found nothing wrong."""
    report = check(folder, Recipe.of(Letters(), SPLIT))
    assert report.problems == ()
    return report


def all_bytes(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_is_kept_is_there_after_opening(tmp_path):
    folder = tmp_path / "mine"
    changes = add(folder, wheat=text_of("wheat"), copper=text_of("copper"))
    assert [(change.source, change.kind) for change in changes] == [
        ("/in/wheat.txt", "added"), ("/in/copper.txt", "added"),
    ]  # fmt: skip
    kept = opened(folder)
    assert [document.text for document in kept.documents] == [text_of("wheat"), text_of("copper")]
    assert [document.doc_id for document in kept.documents] == [change.doc_id for change in changes]
    assert changes[0].doc_id.startswith("wheat-")
    require_true_vectors(kept)
    report = whole(folder)
    assert (report.n_documents, report.n_passages, report.notes) == (2, len(kept.index.passages), ())


def test_opening_encodes_nothing_and_adding_only_what_is_new(tmp_path):
    encoder = Letters()
    add(tmp_path, encoder, a=text_of("a"))
    n_first = encoder.n
    assert n_first == len(opened(tmp_path).index.passages) > 2
    add(tmp_path, encoder, a=text_of("a"), b=text_of("b"))
    assert encoder.n == len(opened(tmp_path, encoder).index.passages) == 2 * n_first


def test_both_legs_find_what_an_index_of_the_same_passages_finds(tmp_path):
    for name in "abcdefg":
        add(tmp_path, **{name: text_of(name)})
    with writer(tmp_path) as change:
        change.remove([listing(tmp_path)[2].doc_id])
    kept = opened(tmp_path)
    texts = texts_of(kept.index.passages)
    lexical = LexicalIndex.build(texts, TABLE, LexicalSettings())
    question = ["wheat lot of d", "القمح رقم"]
    expected, places = lexical.search(question, 5)
    scores, found_places = kept.index.lexical.search(question, 5)
    assert np.allclose(scores, expected, atol=1e-5)
    assert (places == found_places).all()
    require_true_vectors(kept)


def test_the_same_file_again_changes_nothing(tmp_path):
    add(tmp_path, a=text_of("a"))
    before, generation = all_bytes(tmp_path / FOLDER), status(tmp_path).generation

    def no_encoder():
        raise AssertionError("nothing needs to be encoded")

    with open_writer(tmp_path, no_encoder, SPLIT) as change:
        assert [c.kind for c in change.add([item("/in/a.txt", text_of("a"))])] == ["unchanged"]
    assert (all_bytes(tmp_path / FOLDER), status(tmp_path).generation) == (before, generation)


def test_a_changed_file_takes_the_place_of_its_former_self(tmp_path):
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    (change,) = add(tmp_path, a=text_of("a", 2))
    assert change.kind == "replaced"
    assert [document.text for document in opened(tmp_path).documents] == [text_of("b"), text_of("a", 2)]
    assert whole(tmp_path).n_documents == 2


def test_one_content_from_two_places_is_one_document(tmp_path):
    with writer(tmp_path) as change:
        first, second = change.add([item("/in/a.txt", "Wheat is sold."), item("/other/b.txt", "Wheat is sold.")])
    assert (first.kind, second.kind, first.doc_id) == ("added", "known", second.doc_id)
    (entry,) = listing(tmp_path)
    assert entry.sources == ("/in/a.txt", "/other/b.txt")
    # It stays while one of the two says so.
    with writer(tmp_path) as change:
        change.add([item("/in/a.txt", "Copper is sold.")])
    assert sorted(entry.sources for entry in listing(tmp_path)) == [("/in/a.txt",), ("/other/b.txt",)]
    with writer(tmp_path) as change:
        change.add([item("/other/b.txt", "Copper is sold.")])
    (entry,) = listing(tmp_path)
    assert entry.sources == ("/in/a.txt", "/other/b.txt")
    whole(tmp_path)


def test_texts_that_change_places_within_one_call(tmp_path):
    add(tmp_path, a="Wheat is sold.", b="Copper is sold.")
    with writer(tmp_path) as change:
        kinds = [
            c.kind for c in change.add([item("/in/a.txt", "Copper is sold."), item("/in/b.txt", "Wheat is sold.")])
        ]
    assert kinds == ["replaced", "replaced"]
    pairs = zip(listing(tmp_path), opened(tmp_path).documents, strict=True)
    assert {entry.sources[0]: document.text for entry, document in pairs} == {
        "/in/b.txt": "Wheat is sold.", "/in/a.txt": "Copper is sold.",
    }  # fmt: skip
    with writer(tmp_path) as change:  # twice in one call: the last one counts
        change.add([item("/in/c.txt", "Tin one."), item("/in/c.txt", "Tin two.")])
    assert "Tin two." in {document.text for document in opened(tmp_path).documents}
    assert whole(tmp_path).n_documents == 3


def test_nothing_is_left_of_what_is_removed(tmp_path):
    secret = "Zanzibar"
    add(tmp_path, a=text_of("a"), secret=text_of(secret), c=text_of("c"))
    assert secret.encode() in all_bytes(tmp_path) and secret.lower().encode() in all_bytes(tmp_path / FOLDER)
    gone = next(entry.doc_id for entry in listing(tmp_path) if "secret" in entry.sources[0])
    vectors = Letters().encode_passages(texts_of(opened(tmp_path).index.passages))
    its = [row for row, p in zip(vectors, opened(tmp_path).index.passages, strict=True) if p.document.doc_id == gone]
    assert its[1].tobytes() in all_bytes(tmp_path)
    with writer(tmp_path) as change:
        assert change.remove([gone, "never-here"]) == ["never-here"]
    left = all_bytes(tmp_path)
    assert secret.encode() not in left and secret.lower().encode() not in left
    assert not any(row.tobytes() in left for row in its)
    assert whole(tmp_path).notes == ()
    require_true_vectors(opened(tmp_path))


def test_an_empty_store_opens(tmp_path):
    assert len(opened(tmp_path).documents) == 0 and found(opened(tmp_path).index) == [[]] * 9
    add(tmp_path, a=text_of("a"))
    with writer(tmp_path) as change:
        change.remove([listing(tmp_path)[0].doc_id])
    assert len(opened(tmp_path).documents) == 0 and list((tmp_path / FOLDER).iterdir()) == []
    assert whole(tmp_path).n_documents == 0


def test_no_store_and_another_folder_are_said(tmp_path):
    with pytest.raises(StoreError, match=r"There is no store at .*nowhere. Make one: python -m index --store"):
        opened(tmp_path / "nowhere")
    (tmp_path / "photo.jpg").write_text("x")
    with pytest.raises(StoreError, match=r"no store: it has no store.sqlite, but photo.jpg"):
        opened(tmp_path)
    with pytest.raises(StoreError, match=r"photo.jpg"), writer(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


@pytest.mark.parametrize(
    ("encoder", "split", "said"),
    [
        (Letters("letters-2"), SPLIT, "encoder was letters-1 and is now letters-2"),
        (Letters(), SplitSettings(max_tokens=50), "split was .*40.* and is now .*50"),
    ],
)
def test_another_recipe_takes_nothing_new_until_it_is_rebuilt(tmp_path, encoder, split, said, caplog):
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    before = found(opened(tmp_path).index)
    said = f"{said}.*python -m index --store {tmp_path} rebuild"
    if encoder.name == "letters-1":  # passages that are cut otherwise are as exact: they answer, with a warning
        assert found(opened(tmp_path, encoder, split).index) == before
        assert re.search(said, caplog.text)
    else:
        with pytest.raises(StoreError, match=said):
            opened(tmp_path, encoder, split)
    with pytest.raises(StoreError, match="rebuild"), writer(tmp_path, encoder, split) as change:
        change.add([item("/in/c.txt", text_of("c"))])
    assert len(opened(tmp_path).documents) == 2
    assert any("was" in problem for problem in check(tmp_path, Recipe.of(encoder, split)).problems)
    assert rebuild(tmp_path, lambda: encoder, split) == []
    store = opened(tmp_path, encoder, split)
    assert len(store.documents) == 2
    require_true_vectors(store)
    assert check(tmp_path, Recipe.of(encoder, split)).problems == ()


def test_other_folding_takes_the_words_anew_and_keeps_the_vectors(tmp_path, monkeypatch, caplog):
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    recipe = Recipe.of(Letters(), SPLIT)
    monkeypatch.setattr(Recipe, "of", lambda encoder, split: dataclasses.replace(recipe, folding=99))
    opened(tmp_path)
    assert "folding was" in caplog.text
    encoder = Letters()
    rebuild(tmp_path, lambda: encoder, SPLIT)
    assert encoder.n == 0
    require_true_vectors(opened(tmp_path))


def test_few_segments_out_of_many(tmp_path):
    for at in range(40):
        add(tmp_path, **{f"n{at}": text_of(f"n{at}", 1, 4)})
    assert len(list((tmp_path / FOLDER).iterdir())) == status(tmp_path).n_segments <= 7
    kept = opened(tmp_path)
    # In the order in which they were added: equal scores are told apart by it.
    assert [p.document.doc_id for p in kept.index.passages] == [
        document.doc_id for document in kept.documents for p in kept.index.passages if p.document is document
    ]
    require_true_vectors(kept)
    whole(tmp_path)


@pytest.mark.parametrize(
    ("sizes", "n"),
    [([], 0), ([5], 0), ([5, 5], 2), ([10, 5], 0), ([30, 9, 5], 2), ([100, 16, 8, 4, 4], 4), ([70_000, 60_000], 0),
     ([70_000, 60_000, 40_000], 2), ([3, 0], 0)],
)  # fmt: skip
def test_which_segments_are_merged(sizes, n):
    assert n_to_merge(sizes) == n


def test_a_store_of_large_segments_is_not_rewritten(tmp_path, monkeypatch):
    monkeypatch.setattr(segment, "FULL", 8)
    add(tmp_path, **{name: text_of(name, 1, 20) for name in "ab"})
    (large,) = (tmp_path / FOLDER).iterdir()
    for at in range(9):
        add(tmp_path, **{f"n{at}": f"Tin of lot {at} is sold."})
        assert large.exists()


def test_a_reader_keeps_its_generation_and_its_files(tmp_path, monkeypatch):
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    read, n = stores.read_part, []

    def meanwhile(*given, **options):
        # Another writer replaces everything between the reading of the rows and that of the files.
        if not n:
            n.append(1)
            add(tmp_path, a=text_of("a", 2), b=text_of("b", 2))
        return read(*given, **options)

    monkeypatch.setattr(stores, "read_part", meanwhile)
    encoder = Letters()
    assert {document.text for document in opened(tmp_path, encoder).documents} == {text_of("a"), text_of("b")}
    assert encoder.n == 0  # the files were there
    monkeypatch.undo()
    store = opened(tmp_path)
    assert {document.text for document in store.documents} == {text_of("a", 2), text_of("b", 2)}
    require_true_vectors(store)
    add(tmp_path, c=text_of("c"))  # the next writer sweeps what the reader held
    assert whole(tmp_path).notes == ()


def test_the_second_writer_waits_and_is_then_refused(tmp_path):
    with writer(tmp_path) as first:
        first.add([item("/in/a.txt", text_of("a"))])
        with (
            pytest.raises(StoreError, match=rf"\(process {os.getpid()}\) is writing to"),
            writer(tmp_path, patience=0.1),
        ):
            pass
        assert len(opened(tmp_path).documents) == 1  # and readers are not kept waiting
    add(tmp_path, b=text_of("b"))
    assert whole(tmp_path).n_documents == 2


def test_documents_come_back_field_by_field():
    document = Document(
        "id", "ar", "عنوان \ud800", "نص\r\n\0 😀 text", (Section(0, 2, 3, 5),), ((1, 2),), (Translated(0, 2, "x"),)
    )
    assert from_bytes("id", to_bytes(document)) == document
    (article,) = shipped_articles()
    assert from_bytes(article.doc_id, to_bytes(article)) == article
    short = json.dumps({"lang": "en", "title": "t", "text": "Text."}).encode()
    assert from_bytes("x", short) == Document("x", "en", "t", "Text.")
    with pytest.raises(ValueError, match="colour"):
        from_bytes("x", json.dumps({"lang": "en", "title": "t", "text": "T", "colour": 1}).encode())
    for slip in ({"text": 5}, {"lang": "fr"}, {"title": None}, {"sections": [[1, 2]]}, {"boilerplate": [[1, 2, 3]]}):
        with pytest.raises(ValueError, match=next(iter(slip))):
            from_bytes("x", json.dumps({"lang": "en", "title": "t", "text": "T", **slip}).encode())
    for not_an_object in (b"[]", b"1", b"{"):
        with pytest.raises(ValueError):
            from_bytes("x", not_an_object)


def test_ids_are_of_the_content():
    one, two = (document_from_text("Wheat is sold.", doc_id=name) for name in ("a", "b"))
    assert content_of(one, "/in/a.txt") == content_of(two, "/else/b.txt")
    titled = dataclasses.replace(one, title="Wheat")
    assert content_of(titled, "/in/a.txt") != content_of(one, "/in/a.txt")
    assert id_of("0123456789abcdef", "تقرير 2020 (1)") == "تقرير-2020-1-0123456789ab"
    assert id_of("0123456789abcdef", "؟") == "document-0123456789ab"


@pytest.mark.parametrize("full", [segment.FULL, 40], ids=["small", "shortlists"])
def test_killed_at_random_moments(full):
    """SANAD_KILLS=200 for a long run."""
    script = Path(__file__).with_name("store_kill.py")
    with in_memory() as folder:
        run = subprocess.run(
            [sys.executable, str(script), str(folder), "--kills", str(KILLS), "--full", str(full)],
            check=False, capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"},
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert f"{KILLS} kills, " in run.stdout
    assert (", 0 by shortlists" in run.stdout) == (full == segment.FULL)


FROZEN = Path(__file__).parent / "frozen"


def test_a_store_of_the_first_version_answers_and_is_brought_up_to_date(tmp_path, caplog):
    """Written by the program of before versions had numbers: its recipe names checksums of source files."""
    folder = tmp_path / "store"
    shutil.copytree(FROZEN / "store_1", folder)
    before = json.loads((FROZEN / "store_1.json").read_text("utf-8"))
    assert json.loads(json.dumps(found(opened(folder).index))) == before
    assert "viewing was 1 and is now" in caplog.text and "splitting was 1 and is now" in caplog.text
    with pytest.raises(StoreError, match="rebuild"), writer(folder) as change:
        change.add([item("/in/c.txt", text_of("c"))])
    encoder = Letters()
    assert rebuild(folder, lambda: encoder, SPLIT) == []
    assert encoder.n == 1  # the passage with a table alone; the others read as they did
    store = opened(folder)
    require_true_vectors(store)
    assert [passage.text for passage in store.index.passages][-1].endswith("Basra\t31\t905")
