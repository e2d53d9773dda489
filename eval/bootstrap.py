"""Whether a difference between two runs on the same questions is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

N_SAMPLES = 10_000
_BLOCK = 500  # samples drawn at once: 10,000 questions are 40 MB of indices a block


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of `second - first` over the questions, with its 95 % interval.

    `p` is two-sided: twice the share of samples on the far side of zero (a sample at zero is on both), at most 1.
    """

    mean: float
    low: float
    high: float
    p: float
    n: int


def paired_bootstrap(
    first: Sequence[float], second: Sequence[float], *, seed: int = 0, n_samples: int = N_SAMPLES
) -> Difference:
    """Questions are drawn with replacement, both runs' scores of a question together (Koehn 2004)."""
    if len(first) != len(second) or not len(first):
        raise ValueError(f"needs two scores of each question and at least one, found {len(first)} and {len(second)}")
    gaps = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    draw = np.random.default_rng(seed)
    blocks = [
        gaps[draw.integers(0, len(gaps), size=(min(_BLOCK, n_samples - start), len(gaps)))].mean(axis=1)
        for start in range(0, n_samples, _BLOCK)
    ]
    means = np.concatenate(blocks)
    low, high = np.quantile(means, [0.025, 0.975])
    p = 2 * min(float(np.mean(means <= 0)), float(np.mean(means >= 0)))
    return Difference(float(gaps.mean()), float(low), float(high), min(p, 1.0), len(gaps))
