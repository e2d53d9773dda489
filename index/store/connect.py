"""Opening the store's database: to read, from a folder that may not be written to as well, or to write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from index.errors import StoreError
from index.store import lock
from index.store.database import FILE_NAME, FORMAT, Database
from index.store.segment import FOLDER

_LOG = f"{FILE_NAME}-wal"
_OURS = {*lock.NAMES, FOLDER, FILE_NAME, _LOG, f"{FILE_NAME}-shm"}
# Seconds that a connection waits for another's transaction; only ever needed while tables are made.
_PATIENCE = 5.0


@contextmanager
def to_read(folder: Path) -> Iterator[Database | None]:
    """The last complete generation, unchanging while the block lasts; None for a store where nothing was kept yet.

    Neither waits for a writer nor keeps one waiting; no file is taken away meanwhile. Raises StoreError where
    there is no store or a damaged one.
    """
    with files_kept(folder), snapshot(folder) as database:
        yield database


@contextmanager
def files_kept(folder: Path) -> Iterator[None]:
    """While it lasts, no file is taken away that the database names now. Raises StoreError where there is no store."""
    if not folder.is_dir():
        raise StoreError(f"There is no store at {folder}. Make one: python -m index --store {folder} add PATH")
    with lock.reading(folder):
        yield


@contextmanager
def snapshot(folder: Path) -> Iterator[Database | None]:
    """The database as it is now, for as long as the block lasts; for who keeps the files, or has opened them.

    While somebody has one, what writers commit stays in the database's log, and what they remove on the disk.
    """
    with faults(folder), _connected(folder) as connection:
        if connection is None:
            check_new(folder)
            yield None
            return
        database = Database(connection)
        connection.execute("BEGIN")
        if not database.has_tables():
            check_new(folder)
            yield None
            return
        _check_format(folder, database)
        yield database


@contextmanager
def to_write(folder: Path) -> Iterator[Database]:
    """The database to write to, made where there is none; only for who holds the writer's lock. Raises StoreError."""
    with faults(folder), closing(sqlite3.connect(folder / FILE_NAME, timeout=_PATIENCE)) as connection:
        connection.isolation_level = None  # transactions begin where the code says so
        # What is removed is overwritten; what is committed is on the disk.
        for pragma in ("secure_delete = ON", "foreign_keys = ON", "synchronous = FULL", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        database = Database(connection)
        if not database.has_tables():
            check_new(folder)
        connection.execute("PRAGMA journal_mode = WAL")
        database.create()
        _check_format(folder, database)
        yield database


def settle_log(database: Database, *, patience: float = 0.0) -> bool:
    """Brings what is committed into the database file and empties the log.

    False where a reader still needs the log after `patience` seconds: then it is done the next time.
    """
    execute = database.connection.execute
    execute(f"PRAGMA busy_timeout = {int(1000 * patience)}")
    busy, _, _ = execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    execute(f"PRAGMA busy_timeout = {int(1000 * _PATIENCE)}")
    return not busy


def check_new(folder: Path) -> None:
    """Raises StoreError where a folder without tables is no new store: of another kind, or with texts lost."""
    foreign = sorted({path.name for path in folder.iterdir()} - _OURS)
    if foreign:
        raise StoreError(
            f"{folder} is no store: it has no {FILE_NAME}, but {foreign[0]}. Name a new folder or an empty one."
        )
    if (folder / FOLDER).is_dir() and any((folder / FOLDER).iterdir()):
        raise StoreError(
            f"{folder / FILE_NAME} is gone or empty, though documents were kept. Put it back from a copy; or "
            f"remove {folder} and add the documents again: python -m index --store {folder} add PATH"
        )


@contextmanager
def _connected(folder: Path) -> Iterator[sqlite3.Connection | None]:
    path = folder / FILE_NAME
    if not path.exists():
        yield None
        return
    with ExitStack() as held:
        try:
            connection = held.enter_context(closing(_opened(path, "mode=ro")))
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError:
            # In WAL mode even a reader must create the -shm file. In a read-only folder the database is opened as
            # immutable where the log is empty, and else from a copy.
            if os.access(folder, os.W_OK):
                raise
            if _size(folder / _LOG) == 0:
                connection = held.enter_context(closing(_opened(path, "immutable=1")))
            else:
                copied = Path(held.enter_context(tempfile.TemporaryDirectory()))
                for name in (FILE_NAME, _LOG):
                    shutil.copy(folder / name, copied)
                connection = held.enter_context(closing(_opened(copied / FILE_NAME, "mode=rw")))
        yield connection


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    # Who shares a connection between threads lets one of them in at a time.
    connection = sqlite3.connect(
        f"file:{quote(str(path.resolve()))}?{mode}", uri=True, timeout=_PATIENCE, check_same_thread=False
    )
    connection.isolation_level = None
    return connection


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _check_format(folder: Path, database: Database) -> None:
    kept = database.value("format")
    if kept != str(FORMAT):
        raise StoreError(
            f"{folder} was written in format {kept}; this program reads format {FORMAT}. "
            "Use the program that wrote it, or add the documents to a new folder."
        )


@contextmanager
def faults(folder: Path) -> Iterator[None]:
    """sqlite3's errors as StoreError, in words."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise StoreError(
                f"{folder / FILE_NAME} is damaged ({error}). Copy the folder, then save what can be read: "
                f"python -m index --store {folder} rebuild"
            ) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
            raise StoreError(
                f"{folder} cannot be written to ({error}). Questions can be asked of it; to change it, "
                "make it writable or work on a copy."
            ) from error
        if name.startswith(("SQLITE_CANTOPEN", "SQLITE_AUTH")):
            raise StoreError(f"{folder / FILE_NAME} cannot be opened ({error}). Check its permissions.") from error
        raise StoreError(f"{folder / FILE_NAME}: {error}. What was kept before is as it was.") from error
