"""What happens on a question, a link and a button, without a browser."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from chat_sample import ARABIC, ASKER, BEGAN, HOSTILE, SamplePipeline, library_of, said

from chat.conversation import Notice, Turn, answer_turn, first_place, place_after
from chat.events.asking import Events
from chat.links import Place
from qa.answer import Answer, Refusal

_QUESTION = "متى بدأت العلاقات؟"


@pytest.fixture
def events() -> Events:
    return Events(library_of(examples=["متى؟"]), n_turns=3)


def ask(events: Events, question: str, turns: list[Turn], place: Place | None) -> list[tuple[Any, ...]]:
    return list(events.put_question(turns, place, "", said(question), ASKER))


def test_a_turn_holds_what_the_pipeline_said() -> None:
    turn = answer_turn(SamplePipeline(), _QUESTION)
    assert isinstance(turn.outcome, Answer)
    assert turn.outcome.citations == (BEGAN,)


def test_a_turn_speaks_the_language_that_its_outcome_carries() -> None:
    question = "متى بدأت diplomatic relations؟"
    assert Turn(question).lang == "ar"
    assert Turn(question, Refusal(question, "no_answer", asker="en")).lang == "en"


def test_a_question_that_cannot_be_asked_is_a_notice_in_the_pipelines_words() -> None:
    turn = answer_turn(SamplePipeline(), " ")
    assert turn.outcome == Notice("The question holds no words. Write a question in Arabic or in English.")


def test_what_breaks_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture, events: Events) -> None:
    with caplog.at_level(logging.ERROR):
        _, (box, conversation, _, turns, _) = ask(events, "break", [], None)
    assert turns == [Turn("break", Notice(None))]
    assert "Something went wrong" in conversation
    assert "secret reason" not in conversation
    assert "secret reason" in caplog.text
    assert box == "break"  # so that it can be tried again


def test_a_question_is_shown_before_it_is_answered(events: Events) -> None:
    place = first_place(SamplePipeline().documents)
    before, after = ask(events, _QUESTION, [], place)
    assert before[0] == gr.skip()
    assert "جارٍ البحث في الوثيقة" in before[1]
    assert before[2:] == (gr.skip(), [], place)
    assert after[0] == gr.skip()
    assert '<mark id="cited">29 يناير عام 1992</mark>' in after[2]
    assert after[4] == Place(ARABIC, (BEGAN.start, BEGAN.end))


def test_turns_add_up_and_the_oldest_are_dropped(events: Events) -> None:
    turns: list[Turn] = []
    for number in range(4):
        turns = ask(events, f"who {number}", turns, None)[-1][3]
    assert [turn.question for turn in turns] == ["who 1", "who 2", "who 3"]


def test_a_refusal_unmarks_the_document_and_leaves_it_open(events: Events) -> None:
    marked = Place(HOSTILE, (0, 3))
    _, (_, conversation, viewer, _, place) = ask(events, "Who won?", [], marked)
    assert place == Place(HOSTILE)
    assert "<mark" not in viewer + conversation
    assert place_after(Turn("Who won?", Refusal("Who won?", "no_answer")), None) is None


def test_a_forged_event_is_a_question_without_words(events: Events) -> None:
    shown = list(events.put_question([], None, "", SimpleNamespace(), ASKER))[-1]
    assert "The question holds no words" in shown[1]
    assert shown[3][0].question == ""


def test_the_new_turn_alone_is_sent_and_the_place_alone_of_an_open_document(events: Events) -> None:
    turns = ask(events, "How much trade?", [], None)[-1][3]
    asked = said(_QUESTION, shown=ARABIC.doc_id)
    before, after = events.put_question(turns, Place(ARABIC), "", asked, ASKER)
    assert before[1].startswith('<article class="turn" data-put="next" data-n="2">')
    assert after[1].startswith('<article class="turn" data-put="last" data-n="2">')
    assert after[1].count("<article") == 1
    assert after[2] == (
        f'<div class="place" data-fragment="{after[4].fragment}" data-start="{BEGAN.start}"'
        f' data-end="{BEGAN.end}"></div>'
    )
    for shown in (None, "other", 7):  # another is open, or none of ours
        *_, after = events.put_question(turns, Place(ARABIC), "", said(_QUESTION, shown=shown), ASKER)
        assert f'data-document="{ARABIC.doc_id}"' in after[2]


def test_a_follow_up_is_shown_as_it_was_understood(events: Events) -> None:
    turns = ask(events, "When did relations begin?", [], None)[-1][3]
    _, (_, conversation, _, turns, _) = ask(events, "and where?", turns, None)
    assert turns[-1].question == "and where?"
    assert (
        '<p class="understood"><span class="label">Understood as:</span> '
        '<bdi lang="en" dir="ltr">Where did relations begin?</bdi></p>' in conversation
    )
    assert conversation.count("Understood as:") == 1


def test_talk_is_answered_plainly_and_leaves_the_document_as_it_is(events: Events) -> None:
    marked = Place(ARABIC, (BEGAN.start, BEGAN.end))
    _, (_, conversation, viewer, turns, place) = ask(events, "شكرا", [], marked)
    assert place == marked
    assert f">{BEGAN.quote}</mark>" in viewer
    assert "عفوًا!" in conversation
    assert 'class="reply talk-reply"' in conversation
    assert "أقرب المقاطع" not in conversation
    # What was said in between is no question to lean on.
    turns = ask(events, _QUESTION, turns, None)[-1][3]
    turns = ask(events, "شكرا", turns, None)[-1][3]
    outcome = ask(events, "ولماذا؟", turns, None)[-1][3][-1].outcome
    assert isinstance(outcome, Refusal)
    assert outcome.question == "لماذا بدأت العلاقات؟"


def test_links_open_their_place_and_others_change_nothing(events: Events) -> None:
    before = Place(ARABIC)
    viewer, place = events.open_place([], before, "", SimpleNamespace(fragment="relations:0-8"), ASKER)
    assert place == Place(ARABIC, (0, 8))
    assert '<mark id="cited"><span class="boilerplate">العلاقات</span></mark>' in viewer
    assert events.open_place([], before, "", SimpleNamespace(fragment="elsewhere:0-8"), ASKER) == (gr.skip(), before)
    assert events.open_place([], before, "", SimpleNamespace(), ASKER) == (gr.skip(), before)


def test_starting_again_forgets_the_turns(events: Events) -> None:
    conversation, viewer, turns, place = events.start_again(Place(ARABIC, (0, 8)), "", SimpleNamespace(), ASKER)
    assert turns == []
    assert place == Place(ARABIC)
    assert "متى؟" in conversation
    assert "<mark" not in viewer


def test_the_endpoint_gives_what_the_command_line_gives(events: Events) -> None:
    assert events.ask(_QUESTION) == SamplePipeline().ask(_QUESTION).to_json()
    assert events.ask("Who won?")["kind"] == "refusal"


@pytest.mark.parametrize(
    ("question", "said"),
    [(" ", "The question holds no words"), ("break", "Something went wrong"), (5, "The question is a int")],
)
def test_the_endpoint_says_why_it_cannot_answer(events: Events, question: Any, said: str) -> None:
    with pytest.raises(gr.Error, match=said):
        events.ask(question)
