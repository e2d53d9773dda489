import math
import random

import numpy as np
import pytest
from sklearn.metrics import label_ranking_average_precision_score, ndcg_score, top_k_accuracy_score

from eval.ranking import ndcg_at, recall_at, reciprocal_rank_at

pytestmark = pytest.mark.models  # scikit-learn's scipy asks whether arrays are torch's


def test_one_thing_to_find() -> None:
    assert [recall_at(k, [2]) for k in (1, 2, 5)] == [0.0, 1.0, 1.0]
    assert recall_at(5, []) == 0.0
    assert reciprocal_rank_at(10, [4]) == 0.25
    assert reciprocal_rank_at(10, [11]) == reciprocal_rank_at(10, []) == 0.0
    assert ndcg_at(10, [1]) == 1.0
    assert ndcg_at(10, [3]) == pytest.approx(1 / 2)  # 1 / log2(4)
    assert ndcg_at(10, [7]) == pytest.approx(1 / 3)  # 1 / log2(8)
    assert ndcg_at(10, [11]) == 0.0


def test_several_things_to_find() -> None:
    assert recall_at(2, [1, 3], n_relevant=2) == 1 / 2
    assert reciprocal_rank_at(10, [5, 3]) == pytest.approx(1 / 3)
    # Found at 1 and 3 of three relevant: (1 + 1/2) over (1 + 0.63093 + 1/2).
    assert ndcg_at(10, [1, 3], n_relevant=3) == pytest.approx(1.5 / (1.5 + 1 / math.log2(3)))
    # More relevant items than places: the best order fills both places.
    assert ndcg_at(2, [1, 2], n_relevant=5) == pytest.approx(1.0)


@pytest.mark.parametrize(("ranks", "n_relevant"), [([0], 1), ([2, 2], 2), ([1, 2], 1), ([], 0)])
def test_impossible_ranks_are_refused(ranks: list[int], n_relevant: int) -> None:
    with pytest.raises(ValueError, match=r"ranks count|share a rank|relevant items"):
        ndcg_at(10, ranks, n_relevant=n_relevant)


def test_agrees_with_scikit_learn() -> None:
    draw = random.Random(7)
    n_items, rows = 30, 40
    scores = np.array([[draw.random() for _ in range(n_items)] for _ in range(rows)])
    relevant = [draw.sample(range(n_items), draw.randint(1, 4)) for _ in range(rows)]
    order = (-scores).argsort(axis=1).argsort(axis=1) + 1  # [rows, n_items], ranks from 1
    truth = np.zeros((rows, n_items), dtype=int)
    for row, items in enumerate(relevant):
        truth[row, items] = 1
    ours = [ndcg_at(10, order[i, items].tolist(), n_relevant=len(items)) for i, items in enumerate(relevant)]
    assert np.mean(ours) == pytest.approx(ndcg_score(truth, scores, k=10))

    first = np.array([items[0] for items in relevant])
    ranks = [[int(order[i, item])] for i, item in enumerate(first)]
    for k in (1, 5, 10):
        theirs = top_k_accuracy_score(first, scores, k=k, labels=range(n_items))
        assert np.mean([recall_at(k, rank) for rank in ranks]) == pytest.approx(theirs)
    # With a single relevant item, average precision is the reciprocal rank.
    theirs = label_ranking_average_precision_score(np.eye(n_items, dtype=int)[first], scores)
    assert np.mean([reciprocal_rank_at(n_items, rank) for rank in ranks]) == pytest.approx(theirs)
