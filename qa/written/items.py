"""What a sentence is checked by: its numbers, dates, names and content words, in order, and what it denies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.document import Lang
from corpus.language import CONTRASTS, FUNCTION_WORDS, fold, is_arabic, without_proclitic, words
from qa.rendering import Tokens, longest, months, names, quantity, tokens, weekdays

Kind = Literal["number", "date", "name", "contrast", "denial", "word"]

# A number, a word with its vowel signs, or a sign that parts what is said.
_TOKEN = re.compile(r"\d+(?:[.,٫٬]\d+)*|(?:[^\W\d_][\u0610-\u061a\u064b-\u065f\u0670\u0640]*)+|[.,;:!?()،؛؟…–—\n]")
_STOPS = frozenset(".,;:!?()،؛؟…–—\n")
_FOLD = re.compile(r"(\w+)fold")

_NEGATIONS = frozenset(
    fold(
        "not no never nor none neither cannot without don doesn didn isn aren wasn weren hasn haven won couldn "
        "لا لم لن ليس ليست ليسوا لست غير دون بدون بلا عدم ولا ولم ولن وليس وليست فلا فلم بغير"
    ).split()
)
# Ordinals and the fractions that share a word with them in one of the languages: "a third", "the third".
_ORDERS = {
    fold(word): f"#{n}"
    for n, listed in {
        1: "first اول اولي",
        2: "second ثاني ثانيه ثان",
        3: "third thirds ثالث ثالثه ثلث ثلثي ثلثا ثلثين",
        4: "fourth quarter quarters رابع رابعه ربع ارباع",
        5: "fifth fifths خامس خامسه اخماس",
        6: "sixth سادس سادسه",
        7: "seventh سابع سابعه",
        8: "eighth ثامن ثامنه",
        9: "ninth تاسع تاسعه",
        10: "tenth عاشر عاشره",
        0.5: "half halves نصف نصفا نصفي",
    }.items()
    for word in listed.split()
}
# Words of few letters that turn a statement round. A claim's have to stand in what it is checked against.
_TURNS = {
    fold(word): f"turn {n}"
    for n, listed in enumerate(
        (
            "more over above exceeding exceeded اكثر تجاوز يتجاوز يزيد تزيد",
            "less fewer under below اقل دون",
            "before قبل قبيل",
            "after following since بعد عقب منذ اثر",
            "increase increases increased rise rises rose risen grow grows grew growth "
            "ارتفع ارتفعت يرتفع ترتفع ازداد ازدادت يزداد تزداد زاد زادت ارتفاع",
            "decrease decreases decreased falls fell fallen drops dropped "
            "انخفض انخفضت ينخفض تنخفض تراجع تراجعت يتراجع تتراجع هبط هبطت يهبط تهبط انخفاض",
        )
    )
    for word in listed.split()
}
_PARTICLES = frozenset(
    {
        "year",
        "عام",
        "العام",
        "عامي",
        "سنه",
        "السنه",
        "al",
        "el",
        "bin",
        "ibn",
        "bint",
        "because",
        "according",
        "named",
        "called",
        "ولذلك",
        "لذلك",
        "وقد",
        "وكذلك",
    }
)
# "several" and "two" come with a noun's own form in Arabic, so that these numbers, in words, prove nothing.
_UNCOUNTED = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is said. `key` is the same for two spellings of one number or date; else the folded word."""

    kind: Kind
    key: str
    lang: Lang
    start: int  # characters of the text
    end: int
    place: int  # content items before it, and three more for each sign that parts it from them


@dataclass(frozen=True, slots=True)
class Said:
    """A text's items in order, and for each denial in it the places in `items` of the next few things in its clause."""

    items: tuple[Item, ...]
    denials: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=2_000)
def read_items(text: str, lang: Lang) -> Said:
    """What the text says; `lang` is the language of its sentences, words in the other script are read as the other."""
    raw = list(_TOKEN.finditer(text))
    keys: Tokens = tuple(one[0] if one[0] in _STOPS else _key(one[0]) for one in raw)
    items: list[Item] = []
    denials: list[list[int]] = []
    is_open = False  # whether a denial still reaches
    at = place = 0
    is_first = True
    while at < len(raw):
        word = raw[at][0]
        if word in _STOPS:
            is_open, place, at = False, place + 3, at + 1
            is_first = is_first or word in ".!?؟\n"
            continue
        if keys[at] in _NEGATIONS:
            denials.append([])
            items.append(Item("denial", "not", "en", raw[at].start(), raw[at].end(), place))
            is_open, at, is_first = True, at + 1, False
            continue
        found = _at(keys, at, word, lang, is_first=is_first)
        end = at + 1 if found is None else found[2]
        if found is not None:
            # Names that the locale data know, numbers and dates have one key in both languages, the English one.
            is_known = found[0] != "word" and found[1] != keys[at]
            items.append(
                Item(
                    found[0],
                    found[1],
                    "en" if is_known else _script(keys[at], lang),
                    raw[at].start(),
                    raw[end - 1].end(),
                    place,
                )
            )
            place += 1
            if is_open and len(denials[-1]) < 3:
                denials[-1].append(len(items) - 1)
        at, is_first = end, False
    return Said(tuple(items), tuple(map(tuple, denials)))


def _at(keys: Tokens, at: int, word: str, lang: Lang, *, is_first: bool) -> tuple[Kind, str, int] | None:
    """Kind, key and the token after what stands here; None for a word that says nothing by itself."""
    lang = _script(keys[at], lang)
    bare = without_proclitic(keys[at]) if lang == "ar" else keys[at]
    for key in dict.fromkeys((keys[at], bare)):
        read = (*keys[:at], key, *keys[at + 1 :])
        if key in _TURNS:
            return "contrast", _TURNS[key], at + 1
        order = _ORDERS.get(key.removeprefix("ال"), _ORDERS.get(_without_pronoun(key)))
        if order is not None:
            return "number", order, at + 1
        counted = quantity(read, at, lang) or quantity((*keys[:at], key.removeprefix("ال"), *keys[at + 1 :]), at, lang)
        if counted is not None:
            value, end = counted
            if value in _UNCOUNTED and not key[0].isdigit():
                return None if end == at + 1 else ("number", f"{value:g}", end)
            return "number", f"{value:.12g}", end
        times = _FOLD.fullmatch(key)
        if times is not None and (counted := quantity((times[1],), 0, "en")) is not None:
            return "number", f"{counted[0]:g}", at + 1
        day = longest(weekdays(lang), read, at) or longest(
            weekdays(lang), (*read[:at], f"ال{key}", *read[at + 1 :]), at
        )
        if day is not None and (lang == "ar" or word[0].isupper()):
            english = day[0] if lang == "ar" else " ".join(read[at : day[1]])
            return "date", f"day {english.lower()}", day[1]
        month = longest(months(lang), read, at)
        if month is not None and (lang == "ar" or word[0].isupper()) and not (is_first and key == "may"):
            return "date", f"month {month[0]}", month[1]
        named = longest(names(lang), read, at)
        if named is not None and (lang == "ar" or word[0].isupper()):
            english = named[0] if lang == "ar" else " ".join(read[at : named[1]])
            return "name", " ".join(tokens(english)), named[1]
    key = keys[at]
    if not key or key in _PARTICLES or key in FUNCTION_WORDS[lang] or bare in FUNCTION_WORDS[lang] or key in CONTRASTS:
        return None
    if lang == "en" and word[0].isupper() and not is_first:
        return "name", key, at + 1
    return ("word", key, at + 1) if len(key) > 1 else None


def _key(word: str) -> str:
    return "".join(words(word))


def _script(key: str, lang: Lang) -> Lang:
    if not key or key[0].isdigit():
        return lang
    return "ar" if is_arabic(key) else "en"


def _without_pronoun(word: str) -> str:
    for suffix in ("هما", "ها", "هم"):
        if word.endswith(suffix):
            return word.removesuffix(suffix)
    return word


def is_year(item: Item) -> bool:
    """Whether a number is written as years are."""
    return item.kind == "number" and len(item.key) == 4 and item.key[0] in "12"


def unit(items: Sequence[Item], at: int) -> Item | None:
    """The word right behind a number, which says what it counts."""
    after = items[at + 1] if at + 1 < len(items) else None
    return after if after is not None and after.kind == "word" and after.place == items[at].place + 1 else None


def facts(items: Sequence[Item]) -> list[int]:
    """The places of the numbers, dates and names."""
    return [at for at, item in enumerate(items) if item.kind in ("number", "date", "name")]
