"""Segments: the vectors and the words of some passages, in a folder of files that never change once they are there.

A large one has a shortlist beside its vectors.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.dense import DenseIndex, Shortlist, Vectors
from index.files import checksum, sync_folder
from index.lexical import Words

FOLDER = "segments"
VECTORS, WORDS = FILES = ("dense.faiss", "words.bin")
SHORTLIST = "shortlist.faiss"
# Rows, about 100 MB of vectors: a segment of so many is not merged with others, so that the most that adding one
# document rewrites does not grow with the store. From here on a segment has a shortlist; as segments that are not
# full halve in size, fewer than twice as many rows are ever searched one by one, in some 15 ms.
FULL = 65_536
# Rows: a smaller segment is written anew as soon as a row of it is unused, in well under a second.
SMALL = 8_192
# A larger segment is written anew when this share of it is unused: removing rows costs the writing of four times as
# many, at most.
UNUSED = 0.25
# Bytes of all segments of a store: up to so many, opening compares every byte, in a tenth of a second.
COMPARED = 100_000_000
# Vectors are of length 1, but for rounding.
LONGEST_DEVIATION = 1e-3


Part = TypeVar("Part", DenseIndex, Shortlist, Words)


class SegmentError(ValueError):
    """A segment that is missing or damaged. Its texts are in the database, so that it can be made again."""


@dataclass(frozen=True, slots=True)
class Legs:
    """What both legs of a search know of some passages: row i of either is passage i."""

    vectors: Vectors  # [n, dim]
    words: Words


def write_segment(store: Path, legs: Legs) -> tuple[str, dict[str, str]]:
    """Its name and its files' checksums; when this returns they are on the disk, whole. Raises OSError.

    No reader looks at it before the database names it.
    """
    folder = store / FOLDER
    folder.mkdir(exist_ok=True)
    name = uuid.uuid4().hex
    waiting = folder / f".{name}"
    try:
        waiting.mkdir()
        DenseIndex(legs.vectors).save(waiting / VECTORS)
        legs.words.save(waiting / WORDS)
        names = list(FILES)
        if len(legs.vectors) >= FULL:
            Shortlist.build(legs.vectors).save(waiting / SHORTLIST)
            names.append(SHORTLIST)
        sync_folder(waiting)
        # A write may be cut short without an error: what is on the disk counts.
        if not np.array_equal(DenseIndex.load(waiting / VECTORS).vectors, legs.vectors):
            raise OSError(f"{waiting / VECTORS} does not hold what was written to it")
        Words.load(waiting / WORDS)
        if SHORTLIST in names:
            Shortlist.load(waiting / SHORTLIST)
        sums = {file: checksum(waiting / file) for file in names}
        waiting.replace(folder / name)
        sync_folder(folder)
    except (ValueError, KeyError) as error:
        raise OSError(f"{waiting} does not hold what was written to it ({error})") from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return name, sums


def read_vectors(folder: Path, sums: Mapping[str, str], n: int, *, compare: bool = True) -> DenseIndex:
    """The n vectors of the segment in the folder, mapped. Raises SegmentError.

    Without `compare` a file is refused that is missing, cut off or of another kind; with it every byte is read,
    too, and compared with the checksum.
    """
    return _read(folder, sums, VECTORS, n, DenseIndex.load, len, compare=compare)


def read_shortlist(folder: Path, sums: Mapping[str, str], n: int, *, compare: bool = True) -> Shortlist | None:
    """The shortlist of the segment's n vectors, in the same way; None where the segment was too small for one."""
    if SHORTLIST not in sums:
        return None
    return _read(folder, sums, SHORTLIST, n, Shortlist.load, len, compare=compare)


def read_words(folder: Path, sums: Mapping[str, str], n: int, *, compare: bool = True) -> Words:
    """The words of the segment's n passages, in the same way."""
    return _read(folder, sums, WORDS, n, Words.load, lambda words: words.n_texts, compare=compare)


def _read(  # noqa: PLR0917
    folder: Path,
    sums: Mapping[str, str],
    name: str,
    n: int,
    load: Callable[[Path], Part],
    n_rows: Callable[[Part], int],
    *,
    compare: bool,
) -> Part:
    if compare:
        _check_sum(folder, sums, name)
    try:
        loaded = load(folder / name)
    except (OSError, ValueError, KeyError) as error:
        raise SegmentError(f"{name} cannot be read ({error})") from error
    if n_rows(loaded) != n:
        raise SegmentError(f"{name} has {n_rows(loaded)} rows; it needs {n}")
    return loaded


def n_to_merge(sizes: Sequence[int]) -> int:
    """How many of the last segments to merge, by their rows in use; 0 when none.

    A log-structured merge: going backwards, a segment is merged while it is not full and smaller than twice the sum
    so far. Segments that are not full then double in size from newest to oldest, and there are at most 17 of them.
    Whenever a row is rewritten its segment grows by half, so that no row is rewritten more than 28 times.
    """
    n, total = 0, 0
    for size in reversed(sizes):
        if size >= FULL or (n and size >= 2 * total):
            break
        n, total = n + 1, total + size
    return n if n > 1 else 0


def _check_sum(folder: Path, sums: Mapping[str, str], name: str) -> None:
    try:
        if sums.get(name) != checksum(folder / name):
            raise SegmentError(f"{name} is damaged: its checksum is another")
    except FileNotFoundError as error:
        raise SegmentError(f"{name} is missing") from error
    except OSError as error:
        raise SegmentError(f"{name} cannot be read ({error.strerror})") from error
