"""Searching a collection in a database. A `Retriever`, beside `index.fuse.HybridIndex`, which finds the same."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from psycopg import Connection, sql

from corpus.document import Document, Passage
from index.errors import StoreError
from index.fuse import Leg, Scores, filled, fuse
from index.hit import Hit
from index.lexical import TranslationTable
from index.manifest import Recipe
from index.passages import passage_of
from index.postgres.link import Readers
from index.postgres.view import View, view_of
from index.postgres.words import words_for
from index.rows import Places
from index.settings import IndexSettings
from index.store import from_bytes

if TYPE_CHECKING:
    from index.encode import Encoder

_N_KEPT = 256  # documents that a program keeps in memory, those used last
# Nearest by the approximate index that are compared again by their full vectors, for each that is wanted.
_SHORTLIST = 4
_LONGEST_SHORTLIST = 1000  # pgvector's limit
_BATCH = 200  # documents fetched at once where all are wanted

Found = tuple[Scores, Places]  # best first

log = logging.getLogger(__name__)


__all__ = ["Documents", "Opened", "PostgresIndex", "Readers", "open_collection"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A collection that can be searched, and its documents; both follow what is pushed."""

    index: PostgresIndex
    documents: Documents


def open_collection(readers: Readers, encoder: Encoder, table: TranslationTable, settings: IndexSettings) -> Opened:
    """The collection, to search. Nothing is encoded but questions, and only what a search needs is read.

    Raises StoreError where there is none, and where it was pushed by a program that makes it otherwise.
    """
    index = PostgresIndex(readers, encoder, table, settings)
    try:
        index.require_fit()
    except StoreError:
        readers.close()
        raise
    return Opened(index, Documents(index))


class PostgresIndex:
    """Passages found by meaning (dense), by words (lexical), or by both (fused). Safe to share between threads.

    Each search sees the generation that is complete when it begins.
    """

    def __init__(self, readers: Readers, encoder: Encoder, table: TranslationTable, settings: IndexSettings) -> None:
        self.readers = readers
        self._encoder = encoder
        self._table = table
        self._settings = settings
        self._recipe = Recipe.of(encoder, settings.split)
        self._view: View | None = None
        self._kept: OrderedDict[tuple[int, int], Document] = OrderedDict()
        self._lock = threading.Lock()  # of what is kept

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of search: reads the whole collection."""

        def read(connection: Connection[Any]) -> tuple[Passage, ...]:
            view = self.view(connection)
            return tuple(self._passages(connection, view, np.arange(len(view.n_words))))

        return self.readers.read(read)

    def require_fit(self) -> None:
        """Raises StoreError where the collection was made otherwise than this program would."""
        self.readers.read(self.view)

    def search(self, questions: Sequence[str], k: int, leg: Leg = "fused") -> list[list[Hit]]:
        """The k best passages for each question, best first; one list per question, in order.

        Scores and order are those of `HybridIndex.search`. Raises ValueError for k < 1, and StoreError where
        the server is away or the collection is another program's.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it needs 1 or more")
        if not questions:
            return []
        vectors = None if leg == "lexical" else self._encoder.encode_questions(questions)
        return self.readers.read(lambda connection: self._search(connection, questions, vectors, k, leg))

    def view(self, connection: Connection[Any]) -> View:
        """The generation that the connection sees. Raises StoreError where it does not fit."""
        view = view_of(connection, self.readers.address, self._view)
        if view is not self._view:
            differences = view.recipe.differences(self._recipe)
            if differences:
                said = (
                    f"{self.readers.address} was made otherwise than it would be now: {'; '.join(differences)}. "
                    "Bring its store up to date and push it again: python -m index --store DIR rebuild, then "
                    f"python -m index --store DIR push {self.readers.address}"
                )
                if not view.recipe.answers(self._recipe):
                    raise StoreError(said)
                log.warning("%s", said)
            self._view = view
        return view

    def documents_of(self, connection: Connection[Any], wanted: Sequence[tuple[int, int]]) -> list[Document]:
        """The documents of these parts and ordinals, in order; those used last are kept in memory."""
        with self._lock:
            found = {key: self._kept[key] for key in wanted if key in self._kept}
        missing = [key for key in dict.fromkeys(wanted) if key not in found]
        if missing:
            rows = connection.execute(
                "SELECT part, ordinal, doc_id, body FROM sanad.documents JOIN unnest(%s::bigint[], %s::integer[]) "
                "AS wanted (part, ordinal) USING (part, ordinal)",
                ([part for part, _ in missing], [ordinal for _, ordinal in missing]),
                binary=True,
            )
            for part, ordinal, doc_id, body in rows:
                found[part, ordinal] = from_bytes(doc_id.decode("utf-8", "surrogatepass"), body)
        with self._lock:
            for key in wanted:
                self._kept[key] = found[key]
                self._kept.move_to_end(key)
            while len(self._kept) > _N_KEPT:
                self._kept.popitem(last=False)
        return [found[key] for key in wanted]

    def _search(
        self, connection: Connection[Any], questions: Sequence[str], vectors: Scores | None, k: int, leg: Leg
    ) -> list[list[Hit]]:
        view = self.view(connection)
        if not len(view.n_words):
            return [[] for _ in questions]
        depth = max(k, self._settings.fuse.depth) if leg == "fused" else k
        dense = [] if vectors is None else [_nearest(connection, view, vector, depth) for vector in vectors]
        if leg == "dense":
            found = dense
        else:
            words = words_for(questions, connection, view, self._table, self._settings.lexical)
            lexical: list[Found] = list(zip(*words.search(questions, depth), strict=True))
            found = lexical
            if leg == "fused":
                found = [fuse(*a, *b, self._settings.fuse) for a, b in zip(dense, lexical, strict=True)]
        return [
            self._hits(connection, view, (scores[:k], places[:k]), dense[row] if dense else None)
            for row, (scores, places) in enumerate(found)
        ]

    def _hits(self, connection: Connection[Any], view: View, found: Found, dense: Found | None) -> list[Hit]:
        scores, places = found
        passages = self._passages(connection, view, places)
        cosines = [None] * len(places) if dense is None else filled(*dense, places).tolist()
        return [
            Hit(passage, float(score), rank, cosine)
            for rank, (passage, score, cosine) in enumerate(zip(passages, scores, cosines, strict=True), start=1)
        ]

    def _passages(self, connection: Connection[Any], view: View, places: Places) -> list[Passage]:
        wanted = view.parts_of(places)
        rows = connection.execute(
            "SELECT part, place, document, section, sentences FROM sanad.passages "
            "JOIN unnest(%s::bigint[], %s::integer[]) AS wanted (part, place) USING (part, place)",
            ([part for part, _ in wanted], [place for _, place in wanted]),
        )
        found = {(part, place): (document, section, sentences) for part, place, document, section, sentences in rows}
        documents = self.documents_of(connection, [(key[0], found[key][0]) for key in wanted])
        return [
            passage_of(document, (found[key][1], json.loads(found[key][2])))
            for key, document in zip(wanted, documents, strict=True)
        ]


class Documents(Sequence[Document]):
    """The collection's documents, in the order in which they were added, read when they are asked for."""

    def __init__(self, index: PostgresIndex) -> None:
        self._index = index

    def __len__(self) -> int:
        return len(self._index.readers.read(self._keys))

    @overload
    def __getitem__(self, at: int) -> Document: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Document]: ...
    def __getitem__(self, at: int | slice) -> Document | Sequence[Document]:
        def read(connection: Connection[Any]) -> Document | Sequence[Document]:
            keys = self._keys(connection)[at]
            if isinstance(keys, tuple):
                return self._index.documents_of(connection, [keys])[0]
            return self._index.documents_of(connection, keys)

        return self._index.readers.read(read)

    def __iter__(self) -> Iterator[Document]:
        start = 0
        while batch := self[start : start + _BATCH]:
            yield from batch
            start += _BATCH

    def of_id(self, doc_id: str) -> Document | None:
        """The document of this id; None where there is none."""

        def read(connection: Connection[Any]) -> Document | None:
            keys = connection.execute(
                "SELECT part, ordinal FROM sanad.documents JOIN sanad.parts ON part = number "
                "WHERE doc_id = %s AND collection = %s AND position IS NOT NULL",
                (doc_id.encode("utf-8", "surrogatepass"), self._index.view(connection).collection),
            ).fetchall()
            return self._index.documents_of(connection, keys)[0] if keys else None

        return self._index.readers.read(read)

    def _keys(self, connection: Connection[Any]) -> list[tuple[int, int]]:
        return connection.execute(
            "SELECT part, ordinal FROM sanad.documents JOIN sanad.parts ON part = number "
            "WHERE collection = %s AND position IS NOT NULL ORDER BY position, ordinal",
            (self._index.view(connection).collection,),
        ).fetchall()


def _nearest(connection: Connection[Any], view: View, vector: Scores, k: int) -> Found:
    """The k passages whose vectors are nearest, best first, equal ones in the order of places."""
    found: sql.Composable = sql.SQL("sanad.passages")
    if view.is_approximate:
        n = min(_SHORTLIST * k, _LONGEST_SHORTLIST)
        connection.execute(f"SET LOCAL hnsw.ef_search = {n}")
        # Passages of parts that are gone or not yet there do not count among the n.
        connection.execute("SET LOCAL hnsw.iterative_scan = strict_order")
        found = sql.SQL(
            "(SELECT * FROM sanad.passages WHERE collection = {collection} AND part = ANY(%(parts)s) "
            "ORDER BY embedding::halfvec({dim}) <#> %(vector)b::halfvec({dim}) LIMIT {n}) AS shortlist"
        ).format(collection=sql.Literal(view.collection), dim=sql.Literal(view.dim), n=sql.Literal(n))
    rows = connection.execute(
        sql.SQL(
            "SELECT first + place AS at, embedding <#> %(vector)b AS distance FROM {found} "
            "JOIN unnest(%(parts)s, %(firsts)s) AS placed (part, first) USING (part) "
            "ORDER BY distance, at LIMIT %(k)s"
        ).format(found=found),
        {"parts": view.numbers, "firsts": view.firsts, "vector": vector, "k": k},
    ).fetchall()
    places = view.rows.places(np.array([at for at, _ in rows], np.int64))
    return np.array([-distance for _, distance in rows], np.float32), places
