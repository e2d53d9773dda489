"""Renderings counted against what a person accepts."""

from __future__ import annotations

import json

import pytest

from corpus.document import Document, Translated
from eval.files import BrokenFile
from eval.renderings import Quote, main, outcome, read_quotes
from qa.rendering.renderer import Renderer

TEXT = "افتتحت في 1992. كلام لا يُعرف."
DOCUMENT = Document("d", "ar", "t", TEXT, translation=(Translated(0, 15, "It opened in 1992."),))


def quote(words, accepted):
    at = TEXT.index(words)
    return Quote(DOCUMENT, at, at + len(words), accepted)


def test_outcomes_by_hand():
    renderer = Renderer()
    assert outcome(renderer, quote("1992", ("in 1992",))) == ("right", "1992")
    assert outcome(renderer, quote("1992", ("1993",))) == ("wrong", "1992")
    assert outcome(renderer, quote("افتتحت", ("opened",))) == ("sentence", "It opened in 1992.")
    assert outcome(renderer, quote("كلام", ("talk",))) == ("none", "")


def test_a_quote_that_does_not_stand_there_is_refused(tmp_path):
    row = {"document": "d", "start": 0, "end": 6, "text": "افتتحت", "accepted": ["opened"]}
    path = tmp_path / "quotes.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"start": 1}) + "\n", encoding="utf-8")
    with pytest.raises(BrokenFile, match=r"quotes\.jsonl:2: d has"):
        read_quotes(path, [DOCUMENT])
    path.write_text(json.dumps(row | {"document": "other"}), encoding="utf-8")
    with pytest.raises(BrokenFile, match=r"quotes\.jsonl:1: needs document"):
        read_quotes(path, [DOCUMENT])


def test_what_an_english_reader_gets_of_the_shipped_article(capsys):
    assert main(["--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    # Every quote in correct English: its own words, or the sentence's translation around them.
    assert counts["wrong"] == counts["none"] == 0
    assert counts["right"] + counts["sentence"] == counts["n"] == 113
    assert counts["right"] >= 65
