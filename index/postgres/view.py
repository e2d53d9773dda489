"""What a reader remembers of a generation: how it was made, and which passage stands at which place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from index.errors import StoreError
from index.manifest import Recipe
from index.postgres.address import Address
from index.rows import Places, Rows

# Whole numbers in a bytea column, one after the other.
NUMBERS = np.dtype("<i4")
# In place of a number of words: the passage was removed.
GONE = -1


@dataclass(frozen=True, slots=True)
class View:
    """A generation's parts, in the order of search: place 0 is the first passage of the first."""

    collection: int
    generation: int
    recipe: Recipe
    dim: int
    is_approximate: bool
    numbers: list[int]  # of the parts
    firsts: list[int]  # the row of each part's first passage
    rows: Rows  # of all parts, those of removed documents unused; the used ones are counted as places
    n_words: NDArray[np.int32]  # [n_passages]
    made: str  # the recipe in the form in which it was pushed

    def parts_of(self, places: Places) -> list[tuple[int, int]]:
        """For each place the part that it is in, and the row in it."""
        rows = self.rows.at(places)
        parts = np.searchsorted(self.firsts, rows, side="right") - 1
        return [(self.numbers[at], int(row) - self.firsts[at]) for at, row in zip(parts, rows, strict=True)]


def view_of(connection: Connection[Any], address: Address, known: View | None = None) -> View:
    """The present generation; `known` itself where it still is. Raises StoreError where there is no such collection."""
    row = connection.execute(
        "SELECT number, generation, recipe, dim, is_approximate FROM sanad.collections WHERE name = %s",
        (address.collection,),
    ).fetchone()
    if row is None or row[1] == 0:
        raise StoreError(
            f"There is no collection {address.collection!r} in {address}. "
            f"Push a store: python -m index --store DIR push {address}"
        )
    number, generation, recipe, dim, is_approximate = row
    if known is not None and (number, generation, is_approximate) == (
        *(known.collection, known.generation, known.is_approximate),
    ):
        return known
    parts = connection.execute(
        "SELECT number, n_passages, n_words FROM sanad.parts WHERE collection = %s AND position IS NOT NULL "
        "AND n_passages > 0 ORDER BY position",
        (number,),
    ).fetchall()
    n_words = np.concatenate([np.zeros(0, np.int32), *(np.frombuffer(words, NUMBERS) for _, _, words in parts)])
    rows = Rows(len(n_words), n_words != GONE)
    return View(
        number,
        generation,
        Recipe.from_json(recipe),
        dim,
        is_approximate,
        [part for part, _, _ in parts],
        [int(first) for first in np.cumsum([0, *(n for _, n, _ in parts)])[:-1]],
        rows,
        n_words[rows.numbers],
        recipe,
    )
