"""Dates, numbers, amounts, names and lists of them in the other language, by rules: all of a phrase or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.document import Lang
from corpus.language import AND, PROCLITICS
from qa.rendering.amounts import amount, span_of_time
from qa.rendering.clock import clock_time
from qa.rendering.currencies import currencies, definite_names
from qa.rendering.dates import date
from qa.rendering.glossary import Noun, Tokens, names, tokens
from qa.rendering.persons import person
from qa.rendering.pieces import CLDR, LONGEST_NAME, Found, longest, table


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in the other language, and where they come from."""

    text: str
    sources: frozenset[str]


_MOST_TOKENS = 60  # a phrase of more is a sentence
_EDGE = re.compile(r"^[\s\"'«»“”‘’]+|[\s.,،؛;:\"'«»“”‘’]+$")
_PREPOSITIONS: dict[Lang, dict[Tokens, str]] = {
    "ar": table(
        {
            "في": "in", "من": "from", "إلى": "to", "حتى": "until", "منذ": "since", "خلال": "during", "قبل": "before",
            "بعد": "after", "وفقا|طبقا|بحسب|حسب": "according to",
        }
    ),
    "en": table(
        {
            "in|on|at": "في", "from": "من", "to": "إلى", "until|till": "حتى", "since": "منذ", "during": "خلال",
            "before": "قبل", "after": "بعد", "according to": "بحسب",
        }
    ),
}  # fmt: skip


def phrase(text: str, lang: Lang, around: Sequence[str] = ()) -> Phrase | None:
    """A phrase of `lang` in the other language; None unless each of its words and signs is known for certain.

    `around` are the texts that it stands in, the nearest first: they tell whose currency an amount is in.
    """
    read = tokens(_EDGE.sub("", text))
    if not read or len(read) > _MOST_TOKENS:
        return None
    person_name = person(read, lang) if len(read) <= LONGEST_NAME else None
    if person_name is not None and read not in names(lang):
        return Phrase(person_name, frozenset({"romanisation"}))
    return _Phrases(read, lang, currencies(read, lang, around)).whole()


class _Phrases:
    """Reads the tokens of one phrase, from left to right, taking the longest piece that is known."""

    def __init__(self, read: Tokens, lang: Lang, currencies: Mapping[Tokens, Noun]) -> None:
        self.read = read
        self.lang: Lang = lang
        self.currencies = currencies
        self.sources: set[str] = set()

    def whole(self) -> Phrase | None:
        """The phrase: items with commas or "and" between them."""
        items: list[str] = []
        joints: list[str] = []
        at = 0
        if self.lang == "ar":
            at, _ = self._joint(0)  # a piece cut out of a list may start with the list's "and"
        while True:
            item = self._item(at)
            if item is None:
                return None
            items.append(item.text)
            at = item.end
            if at == len(self.read):
                break
            at, joint = self._joint(at)
            if not joint:
                return None
            joints.append(joint)
        return Phrase(_joined(items, joints, self.lang), frozenset(self.sources))

    def _joint(self, at: int) -> tuple[int, str]:
        """The token after what joins two items, and whether it was a comma or an "and"; "" where nothing joins."""
        joint = ""
        if at < len(self.read) and self.read[at] in (",", "،"):
            at, joint = at + 1, ","
        if at < len(self.read):
            word = self.read[at]
            if word == (AND if self.lang == "ar" else "and"):
                return at + 1, "and"
            # The Arabic "and" is written with the next word, which is known without it and not with it.
            if self.lang == "ar" and len(word) > 1 and word[0] == AND and self._piece(at) is None:
                parted = (*self.read[:at], word[1:], *self.read[at + 1 :])
                if _Phrases(parted, self.lang, self.currencies)._piece(at) is not None:
                    self.read = parted
                    return at, "and"
        return at, joint

    def _item(self, at: int) -> Found | None:
        """Pieces that follow one another by prepositions: "more than 2 billion dollars in 2009"."""
        first = self._piece(at)
        if first is None:
            return None
        said, at = [first.text], first.end
        self.sources |= first.sources
        while at < len(self.read):
            if self.read[at] == "(":
                inside = self._piece(at + 1)
                if inside is None or self.read[inside.end : inside.end + 1] != (")",):
                    return None
                said.append(f"({inside.text})")
                self.sources |= inside.sources
                at = inside.end + 1
                continue
            following, preposition = self._following(at)
            if following is None:
                break
            said.append(f"{preposition}{following.text}")
            self.sources |= following.sources
            at = following.end
        return Found(" ".join(said), at)

    def _following(self, at: int) -> tuple[Found | None, str]:
        """The next piece of an item, and what is said before it: a preposition is its own, "الساعة" is English "at"."""
        if longest(_PREPOSITIONS[self.lang], self.read, at) is not None:
            return self._piece(at), ""
        is_time = self.lang == "ar" and self.read[at] == "الساعه"
        return (clock_time(self.read, at, "ar"), "at ") if is_time else (None, "")

    def _piece(self, at: int) -> Found | None:
        """A value, with the preposition before it if there is one."""
        known = longest(_PREPOSITIONS[self.lang], self.read, at)
        if known is None:
            return self._value(at)
        said, start = known
        value = self._value(start)
        if value is None:
            return None
        if said == "in":
            said = value.preposition
        if self.lang == "en" and value.preposition == "at" and value.text[0].isdigit():
            said = f"{said} الساعة"
        return Found(f"{said} {value.text}", value.end, value.sources)

    def _value(self, at: int) -> Found | None:
        if at >= len(self.read):
            return None
        found = [way(self.read, at, self.lang) for way in (date, clock_time, span_of_time, _name)]
        found.append(amount(self.read, at, self.lang, self.currencies))
        return max((value for value in found if value is not None), key=lambda value: value.end, default=None)


def _name(read: Tokens, at: int, lang: Lang) -> Found | None:
    """A country, a city, a language or a currency."""
    known = longest(names(lang), read, at) or longest(definite_names(lang), read, at)
    if known is None and lang == "en" and read[at] == "the":
        known = longest(names(lang), read, at + 1)
    # One-letter prepositions are written with the name: the name is what the asker needs. An "and" is a joint.
    word = read[at]
    if known is None and lang == "ar" and word[0] in PROCLITICS.replace(AND, "") and len(word) > 4:
        bare = f"ال{word[2:]}" if word.startswith("لل") else word[1:]
        known = longest(names(lang), (*read[:at], bare, *read[at + 1 :]), at)
    return None if known is None else Found(known[0], known[1], CLDR)


def _joined(items: list[str], joints: list[str], lang: Lang) -> str:
    """The items as a list in the other language, with its "and" before the last one where there was an "and"."""
    if lang == "en":
        return " و".join(items) if "and" in joints else "، ".join(items)
    if "and" not in joints:
        return ", ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
