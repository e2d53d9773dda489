"""From rows to the figures of the report. Pure: the same rows give the same figures.

Scores lie in [0, 1]; None stands where no question counts. Two scorings, named: `official` is the arithmetic of
SQuAD v1.1 for reading and of SQuAD v2.0 end to end, `corrected` is ours; `mlqa` stands beside them, over
the questions with an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import fmean
from typing import Any

from eval.confidence import aurc, auroc, best_threshold, calibration_error, reliability, risk_coverage
from eval.measure import N_HITS, Row
from eval.metrics import Scoring, exact_match, f1
from eval.ranking import ndcg_at, recall_at, reciprocal_rank_at
from eval.road import LEGS, RERANKED

PAIRS = ("ar-ar", "en-ar", "ar-en", "en-en")
VIEWS = {"paragraph": "gold paragraph", "span": "gold place", "words": "words of an answer"}
RETRIEVAL: dict[str, Callable[[list[int]], float]] = {
    "recall@1": lambda ranks: recall_at(1, ranks),
    "recall@5": lambda ranks: recall_at(5, ranks),
    "recall@10": lambda ranks: recall_at(10, ranks),
    "mrr@10": lambda ranks: reciprocal_rank_at(N_HITS, ranks),
    "ndcg@10": lambda ranks: ndcg_at(N_HITS, ranks),
}
CLOSE = 0.5  # corrected F1 from which an answer counts as right in the lenient figures
_CURVE_POINTS = 100


def cells(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures of each language pair that has questions: question language, hyphen, document language."""
    return {pair: cell(few) for pair in PAIRS if (few := [row for row in rows if row["cell"] == pair])}


def cell(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures of some rows of one language pair."""
    answerable = [row for row in rows if row["gold"]]
    read = [row for row in answerable if row["reading"] is not None]
    return {
        "n": len(rows),
        "n_answerable": len(answerable),
        "n_errors": sum(row["end"]["kind"] == "error" for row in rows),
        "retrieval": {leg: retrieval(answerable, leg) for leg in legs(rows)},
        "reading": {"n": len(read), **texts(read, lambda row: row["reading"]["text"], "squad")},
        "end_to_end": {"n": len(rows), **texts(rows, lambda row: row["end"]["text"], "squad2")},
        "refusal": refusal(rows),
        "citations": citations(rows),
        "baselines": baselines(rows, answerable),
    }


def legs(rows: Sequence[Row]) -> list[str]:
    """The rankings of the road itself, the one that is read last."""
    return [name for name in rows[0]["retrieval"] if name in (*LEGS, RERANKED)]


def retrieval(answerable: Sequence[Row], leg: str) -> dict[str, Any]:
    """Scores of the gold paragraph, and beside them of the passage with the gold place and with an answer's words."""
    views = {}
    for view in VIEWS:
        # Without offsets that fit the document there is no place to find; by its words there still is an answer.
        placed = [row for row in answerable if row["placed"][view]]
        ranks = [row["retrieval"][leg][view] for row in placed]
        scores = {
            name: mean(score([] if rank is None else [rank]) for rank in ranks) for name, score in RETRIEVAL.items()
        }
        views[view] = {"n": len(placed), **scores}
    return {**views["paragraph"], "answer_place": views["span"], "answer_words": views["words"]}


def texts(rows: Sequence[Row], text: Callable[[Row], str], official: Scoring) -> dict[str, Any]:
    """Exact match and F1 of the texts under each scoring."""
    scored = [scores_of(text(row), row, official) for row in rows]
    answerable = [scores for scores, row in zip(scored, rows, strict=True) if row["gold"]]
    return {
        name: {"em": mean(one[name][0] for one in few), "f1": mean(one[name][1] for one in few)}
        for name, few in (("official", scored), ("corrected", scored), ("mlqa", answerable))
    }


def scores_of(text: str, row: Row, official: Scoring) -> dict[str, tuple[float, float]]:
    """(Exact match, F1) of one text under each scoring."""
    mlqa: Scoring = "mlqa-ar" if row["cell"].endswith("ar") else "mlqa-en"
    kinds: dict[str, Scoring] = {"official": official, "corrected": "corrected", "mlqa": mlqa}
    return {
        name: (exact_match(text, row["gold"], scoring), f1(text, row["gold"], scoring))
        for name, scoring in kinds.items()
    }


def is_right(row: Row) -> bool:
    """Whether what came out at the end is right: an accepted text, or a refusal where nothing answers."""
    return exact_match(row["end"]["text"], row["gold"], "corrected") == 1


def refusal(rows: Sequence[Row]) -> dict[str, Any]:
    """Answered or refused: at the shipped threshold, at the best possible one, and without any.

    Confidence is judged on the best span of every question, given or not; it is never right where nothing answers.
    `auroc_answerable` asks whether the surer question has an answer, `auroc_right` whether its span is right.
    """
    answerable = [row for row in rows if row["gold"]]
    without = [row for row in rows if not row["gold"]]
    confidences = [row["end"]["confidence"] for row in rows]
    exact = [exact_match(row["end"]["best"], row["gold"], "corrected") if row["gold"] else 0.0 for row in rows]
    overlap = [f1(row["end"]["best"], row["gold"], "corrected") if row["gold"] else 0.0 for row in rows]
    bins = reliability(confidences, [one == 1 for one in exact])
    curve = risk_coverage(confidences, exact)
    close = [one >= CLOSE for one in overlap]
    return {
        "n_answerable": len(answerable),
        "n_unanswerable": len(without),
        "answered": mean(row["end"]["kind"] == "answer" for row in rows),
        "answered_of_answerable": mean(row["end"]["kind"] == "answer" for row in answerable),
        "refused_of_unanswerable": mean(row["end"]["kind"] != "answer" for row in without),
        "right_of_answered": mean(is_right(row) for row in rows if row["end"]["kind"] == "answer"),
        "at_shipped_threshold": {
            "HasAns": texts(answerable, lambda row: row["end"]["text"], "squad2"),
            "NoAns": texts(without, lambda row: row["end"]["text"], "squad2"),
        },
        "at_best_threshold": {name: best(rows, scoring) for name, scoring in _V2.items()},
        "auroc_answerable": auroc(confidences, [bool(row["gold"]) for row in rows]),
        "auroc_right": auroc(confidences, [one == 1 for one in exact]),
        "aurc": aurc(confidences, exact),
        "ece": calibration_error(bins),
        "lenient": {
            "auroc_right": auroc(confidences, close),
            "aurc": aurc(confidences, [float(one) for one in close]),
            "ece": calibration_error(reliability(confidences, close)),
        },
        "risk_coverage": [
            [round(point.coverage, 4), round(point.risk, 4), round(point.confidence, 4)] for point in _thinned(curve)
        ],
        "reliability": [
            {"low": one.low, "high": one.high, "n": one.n, "confidence": one.confidence, "right": one.right}
            for one in bins
        ],
    }


_V2: dict[str, Scoring] = {"official": "squad2", "corrected": "corrected"}


def best(rows: Sequence[Row], scoring: Scoring) -> dict[str, float]:
    """SQuAD v2.0's best_exact and best_f1: the threshold is chosen on these same questions."""
    spans = [row["end"]["best"] for row in rows]
    no_answer = [round(1 - row["end"]["confidence"], 6) for row in rows]
    has_answer = [bool(row["gold"]) for row in rows]
    found: dict[str, float] = {}
    for name, score in (("exact", exact_match), ("f1", f1)):
        raw = [score(span, row["gold"], scoring) for span, row in zip(spans, rows, strict=True)]
        threshold = best_threshold(raw, spans, no_answer, has_answer)
        found |= {f"best_{name}": threshold.score, f"best_{name}_confidence": 1 - threshold.no_answer_above}
    return found


def citations(rows: Sequence[Row]) -> dict[str, Any]:
    """Whether citations say what the documents say, and stand where an answer stands."""
    answers = [row["end"] for row in rows if row["end"]["kind"] == "answer"]
    cited = [citation for answer in answers for citation in answer["citations"]]
    return {
        "n_answers": len(answers),
        "n_citations": len(cited),
        "quote_is_text": mean(citation["true"] for citation in cited),
        "quote_is_answer": mean(answer["citations"][0]["source"]["quote"] == answer["text"] for answer in answers),
        "passage_holds_gold": mean(any(one["passage_holds_gold"] for one in each["citations"]) for each in answers),
        "touches_gold": mean(any(one["touches_gold"] for one in each["citations"]) for each in answers),
        "on_refusals": sum(len(row["end"]["citations"]) for row in rows if row["end"]["kind"] != "answer"),
    }


def baselines(rows: Sequence[Row], answerable: Sequence[Row]) -> dict[str, Any]:
    """The same figures of what the run was compared with."""
    found: dict[str, Any] = {}
    for name in rows[0]["retrieval"]:
        if name not in legs(rows):
            found.setdefault(name, {})["retrieval"] = retrieval(answerable, name)
    for name in rows[0]["baselines"]:
        found.setdefault(name, {})["end_to_end"] = {"n": len(rows), **texts(rows, _text_of(name), "squad2")}
    return found


def groups(rows: Sequence[Row], field: str) -> dict[str, Any]:
    """End to end by language pair and by kind or style of question: n, corrected scores, share answered."""
    found: dict[str, Any] = {}
    for pair in PAIRS:
        names = sorted({row[field] for row in rows if row["cell"] == pair and row[field]})
        for name in names:
            few = [row for row in rows if row["cell"] == pair and row[field] == name]
            found.setdefault(pair, {})[name] = {
                "n": len(few),
                "right": mean(is_right(row) for row in few),
                "f1": mean(f1(row["end"]["text"], row["gold"], "corrected") for row in few),
                "answered": mean(row["end"]["kind"] == "answer" for row in few),
            }
    return found


def mean(values: Iterable[float]) -> float | None:
    """The mean, or None of nothing."""
    numbers = [float(value) for value in values]
    return fmean(numbers) if numbers else None


def _text_of(baseline: str) -> Callable[[Row], str]:
    return lambda row: str(row["baselines"][baseline]["text"])


def _thinned(points: Sequence[Any]) -> list[Any]:
    if len(points) <= _CURVE_POINTS:
        return list(points)
    step = (len(points) - 1) / (_CURVE_POINTS - 1)
    return [points[round(i * step)] for i in range(_CURVE_POINTS)]
