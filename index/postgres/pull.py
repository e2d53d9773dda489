"""A collection in a database into a store: everything of it, as it was pushed."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable
from itertools import groupby, islice, takewhile
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
from index.postgres.parts import (
    Member,
    Moved,
    Origin,
    Part,
    Pushed,
    PushedPart,
    key_of,
    n_common,
    parts_of,
    pushed_parts,
)
from index.postgres.view import View, view_of
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
    """Makes the store what the collection is, as one generation; only documents that it lacks are fetched.

    Cut off at any moment, the store is as it was. Raises StoreError; so where the store has documents and
    shares none with the collection, unless `replace`.
    """
    with to_read(address) as connection, open_writer(folder, encoder, split_settings) as writer:
        database = writer.database
        view = view_of(connection, address)
        # Words are taken anew from the texts, by the code of now; where anything else differs, opening says so.
        made = dataclasses.replace(view.recipe, folding=recipe.folding)
        there = pushed_parts(connection, view.collection)
        kept = database.recipe()
        kept_as = database.value("recipe")
        # A store that was pulled before says that its words were taken anew; its documents are the collection's still.
        parts = [] if kept_as is None else parts_of(database, view.made if kept == made else kept_as)
        if not replace:
            _require_kin(address, folder, parts, there)
        ours = [one for part in parts for one in part.documents]
        theirs = [(part.number, one) for part in there for one in part.documents]
        stays = _common_start(ours, theirs) if kept == made else []
        is_same = len(stays) == len(ours) == len(theirs)
        n_new = 0
        if not is_same or kept != made or [one.origin for one in ours] != [one.origin for _, one in theirs]:
            with database.generation():
                _remove(database, ours, stays)
                for number, group in groupby(theirs[len(stays) :], key=lambda pair: pair[0]):
                    n_new += _fetch(connection, writer, number, [one.ordinal for _, one in group], view)
                    log.info("fetched %d new passages", n_new)
                database.put_recipe(made)
                _put_origins(database, [one.origin for _, one in theirs], view.made)
                if _keys(database, view.made, there) != [part.key for part in there]:
                    raise StoreError(f"{address} does not hold what was pushed to it. Push the store again.")
        generation = int(database.value("generation") or 0)
    return Moved(len(theirs), len(view.n_words), n_new, generation)


def _common_start(ours: list[Member], theirs: list[tuple[int, Pushed]]) -> list[Member]:
    """Our documents that the collection has, too, up to the first that stands in another place there."""
    wanted = {one.identity for _, one in theirs}
    still = [one for one in ours if one.identity in wanted]
    pairs = zip(still, theirs, strict=False)
    return [one for one, _ in takewhile(lambda pair: pair[0].identity == pair[1][1].identity, pairs)]


def _fetch(connection: Connection[Any], writer: Writer, number: int, ordinals: list[int], view: View) -> int:
    """Keeps these documents of a part, with their passages as a segment; how many passages."""
    documents = {}
    for ordinal, doc_id, content, added, body, kept_sum in connection.execute(
        "SELECT ordinal, doc_id, content, added, body, sum FROM sanad.documents "
        "WHERE part = %s AND ordinal = ANY(%s) ORDER BY ordinal",
        (number, ordinals),
        binary=True,
    ):
        if sum_of(body) != kept_sum:
            raise StoreError(f"The text of {doc_id!r} in the database is damaged. Push the store again.")
        documents[ordinal] = from_bytes(doc_id.decode("utf-8", "surrogatepass"), body), content, added
    passages: dict[int, list[Passage]] = {ordinal: [] for ordinal in documents}
    vectors = []
    for document, section, sentences, vector in connection.execute(
        "SELECT document, section, sentences, embedding FROM sanad.passages "
        "WHERE part = %s AND document = ANY(%s) ORDER BY place",
        (number, ordinals),
        binary=True,
    ):
        passages[document].append(passage_of(documents[document][0], (section, json.loads(sentences))))
        vectors.append(vector.to_numpy())
    segment = None
    if vectors:
        viewing = viewing_of(view.recipe)
        texts = texts_of((passage for those in passages.values() for passage in those), viewing)
        name, sums = write_segment(writer.folder, Legs(np.stack(vectors), Words.build(texts)))
        segment = writer.database.add_segment(name, len(vectors), sums)
    first_row = 0
    for ordinal, (document, content, added) in documents.items():
        those = passages[ordinal]
        writer.database.insert(document, those, content=content, added=added, segment=segment, first_row=first_row)
        first_row += len(those)
    return first_row


def _require_kin(address: Address, folder: Path, ours: list[Part], there: list[PushedPart]) -> None:
    """Raises StoreError where everything that the store has would go and nothing of it is in the collection."""
    n = sum(len(part.documents) for part in ours)
    if n and not n_common(there, ours)[1]:
        raise StoreError(
            f"{folder} has {n:,} documents, none of which is in {address}: all of them would go. Pull into a new "
            "folder, or say that you mean it: --replace"
        )


def _remove(database: Database, ours: list[Member], stays: list[Member]) -> None:
    kept = {one.entry.number for one in stays}
    numbers = [(one.entry.number,) for one in ours if one.entry.number not in kept]
    database.connection.executemany("DELETE FROM documents WHERE number = ?", numbers)


def _put_origins(database: Database, theirs: list[Origin], made: str) -> None:
    """Says of every document where it came from, and when."""
    execute = database.connection.execute
    execute("DELETE FROM sources")
    ours = [one for part in parts_of(database, made) for one in part.documents]
    for kept, (added, sources) in zip(ours, theirs, strict=True):
        execute("UPDATE documents SET added = ? WHERE number = ?", (added, kept.entry.number))
        for source in json.loads(sources):
            execute("INSERT INTO sources VALUES (?, ?)", (source, kept.entry.number))


def _keys(database: Database, made: str, there: list[PushedPart]) -> list[str]:
    """The keys that the collection's parts have when their documents are the store's."""
    ours = iter([one for part in parts_of(database, made) for one in part.documents])
    return [key_of(made, list(islice(ours, len(part.documents)))) for part in there]
