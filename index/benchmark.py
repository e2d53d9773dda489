"""`python -m index.benchmark`: how long a store takes and how much room it needs, whatever the encoder.

Texts are words of the translation table, drawn as Zipf found them in texts; vectors are random and of
length 1. So the times are those of the store and the search; encoding takes what the encoder takes.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.read import document_from_text
from corpus.split import SplitSettings
from index.build import ROOT, IndexSettings
from index.check import check
from index.dense import Vectors
from index.store import listing, open_store, status
from index.translate import TranslationTable
from index.writer import open_writer

_N_WORDS = 80  # in a passage
_N_PASSAGES = 20  # in a document
_N_TOGETHER = 5  # documents in one call of the writer
_TABLE = ROOT / "models" / "translation"

T = TypeVar("T")


class RandomVectors:
    """An encoder that takes no time: the same text has the same vector."""

    name = "random-vectors"
    dim = 384

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, 384], unit rows."""
        rows = [np.random.default_rng(zlib.crc32(text.encode())).standard_normal(self.dim) for text in texts]
        vectors = np.array(rows, np.float32).reshape(-1, self.dim)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    encode_passages = encode_questions

    def count_tokens(self, text: str) -> int:
        """Words of the text."""
        return len(text.split())


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line for each thing measured."""
    parser = argparse.ArgumentParser(prog="python -m index.benchmark", description="Measure a store.")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--searches", type=int, default=200)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder) / "store", -(-given.passages // _N_PASSAGES), given.searches)
    return 0


def _measure(folder: Path, n_documents: int, n_searches: int) -> None:
    rng = np.random.default_rng(1)
    vocabulary = _vocabulary()
    items = [_item(f"document {at}", vocabulary, rng) for at in range(n_documents + 1)]
    encoder, split = RandomVectors(), SplitSettings(max_tokens=_N_WORDS, overlap_sentences=0)
    settings = IndexSettings(split=split)

    def add(some: Sequence[tuple[str, str]]) -> None:
        with open_writer(folder, lambda: encoder, split) as writer:
            for start in range(0, len(some), _N_TOGETHER):
                batch = some[start : start + _N_TOGETHER]
                writer.add([(source, document_from_text(text, doc_id=source)) for source, text in batch])

    def remove() -> None:
        with open_writer(folder, lambda: encoder, split) as writer:
            writer.remove([listing(folder)[n_documents // 2].doc_id])

    _timed("add all", lambda: add(items[:-1]))
    now = status(folder)
    print(f"{now.n_documents:,} documents, {now.n_passages:,} passages in {now.n_segments} segments")
    print(f"disk: {now.n_bytes / 1e6:.1f} MB, of it vectors {now.n_passages * encoder.dim * 4 / 1e6:.1f} MB")
    _timed("add one document", lambda: add(items[-1:]))
    _timed("add it again", lambda: add(items[-1:]))
    _timed("remove one document", remove)
    _timed("check", lambda: check(folder))
    before = _memory()
    table = TranslationTable.load(_TABLE)
    opened = _timed("open", lambda: open_store(folder, encoder, table, settings))
    print(f"memory: {_memory() - before:.0f} MB more once it is open")
    for lang in ("same language", "other language"):
        took = []
        for _ in range(n_searches):
            words = rng.choice(vocabulary[lang == "other language"][:2000], 6)
            began = time.perf_counter()
            opened.index.search([" ".join(words)], 8)
            took.append(1000 * (time.perf_counter() - began))
        print(f"search, {lang}: p50 {np.percentile(took, 50):.1f} ms, p95 {np.percentile(took, 95):.1f} ms")


def _vocabulary() -> tuple[list[str], list[str]]:
    """English and Arabic stems of the table."""
    english, arabic = (
        list(dict.fromkeys(line.split("\t")[0] for line in gzip.decompress(path.read_bytes()).decode().splitlines()))
        for path in (_TABLE / "en-ar.tsv.gz", _TABLE / "ar-en.tsv.gz")
    )
    rng = np.random.default_rng(0)
    return list(rng.permutation(english)), list(rng.permutation(arabic))


def _item(source: str, vocabulary: tuple[list[str], list[str]], rng: np.random.Generator) -> tuple[str, str]:
    english = vocabulary[0]
    places = np.minimum(rng.zipf(1.3, (_N_PASSAGES, _N_WORDS)), len(english)) - 1
    return source, "\n".join(" ".join(english[at] for at in row).capitalize() + "." for row in places)


def _timed(what: str, act: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = act()
    print(f"{what}: {time.perf_counter() - began:.2f} s", flush=True)
    return result


def _memory() -> float:
    """The memory of the process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main())
