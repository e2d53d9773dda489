"""Prepared questions: what the page offers it answers, with the very words that were checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from chat_sample import ARABIC, ASKER, CONTRACTS, SUGGESTIONS, TRADE, SamplePipeline, library_of, said

from chat.events.asking import Events
from chat.library import Collection, Library
from chat.prepared import FILE, Prepared, nearest_question, read_prepared, same_question
from corpus.read import ARTICLES, shipped_articles
from qa.answer import Answer, Refusal

_SHIPPED = read_prepared(ARTICLES / FILE, shipped_articles())


class Refuses(SamplePipeline):
    """Finds nothing, whatever is asked."""

    def _answer(self, question: str) -> Answer | Refusal:
        return Refusal(question, "no_answer")


def click(events: Events, question: str):
    return list(events.put_question([], None, "", said(question), ASKER))[-1]  # type: ignore[arg-type]


def shipped() -> Events:
    examples = tuple(one.question for one in _SHIPPED if one.is_example)
    return Events(Library([Collection("", Refuses(shipped_articles()), examples, _SHIPPED)]), n_turns=3)


@pytest.mark.parametrize("one", _SHIPPED, ids=[one.question for one in _SHIPPED])
def test_every_question_that_is_offered_is_answered_by_the_checked_words(one: Prepared) -> None:
    _, conversation, _, (turn,), place = click(shipped(), one.question)
    assert isinstance(turn.outcome, Answer)
    assert (place.document.doc_id, place.span) == (one.document.doc_id, (one.start, one.end))
    assert turn.outcome.citations[0].quote == one.document.text[one.start : one.end]
    assert ("Prepared answer" if one.lang == "en" else "جواب مُعَدّ سلفًا") in conversation
    assert "100%" not in conversation


def test_every_example_of_the_first_screen_is_prepared_three_in_each_language() -> None:
    examples = shipped().library.room("", None).examples
    assert all(same_question(question, _SHIPPED) for question in examples)
    assert sorted(one.lang for one in _SHIPPED if one.is_example) == ["ar"] * 3 + ["en"] * 3


def test_a_prepared_answer_is_rendered_and_cited_with_its_section() -> None:
    _, _, _, (turn,), _ = click(shipped(), "When did the two countries begin diplomatic relations?")
    assert turn.outcome.rendering.text == "29 January 1992"
    assert turn.giver == "prepared"
    _, _, _, (turn,), _ = click(shipped(), "How much was trade worth in 2009?")
    assert turn.outcome.citations[0].section == "التجارة"
    assert turn.outcome.citations[0].sentence.startswith("ارتفع حجم التبادل")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("How many contracs were signed", "How many contracts were signed?"),
        ("how many were the contracts signed", "How many contracts were signed?"),
        ("كم وقع من العقود", "كم وُقّع من العقود؟"),
        ("What was trade's volume?", "What was the volume of trade?"),
    ],
)
def test_what_means_the_same_meets_the_prepared_question(asked: str, meant: str) -> None:
    found = nearest_question(asked, SUGGESTIONS)
    assert found is not None
    assert found.question == meant


@pytest.mark.parametrize(
    ("asked", "prepared"),
    [
        ("Why were contracts signed?", "When were contracts signed?"),
        ("How much was trade in 2010?", "How much was trade in 2009?"),
        ("What does Iran import from Kazakhstan?", "What does Iran export to Kazakhstan?"),
        ("Who?", "Who?؟ works"),
        ("متى بُنيت السفارة؟", "أين بُنيت السفارة؟"),
    ],
)
def test_what_means_something_else_meets_nothing(asked: str, prepared: str) -> None:
    assert nearest_question(asked, [Prepared(ARABIC, prepared, 0, 5)]) is None


def test_it_is_offered_before_a_refusal_and_not_twice() -> None:
    events = Events(Library([Collection("", Refuses(), (), SUGGESTIONS)]), n_turns=3)
    *_, (_, conversation, _, (turn,), _) = events.put_question(
        [], None, "", said("how many were the contracts signed"), ASKER
    )
    assert turn.meant == "How many contracts were signed?"
    assert turn.meant not in turn.suggested
    assert conversation.index("Did you mean:") < conversation.index('class="short"')
    assert conversation.count('data-question="How many contracts were signed?"') == 1


def test_what_the_models_answer_is_theirs_where_the_words_differ() -> None:
    *_, (_, conversation, _, (turn,), _) = Events(library_of(), n_turns=3).put_question(
        [], None, "", said("how many were the contracts signed"), ASKER
    )
    assert (turn.giver, turn.meant, turn.outcome.citations) == ("models", "", (CONTRACTS,))
    assert "Did you mean" not in conversation


def test_typed_in_the_same_words_it_is_answered_as_prepared() -> None:
    *_, (_, _, _, (turn,), _) = Events(library_of(), n_turns=3).put_question(
        [], None, "", said("what was the volume of TRADE"), ASKER
    )
    assert turn.giver == "prepared"
    assert turn.outcome.text == TRADE.quote


def test_any_document_can_bring_its_own(tmp_path: Path) -> None:
    path = tmp_path / FILE
    entry = {"question": "When?", "start": BEGIN, "text": ARABIC.text[BEGIN : BEGIN + 4], "is_example": True}
    path.write_text(json.dumps({"relations": [entry], "closed": [entry]}), encoding="utf-8")
    assert read_prepared(path, [ARABIC]) == (Prepared(ARABIC, "When?", BEGIN, BEGIN + 4, is_example=True),)


BEGIN = ARABIC.text.index("1992")
