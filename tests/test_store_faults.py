"""A store whose disk fails, whose files are damaged, or whose folder cannot be written to."""

import errno
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from store_sample import SPLIT, Letters, add, found, in_memory, item, opened, require_true_vectors, text_of, writer

from index.errors import StoreError
from index.store.database import FILE_NAME
from index.store.open import listing, status  # noqa: F401 (status is for processes that import this file
from index.store.repair import rebuild
from index.store.salvage import _made_consistent
from index.store.segment import FILES, FOLDER
from index.store.verify import check


def texts(folder):
    return {document.text for document in opened(folder).documents}


def damage(path, how):
    data = bytearray(path.read_bytes())
    if how == "remove":
        path.unlink()
    elif how == "flip":
        data[len(data) // 2] ^= 0x55
        path.write_bytes(data)
    else:
        path.write_bytes(data[: len(data) // 2] if how == "cut" else b"")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["flip", "cut", "empty", "remove"])
def test_a_damaged_segment_is_reported_worked_around_and_mended(tmp_path, caplog, name, how):
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    before = found(opened(tmp_path).index)
    (home,) = (tmp_path / FOLDER).iterdir()
    damage(home / name, how)
    (problem,) = check(tmp_path).problems
    assert name in problem and home.name in problem
    with caplog.at_level(logging.WARNING):
        assert found(opened(tmp_path).index) == before
    assert name in caplog.text and f"Repair it: python -m index --store {tmp_path} rebuild" in caplog.text
    encoder = Letters()
    assert rebuild(tmp_path, lambda: encoder, SPLIT) == []
    # Vectors are encoded only where vectors were damaged.
    assert (encoder.n > 0) == (name == "dense.faiss")
    assert check(tmp_path).problems == () == check(tmp_path).notes
    assert found(opened(tmp_path).index) == before


def test_a_damaged_segment_is_mended_by_any_change_that_rewrites_it(tmp_path):
    add(tmp_path, a=text_of("a"))
    (home,) = (tmp_path / FOLDER).iterdir()
    shutil.rmtree(home)
    add(tmp_path, b=text_of("b"))
    assert check(tmp_path).problems == ()
    require_true_vectors(opened(tmp_path))


def test_a_flipped_text_is_left_out_and_said(tmp_path, caplog):
    add(tmp_path, a=text_of("a"), b=text_of("Bulawayo"), c=text_of("c"))
    path = tmp_path / FILE_NAME
    data = path.read_bytes()
    path.write_bytes(data.replace(b"In Bulawayo of", b"In Bulawaya of"))
    (problem,) = check(tmp_path).problems
    assert "/in/b.txt" in problem and "damaged" in problem
    with caplog.at_level(logging.WARNING):
        store = opened(tmp_path)
    assert {document.text for document in store.documents} == {text_of("a"), text_of("c")}
    assert "/in/b.txt) is damaged: its text is not what was kept, and left out" in caplog.text
    for leg in ("dense", "lexical", "fused"):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            hits = store.index.search(["In Bulawayo of version 1"], 100, leg=leg)[0]
        assert {hit.passage.document.text for hit in hits} == {text_of("a"), text_of("c")}
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert "/in/b.txt) is damaged" in caplog.text
    with pytest.raises(StoreError, match=r"/in/b.txt\) is damaged"):
        store.documents[1]
    (lost,) = rebuild(tmp_path, Letters, SPLIT)
    assert lost.sources == ("/in/b.txt",)
    add(tmp_path, b=text_of("Bulawayo"))
    assert texts(tmp_path) == {text_of("a"), text_of("c"), text_of("Bulawayo")}
    assert check(tmp_path).problems == ()


@pytest.mark.parametrize("at", range(1, 20, 2))
def test_a_damaged_database_is_said_and_what_can_be_read_is_saved(tmp_path, at):
    names = [f"n{number}" for number in range(12)]
    add(tmp_path, **{name: text_of(name, 1, 30) for name in names})
    path = tmp_path / FILE_NAME
    data = bytearray(path.read_bytes())
    start = len(data) * at // 20 // 4096 * 4096
    assert start
    data[start : start + 4096] = os.urandom(4096)
    path.write_bytes(data)
    try:
        assert check(tmp_path).problems
    except StoreError as error:
        assert "rebuild" in str(error)
    lost = rebuild(tmp_path, Letters, SPLIT)
    assert check(tmp_path).problems == ()
    store = opened(tmp_path)
    require_true_vectors(store)
    kept = {document.text for document in store.documents}
    assert kept <= {text_of(name, 1, 30) for name in names}
    # One page is of few documents, and each that is lost is named by the file to add again.
    assert len(kept) >= 8
    named = {source for entry in lost for source in entry.sources}
    assert {f"/in/{name}.txt" for name in names if text_of(name, 1, 30) not in kept} <= named
    add(tmp_path, **{name: text_of(name, 1, 30) for name in names})
    assert texts(tmp_path) == {text_of(name, 1, 30) for name in names}


@pytest.mark.parametrize("how", ["empty", "remove"])
def test_a_database_that_is_gone_is_not_taken_for_an_empty_one(tmp_path, how):
    add(tmp_path, a=text_of("a"))
    damage(tmp_path / FILE_NAME, how)
    for act in (opened, check, listing, lambda folder: add(folder, b="Tin."), lambda f: rebuild(f, Letters, SPLIT)):
        with pytest.raises(StoreError, match="gone or empty"):
            act(tmp_path)
    assert list((tmp_path / FOLDER).iterdir())


def test_garbage_in_place_of_the_database(tmp_path):
    add(tmp_path, a=text_of("a"))
    (tmp_path / FILE_NAME).write_bytes(b"garbage" * 1000)
    with pytest.raises(StoreError, match=r"is damaged .*rebuild"):
        opened(tmp_path)
    with pytest.raises(StoreError, match="Nothing can be read"):
        rebuild(tmp_path, Letters, SPLIT)
    assert list((tmp_path / FOLDER).iterdir())


class Broken(BaseException):
    """The program ends here: nothing after it runs but what Python itself runs."""


def calls(monkeypatch, act):
    """Counts the calls that put things on the disk, and does `act(number)` in place of each."""
    n = [0]

    def counting(real):
        def instead(*given, **options):
            n[0] += 1
            act(n[0])
            return real(*given, **options)

        return instead

    for home, name in ((os, "fsync"), (Path, "replace"), (Path, "mkdir"), (shutil, "rmtree")):
        monkeypatch.setattr(home, name, counting(getattr(home, name)))
    return n


def steps(folder):
    """Adds, replaces and removes, with merges; yields what must be there from then on."""
    with writer(folder) as change:
        change.add([item("/in/b.txt", text_of("b"))])
        yield {text_of("a"), text_of("b")}
        change.add([item("/in/b.txt", text_of("b", 2)), item("/in/c.txt", text_of("c"))])
        yield {text_of("a"), text_of("b", 2), text_of("c")}
        change.remove([entry.doc_id for entry in listing(folder) if "/in/b.txt" in entry.sources])
        yield {text_of("a"), text_of("c")}


@pytest.mark.parametrize(
    ("fault", "every"), [(OSError(errno.ENOSPC, "No space left on device"), 3), (Broken(), 1)], ids=["full", "end"]
)
def test_whichever_call_fails_the_last_complete_generation_is_there(monkeypatch, fault, every):
    with in_memory() as folder:
        whichever_call_fails(folder, monkeypatch, fault, every)


def whichever_call_fails(tmp_path, monkeypatch, fault, every):
    add(tmp_path / "0", a=text_of("a"))
    expected = [{text_of("a")}, *steps(shutil.copytree(tmp_path / "0", tmp_path / "all"))]
    at = 1 - every
    while True:
        at += every
        folder = shutil.copytree(tmp_path / "0", tmp_path / str(at))
        done = [expected[0]]

        def fail(number, until=at):
            if number == until:
                raise fault

        with monkeypatch.context() as patch:
            n = calls(patch, fail)
            try:
                for state in steps(folder):
                    done.append(state)
            except (StoreError, Broken) as error:
                assert isinstance(error, Broken) or "No space left on device" in str(error)
        if n[0] < at:
            break
        now = texts(folder)
        # A call that failed may have done its work: it was not acknowledged.
        assert now in (done[-1], expected[min(len(done), len(expected) - 1)]), at
        assert check(folder).problems == ()
        require_true_vectors(opened(folder))
        add(folder, d=text_of("d"))
        assert texts(folder) == now | {text_of("d")}
        assert check(folder).notes == ()
        shutil.rmtree(folder)
    assert at > 30


def test_a_write_that_is_cut_short_in_silence(tmp_path, monkeypatch):
    add(tmp_path, a=text_of("a"))
    sync = os.fsync
    for n_bytes in (0, 10, 100, 200):

        def cut(handle, n_bytes=n_bytes):
            path = Path(f"/proc/self/fd/{handle}").readlink()
            if FOLDER in path.parts and path.is_file():
                os.truncate(path, min(n_bytes, path.stat().st_size))
            sync(handle)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", cut)
            with pytest.raises(StoreError, match="What was kept before is as it was"):
                add(tmp_path, b=text_of("b"))
    assert check(tmp_path).problems == () and texts(tmp_path) == {text_of("a")}
    add(tmp_path, b=text_of("b"))
    assert check(tmp_path).notes == ()


def in_a_process(code, folder):
    """Runs code over the folder in a process of its own; what it prints."""
    home = Path(__file__).resolve().parent
    start = f"import sys; sys.path[:0] = [{str(home)!r}, {str(home.parent)!r}]\nfrom pathlib import Path\n"
    start += f"folder = Path({str(folder)!r})\nfrom test_store_faults import *\n"
    run = subprocess.run(
        [sys.executable, "-c", start + code], check=False, capture_output=True, text=True, cwd=home.parent,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_full_disk_under_the_database_too(tmp_path):
    """The limit on a file's size stops SQLite and FAISS in the middle of a write, as a full disk does."""
    add(tmp_path, a=text_of("a"))
    grow = "resource.setrlimit(resource.RLIMIT_FSIZE, ({}, resource.RLIM_INFINITY))"
    code = (
        "import resource\nfor limit in range(1000, 140000, 9000):\n"
        f"    {grow.format('limit')}\n"
        "    try:\n        add(folder, b=text_of('b', limit, 60))\n"
        "    except StoreError as error:\n        print(limit, error)\n"
        f"    {grow.format('resource.RLIM_INFINITY')}\n"
        "    assert check(folder).problems == (), check(folder).problems\n"
        "    assert text_of('a') in texts(folder)\n"
    )
    said = in_a_process(code, tmp_path)
    assert len(said.splitlines()) > 5 and "What was kept before is as it was" in said
    add(tmp_path, b=text_of("b"))
    assert texts(tmp_path) == {text_of("a"), text_of("b")}
    assert check(tmp_path).problems == () == check(tmp_path).notes


@pytest.mark.skipif(os.getuid() != 0, reason="only root can run a process as somebody else")
@pytest.mark.parametrize("logged", [False, True], ids=["closed", "with a log"])
def test_a_folder_that_cannot_be_written_to_is_read(tmp_path, logged):
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer) / "store"
        add(folder, a=text_of("a"))
        if logged:  # a writer that was cut off before it brought its log in
            with writer(folder) as change:
                with change.database.generation():
                    change.database.put("note", "in the log")
                for path in folder.glob(f"{FILE_NAME}*"):
                    shutil.copy(path, tmp_path)
            for path in tmp_path.glob(FILE_NAME + "*"):
                shutil.copy(path, folder)
            (folder / f"{FILE_NAME}-shm").unlink()
            assert (folder / f"{FILE_NAME}-wal").stat().st_size > 0
        Path(outer).chmod(0o755)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        said = in_a_process(
            # Done once before, so that everything is imported that somebody else may not read.
            f"add(Path({str(tmp_path / 'warm')!r}), a='Tin.'); texts(Path({str(tmp_path / 'warm')!r}))\n"
            "os.setgid(65534); os.setuid(65534)\n"
            "assert texts(folder) == {text_of('a')}\nassert check(folder).problems == ()\n"
            "print(len(listing(folder)), status(folder).generation)\n"
            "try:\n    add(folder, b='Tin.')\nexcept StoreError as error:\n    print(error)\n",
            folder,
        )
    assert said.splitlines()[0] == f"1 {2 if logged else 1}"
    assert "cannot be written to (Permission denied). Questions can be asked of it" in said


def test_what_was_salvaged_without_its_segments_takes_no_places(tmp_path):
    """A rebuild that was cut off after the salvage leaves documents whose passages stand in no segment yet."""
    add(tmp_path, a=text_of("a"), b=text_of("b"))
    n = len(opened(tmp_path).index.passages)
    with writer(tmp_path) as change:
        change.database.connection.execute("PRAGMA foreign_keys = OFF")
        with change.database.generation():
            change.database.connection.execute("DELETE FROM segments")
            assert _made_consistent(change.database) == []
        assert [(one.segment, one.n_passages) for one in change.database.placed()] == [(None, 0)] * 2
    encoder = Letters()
    assert rebuild(tmp_path, lambda: encoder, SPLIT) == [] and encoder.n == n
    assert texts(tmp_path) == {text_of("a"), text_of("b")}
    require_true_vectors(opened(tmp_path))
