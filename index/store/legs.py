"""What a search needs of passages: read from their segment, or made anew from their texts where it is damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.document import Passage
from corpus.view import VIEWING
from index.dense import DenseIndex, DensePart, Shortlist, Vectors
from index.lexical import Words
from index.manifest import Recipe
from index.passages import VIEWINGS, searched_text
from index.progress import Progress
from index.rows import Rows
from index.store.database import Database, Placed, SegmentRow
from index.store.segment import FOLDER, Legs, SegmentError, read_shortlist, read_vectors, read_words

if TYPE_CHECKING:
    from index.encode import Encoder

log = logging.getLogger(__name__)

SLICE = 128  # passages that are encoded at once


@dataclass(frozen=True, slots=True)
class Part:
    """What both legs know of the documents of a segment. The legs' rows differ where one leg was made anew."""

    dense: DensePart
    words: Words
    word_rows: Rows


def read_part(
    folder: Path,
    database: Database,
    segment: SegmentRow,
    entries: Sequence[Placed],
    encoder: Callable[[], Encoder],
    *,
    compare: bool = True,
) -> Part:
    """What the segment knows of these documents of it, given in the order of their rows.

    A damaged leg is made again from the documents' texts; `encoder` is asked for only then. Without `compare`
    only damage is seen that is seen without reading every byte.
    """
    home = folder / FOLDER / segment.name
    rows = rows_of(segment, entries)

    def texts() -> list[str]:
        viewing = viewing_of(database.recipe())  # as the rest of an older store was read
        return [text for entry in entries for text in texts_of(database.stored_at(entry.number).passages, viewing)]

    n = segment.n_rows
    try:
        exact = read_vectors(home, segment.sums, n, compare=compare)
        dense = DensePart(exact, rows, _shortlist(folder, home, segment, compare=compare))
    except SegmentError as error:
        log.warning("%s: %s. Its %d passages are encoded anew. %s", home, error, len(rows), _repaired_by(folder))
        dense = DensePart(DenseIndex(encode(texts(), encoder())), Rows(len(rows)))
    try:
        return Part(dense, read_words(home, segment.sums, n, compare=compare), rows)
    except SegmentError as error:
        log.warning("%s: %s. The words of %d passages are taken anew. %s", home, error, len(rows), _repaired_by(folder))
        return Part(dense, Words.build(texts()), Rows(len(rows)))


def joined(parts: Sequence[Part]) -> Legs:
    """The used rows of several segments, joined into the legs of a single segment."""
    vectors = np.concatenate([part.dense.used() for part in parts])
    return Legs(vectors, Words.joined([(part.words, part.word_rows) for part in parts]))


def rows_of(segment: SegmentRow, entries: Iterable[Placed]) -> Rows:
    """The rows of the segment that the documents use."""
    used = np.zeros(segment.n_rows, bool)
    for entry in entries:
        used[entry.first_row : entry.first_row + entry.n_passages] = True
    return Rows(segment.n_rows, used)


def texts_of(passages: Iterable[Passage], viewing: int = VIEWING) -> list[str]:
    """What is searched of passages in a store, by this version of the view.

    Always with the title, or else the second document of a store would change the texts of the first.
    """
    return [searched_text(passage, titled=True, viewing=viewing) for passage in passages]


def viewing_of(recipe: Recipe | None) -> int:
    """The version of the view that passages of this recipe were read by; where nobody can read by it any more, ours."""
    return recipe.viewing if recipe is not None and recipe.viewing in VIEWINGS else VIEWING


def encode(texts: Sequence[str], encoder: Encoder) -> Vectors:
    """float32 [n, dim], unit rows; says from time to time how far it is."""
    parts = [np.zeros((0, encoder.dim), np.float32)]
    progress = Progress("passages encoded", len(texts))
    for start in range(0, len(texts), SLICE):
        parts.append(encoder.encode_passages(texts[start : start + SLICE]))
        progress.add(len(parts[-1]))
    return np.concatenate(parts)


def _shortlist(folder: Path, home: Path, segment: SegmentRow, *, compare: bool) -> Shortlist | None:
    try:
        return read_shortlist(home, segment.sums, segment.n_rows, compare=compare)
    except SegmentError as error:
        log.warning("%s: %s. All its passages are looked at instead. %s", home, error, _repaired_by(folder))
        return None


def _repaired_by(folder: Path) -> str:
    return f"Repair it: python -m index --store {folder} rebuild"
