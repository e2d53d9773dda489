"""Visitors' own documents: whose they are, how long they stay, how many, and what is refused in which words."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from file_samples import PICTURE, pdf_file, text_at, word_file
from own_sample import (
    ARABIC_TEXT,
    ENGLISH_TEXT,
    HOSTILE_FILE,
    HOSTILE_NAME,
    TWO_PAGES,
    Clock,
    asker,
    library,
    send,
    uploads,
)

from chat.conversation import Removed, Turn
from chat.events.asking import Events
from chat.events.choosing import render_own
from chat.events.own import OwnEvents
from chat.events.turns import TurnEvents
from chat.export import to_markdown
from chat.html import render_saved
from chat.html.strings import STRINGS, UNREADABLE
from chat.library import OWN
from chat.uploads import Progress, shown_name
from chat.visitors import Note
from qa.answer import Answer, Refusal
from qa.settings import UploadSettings

_BUILT = "When was the reservoir built?"


@pytest.fixture
def taking(tmp_path: Path):
    return uploads(tmp_path / "sent")


def names(taking, session="a"):
    visitor = taking.visitors.find(session)
    return [] if visitor is None else [one.name for one in visitor.own]


def asked(taking, question, session="a"):
    """The last turn's outcome, with the state that the page keeps of it."""
    events = Events(library(taking), n_turns=9, can_be_judged=True)
    *_, (_, conversation, viewer, turns, place) = events.put_question(
        [], None, OWN, SimpleNamespace(question=question), asker(session)
    )
    visitor = taking.visitors.find(session)
    return (visitor.turns if visitor is not None else turns)[-1], conversation, viewer, (turns, place)


def test_a_file_is_read_encoded_and_gone_from_the_disk(taking):
    steps = send(taking, ENGLISH_TEXT, name="C:\\fakepath\\notes/The reservoir.txt")
    assert steps == [Progress("The reservoir.txt"), *[Progress("The reservoir.txt", n, 1) for n in (0, 1)]]
    assert names(taking) == ["The reservoir.txt"]
    assert list(taking.folder.iterdir()) == []
    assert taking.folder.stat().st_mode & 0o777 == 0o700


def test_only_who_brought_a_document_is_answered_from_it(taking):
    send(taking, ENGLISH_TEXT)
    turn, conversation, viewer, kept = asked(taking, _BUILT)
    assert isinstance(turn.outcome, Answer)
    assert turn.outcome.text == "1987"
    assert '<mark id="cited">1987</mark>' in viewer
    assert turn.turn_id == ""  # a judgement would be kept longer than the document
    assert "data-judge" not in conversation
    assert kept == ([], None)  # the page's state holds nothing of it
    for other in ("b", "", None):
        turn, conversation, viewer, _ = asked(taking, _BUILT, other)
        assert isinstance(turn.outcome, Refusal)
        assert turn.outcome.reason == "no_passage"
        assert "1987" not in conversation + viewer
    send(taking, ARABIC_TEXT, "b")
    assert "1987" not in str(asked(taking, _BUILT, "b"))
    assert "reservoir" not in render_own(taking.visitors.find("b"), taking.settings)


def test_programs_and_other_collections_see_nothing_of_it(taking):
    send(taking, ENGLISH_TEXT)
    shown = library(taking)
    events = Events(shown, n_turns=9)
    assert events.ask(_BUILT)["kind"] == "refusal"
    for key in ("", "tower", "<b>x</b>", "damaged", "unheard of"):
        *_, (_, conversation, viewer, _, _) = events.put_question(
            [], None, key, SimpleNamespace(question=_BUILT), asker("a")
        )
        assert "1987" not in conversation + viewer
    turn_events = TurnEvents(shown, None, n_turns=9)
    assert turn_events.remember(taking.visitors.find("a").turns, OWN, SimpleNamespace()) == gr.skip()
    doc_id = taking.visitors.find("a").own[0].held.document.doc_id
    opened = events.open_place([], None, "", SimpleNamespace(fragment=f"{doc_id}:0-5"), asker("a"))
    assert opened == (gr.skip(), None)
    stolen = events.open_place([], None, OWN, SimpleNamespace(fragment=f"{doc_id}:0-5"), asker("b"))
    assert stolen == (gr.skip(), None)


def test_both_languages_and_pages(taking):
    send(taking, ARABIC_TEXT, name="مكتبة.txt")
    send(taking, TWO_PAGES, name="two.pdf")
    send(taking, word_file(), name="ميناء.docx")
    assert asked(taking, "متى افتتحت مكتبة المدينة؟")[0].outcome.text == "1954"
    turn, conversation, _, _ = asked(taking, "When was it that the bridge fell?")
    assert turn.outcome.citations[0].page == 2
    assert '<bdi lang="en" dir="ltr">page 2</bdi>' in conversation
    assert [len(one.held.document.pages) for one in taking.visitors.find("a").own] == [0, 2, 0]


def test_documents_expire_when_they_are_not_used(tmp_path):
    clock = Clock()
    taking = uploads(tmp_path / "sent", UploadSettings(idle_minutes=10), clock)
    send(taking, ENGLISH_TEXT)
    clock.now += 599
    assert asked(taking, _BUILT)[0].outcome.text == "1987"  # asking is use
    clock.now += 599
    events = OwnEvents(library(taking), taking)
    assert events.expire(OWN, asker("a")) == (gr.skip(),) * 3  # looking is none
    clock.now += 1
    own, conversation, viewer = events.expire(OWN, asker("a"))
    assert "not used for 10 minutes and have been deleted" in own
    assert "1987" not in own + conversation + viewer
    assert "reservoir" not in own + conversation + viewer
    assert taking.visitors.peek("a") is None
    assert asked(taking, _BUILT)[0].outcome.reason == "no_passage"


def test_a_closed_page_takes_its_documents_along(tmp_path):
    clock = Clock()
    taking = uploads(tmp_path / "sent", UploadSettings(closed_seconds=120), clock)
    send(taking, ENGLISH_TEXT)
    send(taking, ARABIC_TEXT, "b")
    OwnEvents(library(taking), taking).close(asker("a"))
    clock.now += 119
    assert names(taking) == ["file.txt"]  # a phone that lost its connection came back
    OwnEvents(library(taking), taking).close(asker("a"))
    clock.now += 120
    taking.sweep()
    assert taking.visitors.peek("a") is None
    assert names(taking, "b") == ["file.txt"]


def test_what_nobody_came_to_have_read_is_deleted(taking):
    for name in ("old", "new"):
        (taking.folder / name).mkdir()
        (taking.folder / name / "sent").write_bytes(b"secret")
    (taking.folder / "stray").write_bytes(b"secret")
    for path in (taking.folder / "old" / "sent", taking.folder / "old", taking.folder / "stray"):
        os.utime(path, (1, 1))
    taking.sweep()
    assert sorted(path.name for path in taking.folder.iterdir()) == ["new"]


def test_of_a_removed_document_only_words_that_were_said_are_left(taking):
    send(taking, ENGLISH_TEXT)
    send(taking, ARABIC_TEXT, name="b.txt")
    asked(taking, _BUILT)
    asked(taking, "متى افتتحت مكتبة المدينة؟")
    first, second = (one.held.document.doc_id for one in taking.visitors.find("a").own)
    events = OwnEvents(library(taking), taking)
    events.remove(OWN, SimpleNamespace(document=first), asker("b"))  # somebody else's
    assert len(names(taking)) == 2
    own, conversation, viewer = events.remove(OWN, SimpleNamespace(document=first), asker("a"))
    assert names(taking) == ["b.txt"]
    assert "1987" not in own + viewer
    assert "<s>1987</s></p></div>" in conversation
    assert first not in conversation
    removed, kept = taking.visitors.find("a").turns
    assert removed == Turn(_BUILT, Removed("1987", title="The reservoir"))
    assert kept.outcome.text == "1954"
    _, conversation, viewer = events.remove(OWN, SimpleNamespace(document=second), asker("a"))
    assert "<s>1954</s>" in conversation
    assert "There are no documents." in viewer
    assert to_markdown(taking.visitors.find("a").turns).count("~~") == 4
    assert "<s dir=" in render_saved(taking.visitors.find("a").turns, "en")


def test_a_page_that_was_reloaded_finds_its_documents_again(taking):
    send(taking, ENGLISH_TEXT)
    asked(taking, _BUILT)
    events = OwnEvents(library(taking), taking)
    token = taking.visitors.find("a").token
    events.close(asker("a"))
    assert f'data-token="{token}"' in render_own(taking.visitors.peek("a"), taking.settings)
    for wrong in ("", "x", token[:-1], "а" * 32):
        assert events.find_again("", SimpleNamespace(token=wrong, asks=True), asker("b"))[-1] == ""
    chooser, own, conversation, viewer, key = events.find_again("", SimpleNamespace(token=token, asks=True), asker("b"))
    assert key == OWN
    assert 'data-own aria-pressed="true"' in chooser
    assert "The reservoir" in own
    assert "1987" in conversation
    assert '<mark id="cited">1987</mark>' in viewer
    assert taking.visitors.peek("a") is None
    events.close(asker("a"))  # the page before, told late
    taking.visitors._clock.now += taking.settings.closed_seconds + 1
    assert names(taking, "b") == ["file.txt"]
    # A page that asked a collection has its list back, and goes on asking that.
    shown = events.find_again("tower", SimpleNamespace(token=token), asker("c"))
    assert (shown[0], shown[2:]) == (gr.skip(), (gr.skip(), gr.skip(), "tower"))
    assert "The reservoir" in shown[1]


@pytest.mark.parametrize(
    ("settings", "content", "said"),
    [
        ({"n_documents": 1}, ARABIC_TEXT, "You have 1 documents here, the most that one visitor can."),
        ({"n_passages": 1}, ARABIC_TEXT, "It has 1 passages; only 0 of 1 are left."),
        ({"file_bytes": 1_000_000}, b"word " * 300_000, "is larger than 1,000,000 bytes, the most that is read."),
        ({}, ENGLISH_TEXT, "Its text is among your documents already."),
        ({}, b"", "is empty (0 bytes)."),
    ],
)
def test_each_limit_is_explained(tmp_path, settings, content, said):
    taking = uploads(tmp_path / "sent", UploadSettings(**settings))
    send(taking, ENGLISH_TEXT)
    note = send(taking, content, name="more.txt")[-1]
    assert isinstance(note, Note)
    shown = render_own(taking.visitors.find("a"), taking.settings)
    assert said in shown
    assert "more.txt" in shown
    assert names(taking) == ["file.txt"]
    assert list(taking.folder.iterdir()) == []


def test_so_many_visitors_at_once(tmp_path):
    clock = Clock()
    taking = uploads(tmp_path / "sent", UploadSettings(n_visitors=2), clock)
    for session in ("a", "b"):
        send(taking, ENGLISH_TEXT, session)
    (note,) = send(taking, ENGLISH_TEXT, "c")
    assert note == Note("file.txt", "too_many_visitors", (("n", 2),))
    send(taking, ARABIC_TEXT)  # who is here already can add
    assert len(names(taking)) == 2
    clock.now += 3601
    assert send(taking, ENGLISH_TEXT, "c")[-1] == Progress("file.txt", 1, 1)


@pytest.mark.parametrize(
    ("name", "content", "reason", "said"),
    [
        ("picture.pdf", b"\x89PNG", "other_format", "is named as a PDF but is a picture (PNG)."),
        ("old.doc", b"words", "other_format", "is a Word document of the old format."),
        ("program.exe", b"MZ", "other_format", "has the suffix '.exe', which is not read."),
        ("no suffix", b"words", "other_format", "has the suffix '', which is not read."),
        ("broken.docx", b"PK\x03\x04 nothing", "damaged", "is a damaged DOCX"),
        ("blank.html", b"<html><script>1</script></html>", "no_words", "shows no text of its own."),
    ],
)
def test_a_broken_file_is_named_and_the_good_ones_stay(taking, name, content, reason, said):
    note = send(taking, content, name=name)[-1]
    send(taking, ENGLISH_TEXT)
    assert (note.name, note.reason) == (name, reason)
    assert said in note.words
    assert UNREADABLE[reason] in render_own(None, UploadSettings(), notes=[note])
    assert str(taking.folder) not in note.words
    assert names(taking) == ["file.txt"]
    assert taking.visitors.find("a").notes == (note,)


def test_what_is_left_out_of_a_file_is_said_beside_its_name(taking):
    send(taking, pdf_file([PICTURE, text_at(72, 720, "The bridge fell in 2011.")]), name="scan.pdf")
    send(taking, ENGLISH_TEXT)
    own = render_own(taking.visitors.find("a"), taking.settings)
    assert own.count("page 1 has no text: a picture") == 1
    assert own.count("صفحات بلا نص، فيها صور فقط: 1") == 1
    assert names(taking) == ["scan.pdf", "file.txt"]


def test_what_was_read_of_a_file_is_shown_piece_by_piece(taking):
    send(taking, b"# Dam\n\nIt was <b>built</b> in 1987.\n\n| Year | Tons |\n|---|---|\n| 2018 | 14 |\n", name="a.md")
    own = render_own(taking.visitors.find("a"), taking.settings)
    shown = own[own.index('<details class="read">') : own.rindex("</details>")]
    assert shown.count("<p>") == 4 and "<b>" not in shown
    assert [shown.count(words) for words in (">It was &lt;b&gt;built&lt;/b&gt; in 1987.<", ">2018 | 14<")] == [1, 1]
    assert shown.count(STRINGS["ar"].piece_row) == 2 and shown.count(STRINGS["en"].piece_no_passage) == 1
    send(taking, "\n\n".join(f"Word {n} " + 400 * "x" for n in range(300)).encode(), name="b.txt")
    long = render_own(taking.visitors.find("a"), taking.settings)
    assert "Word 199 " in long and "Word 200 " not in long and 301 * "x" not in long
    assert STRINGS["en"].more_pieces.format(n=200) in long


def test_what_did_not_arrive_and_what_breaks(taking, caplog, monkeypatch):
    assert list(taking.add("a", "x.txt", "", "not_sent")) == [Note("x.txt", "file_not_sent")]
    assert list(taking.add("a", "x.txt", "", "too_large")) == [Note("x.txt", "file_too_large", (("megabytes", 20),))]
    monkeypatch.setattr(taking.visitors.workshop, "passages", lambda document: 1 / 0)
    assert send(taking, b"a secret word", name="secret.txt")[-1] == Note("secret.txt", "file_failed")
    assert "secret word" not in caplog.text
    assert list(taking.folder.iterdir()) == []


def test_only_what_was_sent_is_taken(taking, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_bytes(ENGLISH_TEXT)
    (taking.folder / "x").mkdir()
    (taking.folder / "x" / "link").symlink_to(outside)
    (taking.folder / "loose").write_bytes(ENGLISH_TEXT)
    for path in (
        outside,
        taking.folder / "x" / "link",
        taking.folder / "loose",
        taking.folder / "x" / ".." / "loose",
        taking.folder / ".." / outside.name,
        taking.folder / "x",
        "outside.txt",
        "\0",
    ):
        assert list(taking.add("a", "x.txt", str(path)))[-1] in (
            Note("x.txt", "file_not_sent"),
            Note("x.txt", "file_failed"),
        )
    assert outside.exists()
    assert names(taking) == []


def test_a_place_that_no_system_could_have_is_not_there(taking, caplog):
    for place in ("x" * 60_000, "x" * 600 + "/sent", "\0/sent"):
        assert list(taking.add("a", "file.txt", place))[-1] == Note("file.txt", "file_not_sent")
    assert caplog.text == ""


def test_hostile_names_and_contents_are_text(taking):
    send(taking, HOSTILE_FILE, name=HOSTILE_NAME)
    _, conversation, viewer, _ = asked(taking, "When was the gate opened?")
    own = render_own(taking.visitors.find("a"), taking.settings)
    for shown in (own, conversation, viewer):
        assert "<script" not in shown
        assert "<img" not in shown
    assert "&lt;img src=x onerror=" in own
    assert "\u202e" not in own
    assert "1999" in conversation


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\notes\\a.txt", "a.txt"),
        ("a\nb\u202etxt.\x00pdf", "abtxt.pdf"),
        ("", "?"),
        ("///", "?"),
        (None, "None"),
        ("ن" * 300 + ".pdf", "ن" * 100 + "…" + "ن" * 15 + ".pdf"),
    ],
)
def test_a_name_is_one_short_line(name, shown):
    assert shown_name(name) == shown


def test_a_visitor_who_leaves_while_a_file_is_encoded_leaves_nothing(taking):
    taking.visitors.workshop.encode = lambda passages: (
        taking.visitors.remove("a", "") or taking.visitors._here.clear() or part
        for part in [taking.visitors.workshop.models.encoder.encode_passages(["x"])]
    )
    send(taking, ENGLISH_TEXT)
    assert taking.visitors.peek("a") is None


def test_the_page_follows_a_file_to_its_end(taking):
    folder = taking.folder / "x"
    folder.mkdir()
    (folder / "sent").write_bytes(ENGLISH_TEXT)
    events = OwnEvents(library(taking), taking)
    event = SimpleNamespace(name="r.txt", place=str(folder / "sent"), problem="", first=True)
    *on_the_way, (own, progress) = events.add_file(event, asker("a"))
    assert [shown for shown, _ in on_the_way] == [gr.skip()] * 3
    assert "Reading the file" in on_the_way[0][1]
    assert '<progress max="1" value="1"' in on_the_way[-1][1]
    assert progress == ""
    assert "r.txt" in own
    assert "The reservoir" in events.show(OWN, SimpleNamespace(), asker("a"))
    assert events.show("", SimpleNamespace(), asker("a")) == gr.skip()
    assert list(events.add_file(event, asker(None))) == []
    *_, (own, _) = events.add_file(SimpleNamespace(problem="<script>"), asker("a"))
    assert "did not arrive whole" in own
