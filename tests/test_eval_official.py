"""Our scores equal the published scripts', question by question and in sum.

The numbers are frozen outputs of evaluate-v1.1.py and evaluate-v2.0.py of SQuAD and mlqa_evaluation_v1.py of MLQA,
run on these rows in November 2026. The rows are chosen for what the scripts do oddly.
"""

from statistics import fmean

import pytest

from eval.confidence import at_threshold, best_threshold
from eval.metrics import Scoring, exact_match, f1

# gold texts, prediction, no-answer probability, then (exact match, F1) of v1.1, v2.0, MLQA ar and MLQA en
ROWS: list[tuple[list[str], str, float, tuple[int, float], tuple[int, float], tuple[int, float], tuple[int, float]]] = [
    (
        ["29 January 1992", "1992"],
        "on the 29 January, 1992",
        0.1,
        (0, 0.857143),
        (0, 0.857143),
        (0, 0.75),
        (0, 0.857143),
    ),
    (["Aktau", "the port of Aktau"], "a Port of Aktau.", 0.05, (1, 1.0), (1, 1.0), (0, 0.75), (1, 1.0)),
    (["The U.S."], "US", 0.2, (1, 1.0), (1, 1.0), (0, 0.666667), (1, 1.0)),
    (["“the” House"], "the House", 0.3, (0, 0.5), (0, 0.5), (1, 1.0), (1, 1.0)),
    (["Tehran’s mayor"], "Tehrans mayor", 0.35, (0, 0.5), (0, 0.5), (1, 1.0), (1, 1.0)),
    (["$5 million"], "5 Million", 0.15, (1, 1.0), (1, 1.0), (1, 1.0), (1, 1.0)),
    (["an"], "the", 0.6, (1, 0), (1, 1), (0, 0), (1, 0)),
    (["the", "a theatre"], "theatre a", 0.25, (1, 1.0), (1, 1.0), (0, 1.0), (1, 1.0)),
    (["ha ha ha"], "ha ha", 0.4, (0, 0.8), (0, 0.8), (0, 0.8), (0, 0.8)),
    (["1992–1993"], "1992 1993", 0.45, (0, 0), (0, 0), (0, 0), (0, 0)),
    (["العالم"], "ع م", 0.5, (0, 0), (0, 0), (1, 1.0), (0, 0)),
    (["العالم الإسلامي"], "عالم إسلامي", 0.12, (0, 0), (0, 0), (1, 1.0), (0, 0)),
    (["السفارة الإيرانية"], "سفارة إيران، في أستانا", 0.55, (0, 0), (0, 0), (0, 0.333333), (0, 0)),
    (["«أكتاو»؟", "ألماتي"], "أكتاو", 0.22, (0, 0), (0, 0), (1, 1.0), (1, 1.0)),
    (["عام ١٩٩٢"], "عام 1992", 0.33, (0, 0.5), (0, 0.5), (0, 0.5), (0, 0.5)),
    (["مُحَمَّد"], "محمد", 0.44, (0, 0), (0, 0), (0, 0), (0, 0)),
    (["والعلاقات الدبلوماسية"], "العلاقات الدبلوماسية", 0.18, (0, 0.5), (0, 0.5), (0, 0.8), (0, 0.5)),
    (["الـقاهرة"], "القاهرة", 0.28, (0, 0), (0, 0), (0, 0), (0, 0)),
    (["قال المال"], "ق م", 0.38, (0, 0), (0, 0), (1, 1.0), (0, 0)),
    (["ال"], "ال", 0.48, (1, 1.0), (1, 1.0), (1, 0), (1, 1.0)),
    (["طهران"], "", 0.7, (0, 0), (0, 0), (0, 0), (0, 0)),
]
# predictions and probabilities of questions without an answer; v2.0 alone scores them
NO_ANSWER = [("", 0.95, 1), ("the", 0.80, 1), ("Baku", 0.50, 0), ("باكو", 0.90, 0), ("؟", 0.65, 0)]

SCORINGS: list[tuple[Scoring, int]] = [("squad", 3), ("squad2", 4), ("mlqa-ar", 5), ("mlqa-en", 6)]


@pytest.mark.parametrize(("scoring", "column"), SCORINGS)
@pytest.mark.parametrize("row", ROWS, ids=[row[1] or "nothing" for row in ROWS])
def test_each_question(row: tuple, scoring: Scoring, column: int) -> None:
    assert exact_match(row[1], row[0], scoring) == row[column][0]
    assert f1(row[1], row[0], scoring) == pytest.approx(row[column][1], abs=1e-6)


@pytest.mark.parametrize(
    ("scoring", "em", "overlap"),
    [
        ("squad", 28.571428571428573, 41.22448979591837),
        ("mlqa-ar", 38.095238095238095, 60.0),
        ("mlqa-en", 42.857142857142854, 50.74829931972789),
    ],
)
def test_sums(scoring: Scoring, em: float, overlap: float) -> None:
    assert 100 * fmean(exact_match(row[1], row[0], scoring) for row in ROWS) == pytest.approx(em)
    assert 100 * fmean(f1(row[1], row[0], scoring) for row in ROWS) == pytest.approx(overlap)


def test_squad2_with_and_without_answers() -> None:
    golds = [row[0] for row in ROWS] + [[] for _ in NO_ANSWER]
    texts = [row[1] for row in ROWS] + [row[0] for row in NO_ANSWER]
    no_answer = [row[2] for row in ROWS] + [row[1] for row in NO_ANSWER]
    has_answer = [bool(gold) for gold in golds]
    for score, at_half, has, without, best in (
        (exact_match, 34.61538461538461, 23.80952380952381, 80.0, 38.46153846153846),
        (f1, 48.681318681318686, 41.22448979591837, 80.0, 52.52747252747253),
    ):
        raw = [score(text, gold, "squad2") for text, gold in zip(texts, golds, strict=True)]
        assert raw[len(ROWS) :] == [row[2] for row in NO_ANSWER]
        kept = [
            at_threshold(one, no_answer=probability, has_answer=answerable, threshold=0.5)
            for one, probability, answerable in zip(raw, no_answer, has_answer, strict=True)
        ]
        assert 100 * fmean(kept) == pytest.approx(at_half)
        assert 100 * fmean(kept[: len(ROWS)]) == pytest.approx(has)
        assert 100 * fmean(kept[len(ROWS) :]) == pytest.approx(without)
        found = best_threshold(raw, texts, no_answer, has_answer)
        assert 100 * found.score == pytest.approx(best)
        assert found.no_answer_above == 0.48
