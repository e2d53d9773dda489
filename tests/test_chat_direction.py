"""Direction and language of a message: decided by the sentence, whatever it opens with."""

import pytest

from chat.html.direction import direction_of, direction_of_lang, lang_of_message
from chat.html.strings import STRINGS, confidence_in_words


@pytest.mark.parametrize(
    "text",
    [
        "متى بدأت العلاقات؟",
        "KazMunayGas شركة في أي دولة؟",
        "1992 ماذا حدث في عام",
        "متى تأسست Kazakhstan Temir Zholy International Company",  # most letters are Latin
        "ما معنى «diplomatic relations between Iran and Kazakhstan»؟",
        "(Iran and Kazakhstan) وقّعت العقود",
        "GDP per capita كم",  # one Arabic word, but the one that asks
        "مَتَى بَدَأَتِ العَلاقَاتُ",
        "שלום",
        "تعاون",
    ],
)
def test_right_to_left(text: str) -> None:
    assert direction_of(text) == "rtl"


@pytest.mark.parametrize(
    "text",
    [
        "When did relations begin?",
        "What is العلاقات الإيرانية الكازاخستانية about?",  # most letters are Arabic
        "العلاقات is what kind of word?",
        "العلاقات الإيرانية what",
        "2009 trade in dollars",
        'Who wrote "العلاقات الإيرانية هي العلاقات"',
        "Où est la gare ?",
        "КазМунайГаз",
    ],
)
def test_left_to_right(text: str) -> None:
    assert direction_of(text) == "ltr"


def test_without_letters_the_default_decides() -> None:
    assert [direction_of("1992", default="rtl"), direction_of("1992"), direction_of("", default="rtl")] == [
        "rtl",
        "ltr",
        "rtl",
    ]
    assert lang_of_message("29/1/1992 ؟", default="ar") == "ar"
    assert lang_of_message("👍") == "en"


def test_a_tie_goes_to_the_first_word() -> None:
    assert direction_of("Kazakhstan إيران") == "ltr"
    assert direction_of("إيران Kazakhstan") == "rtl"


def test_quoted_words_count_when_nothing_else_does() -> None:
    assert direction_of("«التجارة»") == "rtl"


def test_language_to_reply_in() -> None:
    assert lang_of_message("KazMunayGas شركة في أي دولة؟") == "ar"
    assert lang_of_message("What is العلاقات الإيرانية الكازاخستانية about?") == "en"
    assert lang_of_message("שלום") == "en"  # right to left, but not Arabic


def test_direction_of_a_language() -> None:
    assert (direction_of_lang("ar"), direction_of_lang("en")) == ("rtl", "ltr")


def test_confidence_levels_meet_at_a_half_and_three_quarters() -> None:
    levels = [confidence_in_words(value, "en")[0] for value in (0.0, 0.499, 0.5, 0.749, 0.75, 1.0)]
    assert levels == ["unsure", "unsure", "likely", "likely", "very likely", "very likely"]
    assert confidence_in_words(0.75, "ar")[0] == "مرجَّح جدًا"
    # What a level promises is what a calibrated probability of its lower end gives.
    meanings = [confidence_in_words(value, "en")[1] for value in (0.3, 0.5, 0.75)]
    for meaning, share in zip(meanings, ("fewer than half", "More than half", "More than three in four"), strict=True):
        assert share in meaning


def test_both_languages_say_everything() -> None:
    for strings in STRINGS.values():
        assert all(vars(strings).values())
