import random

import pytest
from sklearn.metrics import roc_auc_score

from eval.bootstrap import paired_bootstrap
from eval.confidence import at_threshold, aurc, auroc, best_threshold, calibration_error, reliability, risk_coverage

pytestmark = pytest.mark.models  # scikit-learn's scipy asks whether arrays are torch's


def test_best_threshold_is_the_published_walk() -> None:
    # Four questions, the last two without an answer. Everything refused: 2 points.
    # .1 right (+1 = 3, best), .2 no answer but a text (-1 = 2), .3 half right (2.5), .9 no answer and no text (2.5).
    best = best_threshold([1.0, 0.5, 0.0, 1.0], ["a", "b", "c", ""], [0.1, 0.3, 0.2, 0.9], [True, True, False, False])
    assert best.score == 3 / 4
    assert best.no_answer_above == 0.1


def test_best_threshold_walks_through_ties_and_prefers_the_first() -> None:
    # Equal probabilities: after the first of them the walk stands at 2 of 2, which no threshold can reach.
    tied = best_threshold([1.0, 0.0], ["a", "b"], [0.5, 0.5], [True, False])
    assert (tied.score, tied.no_answer_above) == (1.0, 0.5)
    turned = best_threshold([0.0, 1.0], ["b", "a"], [0.5, 0.5], [False, True])
    assert (turned.score, turned.no_answer_above) == (0.5, 0.0)
    # Nothing beats refusing everything: the threshold stays at 0.
    assert best_threshold([0.0], ["a"], [0.2], [True]).no_answer_above == 0.0


def test_at_threshold_refuses_only_above() -> None:
    assert at_threshold(0.4, no_answer=0.5, has_answer=True, threshold=0.5) == 0.4
    assert at_threshold(0.4, no_answer=0.6, has_answer=True, threshold=0.5) == 0.0
    assert at_threshold(0.0, no_answer=0.6, has_answer=False, threshold=0.5) == 1.0


def test_auroc_by_hand() -> None:
    # Pairs: .9 beats .5 and .1; .5 ties .5 (half) and beats .1: 3.5 of 4.
    assert auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 3.5 / 4
    assert auroc([0.9], [True]) is None
    assert auroc([], []) is None


def test_auroc_agrees_with_scikit_learn() -> None:
    draw = random.Random(3)
    confidences = [round(draw.random(), 1) for _ in range(200)]
    positives = [draw.random() < confidence for confidence in confidences]
    assert auroc(confidences, positives) == pytest.approx(roc_auc_score(positives, confidences))


def test_risk_coverage_by_hand() -> None:
    # Surest first: right, wrong, right. Risks 0, 1/2, 1/3.
    points = risk_coverage([0.2, 0.9, 0.5], [1.0, 1.0, 0.0])
    assert [point.coverage for point in points] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [point.risk for point in points] == pytest.approx([0, 1 / 2, 1 / 3])
    assert [point.confidence for point in points] == [0.9, 0.5, 0.2]
    assert aurc([0.2, 0.9, 0.5], [1.0, 1.0, 0.0]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    assert aurc([], []) is None


def test_risk_coverage_does_not_depend_on_the_order_of_ties() -> None:
    assert aurc([0.5, 0.5], [1.0, 0.0]) == aurc([0.5, 0.5], [0.0, 1.0]) == pytest.approx(0.5)


def test_calibration_by_hand() -> None:
    # Bin .9-1: 1.0 right, 0.9 wrong: mean .95, right .5, gap .45. Bin .2-.3: .2 right: gap .8. (2*.45 + .8) / 3.
    bins = reliability([1.0, 0.9, 0.2], [True, False, True])
    assert [one.n for one in bins] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 2]
    assert bins[9].confidence == pytest.approx(0.95)
    assert bins[9].right == 0.5
    assert calibration_error(bins) == pytest.approx((2 * 0.45 + 0.8) / 3)
    assert calibration_error(reliability([], [])) is None
    with pytest.raises(ValueError, match=r"1\.5"):
        reliability([1.5], [True])


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\[2, 1\]"):
        auroc([0.1, 0.2], [True])


def test_bootstrap_by_hand() -> None:
    always = paired_bootstrap([0.0] * 20, [1.0] * 20)
    assert (always.mean, always.low, always.high, always.p, always.n) == (1.0, 1.0, 1.0, 0.0, 20)
    never = paired_bootstrap([0.3] * 20, [0.3] * 20)
    assert (never.mean, never.p) == (0.0, 1.0)


def test_bootstrap_interval_is_the_normal_one_when_n_is_large() -> None:
    # Gaps of 1 (60 of 100) and 0: mean .6, standard error sqrt(.6 * .4 / 100) = .049, so .6 -+ 1.96 * .049.
    first, second = [0.0] * 100, [1.0] * 60 + [0.0] * 40
    got = paired_bootstrap(first, second, seed=1)
    assert got.mean == pytest.approx(0.6)
    assert got.low == pytest.approx(0.504, abs=0.015)
    assert got.high == pytest.approx(0.696, abs=0.015)
    assert paired_bootstrap(first, second, seed=1) == got
    turned = paired_bootstrap(second, first, seed=1)
    assert (turned.low, turned.high) == pytest.approx((-got.high, -got.low))
