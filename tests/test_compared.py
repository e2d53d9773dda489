"""Which of a series has the most or the least."""

import pytest

from corpus.document import Document, Passage
from index.lexical import TranslationTable
from qa.compared import most_of_series
from qa.question import Question
from qa.support import Support

ROUTES = (
    "The route to Wadi Ghar takes six hours, the route to Jabal Nar nine hours and the route to Ain Sif three hours."
)
PIPES = "The northern pipe is 14 km long and the southern pipe 9 km."
FERRIES = "The ferry Amal carries 340 passengers, the ferry Noor 280 and the ferry Salam 1,410."
PRICES = "Adults pay 11 pounds and children 5 pounds."
PIPES_AR = "طول الأنبوب الشمالي 14 كم وطول الأنبوب الجنوبي 9 كم."
EQUAL = "The route to Ghar takes six hours, the route to Nar six hours."
DATES = "The first ferry was launched in March 1999, the second in July 2006."


def named(question, text):
    passage = Passage(Document("d", "en", "d", text), 0, len(text), None, ((0, len(text)),))
    found = most_of_series(Question.of(question), [passage], Support(TranslationTable()))
    return None if found is None else text[slice(*found.items[0])]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Which route is the longest?", ROUTES, "Jabal Nar"),
        ("Which route is the shortest?", ROUTES, "Ain Sif"),
        ("Which route is the highest?", ROUTES, None),  # hours measure no height
        ("Which route is the cheapest?", ROUTES, None),
        ("How long is the longest route?", ROUTES, None),  # asks for the value
        ("Which road is the longest?", ROUTES, None),  # no road is spoken of
        ("Which pipe is longer?", PIPES, "northern"),
        ("Which pipe is shorter?", PIPES, "southern"),
        ("أي الأنبوبين أطول؟", PIPES_AR, "الشمالي"),
        ("ما الأنبوب الأقصر؟", PIPES_AR, "الجنوبي"),
        ("Which ferry carries the most passengers?", FERRIES, "Salam"),
        ("Which ferry carries the fewest passengers?", FERRIES, "Noor"),
        ("Which ferry carries the most cars?", FERRIES, None),
        ("Who pays more than 5 pounds?", PRICES, None),
        ("Which route is the longest?", EQUAL, None),
        ("Which ferry is the longest?", DATES, None),
        ("Which pipe is longer?", "The pipe is 14 km long.", None),
    ],
)
def test_the_one_with_the_most(question, text, expected):
    assert named(question, text) == expected
