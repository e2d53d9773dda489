"""`python -m eval.benchmark`: how long a store takes, how much room it needs and what its shortlists miss.

The encoder stands for any other: its vectors lie around centres as those of texts lie around subjects, and take no
time. So the times are those of the store and the search; encoding takes what the encoder takes. Times are the
processor's: on a machine that does nothing else they are the wait, but for the disk. Those of a database (`--push`)
are the clock's: its server is another process.

Texts are the lines of files (`--texts`, .xz or not), 20 to a document and drawn again in other company where they are
not enough; or else words of the translation table, drawn as Zipf found them in texts.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from corpus.read import document_from_text
from corpus.split import SplitSettings
from index.dense import DensePart, DenseParts, Vectors
from index.fuse import HybridIndex, Leg
from index.home import ROOT
from index.lexical import TranslationTable
from index.manifest import Recipe
from index.settings import IndexSettings
from index.store import Opened, check, listing, open_store, open_writer, status

if TYPE_CHECKING:
    from index.postgres.index import PostgresIndex

_N_WORDS = 80  # in a passage, at most
_N_LINES = 20  # in a document
_N_TOGETHER = 50  # documents in one call of the writer
_N_ASKED = 6  # words of a question
_TABLE = ROOT / "models" / "translation"
_SPLIT = SplitSettings(max_tokens=_N_WORDS, overlap_sentences=0)

T = TypeVar("T")


class ClusteredVectors:
    """An encoder that takes no time: a text's vector is one of the centres, and noise as long as it."""

    name = "clustered-vectors"
    dim = 384

    def __init__(self, n_centres: int = 2000) -> None:
        self.centres = np.random.default_rng(0).standard_normal((n_centres, self.dim), np.float32)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, 384], unit rows; the same text has the same."""
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            seed = zlib.crc32(text.encode("utf-8", "replace"))
            noise = np.random.default_rng(seed).standard_normal(self.dim, np.float32)
            vectors[row] = self.centres[seed % len(self.centres)] + noise
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    encode_passages = encode_questions

    def count_tokens(self, text: str) -> int:
        """Words of the text."""
        return len(text.split())


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line for each thing measured."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmark", description="Measure a store.")
    parser.add_argument("--passages", type=int, default=10_000, help="about so many (default %(default)s)")
    parser.add_argument("--searches", type=int, default=200, help="of each kind (default %(default)s)")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], metavar="FILE", help="lines to take texts from")
    parser.add_argument("--folder", type=Path, help="where the store is made (default: a temporary folder)")
    parser.add_argument("--push", metavar="ADDRESS", help="an empty collection in a database, searched too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        kinds = [lines_of(path) for path in given.texts] or [_made_lines()]
        store = Path(folder) / "store"
        _measure(store, kinds, given.passages, given.searches)
        if given.push is not None:
            _measure_pushed(store, given.push, kinds, given.searches)
    return 0


def _measure(folder: Path, kinds: Sequence[list[str]], n_passages: int, n_searches: int) -> None:
    rng = np.random.default_rng(1)
    encoder = ClusteredVectors()
    documents = _documents(kinds, rng)

    def add(n_wanted: int) -> None:
        with open_writer(folder, lambda: encoder, _SPLIT) as writer:
            while n_wanted > 0:
                batch = [next(documents) for _ in range(min(_N_TOGETHER, -(-n_wanted // _N_LINES)))]
                writer.add([(source, document_from_text(text, doc_id=source)) for source, text in batch])
                n_wanted -= len(batch) * _N_LINES

    _timed("add all", lambda: add(n_passages))
    now = status(folder)
    print(f"{now.n_documents:,} documents, {now.n_passages:,} passages in {now.n_segments} segments")
    print(f"{now.n_listed:,} passages by shortlists")
    sizes: dict[str, float] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            sizes[path.name] = sizes.get(path.name, 0) + path.stat().st_size / 1e6
    print("disk:", ", ".join(f"{name} {size:.1f} MB" for name, size in sorted(sizes.items()) if size >= 0.05))
    gone = listing(folder)[now.n_documents // 2].doc_id
    _timed("add one document", lambda: add(1))
    _timed("remove one document", lambda: _remove(folder, encoder, gone))
    _timed("check", lambda: check(folder))
    before = _memory()
    table = TranslationTable.load(_TABLE)
    opened = _timed("open", lambda: open_store(folder, encoder, table, IndexSettings(split=_SPLIT)))
    _say_memory("once it is open", before)
    _search(opened.index, kinds, n_searches, time.process_time)
    _say_memory("after the searches", before)
    _recall(opened, encoder, n_searches)


def _measure_pushed(folder: Path, written: str, kinds: Sequence[list[str]], n_searches: int) -> None:
    from index.postgres.address import Address  # its libraries are an extra
    from index.postgres.index import Readers, open_collection
    from index.postgres.push import push

    address, encoder = Address.of(written), ClusteredVectors()
    recipe, clock = Recipe.of(encoder, _SPLIT), time.perf_counter

    def send() -> None:
        push(folder, address, lambda: encoder, recipe)

    _timed("push all", send, clock)
    _timed("push nothing new", send, clock)
    _remove(folder, encoder, listing(folder)[0].doc_id)
    _timed("push after a document went", send, clock)
    readers = Readers(address)
    table, settings = TranslationTable.load(_TABLE), IndexSettings(split=_SPLIT)
    opened = _timed("open", lambda: open_collection(readers, encoder, table, settings), clock)
    try:
        _search(opened.index, kinds, n_searches, clock)
    finally:
        readers.close()


def _remove(folder: Path, encoder: ClusteredVectors, doc_id: str) -> None:
    with open_writer(folder, lambda: encoder, _SPLIT) as writer:
        writer.remove([doc_id])


def _search(
    index: HybridIndex | PostgresIndex, kinds: Sequence[list[str]], n_searches: int, clock: Callable[[], float]
) -> None:
    rng = np.random.default_rng(2)
    legs: tuple[Leg, ...] = ("dense", "lexical", "fused")
    took: dict[str, list[float]] = {leg: [] for leg in legs}
    for at in range(n_searches):
        lines = kinds[at % len(kinds)]
        words = lines[rng.integers(len(lines))].split()
        start = rng.integers(max(1, len(words) - _N_ASKED))
        for leg in legs:
            began = clock()
            index.search([" ".join(words[start : start + _N_ASKED])], 8, leg=leg)
            took[leg].append(1000 * (clock() - began))
    for leg in legs:
        print(f"search, {leg}: p50 {np.percentile(took[leg], 50):.1f} ms, p95 {np.percentile(took[leg], 95):.1f} ms")


def _recall(opened: Opened, encoder: ClusteredVectors, n_searches: int) -> None:
    dense = opened.index.dense
    assert isinstance(dense, DenseParts)
    exact = DenseParts([DensePart(part.exact, part.rows) for part in dense.parts], dense.dim)
    questions = encoder.encode_questions([f"question {at}" for at in range(n_searches)])
    _, wanted = _timed("exact search", lambda: exact.search(questions, 10))
    _, found = _timed("the same with shortlists", lambda: dense.search(questions, 10))
    n_found = sum(np.isin(one, other).sum() for one, other in zip(wanted, found, strict=True))
    print(f"recall@10 against exact search: {n_found / wanted.size:.4f}, n={n_searches}")
    print("lists looked at:", *(part.shortlist.n_probes for part in dense.parts if part.shortlist is not None))


def _documents(kinds: Sequence[list[str]], rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    """Documents without end, each of one kind of lines, with a name."""
    at = 0
    while True:
        lines = kinds[at % len(kinds)]
        yield f"document {at}", "\n".join(lines[place] for place in rng.integers(len(lines), size=_N_LINES))
        at += 1


def lines_of(path: Path, most: int | None = None) -> list[str]:
    """The first words of each line of a file that has enough, of at most so many lines."""
    opening = lzma.open if path.suffix == ".xz" else open
    with opening(path, "rt", encoding="utf-8") as file:
        split_up = (line.split() for line in file)
        lines = [" ".join(words[:_N_WORDS]) for words in islice((w for w in split_up if len(w) >= _N_WORDS // 2), most)]
    if not lines:
        raise ValueError(f"{path} has no line of {_N_WORDS // 2} words. Name a file of one paragraph a line.")
    return lines


def _made_lines(n: int = 20_000) -> list[str]:
    words = [
        line.split("\t")[0] for line in gzip.decompress((_TABLE / "en-ar.tsv.gz").read_bytes()).decode().split("\n")
    ]
    rng = np.random.default_rng(0)
    words = list(rng.permutation(list(dict.fromkeys(filter(None, words)))))
    places = np.minimum(rng.zipf(1.3, (n, _N_WORDS)), len(words)) - 1
    return [" ".join(words[at] for at in row).capitalize() + "." for row in places]


def _timed(what: str, act: Callable[[], T], clock: Callable[[], float] = time.process_time) -> T:
    began = clock()
    result = act()
    print(f"{what}: {clock() - began:.2f} s", flush=True)
    return result


def _say_memory(when: str, before: dict[str, float]) -> None:
    now = _memory()
    own, mapped = (now[name] - before[name] for name in ("RssAnon", "RssFile"))
    print(f"memory {when}: {own:.0f} MB of its own, {mapped:.0f} MB of mapped files", flush=True)


def _memory() -> dict[str, float]:
    """The memory of the process now, in MB: its own, and of files, which the system takes back when it needs it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith("Rss")}


if __name__ == "__main__":
    sys.exit(main())
