"""A store that is more than memory should hold: read piece by piece, searched by shortlists, rewritten seldom."""

import dataclasses
import logging
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from store_sample import SPLIT, TABLE, Letters, add, found, item, opened, require_true_vectors, text_of, writer

from index.dense.parts import DenseParts
from index.errors import StoreError
from index.lexical.search import LexicalIndex, LexicalSettings
from index.store import kept, segment
from index.store import open as stores
from index.store import writer as index_writer
from index.store.database import FILE_NAME, Database
from index.store.legs import texts_of
from index.store.open import listing, status
from index.store.repair import rebuild
from index.store.segment import FOLDER, SHORTLIST
from index.store.verify import check


@pytest.fixture
def small_limits(monkeypatch):
    """Segments are large from 24 rows on, and not small from 8."""
    monkeypatch.setattr(segment, "FULL", 24)
    monkeypatch.setattr(index_writer, "SMALL", 8)


def scores(index):
    """The scores of everything that a search tells: those of an exact search, but for rounding."""
    return [[hit[-1] for hit in hits] for hits in found(index)]


def names_of(folder):
    return {path.name for path in (folder / FOLDER).iterdir()}


def remove(folder, *names):
    gone = [entry.doc_id for entry in listing(folder) for name in names if f"/in/{name}.txt" in entry.sources]
    with writer(folder) as change:
        assert change.remove(gone) == []


def test_opening_reads_no_text(tmp_path, monkeypatch):
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    n, real = [], Database.document
    monkeypatch.setattr(Database, "document", lambda self, entry: n.append(1) or real(self, entry))
    store = opened(tmp_path)
    assert len(store.documents) == 2 and len(store.index.passages) > 4 and n == []
    assert store.index.search(["wheat in a of version"], 1)[0][0].passage.document in store.documents
    assert 1 <= len(n) <= 2


def test_what_was_opened_stays_while_everything_goes(tmp_path):
    add(tmp_path, a=text_of("a"), secret=text_of("Zanzibar"))
    before = opened(tmp_path)
    twin = found(opened(tmp_path).index)
    add(tmp_path, a=text_of("a", 2))
    remove(tmp_path, "secret")
    add(tmp_path, b=text_of("b"))
    remove(tmp_path, "a", "b")
    # Nothing of it was read before its rows and files were taken away.
    assert [document.text for document in before.documents] == [text_of("a"), text_of("Zanzibar")]
    assert found(before.index) == twin
    assert len(opened(tmp_path).documents) == 0
    assert check(tmp_path).problems == ()
    before.close()
    with pytest.raises(StoreError, match="was closed here"):
        before.index.search(["wheat"], 1)
    add(tmp_path, c=text_of("c"))
    remove(tmp_path, "c")
    assert not any(b"Zanzibar" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert (tmp_path / f"{FILE_NAME}-wal").exists() is False


def test_a_store_that_is_let_go_is_closed(tmp_path):
    add(tmp_path, a=text_of("a"))
    store = opened(tmp_path)
    close = store.close
    assert close.alive
    del store
    assert not close.alive


def test_threads_share_a_store(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "_CACHED", 0)
    names = [f"n{at}" for at in range(6)]
    add(tmp_path, **{name: text_of(name) for name in names})
    store = opened(tmp_path)
    expected = found(store.index)
    with ThreadPoolExecutor(4) as pool:
        assert all(one == expected for one in pool.map(lambda _: found(store.index), range(8)))


def test_few_texts_stay_in_memory(tmp_path, monkeypatch):
    names = [f"n{at}" for at in range(6)]
    texts = [text_of(name) for name in names]
    monkeypatch.setattr(kept, "_CACHED", 2 * len(texts[0]) + 10)
    add(tmp_path, **dict(zip(names, texts, strict=True)))
    store = opened(tmp_path)
    for _ in range(2):
        assert [document.text for document in store.documents] == texts
    assert store.documents[-1].text == texts[-1] and [d.text for d in store.documents[1:3]] == texts[1:3]
    assert len(store.documents._kept._cached) == 2
    assert kept.document_of(store.documents, store.documents[3].doc_id).text == texts[3]
    assert kept.document_of(store.documents, "\ud800") is None is kept.document_of((), "x")
    passages = store.index.passages
    assert list(passages) == [passages[at] for at in range(len(passages))] == list(passages[:])
    with pytest.raises(IndexError):
        passages[len(passages)]


def test_large_segments_have_shortlists_and_small_ones_none(tmp_path, small_limits):
    for at in range(11):
        add(tmp_path, **{f"n{at}": text_of(f"n{at}", at)})
    with_one = {path.parent.name for path in (tmp_path / FOLDER).rglob(SHORTLIST)}
    assert with_one and names_of(tmp_path) - with_one
    now = status(tmp_path)
    assert 24 <= now.n_listed < now.n_passages
    store = opened(tmp_path)
    require_true_vectors(store)
    exact = DenseParts([dataclasses.replace(part, shortlist=None) for part in store.index.dense.parts], 8)
    questions = Letters().encode_questions([f"wheat of n{at}" for at in range(20)])
    # So small a shortlist has one list: only 8 bits a number stand between it and an exact search.
    found_scores, places = store.index.dense.search(questions, 10)
    assert np.allclose(found_scores, exact.search(questions, 10)[0], atol=1e-4)
    vectors = Letters().encode_passages(texts_of(store.index.passages))
    assert np.allclose(found_scores, np.einsum("qd,qkd->qk", questions, vectors[places]), atol=1e-5)
    assert check(tmp_path).problems == ()


def test_removing_leaves_a_large_segment_as_it_is(tmp_path, small_limits):
    texts = {f"n{at}": text_of(f"n{at}", at) for at in range(12)}
    add(tmp_path, **texts)
    (large,) = names_of(tmp_path)
    remove(tmp_path, "n3")
    with writer(tmp_path) as change:
        assert change.add([item("/in/n7.txt", text_of("n7", 70))])[0].kind == "replaced"
    assert large in names_of(tmp_path)
    assert check(tmp_path).problems == () and "rows of removed passages" in check(tmp_path).notes[0]
    assert status(tmp_path).n_unused_rows > 0
    store = opened(tmp_path)
    require_true_vectors(store)
    # The words of what is gone count for nothing: terms are as rare as without it.
    lexical = LexicalIndex.build(texts_of(store.index.passages), TABLE, LexicalSettings())
    questions = ["wheat lot of n3", "version 7 tons", "القمح رقم 3", "n3", "nn3"]
    assert np.allclose(store.index.lexical.scores(questions), lexical.scores(questions), atol=1e-5)
    for leg in ("dense", "lexical", "fused"):
        hits = store.index.search(["In n3 of version 3 wheat"], 500, leg=leg)[0]
        assert {hit.passage.document.text for hit in hits} == {document.text for document in store.documents}
        assert len(hits) == len(store.index.passages)


def test_a_large_segment_is_written_anew_when_a_quarter_is_unused(tmp_path, small_limits):
    add(tmp_path, **{f"n{at}": text_of(f"n{at}", at) for at in range(12)})
    (large,) = names_of(tmp_path)
    for n, name in enumerate(("n1", "n2", "n3", "n4"), start=1):
        remove(tmp_path, name)
        assert (large in names_of(tmp_path)) == (n <= 3)
    assert check(tmp_path).notes == ()
    (large,) = names_of(tmp_path)
    remove(tmp_path, "n5")
    assert large in names_of(tmp_path)
    assert rebuild(tmp_path, Letters, SPLIT) == []
    assert check(tmp_path).notes == () and b"n5" not in b"".join(
        path.read_bytes() for path in (tmp_path / FOLDER).rglob("*") if path.is_file()
    )
    require_true_vectors(opened(tmp_path))


@pytest.mark.parametrize("how", ["cut", "flip", "remove"])
def test_a_damaged_shortlist_is_worked_around_and_mended(tmp_path, small_limits, caplog, how):
    add(tmp_path, **{f"n{at}": text_of(f"n{at}", at) for at in range(12)})
    before = scores(opened(tmp_path).index)
    (path,) = (tmp_path / FOLDER).rglob(SHORTLIST)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    path.write_bytes(data if how == "flip" else data[: len(data) // 2])
    if how == "remove":
        path.unlink()
    assert SHORTLIST in check(tmp_path).problems[0]
    encoder = Letters()
    with caplog.at_level(logging.WARNING):
        assert np.allclose(scores(opened(tmp_path, encoder).index), before, atol=1e-4)
    assert f"{SHORTLIST} " in caplog.text and "All its passages are looked at instead" in caplog.text
    rebuild(tmp_path, lambda: encoder, SPLIT)
    assert check(tmp_path).problems == () and encoder.n == 0
    assert np.allclose(scores(opened(tmp_path).index), before, atol=1e-4)


@pytest.mark.parametrize("name", segment.FILES)
def test_in_a_large_store_only_check_reads_every_byte(tmp_path, monkeypatch, caplog, name):
    monkeypatch.setattr(stores, "COMPARED", 0)
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    before = found(opened(tmp_path).index)
    (home,) = (tmp_path / FOLDER).iterdir()
    whole = (home / name).read_bytes()
    (home / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with caplog.at_level(logging.WARNING):
        opened(tmp_path)
        assert caplog.text == ""
        assert f"{name} is damaged" in check(tmp_path).problems[0]
        # What is cut off is seen all the same: a mapped file must not end before its arrays do.
        for length in (0, 10, len(whole) // 2, len(whole) - 1):
            (home / name).write_bytes(whole[:length])
            caplog.clear()
            assert found(opened(tmp_path).index) == before
            assert f"{name} cannot be read" in caplog.text


def test_a_store_of_older_code_answers_and_is_brought_up_to_date(tmp_path, caplog):
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    before = found(opened(tmp_path).index)
    with writer(tmp_path) as change, change.database.generation():
        recipe = change.database.recipe()
        change.database.put_recipe(dataclasses.replace(recipe, folding=0))
        (row,) = change.database.segments()
        sums = {segment.VECTORS: row.sums[segment.VECTORS], "lexical.npz": "0" * 64, "terms.json": "0" * 64}
        change.database.replace_segment(row.number, row.name, row.n_rows, sums)
    (tmp_path / FOLDER / row.name / segment.WORDS).unlink()
    assert found(opened(tmp_path).index) == before
    assert (
        f"folding was 0 and is now 1). Bring it up to date: python -m index --store {tmp_path} rebuild" in caplog.text
    )
    encoder = Letters()
    assert rebuild(tmp_path, lambda: encoder, SPLIT) == []
    assert encoder.n == 0
    assert found(opened(tmp_path).index) == before
    assert check(tmp_path).problems == () == check(tmp_path).notes
