"""Judgements: kept once a turn, checked against the document, and read back by the evaluation as questions."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from chat_sample import (
    ARABIC,
    ASKER,
    BEGAN,
    CONTRACTS,
    EMBASSY,
    HOSTILE,
    HOSTILE_QUESTION,
    TRADE,
    SamplePipeline,
    library_of,
    said,
)

from chat.conversation import Notice, Turn
from chat.events.asking import Events
from chat.events.turns import TurnEvents
from chat.feedback.__main__ import main
from chat.feedback.export import questions_of
from chat.feedback.file import Feedback, FeedbackError
from chat.html.judging import render_judging
from chat.html.render import render_conversation
from chat.html.strings import STRINGS
from chat.judgement import Judgement, Verdict, is_turn_id, selected
from chat.links import Place
from chat.memory import from_memory, to_memory
from chat.opening import open_feedback
from chat.seal import is_sealed, sealed
from chat.shelf import Shelf
from corpus.document import Document
from eval.gold import read_questions
from qa.answer import Answer, Refusal
from qa.settings import Settings

_MODELS = {"encoder": "e-1", "reader": "r-2"}
_ASKED = "متى بدأت العلاقات؟"


LONG = Document("long", "en", "Long", "word " * 1000)


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "made" / "feedback.sqlite", _MODELS)


def turn(question: str, verdict: Verdict | None = None, place: Place | None = None) -> Turn:
    """A turn as the sample pipeline answers it, judged."""
    judgement = None if verdict is None else Judgement(verdict, place)
    return sealed(Turn(question, SamplePipeline().ask(question), judgement=judgement))


def judge(feedback: Feedback | None, turns: list[Turn], **said: Any) -> tuple[Any, list[Turn]]:
    """The conversation and the turns after the first turn was judged, which was taken."""
    conversation, turns, problem = judge_anyhow(feedback, turns, **said)
    assert problem == ""
    return conversation, turns


def judge_anyhow(feedback: Feedback | None, turns: list[Turn], **said: Any) -> tuple[Any, list[Turn], str]:
    events = TurnEvents(library_of(), feedback, n_turns=9)
    return events.judge(turns, "", SimpleNamespace(**{"turn": turns[0].turn_id, **said}), ASKER)


def assert_refused(feedback: Feedback | None, turns: list[Turn], because: str, **said: Any) -> None:
    """Nothing changes on the page but that it says why."""
    conversation, after, problem = judge_anyhow(feedback, turns, **said)
    assert (conversation, after) == (gr.skip(), gr.skip())
    assert because in problem


def exported(feedback: Feedback, tmp_path: Path) -> tuple[int, Path]:
    path = tmp_path / "export.jsonl"
    return main(["export", str(path), "--feedback", str(feedback.path)]), path


def test_a_row_holds_the_judgement_and_nothing_of_the_person(feedback: Feedback) -> None:
    feedback.keep(judged := turn(_ASKED, "better", Place(ARABIC, (CONTRACTS.start, CONTRACTS.end))))
    (row,) = feedback.rows()
    assert row.turn_id == judged.turn_id
    assert row.time.endswith("+00:00")
    assert (row.question, row.asked, row.lang, row.kind, row.reason) == (_ASKED, _ASKED, "ar", "answer", None)
    assert (row.document, row.start, row.end, row.answer) == ("relations", BEGAN.start, BEGAN.end, BEGAN.quote)
    assert (row.confidence, row.verdict) == (0.93, "better")
    assert (row.better_document, row.better_start, row.better_end) == ("relations", CONTRACTS.start, CONTRACTS.end)
    assert row.better_answer == CONTRACTS.quote
    assert json.loads(row.models) == _MODELS
    with sqlite3.connect(feedback.path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    database.close()
    assert tables == [("judgements",), ("promoted",)]


def test_a_refusal_is_kept_with_its_reason_and_nearest_document(feedback: Feedback) -> None:
    feedback.keep(turn("Who won?", "right"))
    (row,) = feedback.rows()
    assert (row.kind, row.reason, row.document, row.answer) == ("refusal", "no_answer", "relations", None)


def test_a_changed_mind_replaces_the_earlier_judgement(feedback: Feedback) -> None:
    first = turn(_ASKED, "wrong")
    feedback.keep(first)
    feedback.keep(turn("Who won?", "right"))
    feedback.keep(replace(first, judgement=Judgement("right")))
    assert sorted(row.verdict for row in feedback.rows()) == ["right", "right"]


def test_many_at_once_are_all_kept(feedback: Feedback) -> None:
    turns = [turn(f"slow {number} trade", "right") for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: Feedback(feedback.path).keep(one), turns))
    assert {row.question for row in feedback.rows()} == {one.question for one in turns}


@pytest.mark.parametrize(
    "unfit",
    [
        Turn("", Notice("No words."), "a" * 32, Judgement("right")),
        Turn("Who?", Refusal("Who?", "no_answer"), "a" * 32),
        Turn("Who?", Refusal("Who?", "no_answer"), "x' OR 1=1 --", Judgement("right")),
        Turn(" ", Refusal(" ", "no_answer"), "a" * 32, Judgement("right")),
        Turn("a" * 4_001, Refusal("a", "no_answer"), "a" * 32, Judgement("right")),
        Turn("Who?", Refusal("a" * 4_001, "no_answer"), "a" * 32, Judgement("right")),
        Turn("Who?", Refusal("a", "no_answer"), "a" * 32, Judgement("better", Place(LONG, (0, 4_001)))),
    ],
)
def test_only_judged_answers_and_refusals_are_kept(feedback: Feedback, unfit: Turn) -> None:
    with pytest.raises(FeedbackError):
        feedback.keep(unfit)
    assert feedback.rows() == []


def test_a_lone_surrogate_does_not_stop_the_file(feedback: Feedback) -> None:
    feedback.keep(turn("embassy \ud800?", "right"))
    assert feedback.rows()[0].question == "embassy \ufffd?"


def test_a_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("not a database, and long enough to be read as one " * 20, encoding="utf-8")
    with pytest.raises(FeedbackError, match=r"notes\.sqlite cannot be used for feedback: file is not a database"):
        Feedback(path)
    with sqlite3.connect(other := tmp_path / "other.sqlite") as database:
        database.execute("PRAGMA user_version = 7")
    database.close()
    with pytest.raises(FeedbackError, match="is of version 7, and this program knows versions up to 2"):
        Feedback(other)
    with pytest.raises(FeedbackError, match="cannot be made"):
        Feedback(path / "inside" / "feedback.sqlite")


def test_a_broken_file_does_not_keep_the_chat_from_starting(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "feedback.sqlite").write_bytes(b"something else" * 100)
    assert open_feedback(Settings(), _MODELS, tmp_path) is None
    assert "Answers cannot be judged, all else works." in caplog.text
    made = open_feedback(Settings(), _MODELS, tmp_path / "new")
    assert made is not None
    assert made.path == tmp_path / "new" / "feedback.sqlite"


def test_a_judgement_has_a_span_exactly_when_it_is_a_better_answer() -> None:
    for verdict, place in (("better", None), ("better", Place(ARABIC)), ("wrong", Place(ARABIC, (0, 3)))):
        with pytest.raises(ValueError, match="a judgement"):
            Judgement(verdict, place)  # type: ignore[arg-type]


def test_selected_words_are_the_documents_without_white_space_at_their_ends() -> None:
    low = BEGAN.start - 1  # the space before
    assert ARABIC.text[low].isspace()
    assert selected(Place(ARABIC, (low, BEGAN.end)), f" {BEGAN.quote}") == Place(ARABIC, (BEGAN.start, BEGAN.end))
    assert selected(Place(ARABIC, (low, BEGAN.end)), BEGAN.quote) is None
    assert selected(Place(ARABIC, (low, BEGAN.start)), " ") is None
    assert selected(Place(ARABIC), "") is None
    assert selected(None, "x") is None


def test_turn_ids_are_random_and_recognised() -> None:
    assert is_turn_id(turn(_ASKED).turn_id)
    assert turn(_ASKED).turn_id != turn(_ASKED).turn_id
    assert not is_turn_id("a" * 31 + '"')


@pytest.mark.parametrize(
    "change",
    [
        {"question": "Is the minister a thief?"},
        {"outcome": SamplePipeline().ask("trade")},
        {"outcome": replace(SamplePipeline().ask(_ASKED), confidence=0.94)},
        {"outcome": SamplePipeline().ask("Who won?")},
        {"suggested": ("Buy this",)},
        {"turn_id": "0" * 32},
        {"turn_id": ""},
    ],
)
def test_only_what_was_answered_here_can_be_judged(feedback: Feedback, change: dict[str, Any]) -> None:
    mine = turn(_ASKED, "wrong")
    assert is_sealed(mine)
    assert not is_sealed(replace(mine, **change))
    events = TurnEvents(library_of(), feedback, n_turns=9)
    event = SimpleNamespace(memory=to_memory([mine, replace(mine, **change)]), fragment="")
    found = events.restore([], None, "", event)[3]
    assert [one.turn_id for one in found] == [mine.turn_id, ""]
    assert_refused(feedback, found[1:], "could not be kept", verdict="right")
    assert feedback.rows() == []


def test_judgements_are_bounded_in_rate_and_number(
    feedback: Feedback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(60):
        feedback.keep(turn(_ASKED, "right"))
    assert_refused(feedback, [turn(_ASKED)], "could not be kept", verdict="right")
    assert "60 judgements were kept in the last minute" in caplog.text
    assert len(feedback.rows()) == 60
    monkeypatch.setattr("chat.feedback.file._MOST_ROWS", 60)
    with pytest.raises(FeedbackError, match="holds 60 judgements"):
        Feedback(feedback.path).keep(turn(_ASKED, "right"))


def test_a_crafted_memory_is_no_heavier_than_an_answered_one() -> None:
    mine = turn("Who won?")
    for heavy in (
        replace(mine, question="x" * 4_001),
        replace(mine, outcome=replace(mine.outcome, nearest=mine.outcome.nearest * 11)),  # type: ignore[type-var]
        replace(mine, suggested=("x",) * 21),
    ):
        assert from_memory(to_memory([mine, heavy]), Shelf((ARABIC,)), 9) == [replace(mine, outcome=mine.outcome)]


def test_a_judgement_is_shown_and_kept(feedback: Feedback) -> None:
    turns = [turn(_ASKED), turn("Who won?")]
    conversation, turns = judge(feedback, turns, verdict="wrong")
    assert turns[0].judgement == Judgement("wrong")
    assert turns[1].judgement is None
    assert 'data-judge="wrong" aria-pressed="true"' in conversation
    assert [row.verdict for row in feedback.rows()] == ["wrong"]
    conversation, turns = judge(feedback, turns, verdict="not_in_documents")
    assert 'data-judge="not_in_documents" aria-pressed="true"' in conversation
    assert [row.verdict for row in feedback.rows()] == ["not_in_documents"]


def test_what_is_said_while_an_answer_comes_is_not_lost(feedback: Feedback) -> None:
    page: list[Turn] = [turn(_ASKED), turn("Who won?")]
    judging = TurnEvents(library_of(), feedback, n_turns=9, shown=lambda session: page)
    asking = Events(library_of(), n_turns=9, can_be_judged=True, shown=lambda session: page)
    steps = asking.put_question(list(page), None, "", said("How much trade?"), ASKER)
    next(steps)  # it is looked for, and meanwhile the first turn is judged
    page[:] = judging.judge(list(page), "", SimpleNamespace(turn=page[0].turn_id, verdict="wrong"), ASKER)[1]
    before = list(page)
    page[:] = next(steps)[3]
    assert [one.judgement for one in page] == [Judgement("wrong"), None, None]
    # And the other way: what was judged on the page as it was before the answer does not take the answer away.
    after = judging.judge(before, "", SimpleNamespace(turn=page[1].turn_id, verdict="right"), ASKER)[1]
    assert [one.judgement for one in after] == [Judgement("wrong"), Judgement("right"), None]


def test_a_better_answer_is_taken_only_where_its_words_stand(feedback: Feedback) -> None:
    turns = [turn(_ASKED)]
    place = Place(HOSTILE, (EMBASSY.start, EMBASSY.end))
    conversation, judged = judge(feedback, turns, verdict="better", fragment=place.fragment, words=EMBASSY.quote)
    assert judged[0].judgement == Judgement("better", place)
    assert "&lt;/mark&gt;1992&lt;!--</bdi></a>" in conversation
    row = feedback.rows()[0]
    assert (row.better_document, row.better_answer) == (HOSTILE.doc_id, HOSTILE.text[EMBASSY.start : EMBASSY.end])
    for fragment, words in (
        (place.fragment, EMBASSY.quote[:-1]),
        ("relations:0-999999", "x"),
        ("nowhere:0-3", "abc"),
        ("relations", ""),
        (None, None),
        ({"a": 1}, ["x"]),
    ):
        said = {"verdict": "better", "fragment": fragment, "words": words}
        assert_refused(feedback, turns, "do not stand at that place", **said)
    assert feedback.rows() == [row]


@pytest.mark.parametrize(
    "said", [{"verdict": "great"}, {"verdict": ["right"]}, {}, {"turn": "", "verdict": "right"}, {"turn": 5}]
)
def test_a_forged_judgement_is_refused(feedback: Feedback, said: dict[str, Any]) -> None:
    assert_refused(feedback, [turn(_ASKED)], "could not be kept", **said)
    unnamed = Turn("Who?", Refusal("Who?", "no_answer"))
    assert_refused(feedback, [unnamed], "could not be kept", turn="", verdict="right")
    assert feedback.rows() == []


def test_a_judgement_that_cannot_be_written_is_said(feedback: Feedback, caplog: pytest.LogCaptureFixture) -> None:
    feedback.path.unlink()
    feedback.path.mkdir()
    assert_refused(feedback, [turn(_ASKED)], "تعذّر حفظ رأيك", verdict="right")
    assert "unable to open database file" in caplog.text


def test_switched_off_there_are_no_buttons_and_nothing_is_taken() -> None:
    events = Events(library_of(), n_turns=3)
    *_, (_, conversation, _, turns, _) = events.put_question([], None, "", said(_ASKED), ASKER)
    assert "data-judge" not in conversation
    judgeable = [sealed(turns[0])]
    assert_refused(None, judgeable, "cannot be judged here", verdict="right")


def test_switched_on_answers_and_refusals_have_buttons_and_notices_none() -> None:
    events = Events(library_of(), n_turns=9, can_be_judged=True)
    turns: list[Turn] = []
    for question in (_ASKED, "Who won?", "break", " "):
        *_, (_, conversation, _, turns, _) = events.put_question(turns, None, "", said(question), ASKER)
        assert conversation.count('class="judging"') == bool(turns[-1].turn_id)
        assert "data-correct" not in conversation  # asked for once it is wrong
    assert [bool(turn.turn_id) for turn in turns] == [True, True, False, False]


def test_only_an_answer_can_be_corrected_to_nothing() -> None:
    assert "not_in_documents" in render_judging(turn(_ASKED, "wrong"))
    assert "not_in_documents" not in render_judging(turn("Who won?", "wrong"))
    assert "data-correct" not in render_judging(turn("Who won?", "right"))


def test_the_settings_switch_it() -> None:
    assert Settings().chat.feedback is True
    assert Settings().chat.feedback_file == "var/feedback.sqlite"


def test_every_judgement_has_words_in_both_languages() -> None:
    source = render_conversation([turn(_ASKED, "better", Place(ARABIC, (0, 8)))], [])
    for strings in STRINGS.values():
        for words in (strings.is_right, strings.right, strings.wrong, strings.select_answer, strings.thanks):
            assert words in source


def test_the_export_is_a_question_set_that_the_evaluation_reads(
    feedback: Feedback, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    better = Place(ARABIC, (CONTRACTS.start, CONTRACTS.end))
    for judged in (
        turn(_ASKED, "right"),
        turn(_ASKED, "better", Place(ARABIC, (BEGAN.end - 4, BEGAN.end))),
        turn("How much trade?", "better", better),
        turn(HOSTILE_QUESTION, "right"),
        turn("كم عدد السكان؟", "right"),
        turn("What embassy did the trade have?", "not_in_documents"),
        turn("How many contracts?", "wrong"),
        turn("Où est la gare ?", "right"),
        turn("trade or not?", "right"),
        turn("trade or not?", "not_in_documents"),
    ):
        feedback.keep(judged)
    code, path = exported(feedback, tmp_path)
    assert code == 0
    assert capsys.readouterr().out == (
        f"{path}: 5 questions (2 that the documents do not answer) from 10 judgements; left out: 1 wrong without a "
        "better answer, 1 about no document or in another language, 2 that contradict each other\n"
    )
    gold = read_questions(path, [ARABIC, HOSTILE])
    assert gold.mismatches == ()
    found = {question.text: question for question in gold.questions}
    assert len(found) == 5
    assert found[_ASKED].spans == [(BEGAN.end - 4, BEGAN.end), (BEGAN.start, BEGAN.end)]
    assert found[_ASKED].lang == "ar"
    assert found["How much trade?"].texts == [CONTRACTS.quote]
    assert found[HOSTILE_QUESTION].doc_id == HOSTILE.doc_id
    assert found["كم عدد السكان؟"].answers == ()
    assert found["What embassy did the trade have?"].doc_id == TRADE.document.doc_id


def test_a_follow_up_brings_what_it_means_alone(feedback: Feedback) -> None:
    asked = "When did relations begin?"
    outcome = SamplePipeline().ask(asked)
    assert isinstance(outcome, Answer)
    feedback.keep(sealed(Turn("And when?", outcome, judgement=Judgement("right"))))
    (question,) = questions_of(feedback.rows()).questions
    assert (question["question"], question["standalone"]) == ("And when?", asked)


def test_nothing_to_export_is_said_and_no_file_is_written(
    feedback: Feedback, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feedback.keep(turn(_ASKED, "wrong"))
    code, path = exported(feedback, tmp_path)
    assert code == 2
    assert not path.exists()
    assert "Nothing to export" in capsys.readouterr().err
    assert main(["export", str(path), "--feedback", str(tmp_path / "none.sqlite")]) == 2
    assert "No feedback in" in capsys.readouterr().err
    assert not (tmp_path / "none.sqlite").exists()
    feedback.keep(turn(_ASKED, "right"))
    assert main(["export", str(tmp_path / "no" / "folder"), "--feedback", str(feedback.path)]) == 2
