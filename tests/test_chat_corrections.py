"""What a person said to be the answer: taken with a click, given again in the conversation, and promoted for all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from chat_sample import ARABIC, ASKER, BEGAN, CONTRACTS, TRADE, SamplePipeline, library_of, said

from chat.conversation import Turn
from chat.events.asking import Events
from chat.events.turns import TurnEvents
from chat.feedback.__main__ import main
from chat.feedback.file import Feedback
from chat.feedback.promotion import corrected_place, corrections_of
from chat.html.render import render_turn
from chat.judgement import Judgement
from chat.links import Place
from chat.memory import from_memory, to_memory
from chat.seal import sealed
from chat.shelf import Shelf
from qa.answer import Answer, Candidate
from qa.rendering.renderer import Rendering

_ASKED = "When did relations begin?"
_BETTER = Place(ARABIC, (CONTRACTS.start, CONTRACTS.end))


class Racing(SamplePipeline):
    """The sample, with two runners-up under every answer."""

    def _answer(self, question: str):
        found = super()._answer(question)
        rendering = Rendering("en", "60 contracts", "numbers")
        near = (Candidate(CONTRACTS, 0.31, rendering), Candidate(TRADE, 0.07))
        return replace(found, candidates=near)


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "feedback.sqlite", {"reader": "sample"})


def put(question: str, turns: list[Turn], feedback: Feedback | None = None) -> tuple[str, list[Turn]]:
    judging: dict[str, Any] = {} if feedback is None else {"can_be_judged": True, "promoted": feedback.promoted}
    events = Events(library_of(Racing()), n_turns=9, **judging)
    *_, (_, conversation, _, turns, _) = events.put_question(turns, None, "", said(question), ASKER)
    return conversation, turns


def corrected(question: str = _ASKED, place: Place = _BETTER, **more: Any) -> Turn:
    outcome = replace(SamplePipeline().ask(question), **more)
    return sealed(Turn(question, outcome, judgement=Judgement("better", place)))


def test_an_answer_shows_its_second_and_third_candidate_and_how_to_take_one(feedback: Feedback) -> None:
    conversation, _ = put(_ASKED, [], feedback)
    assert conversation.count('class="take"') == conversation.count("<li>") == 2
    link = Place(CONTRACTS.document, (CONTRACTS.start, CONTRACTS.end)).fragment
    assert f'data-take="{link}" data-words="{CONTRACTS.quote}"' in conversation
    assert '<bdi class="share" dir="ltr">31%</bdi>' in conversation
    assert conversation.index(">60 contracts</span>") < conversation.index(f">{CONTRACTS.quote}</bdi>")
    # Where nothing can be judged they are shown, and cannot be taken.
    conversation, _ = put(_ASKED, [])
    assert (conversation.count('class="take"'), conversation.count("<li>")) == (0, 2)


def test_taking_one_is_a_judgement_and_answers_the_same_question_from_then_on(feedback: Feedback) -> None:
    _, turns = put(_ASKED, [], feedback)
    said = {"turn": turns[0].turn_id, "verdict": "better", "fragment": _BETTER.fragment, "words": CONTRACTS.quote}
    _, turns, problem = TurnEvents(library_of(Racing()), feedback, n_turns=9).judge(
        turns, "", SimpleNamespace(**said), ASKER
    )
    assert (problem, [row.better_answer for row in feedback.rows()]) == ("", [CONTRACTS.quote])
    conversation, turns = put("when did RELATIONS begin", turns, feedback)
    assert (turns[-1].outcome.text, turns[-1].giver) == (CONTRACTS.quote, "corrected")
    assert "Corrected by you" in conversation
    _, others = put("How much trade?", turns, feedback)
    assert (others[-1].outcome.text, others[-1].giver) == (TRADE.quote, "models")
    _, elsewhere = put(_ASKED, [], feedback)
    assert elsewhere[-1].giver == "models"  # another conversation


def test_the_last_judgement_of_a_question_counts() -> None:
    right = replace(corrected(), judgement=Judgement("right"))
    assert corrected_place(_ASKED, [corrected()]) == _BETTER
    assert corrected_place(_ASKED, [corrected(), right]) is None
    assert corrected_place("and when?", [corrected(asked="and when?")]) is None


def test_a_follow_up_that_means_a_corrected_question_is_answered_by_it() -> None:
    first = corrected()
    asked_where = corrected("Where did relations begin?")
    _, turns = put("and where?", [asked_where, first])
    outcome = turns[-1].outcome
    assert (turns[-1].giver, outcome.asked, outcome.question) == (
        "corrected",
        "and where?",
        "Where did relations begin?",
    )
    assert outcome.text == CONTRACTS.quote


def test_what_is_kept_in_the_browser_says_who_answered(feedback: Feedback) -> None:
    _, turns = put(_ASKED, [corrected()], feedback)
    assert from_memory(to_memory(turns), Shelf([ARABIC]), 9) == turns


def promote(feedback: Feedback, *arguments: str) -> int:
    return main(["promote", *arguments, "--feedback", str(feedback.path)])


def test_the_owner_promotes_a_correction_and_withdraws_it(feedback: Feedback, capsys: pytest.CaptureFixture) -> None:
    feedback.keep(corrected())
    feedback.keep(corrected())
    feedback.keep(corrected("How much trade?", Place(ARABIC, (BEGAN.start, BEGAN.end))))
    assert promote(feedback) == 0
    listed = [line.partition(" ") for line in capsys.readouterr().out.splitlines()]
    (name,) = [name for name, _, told in listed if told == f"{_ASKED}  {BEGAN.quote} -> {CONTRACTS.quote}  (2)"]
    assert len(listed) == 2
    _, turns = put(_ASKED, [], feedback)
    assert turns[-1].giver == "models"
    assert promote(feedback, name) == 0
    assert capsys.readouterr().out.strip().endswith("(2), for all")
    conversation, turns = put("When did relations begin", [], feedback)
    assert (turns[-1].giver, turns[-1].outcome.text) == ("promoted", CONTRACTS.quote)
    assert "Corrected by a reader" in conversation
    assert promote(feedback, name, "--withdraw") == 0
    assert put(_ASKED, [], feedback)[1][-1].giver == "models"


def test_a_name_that_is_none_and_words_that_moved_are_not_promoted(
    feedback: Feedback, capsys: pytest.CaptureFixture
) -> None:
    feedback.keep(corrected())
    assert promote(feedback, "00000000") == 2
    assert "There is no correction 00000000; there are " in capsys.readouterr().err
    (one,) = corrections_of(feedback.rows())
    feedback.promote([replace(one, answer="other words")])
    assert put(_ASKED, [], feedback)[1][-1].giver == "models"


def test_a_correction_is_shown_as_what_it_is() -> None:
    answer = Answer("When?", BEGAN.quote, (BEGAN,), 1.0)
    page = render_turn(Turn("When?", answer, giver="promoted"))
    assert "Corrected by a reader" in page
    assert "%" not in page
