"""What the words around a span say of the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Passage
from corpus.language.function_words import telling_words
from corpus.view import view
from index.lexical.translate import TranslationTable
from qa.support import Support

TABLE = TranslationTable.of({"en": [("embassi", "سفار", 0.3)], "ar": [("فتح", "open", 0.8)]})


def seen(text, title=""):
    document = Document("d", "en", title, text)
    return view(Passage(document, 0, len(text)))


def share(question, text, span, table=TABLE, title=""):
    shown = seen(text, title)
    start = shown.body.index(span)
    return Support(table).share(telling_words(question), shown, start, start + len(span))


def test_the_title_is_near_every_span():
    text = "It opened in 1992."
    assert share("When did the Almaty museum open?", text, "1992") == pytest.approx(1 / 3)
    assert share("When did the Almaty museum open?", text, "1992", title="Museum of Almaty") == 1.0


def test_shares_by_hand():
    text = "Iran opened an embassy in Almaty in 1992."
    # iran, open and embassy are said, ghana is not; "when", "did", "an", "in" are no content words.
    assert share("When did Iran open an embassy in Ghana?", text, "1992") == pytest.approx(3 / 4)
    assert share("when in 1992", text, "1992") == 0.0  # the span's own words do not count
    assert share("when did it", text, "1992") == 0.0
    assert share("Where was it in 1992?", text, "Almaty") == 1.0


def test_across_languages_by_table_sound_and_number():
    text = "فتحت إيران سفارة في ألماتي في عام 1992"
    # "embassy" by a translation of .3, which is .6 of certain; "Almaty" by its sound.
    assert share("embassy", text, "1992") == pytest.approx(0.6)
    assert share("Almaty", text, "1992") > 0.75
    assert share("Almaty", text, "1992", TranslationTable()) > 0.75
    assert share("embassy", text, "1992", TranslationTable()) == 0.0
    assert share("1992", text, "ألماتي") == 1.0
    assert share("1993", text, "ألماتي") == 0.0
    # The table's other direction, from the passage's word to the question's.
    assert share("opened", "فتح إيران", "إيران") == 1.0


def test_only_what_stands_near_counts():
    text = "embassy " + "x " * 80 + "1992"
    assert share("embassy", text, "1992") == 0.0
    assert share("embassy", text[-100:] + " embassy", "1992") == 1.0


def test_negation_and_contrast_are_content():
    text = "Dogs may not be kept, cats only before noon."
    assert share("not kept", text, "Dogs") == 1.0
    assert share("not kept", "Cats may be kept.", "Cats") == 0.5
    # Across languages by sense, whatever the table knows.
    assert share("لم kept", text, "Dogs") == 1.0
    assert share("بعد", text, "Dogs") == 0.0
    assert share("قبل", text, "Dogs") == 1.0
    assert share("except", "كلهم إلا سامي", "سامي") == 1.0


@pytest.mark.parametrize(
    ("names", "asked", "view", "missing"),
    [
        (["laboratory", "c"], [], "Laboratory B is run by Reem.", 1.0),
        (["laboratory", "b"], [], "Laboratory B is run by Reem.", 0.0),
        (["b"], [], "مختبر ب تديره ريم", 0.0),
        (["2021"], [], "In 2022 there were 84.", 1.0),
        (["2022"], [], "In 2022 there were 84.", 0.0),
        (["almaty"], [], "قنصلية ألماتي", 0.0),
        (["nakheel"], [], "The Nakheal library", 0.14),  # a slip of the pen
        (["sohar"], [], "Kanur, Palan and Jerma", 1.0),
        ([], ["embassy"], "nothing", 0.0),  # no name
        # Of the Arabic words one is no known word: a name.
        ([], ["فتح", "لدا"], "the well of Kanur", 1.0),
        ([], ["فتح", "لدا"], "the well of Lada", 0.0),
        ([], ["لدا"], "the well of Kanur", 0.0),  # a table that knows nothing of the question tells nothing
        ([], [], "", 0.0),
    ],
)
def test_a_name_that_stands_nowhere_weighs(names, asked, view, missing):
    assert Support(TABLE).missing(names, asked, view) == pytest.approx(missing, abs=0.1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1992", "in May 1992", True),
        ("29 January 1992", "1993", False),
        ("12 dinars", "18 dinars", False),
        ("Isa Darwish", "Captain Isa Darwish", True),
        ("Isa Darwish", "Anas Hijazi", False),
        ("عام 1992", "1992", True),
        ("Almaty", "ألماتي", True),
        ("an old embassy", "سفارة قديمة", False),  # a doubt is shown rather than hidden
        ("embassy", "السفارة", True),
        ("May", "March", False),
    ],
)
def test_answers_that_may_be_one(one, other, same):
    assert Support(TABLE).says_the_same(one, other) is same
    assert Support(TABLE).says_the_same(other, one) is same


@given(question=st.text(max_size=80), text=st.text(min_size=1, max_size=80), data=st.data())
def test_a_share_lies_between_0_and_1(question, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert 0.0 <= Support(TABLE).share(telling_words(question), seen(text), start, end) <= 1.0
