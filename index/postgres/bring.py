"""Copies a part of a store into the tables."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from index.dense import Vectors
from index.lexical import Words
from index.passages import rows_of
from index.postgres.hnsw import make_room
from index.postgres.parts import Part
from index.postgres.view import NUMBERS
from index.postgres.words import signed
from index.store import Database, joined, read_part, sum_of, to_bytes

if TYPE_CHECKING:
    from index.encode import Encoder

log = logging.getLogger(__name__)

Row = tuple[object, ...]

_QUIET = 5.0  # seconds between two words of progress


class Progress:
    """Says how far it is, from time to time."""

    def __init__(self, total: int) -> None:
        self.total, self.n = total, 0
        self._said = self._started = time.monotonic()

    def say(self, words: str) -> None:
        """Logs what is done now, and how many passages are brought."""
        self._said = time.monotonic()
        log.info("%s (%d of %d new passages so far, %.0f s)", words, self.n, self.total, self._said - self._started)

    def add(self, n: int) -> None:
        """Counts `n` more passages as brought, and logs it where the last line is long ago."""
        self.n += n
        if time.monotonic() - self._said > _QUIET:
            self.say("still bringing them")


@dataclass(frozen=True, slots=True)
class Home:
    """Where parts come from."""

    folder: Path
    database: Database
    encoder: Callable[[], Encoder]  # asked for only where the store is damaged


def bring(connection: Connection[Any], collection: int, home: Home, part: Part, said: Progress) -> int:
    """Copies a part, whole or not at all; no reader sees it yet. Its number."""
    words, vectors = Words.build([]), np.zeros((0, 0), np.float32)
    if part.segment is not None:
        wanted = {one.entry.number for one in part.documents}
        of_segment = home.database.placed("WHERE segment = ?", (part.segment.number,))
        placed = [one for one in of_segment if one.number in wanted]
        legs = joined([read_part(home.folder, home.database, part.segment, placed, home.encoder)])
        words, vectors = legs.words, legs.vectors
        make_room(connection, collection, dim=vectors.shape[1])
    with connection.transaction():
        row = connection.execute(
            "INSERT INTO sanad.parts (collection, key, n_passages, n_words) VALUES (%s, %s, %s, %s) RETURNING number",
            (collection, part.key, part.n_passages, _numbers(words.n_words)),
        ).fetchone()
        number = int(row[0]) if row is not None else 0
        _copy(connection, "documents", _DOCUMENT, _documents(home, part, number))
        _copy(connection, "passages", _PASSAGE, _passages(home, part, (number, collection), vectors, said))
        _copy(connection, "postings", _POSTING, _postings(words, number))
        _copy(connection, "sounds", _SOUND, _sounds(words, number))
    return number


# The types of the tables' columns.
_DOCUMENT = ("int8", "int4", "bytea", "text", "text", "bytea", "text", "bytea")
_PASSAGE = ("int8", "int4", "int4", "int4", "int4", "text", "vector")
_POSTING = ("int8", "int8", "bytea", "bytea")
_SOUND = ("int8", "int8", "text[]")


def _copy(connection: Connection[Any], table: LiteralString, types: Sequence[str], rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY sanad.{table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _documents(home: Home, part: Part, number: int) -> Iterator[Row]:
    for ordinal, kept in enumerate(part.documents):
        body = to_bytes(home.database.document(kept.entry))
        doc_id = kept.entry.doc_id.encode("utf-8", "surrogatepass")
        yield (number, ordinal, doc_id, kept.content, *kept.origin, sum_of(body), body)


def _passages(home: Home, part: Part, of: tuple[int, int], vectors: Vectors, said: Progress) -> Iterator[Row]:
    number, collection = of
    place = 0
    for ordinal, kept in enumerate(part.documents):
        for section, sentences in rows_of(home.database.stored(kept.entry).passages):
            yield (number, place, collection, ordinal, section, json.dumps(sentences), vectors[place])
            place += 1
        said.add(kept.entry.n_passages)


def _postings(words: Words, number: int) -> Iterator[Row]:
    for at, term in enumerate(signed(words.terms)):
        places, counts = words.postings(at)
        yield (number, term, _numbers(places), _numbers(counts))


def _sounds(words: Words, number: int) -> Iterator[Row]:
    sounds = np.unique(words.sounds)
    for key, sound in zip(signed(sounds), sounds.tolist(), strict=True):
        yield (number, key, words.with_phonetic_key(sound))


def _numbers(numbers: NDArray[np.integer]) -> bytes:
    return numbers.astype(NUMBERS).tobytes()
