"""Search keys: folded words that are used and thrown away. An offset into folded text points nowhere."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

from corpus.document import Lang
from corpus.language.clitics import AND, ARTICLES

# Raise it when words, stems, roots or their keys come out otherwise: words of stores are kept folded.
FOLDING = 1

# Tashkeel, Quranic marks, superscript alef and tatweel: written or not at will.
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_DIRECTION_MARKS = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        # Persian and Urdu keyboards write these for the same Arabic letters.
        "ی": "ي",
        "ک": "ك",
        **{digit: str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")},
        **{digit: str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")},
    }
)
_WORD = re.compile(r"\d+(?:[.,٫٬]\d+)*|[^\W\d_]+")

_ENGLISH = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # it keeps the word that it works on: in two threads at once it mixes two words up

# The affixes of Light10 over folded spelling (Larkey, Ballesteros and Connell 2007). Pronoun and nisba
# go before number and gender, so that "الإيرانية", "إيراني" and "إيران" meet in one stem.
# Snowball's Arabic stemmer leaves "والعلاقات" apart from "علاقات".
_PREFIXES = (*ARTICLES, AND)
_SUFFIXES = ("ها", "يه", "ه", "ي", "ون", "ين", "ات", "ان")
_SHORTEST_STEM = 3


def fold(text: str) -> str:
    """The text in the spelling that search compares.

    NFKC, lower case, no tashkeel, tatweel or direction marks, one alef, ya for alef maqsura and
    hamza on ya, waw for hamza on waw, ha for ta marbuta, Western digits. The length changes.
    """
    text = unicodedata.normalize("NFKC", _DIRECTION_MARKS.sub("", text))
    return MARKS.sub("", text).translate(_LETTERS).lower()


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order. Digits next to letters are words of their own."""
    return [_number(match) if match[0].isdigit() else match for match in _WORD.findall(fold(text))]


@lru_cache(maxsize=200_000)
def stem(word: str, lang: Lang) -> str:
    """The light stem of one folded word: Light10 for Arabic, Snowball for English; a number is its own stem."""
    if word[0].isdigit():
        return word
    if lang == "en":
        with _stemming:
            return str(_ENGLISH.stemWord(word))
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST_STEM:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _SHORTEST_STEM:
            word = word[: -len(suffix)]
    return word


def lang_of(text: str) -> Lang:
    """The language by script: "ar" when more letters are Arabic than not, else "en"."""
    letters = [character for character in text if character.isalpha()]
    arabic = sum("\u0600" <= character <= "\u077f" or "\ufb50" <= character <= "\ufeff" for character in letters)
    return "ar" if arabic * 2 > len(letters) else "en"


def _number(word: str) -> str:
    return re.sub(r"[,٬](?=\d{3}(?!\d))", "", word).replace("٫", ".")
