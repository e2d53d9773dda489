"""Saving what can be read of a damaged database into a new one."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from corpus.document import Document
from index.errors import StoreError
from index.files import sync_folder
from index.manifest import Recipe
from index.store.database import FILE_NAME, Database, Entry, printable, sum_of
from index.store.record import content_of, from_bytes, id_of

log = logging.getLogger(__name__)

# Each table with its key, those first that others name.
_TABLES = {
    "manifest": "name",
    "segments": "number",
    "documents": "number",
    "texts": "document",
    "passages": "document, place",
    "sources": "path",
}


def salvaged(folder: Path) -> list[Entry]:
    """Copies what can be read of a damaged database into a new one; returns the documents that were lost.

    Nothing happens to a database that SQLite finds whole. Only for who holds the writer's lock. Raises StoreError
    where nothing can be read, and then leaves it.
    """
    path = folder / FILE_NAME
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)  # left by a salvage that was cut off
    if not path.exists():
        return []
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        try:
            if [said for (said,) in old.execute("PRAGMA integrity_check(1)")] == ["ok"]:
                return []
        except sqlite3.DatabaseError as error:
            if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise
        log.warning("%s is damaged; what can be read of it is copied into a new one.", path)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as new:
            Database(new).create()
            new.execute("BEGIN")
            n_rows = {table: sum(_copied(old, new, table, key)) for table, key in _TABLES.items()}
            if not n_rows["documents"] + n_rows["texts"]:
                raise StoreError(
                    f"Nothing can be read of {path}. Put it back from a copy; or remove {folder} and add the "
                    f"documents again: python -m index --store {folder} add PATH"
                )
            lost = _made_consistent(Database(new))
            new.execute("COMMIT")
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    for name in (f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    fresh.replace(path)
    sync_folder(folder)
    return lost


def _copied(old: sqlite3.Connection, new: sqlite3.Connection, table: str, key: str) -> Iterator[int]:
    """Copies the rows of a table from both ends up to where it is damaged; 1 for each row."""
    for order in (key, ", ".join(f"{column} DESC" for column in key.split(", "))):
        try:
            for row in old.execute(f"SELECT * FROM {table} ORDER BY {order}"):
                places = ", ".join("?" * len(row))
                yield new.execute(f"INSERT OR REPLACE INTO {table} VALUES ({places})", row).rowcount
            return
        except sqlite3.DatabaseError as error:
            log.warning("  %s: %s", table, error)


def _made_consistent(database: Database) -> list[Entry]:
    """Makes rows that are lost again from those that are not; the documents of which only a source is known.

    The passages are left to be made anew, by a recipe that no program has.
    """
    execute = database.connection.execute
    orphans = "document NOT IN (SELECT number FROM documents)"
    # Places are counted by these numbers: passages that stand in no segment would shift those of all others.
    execute(
        "UPDATE documents SET segment = NULL, n_passages = 0 WHERE segment IS NULL "
        "OR segment NOT IN (SELECT number FROM segments)"
    )
    for number, body, kept in execute(f"SELECT document, body, sum FROM texts WHERE {orphans}").fetchall():
        if sum_of(body) == kept:
            _list_again(database, number, from_bytes("document", body))
    lost: dict[int, list[str]] = {}
    for number, path in execute(f"SELECT document, path FROM sources WHERE {orphans}"):
        lost.setdefault(number, []).append(path)
    for table in ("texts", "passages", "sources"):
        execute(f"DELETE FROM {table} WHERE {orphans}")
    execute(
        "INSERT INTO sources SELECT doc_id, number FROM documents WHERE number NOT IN (SELECT document FROM sources)"
    )
    recipe = database.recipe() or Recipe("unknown", {}, 0, 0)
    database.put_recipe(replace(recipe, folding=0))
    return [
        Entry(number, f"document {number}", "", "", tuple(paths), 0, 0, "", None, 0, "")
        for number, paths in lost.items()
    ]


def _list_again(database: Database, number: int, document: Document) -> None:
    """The row of a document that only its text and perhaps a source are left of; its time is now."""
    execute = database.connection.execute
    row = execute("SELECT path FROM sources WHERE document = ? ORDER BY path", (number,)).fetchone()
    source = row[0] if row is not None else ""
    content = content_of(document, source)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    execute(
        "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?, 0, ?, '', NULL, 0)",
        (
            *(number, id_of(content, PurePath(source).stem), content, document.lang, printable(document.title)),
            *(len(document.text), now),
        ),
    )
