"""What the confidence is told of a span beside the logits of a model, to which each first word is the answer."""

import json

import numpy as np
import pytest
from tokenizers import Tokenizer as Backend
from tokenizers import models, pre_tokenizers, processors

import qa.reader
from corpus.document import Document, Passage
from index.hit import Hit
from index.tokens import Tokenizer
from qa.reader import SpanReader


class FirstWords:
    """Logits of 1 where a text's first word starts and ends, else of 0."""

    def __init__(self, folder):
        backend = Backend(models.WordLevel({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2}, unk_token="[UNK]"))
        backend.pre_tokenizer = pre_tokenizers.Whitespace()
        backend.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
        backend.save(str(folder / "tokenizer.json"))
        self.tokenizer = Tokenizer(folder)

    def logits(self, windows):
        first = np.zeros(windows.mask.shape, np.float32)
        first[np.arange(len(first)), windows.in_text.argmax(1)] = 1
        return first, first


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A reader whose confidence is whatever its calibration makes of the facts."""

    def made(**calibration):
        known = {"bias": 0, "reading": 0, "search": 0, "across": 0, "support": 0, "cosine": 0, "usual_cosine": 0}
        (tmp_path / "calibration.json").write_text(json.dumps(known | calibration))
        monkeypatch.setattr(qa.reader, "load_span_model", lambda folder, engine: FirstWords(folder))
        return SpanReader(tmp_path)

    return made


def best(found):
    """The best span of each passage, in the order in which these come."""
    firsts = {}
    for one in found:
        firsts.setdefault(one.hit.passage.document.doc_id, one)
    return list(firsts.values())


def hit(doc_id, lang, text, score, rank):
    return Hit(Passage(Document(doc_id, lang, "", text), 0, len(text)), score, rank)


HITS = [
    hit("a", "en", "Trade grew every year.", 3.0, 1),
    hit("b", "ar", "نمت التجارة كل عام.", 1.5, 2),
    hit("c", "en", "Wheat was sold.", 1.0, 3),
]


@pytest.mark.parametrize(
    ("question", "expected"), [("What grew?", [False, True, False]), ("ماذا نما؟", [True, False, True])]
)
def test_across_is_where_question_and_document_are_in_two_languages(reader, question, expected):
    assert [one.across for one in best(reader().propose(question, HITS))] == expected


def test_the_search_gap_is_how_far_a_passage_is_below_the_best(reader):
    found = best(reader().propose("What grew?", HITS))
    assert [one.hit.passage.document.doc_id for one in found] == ["a", "b", "c"]
    assert [one.search for one in found] == [0.0, -1.5, -2.0]


def test_of_spans_read_alike_that_of_the_better_passage_comes_first(reader):
    # Coefficients of the sign that the shipped ones have; the logit of 0 and of -2 times .5.
    found = best(reader(search=0.5).read("What grew?", HITS))
    assert [one.hit.passage.document.doc_id for one in found] == ["a", "b", "c"]
    assert [one.score for one in found] == pytest.approx([0.5, 1 / (1 + np.exp(0.75)), 1 / (1 + np.exp(1.0))])


def test_a_span_across_languages_is_helped_by_its_coefficient(reader):
    found = reader(across=2.0).read("What grew?", HITS)
    assert found[0].hit.passage.document.lang == "ar"
    assert found[0].score == pytest.approx(1 / (1 + np.exp(-2.0)))


def test_a_cell_is_of_the_row_that_is_named(reader):
    table = hit("a", "en", "Sami\t2543\nLina\t2333\nOmar\t2001\n", 1.0, 1)
    assert reader().read("Who has extension 2333?", [table])[0].text == "Lina"
    assert reader().read("Who has an extension?", [table])[0].text == "Sami"
    # The row may stand in another passage of the document.
    first = Hit(Passage(table.passage.document, 0, 10), 1.0, 1)
    assert reader().read("Who has extension 2333?", [first])[0].text == "Lina"


@pytest.mark.parametrize(
    ("question", "score"),
    [
        ("Who runs Laboratory B?", 0.5),
        ("Who runs Laboratory C?", 0.1),
        ("Who ran it in 2022?", 0.5),
        ("Who ran it in 2021?", 0.1),
        ("How many rooms are there?", 0.5),
    ],
)
def test_what_is_said_of_another_is_hardly_an_answer(reader, question, score):
    found = reader().read(question, [hit("a", "en", "Reem ran Laboratory B in 2022.", 1.0, 1)])
    assert found[0].score == pytest.approx(score)


def test_a_number_of_something_else_is_hardly_an_answer(reader):
    money = hit("a", "en", "9 riyals are paid.", 1.0, 1)

    def score(question):
        return next(one.score for one in reader().read(question, [money]) if one.text.startswith("9"))

    assert score("How many rooms are there?") == pytest.approx(0.1)
    assert score("How many riyals are paid?") == pytest.approx(0.5)
