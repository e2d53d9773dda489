"""A store's documents into a database. Readers see the former generation until the new one is complete."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import Connection, sql

from index.errors import DamagedError, StoreError
from index.manifest import Recipe
from index.postgres.address import Address
from index.postgres.bring import Home, Progress, bring
from index.postgres.cut import cut
from index.postgres.hnsw import keep_index
from index.postgres.link import to_change
from index.postgres.parts import Moved, Part, PushedPart, n_common, parts_of, pushed_parts
from index.postgres.plan import Piece, pieces_of
from index.postgres.schema import OF_PARTS
from index.store import require_recipe, to_read, viewing_of

if TYPE_CHECKING:
    from index.encode import Encoder

# Passages from which on vectors are searched approximately: 77 MB of them, to be compared for every question. Chosen by
# that estimate and not by a measurement.
APPROXIMATE_FROM = 50_000
# The share of new passages above which the server is told to look at its tables anew, for its plans; of less it takes
# note by itself. Looking takes seconds, more than a small push.
_MUCH = 0.1


def push(
    folder: Path,
    address: Address,
    encoder: Callable[[], Encoder],
    recipe: Recipe,
    *,
    replace: bool = False,
    approximate_from: int = APPROXIMATE_FROM,
) -> Moved:
    """Makes the collection what the store is; only the documents that it lacks are brought, as parts.

    Cut off at any moment, readers go on with the former generation, and the parts that were complete need
    not be brought again. Raises StoreError; so where the collection has documents and shares none with the
    store, unless `replace`.
    """
    with to_read(folder) as database:
        made = None if database is None else database.value("recipe")
        if database is None or made is None:
            raise StoreError(
                f"{folder} holds nothing to push. Add documents: python -m index --store {folder} add PATH"
            )
        require_recipe(folder, database, recipe)
        parts = parts_of(database, made)
        with to_change(address) as connection:
            collection, former = _collection(connection, address)
            shown = pushed_parts(connection, collection)
            if not replace:
                _require_kin(address, shown, parts)
            there = _numbers(connection, collection)
            is_alike = former != "" and json.loads(former) == json.loads(made)
            pieces = pieces_of(parts, made, shown if is_alike else [], there)
            missing = [piece.part for piece in pieces if piece.number is None]
            home, said = Home(folder, database, encoder), Progress(sum(part.n_passages for part in missing))
            for part in missing:
                said.say(f"bringing {part.n_passages:,} passages of {len(part.documents):,} documents")
                try:
                    there[part.key] = bring(connection, collection, home, part, said)
                except DamagedError as error:
                    raise StoreError(f"{error}. See: python -m index --store {folder} check") from error
            found = [there[one.part.key] if one.number is None else one.number for one in pieces]
            generation = _show(connection, collection, dict(zip(found, pieces, strict=True)), made)
            n_passages = sum(part.n_passages for part in parts)
            if said.n > _MUCH * n_passages:
                for table in OF_PARTS:
                    connection.execute(sql.SQL("ANALYZE sanad.{}").format(sql.Identifier(table)))
            keep_index(connection, collection, is_wanted=n_passages >= approximate_from)
    n_documents = sum(len(part.documents) for part in parts)
    return Moved(n_documents, n_passages, said.n, generation)


def _collection(connection: Connection[Any], address: Address) -> tuple[int, str]:
    """The collection's number, and the recipe by which what readers see of it was made."""
    connection.execute("INSERT INTO sanad.collections (name) VALUES (%s) ON CONFLICT DO NOTHING", (address.collection,))
    row = connection.execute(
        "SELECT number, recipe FROM sanad.collections WHERE name = %s", (address.collection,)
    ).fetchone()
    assert row is not None
    return int(row[0]), str(row[1])


def _require_kin(address: Address, there: list[PushedPart], parts: list[Part]) -> None:
    """Raises StoreError where everything that the collection has would go and nothing of it is in the store."""
    n, common = n_common(there, parts)
    if n and not common:
        raise StoreError(
            f"{address} has {n:,} documents, none of which is in the store: all of them would go. Push to another "
            "collection (?collection=NAME at the end of the address), or say that you mean it: --replace"
        )


def _numbers(connection: Connection[Any], collection: int) -> dict[str, int]:
    """The parts that are there, whether readers see them or not: numbers by key."""
    rows = connection.execute("SELECT key, number FROM sanad.parts WHERE collection = %s", (collection,))
    return dict(rows.fetchall())


def _show(connection: Connection[Any], collection: int, pieces: Mapping[int, Piece], made: str) -> int:
    """Lets readers see these parts, by number, in this order, without what is gone of them, and no others.

    The generation: a new one where anything changed.
    """
    said, numbers = json.dumps(json.loads(made), sort_keys=True), list(pieces)
    with connection.transaction():
        former = connection.execute(
            "SELECT number, position FROM sanad.parts WHERE collection = %s", (collection,)
        ).fetchall()
        is_changed = dict(former) != {number: at for at, number in enumerate(numbers)}
        gone = [number for number, _ in former if number not in pieces]
        for table in OF_PARTS:
            connection.execute(
                sql.SQL("DELETE FROM sanad.{} WHERE part = ANY(%s)").format(sql.Identifier(table)), (gone,)
            )
        connection.execute("DELETE FROM sanad.parts WHERE number = ANY(%s)", (gone,))
        for number, piece in pieces.items():
            if piece.gone:
                viewing = viewing_of(Recipe.from_json(made))
                cut(connection, number, piece.gone, key=piece.part.key, viewing=viewing)
                is_changed = True
        connection.execute(
            "UPDATE sanad.parts SET position = at - 1 FROM unnest(%s) WITH ORDINALITY AS wanted (part, at) "
            "WHERE number = part AND position IS DISTINCT FROM at - 1",
            (numbers,),
        )
        is_changed |= _say_where_from(connection, collection, list(pieces.values()))
        row = connection.execute(
            "UPDATE sanad.collections SET recipe = %(recipe)s, "
            "generation = generation + (%(changed)s OR recipe <> %(recipe)s)::integer "
            "WHERE number = %(number)s RETURNING generation",
            {"recipe": said, "changed": is_changed, "number": collection},
        ).fetchone()
    return int(row[0]) if row is not None else 0


def _say_where_from(connection: Connection[Any], collection: int, pieces: list[Piece]) -> bool:
    """Brings what may change while a document stays up to date; whether anything was not."""
    changed = [
        (*kept.origin, shown.number, there.ordinal)
        for shown, piece in zip(pushed_parts(connection, collection), pieces, strict=True)
        for there, kept in zip(shown.documents, piece.part.documents, strict=True)
        if kept.origin != there.origin
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE sanad.documents SET added = %s, sources = %s WHERE part = %s AND ordinal = %s", changed
        )
    return bool(changed)
