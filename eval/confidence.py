"""How well a confidence tells right from wrong: thresholds, AUROC, risk and coverage, calibration.

Lists are parallel, one entry a question. A confidence is higher for surer; SQuAD v2.0's no-answer
probability is its opposite, `1 - confidence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

N_BINS = 10


@dataclass(frozen=True, slots=True)
class Threshold:
    """The best score that any threshold could have had, and that threshold on the no-answer probability."""

    score: float
    no_answer_above: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """When only the surest `coverage` of the questions are answered, `risk` of those answers is lost."""

    coverage: float
    risk: float
    confidence: float  # of the least sure question among them


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies between low (included) and high (left out, save 1.0)."""

    low: float
    high: float
    n: int
    confidence: float  # mean; 0.0 in an empty bin
    right: float  # share that is right; 0.0 in an empty bin


def at_threshold(score: float, *, no_answer: float, has_answer: bool, threshold: float) -> float:
    """SQuAD v2.0's score of one question when a no-answer probability above the threshold is a refusal."""
    return float(not has_answer) if no_answer > threshold else score


def best_threshold(
    scores: Sequence[float], texts: Sequence[str], no_answer: Sequence[float], has_answer: Sequence[bool]
) -> Threshold:
    """SQuAD v2.0's best_exact or best_f1 with its threshold, by the published walk.

    From everything refused, questions are answered one by one from the least no-answer probability up. Of the
    questions without an answer, one costs a point only when its text is not empty. Equal probabilities are
    walked one by one as well, in the order given, so the best may lie inside a tie. An estimate from above:
    the threshold is chosen on the questions that it is scored on.
    """
    _same_length(scores, texts, no_answer, has_answer)
    total = best = float(sum(not answerable for answerable in has_answer))
    threshold = 0.0
    for i in sorted(range(len(scores)), key=no_answer.__getitem__):
        if has_answer[i]:
            total += scores[i]
        elif texts[i]:
            total -= 1
        if total > best:
            best, threshold = total, no_answer[i]
    return Threshold(best / len(scores), threshold)


def auroc(confidences: Sequence[float], positives: Sequence[bool]) -> float | None:
    """The chance that a positive is surer than a negative, ties counting half. None when there is only one kind."""
    _same_length(confidences, positives)
    n_positive = sum(positives)
    n_negative = len(positives) - n_positive
    if n_positive == 0 or n_negative == 0:
        return None
    wins, n_below = 0.0, 0
    for _, tie in groupby(sorted(zip(confidences, positives, strict=True)), key=lambda pair: pair[0]):
        kinds = [positive for _, positive in tie]
        n_tied = len(kinds) - sum(kinds)
        wins += sum(kinds) * (n_below + n_tied / 2)
        n_below += n_tied
    return wins / (n_positive * n_negative)


def risk_coverage(confidences: Sequence[float], scores: Sequence[float]) -> list[Coverage]:
    """The curve, from the surest question to all of them; one point a question.

    Risk is one less the mean score of the questions covered. Questions of equal confidence come in no order:
    each is given their mean score, so the curve does not depend on how the list was sorted.
    """
    _same_length(confidences, scores)
    points: list[Coverage] = []
    total, n = 0.0, len(scores)
    order = sorted(zip(confidences, scores, strict=True), reverse=True)
    for confidence, tie in groupby(order, key=lambda pair: pair[0]):
        tied = [score for _, score in tie]
        for _ in tied:
            total += sum(tied) / len(tied)
            covered = len(points) + 1
            points.append(Coverage(covered / n, 1 - total / covered, confidence))
    return points


def aurc(confidences: Sequence[float], scores: Sequence[float]) -> float | None:
    """The area under risk against coverage: the mean of the curve's risks. Lower is better; None of no questions."""
    points = risk_coverage(confidences, scores)
    return sum(point.risk for point in points) / len(points) if points else None


def reliability(confidences: Sequence[float], right: Sequence[bool], n_bins: int = N_BINS) -> list[Bin]:
    """Bins of equal width from 0 to 1, empty ones among them."""
    _same_length(confidences, right)
    inside: list[list[tuple[float, bool]]] = [[] for _ in range(n_bins)]
    for confidence, is_right in zip(confidences, right, strict=True):
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence lies in [0, 1], found {confidence}")
        inside[min(int(confidence * n_bins), n_bins - 1)].append((confidence, is_right))
    return [
        Bin(
            i / n_bins,
            (i + 1) / n_bins,
            len(pairs),
            sum(confidence for confidence, _ in pairs) / max(len(pairs), 1),
            sum(is_right for _, is_right in pairs) / max(len(pairs), 1),
        )
        for i, pairs in enumerate(inside)
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: the mean gap of confidence and share right, each bin by its size. None of none."""
    n = sum(one.n for one in bins)
    return sum(one.n * abs(one.confidence - one.right) for one in bins) / n if n else None


def _same_length(*lists: Sequence[object]) -> None:
    lengths = [len(each) for each in lists]
    if len(set(lengths)) > 1:
        raise ValueError(f"parallel lists differ in length: {lengths}")
