"""Names of persons across scripts, by a published standard: ALA-LC without its diacritical signs.

Arabic text leaves out the vowels that a romanisation needs, and a name may be a common word ("كريم", generous).
So only names whose vowels are listed here are written, only two or more in a row, and only all or none.
"""

from __future__ import annotations

import re
from functools import cache

from corpus.document import Lang
from corpus.language import fold

_GIVEN = """
مُحَمَّد أَحْمَد مَحْمُود حَامِد حَمَد حَسَن حُسَيْن عَلِي عُمَر عُثْمَان إِبْرَاهِيم إِسْمَاعِيل يُوسُف مُوسَى عِيسَى سُلَيْمَان يُونُس
خَالِد سَعِيد سَعْد سَالِم سُلْطَان فَيْصَل فَهْد طَارِق مُصْطَفَى مُرْتَضَى كَرِيم كَمَال جَمَال نَاصِر أَنْوَر حَافِظ صَالِح صَدَّام بَشَّار
زَيْد خَلِيفَة رَاشِد مَنْصُور هَاشِم قَاسِم جَعْفَر رِضَا بَاقِر صَادِق مَهْدِي هَادِي نَجِيب مَحْفُوظ طَلَال بَنْدَر سَلْمَان تَمِيم
مَجِيد حَمِيد رَشِيد رَفِيق سَلِيم حَبِيب أَمِين شَرِيف حُسْنِي لُطْفِي مُبَارَك نَبِيل وَلِيد يَاسِر يَاسِين بِلَال أُسَامَة حَمْزَة
فَاطِمَة خَدِيجَة مَرْيَم زَيْنَب لَيْلَى سَارَة هُدَى سَلْمَى نَادِيَة سَمِيرَة
"""
# After "عبد": names of God, with which it is one name.
_SERVED = "رَحْمَن عَزِيز كَرِيم رَحِيم قَادِر حَمِيد مَلِك نَاصِر سَلَام فَتَّاح لَطِيف مَجِيد وَهَّاب"
_PARTICLES = {"بن": "ibn", "ابن": "ibn", "بنت": "bint", "ابو": "Abu"}

_CONSONANTS = {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "و": "w", "ي": "y", "ع": "'", "ء": "", "أ": "", "إ": "", "ئ": "", "ؤ": "", "ا": "a", "ى": "a",
    "ة": "a",
}  # fmt: skip
_VOWELS = {"\u064e": "a", "\u064f": "u", "\u0650": "i"}
_SHADDA, _SUKUN = "\u0651", "\u0652"


def romanise(vowelled: str) -> str:
    """A fully vowelled Arabic word by ALA-LC without its diacritical signs.

    Long vowels are written as short ones, ayn inside a word as an apostrophe, hamza not at all.
    """
    # Unicode's canonical order puts the doubling sign after the vowel; it doubles the letter before it.
    vowelled = re.sub(f"([\u064e-\u0650]){_SHADDA}", rf"{_SHADDA}\1", vowelled)
    written = ""
    for at, letter in enumerate(vowelled):
        if letter in _VOWELS:
            # A long vowel is written with the short one before it, a ta marbuta with its "a".
            written += "" if letter == "\u064e" and vowelled[at + 1 : at + 2] in {"ا", "ى", "ة"} else _VOWELS[letter]
        elif letter == _SHADDA:
            written += _CONSONANTS[vowelled[at - 1]]
        elif letter != _SUKUN and not _is_long(vowelled, at):
            written += _CONSONANTS[letter]
    return written.removeprefix("'")


def person(words: tuple[str, ...], lang: Lang) -> str | None:
    """The name of a person, given as folded words, in the other language; None unless every part is known.

    One word is not enough: it may be a common word.
    """
    parts = _of_arabic(words) if lang == "ar" else _of_english(words)
    if parts is None or len(parts) < 2:
        return None
    return " ".join(parts)


def _of_arabic(words: tuple[str, ...]) -> list[str] | None:
    given, served = _given(), _served()
    parts: list[str] = []
    at = 0
    while at < len(words):
        word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
        if word == "عبد" and (following == "الله" or following.removeprefix("ال") in served) and following:
            parts.append("Abd Allah" if following == "الله" else f"Abd al-{served[following.removeprefix('ال')]}")
            at += 2
            continue
        bare = word.removeprefix("ال")
        if word in _PARTICLES and following:
            parts.append(_PARTICLES[word])
        elif word in given:
            parts.append(given[word])
        elif parts and bare in given:
            parts.append(f"al-{given[bare]}")
        else:
            return None
        at += 1
    return parts


def _of_english(words: tuple[str, ...]) -> list[str] | None:
    arabic = _arabic()
    parts = [arabic.get(word) for word in words]
    return [part for part in parts if part is not None] if None not in parts else None


def _is_long(word: str, at: int) -> bool:
    """Whether the letter lengthens the vowel before it and has none of its own."""
    follows = word[at + 1 : at + 2]
    before = {"و": "\u064f", "ي": "\u0650"}.get(word[at])
    return before is not None and word[at - 1 : at] == before and (not follows or follows not in {*_VOWELS, _SHADDA})


@cache
def _given() -> dict[str, str]:
    return {fold(name): romanise(name).capitalize() for name in _GIVEN.split()}


@cache
def _served() -> dict[str, str]:
    return {fold(name): romanise(name).capitalize() for name in _SERVED.split()}


@cache
def _arabic() -> dict[str, str]:
    """The Arabic spelling, without vowels, by the folded romanisation; of names that share one, none."""
    found: dict[str, set[str]] = {}
    for name in _GIVEN.split():
        plain = "".join(letter for letter in name if letter in _CONSONANTS)
        found.setdefault(romanise(name), set()).add(plain)
    return {latin: next(iter(arabic)) for latin, arabic in found.items() if len(arabic) == 1}
