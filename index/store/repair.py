"""Making a store whole again, and bringing it up to date: everything but the texts can be made from the texts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.document import Passage
from corpus.split import SplitSettings, split
from index.dense import Vectors
from index.lexical import Words
from index.manifest import Recipe
from index.passages import VIEWINGS
from index.progress import Progress
from index.store.connect import settle_log, to_write
from index.store.database import Entry, Stored
from index.store.legs import SLICE, encode, texts_of
from index.store.salvage import salvaged
from index.store.segment import (
    FOLDER,
    FULL,
    Legs,
    SegmentError,
    read_shortlist,
    read_vectors,
    read_words,
    write_segment,
)
from index.store.writer import Writer, locked

if TYPE_CHECKING:
    from index.encode import Encoder

log = logging.getLogger(__name__)


def rebuild(
    folder: Path, encoder: Callable[[], Encoder], split_settings: SplitSettings, *, patience: float = 5.0
) -> list[Entry]:
    """Repairs what is damaged and makes everything by the present encoder, settings and code; the documents lost.

    A document is lost where the database itself is damaged and its text is no longer what was kept: add
    its sources again. Passages that stay as they were keep their vectors. Cut off at any moment it leaves
    the store as it was. Raises StoreError.
    """
    with locked(folder, patience):
        lost = salvaged(folder)
        with to_write(folder) as database:
            writer = Writer(folder, database, encoder, split_settings)
            entries = database.entries()
            damaged = [entry for entry in entries if not _reads(database.document, entry)]
            writer.remove([entry.doc_id for entry in damaged])
            is_split = all(_reads(database.stored, entry) for entry in entries if entry not in damaged)
            recipe = database.recipe()
            if recipe is not None and not (is_split and recipe == Recipe.of(writer.encoder(), split_settings)):
                _all_again(writer, recipe)
            else:
                _mend_segments(writer)
            settle_log(database)
            writer.tidy(unused=0.0)
            return lost + damaged


def _reads(read: Callable[[Entry], object], entry: Entry) -> bool:
    try:
        read(entry)
    except ValueError:
        return False
    return True


def _mend_segments(writer: Writer) -> None:
    for segment in writer.database.segments():
        home = writer.folder / FOLDER / segment.name
        try:
            read_words(home, segment.sums, segment.n_rows)
            read_vectors(home, segment.sums, segment.n_rows)
            read_shortlist(home, segment.sums, segment.n_rows)
        except SegmentError:
            writer.rewrite([segment])


def _all_again(writer: Writer, recipe: Recipe) -> None:
    """Splits all documents anew and writes all segments, as one generation."""
    database, encoder = writer.database, writer.encoder()
    now = Recipe.of(encoder, writer.split_settings)
    is_usable = recipe.encoder == now.encoder and recipe.viewing in VIEWINGS
    vectors = _Vectors(writer, viewing=recipe.viewing if is_usable else None)
    former = database.segments()
    with database.generation():
        waiting: list[tuple[Entry, list[Passage]]] = []
        n_waiting = 0
        entries = database.entries()
        progress = Progress("characters made anew", sum(entry.n_characters for entry in entries))
        for entry in entries:
            if _reads(database.stored, entry):
                vectors.remember(database.stored(entry))
            document = database.document(entry)
            passages = split(document, count_tokens=encoder.count_tokens, settings=writer.split_settings)
            vectors.want(texts_of(passages))
            waiting.append((entry, passages))
            n_waiting += len(passages)
            if n_waiting >= FULL or entry is entries[-1]:
                _write(writer, waiting, vectors)
                waiting, n_waiting = [], 0
            progress.add(entry.n_characters)
        log.info("  %d of %d passages had to be encoded", vectors.n_encoded, vectors.n)
        database.connection.executemany("DELETE FROM segments WHERE number = ?", [(row.number,) for row in former])
        database.put_recipe(now)


def _write(writer: Writer, parts: Sequence[tuple[Entry, list[Passage]]], vectors: _Vectors) -> None:
    texts = texts_of(passage for _, passages in parts for passage in passages)
    segment = None
    if texts:
        name, sums = write_segment(writer.folder, Legs(vectors.of(texts), Words.build(texts)))
        segment = writer.database.add_segment(name, len(texts), sums)
    first_row = 0
    for entry, passages in parts:
        writer.database.put_passages(entry.number, passages)
        writer.database.place(entry.number, segment if passages else None, first_row)
        first_row += len(passages)


class _Vectors:
    """The vectors of texts that were encoded before by the same encoder, so that they need not be again."""

    def __init__(self, writer: Writer, *, viewing: int | None) -> None:
        """`viewing` is the version of the views that the writer's vectors are of; None where none can be used."""
        self._writer = writer
        self._viewing = viewing
        self._segments = {segment.number: segment for segment in writer.database.segments()}
        self._read: tuple[int, Vectors | None] = (0, None)  # the segment read last
        self._known: dict[str, Vectors] = {}
        self._wanted: dict[str, None] = {}  # texts to encode, in order
        self.n = self.n_encoded = 0

    def remember(self, stored: Stored) -> None:
        """Reads the vectors of a document that is to be made again; those of a damaged segment are passed over."""
        entry = stored.entry
        segment = self._segments.get(entry.segment or 0)
        if self._viewing is None or segment is None:
            return
        if self._read[0] != segment.number:
            try:
                home = self._writer.folder / FOLDER / segment.name
                self._read = (segment.number, read_vectors(home, segment.sums, segment.n_rows).vectors)
            except SegmentError:
                self._read = (segment.number, None)
        if self._read[1] is not None:
            rows = self._read[1][entry.first_row : entry.first_row + entry.n_passages]
            self._known |= dict(zip(texts_of(stored.passages, self._viewing), rows, strict=True))

    def want(self, texts: Sequence[str]) -> None:
        """Encodes the texts that are not remembered, as soon as there are enough of them to do it at once."""
        self.n += len(texts)
        self._wanted |= dict.fromkeys(text for text in texts if text not in self._known)
        if len(self._wanted) >= SLICE:
            self._encode()

    def of(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim] of texts that were wanted; what was remembered is forgotten."""
        self._encode()
        vectors: Vectors = np.stack([self._known[text] for text in texts])
        self._known = {}
        return vectors

    def _encode(self) -> None:
        new = list(self._wanted)
        self.n_encoded += len(new)
        self._known |= dict(zip(new, encode(new, self._writer.encoder()), strict=True))
        self._wanted = {}
