"""A collection in a database into a store: everything of it, as it was pushed."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from psycopg import Connection

from corpus.document import Passage
from corpus.split import SplitSettings
from index.errors import StoreError
from index.lexical import Words
from index.manifest import Recipe
from index.passages import passage_of
from index.postgres.address import Address
from index.postgres.link import to_read
from index.postgres.parts import Moved, Origin, Part, n_common, origins, parts_of
from index.postgres.view import view_of
from index.store import Database, Legs, Writer, from_bytes, open_writer, sum_of, texts_of, viewing_of, write_segment

if TYPE_CHECKING:
    from index.encode import Encoder

log = logging.getLogger(__name__)


def pull(
    address: Address,
    folder: Path,
    encoder: Callable[[], Encoder],
    split_settings: SplitSettings,
    recipe: Recipe,
    *,
    replace: bool = False,
) -> Moved:
    """Makes the store what the collection is, as one generation; leading parts that it has already stay.

    Cut off at any moment, the store is as it was. Raises StoreError; so where the store has documents and
    shares none with the collection, unless `replace`.
    """
    with to_read(address) as connection, open_writer(folder, encoder, split_settings) as writer:
        database = writer.database
        view = view_of(connection, address)
        # Words are taken anew from the texts, by the code of now; where anything else differs, opening says so.
        made = dataclasses.replace(view.recipe, folding=recipe.folding)
        there = connection.execute(
            "SELECT number, key, n_passages FROM sanad.parts WHERE collection = %s AND position IS NOT NULL "
            "ORDER BY position",
            (view.collection,),
        ).fetchall()
        kept = database.recipe()
        kept_as = database.value("recipe")
        # A store that was pulled before says that its words were taken anew; its parts are the collection's still.
        ours = [] if kept_as is None else parts_of(database, view.made if kept == made else kept_as)
        if not replace:
            _require_kin(connection, address, folder, ours, [number for number, _, _ in there])
        n_same = 0
        while n_same < min(len(ours), len(there)) and ours[n_same].key == there[n_same][1]:
            n_same += 1
        n_new = sum(n for _, _, n in there[n_same:])
        theirs = origins(connection, [number for number, _, _ in there])
        same = [[one.origin for one in part.documents] for part in ours] == theirs
        if (n_same, n_same) != (len(ours), len(there)) or kept != made or not same:
            with database.generation():
                _remove(database, ours[n_same:])
                for number, _, n in there[n_same:]:
                    log.info("fetching %d of %d new passages", n, n_new)
                    _fetch(connection, writer, number, viewing=viewing_of(view.recipe))
                database.put_recipe(made)
                _put_origins(database, theirs, view.made)
                now = parts_of(database, view.made)
                if [part.key for part in now] != [key for _, key, _ in there]:
                    raise StoreError(f"{address} does not hold what was pushed to it. Push the store again.")
        generation = int(database.value("generation") or 0)
        n_documents = len(database.entries())
    return Moved(n_documents, sum(n for _, _, n in there), n_new, generation)


def _fetch(connection: Connection[Any], writer: Writer, number: int, *, viewing: int) -> None:
    """Keeps the documents of a part, with its passages as a segment."""
    documents = []
    for doc_id, content, added, body, kept_sum in connection.execute(
        "SELECT doc_id, content, added, body, sum FROM sanad.documents WHERE part = %s ORDER BY ordinal",
        (number,),
        binary=True,
    ):
        if sum_of(body) != kept_sum:
            raise StoreError(f"The text of {doc_id!r} in the database is damaged. Push the store again.")
        documents.append((from_bytes(doc_id.decode("utf-8", "surrogatepass"), body), content, added))
    passages: list[list[Passage]] = [[] for _ in documents]
    vectors = []
    for document, section, sentences, vector in connection.execute(
        "SELECT document, section, sentences, embedding FROM sanad.passages WHERE part = %s ORDER BY place",
        (number,),
        binary=True,
    ):
        passages[document].append(passage_of(documents[document][0], (section, json.loads(sentences))))
        vectors.append(vector.to_numpy())
    segment = None
    if vectors:
        texts = texts_of((passage for those in passages for passage in those), viewing)
        name, sums = write_segment(writer.folder, Legs(np.stack(vectors), Words.build(texts)))
        segment = writer.database.add_segment(name, len(vectors), sums)
    first_row = 0
    for (document, content, added), those in zip(documents, passages, strict=True):
        writer.database.insert(document, those, content=content, added=added, segment=segment, first_row=first_row)
        first_row += len(those)


def _require_kin(
    connection: Connection[Any], address: Address, folder: Path, ours: list[Part], numbers: list[int]
) -> None:
    """Raises StoreError where everything that the store has would go and nothing of it is in the collection."""
    n = sum(len(part.documents) for part in ours)
    if n and not n_common(connection, numbers, ours)[1]:
        raise StoreError(
            f"{folder} has {n:,} documents, none of which is in {address}: all of them would go. Pull into a new "
            "folder, or say that you mean it: --replace"
        )


def _remove(database: Database, parts: list[Part]) -> None:
    numbers = [(kept.entry.number,) for part in parts for kept in part.documents]
    database.connection.executemany("DELETE FROM documents WHERE number = ?", numbers)


def _put_origins(database: Database, theirs: list[list[Origin]], made: str) -> None:
    """Says of every document where it came from, and when."""
    execute = database.connection.execute
    execute("DELETE FROM sources")
    for part, origins_of in zip(parts_of(database, made), theirs, strict=True):
        for kept, (added, sources) in zip(part.documents, origins_of, strict=True):
            execute("UPDATE documents SET added = ? WHERE number = ?", (added, kept.entry.number))
            for source in json.loads(sources):
                execute("INSERT INTO sources VALUES (?, ?)", (source, kept.entry.number))
