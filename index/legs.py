"""What a search needs of passages: read from their segment, or made anew from their texts where it is damaged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.database import Database, Entry, SegmentRow
from index.dense import Vectors
from index.lexical import LexicalIndex, LexicalSettings
from index.passages import searched_text
from index.segment import FOLDER, Legs, SegmentError, read_vectors, read_words
from index.translate import TranslationTable

if TYPE_CHECKING:
    from index.encode import Encoder

log = logging.getLogger(__name__)

_SLICE = 128  # passages encoded between two words of progress
_QUIET = 5.0  # seconds between two words of progress


@dataclass(frozen=True, slots=True)
class Used:
    """The rows of a segment that belong to documents, in order: row i of `vectors` is place `places[i]` of `words`."""

    vectors: Vectors
    words: LexicalIndex
    places: NDArray[np.int64]


def used_rows(
    folder: Path, database: Database, segment: SegmentRow, entries: Sequence[Entry], encoder: Callable[[], Encoder]
) -> Used:
    """What the segment knows of these documents of it, given in the order of their rows.

    A damaged leg is made again from the documents' texts; `encoder` is asked for only then.
    """
    home = folder / FOLDER / segment.name
    places = places_of(entries)

    def texts() -> list[str]:
        return [text for entry in entries for text in texts_of(database.stored(entry).passages)]

    try:
        vectors = read_vectors(home, segment.sums, segment.n_rows)[places]
    except SegmentError as error:
        log.warning("%s: %s. Its %d passages are encoded anew. %s", home, error, len(places), _mended_by(folder))
        vectors = encode(texts(), encoder())
    try:
        return Used(vectors, read_words(home, segment.sums, segment.n_rows), places)
    except SegmentError as error:
        log.warning("%s: %s. The words of %d passages are taken anew. %s", home, error, len(places), _mended_by(folder))
        return Used(vectors, words_of(texts()), np.arange(len(places)))


def joined(parts: Sequence[Used]) -> Legs:
    """The rows of several segments as those of one."""
    vectors = np.concatenate([part.vectors for part in parts])
    words = LexicalIndex.joined([(part.words, part.places) for part in parts], TranslationTable(), LexicalSettings())
    return Legs(vectors, words)


def places_of(entries: Iterable[Entry]) -> NDArray[np.int64]:
    """The rows of the documents in their segment, in order."""
    ranges = [np.arange(entry.first_row, entry.first_row + entry.n_passages) for entry in entries]
    return np.concatenate([np.zeros(0, np.int64), *ranges])


def texts_of(passages: Iterable[Passage]) -> list[str]:
    """What is searched of passages in a store.

    Always with the title, or else the second document of a store would change the texts of the first.
    """
    return [searched_text(passage, titled=True) for passage in passages]


def words_of(texts: Sequence[str]) -> LexicalIndex:
    """The lexical leg of texts, without a translation table: that is given when it is searched."""
    return LexicalIndex.build(texts, TranslationTable(), LexicalSettings())


def encode(texts: Sequence[str], encoder: Encoder) -> Vectors:
    """float32 [n, dim], unit rows; says from time to time how far it is."""
    parts = [np.zeros((0, encoder.dim), np.float32)]
    said = time.monotonic()
    for start in range(0, len(texts), _SLICE):
        parts.append(encoder.encode_passages(texts[start : start + _SLICE]))
        if time.monotonic() - said > _QUIET and start + _SLICE < len(texts):
            said = time.monotonic()
            log.info("  %d of %d passages encoded", start + _SLICE, len(texts))
    return np.concatenate(parts)


def _mended_by(folder: Path) -> str:
    return f"Mend it: python -m index --store {folder} rebuild"
