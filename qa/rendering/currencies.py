"""Currencies whose word alone does not tell them: a "ريال" is a riyal, a rial or a real, by the country it is of.

Which country is meant is told by the text around the amount, the nearest first: its sentence, its paragraph, the
document's title. A rendering says no more than the quote: the country chooses the word and is not added to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.document import Lang, other_lang
from corpus.language import without_proclitic
from qa.rendering.glossary import Noun, Tokens, accusative, country_name, tokens


@dataclass(frozen=True, slots=True)
class _Currency:
    """A currency's words, singular and plural in each language, and the countries that call theirs so."""

    ar: tuple[str, str]
    en: tuple[str, str]
    countries: tuple[str, ...]

    def noun(self, lang: Lang, *, country: str = "") -> Noun:
        """The words of `lang` to write, with the country's adjective where one is given."""
        if lang == "en":
            one, many = (f"{_ADJECTIVES[country][1]} {word}" if country else word for word in self.en)
            return Noun(one, many, many, many, "lexicon")
        one, few = self.ar
        if not country:
            return Noun(one, few, accusative(one), one, "lexicon")
        masculine = _ADJECTIVES[country][0]
        agreeing = f"{masculine}ة" if one.endswith("ة") else masculine
        eleven = agreeing if one.endswith("ة") else f"{masculine}ًا"
        return Noun(
            f"{one} {agreeing}", f"{few} {masculine}ة", f"{accusative(one)} {eleven}", f"{one} {agreeing}", "lexicon"
        )


# The adjective of a country's currency: masculine in Arabic, and in English.
_ADJECTIVES: dict[str, tuple[str, str]] = {
    "SA": ("سعودي", "Saudi"), "QA": ("قطري", "Qatari"), "IR": ("إيراني", "Iranian"), "OM": ("عماني", "Omani"),
    "YE": ("يمني", "Yemeni"), "BR": ("برازيلي", "Brazilian"), "EG": ("مصري", "Egyptian"),
    "SD": ("سوداني", "Sudanese"), "GB": ("بريطاني", "British"), "SY": ("سوري", "Syrian"),
    "LB": ("لبناني", "Lebanese"), "TR": ("تركي", "Turkish"), "IT": ("إيطالي", "Italian"),
    "KW": ("كويتي", "Kuwaiti"), "BH": ("بحريني", "Bahraini"), "IQ": ("عراقي", "Iraqi"),
    "JO": ("أردني", "Jordanian"), "DZ": ("جزائري", "Algerian"), "LY": ("ليبي", "Libyan"),
    "TN": ("تونسي", "Tunisian"), "RS": ("صربي", "Serbian"), "AE": ("إماراتي", "UAE"), "MA": ("مغربي", "Moroccan"),
}  # fmt: skip
# Where a word may mean several currencies, the first of them is written where no country is named.
_CURRENCIES = (
    _Currency(("ريال", "ريالات"), ("riyal", "riyals"), ("SA", "QA")),
    _Currency(("ريال", "ريالات"), ("rial", "rials"), ("IR", "OM", "YE")),
    _Currency(("ريال", "ريالات"), ("real", "reals"), ("BR",)),
    _Currency(("جنيه", "جنيهات"), ("pound", "pounds"), ("EG", "SD", "GB")),
    _Currency(("ليرة", "ليرات"), ("lira", "liras"), ("TR", "IT")),
    _Currency(("ليرة", "ليرات"), ("pound", "pounds"), ("SY", "LB")),
    _Currency(("دينار", "دنانير"), ("dinar", "dinars"), ("KW", "BH", "IQ", "JO", "DZ", "LY", "TN", "RS")),
    _Currency(("درهم", "دراهم"), ("dirham", "dirhams"), ("AE", "MA")),
)
# Words with other meanings, which are currencies only where a country is named; and what says that pounds are weighed.
_DOUBTFUL = frozenset({"pound", "real"})
_WEIGHED = frozenset(
    {"weigh", "weighs", "weighed", "weighing", "weight", "heavy", "lb", "lbs", "kg", "kilograms", "ounces"}
)
# Spellings beside those of the table.
_MORE: dict[Lang, dict[str, tuple[str, ...]]] = {
    "ar": {"جنيه": ("جنية",), "ريال": ("ريالين",)},
    "en": {"lira": ("lire",), "real": ("reais",)},
}
_MORE_ADJECTIVES: dict[str, tuple[tuple[str, str], ...]] = {
    "GB": (("إسترليني", "sterling"), ("استرليني", "British"), ("إنجليزي", "English")),
    "AE": (("إماراتي", "Emirati"),),
}
_MORE_NAMES: dict[str, tuple[str, ...]] = {
    "SA": ("السعودية", "المملكة العربية السعودية", "Saudi"),
    "AE": ("الإمارات", "UAE", "Emirates"),
    "GB": ("بريطانيا", "إنجلترا", "Britain", "UK", "England"),
    "OM": ("سلطنة عمان", "Sultanate of Oman"),
    "TR": ("Turkey",),
}
_LONGEST_NAME = 4  # words of a country's name


def currencies(read: Tokens, lang: Lang, around: Sequence[str] = ()) -> dict[Tokens, Noun]:
    """The words for currencies in `read`, to what each is called in the other language; `around`: the nearest first.

    Where a text names countries whose currencies differ, none of them is taken to be meant.
    """
    found: dict[Tokens, Noun] = {}
    for word, forms, choices in _words(lang):
        if not forms & set(read):
            continue
        chosen = _chosen(word, choices, around)
        if chosen is not None:
            found |= {(form,): chosen.noun(other_lang(lang)) for form in forms}
    return found


def _chosen(word: str, choices: Sequence[_Currency], around: Sequence[str]) -> _Currency | None:
    """The currency of the nearest country that is named; its bare word where none or several are, if that is sure."""
    bare = None if word in _DOUBTFUL else choices[0]
    if word == "pound" and around and _is_weighed(tokens(around[0])):
        return None
    of_country = {country: one for one in choices for country in one.countries}
    for text in around:
        named = {of_country[country] for country in _countries(text) if country in of_country}
        if named:
            return named.pop() if len(named) == 1 else bare
    return bare


def _is_weighed(read: Tokens) -> bool:
    """Whether a sentence's pounds are a weight: it says so, or they are pounds of something."""
    of_something = any(pair in (("pound", "of"), ("pounds", "of")) for pair in pairwise(read))
    return of_something or not _WEIGHED.isdisjoint(read)


@cache
def full_names(lang: Lang) -> dict[Tokens, Noun]:
    """Currencies with their country's adjective: "ريالات سعودية", "Kuwaiti dinars"."""
    found: dict[Tokens, Noun] = {}
    for one in _CURRENCIES:
        for country in one.countries:
            noun = one.noun(other_lang(lang), country=country)
            if lang == "ar":
                read = one.noun("ar", country=country)
                forms = [read.one, read.few, read.tens]
                for masculine, _ in _MORE_ADJECTIVES.get(country, ()):
                    forms += [f"{one.ar[0]} {masculine}", f"{one.ar[1]} {masculine}ة", f"{one.ar[1]} {masculine}"]
                    forms.append(f"{one.ar[0]}ا {masculine}ا")
            else:
                adjectives = [_ADJECTIVES[country][1], *(english for _, english in _MORE_ADJECTIVES.get(country, ()))]
                forms = [f"{adjective} {word}" for adjective in adjectives for word in one.en]
                forms += ["pounds sterling", "pound sterling"] if country == "GB" else []
            found |= {tokens(form): noun for form in forms}
    return found


@cache
def definite_names(lang: Lang) -> dict[Tokens, str]:
    """A currency named and not counted: "الريال السعودي", "the Saudi riyal"."""
    found: dict[Tokens, str] = {}
    for one in _CURRENCIES:
        for country in one.countries:
            arabic = " ".join(f"ال{word}" for word in one.noun("ar", country=country).one.split())
            english = one.noun("en", country=country).one
            if lang == "ar":
                found[tokens(arabic)] = f"the {english}"
            else:
                found[tokens(f"the {english}")] = arabic
    return found


def _words(lang: Lang) -> list[tuple[str, frozenset[str], tuple[_Currency, ...]]]:
    """Each word for currencies, all its forms, and the currencies that it may mean."""
    found: dict[str, list[_Currency]] = {}
    for one in _CURRENCIES:
        found.setdefault(getattr(one, lang)[0], []).append(one)
    return [(word, _forms(word, ones[0], lang), tuple(ones)) for word, ones in found.items()]


def _forms(word: str, one: _Currency, lang: Lang) -> frozenset[str]:
    forms = [*getattr(one, lang), *_MORE[lang].get(word, ())]
    forms += [accusative(word)] if lang == "ar" else []
    return frozenset(token for form in forms for token in tokens(form))


def _countries(text: str) -> set[str]:
    """The countries of the table that a text names, or calls something by."""
    read, known = tokens(text), _names()
    found = set()
    for at in range(len(read)):
        for end in range(at + 1, min(len(read), at + _LONGEST_NAME) + 1):
            for word in _without_clitics(read[at]):
                found |= known.get((word, *read[at + 1 : end]), set())
    return found


def _without_clitics(word: str) -> set[str]:
    """A word, and what it is without the one or two particles that may be written with it: "وللصين" is "الصين"."""
    found = {word}
    for _ in range(2):
        found |= set(map(without_proclitic, found))
    return found | {f"ال{one[2:]}" for one in found if one.startswith("لل")}


@cache
def _names() -> Mapping[Tokens, set[str]]:
    found: dict[Tokens, set[str]] = {}
    for country, (masculine, english) in _ADJECTIVES.items():
        names = [country_name(country, "ar"), country_name(country, "en")]
        names += [english, *_MORE_NAMES.get(country, ())]
        for arabic in (masculine, *(arabic for arabic, _ in _MORE_ADJECTIVES.get(country, ()))):
            names += [form for stem in (arabic, f"{arabic}ة", f"{arabic}ا") for form in (stem, f"ال{stem}")]
        for name in names:
            found.setdefault(tokens(name), set()).add(country)
    return found
