"""A store: a folder of documents that lasts. Opening it to search, and looking at what is in it.

`index.store.writer` changes it, `index.store.verify` proves it whole, `python -m index` does all of it by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.dense import DenseParts
from index.errors import StoreError
from index.fuse import HybridIndex
from index.lexical import LexicalIndex, TranslationTable
from index.manifest import Recipe
from index.settings import IndexSettings
from index.store.connect import files_kept, to_read
from index.store.database import Database, Entry, Placed
from index.store.kept import Documents, Kept, Passages
from index.store.legs import Part, read_part
from index.store.segment import COMPARED, FOLDER, SHORTLIST

if TYPE_CHECKING:
    from index.encode import Encoder

__all__ = ["Entry", "Opened", "Status", "StoreError", "listing", "open_store", "status"]

T = TypeVar("T", Entry, Placed)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation of a store: nothing that happens to the folder later changes it.

    Vectors and words are mapped, texts read when they are asked for. While it is open, the disk keeps what it
    needs, of removed documents too: `close` it, or let it go, when another has taken its place.
    """

    index: HybridIndex
    documents: Documents  # in the order in which they were added
    generation: int
    close: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Status:
    """How much is in a store."""

    generation: int
    n_documents: int
    n_passages: int
    n_characters: int
    n_segments: int
    n_unused_rows: int  # of removed passages
    n_listed: int  # passages in segments with a shortlist; 0 where all are searched one by one
    n_bytes: int  # of all files in the folder
    recipe: Recipe | None  # None before the first document


def open_store(folder: Path, encoder: Encoder, table: TranslationTable, settings: IndexSettings) -> Opened:
    """The store's last complete generation, to search. Nothing is encoded, unless a file is damaged.

    Works while somebody adds, and in a folder that cannot be written to. A damaged segment is made again
    in memory, with a warning that says what to do; in a store of more than `COMPARED` bytes only where its files
    are missing or cut off, for only up to there is every byte compared. A damaged document is left out where it
    would be a hit. A store of other settings or an older version answers as it was built, with a warning. Raises
    StoreError where there is no store, and where it was built with another encoder.
    """
    with files_kept(folder):
        kept = Kept(folder)
        try:
            placed, parts, generation = _read(folder, kept.database, encoder, settings)
        except BaseException:
            kept.close()
            raise
    index = HybridIndex(
        Passages(kept, placed),
        encoder=encoder,
        dense=DenseParts([part.dense for part in parts], encoder.dim),
        lexical=LexicalIndex([(part.words, part.word_rows) for part in parts], table, settings.lexical),
        settings=settings.fuse,
    )
    return Opened(index, Documents(kept, placed), generation, kept.close)


def _read(
    folder: Path, database: Database | None, encoder: Encoder, settings: IndexSettings
) -> tuple[list[Placed], list[Part], int]:
    if database is None:
        return [], [], 0
    _warn_of_age(folder, database, Recipe.of(encoder, settings.split))
    placed, segments = database.placed(), database.segments()
    used = by_segment(placed)
    sizes = [_size(folder / FOLDER / segment.name / file) for segment in segments for file in segment.sums]
    compare = sum(sizes) <= COMPARED
    parts = [
        read_part(folder, database, segment, used[segment.number], lambda: encoder, compare=compare)
        for segment in segments
        if segment.number in used
    ]
    return placed, parts, int(database.value("generation") or 0)


def listing(folder: Path) -> list[Entry]:
    """The documents of the store, in the order in which they were added; their texts are not read."""
    with to_read(folder) as database:
        return sorted(database.entries(), key=lambda entry: entry.number) if database is not None else []


def status(folder: Path) -> Status:
    """How much is in the store."""
    n_bytes = sum(_size(path) for path in folder.rglob("*"))
    with to_read(folder) as database:
        if database is None:
            return Status(0, 0, 0, 0, 0, 0, 0, n_bytes, None)
        entries, segments = database.entries(), database.segments()
        n_passages, used = sum(entry.n_passages for entry in entries), database.used()
        return Status(
            int(database.value("generation") or 0),
            len(entries),
            n_passages,
            sum(entry.n_characters for entry in entries),
            len(segments),
            sum(segment.n_rows for segment in segments) - n_passages,
            sum(used.get(segment.number, 0) for segment in segments if SHORTLIST in segment.sums),
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


def _warn_of_age(folder: Path, database: Database, now: Recipe) -> None:
    kept = database.recipe()
    if kept is None or kept == now:
        return
    if not kept.answers(now):
        require_recipe(folder, database, now)
    log.warning(
        "%s answers as it was built (%s). Bring it up to date: python -m index --store %s rebuild",
        folder,
        "; ".join(kept.differences(now)),
        folder,
    )


def by_segment(placed: Sequence[T]) -> dict[int, list[T]]:
    """The documents of each segment, by its number, in the order of their rows."""
    found: dict[int, list[T]] = {}
    for one in placed:
        if one.segment is not None:
            found.setdefault(one.segment, []).append(one)
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # a writer took it away in the meantime
        return 0
