"""Proving a store whole: everything that is kept is compared with everything that is known of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import DamagedError
from index.manifest import Recipe
from index.store.connect import to_read
from index.store.database import Database, Entry, SegmentRow
from index.store.open import by_segment
from index.store.segment import FOLDER, LONGEST_DEVIATION, SegmentError, read_shortlist, read_vectors, read_words


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. The store is whole where there are no problems."""

    n_documents: int
    n_passages: int
    n_segments: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]  # what is as it may be: left over from a writer that was cut off, until the next one


def check(folder: Path, recipe: Recipe | None = None) -> Report:
    """Reads all of the store and compares it; with a `recipe`, also whether the store was built by it.

    - SQLite's own check of the database, and of the references in it.
    - Each document's text and passages against their checksum, each passage against the text's length,
      the numbers of passages and characters against those in the list.
    - Each segment's files against their checksums, their rows against the database, the vectors' lengths.
    - That each row belongs to at most one document, and each document has a source.

    Raises StoreError where there is no store, or one that cannot be opened.
    """
    with to_read(folder) as database:
        if database is None:
            return Report(0, 0, 0, (), ("Nothing was kept yet.",))
        try:
            problems = [*_database(database)]
            entries, segments = database.entries(), database.segments()
            kept = database.recipe()
            if recipe is not None and kept is not None:
                problems += kept.differences(recipe)
            for entry in entries:
                problems += _document(database, entry)
            used = by_segment(entries)
            for segment in segments:
                problems += _segment(folder, segment, used.pop(segment.number, []))
            problems += [f"segment {number} is missing from the database" for number in used]
        except sqlite3.DatabaseError as error:
            return Report(0, 0, 0, (f"the database cannot be read further: {error}",), ())
        n_passages = sum(entry.n_passages for entry in entries)
        notes = [*_left_over(folder, segments, n_passages)]
        return Report(len(entries), n_passages, len(segments), tuple(problems), tuple(notes))


def _database(database: Database) -> Iterator[str]:
    for (said,) in database.connection.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield f"database: {said}"
    for row in database.connection.execute("PRAGMA foreign_key_check"):
        yield f"database: row {row[1]} of {row[0]} names a row of {row[2]} that is not there"
    strangers = database.connection.execute("SELECT document FROM passages EXCEPT SELECT number FROM documents")
    for (number,) in strangers:
        yield f"database: passages of document {number}, which is not there"


def _document(database: Database, entry: Entry) -> Iterator[str]:
    if not entry.sources:
        yield f"{entry.doc_id} has no source"
    try:
        stored = database.stored(entry)
    except (DamagedError, ValueError) as error:
        yield str(error)
        return
    if len(stored.document.text) != entry.n_characters:
        yield f"{entry.doc_id} has {len(stored.document.text)} characters; the list says {entry.n_characters}"
    ends = [(passage.start, passage.end) for passage in stored.passages]
    if ends != sorted(ends):
        yield f"{entry.doc_id}: its passages are not in text order"


def _segment(folder: Path, segment: SegmentRow, entries: Sequence[Entry]) -> Iterator[str]:
    home = folder / FOLDER / segment.name
    until = 0
    for entry in entries:
        if entry.n_passages and entry.first_row < until:
            yield f"{home}: {entry.doc_id} shares row {entry.first_row} with another document"
        until = max(until, entry.first_row + entry.n_passages)
    if until > segment.n_rows:
        yield f"{home}: documents use {until} rows; it has {segment.n_rows}"
    try:
        read_words(home, segment.sums, segment.n_rows)
        vectors = read_vectors(home, segment.sums, segment.n_rows).vectors
        read_shortlist(home, segment.sums, segment.n_rows)
    except SegmentError as error:
        yield f"{home}: {error}"
        return
    off = np.abs(np.linalg.norm(vectors, axis=1) - 1) > LONGEST_DEVIATION
    if off.any():
        yield f"{home}: the vector in row {int(off.argmax())} is not of length 1"


def _left_over(folder: Path, segments: Sequence[SegmentRow], n_passages: int) -> Iterator[str]:
    home = folder / FOLDER
    named = {segment.name for segment in segments}
    n_orphans = sum(path.name not in named for path in home.iterdir()) if home.is_dir() else 0
    if n_orphans:
        yield f"{n_orphans} folders in {home} that nothing names; the next change takes them away"
    n_unused = sum(segment.n_rows for segment in segments) - n_passages
    if n_unused:
        yield f"{n_unused} rows of removed passages; a later change takes them away, or: rebuild"
