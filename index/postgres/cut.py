"""Takes documents out of a part in a database: their texts, vectors and words. The other passages keep their places."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from psycopg import Connection

from index.lexical import Words
from index.passages import passage_of
from index.postgres.view import GONE, NUMBERS
from index.postgres.words import signed
from index.rows import Places
from index.store import from_bytes, texts_of

_SIZE = NUMBERS.itemsize


def cut(connection: Connection[Any], number: int, gone: Sequence[int], *, key: str, viewing: int) -> None:
    """Removes the documents of these ordinals from the part, which then has this key; in the caller's transaction.

    `viewing` is the version of the view that the part's passages were read by.
    """
    texts, places = _texts(connection, number, gone, viewing)
    words = Words.build(texts)
    vanished = _cut_postings(connection, number, words, places)
    _cut_sounds(connection, number, words, vanished)
    of_gone = (number, list(gone))
    connection.execute("DELETE FROM sanad.passages WHERE part = %s AND document = ANY(%s)", of_gone)
    connection.execute("DELETE FROM sanad.documents WHERE part = %s AND ordinal = ANY(%s)", of_gone)
    marks = [(np.full(end - start, GONE, NUMBERS).tobytes(), start * _SIZE + 1, number) for start, end in _runs(places)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE sanad.parts SET n_words = overlay(n_words PLACING %s FROM %s::integer) WHERE number = %s", marks
        )
    connection.execute("UPDATE sanad.parts SET key = %s WHERE number = %s", (key, number))


def _texts(connection: Connection[Any], number: int, gone: Sequence[int], viewing: int) -> tuple[list[str], Places]:
    """What was searched of the documents' passages, and their places in the part, rising."""
    documents = {
        ordinal: from_bytes(doc_id.decode("utf-8", "surrogatepass"), body)
        for ordinal, doc_id, body in connection.execute(
            "SELECT ordinal, doc_id, body FROM sanad.documents WHERE part = %s AND ordinal = ANY(%s)",
            (number, list(gone)),
            binary=True,
        )
    }
    rows = connection.execute(
        "SELECT place, document, section, sentences FROM sanad.passages WHERE part = %s AND document = ANY(%s) "
        "ORDER BY place",
        (number, list(gone)),
    ).fetchall()
    passages = [passage_of(documents[at], (section, json.loads(said))) for _, at, section, said in rows]
    return texts_of(passages, viewing), np.array([place for place, *_ in rows], np.int64)


def _cut_postings(connection: Connection[Any], number: int, words: Words, gone: Places) -> set[int]:
    """Takes the places out of the postings of these words; the keys of those that stand nowhere else in the part."""
    terms, starts, lengths, vanished = [], [], [], set()
    for term, places in connection.execute(
        "SELECT term, places FROM sanad.postings WHERE part = %s AND term = ANY(%s::bigint[])",
        (number, signed(words.terms)),
        binary=True,
    ):
        # Only what stays is said, as stretches of bytes, so that nothing has to be sent back.
        runs = _runs(np.flatnonzero(~np.isin(np.frombuffer(places, NUMBERS), gone)))
        if not runs:
            vanished.add(term)
        terms += [term] * len(runs)
        starts += [start * _SIZE + 1 for start, _ in runs]
        lengths += [(end - start) * _SIZE for start, end in runs]
    connection.execute(
        "UPDATE sanad.postings SET places = stays.places, counts = stays.counts FROM ("
        "SELECT term, string_agg(substring(places FROM start FOR length), ''::bytea ORDER BY start), "
        "string_agg(substring(counts FROM start FOR length), ''::bytea ORDER BY start) "
        "FROM sanad.postings JOIN unnest(%s::bigint[], %s::integer[], %s::integer[]) AS run (term, start, length) "
        "USING (term) WHERE part = %s GROUP BY term) AS stays (term, places, counts) "
        "WHERE part = %s AND postings.term = stays.term",
        (terms, starts, lengths, number, number),
    )
    connection.execute(
        "DELETE FROM sanad.postings WHERE part = %s AND term = ANY(%s::bigint[])", (number, list(vanished))
    )
    return vanished


def _cut_sounds(connection: Connection[Any], number: int, words: Words, vanished: set[int]) -> None:
    """Takes the words of these keys out of the part's phonetic keys."""
    letters = [words.term(at) for at, key in enumerate(signed(words.terms)) if key in vanished]
    of_words = (number, signed(np.unique(words.sounds)))
    connection.execute(
        "UPDATE sanad.sounds SET terms = ARRAY(SELECT term FROM unnest(terms) WITH ORDINALITY AS one (term, at) "
        "WHERE term <> ALL(%s) ORDER BY at) WHERE part = %s AND sound = ANY(%s::bigint[])",
        (letters, *of_words),
    )
    connection.execute(
        "DELETE FROM sanad.sounds WHERE part = %s AND sound = ANY(%s::bigint[]) AND terms = '{}'", of_words
    )


def _runs(numbers: Places) -> list[tuple[int, int]]:
    """Rising numbers as ranges, first and last plus 1, of numbers that follow one another."""
    if not len(numbers):
        return []
    breaks = np.flatnonzero(np.diff(numbers) != 1)
    starts, ends = np.concatenate([numbers[:1], numbers[breaks + 1]]), np.concatenate([numbers[breaks], numbers[-1:]])
    return list(zip(starts.tolist(), (ends + 1).tolist(), strict=True))
