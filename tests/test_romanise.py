import pytest

from corpus.language.folding import words
from corpus.language.phonetic import keys, likeness

NAMES = [
    ("Gogan", "غوغان"),
    ("Aktau", "أكتاو"),
    ("Almaty", "ألماتي"),
    ("Kazakhstan", "كازاخستان"),
    ("Kazakhstan", "وكازاخستان"),
    ("Astana", "لأستانة"),
    ("Fars", "فارس"),
    ("Iran", "إيران"),
    ("Denver", "دنفر"),
    ("Shakespeare", "شكسبير"),
    ("Mohammed", "محمّد"),
    ("Pakistan", "باكستان"),
    ("Plzeň", "بلزن"),
]


@pytest.mark.parametrize(("latin", "arabic"), NAMES)
def test_the_same_name_sounds_alike(latin, arabic):
    (latin,), (arabic,) = words(latin), words(arabic)
    assert likeness(latin, arabic) >= 0.75


@pytest.mark.parametrize(("latin", "arabic"), NAMES)
def test_the_same_name_shares_a_key(latin, arabic):
    (latin,), (arabic,) = words(latin), words(arabic)
    assert keys(latin) & keys(arabic)


@pytest.mark.parametrize(("latin", "arabic"), [(a, b) for a, _ in NAMES for c, b in NAMES if a != c])
def test_other_names_do_not(latin, arabic):
    (latin,), (arabic,) = words(latin), words(arabic)
    assert likeness(latin, arabic) < 0.75


@pytest.mark.parametrize(("latin", "arabic"), [("aktau", "كتب"), ("aktau", "قط"), ("world", "بلد"), ("oil", "علي")])
def test_words_of_like_consonants_do_not(latin, arabic):
    assert likeness(latin, arabic) < 0.75


@pytest.mark.parametrize("word", ["", "ab", "اب", "москва", "東京都", "x" * 25, "1992", "ء" * 5])
def test_words_without_a_sound_of_ours(word):
    assert keys(word) == frozenset()
    assert likeness(word, "كازاخستان") == likeness("kazakhstan", word) == 0.0


def test_a_spelling_that_is_exact_is_1():
    assert likeness("gogan", "غوغان") == likeness("aktau", "اكتاو") == 1.0
    # One vowel that Arabic does not write, of six letters: 1 - 0.35/6.
    assert likeness("denver", "دينفر") == pytest.approx(1 - 0.35 / 6)
