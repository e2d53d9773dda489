"""The run over the fake road of eval_road.py; every figure was worked by hand from its five passages.

Passages, in order: L1 to L3 of the English paragraph, A1 and A2 of the Arabic one.

| question | fused order | dense order | confidence, answer | best | gold |
|---|---|---|---|---|---|
| q1 | L1 L2 L3 A1 A2 | A2 A1 L3 L2 L1 | .9 "400" | 400 | 400 million (L1) |
| q2 | L2 L1 L3 A1 A2 | A2 A1 L3 L1 L2 | .6 "12" | 12 | 12 (L2) |
| q3 | L3 L1 L2 A1 A2 | | .6 "7" | 7 | nothing |
| q4 | as they stand | | .1 refusal | 400 | nothing |
| q5 | L1 L2 L3 A1 A2 | A2 A1 L3 L2 L1 | .1 refusal | 400 | 12 (L2) |
| q6 | A2 L1 L2 L3 A1 | A1 L3 L2 L1 A2 | .6 "1993" | 1993 | 1993 (A2) |
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_road import FakeRoad

from corpus.document import Document
from eval.baselines import Baselines, choose
from eval.cells import cells, groups
from eval.gold import Gold
from eval.measure import Measure
from eval.squad import read_squad
from eval.table import short
from index.hit import Hit
from qa.question import Question as Asked

ENGLISH = "Trade rose to 400 million in 2009.\nWheat sold for 12 dollars.\nAnd 7 ports open daily."
ARABIC = "زار الرئيس ألماتي عام 1992.\nافتتحت السفارة عام 1993."


def gold_file(folder: Path) -> Path:
    def asked(question_id: str, question: str, text: str, *golds: str) -> dict[str, Any]:
        answers = [{"text": gold, "answer_start": text.index(gold)} for gold in golds]
        return {"id": question_id, "question": question, "answers": answers}

    english = [
        asked("q1", "How far had trade rose?", ENGLISH, "400 million"),
        asked("q2", "Wheat costs what?", ENGLISH, "12"),
        asked("q3", "What of ports elsewhere?", ENGLISH),
        asked("q4", "Who sings?", ENGLISH),
        asked("q5", "Cost of bread?", ENGLISH, "12"),
    ]
    arabic = [asked("q6", "Embassy 1993 opened when?", ARABIC, "1993")]
    paragraphs = [{"context": ENGLISH, "qas": english}, {"context": ARABIC, "qas": arabic}]
    path = folder / "gold.json"
    path.write_text(json.dumps({"data": [{"title": "Both", "paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def rows_of(gold: Gold, baselines: Baselines | None = None) -> list[dict[str, Any]]:
    road = FakeRoad(gold.documents)
    return list(Measure(road, gold.documents, baselines or Baselines()).rows(gold.questions))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return rows_of(read_squad(gold_file(tmp_path_factory.mktemp("gold"))))


@pytest.fixture(scope="module")
def cell(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return cells(rows)["en-en"]


def test_cells_are_named_by_both_languages(rows: list[dict[str, Any]]) -> None:
    found = cells(rows)
    assert list(found) == ["en-ar", "en-en"]
    assert [found[pair]["n"] for pair in found] == [1, 5]
    assert set(found["en-en"]) >= {"n", "retrieval", "reading", "end_to_end", "refusal"}
    json.dumps(found)


def test_ranks(rows: list[dict[str, Any]]) -> None:
    by_id = {row["id"]: row["retrieval"] for row in rows}
    assert by_id["q1"]["fused"] == {"paragraph": 1, "span": 1, "words": 1}
    assert by_id["q1"]["dense"] == {"paragraph": 3, "span": 5, "words": 5}
    assert by_id["q5"]["fused"] == {"paragraph": 1, "span": 2, "words": 2}
    assert by_id["q3"]["fused"] == {"paragraph": None, "span": None, "words": None}


class ReverseRoad(FakeRoad):
    """Has a reranker that turns the order round."""

    def __init__(self, documents: Sequence[Document]) -> None:
        super().__init__(documents)
        self.models = {"reader": "first-number", "reranker": "reverse"}

    def find(self, question: Asked, k: int) -> list[Hit]:
        found = self.retriever.search([question.text], 20)[0]
        return [replace(hit, rank=rank) for rank, hit in enumerate(reversed(found), 1)][:k]


def test_a_rerankers_order_has_a_column_of_its_own_and_is_what_the_short_table_gives(tmp_path: Path) -> None:
    gold = read_squad(gold_file(tmp_path))
    rows = list(Measure(ReverseRoad(gold.documents), gold.documents, Baselines()).rows(gold.questions))
    q1 = rows[0]["retrieval"]
    assert (q1["fused"]["span"], q1["reranked"]["span"]) == (1, 5)
    found = cells(rows)
    assert list(found["en-en"]["retrieval"]) == ["dense", "lexical", "fused", "reranked"]
    assert found["en-en"]["baselines"] == {}
    # q1 and q2 have the gold place at the fifth and fourth rank, q5 at the fourth: none first, all among five.
    assert found["en-en"]["retrieval"]["reranked"]["answer_place"]["recall@1"] == 0
    one = short({"cells": found})
    assert "recall of the reranker's order" in one.note
    assert one.rows[-1][4] == "1.000"


def test_retrieval(cell: dict[str, Any]) -> None:
    # Dense finds the paragraph at 3, 3, 3 and the place at 5, 5, 4 (q5: A2 A1 L3 L2).
    dense, fused = cell["retrieval"]["dense"], cell["retrieval"]["fused"]
    assert dense["n"] == fused["n"] == 3
    assert (dense["recall@1"], dense["recall@5"], dense["recall@10"]) == (0, 1, 1)
    assert dense["mrr@10"] == pytest.approx(1 / 3)
    assert dense["ndcg@10"] == pytest.approx(1 / 2)
    assert dense["answer_place"]["mrr@10"] == pytest.approx((1 / 5 + 1 / 5 + 1 / 4) / 3)
    assert fused["recall@1"] == fused["mrr@10"] == fused["ndcg@10"] == 1
    assert fused["answer_place"]["recall@1"] == fused["answer_words"]["recall@1"] == pytest.approx(2 / 3)
    assert cell["retrieval"]["lexical"] == fused


def test_reading(cell: dict[str, Any]) -> None:
    # "400" against "400 million": precision 1, recall 1/2, F1 2/3. q2 right, q5 reads 400 for 12.
    assert cell["reading"]["n"] == 3
    for scoring in ("official", "corrected", "mlqa"):
        assert cell["reading"][scoring] == {"em": pytest.approx(1 / 3), "f1": pytest.approx((2 / 3 + 1) / 3)}


def test_end_to_end(cell: dict[str, Any]) -> None:
    # q2 and the refusal of q4 are right, q1 is 2/3, q3 answered for nothing, q5 refused for nothing.
    for scoring in ("official", "corrected"):
        assert cell["end_to_end"][scoring] == {"em": pytest.approx(2 / 5), "f1": pytest.approx((2 / 3 + 2) / 5)}
        shipped = cell["refusal"]["at_shipped_threshold"]
        assert shipped["HasAns"][scoring] == {"em": pytest.approx(1 / 3), "f1": pytest.approx(5 / 9)}
        assert shipped["NoAns"][scoring]["em"] == 1 / 2
    assert cell["end_to_end"]["mlqa"]["f1"] == pytest.approx(5 / 9)  # over the three with an answer


def test_refusal(cell: dict[str, Any]) -> None:
    one = cell["refusal"]
    assert (one["n_answerable"], one["n_unanswerable"]) == (3, 2)
    assert one["answered_of_answerable"] == pytest.approx(2 / 3)
    assert one["refused_of_unanswerable"] == pytest.approx(1 / 2)
    assert one["right_of_answered"] == pytest.approx(1 / 3)
    # From 2 points of refusing everything: q1 +0, q2 +1 = 3 at .4, q3 -1, q4 -1 (its best is no empty text), q5 +0.
    best = one["at_best_threshold"]["official"]
    assert best["best_exact"] == 3 / 5
    assert best["best_exact_confidence"] == pytest.approx(0.6)
    assert best["best_f1"] == pytest.approx((2 + 2 / 3 + 1) / 5)
    # .9 and .6 and .1 with an answer against .6 and .1 without: 2 + 1.5 + 0.5 of 6.
    assert one["auroc_answerable"] == pytest.approx(4 / 6)
    # Right is q2's alone, at .6: loses to .9, ties .6, beats .1 twice.
    assert one["auroc_right"] == pytest.approx(2.5 / 4)
    assert one["ece"] == pytest.approx((0.9 + 2 * 0.1 + 2 * 0.1) / 5)
    # Total right after each: 0, .5, 1, 1, 1.
    assert one["aurc"] == pytest.approx((1 + 3 / 4 + 2 / 3 + 3 / 4 + 4 / 5) / 5)
    assert one["lenient"]["auroc_right"] == pytest.approx((3 + 2.5) / 6)  # q1 is close enough
    assert one["risk_coverage"][0] == [0.2, 1.0, 0.9]


def test_citations(cell: dict[str, Any]) -> None:
    assert cell["citations"] == {
        "n_answers": 3,
        "n_citations": 3,
        "quote_is_text": 1.0,
        "quote_is_answer": 1.0,
        "passage_holds_gold": pytest.approx(2 / 3),
        "touches_gold": pytest.approx(2 / 3),
        "on_refusals": 0,
    }


@pytest.mark.parametrize(("question", "gold"), [("How many ports open daily?", "400 million"), ("Trade rose?", "7")])
def test_citations_beside_the_gold(tmp_path: Path, question: str, gold: str) -> None:
    path = gold_file(tmp_path)
    data = json.loads(path.read_text("utf-8"))
    answers = [{"text": gold, "answer_start": ENGLISH.index(gold)}]
    data["data"][0]["paragraphs"][0]["qas"] = [{"id": "q", "question": question, "answers": answers}]
    path.write_text(json.dumps(data), encoding="utf-8")
    found = cells(rows_of(read_squad(path)))["en-en"]["citations"]
    assert (found["n_answers"], found["touches_gold"], found["passage_holds_gold"]) == (1, 0, 0)


def test_no_span_at_all_is_not_right_where_nothing_answers(rows: list[dict[str, Any]]) -> None:
    changed = [{**row, "end": {**row["end"], "best": ""}} if row["id"] == "q4" else row for row in rows]
    found = cells(changed)["en-en"]["refusal"]
    assert found["auroc_right"] == pytest.approx(2.5 / 4)
    # An empty text costs the published walk nothing: 2, q2 +1, q3 -1, q4 and q5 +0.
    assert found["at_best_threshold"]["official"]["best_exact"] == 3 / 5


def test_what_has_no_place_is_left_out_where_a_place_counts(rows: list[dict[str, Any]]) -> None:
    nowhere = {"paragraph": True, "span": False, "words": True}
    found = cells([{**rows[0], "placed": nowhere}, rows[1]])["en-en"]["retrieval"]["fused"]
    assert (found["n"], found["answer_place"]["n"], found["answer_words"]["n"]) == (2, 1, 2)


def test_groups(rows: list[dict[str, Any]]) -> None:
    named = [{**row, "style": "plain" if row["id"] in ("q1", "q2") else ""} for row in rows]
    expected = {"n": 2, "right": 0.5, "f1": pytest.approx(5 / 6), "answered": 1.0}
    assert groups(named, "style") == {"en-en": {"plain": expected}}


def test_baselines_stand_beside(tmp_path: Path) -> None:
    gold = read_squad(gold_file(tmp_path))
    baselines, left_out = choose(("bm25", "sentence"), FakeRoad(gold.documents).retriever.passages)
    rows = rows_of(gold, baselines)
    assert left_out == []
    assert rows[1]["baselines"]["sentence"] == {"text": "Wheat sold for 12 dollars."}
    found = cells(rows)["en-en"]["baselines"]
    assert found["bm25"]["retrieval"]["recall@1"] == 1
    assert found["bm25"]["end_to_end"]["n"] == found["sentence"]["end_to_end"]["n"] == 5
    # The sentence never refuses; q1: 2 common words of 7 and 2 once articles are gone: F1 4/9; q2: 1 of 5 and 1: 1/3.
    assert found["sentence"]["end_to_end"]["official"]["f1"] == pytest.approx((4 / 9 + 1 / 3 + 0) / 5)


def test_a_question_that_cannot_be_asked_is_counted(tmp_path: Path) -> None:
    gold = read_squad(gold_file(tmp_path))
    path = tmp_path / "gold.json"
    path.write_text(path.read_text("utf-8").replace("Who sings?", "???"), encoding="utf-8")
    rows = rows_of(read_squad(path))
    assert rows[3]["end"]["kind"] == "error"
    assert cells(rows)["en-en"]["n_errors"] == 1
    assert len(rows) == len(gold.questions)
