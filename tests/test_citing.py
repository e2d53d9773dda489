"""Runners-up: what stands beside an answer says something else, and is no piece of it."""

import pytest
from store_sample import TABLE

from corpus.document import Document, Passage
from index.hit import Hit
from qa.answer import Span
from qa.citing import cite, nearest, runners_up
from qa.question import Question
from qa.support import Support

_SUPPORT = Support(TABLE)


def spans_of(text, *quotes):
    """The quotes as spans of a document that is one passage, ever less likely; the document is English."""
    hit = Hit(Passage(Document("d", "en", "t", text), 0, len(text)), 1.0, 1)
    return [Span(hit, text.index(one), text.index(one) + len(one), 0.9 - at / 10) for at, one in enumerate(quotes)]


def beside(question, text, *quotes):
    """The words of the runners-up where the first quote is the answer."""
    answer, *others = spans_of(text, *quotes)
    found = runners_up(Question.of(question), [answer, *others], (cite(answer),), _SUPPORT)
    return [one.citation.quote for one in found]


@pytest.mark.parametrize(
    ("question", "text", "quotes", "told"),
    [
        # Other words, two at most, best first.
        ("When?", "In 1992, then 1993, then 1994, then 1995.", ["1992", "1993", "1994", "1995"], ["1993", "1994"]),
        # Contained in the answer, or the answer in it, elsewhere in the text.
        ("When?", "It rose in May 1992. In 1992, by June 1993.", ["May 1992", "In 1992", "June 1993"], ["June 1993"]),
        ("Who?", "Lina sings. The singer Lina Najjar. Adam.", ["Lina", "singer Lina Najjar", "Adam"], ["Adam"]),
        # Contained in another runner-up.
        ("Who?", "Lina. Adam Saleh. One more Adam.", ["Lina", "Adam Saleh", "Adam.", "One"], ["Adam Saleh", "One"]),
        ("What?", "the big red house. A tower.", ["big red", "red house", "tower"], ["tower"]),
        # What goes on where it ends, and what goes on from there.
        ("What?", "Rests on a shared border. By law.", ["shared border", "on a", "Rests", "law"], ["law"]),
        ("How much?", "fivefold (2009), or tenfold", ["fivefold", "2009", "tenfold"], ["tenfold"]),
        ("Who?", "Lina\nAdam", ["Lina", "Adam"], ["Adam"]),
        # Nothing but words of the question; where the answer is made of them, they are what is asked about.
        ("Which land has wheat?", "Peru. There is wheat. Chad.", ["Peru", "wheat", "Chad"], ["Chad"]),
        ("Is it Peru or Chad?", "Peru grew. Of Chad nothing is known.", ["Peru", "Chad"], ["Chad"]),
        # Function words.
        ("When?", "Of these, 1992. Then 1993.", ["1992", "Of these", "1993"], ["1993"]),
    ],
)
def test_runners_up_say_something_else(question, text, quotes, told):
    assert beside(question, text, *quotes) == told


@pytest.mark.parametrize(
    "text",
    [
        "Name\tBorn\tDied\n\nLina\t1990\t2020\n\nAdam\t1850\t1911",
        "| Name | Born | Died |\n|---|---|---|\n| Lina | 1990 | 2020 |\n| Adam | 1850 | 1911 |",
    ],
)
def test_cells_of_the_answers_row_are_no_runners_up(text):
    assert beside("When was she born?", text, "1990", "2020", "1911") == ["1911"]


def test_what_is_unlikely_is_not_shown_beside_an_answer_and_is_the_nearest_of_a_refusal():
    text = "In 1992, then 1993, then 1994."
    first, second, third = spans_of(text, "1992", "1993", "1994")
    hit, question = first.hit, Question.of("When?")
    unlikely = [Span(hit, one.start, one.end, 0.04) for one in (second, third)]
    assert runners_up(question, [first, *unlikely], (cite(first),), _SUPPORT) == ()
    assert [one.citation.quote for one in nearest(question, unlikely, _SUPPORT)] == ["1993"]
    found = nearest(question, [first, second, third], _SUPPORT)
    assert [one.citation.quote for one in found] == ["1992", "1993", "1994"]
    assert nearest(question, spans_of("Of the", "Of the"), _SUPPORT) == ()


def test_the_same_said_in_the_other_language_is_no_runner_up():
    words = Document("d", "ar", "t", "جورجان"), Document("e", "en", "t", "Gorgan or Astana")
    hits = [Hit(Passage(one, 0, len(one.text)), 1.0, 1) for one in words]
    answer = Span(hits[0], 0, 6, 0.9)
    others = [Span(hits[1], 0, 6, 0.5), Span(hits[1], 10, 16, 0.4)]
    found = runners_up(Question.of("Where?"), [answer, *others], (cite(answer),), _SUPPORT)
    assert [one.citation.quote for one in found] == ["Astana"]
