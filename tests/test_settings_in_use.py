"""What the settings that ship were chosen for, where it can be seen without a model. Quality: test_eval_baseline."""

import numpy as np
import pytest

from corpus.document import Document, Passage
from corpus.read import shipped_articles
from corpus.split import split
from eval.gold import read_documents, together
from eval.run import NEIGHBOURS
from index.fuse import fuse
from index.hit import Hit
from index.tokens import Tokenizer
from qa.answer import Answer, Refusal, Span
from qa.pipeline import Pipeline
from qa.settings import Settings, read_settings

TEXT = "Zero. One. Two. Three. Four. Five. Six. Seven. Eight. Nine."
N_PASSAGES = 10


@pytest.fixture(scope="module")
def settings():
    return read_settings()


class Found:
    """One sentence a passage, in text order."""

    def __init__(self):
        document, at = Document("d", "en", "Numbers", TEXT), 0
        self.passages = []
        for sentence in TEXT.split(" "):
            self.passages.append(Passage(document, at, at + len(sentence), sentences=((at, at + len(sentence)),)))
            at += len(sentence) + 1

    def search(self, questions, k, leg="fused"):
        return [[Hit(one, -rank, rank) for rank, one in enumerate(self.passages[:k], 1)] for _ in questions]


class Knows:
    """Finds one word, and is as sure of it as told."""

    def __init__(self, word, score):
        self.word, self.score = word, score

    def read(self, question, hits):
        return [Span(hit, 0, len(self.word), self.score) for hit in hits if hit.passage.text.startswith(self.word)]


def ask(settings, word, score):
    found = Found()
    document = found.passages[0].document
    return Pipeline([document], found, Knows(word, score), settings, {}).ask("Which number is it?")


def test_an_answer_in_the_fifth_passage_is_found(settings):
    assert len(Found().passages) == N_PASSAGES
    assert isinstance(ask(settings, "Four", 0.9), Answer)
    # Each passage costs the same time: an answer in the tenth is not worth it.
    assert isinstance(ask(settings, "Nine", 0.9), Refusal)


def test_what_is_as_likely_as_one_in_ten_is_refused_and_an_even_chance_is_answered(settings):
    assert isinstance(ask(settings, "Zero", 0.1), Refusal)
    assert isinstance(ask(settings, "Zero", 0.5), Answer)


def test_where_the_legs_disagree_meaning_goes_before_words(settings):
    meaning, said = 0, 1
    places = np.array([meaning, said])
    dense, lexical = np.array([0.9, 0.7], np.float32), np.array([3.0, 8.0], np.float32)
    assert fuse(dense, places, lexical, places, settings.fuse)[1].tolist() == [meaning, said]
    # But words count: of two nearly alike in meaning, the one that says what was asked is first.
    three = np.array([0, 1, 2])
    dense, lexical = np.array([0.90, 0.89, 0.70], np.float32), np.array([0.0, 8.0, 8.0], np.float32)
    assert fuse(dense, three, lexical, three, settings.fuse)[1].tolist() == [1, 0, 2]


def test_a_passage_names_what_it_is_about(settings):
    # Of three sentences and more one usually names it; what is longer than the encoder was taught on is blurred.
    count = Tokenizer(settings.models.required("encoder").folder).count
    documents = together(shipped_articles(), read_documents(NEIGHBOURS))
    made = [one for each in documents for one in split(each, count_tokens=count, settings=settings.split)]
    assert sum(len(one.sentences) >= 3 for one in made) > len(made) / 2
    assert max(count(one.text) for one in made) <= 128


def test_the_file_in_use_says_what_the_code_says_where_it_says_nothing(settings):
    # A program that is given no file answers as the shipped one does.
    assert (settings.ask, settings.fuse, settings.split, settings.read) == (
        Settings().ask,
        Settings().fuse,
        Settings().split,
        Settings().read,
    )
