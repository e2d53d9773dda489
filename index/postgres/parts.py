"""A store's documents as the parts that go to a database: those of one segment each, named by what is in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from index.store import Database, Entry, SegmentRow, by_segment

# When a document was added, and the paths that it was read from as a JSON list.
Origin = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Member:
    """What a part needs to know of a document without reading its text."""

    entry: Entry
    content: str  # as `index.store.record.content_of`
    sum: str  # sha256 of its text and what belongs to it

    @property
    def origin(self) -> Origin:
        """Where it came from, and when: what may change while the document stays."""
        return self.entry.added, json.dumps(self.entry.sources).encode()


@dataclass(frozen=True, slots=True)
class Part:
    """Documents whose passages are searched one after the other."""

    key: str  # equal for equal documents that were made in an equal way
    segment: SegmentRow | None  # None for the documents that have no passages
    documents: tuple[Member, ...]  # in the order of their passages

    @property
    def n_passages(self) -> int:
        """Of all its documents."""
        return sum(kept.entry.n_passages for kept in self.documents)


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a collection or a store that was made what the other is."""

    n_documents: int
    n_passages: int
    n_new: int  # passages that had to be brought
    generation: int

    def __str__(self) -> str:
        return (
            f"{self.n_documents:,} documents, {self.n_passages:,} passages ({self.n_new:,} of them new), "
            f"generation {self.generation}"
        )


def parts_of(database: Database, made: str) -> list[Part]:
    """The store's documents in the order of search; first those without passages, where there are any.

    `made` is the recipe as JSON, in the form in which it was kept: of a later form the keys would be others, and
    nothing that was pushed before would be known again.
    """
    sums = {
        number: (content, kept)
        for number, content, kept in database.connection.execute(
            "SELECT documents.number, documents.content, texts.sum FROM documents "
            "JOIN texts ON texts.document = documents.number"
        )
    }
    entries = database.entries()
    groups: list[tuple[SegmentRow | None, list[Entry]]] = [(None, [one for one in entries if one.segment is None])]
    used = by_segment(entries)
    groups += [(segment, used.get(segment.number, [])) for segment in database.segments()]
    found = []
    for segment, group in groups:
        documents = tuple(Member(entry, *sums[entry.number]) for entry in group)
        if documents:
            found.append(Part(_key(made, documents), segment, documents))
    return found


def origins(connection: Connection[Any], numbers: Sequence[int]) -> list[list[Origin]]:
    """Where the documents of these parts in the database came from: for each part, in the order of its documents."""
    found: dict[int, list[Origin]] = {number: [] for number in numbers}
    for part, added, sources in connection.execute(
        "SELECT part, added, sources FROM sanad.documents WHERE part = ANY(%s) ORDER BY part, ordinal",
        (list(numbers),),
        binary=True,
    ):
        found[part].append((added, sources))
    return list(found.values())


def n_common(connection: Connection[Any], numbers: Sequence[int], parts: Sequence[Part]) -> tuple[int, int]:
    """How many documents these parts in the database have, and how many of them are in the store's parts, too."""
    ours = [kept.content for part in parts for kept in part.documents]
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE content = ANY(%s)) FROM sanad.documents WHERE part = ANY(%s)",
        (ours, list(numbers)),
    ).fetchone()
    return (int(row[0]), int(row[1])) if row is not None else (0, 0)


def _key(made: str, documents: Sequence[Member]) -> str:
    said = [(kept.entry.doc_id, kept.content, kept.sum, kept.entry.n_passages, kept.entry.sum) for kept in documents]
    return hashlib.sha256(json.dumps([json.loads(made), said], sort_keys=True).encode()).hexdigest()
