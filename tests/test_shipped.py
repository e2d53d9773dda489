"""The whole road with what is shipped: the real article and the real models, without a network."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from qa import Answer, Refusal, open_pipeline
from qa.__main__ import main

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def pipeline():
    def refuse(*arguments):
        raise AssertionError(f"the program asked for {arguments[:2]} on the network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", refuse)
        patch.setattr(socket.socket, "connect", refuse)
        yield open_pipeline()


@pytest.mark.parametrize(
    ("question", "words", "sentence"),
    [
        ("متى بدأت العلاقات الدبلوماسية بين إيران وكازاخستان؟", "29 يناير", "بدأت العلاقات الدبلوماسية"),
        ("When did diplomatic relations between Iran and Kazakhstan begin?", "1992", "بدأت العلاقات الدبلوماسية"),
    ],
)
def test_an_answer_is_the_articles_own_words(pipeline, question, words, sentence):
    result = pipeline.ask(question)
    assert isinstance(result, Answer)
    citation = result.citations[0]
    assert words in result.text
    assert citation.sentence.startswith(sentence)
    assert citation.document.text[citation.start : citation.end] == citation.quote == result.text
    assert 0 < result.confidence <= 1


@pytest.mark.parametrize("question", ["من فاز بكأس العالم عام 2018؟", "Who won the World Cup in 2018?"])
def test_what_the_article_does_not_say_is_refused(pipeline, question):
    result = pipeline.ask(question)
    assert isinstance(result, Refusal)
    assert (result.reason, result.citations) == ("no_answer", ())
    assert len(result.nearest) == pipeline.settings.ask.n_nearest


def test_the_command_line_prints_one_json_object(capsys):
    assert main(["متى بدأت العلاقات الدبلوماسية بين إيران وكازاخستان؟", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["kind"] == "answer"
    places = {"document", "section", "page", "start", "end"}
    assert set(printed["citations"][0]) == places | {"quote", "sentence", "recognised"}
    article = (ROOT / "corpus/articles/iran-kazakhstan-relations.ar.txt").read_bytes().decode("utf-8")
    citation = printed["citations"][0]
    assert article[citation["start"] : citation["end"]] == citation["quote"] == printed["text"]


def test_the_command_line_says_what_is_wrong_with_a_question(capsys):
    assert main(["؟"]) == 2
    assert "holds no words" in capsys.readouterr().err


def test_every_shipped_file_is_small_enough_for_a_git_host():
    for path in (ROOT / "models").rglob("*"):
        assert path.stat().st_size < 50_000_000, path
