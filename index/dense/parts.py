"""The dense leg of a store: its segments asked as one, exactly where they are small, by a shortlist where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.dense.shortlist import Shortlist
from index.dense.vectors import DenseIndex, Vectors
from index.rows import Places, Rows

# Over-fetch: 8-bit scores swap near neighbours, so 2k candidates are scored again with full vectors and k are kept.
_RESCORED = 2


@dataclass(frozen=True, slots=True)
class DensePart:
    """The vectors of a segment, and the shortlist of a large one."""

    exact: DenseIndex
    rows: Rows
    shortlist: Shortlist | None = None

    def __post_init__(self) -> None:
        if len(self.exact) != self.rows.n_rows:
            raise ValueError(f"There are {len(self.exact)} vectors and {self.rows.n_rows} rows")

    def used(self) -> Vectors:
        """float32 [n, dim], the vectors of the used rows."""
        vectors: Vectors = np.asarray(self.exact.vectors)[self.rows.numbers]
        return vectors


class DenseParts:
    """Nearest vectors over parts, part after part."""

    def __init__(self, parts: Sequence[DensePart], dim: int) -> None:
        self.parts = tuple(parts)
        self.dim = dim
        self._first = np.cumsum([0, *(len(part.rows) for part in parts)])

    def __len__(self) -> int:
        return int(self._first[-1])

    def search(self, vectors: Vectors, k: int) -> tuple[Vectors, Places]:
        """Scores and places of the k nearest for each vector, best first: both [n, min(k, len(self))].

        The scores are exact. Which rows are found is, but for segments with a shortlist: see there. Equal
        scores are in order of place. Raises ValueError for another dimension, for NaN and for k < 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it needs 1 or more")
        k = min(k, len(self))
        empty = DenseIndex(np.zeros((0, self.dim), np.float32)).search(vectors, k or 1)
        found = [empty]
        for part, first in zip(self.parts, self._first, strict=False):
            if part.shortlist is None:
                scores, places = part.exact.search(vectors, k, part.rows)
                found.append((scores, places + first))
        found += self._listed(vectors, k)
        scores, places = (np.concatenate(columns, axis=1) for columns in zip(*found, strict=True))
        order = np.lexsort((places, -scores), axis=1)[:, :k]
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(places, order, axis=1)

    def _listed(self, vectors: Vectors, k: int) -> list[tuple[Vectors, Places]]:
        """The best of all parts with a shortlist, scored exactly; what else they list has score -inf."""
        large = [(at, part, part.shortlist) for at, part in enumerate(self.parts) if part.shortlist is not None]
        if not large or not len(vectors):
            return []
        n_wanted = _RESCORED * k
        about, rows = [], []
        for _, part, shortlist in large:
            scores, found = shortlist.search(vectors, n_wanted, part.rows)
            about.append(scores)
            rows.append(found)
        of_part = np.repeat([at for at, _, _ in large], [found.shape[1] for found in rows])
        scores, numbers = np.concatenate(about, axis=1), np.concatenate(rows, axis=1)
        places = np.zeros(scores.shape, np.int64)
        for one, (vector, best) in enumerate(zip(vectors, np.argsort(-scores, axis=1)[:, :n_wanted], strict=True)):
            scores[one] = -np.inf
            for at, part, _ in large:
                mine = best[of_part[best] == at]
                scores[one, mine] = part.exact.vectors[numbers[one, mine]] @ vector
                places[one, mine] = self._first[at] + part.rows.places(numbers[one, mine])
        return [(scores.astype(np.float32), places)]
