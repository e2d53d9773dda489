"""Arabic in Latin letters, as in chats ("wein el maktaba", "emta btefta7"), told from English and written in Arabic.

A question is taken for it only where something can hardly be English (a question word such as "wein", a digit for
a letter as in "btefta7") and no English function word stands in it. Each word is then spelt in the ways that its
letters allow, cheapest first, and the one is taken that stands in the passages found, or else that is a known word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from corpus.language import FUNCTION_WORDS, fold, is_arabic, without_proclitic

_TOKEN = re.compile(r"[A-Za-z0-9']+")
# Words of questions, by their Arabic; an underscore marks those that English or names have as well.
_LEXICON_LINES = """
وين wein wain wayn weyn ween wen_
فين fein feen fen_
أين ayna aina
إمتى emta emte imta amta ayimta emtah eimta
متى mata_ meta_
مين meen mein
من min_ man_ mn men_
ما ma_
ماذا matha maza
شو shu shou sho_ shoo_
شنو shno shnu shnou chnou chno
ايش eish eesh aish esh ish
وش wesh wsh wish_
ايه eih eh_
ليش leish leesh lesh laish
ليه leih leeh leh lih
لماذا limatha limaza lematha
كم kam_ kem
كام kaam
بكم bekam bikam bkam
قديش 2addesh 2adesh 2adeish 2addeish addeish addesh adesh gaddesh gadeish
كيف kif keef kayf kayfa keif kaif
ازاي ezay ezzay izzay ezzai
شلون shlon shloon
كيفاش kifash kefash kifach
علاش 3lash 3lach alash
هل hal_
أي ayy ay_ ayyi
هو huwa howa howwa huwwa
هي hiya hiyya heyya heya
في fi fee_
إلى ila ela_
على 3ala 3la
عن 3an 3an
مع ma3 ma3a
بين bein bain_ beyn
هذا hatha hada haza hadha
هذه hathihi hazihi
هاي hay_
اللي illi elli yalli
يا ya_
فيني fini_ feeni
ممكن mumkin momken mumken
عند 3and 3end 3ind
قبل abl_ 2abl qabl
بعد ba3d ba3ed
عام 3am 3aam
سنة sana_ sene sanat
"""
_ARTICLES = frozenset({"el", "al", "il", "l", "ar", "as", "ash", "at", "ad", "an", "az"})
_AND = frozenset({"w", "wa", "we"})  # written onto the next word
_TELLING_ARTICLES = frozenset({"el", "al", "il"})  # the others are English, or too short
_PREFIXED = {
    **dict.fromkeys(("lel", "lil"), "لل"),
    **dict.fromkeys(("bel", "bil"), "بال"),
    **dict.fromkeys(("wel", "wil"), "وال"),
    **dict.fromkeys(("fel", "fil"), "في ال"),
}
_FUNCTION = FUNCTION_WORDS["en"] - {"el", "al", "ma", "an", "we", "he", "me", "am", "do", "at", "as", "t", "s", "re"}
# Digits stand for letters only within words: "btefta7", but neither "7th" nor "mp3", "2nd" or "b2b".
_ENGLISH_DIGITS = re.compile(
    r"\d+(?:st|nd|rd|th|d|g|k|m|km|kg|cm|mm|am|pm|x|s|h|p|b|gb|mb)|[a-z]\d+[a-z]?|[a-z]{2,}\d{1,4}|\d+"
)
_ENDS_IN_DIGIT_LETTER = re.compile(r"[a-z]{3,}[37]")

# What a Latin spelling may be in Arabic letters, each with its cost where it is not 0; "-" for none.
_Ways = tuple[tuple[str, float], ...]


def _table(lines: dict[str, str]) -> dict[str, _Ways]:
    parted = {latin: [way.partition(":") for way in ways.split()] for latin, ways in lines.items()}
    return {
        latin: tuple(("" if arabic == "-" else arabic, float(cost or 0)) for arabic, _, cost in ways)
        for latin, ways in parted.items()
    }


_WAYS = _table({
    "sh": "ش", "ch": "ش:0.3 تش:0.5", "kh": "خ", "gh": "غ", "th": "ث ذ:0.6", "dh": "ذ ض:0.4 ظ:0.4",
    "ou": "و -:0.5", "oo": "و", "ee": "ي", "aa": "ا", "ei": "ي", "ai": "ي:0.1 اي:0.3", "ay": "ي:0.1 اي:0.3",
    "ii": "ي", "uu": "و", "oe": "و:0.2", "aw": "و:0.1 او:0.3", "3'": "غ", "7'": "خ", "iy": "ي", "ey": "ي",
    "2": "ق:0.2 ا:0.2 ئ:0.2 ء:0.3 ؤ:0.3", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "ق:0.2 غ:0.3",
    "9": "ق:0.2 ص:0.2", "'": "ع:0.3 -:0.3", "a": "-:0.3 ا:0.35", "e": "-:0.2 ي:0.5 ا:0.9", "i": "-:0.25 ي:0.3",
    "o": "-:0.3 و:0.35", "u": "-:0.3 و:0.35", "y": "ي", "b": "ب", "p": "ب", "c": "ك:0.1 س:0.4",
    "d": "د ض:0.5 ذ:0.8", "f": "ف", "g": "ج:0.1 ق:0.3 غ:0.4 ك:0.6", "h": "ه ح:0.4", "j": "ج", "k": "ك ق:0.6",
    "l": "ل", "m": "م", "n": "ن", "q": "ق", "r": "ر", "s": "س ص:0.4", "t": "ت ط:0.4", "v": "ف", "w": "و",
    "x": "كس", "z": "ز ذ:0.4 ظ:0.5",
})  # fmt: skip
# At the beginning of a word a vowel is always written.
_INITIAL = _table({
    "a": "ا ع:0.9", "e": "ا", "i": "ا", "o": "ا ع:0.9", "u": "ا", "aa": "ا", "ee": "اي", "ou": "ا:0.1 او:0.2",
    "2": "ا:0.1 ق:0.2", "oo": "او", "ei": "اي", "ai": "اي عي:0.5",
})  # fmt: skip
_FINAL = _table({
    "a": "ة:0.1 ى:0.2 ا:0.2 اء:0.6", "e": "ة:0.2 ي:0.3", "eh": "ة", "ah": "ة", "i": "ي", "ee": "ي",
    "o": "و:0.1 ه:0.3", "u": "وا:0.2 و:0.2", "ou": "وا:0.1 و:0.2", "at": "ة:0.2 ات:0.2 ت:0.3",
    "et": "ة:0.2 ت:0.3", "it": "ة:0.3 يت:0.3 ت:0.3", "a2": "اء:0.1 ا:0.1 أ:0.1 اق:0.2",
    "2": "ق:0.2 ء:0.2 ا:0.2",
})  # fmt: skip
# Before the last consonant a vowel is mostly long, and written: "kitab", "mudir", "shurut".
_LAST_VOWEL = _table({"a": "ا -:0.3", "i": "ي -:0.3", "u": "و -:0.3", "o": "و:0.1 -:0.3"})
_CONSONANT = re.compile(r"(?:sh|ch|kh|gh|th|dh|[bcdfghjklmnpqrstvwz2356789])")
_MOST_SPELLINGS = 400  # of one word; the cheapest
_MOST_WORDS = 40  # of a question in Latin letters; each is spelt in hundreds of ways
_LONGEST = 20  # letters of a word that is spelt in Arabic
_UNKNOWN = 3.0  # cost of a spelling that is no known word, and half of it for one that is not in the passages


def _lexicon() -> tuple[dict[str, str], frozenset[str]]:
    arabic: dict[str, str] = {}
    telling: set[str] = set()
    for line in _LEXICON_LINES.split("\n"):
        word, *spellings = line.split() or [""]
        for spelling in spellings:
            arabic.setdefault(spelling.rstrip("_"), word)
            if not spelling.endswith("_"):
                telling.add(spelling)
    return arabic, frozenset(telling)


_LEXICON, _TELLING = _lexicon()
_NOT_FOUND = {*_LEXICON, *_ARTICLES, *_AND, *_PREFIXED}


def is_arabizi(text: str) -> bool:
    """Whether a question is likelier Arabic in Latin letters than English, or any other language in them."""
    if any(is_arabic(letter) for letter in text) or not text.isascii():
        return False
    said = [token.lower() for token in _TOKEN.findall(text)]
    if any(token in _FUNCTION for token in said) or not 2 <= len(said) <= _MOST_WORDS:
        return False
    asks = any(token in _TELLING for token in said)
    digits = any(_has_digit_letter(token) for token in said)
    # "mata tawaffa al malik": a word that may be English, but first, and with the article of Arabic after it.
    begins = said[0] in _LEXICON and any(token in _TELLING_ARTICLES for token in said[1:-1])
    return asks or digits or begins


def _has_digit_letter(token: str) -> bool:
    if _ENDS_IN_DIGIT_LETTER.fullmatch(token):
        return True
    return bool(re.search(r"[235679]", token) and re.search(r"[a-z]", token)) and not _ENGLISH_DIGITS.fullmatch(token)


def words_to_find(text: str) -> str:
    """The words of the question that documents may hold, in Latin letters, for a search by sound."""
    said = [token.lower() for token in _TOKEN.findall(text)]
    return " ".join(_bare(token) for token in said if token not in _NOT_FOUND)


def _bare(token: str) -> str:
    """The word without an article written onto it."""
    return token[2:] if token[:2] in _TELLING_ARTICLES and len(token) > 5 else token


def in_arabic(text: str, near: Collection[str], knows: Callable[[str], bool]) -> tuple[str, float]:
    """The question in Arabic letters, and the share of its content words that are known or stand near, in [0, 1].

    `near` are folded words of the passages that a search found; `knows` tells whether a folded word is a word.
    """
    said = [token.lower() for token in _TOKEN.findall(text)]
    written: list[str] = []
    n_content = n_known = 0
    article = ""
    for at, token in enumerate(said):
        if token in _PREFIXED and at + 1 < len(said):
            article += _PREFIXED[token]
            continue
        if token in _ARTICLES and at + 1 < len(said):
            article += "ال"
            continue
        if token in _AND and at + 1 < len(said):
            article += "و"
            continue
        if token in _LEXICON or token.isdigit():
            written.append(article + _LEXICON.get(token, token))
        else:
            word, is_known = _best(token, near, knows)
            written.append(article + word)
            n_content, n_known = n_content + 1, n_known + is_known
        article = ""
    return f"{' '.join(written)}؟", n_known / n_content if n_content else 1.0


def _best(token: str, near: Collection[str], knows: Callable[[str], bool]) -> tuple[str, bool]:
    """The spelling that costs least, and whether it stands near or is a known word."""
    best, least, known = "", float("inf"), False
    for bare, prefix in ((token, ""), *([(_bare(token), "ال")] if _bare(token) != token else [])):
        for spelling, cost in spellings(bare):
            folded = fold(spelling)
            # Dialects write "b" before verbs and all Arabic some words onto the next: "btefta7".
            forms = (folded, f"ال{folded}", without_proclitic(folded))
            is_near = any(form in near for form in forms)
            is_known = is_near or knows(folded)
            total = cost + (0 if is_near else _UNKNOWN / 2 if is_known else _UNKNOWN)
            if total < least:
                best, least, known = prefix + spelling, total, is_known
    return best, known


@lru_cache(maxsize=5_000)
def spellings(token: str) -> _Ways:
    """The ways to write a word of Latin letters in Arabic ones with their costs, cheapest first; at most 400."""
    token = re.sub(r"([bcdfghjklmnpqrstvwxyz])\1", r"\1", token[:_LONGEST])
    found: dict[str, float] = {"": 0.0}
    at = 0
    while at < len(token):
        size, ways = _ways_at(token, at)
        grown: dict[str, float] = {}
        for spelt, cost in found.items():
            for letters, more in ways:
                grown[spelt + letters] = min(cost + more, grown.get(spelt + letters, float("inf")))
        found = dict(sorted(grown.items(), key=lambda item: item[1])[:_MOST_SPELLINGS])
        at += size
    return tuple((spelt, cost) for spelt, cost in found.items() if spelt)


def _ways_at(token: str, at: int) -> tuple[int, _Ways]:
    """How many characters the next spelling takes, and what it may be."""
    for size in (2, 1):
        piece = token[at : at + size]
        if len(piece) < size:
            continue
        if at and at + size == len(token) and piece in _FINAL:
            return size, _FINAL[piece]
        if at == 0 and piece in _INITIAL:
            return size, _INITIAL[piece]
        if piece in _LAST_VOWEL and at and _CONSONANT.fullmatch(token, at + 1):
            return size, _LAST_VOWEL[piece]
        if piece in _WAYS:
            return size, _WAYS[piece]
    return 1, (("", 1.0),)
