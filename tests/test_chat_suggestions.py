"""Questions offered where one found no answer: read with their places, ranked by the nearest passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from chat_sample import ARABIC, ASKER, BEGAN, HOSTILE, SUGGESTIONS, TRADE, library_of, said

from chat.conversation import Turn
from chat.events.asking import Events
from chat.html.direction import lang_of_message
from chat.html.render import render_turn
from chat.prepared import read_prepared
from chat.suggestions import suggest
from corpus.document import Passage
from corpus.read import shipped_articles
from qa.answer import Refusal

ROOT = Path(__file__).resolve().parent.parent
_SHIPPED = ROOT / "corpus" / "articles" / "prepared.json"
_NEAR_TRADE = Passage(ARABIC, TRADE.sentence_start, TRADE.sentence_end)
_NEAR_BEGAN = Passage(ARABIC, BEGAN.sentence_start, BEGAN.sentence_end)


def test_what_the_nearest_passages_answer_comes_first() -> None:
    refusal = Refusal("Who paid for it all?", "no_answer", (_NEAR_TRADE, _NEAR_BEGAN))
    assert suggest(SUGGESTIONS, refusal, "en") == (
        "What was the volume of trade?",
        "Since when are there relations?",
        "How many contracts were signed?",
    )
    assert suggest(SUGGESTIONS, refusal, "ar")[0] == "ما قيمة التبادل التجاري؟"


def test_within_a_passage_shared_words_decide() -> None:
    whole = Passage(ARABIC, 0, len(ARABIC.text))
    refusal = Refusal("Who signed the contracts?", "no_answer", (whole,))
    assert suggest(SUGGESTIONS, refusal, "en")[0] == "How many contracts were signed?"


def test_what_was_asked_already_is_not_offered_again() -> None:
    refusal = Refusal("Who?", "no_answer", (_NEAR_TRADE,))
    assert "What was the volume of trade?" not in suggest(SUGGESTIONS, refusal, "en", {"What was the volume of trade?"})


@pytest.mark.parametrize("reason", ["small_talk", "no_passage", "unsupported_language"])
def test_nothing_is_offered_after_a_greeting_or_without_documents(reason: str) -> None:
    assert suggest(SUGGESTIONS, Refusal("hello", reason), "en") == ()  # type: ignore[arg-type]


def test_a_document_without_side_data_offers_nothing() -> None:
    refusal = Refusal("Who?", "no_answer", (Passage(HOSTILE, 0, 9),))
    assert suggest(SUGGESTIONS, refusal, "en") == ()


def test_a_request_that_no_document_answers_offers_the_first() -> None:
    assert suggest(SUGGESTIONS, Refusal("Write a poem", "not_extractive"), "en")[0] == "Since when are there relations?"


@pytest.mark.parametrize(
    "content",
    ["[]", "{", '{"relations": "When?"}', '{"relations": ["When?"]}', '{"relations": [{"question": "When?"}]}'],
)
def test_another_shape_is_an_error_that_names_the_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "prepared.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"prepared\.json"):
        read_prepared(path, [ARABIC])


def test_an_answer_that_does_not_stand_where_the_file_says_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "prepared.json"
    path.write_text(json.dumps({"relations": [{"question": "When?", "start": 0, "text": "1992"}]}), encoding="utf-8")
    with pytest.raises(ValueError, match="does not stand at 0"):
        read_prepared(path, [ARABIC])
    assert read_prepared(path, [HOSTILE]) == read_prepared(tmp_path / "none.json", [ARABIC]) == ()


def test_the_shipped_ones_are_thirteen_in_each_language_or_more_and_not_from_the_question_set() -> None:
    shipped = read_prepared(_SHIPPED, shipped_articles())
    langs = [lang_of_message(one.question) for one in shipped]
    assert min(langs.count("ar"), langs.count("en")) >= 13
    measured = (ROOT / "eval" / "questions" / "article.jsonl").read_text("utf-8").splitlines()
    assert {one.question for one in shipped}.isdisjoint(json.loads(line)["question"] for line in measured)


def test_a_refusal_on_the_page_offers_them_as_buttons() -> None:
    events = Events(library_of(), n_turns=3)
    _, shown = events.put_question([], None, "", said("Who won the World Cup?"), ASKER)
    assert '<button type="button" class="suggestion" data-question="What was the volume of trade?"' in shown[1]
    assert "Questions that the document answers" in shown[1]
    assert "suggestions" not in render_turn(Turn("Who?", Refusal("Who?", "no_answer")))
