"""Scores of a ranked list, from the ranks of its relevant items.

Ranks count from 1. One gold question has one thing to find (its paragraph, or its answer), so the run scores
the first rank at which that thing appears: a second passage of the same paragraph earns nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Collection


def recall_at(k: int, ranks: Collection[int], *, n_relevant: int = 1) -> float:
    """The share of the relevant items that stand among the first k."""
    _check(ranks, n_relevant)
    return sum(rank <= k for rank in ranks) / n_relevant


def reciprocal_rank_at(k: int, ranks: Collection[int]) -> float:
    """One over the rank of the first relevant item; 0.0 when none stands among the first k."""
    _check(ranks, max(len(ranks), 1))
    first = min(ranks, default=k + 1)
    return 1 / first if first <= k else 0.0


def ndcg_at(k: int, ranks: Collection[int], *, n_relevant: int = 1) -> float:
    """Gain 1/log2(1 + rank) of the relevant items among the first k, over that of the best possible order.

    With one relevant item this is 1/log2(1 + rank): 1 at rank 1, 0.631 at 2, 0.5 at 3.
    """
    _check(ranks, n_relevant)
    gain = sum(1 / math.log2(1 + rank) for rank in ranks if rank <= k)
    ideal = sum(1 / math.log2(1 + rank) for rank in range(1, min(n_relevant, k) + 1))
    return gain / ideal


def _check(ranks: Collection[int], n_relevant: int) -> None:
    if any(rank < 1 for rank in ranks):
        raise ValueError(f"ranks count from 1, found {min(ranks)}")
    if len(set(ranks)) != len(ranks):
        raise ValueError("two items share a rank")
    if n_relevant < max(len(ranks), 1):
        raise ValueError(f"found {len(ranks)} relevant items of {n_relevant}")
