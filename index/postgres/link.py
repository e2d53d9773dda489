"""Connections to a database, and its errors in words. No password is in any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from pgvector.psycopg import register_vector
from psycopg import Connection, IsolationLevel, errors
from psycopg_pool import ConnectionPool, PoolTimeout

from index.errors import StoreError
from index.postgres.address import Address
from index.postgres.schema import check_format, create

T = TypeVar("T")

_CONNECT_SECONDS = 10
# A search takes well under a second; a statement that takes so long stands in a queue that nobody waits for any more.
_STATEMENT_SECONDS = 30
_MOST = 8  # connections of one program; more searches at once wait for one
_LOCK_SECONDS = 60  # that a change waits for another's tables
_UNKNOWN_EXTENSION = (errors.UndefinedFile, errors.FeatureNotSupported, errors.UndefinedObject)


class Readers:
    """Connections to read with, shared by threads. Each read sees one generation, whole."""

    def __init__(self, address: Address) -> None:
        """Raises StoreError where there is no such database, or nothing to read in it."""
        self.address = address
        with faults(address), psycopg.connect(address.url, connect_timeout=_CONNECT_SECONDS) as connection:
            check_format(connection, address)
        self._pool = ConnectionPool(
            address.url,
            kwargs={"connect_timeout": _CONNECT_SECONDS},
            min_size=1,
            max_size=_MOST,
            timeout=_CONNECT_SECONDS,
            # After this the next search tries anew; with a longer time it would wait on although the server is back.
            reconnect_timeout=_CONNECT_SECONDS,
            configure=_configure_reader,
            check=ConnectionPool.check_connection,  # the server may have been restarted
            open=True,
        )

    def read(self, work: Callable[[Connection[Any]], T]) -> T:
        """What `work` makes of one unchanging state of the database; it may be called twice. Raises StoreError."""
        with faults(self.address):
            try:
                return self._read(work)
            except psycopg.OperationalError as error:
                if isinstance(error, PoolTimeout | errors.QueryCanceled):
                    raise
                return self._read(work)  # the server went away in the middle, or a standby needed the rows gone

    def close(self) -> None:
        """Ends the connections."""
        self._pool.close()

    def _read(self, work: Callable[[Connection[Any]], T]) -> T:
        with self._pool.connection() as connection:
            return work(connection)


@contextmanager
def to_change(address: Address) -> Iterator[Connection[Any]]:
    """A connection to change the collection with, alone; every statement of it is a transaction. Raises StoreError."""
    with faults(address), psycopg.connect(
        address.url, connect_timeout=_CONNECT_SECONDS, autocommit=True, application_name="sanad"
    ) as connection:  # fmt: skip
        connection.execute(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
        create(connection)
        check_format(connection, address)
        register_vector(connection)
        taken = connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended('sanad ' || %s, 0))", (address.collection,)
        ).fetchone()
        if taken != (True,):
            raise StoreError(f"Another program is pushing to {address}. Wait for it to end, then do this again.")
        yield connection  # with its end, however it comes, the lock is free


@contextmanager
def to_read(address: Address) -> Iterator[Connection[Any]]:
    """A connection that sees one unchanging state, for as long as it takes. Raises StoreError."""
    with faults(address), psycopg.connect(address.url, connect_timeout=_CONNECT_SECONDS) as connection:
        check_format(connection, address)
        connection.rollback()
        _configure(connection)
        yield connection


@contextmanager
def faults(address: Address) -> Iterator[None]:
    """Errors of psycopg as StoreError, in words."""
    try:
        yield
    except psycopg.Error as error:
        # `from None`: the cause's text is the library's, and would be printed with the password where it has it.
        raise StoreError(_in_words(address, error)) from None


def _in_words(address: Address, error: psycopg.Error) -> str:
    said = address.hide(error)
    about_vector = "vector" in said and "extension" in said
    if isinstance(error, _UNKNOWN_EXTENSION) and about_vector:
        return (
            f"The server of {address} has no pgvector ({said}). Install it there, as by the package "
            "postgresql-NN-pgvector or the image pgvector/pgvector, then do this again."
        )
    if "vector type not found" in said:
        return f"{address} has no pgvector: CREATE EXTENSION vector is missing. Push to it again."
    if isinstance(error, errors.InsufficientPrivilege):
        return (
            f"The user may not do this in {address} ({said}). Who pushes needs CREATE on the database, who reads "
            "USAGE on the schema sanad and SELECT on its tables."
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return f"{address} is a standby, which can be read only ({said}). Push to the primary."
    if isinstance(error, errors.QueryCanceled):
        return f"{address} needed more than {_STATEMENT_SECONDS} s for one statement ({said}). It is overloaded."
    if isinstance(error, errors.DiskFull):
        return f"The disk of {address} is full ({said}). What was there before is as it was."
    if isinstance(error, PoolTimeout):
        return f"{address} does not answer, or all {_MOST} connections are busy ({said}). Is the server running?"
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError | psycopg.ProgrammingError):
        return (
            f"{address} cannot be opened: {said}. Check that the server runs and can be reached, and the user, the "
            "password (PGPASSWORD or ~/.pgpass can bring it) and the database in the address."
        )
    return f"{address}: {said}. What was there before is as it was."


def _configure(connection: Connection[Any]) -> None:
    register_vector(connection)
    connection.commit()
    # One state for all statements of a transaction; a standby offers no more than that.
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True


def _configure_reader(connection: Connection[Any]) -> None:
    connection.execute(f"SET statement_timeout = '{_STATEMENT_SECONDS}s'")
    _configure(connection)
