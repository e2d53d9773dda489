"""A store's documents as the parts that go to a database: those of one segment each, named by what is in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from psycopg import Connection

from index.store import Database, Entry, SegmentRow, by_segment

# When a document was added, and the paths that it was read from as a JSON list.
Origin = tuple[str, bytes]
# A document's id, its content (`index.store.record.content_of`), and the sha256 of its text and what belongs to it.
Identity = tuple[str, str, str]


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

    @property
    def identity(self) -> Identity:
        """The same for the same document there, if both were made by one recipe."""
        return self.entry.doc_id, self.content, self.sum


@dataclass(frozen=True, slots=True)
class Pushed:
    """A document of a part in the database, without its text."""

    ordinal: int  # in the part; those of removed documents are missing
    identity: Identity
    origin: Origin


@dataclass(frozen=True, slots=True)
class PushedPart:
    """A part that readers see."""

    number: int
    key: str
    n_places: int  # of its passages, and of those of documents that were removed
    documents: tuple[Pushed, ...]  # in the order of their passages


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
            found.append(Part(key_of(made, documents), segment, documents))
    return found


def pushed_parts(connection: Connection[Any], collection: int) -> list[PushedPart]:
    """The parts that readers see, in the order of search."""
    rows = connection.execute(
        "SELECT number, key, n_passages, ordinal, doc_id, content, sum, added, sources "
        "FROM sanad.parts JOIN sanad.documents ON part = number "
        "WHERE collection = %s AND position IS NOT NULL ORDER BY position, ordinal",
        (collection,),
        binary=True,
    )
    found = []
    for (number, key, n_places), group in groupby(rows, key=lambda row: row[:3]):
        documents = tuple(
            Pushed(ordinal, (doc_id.decode("utf-8", "surrogatepass"), content, kept_sum), (added, sources))
            for _, _, _, ordinal, doc_id, content, kept_sum, added, sources in group
        )
        found.append(PushedPart(number, key, n_places, documents))
    return found


def n_common(there: Sequence[PushedPart], parts: Sequence[Part]) -> tuple[int, int]:
    """How many documents the parts in the database have, and how many of them are in the store's parts, too."""
    ours = {kept.content for part in parts for kept in part.documents}
    theirs = [kept.identity[1] for part in there for kept in part.documents]
    return len(theirs), sum(content in ours for content in theirs)


def key_of(made: str, documents: Sequence[Member]) -> str:
    """The key of a part of these documents; `made` is their recipe as JSON."""
    said = [(kept.entry.doc_id, kept.content, kept.sum, kept.entry.n_passages, kept.entry.sum) for kept in documents]
    return hashlib.sha256(json.dumps([json.loads(made), said], sort_keys=True).encode()).hexdigest()
