"""The lexical leg over postings in a database: only what questions ask for is fetched, and scored as at home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from index.lexical import Keys, LexicalIndex, LexicalSettings, TranslationTable, term_keys
from index.postgres.view import NUMBERS, View
from index.rows import Places, Rows

Numbers = NDArray[np.integer]


def words_for(
    questions: Sequence[str], connection: Connection[Any], view: View, table: TranslationTable,
    settings: LexicalSettings,
) -> LexicalIndex:  # fmt: skip
    """An index of the words that these questions need: it answers them as an index of all the words would."""
    words = _Asked(view)
    index = LexicalIndex([(words, Rows(words.n_texts))], table, settings)
    while True:
        used = {term for question in questions for _, meanings in index.meanings(question) for term in meanings}
        terms = words.find(term_keys(used))
        if not words.looked_up(connection):
            words.fetch(connection, terms)
            return index


def signed(keys: Keys) -> list[int]:
    """The keys as the database's whole numbers, which go down to -2**63."""
    numbers: list[int] = keys.view(np.int64).tolist()
    return numbers


class _Asked:
    """What was asked for of the words of a collection; for `LexicalIndex` it is all there is.

    Finds out which terms a question needs: it takes those not looked up yet for known, and notes them. So a
    word that a passage has is looked up together with its translations, in one go; what shares its phonetic
    key or its spelling, thousands of terms, only where the first look has found nothing.
    """

    def __init__(self, view: View) -> None:
        self.n_texts, self.n_words = len(view.n_words), view.n_words
        self._view = view
        self._number_of: dict[int, int] = {}  # by key: a term's number is its place among those asked for
        self._n_with: list[int] = []  # by number
        self._asked: list[int] = []  # keys that were not looked up yet
        self._with_phonetic: dict[int, list[str]] = {}
        self._asked_phonetic: set[int] = set()
        self._postings: dict[int, tuple[Numbers, Numbers]] = {}

    def find(self, wanted: Keys) -> Places:
        """The number of each term, -1 for one that is known to be in no passage."""
        found = np.zeros(len(wanted), np.int64)
        for at, key in enumerate(signed(wanted)):
            number = self._number_of.setdefault(key, len(self._n_with))
            if number == len(self._n_with):
                self._n_with.append(1)
                self._asked.append(key)
            found[at] = number if self._n_with[number] else -1
        return found

    def n_with(self, term: int) -> int:
        """How many passages the term stands in; 1 before it is looked up."""
        return self._n_with[term]

    def postings(self, term: int) -> tuple[Numbers, Numbers]:
        """The places of the passages that a term stands in that was fetched, and how often it does."""
        return self._postings[term]

    def with_phonetic_key(self, key: int) -> list[str]:
        """The surface terms that have this phonetic key; none before it is looked up."""
        if key not in self._with_phonetic:
            self._asked_phonetic.add(key)
        return self._with_phonetic.get(key, [])

    def looked_up(self, connection: Connection[Any]) -> bool:
        """Looks up what was noted; False where there was nothing."""
        if not self._asked and not self._asked_phonetic:
            return False
        there = connection.execute(
            "SELECT term, sum(octet_length(places))::bigint FROM sanad.postings "
            "WHERE part = ANY(%s) AND term = ANY(%s::bigint[]) GROUP BY term",
            (self._view.numbers, self._asked),
        )
        n_with = dict(there.fetchall())
        for key in self._asked:
            self._n_with[self._number_of[key]] = n_with.get(key, 0) // NUMBERS.itemsize
        self._asked = []
        if self._asked_phonetic:
            asked = sorted(self._asked_phonetic)
            self._with_phonetic |= {key: [] for key in asked}
            key_of = dict(zip(signed(np.array(asked, np.uint64)), asked, strict=True))
            for signed_key, terms in connection.execute(
                "SELECT sound, terms FROM sanad.sounds WHERE part = ANY(%s) AND sound = ANY(%s::bigint[])",
                (self._view.numbers, list(key_of)),
            ):
                self._with_phonetic[key_of[signed_key]] += terms
            self._asked_phonetic = set()
        return True

    def fetch(self, connection: Connection[Any], terms: Places) -> None:
        """Brings the postings of these terms."""
        key_of = {number: key for key, number in self._number_of.items()}
        first = dict(zip(self._view.numbers, self._view.firsts, strict=True))
        rows = connection.execute(
            "SELECT part, term, places, counts FROM sanad.postings WHERE part = ANY(%s) AND term = ANY(%s::bigint[])",
            (self._view.numbers, [key_of[number] for number in terms.tolist()]),
            binary=True,
        )
        found: dict[int, list[tuple[Numbers, Numbers]]] = {}
        for part, key, places, counts in sorted(rows, key=lambda row: first[row[0]]):
            at = self._view.rows.places(np.frombuffer(places, NUMBERS) + first[part])
            found.setdefault(self._number_of[key], []).append((at, np.frombuffer(counts, NUMBERS)))
        for number, pieces in found.items():
            places, counts = (np.concatenate(column) for column in zip(*pieces, strict=True))
            # In as few bytes as at home: with counts of 4 bytes BM25 would be rounded otherwise.
            self._postings[number] = places, counts.astype(np.min_scalar_type(int(counts.max())))
