"""`python -m eval.benchmark_parts --texts FILE ...`: how both legs of a search grow up to a million passages.

No store is built, which would take an hour. Few segments of 65,536 rows are made and mapped as those of a store
are, and taken again and again as if they were others: times and memory are those of as many, of texts that repeat
themselves and so have fewer different words. Times are the processor's, on one core, with the files in memory.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import chain, cycle, islice
from pathlib import Path

import numpy as np

from eval.benchmark import ClusteredVectors, lines_of
from index.dense import DenseIndex, DensePart, DenseParts, Shortlist, Vectors
from index.home import ROOT
from index.lexical import LexicalIndex, LexicalSettings, TranslationTable, Words
from index.rows import Rows
from index.store import FULL

_N_DIFFERENT = 2  # segments of vectors
_N_SEGMENTS = (1, 2, 4, 8, 16)
_N_ASKED = 6  # words of a question
_K = 100  # as the fused search asks of each leg


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line for each number of segments and each kind of search."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmark_parts", description="Measure search by size.")
    parser.add_argument("--texts", type=Path, nargs="+", metavar="FILE", help="one paragraph a line, .xz or not")
    parser.add_argument("--lines", type=int, default=8192, help="different texts (default %(default)s)")
    parser.add_argument("--searches", type=int, default=60, help="of each kind (default %(default)s)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _dense(Path(folder), given.searches)
        kinds = [lines_of(path, given.lines // len(given.texts)) for path in given.texts]
        _lexical(Path(folder), kinds, given.searches)
    return 0


def _dense(folder: Path, n_searches: int) -> None:
    parts, questions = [], ClusteredVectors().encode_questions([f"question {at}" for at in range(n_searches)])
    for number in range(_N_DIFFERENT):
        vectors = _vectors(number)
        began = time.process_time()
        made = Shortlist.build(vectors)
        print(f"shortlist of {FULL:,}: {time.process_time() - began:.1f} s, {made.n_probes} of {FULL // 256} lists")
        made.save(folder / f"{number}.shortlist")
        DenseIndex(vectors).save(folder / f"{number}.dense")
        exact, listed = DenseIndex.load(folder / f"{number}.dense"), Shortlist.load(folder / f"{number}.shortlist")
        parts.append(DensePart(exact, Rows(FULL), listed))
    bare = [DensePart(part.exact, part.rows) for part in parts]
    (_, wanted), (_, found) = (DenseParts(some, ClusteredVectors.dim).search(questions, 10) for some in (bare, parts))
    n_found = sum(np.isin(one, other).sum() for one, other in zip(wanted, found, strict=True))
    print(f"recall@10 {n_found / wanted.size:.4f} over {len(parts) * FULL:,} vectors, n={n_searches}")
    for name, some in (("exact", bare), ("shortlists", parts)):
        for n in _N_SEGMENTS:
            index = DenseParts(list(islice(cycle(some), n)), ClusteredVectors.dim)
            _say(
                f"dense, {name}", len(index), [_took(index.search, questions[at : at + 1]) for at in range(n_searches)]
            )


def _vectors(seed: int) -> Vectors:
    rng, encoder = np.random.default_rng(seed), ClusteredVectors()
    vectors = rng.standard_normal((FULL, encoder.dim), np.float32)
    vectors += encoder.centres[rng.integers(len(encoder.centres), size=FULL)]
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _lexical(folder: Path, kinds: Sequence[list[str]], n_searches: int) -> None:
    texts, rng = list(chain.from_iterable(kinds)), np.random.default_rng(1)
    began = time.process_time()
    few = Words.build(texts)
    print(f"words of {len(texts):,} texts: {time.process_time() - began:.1f} s")
    began = time.process_time()
    Words.joined([(few, Rows(len(texts)))] * (FULL // len(texts))).save(folder / "words.bin")
    size = (folder / "words.bin").stat().st_size / 1e6
    print(f"joined {FULL // len(texts)} times: {time.process_time() - began:.1f} s, {size:.0f} MB")
    words, table = Words.load(folder / "words.bin"), TranslationTable.load(ROOT / "models" / "translation")
    questions = []
    for at in range(n_searches):
        kind = kinds[at % len(kinds)]
        asked = kind[rng.integers(len(kind))].split()
        start = rng.integers(max(1, len(asked) - _N_ASKED))
        questions.append(" ".join(asked[start : start + _N_ASKED]))
    for n in _N_SEGMENTS:
        index = LexicalIndex([(words, Rows(words.n_texts))] * n, table, LexicalSettings())
        _say("lexical", len(index), [_took(index.search, [question]) for question in questions])


def _took(search: Callable[..., object], questions: Vectors | Sequence[str]) -> float:
    began = time.process_time()
    search(questions, _K)
    return 1000 * (time.process_time() - began)


def _say(what: str, n: int, took: Sequence[float]) -> None:
    print(
        f"{what}: {n:,} passages: p50 {np.percentile(took, 50):.1f}, p95 {np.percentile(took, 95):.1f} ms", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
