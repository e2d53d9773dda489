"""A store: a folder of documents that lasts. Opening it to search, and looking at what is in it.

`index.writer` changes it, `index.check` proves it whole, `python -m index` does all of it by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.document import Document
from index.build import IndexSettings
from index.connect import to_read
from index.database import DamagedError, Database, Entry, Stored, StoreError
from index.dense import DenseIndex
from index.fuse import HybridIndex
from index.legs import used_rows
from index.lexical import LexicalIndex
from index.manifest import Recipe
from index.translate import TranslationTable

if TYPE_CHECKING:
    from index.encode import Encoder

__all__ = ["Entry", "Opened", "Status", "StoreError", "listing", "open_store", "status"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation of a store in memory: nothing that happens to the folder later changes it."""

    index: HybridIndex
    documents: tuple[Document, ...]  # in the order in which they were added
    generation: int


@dataclass(frozen=True, slots=True)
class Status:
    """How much is in a store."""

    generation: int
    n_documents: int
    n_passages: int
    n_characters: int
    n_segments: int
    n_unused_rows: int  # of removed passages; the next change takes them away
    n_bytes: int  # of all files in the folder
    recipe: Recipe | None  # None before the first document


def open_store(folder: Path, encoder: Encoder, table: TranslationTable, settings: IndexSettings) -> Opened:
    """The store's last complete generation, to search. Nothing is encoded, unless a file is damaged.

    Works while somebody adds, and in a folder that cannot be written to. A damaged segment is made again
    in memory, a damaged document is left out, both with a warning that says what to do. Raises StoreError
    where there is no store, and where it was built with another encoder, other settings or other code.
    """
    dense = DenseIndex(np.zeros((0, encoder.dim), np.float32))
    kept: list[Stored] = []
    words, generation = [], 0
    with to_read(folder) as database:
        if database is not None:
            require_recipe(folder, database, Recipe.of(encoder, settings.split))
            generation = int(database.value("generation") or 0)
            kept = _undamaged(folder, database)
            used = by_segment([stored.entry for stored in kept])
            for segment in database.segments():
                if segment.number in used:
                    part = used_rows(folder, database, segment, used[segment.number], lambda: encoder)
                    dense.add(part.vectors)
                    words.append((part.words, part.places))
    lexical = LexicalIndex.joined(words, table, settings.lexical)
    passages = [passage for stored in kept for passage in stored.passages]
    index = HybridIndex(passages, encoder=encoder, dense=dense, lexical=lexical, settings=settings.fuse)
    documents = [stored.document for stored in sorted(kept, key=lambda stored: stored.entry.number)]
    return Opened(index, tuple(documents), generation)


def listing(folder: Path) -> list[Entry]:
    """The documents of the store, in the order in which they were added; their texts are not read."""
    with to_read(folder) as database:
        return sorted(database.entries(), key=lambda entry: entry.number) if database is not None else []


def status(folder: Path) -> Status:
    """How much is in the store."""
    n_bytes = sum(_size(path) for path in folder.rglob("*"))
    with to_read(folder) as database:
        if database is None:
            return Status(0, 0, 0, 0, 0, 0, n_bytes, None)
        entries, segments = database.entries(), database.segments()
        n_passages = sum(entry.n_passages for entry in entries)
        return Status(
            int(database.value("generation") or 0),
            len(entries),
            n_passages,
            sum(entry.n_characters for entry in entries),
            len(segments),
            sum(segment.n_rows for segment in segments) - n_passages,
            n_bytes,
            database.recipe(),
        )


def require_recipe(folder: Path, database: Database, now: Recipe) -> None:
    """Raises StoreError where the store was built otherwise, with the command that brings it up to date."""
    kept = database.recipe()
    differences = kept.differences(now) if kept is not None else []
    if differences:
        raise StoreError(
            f"{folder} was built otherwise than it would be now: {'; '.join(differences)}. "
            f"Bring it up to date: python -m index --store {folder} rebuild"
        )


def by_segment(entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    """The documents of each segment, by its number, in the order of their rows."""
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.segment is not None:
            found.setdefault(entry.segment, []).append(entry)
    return found


def _undamaged(folder: Path, database: Database) -> list[Stored]:
    found = []
    for entry in database.entries():
        try:
            found.append(database.stored(entry))
        except DamagedError as error:
            log.warning("%s, and left out. See: python -m index --store %s check", error, folder)
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # a writer took it away in the meantime
        return 0
