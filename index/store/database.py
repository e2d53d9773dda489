"""The store's database: its documents and their passages, and which segment's rows stand for them.

It is the one place of truth: what no row here names does not exist, and every other file of the store
can be made again from it. One transaction is one generation.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from corpus.document import Document, Passage
from index.errors import DamagedError
from index.manifest import Recipe
from index.passages import passage_of, rows_of
from index.store.record import from_bytes, to_bytes

FILE_NAME = "store.sqlite"
# Raise it when the tables change their meaning.
FORMAT = 1
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE segments (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, n_rows INTEGER NOT NULL, sums TEXT NOT NULL
) STRICT;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, doc_id TEXT NOT NULL UNIQUE, content TEXT NOT NULL UNIQUE,
    lang TEXT NOT NULL, title TEXT NOT NULL, n_characters INTEGER NOT NULL, n_passages INTEGER NOT NULL,
    added TEXT NOT NULL, sum TEXT NOT NULL,
    segment INTEGER REFERENCES segments, first_row INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_in_order ON documents (segment, first_row);
CREATE TABLE texts (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, body BLOB NOT NULL, sum TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, place INTEGER NOT NULL,
    section INTEGER, sentences TEXT NOT NULL, PRIMARY KEY (document, place)
) WITHOUT ROWID, STRICT;
CREATE TABLE sources (
    path TEXT PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE
) WITHOUT ROWID, STRICT;
CREATE INDEX sources_of ON sources (document);
INSERT INTO manifest VALUES ('format', '{FORMAT}'), ('generation', '0');
COMMIT;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the store tells of a document without reading its text."""

    number: int  # the row's, never used again for another
    doc_id: str
    lang: str
    title: str
    sources: tuple[str, ...]  # where it was read from, sorted
    n_passages: int
    n_characters: int
    added: str  # when, in UTC, as ISO 8601 with seconds
    segment: int | None  # None for a document without passages
    first_row: int  # of its passages in the segment; the others follow
    sum: str  # sha256 of its passages


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a document's passages are searched: what of an `Entry` every search needs."""

    number: int
    n_passages: int
    segment: int | None
    first_row: int


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as the database names it."""

    number: int  # segments are searched in this order
    name: str
    n_rows: int  # some may belong to no document any more
    sums: dict[str, str]  # sha256 by file name


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with its passages, as they were kept."""

    entry: Entry
    document: Document
    passages: tuple[Passage, ...]


class Database:
    """One connection. Everything it raises as sqlite3.Error means a damaged file or a full disk."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @contextmanager
    def generation(self) -> Iterator[None]:
        """One transaction: everything of it lasts when the block has ended, or nothing of it when it raises."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("UPDATE manifest SET value = value + 1 WHERE name = 'generation'")
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def create(self) -> None:
        """Makes the tables where there are none."""
        if not self.has_tables():
            self.connection.executescript(_SCHEMA)

    def has_tables(self) -> bool:
        """Whether anything was ever kept here."""
        return bool(self.connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sources_of'").fetchone())

    def value(self, name: str) -> str | None:
        """A value of the manifest."""
        row = self.connection.execute("SELECT value FROM manifest WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, name: str, value: str) -> None:
        """Sets a value of the manifest."""
        self.connection.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (name, value))

    def recipe(self) -> Recipe | None:
        """How the passages and their segments were made; None before the first document."""
        kept = self.value("recipe")
        return None if kept is None else Recipe.from_json(kept)

    def put_recipe(self, recipe: Recipe) -> None:
        """Sets the recipe."""
        self.put("recipe", recipe.to_json())

    def entries(self, where: str = "", values: Sequence[object] = ()) -> list[Entry]:
        """The documents, in the order of search: by segment and row, those without passages first."""
        sources: dict[int, list[str]] = {}
        of_these = f"WHERE document IN (SELECT number FROM documents {where})" if where else ""
        for path, document in self.connection.execute(f"SELECT path, document FROM sources {of_these}", values):
            sources.setdefault(document, []).append(path)
        rows = self.connection.execute(
            "SELECT number, doc_id, lang, title, n_passages, n_characters, added, segment, first_row, sum "
            f"FROM documents {where} ORDER BY segment, first_row, number",
            values,
        )
        return [
            Entry(number, doc_id, lang, title, tuple(sorted(sources.get(number, ()))), *rest)
            for number, doc_id, lang, title, *rest in rows
        ]

    def placed(self, where: str = "", values: Sequence[object] = ()) -> list[Placed]:
        """Where many documents stand, without their titles and sources, in the order of `entries`."""
        rows = self.connection.execute(
            f"SELECT number, n_passages, segment, first_row FROM documents {where} ORDER BY segment, first_row, number",
            values,
        )
        return [Placed(*row) for row in rows]

    def segments(self) -> list[SegmentRow]:
        """The segments, in the order of search."""
        rows = self.connection.execute("SELECT number, name, n_rows, sums FROM segments ORDER BY number")
        return [SegmentRow(number, name, n_rows, json.loads(sums)) for number, name, n_rows, sums in rows]

    def used(self) -> dict[int, int]:
        """How many rows of each segment belong to documents, by the segment's number."""
        rows = self.connection.execute(
            "SELECT segment, sum(n_passages) FROM documents WHERE segment IS NOT NULL GROUP BY segment"
        )
        return dict(rows.fetchall())

    def document(self, entry: Entry) -> Document:
        """A document without its passages. Raises DamagedError where its text is not what was kept."""
        row = self.connection.execute("SELECT body, sum FROM texts WHERE document = ?", (entry.number,)).fetchone()
        if row is None or sum_of(row[0]) != row[1]:
            raise DamagedError(f"{entry.doc_id} ({', '.join(entry.sources)}) is damaged: its text is not what was kept")
        return from_bytes(entry.doc_id, row[0])

    def stored(self, entry: Entry) -> Stored:
        """A document with its passages. Raises DamagedError where they are not what was kept."""
        document = self.document(entry)
        rows = self.connection.execute(
            "SELECT section, sentences FROM passages WHERE document = ? ORDER BY place", (entry.number,)
        ).fetchall()
        if len(rows) != entry.n_passages or _sum_of_rows(rows) != entry.sum:
            raise DamagedError(
                f"{entry.doc_id} ({', '.join(entry.sources)}) is damaged: its passages are not what was kept"
            )
        return Stored(entry, document, tuple(passage_of(document, (at, json.loads(said))) for at, said in rows))

    def stored_at(self, number: int) -> Stored:
        """The document of this number, with its passages. Raises DamagedError as `stored` does."""
        found = self.entries("WHERE number = ?", (number,))
        if not found:
            raise DamagedError(f"document {number} is damaged: it is not listed any more")
        return self.stored(found[0])

    def insert(
        self, document: Document, passages: Sequence[Passage], *, content: str, added: str,
        segment: int | None, first_row: int,
    ) -> int:  # fmt: skip
        """Keeps a document whose content is not here yet; the number of its row."""
        cursor = self.connection.execute(
            "INSERT INTO documents (doc_id, content, lang, title, n_characters, n_passages, added, sum, segment, "
            "first_row) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
            (
                *(document.doc_id, content, document.lang, printable(document.title), len(document.text)),
                *(len(passages), added, segment if passages else None, first_row),
            ),
        )
        number = int(cursor.lastrowid or 0)
        body = to_bytes(document)
        self.connection.execute("INSERT INTO texts VALUES (?, ?, ?)", (number, body, sum_of(body)))
        self.put_passages(number, passages)
        return number

    def put_passages(self, number: int, passages: Sequence[Passage]) -> None:
        """Sets the passages of a document."""
        rows = [(section, json.dumps(sentences)) for section, sentences in rows_of(passages)]
        self.connection.execute("DELETE FROM passages WHERE document = ?", (number,))
        self.connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?)", [(number, place, *row) for place, row in enumerate(rows)]
        )
        self.connection.execute(
            "UPDATE documents SET n_passages = ?, sum = ? WHERE number = ?", (len(rows), _sum_of_rows(rows), number)
        )

    def add_segment(self, name: str, n_rows: int, sums: dict[str, str]) -> int:
        """Names a segment after the others; its number."""
        cursor = self.connection.execute(
            "INSERT INTO segments VALUES (NULL, ?, ?, ?)", (name, n_rows, json.dumps(sums))
        )
        return int(cursor.lastrowid or 0)

    def replace_segment(self, number: int, name: str, n_rows: int, sums: dict[str, str]) -> None:
        """Puts another segment's name, size and checksums into the row of this number."""
        self.connection.execute(
            "UPDATE segments SET name = ?, n_rows = ?, sums = ? WHERE number = ?",
            (name, n_rows, json.dumps(sums), number),
        )

    def place(self, number: int, segment: int | None, first_row: int) -> None:
        """Says where the passages of a document stand."""
        self.connection.execute(
            "UPDATE documents SET segment = ?, first_row = ? WHERE number = ?", (segment, first_row, number)
        )


def printable(text: str) -> str:
    """The text as a database and a terminal can take it: halves of surrogate pairs are written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def sum_of(body: bytes) -> str:
    """sha256, in hex."""
    return hashlib.sha256(body).hexdigest()


def _sum_of_rows(rows: Sequence[tuple[int | None, str]]) -> str:
    return sum_of("\n".join(json.dumps(row) for row in rows).encode())
