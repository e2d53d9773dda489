"""What people keep outlasts the program: files that the first version wrote are read as they were meant.

The files of version 1 in `tests/frozen` were written by commit b413cb8, those of version 2 by a later program; none is
written again. A version that can no longer read one needs a migration, and a frozen file of its own beside it.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest

from chat.conversation import Turn
from chat.feedback import Correction, Feedback, FeedbackError, migrations
from chat.feedback.export import questions_of
from chat.judgement import Judgement, Row
from chat.links import Place
from chat.memory import collection_of, from_memory
from chat.shelf import Shelf
from corpus.document import Document, Passage, Section
from qa.answer import Answer, Citation, Refusal
from qa.rendering.renderer import Rendering

_FROZEN = Path(__file__).with_name("frozen")
_TEXT = "الميناء\n\nافتُتح ميناء العقبة عام 1952. ورست فيه 340 سفينة.\n\nThe port took 340 ships in 2023."
_PORT = Document("port", "ar", "الميناء", _TEXT, (Section(0, 7, 7, 92),))
_OPENED = Citation(_PORT, 33, 37, 9, 38, "الميناء")
_SHIPS = Citation(_PORT, 48, 57, 39, 58, "الميناء")
_TURNS = [
    Turn(
        "When was the port opened?",
        Answer(
            "When was the port opened?", "1952", (_OPENED,), 0.75,
            Rendering("en", "1952", "cldr", "It was <b>opened</b>."),
        ),
        f"{1:032}",
        Judgement("right"),
    ),
    Turn(
        "وكم سفينة؟",
        Answer("كم سفينة رست فيه؟", "340 سفينة", (_SHIPS,), 0.5, asked="وكم سفينة؟"),
        f"{2:032}",
        Judgement("better", Place(_PORT, (74, 83))),
    ),
    Turn(
        "Who built the port?",
        Refusal("Who built the port?", "no_answer", (Passage(_PORT, 60, 92, _PORT.sections[0]),), 0.125),
        f"{3:032}",
        Judgement("wrong"),
        ("When was the port opened?",),
    ),
]  # fmt: skip


def test_a_browsers_memory_of_version_1_is_read() -> None:
    memory = (_FROZEN / "memory_1.json").read_text("utf-8")
    assert collection_of(memory) == "ports"
    assert from_memory(memory, Shelf([_PORT]), 10) == _TURNS
    assert from_memory(memory, Shelf([replace(_PORT, text=f"{_TEXT} ")]), 10) == []


def feedback_of(version: int, folder: Path) -> Feedback:
    return Feedback(Path(shutil.copy(_FROZEN / f"feedback_{version}.sqlite", folder)), {"encoder": "e-2"})


@pytest.fixture(params=[1, 2])
def feedback(request: pytest.FixtureRequest, tmp_path: Path) -> Feedback:
    return feedback_of(request.param, tmp_path)


def tables(path: Path) -> dict[str, list[tuple[str, str, int]]]:
    """The columns of each table in order: name, type, place in the primary key."""
    with closing(sqlite3.connect(path)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            table: [(name, kind, key) for _, name, kind, _, _, key in database.execute(f"PRAGMA table_info({table})")]
            for table in names
        }


def test_feedback_of_every_version_gets_the_tables_of_a_new_file(feedback: Feedback, tmp_path: Path) -> None:
    made = tables(Feedback(tmp_path / "new.sqlite").path)
    assert tables(feedback.path) == made
    for table, kept in (("judgements", Row), ("promoted", Correction)):
        assert [name for name, _, _ in made[table]] == [one.name for one in fields(kept)], (
            f"{kept.__name__} was changed: add a step to chat/feedback/migrations.py, and a frozen file of before"
        )
    with closing(sqlite3.connect(feedback.path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (2,)


def test_corrections_promoted_in_version_2_stand(tmp_path: Path) -> None:
    correction = Correction("0" * 8, "كم سفينة رست فيه؟", "port", 74, 83, "340 ships", "340 سفينة", 1)
    first, second = (feedback_of(version, tmp_path) for version in (1, 2))
    assert (first.promoted(), second.promoted()) == ([], [correction])
    first.promote([correction])
    assert first.promoted() == second.promoted()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(database: sqlite3.Connection) -> None:
        database.execute("DROP TABLE judgements")
        raise sqlite3.OperationalError("disk full")

    path = feedback_of(2, tmp_path).path
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, broken))
    with pytest.raises(FeedbackError, match="disk full"):
        Feedback(path)
    monkeypatch.undo()
    assert len(Feedback(path).rows()) == 3


def test_feedback_of_every_version_is_read_and_exported(feedback: Feedback) -> None:
    right, better, wrong = feedback.rows()
    assert (right.question, right.verdict, right.start, right.end) == ("When was the port opened?", "right", 33, 37)
    assert (better.asked, better.better_start, better.better_answer) == ("كم سفينة رست فيه؟", 74, "340 ships")
    assert (wrong.kind, wrong.reason, wrong.document, wrong.confidence) == ("refusal", "no_answer", "port", 0.125)
    assert {row.models for row in (right, better, wrong)} == {'{"encoder": "e-1", "reader": "r-2"}'}
    exported = questions_of(feedback.rows())
    assert (exported.n_judgements, exported.n_without_answer) == (3, 1)
    assert [question["question"] for question in exported.questions] == [right.question, better.question]


def test_feedback_of_every_version_goes_on(feedback: Feedback) -> None:
    feedback.keep(replace(_TURNS[0], turn_id=f"{4:032}"))
    feedback.keep(replace(_TURNS[2], judgement=Judgement("right")))  # a changed mind
    rows = {row.turn_id: row for row in feedback.rows()}
    assert len(rows) == 4 and rows[f"{3:032}"].verdict == "right"
    assert [rows[f"{at:032}"].models for at in (1, 4)] == ['{"encoder": "e-1", "reader": "r-2"}', '{"encoder": "e-2"}']
