"""Written answers: what a model server sends, in real HTTP, and what of it is shown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from writer_server import stub_server

from chat.html.written import render_written
from corpus.document import Document, Passage
from corpus.sentences import sentences_of
from index.hit import Hit
from index.lexical import TranslationTable
from index.settings import Settings, WrittenSettings
from qa.__main__ import print_written
from qa.answer import Answer, Citation, Refusal, Span, Statement, Struck, Written
from qa.errors import WriterError
from qa.pipeline import Pipeline
from qa.written import Checker, open_writer
from qa.written.drafts import Draft, drafts
from qa.written.items import read_items

HARBOUR = (
    "The Kittiwake was launched in 1988 and carries 140 passengers; the Heron, launched in 2011, carries 260. "
    "Dogs travel free but are not allowed in the upper saloon. "
    "Agnes Whitlow succeeded Peter Lindqvist in March 2019."
)
MINISTRY = "فتحت إيران سفارة في كازاخستان في عام 1992. تستورد إيران الحبوب والمعادن من كازاخستان."


class FixedReader:
    """Finds the given words, if they stand in the passage."""

    def __init__(self, *answers):
        self.answers = answers

    def read(self, question, hits):
        return [
            Span(hit, at, at + len(words), score)
            for words, score in self.answers
            for hit in hits
            if (at := hit.passage.text.find(words)) >= 0
        ]


def passage_of(text, lang="en", title="t"):
    document = Document("d", lang, title, text)
    return Passage(document, 0, len(text), None, tuple(sentences_of(text, 0, len(text), lang)))


def answer_to(question, passage, quote):
    start = passage.document.text.index(quote)
    return Answer(
        question, quote, (Citation(passage.document, start, start + len(quote), start, start + len(quote)),), 0.9
    )


ABOUT_SHIPS = passage_of(HARBOUR)
LAUNCHED = answer_to("When was the Kittiwake launched?", ABOUT_SHIPS, "1988")
TRUE = "The Kittiwake was launched in 1988."


@pytest.fixture
def stub():
    with stub_server() as server:
        yield server


def written_by(stub, passages=(ABOUT_SHIPS,), answer=LAUNCHED, reader=None, **settings):
    settings = WrittenSettings(address=stub.address, model="small", **settings)
    writer = open_writer(settings, FixedReader() if reader is None else reader, TranslationTable())
    return list(writer.write(answer, passages))


def shown(stages):
    return [one.text for one in stages[-1].statements]


@pytest.mark.parametrize("how", ["stream", "whole"])
def test_sentences_that_hold_are_released_one_by_one_and_others_are_struck_out(stub, how):
    stub.how = how
    stub.said = f"{TRUE} [1] The Kittiwake carries 145 passengers. [1] The Kittiwake carries 140 passengers [1]."
    stages = written_by(stub)
    assert [len(one.statements) for one in stages] == [1, 1, 2, 2]
    assert shown(stages) == [TRUE, "The Kittiwake carries 140 passengers."]
    assert [(one.text, one.reason) for one in stages[-1].struck] == [
        ("The Kittiwake carries 145 passengers.", "number")
    ]
    (citation,) = stages[-1].statements[0].citations
    assert citation.quote == HARBOUR[: HARBOUR.index(" Dogs")]
    assert "145" not in str(stages[-1].to_json())


def test_what_is_sent_is_one_order_of_ours_and_one_json_object_of_data(stub):
    stub.said = f"{TRUE} [1]"
    written_by(stub, k=2)
    ((path, body),) = stub.asked
    assert (path, body["model"], body["stream"]) == ("/v1/chat/completions", "small", True)
    assert [one["role"] for one in body["messages"]] == ["system", "user"]
    assert HARBOUR not in body["messages"][0]["content"]
    data = json.loads(body["messages"][1]["content"])
    assert (data["question"], data["answer_in"]) == ("When was the Kittiwake launched?", "English")
    assert data["passages"] == [{"number": 1, "title": "t", "text": HARBOUR}]
    assert "Authorization" not in stub.headers[0]


def test_the_key_comes_from_the_environment_and_is_missed_before_anything_is_sent(stub, monkeypatch):
    monkeypatch.setenv("WRITER_KEY", "s3cret")
    stub.said = f"{TRUE} [1]"
    written_by(stub, key_variable="WRITER_KEY")
    assert stub.headers[0]["Authorization"] == "Bearer s3cret"
    monkeypatch.delenv("WRITER_KEY")
    with pytest.raises(WriterError, match="WRITER_KEY, which is not set"):
        written_by(stub, key_variable="WRITER_KEY")
    assert len(stub.asked) == 1


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("cut", "broke off in the middle"),
        ("malformed", "where JSON of an answer was needed"),
        ("giving up", "out of memory"),
    ],
)
def test_a_server_that_breaks_off_leaves_what_was_released(stub, how, said):
    stub.how, stub.said = how, f"{TRUE} [1] The Kittiwake carries 140 pas"
    *_, last = written_by(stub)
    assert ([one.text for one in last.statements], said in last.problem) == ([TRUE], True), last.problem


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("missing", "answered with status 404"),
        ("denied", "key_variable"),
        ("redirect", "status 307"),
        ("page", "broke off"),
    ],
)
def test_a_server_that_cannot_be_used_is_said_and_nothing_is_shown(stub, how, said):
    stub.how = how
    *_, last = written_by(stub)
    assert (last.statements, said in last.problem) == ((), True), last.problem


def test_a_model_without_an_end_is_left(stub):
    stub.how = "endless"
    *_, last = written_by(stub)
    assert (last.statements, {one.reason for one in last.struck}) == ((), {"form"})
    assert len(last.struck) <= 8


def test_a_server_that_is_slow_or_not_there_ends_in_time(stub):
    stub.how, stub.said = "silent", f"{TRUE} [1]"
    assert "silent for too long" in written_by(stub, silence_seconds=0.3)[-1].problem
    stub.how, stub.said = "dripping", TRUE * 50
    assert "took too long" in written_by(stub, seconds=0.5)[-1].problem
    settings = WrittenSettings(address="http://127.0.0.1:1/v1", model="small")
    *_, last = open_writer(settings, FixedReader(), TranslationTable()).write(LAUNCHED, [ABOUT_SHIPS])
    assert "is not reached" in last.problem


def test_at_most_four_sentences_are_shown_and_a_model_that_goes_on_is_cut_off(stub):
    years = [f"The Kittiwake was launched in 1988 and carries {n} passengers. [1] " for n in range(40)]
    stub.said = "".join(years)
    assert len(written_by(stub)[-1].struck) == 8
    four = (
        "carries 140 passengers",
        "was launched in 1988",
        "carries passengers",
        "was launched in 1988 and carries 140",
    )
    stub.said = "".join(f"The Kittiwake {one}. [1] " for one in (*four, "has carried passengers"))
    assert len(shown(written_by(stub))) == 4


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Agnes Marlow succeeded Peter Lindqvist in March 2019. [1]", "name"),
        ("Agnes Whitlow succeeded Peter Lindqvist in May 2019. [1]", "number"),
        ("Peter Lindqvist succeeded Agnes Whitlow in March 2019. [1]", "misplaced"),
        ("Dogs are allowed in the upper saloon. [1]", "denial"),
        ("The Kittiwake was not launched in 1988. [1]", "denial"),
        ("The Kittiwake was launched in 1988 by the queen. [1]", "added"),
        ("The Kittiwake was launched in 1988.", "uncited"),
        ("The Kittiwake was launched in 1988. [7]", "uncited"),
        ("The Kittiwake was launched in 1988, see https://example.org/a. [1]", "form"),
        ("The <b>Kittiwake</b> was launched in 1988. [1]", "form"),
        ("أُطلقت كيتيويك عام 1988. [1]", "language"),
        ("Grapes are sold by the pound in Oslo. [1]", "beside_the_point"),
    ],
)
def test_what_is_struck_out_and_why(stub, sentence, reason):
    stub.said = sentence
    asked = answer_to("What of the Kittiwake, the Heron, dogs and Agnes Whitlow?", ABOUT_SHIPS, "1988")
    *_, last = written_by(stub, answer=asked)
    assert (last.statements, [one.reason for one in last.struck]) == ((), [reason])


def test_the_reader_is_asked_and_another_number_that_it_surely_finds_counts(stub):
    stub.said = "The Kittiwake was launched in 1988. [1]"
    assert shown(written_by(stub, reader=FixedReader(("1988", 0.9)))) == [TRUE]
    *_, last = written_by(stub, reader=FixedReader(("2011", 0.9)))
    assert [one.reason for one in last.struck] == ["unread"]
    assert shown(written_by(stub, reader=FixedReader(("2011", 0.1)))) == [TRUE]
    # Two values that both answer count against neither; one that is far ahead of the other does.
    assert shown(written_by(stub, reader=FixedReader(("2011", 0.5), ("1988", 0.4)))) == [TRUE]
    *_, last = written_by(stub, reader=FixedReader(("2011", 0.5), ("1988", 0.2)))
    assert [one.reason for one in last.struck] == ["unread"]


def test_a_number_of_something_else_is_no_other_answer(stub):
    stub.said = "The Kittiwake carries 140 passengers. [1]"
    assert shown(written_by(stub, reader=FixedReader(("1988", 0.9)))) == ["The Kittiwake carries 140 passengers."]
    metres = passage_of("The Kittiwake carries 140 passengers over 30 miles and is 9 metres wide.")
    assert len(shown(written_by(stub, passages=(metres,), reader=FixedReader(("30", 0.9))))) == 1
    several = passage_of("The Kittiwake carries 140 passengers, in summer 120 passengers.")
    assert shown(written_by(stub, passages=(several,), reader=FixedReader(("120 passengers", 0.9)))) == []


def test_of_two_numbers_in_one_span_the_first_is_the_readers_answer(stub):
    dam = passage_of("The dam of the Kittiwake is 92 metres high and 640 metres long.")
    reader = FixedReader(("92 metres high and 640 metres", 0.7))
    for metres, held in ((92, 1), (640, 0)):
        stub.said = f"The dam of the Kittiwake is {metres} metres high. [1]"
        assert len(shown(written_by(stub, passages=(dam,), reader=reader))) == held


def test_what_is_said_of_one_thing_is_not_held_for_two():
    moved = passage_of("The people of Ardel moved to Fara, and the people of Zetun moved to New Harbour.")
    checker = Checker(FixedReader(), TranslationTable())
    assert isinstance(checker.check("The people of Zetun moved to New Harbour.", "en", [moved]), tuple)
    twice = "The people of Ardel moved to New Harbour, and the people of Zetun moved to New Harbour."
    assert checker.check(twice, "en", [moved]) == "misplaced"


def test_an_arabic_passage_holds_an_english_sentence_by_names_numbers_and_the_table():
    rows = [("سفار", "embassi", 0.9), ("فتح", "open", 0.9), ("حبوب", "grain", 0.9), ("تستورد", "import", 0.9)]
    table = TranslationTable.of({"ar": rows, "en": [(b, a, p) for a, b, p in rows]})
    checker, passage = Checker(FixedReader(), table), passage_of(MINISTRY, "ar")
    held = checker.check("Iran opened an embassy in Kazakhstan in 1992.", "en", [passage])
    assert [one.quote for one in held] == [MINISTRY[: MINISTRY.index(" تستورد")]]
    assert checker.check("Iran opened an embassy in Turkmenistan in 1992.", "en", [passage]) == "name"
    assert checker.check("Iran opened an embassy in Kazakhstan in 1993.", "en", [passage]) == "number"
    assert checker.check("تستورد كازاخستان الحبوب والمعادن من إيران.", "ar", [passage]) == "misplaced"


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        (
            "more than two billion dollars",
            "en",
            [("contrast", "turn 0"), ("number", "2000000000"), ("word", "dollars")],
        ),
        ("مليارَي دولار", "ar", [("number", "2000000000"), ("word", "دولار")]),
        ("14 ألف هكتار في يناير", "ar", [("number", "14000"), ("word", "هكتار"), ("date", "month 1")]),
        ("a third of May", "en", [("number", "#3"), ("date", "month 5")]),
        ("وكازاخستان", "ar", [("name", "kazakhstan")]),
        ("fivefold", "en", [("number", "5")]),
    ],
)
def test_numbers_dates_and_names_have_one_key_in_both_languages(text, lang, said):
    assert [(item.kind, item.key) for item in read_items(text, lang).items] == said


def test_sentences_come_when_they_are_whole_and_thoughts_are_left_out():
    text = "<think>It says 1988. [9]</think>Iron rusts. [1][2] Gold does not [2, 3]. Tin melts. Lead too. [١]\nZinc"
    want = [
        Draft("Iron rusts.", (1, 2)),
        Draft("Gold does not.", (2, 3)),
        Draft("Tin melts.", ()),
        Draft("Lead too.", (1,)),
        Draft("Zinc", ()),
    ]
    for size in (1, 3, 7, 500):
        assert list(drafts(text[at : at + size] for at in range(0, len(text), size))) == want
    waiting = drafts(iter(["Iron rusts. [1", "] C"]))
    assert next(waiting) == Draft("Iron rusts.", (1,))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"address": "ftp://a/v1", "model": "m"}, "needs to be like"),
        ({"address": "http://a/v1"}, "no model"),
        ({"address": "http://key@a/v1", "model": "m"}, "key_variable"),
        ({"address": "http://a/v1", "model": "m", "seconds": 0.0}, "more than 0"),
    ],
)
def test_settings_that_cannot_work_are_refused(values, said):
    with pytest.raises(ValueError, match=said):
        WrittenSettings(**values)
    assert open_writer(WrittenSettings(), FixedReader(), TranslationTable()) is None


def test_a_passage_that_is_cited_twice_holds_once(stub):
    stub.said = f"{TRUE} [1][2]"
    other = passage_of("The Kittiwake, launched in 1988, is old.")
    *_, last = written_by(stub, passages=(ABOUT_SHIPS, other))
    assert [one.document.text for one in last.statements[0].citations] == [HARBOUR, other.document.text]
    assert replace(LAUNCHED, written=last).to_json()["written"]["writer"] == "small"


class OnePassage:
    """Finds the harbour, whatever is asked."""

    def search(self, questions, k, leg="fused"):
        return [[Hit(ABOUT_SHIPS, 1.0, 1)] for _ in questions]


def test_the_road_writes_over_an_answer_and_over_no_refusal(stub):
    stub.said = f"{TRUE} [1] It sank. [1]"
    reader = FixedReader(("1988", 0.9))
    writer = open_writer(WrittenSettings(address=stub.address, model="small"), reader, TranslationTable())
    pipeline = Pipeline([ABOUT_SHIPS.document], OnePassage(), reader, Settings(), {}, writer=writer)
    answer = pipeline.ask("When was the Kittiwake launched?", written=True)
    assert (answer.text, [one.text for one in answer.written.statements]) == ("1988", [TRUE])
    assert [one.reason for one in answer.written.struck] == ["beside_the_point"]
    assert pipeline.ask("When was the Kittiwake launched?").written is None
    assert isinstance(pipeline.ask("thanks", written=True), Refusal)
    assert len(stub.asked) == 1
    with pytest.raises(WriterError, match="No model server is configured"):
        Pipeline([], OnePassage(), reader, Settings(), {}).ask("When was it launched?", written=True)


def test_what_is_shown_is_labelled_and_escaped_and_what_was_struck_out_is_counted(capsys):
    citation = LAUNCHED.citations[0]
    written = Written("<i>small</i>", (Statement("1 < 2 & 3.", (citation,)),), (Struck("It sank.", "added"),))
    html = render_written(written, "en")
    assert "&lt;i&gt;small&lt;/i&gt;" in html
    assert "1 &lt; 2 &amp; 3." in html
    assert html.index("Written by a model") < html.index("1 &lt; 2") < html.index("<mark>1988</mark>")
    assert ("(1)" in html, "It sank" in html, "it says more than the passage" in html) == (True, False, True)
    assert "Nothing that the model wrote held" in render_written(replace(written, statements=()), "en")
    assert render_written(None, "en") == ""
    print_written([replace(written, struck=()), written], "en")
    said = capsys.readouterr().out
    assert (said.count("1 < 2 & 3."), said.count("struck out: it says more")) == (1, 1)
