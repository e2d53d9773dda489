"""Whether two items say the same, in one language or across both, and which item of a passage a claim's item is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from corpus.document import Lang
from corpus.language import forms_of, is_arabic, is_latin, likeness, root, simpler, stem, words
from index.lexical import TranslationTable
from qa.rendering import nouns
from qa.written.items import Item

_LEAST_PROBABLE = 0.05  # of a translation; the two sentences are about the same thing, so a rare one fits as well
_LEAST_BY_WAY = 0.1  # of two words of one language that share translations (Bannard and Callison-Burch 2005)
_LEAST_ALIKE = 0.75  # of two names by sound; short ones sound alike by chance
_LEAST_ALIKE_SHORT = 0.9
_SHORT = 3
_LIKELY_NAME = 0.5  # share of a word's translations that sound like it: then it is a name
_NOT_OF = {"niger": ("nigeria", "nigerian")}  # of another country
_FAR = 8  # places; farther apart is no farther
_NOWHERE = 12.0  # what an item that the passage does not say costs


class Matcher:
    """Compares items. Safe to share between threads."""

    def __init__(self, table: TranslationTable) -> None:
        self._table = table
        self._same = lru_cache(maxsize=100_000)(self._compare)
        self.is_name = lru_cache(maxsize=20_000)(self._is_name)

    def same(self, one: Item, other: Item) -> bool:
        """Whether the two say the same. Numbers, dates and turns are the same by value, names never by a synonym."""
        exact = ("number", "date", "contrast", "denial")
        if one.kind in exact or other.kind in exact:
            return one.kind == other.kind and one.key == other.key
        is_named = one.kind == "name" or other.kind == "name" or self.is_name(one.key, one.lang)
        return self._same(one.key, one.lang, other.key, other.lang, is_named)

    def kind(self, item: Item) -> str:
        """The item's kind, where an Arabic word that is a name counts as one."""
        return "name" if item.kind == "word" and self.is_name(item.key, item.lang) else item.kind

    def align(self, claim: Sequence[Item], said: Sequence[Item]) -> list[int | None]:
        """For each item of the claim the place of the item in `said` that it is, None where none says it.

        Of several the one nearest to what the neighbours are: the cheapest path (Viterbi 1967).
        """
        best: list[tuple[float, list[int | None], int | None]] = [(0.0, [], None)]
        for item in claim:
            places = [at for at, other in enumerate(said) if self.same(item, other)]
            if not places:
                best = [(cost + _NOWHERE, [*path, None], last) for cost, path, last in best]
                continue
            best = [
                min(
                    (
                        (cost + (0 if last is None else apart(said[last], said[at])), [*path, at], at)
                        for cost, path, last in best
                    ),
                    key=lambda found: found[0],
                )
                for at in places
            ]
        return min(best, key=lambda found: found[0])[1]

    def _compare(self, key: str, lang: Lang, other: str, other_lang: Lang, is_named: bool) -> bool:
        if key == other:
            return True
        if lang == other_lang:
            if is_named:
                # By no root: names of different people share three letters often.
                alike = not set(_stems(key, lang)).isdisjoint(_stems(other, lang))
                return alike or (lang == "en" and _is_of(key, other))
            if _forms(key, lang) & _forms(other, lang):
                return True
            return self._by_way(key, other, lang)
        if _is_unit(key, lang, other) or self._translated(key, lang, other) or self._translated(other, other_lang, key):
            return True
        return is_named and _sounds_alike(key, other)

    def _translated(self, key: str, lang: Lang, other: str) -> bool:
        there = _forms(other, "en" if lang == "ar" else "ar")
        return any(word in there for word in self._translations(key, lang))

    def _translations(self, key: str, lang: Lang) -> dict[str, float]:
        found: dict[str, float] = {}
        for form in _stems(key, lang):
            for word, likely in self._table.translations(form, lang):
                if likely >= _LEAST_PROBABLE:
                    found[word] = max(likely, found.get(word, 0.0))
            if found:
                break
        return found

    def _by_way(self, key: str, other: str, lang: Lang) -> bool:
        """Whether the two share translations: of each the chance to come back as the other."""
        here, there = self._translations(key, lang), self._translations(other, lang)
        back: Lang = "en" if lang == "ar" else "ar"
        forms = _forms(other, lang), _forms(key, lang)
        for translations, wanted in ((here, forms[0]), (there, forms[1])):
            chance = sum(
                likely * again
                for word, likely in translations.items()
                for returned, again in self._table.translations(word, back)
                if returned in wanted
            )
            if chance >= _LEAST_BY_WAY:
                return True
        return False

    def _is_name(self, key: str, lang: Lang) -> bool:
        """Whether an Arabic word is a name: its likely translation sounds like it, or there is none."""
        if lang != "ar":
            return False
        translations = self._translations(key, "ar")
        if not translations:
            return True
        bare = key.removeprefix("ال")
        alike = sum(likely for word, likely in translations.items() if _sounds_alike(word, bare))
        return alike >= _LIKELY_NAME * min(1.0, sum(translations.values()))


def apart(one: Item, other: Item) -> int:
    """How far apart two items of one text are, 0 to `_FAR`."""
    return min(abs(one.place - other.place), _FAR)


def _stems(key: str, lang: Lang) -> list[str]:
    stemmed = stem(key, lang)
    if lang == "en":
        return [stemmed]
    # The accusative's alef is written without its sign, "رسما"; a plural that governs a noun ends in waw, "حاملو".
    accusative = [stem(key[:-1], "ar")] if key.endswith(("ا", "و")) and len(key) > 3 else []
    return [stemmed, *simpler(stemmed), *accusative]


@lru_cache(maxsize=50_000)
def _forms(key: str, lang: Lang) -> frozenset[str]:
    """The stems that a word may have; two words with one in common are forms of one word."""
    stems = _stems(key, lang)
    return frozenset([*stems, *(root(one) for one in stems)] if lang == "ar" else stems)


def _is_unit(key: str, lang: Lang, other: str) -> bool:
    """Whether the two are one unit, currency or counted thing: "dinar" and its plurals."""
    english, arabic = (key, other) if lang == "en" else (other, key)
    noun = nouns("en").get((english,))
    return noun is not None and stem(arabic, "ar") in {
        stem(word, "ar") for form in (noun.one, noun.few, noun.tens, noun.many) for word in words(form)
    }


def _is_of(one: str, other: str) -> bool:
    """Whether one is the other's adjective or people: "Iran" and "Iranian", "Kazakhstan" and "Kazakh"."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 4 and longer.startswith(shorter) and longer not in _NOT_OF.get(shorter, ())


@lru_cache(maxsize=50_000)
def _sounds_alike(one: str, other: str) -> bool:
    latin, arabic = (one, other) if is_latin(one) else (other, one)
    if not is_latin(latin) or not is_arabic(arabic):
        return False
    shortest = min(len(latin), len(arabic))
    if shortest < _SHORT:
        return False
    best = max(likeness(latin, form) for form in forms_of(arabic))
    return best >= (_LEAST_ALIKE if shortest > _SHORT else _LEAST_ALIKE_SHORT)
