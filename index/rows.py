"""Which rows of a segment belong to documents: those of removed documents stay in it until it is written anew."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


class Rows:
    """The rows of a segment that are used, counted from 0 without the others: those numbers are places."""

    def __init__(self, n_rows: int, used: NDArray[np.bool_] | None = None) -> None:
        """`used` says of each of the `n_rows` rows whether it is; None where all are."""
        self.n_rows = n_rows
        self.used = None if used is None or used.all() else used

    def __len__(self) -> int:
        return self.n_rows if self.used is None else int(self._places[-1]) + 1

    def places(self, rows: NDArray[np.integer]) -> Places:
        """The places of used rows."""
        return rows.astype(np.int64) if self.used is None else self._places[rows]

    def at(self, places: Places) -> Places:
        """The rows at these places."""
        return places if self.used is None else self.numbers[places]

    @property
    def numbers(self) -> Places:
        """The used rows, in order."""
        return np.arange(self.n_rows) if self.used is None else np.flatnonzero(self.used)

    @cached_property
    def _places(self) -> Places:
        used = np.ones(self.n_rows, bool) if self.used is None else self.used
        return np.cumsum(used, dtype=np.int64) - 1


def concatenated_ranges(starts: Places, lengths: Places) -> Places:
    """The numbers from each start on, as many as its length, one range after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)
