"""IBM Model 1 (Brown et al. 1993) over pairs of integer sequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NULL = 0  # the empty source word, a source for target words that translate nothing


@dataclass(frozen=True, slots=True)
class TranslationModel:
    """`probability[i]` = t(target[i] | source[i]); rows sorted by source, then by falling probability."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    probability: NDArray[np.float64]
    count: NDArray[np.float64]  # expected number of times the two were aligned

    def translations(self, source: int) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Targets, probabilities and counts of one source, best first; empty where it never stood in a pair."""
        low, high = np.searchsorted(self.source, [source, source + 1])
        return self.target[low:high], self.probability[low:high], self.count[low:high]


def ibm_model_1(pairs: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], *, n_rounds: int = 5) -> TranslationModel:
    """Expectation maximisation from a uniform start.

    Each pair is (source ids, target ids), ids from 1; 0 is the NULL source, added here.
    Memory is one row for every source-target cell of every pair, about 24 bytes each.
    """
    sources, targets, widths = [], [], []
    for source, target in pairs:
        padded = np.concatenate([[NULL], source])
        sources.append(np.tile(padded, len(target)))
        targets.append(np.repeat(target, len(padded)))
        widths.append(np.full(len(target), len(padded)))
    n_target_ids = int(max(target.max() for _, target in pairs)) + 1
    key = np.concatenate(sources) * n_target_ids + np.concatenate(targets)
    del sources, targets
    cells, cell_of = np.unique(key, return_inverse=True)
    del key
    width = np.concatenate(widths)
    first = np.concatenate([[0], np.cumsum(width)[:-1]])
    group = np.repeat(np.arange(len(width)), width)
    source_of, target_of = cells // n_target_ids, cells % n_target_ids
    probability: NDArray[np.float64] = np.ones(len(cells))
    count: NDArray[np.float64] = np.zeros(len(cells))
    for _ in range(n_rounds):
        weight = probability[cell_of]
        weight /= np.add.reduceat(weight, first)[group]
        count = np.bincount(cell_of, weights=weight, minlength=len(cells)).astype(np.float64)
        probability = count / np.bincount(source_of, weights=count)[source_of]
    order = np.lexsort((-probability, source_of))
    return TranslationModel(source_of[order], target_of[order], probability[order], count[order])
