"""Turns in the browser's keeping: they come back whole, and nothing else comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from chat_sample import ARABIC, BEGAN, HOSTILE, HOSTILE_QUESTION, TRADE, SamplePipeline, library_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.conversation import Notice, Turn
from chat.events.turns import TurnEvents
from chat.html.render import render_conversation
from chat.judgement import Judgement
from chat.links import Place
from chat.memory import from_memory, to_memory
from chat.seal import sealed
from chat.shelf import Shelf
from corpus.document import Document, Passage
from qa.answer import Answer, Candidate, Refusal
from qa.rendering.renderer import Rendering

_DOCUMENTS = (ARABIC, HOSTILE)


def _turns() -> list[Turn]:
    ask = SamplePipeline().ask
    began = ask("When did relations begin?")
    assert isinstance(began, Answer)
    rendered = replace(
        began,
        citations=(BEGAN, TRADE),
        rendering=Rendering("en", "29 January 1992", "cldr", "It <b>began</b>."),
        asked="and when?",
    )
    better = Judgement("better", Place(ARABIC, (TRADE.start, TRADE.end)))
    return [
        sealed(Turn("When did relations begin?", rendered, judgement=better)),
        Turn("When, and how much?", Answer.of_parts("When, and how much?", [rendered, ask("How many goats?")])),
        Turn(
            "When did relations begin?",
            replace(began, others=(Candidate(TRADE, 0.5),), candidates=(Candidate(TRADE, 0.5),), asker="ar"),
        ),
        sealed(Turn("كم عدد السكان؟", replace(ask("كم عدد السكان؟"), confidence=0.125), judgement=Judgement("wrong"))),
        Turn(HOSTILE_QUESTION, ask(HOSTILE_QUESTION)),
        Turn("Où ?", ask("Où ?")),
        Turn("  ", Notice("The question holds no words.")),
        Turn("break", Notice(None)),
        Turn("شكرا", ask("شكرا"), suggested=("متى بدأت العلاقات؟",)),
    ]


def restored(memory: object, n_turns: int = 100) -> list[Turn]:
    return from_memory(memory, Shelf(_DOCUMENTS), n_turns)


def test_turns_come_back_as_they_were() -> None:
    turns = _turns()
    assert restored(to_memory(turns)) == turns
    assert render_conversation(restored(to_memory(turns)), []) == render_conversation(turns, [])
    assert restored(to_memory(turns), n_turns=2) == turns[-2:]


def test_what_the_browser_need_not_know_stays_here() -> None:
    refusal = Refusal("Who?", "no_answer", (Passage(ARABIC, 33, 109, None, ((33, 109),)),), 0.1, withheld="a guess")
    memory = to_memory([Turn("Who?", refusal), Turn("Still looking?")])
    assert "guess" not in memory
    assert ARABIC.text[33:109] not in memory
    (turn,) = restored(memory)
    assert turn.outcome == replace(refusal, withheld="", nearest=(Passage(ARABIC, 33, 109),))


def test_a_document_that_changed_or_went_takes_its_turns_along() -> None:
    memory = to_memory(_turns())
    changed = Document(ARABIC.doc_id, "ar", ARABIC.title, f"x{ARABIC.text}", ARABIC.sections)
    left = from_memory(memory, Shelf([changed, HOSTILE]), 100)
    assert [turn.question for turn in left] == [HOSTILE_QUESTION, "Où ?", "  ", "break", "شكرا"]
    assert [turn.question for turn in from_memory(memory, Shelf([]), 100)] == ["Où ?", "  ", "break", "شكرا"]


@pytest.mark.parametrize(
    "memory",
    [
        None,
        5,
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"version": 0, "turns": []}',
        '{"version": 1}',
        '{"version": 1, "turns": {"0": 1}}',
        '{"version": 1, "documents": [], "turns": [1, null, "x", [], {}, {"is": "Turn"}, {"is": "__import__"}]}',
        json.dumps({"version": 1, "turns": "x" * 5_000_000}),
    ],
)
def test_what_is_no_memory_is_dropped(memory: object) -> None:
    assert restored(memory) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("question",), "a" * 20_001),
        (("question",), None),
        (("turn_id",), '"><script>alert(1)</script>'),
        (("outcome",), None),
        (("outcome", "is"), "Turn"),
        (("outcome", "kind"), "refusal"),
        (("outcome", "text"), "<b>another answer</b>"),
        (("outcome", "confidence"), 2.0),
        (("outcome", "confidence"), float("nan")),
        (("outcome", "confidence"), True),
        (("outcome", "citations"), []),
        (("outcome", "citations", 0, "end"), 10**9),
        (("outcome", "citations", 0, "start"), -1),
        (("outcome", "citations", 0, "start"), 0.5),
        (("outcome", "citations", 0, "sentence_start"), BEGAN.end),
        (("outcome", "citations", 0, "section"), "<img src=x onerror=alert(1)>"),
        (("outcome", "citations", 0, "page"), 3),
        (("outcome", "citations", 0, "document"), "nowhere"),
        (("outcome", "citations", 0, "document"), ["relations"]),
        (("outcome", "citations", 0, "document"), {"is": "Document", "text": "x"}),
        (("outcome", "rendering", "lang"), "fr"),
        (("outcome", "rendering", "text"), ["x"]),
        (("judgement", "verdict"), "great"),
        (("judgement", "place", "span"), [5, 5]),
        (("judgement", "place", "span"), [0, 10**9]),
        (("judgement", "place", "span"), [0, 1, 2]),
        (("judgement", "place"), None),
    ],
)
def test_a_turn_that_is_not_sound_is_dropped_alone(path: tuple[Any, ...], value: Any) -> None:
    data = json.loads(to_memory(_turns()))
    at = data["turns"][0]
    for step in path[:-1]:
        at = at[step]
    assert path[-1] in at or isinstance(path[-1], int)
    at[path[-1]] = value
    assert [turn.question for turn in restored(json.dumps(data))] == [turn.question for turn in _turns()[1:]]


def test_a_field_that_an_older_page_did_not_write_has_its_default() -> None:
    data = json.loads(to_memory(_turns()[:1]))
    del data["turns"][0]["judgement"], data["turns"][0]["outcome"]["rendering"]
    data["turns"][0]["a field of later"] = "<script>"
    (turn,) = restored(json.dumps(data))
    assert turn.judgement is None
    assert isinstance(turn.outcome, Answer)
    assert turn.outcome.rendering is None


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for step, inner in steps for place in _places(inner, (*path, step)))]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damage_anywhere_never_breaks_the_page(draw: st.DataObject) -> None:
    data = json.loads(to_memory(_turns()))
    *steps, last = draw.draw(st.sampled_from([path for path in _places(data) if path]))
    at = data
    for step in steps:
        at = at[step]
    at[last] = draw.draw(_anything)
    turns = restored(json.dumps(data))
    for turn in turns:
        if isinstance(turn.outcome, Answer):
            assert turn.outcome.text == turn.outcome.citations[0].quote
    source = render_conversation(turns, [])
    assert "<script" not in source
    assert "<img" not in source


def _events(feedback: Any = object()) -> TurnEvents:  # noqa: B008 - only whether there is one
    return TurnEvents(library_of(), feedback, n_turns=100)


def test_what_is_remembered_is_restored_with_its_place() -> None:
    turns = _turns()
    sent = json.loads(_events().remember(turns, "", SimpleNamespace(put="all")))
    memory = json.dumps(sent["memory"])
    event = SimpleNamespace(memory=memory, fragment=f"relations:{TRADE.start}-{TRADE.end}")
    _, conversation, viewer, found, place, key = _events().restore([], Place(ARABIC), "", event)
    assert (found, key) == (turns, "")
    assert conversation == render_conversation(turns, [])
    assert place == Place(ARABIC, (TRADE.start, TRADE.end))
    assert '<mark id="cited">' in viewer


def test_the_browser_is_sent_what_has_changed() -> None:
    turns = _turns()
    judged = next(turn for turn in turns if turn.turn_id)
    for put, questions in (("last", [turns[-1].question]), (judged.turn_id, [judged.question]), ("nobody's", [])):
        sent = json.loads(_events().remember(turns, "", SimpleNamespace(put=put)))
        assert (sent["put"], [turn["question"] for turn in sent["memory"]["turns"]]) == (put, questions)
    assert json.loads(_events().remember([], "", SimpleNamespace()))["memory"]["turns"] == []


def test_nothing_sound_changes_nothing() -> None:
    before = Place(ARABIC)
    for event in (SimpleNamespace(), SimpleNamespace(memory="{", fragment="nowhere:1-2")):
        assert _events().restore([], before, "", event) == (*[gr.skip()] * 3, [], before, "")


def test_a_page_in_use_stays_as_it_is() -> None:
    event = SimpleNamespace(memory=to_memory(_turns()), fragment="relations:0-3")
    assert _events().restore(_turns()[:1], None, "", event) == (gr.skip(),) * 6


def test_where_nothing_can_be_judged_restored_turns_have_no_buttons() -> None:
    event = SimpleNamespace(memory=to_memory(_turns()))
    _, conversation, _, turns, _, _ = _events(None).restore([], None, "", event)
    assert "data-judge" not in conversation
    assert {(turn.turn_id, turn.judgement) for turn in turns} == {("", None)}
