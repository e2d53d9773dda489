"""The HNSW index of a collection's vectors: for large collections, built and dropped by who pushes."""

from __future__ import annotations

import logging
from typing import Any

from psycopg import Connection, sql

log = logging.getLogger(__name__)

_BUILD_MEMORY = "512MB"  # of the server, while it builds the index


def keep_index(connection: Connection[Any], collection: int, *, is_wanted: bool) -> None:
    """Builds the index of vectors where it is wanted and not there, and drops it where it is not wanted."""
    is_there = _is_approximate(connection, collection)[0]
    if is_there == is_wanted:
        return
    if not is_wanted:
        _drop_index(connection, collection)
        return
    row = connection.execute(
        "SELECT vector_dims(embedding) FROM sanad.passages WHERE collection = %s LIMIT 1", (collection,)
    ).fetchone()
    dim = int(row[0]) if row is not None else 0
    log.info("building the approximate index of vectors")
    with connection.transaction():
        connection.execute(f"SET LOCAL maintenance_work_mem = '{_BUILD_MEMORY}'")
        connection.execute(
            sql.SQL(
                # Half precision: half the memory. What it finds is compared again by the full vectors.
                "CREATE INDEX {name} ON sanad.passages USING hnsw ((embedding::halfvec({dim})) halfvec_ip_ops) "
                "WHERE collection = {collection}"
            ).format(name=_index_name(collection), dim=sql.Literal(dim), collection=sql.Literal(collection))
        )
        connection.execute(
            "UPDATE sanad.collections SET is_approximate = true, dim = %s WHERE number = %s", (dim, collection)
        )


def make_room(connection: Connection[Any], collection: int, *, dim: int) -> None:
    """Drops an index of vectors of another length: it would refuse these."""
    is_there, former = _is_approximate(connection, collection)
    if is_there and former != dim:
        _drop_index(connection, collection)


def _is_approximate(connection: Connection[Any], collection: int) -> tuple[bool, int]:
    row = connection.execute(
        "SELECT is_approximate, dim FROM sanad.collections WHERE number = %s", (collection,)
    ).fetchone()
    return (bool(row[0]), int(row[1])) if row is not None else (False, 0)


def _drop_index(connection: Connection[Any], collection: int) -> None:
    with connection.transaction():
        connection.execute("UPDATE sanad.collections SET is_approximate = false WHERE number = %s", (collection,))
        connection.execute(sql.SQL("DROP INDEX sanad.{}").format(_index_name(collection)))


def _index_name(collection: int) -> sql.Identifier:
    return sql.Identifier(f"passages_near_{collection}")
