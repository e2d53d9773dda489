"""Names and nouns that are known for certain in both languages: the Unicode locale data (CLDR) and a small lexicon.

A word stands here only where it has one meaning: a name that the locale data give to two things with
different names in the other language ("تونس" is a country and its capital) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name
from babel.units import format_unit

from corpus.document import Lang, other_lang
from corpus.language import fold

Tokens = tuple[str, ...]

# A count for each plural form, in the order of `Noun`'s fields.
_COUNTS = (1, 3, 11, 100)
_TOKEN = re.compile(r"\d+(?:[.,٫٬]\d+)*|[^\W\d_]+|\S")
# A locale for each set of Arabic month names: Egypt and the Gulf, the Levant and Iraq, and those of the Maghreb.
_MONTH_LOCALES: dict[Lang, tuple[str, ...]] = {
    "ar": ("ar", "ar_SY", "ar_IQ", "ar_MA", "ar_DZ", "ar_TN", "ar_MR"),
    "en": ("en", "en_GB"),
}
_UNITS = (
    *("length-kilometer", "length-meter", "length-centimeter", "length-millimeter", "length-mile", "length-inch"),
    *("length-foot", "area-square-kilometer", "area-square-meter", "area-hectare", "volume-cubic-meter"),
    *("volume-liter", "volume-milliliter", "mass-kilogram", "mass-gram", "mass-milligram", "mass-tonne"),
    *("duration-year", "duration-month", "duration-week", "duration-day", "duration-hour", "duration-minute"),
    *("duration-second", "speed-kilometer-per-hour", "power-gigawatt", "power-megawatt", "power-kilowatt"),
    *("power-watt", "energy-kilowatt-hour", "digital-megabyte", "digital-gigabyte", "temperature-celsius"),
)
# Forms that the locale data do not give: spellings, plurals of another word, oblique duals.
_MORE_UNITS: dict[Lang, dict[str, str]] = {
    "ar": {
        "length-kilometer": "كم|كيلو متر|كيلومترا",
        "area-square-kilometer": "كم2|كم مربع|كيلومترا مربعا|كيلومترات مربعة",
        "length-meter": "مترا",
        "length-centimeter": "سم|سنتيمترا",
        "length-millimeter": "ملم|مم|ملليمتر|ملليمترا|مليمترا",
        "area-square-meter": "م2|مترا مربعا|أمتار مربعة",
        "volume-cubic-meter": "م3|مترا مكعبا|أمتار مكعبة",
        "mass-kilogram": "كغ|كغم|كجم|كيلوجرام|كيلوجراما|كيلوغراما|كيلوغرامات|كيلوجرامات",
        "mass-gram": "جرام|جراما|جرامات|غراما",
        "speed-kilometer-per-hour": "كم/س|كم/ساعة|كم في الساعة|كيلومترا في الساعة|كيلومترات في الساعة",
        "power-megawatt": "ميغاواط|ميجاواط|ميغاوات|ميجاوات",
        "power-kilowatt": "كيلوواط|كيلووات",
        "power-gigawatt": "غيغاواط|جيجاواط|غيغاوات|جيجاوات",
        "energy-kilowatt-hour": "كيلوواط ساعة|كيلوواط/ساعة|كيلووات ساعة",
        "temperature-celsius": "°م|درجات مئوية",
        "duration-year": "عام|عاما|أعوام|سنين",
    },
    "en": {
        "length-kilometer": "km|kilometre|kilometres",
        "area-square-kilometer": "km2|sq km|square kilometre|square kilometres",
        "length-meter": "metre|metres",
        "length-centimeter": "cm|centimetre|centimetres",
        "length-millimeter": "mm|millimetre|millimetres",
        "area-square-meter": "m2|sq m|square metre|square metres",
        "volume-cubic-meter": "m3|cubic metre|cubic metres",
        "mass-kilogram": "kg",
        "mass-tonne": "tonne|tonnes",
        "volume-liter": "litre|litres",
        "volume-milliliter": "ml|millilitre|millilitres",
        "speed-kilometer-per-hour": "km/h|kph|kilometre per hour|kilometres per hour",
        "power-megawatt": "mw",
        "power-kilowatt": "kw",
        "power-gigawatt": "gw",
        "energy-kilowatt-hour": "kwh|kilowatt-hour",
        "digital-megabyte": "mb",
        "digital-gigabyte": "gb",
        "temperature-celsius": "°c|degree celsius",
    },
}
# Nouns after a number, singular and plural. Words with a second meaning after a number ("عقد", contract or
# decade) are left out; those for currencies of several countries are in `qa.rendering.currencies`.
_NOUNS: tuple[tuple[str, str, str, str], ...] = (
    ("dollar", "dollars", "دولار", "دولارات"),
    ("euro", "euros", "يورو", "يورو"),
    ("ruble", "rubles", "روبل", "روبلات"),
    ("tenge", "tenge", "تنغي", "تنغي"),
    ("yuan", "yuan", "يوان", "يوان"),
    ("year", "years", "سنة", "سنوات"),
    ("month", "months", "شهر", "أشهر"),
    ("week", "weeks", "أسبوع", "أسابيع"),
    ("day", "days", "يوم", "أيام"),
    ("hectare", "hectares", "هكتار", "هكتارات"),
    ("liter", "liters", "لتر", "لترات"),
    ("dunam", "dunams", "دونم", "دونمات"),
    ("feddan", "feddans", "فدان", "أفدنة"),
    ("percentage point", "percentage points", "نقطة مئوية", "نقاط مئوية"),
    ("barrel", "barrels", "برميل", "براميل"),
    ("ton", "tons", "طن", "أطنان"),
    ("person", "people", "شخص", "أشخاص"),
    ("inhabitant", "inhabitants", "نسمة", "نسمات"),
    ("time", "times", "مرة", "مرات"),
    ("company", "companies", "شركة", "شركات"),
    ("country", "countries", "دولة", "دول"),
    ("city", "cities", "مدينة", "مدن"),
    ("village", "villages", "قرية", "قرى"),
    ("island", "islands", "جزيرة", "جزر"),
    ("school", "schools", "مدرسة", "مدارس"),
    ("university", "universities", "جامعة", "جامعات"),
    ("hospital", "hospitals", "مستشفى", "مستشفيات"),
    ("student", "students", "طالب", "طلاب"),
    ("employee", "employees", "موظف", "موظفين"),
    ("passenger", "passengers", "راكب", "ركاب"),
    ("tourist", "tourists", "سائح", "سياح"),
    ("child", "children", "طفل", "أطفال"),
    ("ship", "ships", "سفينة", "سفن"),
    ("book", "books", "كتاب", "كتب"),
    ("page", "pages", "صفحة", "صفحات"),
    ("room", "rooms", "غرفة", "غرف"),
    ("agreement", "agreements", "اتفاقية", "اتفاقيات"),
)
# Names in the locale data that are common words as well, or also name something that the data do not.
_COMMON_WORDS: dict[Lang, frozenset[str]] = {
    "ar": frozenset(map(fold, ("مالي", "ماهي", "جوني", "كناري", "سنتر", "أورال", "الجو", "بينا"))),
    "en": frozenset({"georgia", "center", "easter island", "oral", "regina", "nome", "darwin", "phoenix", "canary"}),
}
# Of the regions, these are no places: "world", "unknown region", test locales.
_NO_PLACES = frozenset({"001", "ZZ", "QO", "XA", "XB"})
# An Arabic word of three letters is a root, and hardly ever a city alone: Nome is written as "sleep".
_SHORTEST_CITY = 4


@dataclass(frozen=True, slots=True)
class Noun:
    """A unit, a currency or a counted thing in the target language, by what is counted: one, 3 to 10, 11 to 99, more.

    English has one form for all but one.
    """

    one: str
    few: str
    tens: str
    many: str
    source: str
    count: int | None = None  # what the word itself counts: "سنتان" is two years


def tokens(text: str) -> Tokens:
    """The folded words, numbers and signs of a text, in order; white space only is left out."""
    return tuple(_TOKEN.findall(fold(text)))


@cache
def months(lang: Lang) -> dict[Tokens, int]:
    """Month names of a language, in every set that is in use, to 1-12. Abbreviations in English only."""
    found: dict[Tokens, int] = {}
    for name in _MONTH_LOCALES[lang]:
        for width in ("wide", "abbreviated") if lang == "en" else ("wide",):
            for number, month in Locale.parse(name).months["format"][width].items():
                found[tokens(month.rstrip("."))] = number
    # The locale data write them with another letter than the press does.
    if lang == "ar":
        found |= {tokens("إبريل"): 4, tokens("آيار"): 5, tokens("حزیران"): 6}
    return found


@cache
def month_names(lang: Lang) -> dict[int, str]:
    """The month names to write, by number."""
    return dict(Locale.parse(lang).months["format"]["wide"])


@cache
def weekdays(lang: Lang) -> dict[Tokens, str]:
    """Weekday names of a language to those of the other language."""
    here, there = (Locale.parse(one).days["format"]["wide"] for one in (lang, other_lang(lang)))
    return {tokens(name): there[number] for number, name in here.items()}


@cache
def names(lang: Lang) -> dict[Tokens, str]:
    """Countries and regions, languages, currencies and cities of a language to their names in the other one."""
    found: dict[Tokens, set[str]] = {}
    for here, there in _named(lang):
        found.setdefault(tokens(here), set()).add(there)
    return {
        key: next(iter(meant))
        for key, meant in found.items()
        if key and len({fold(one) for one in meant}) == 1 and " ".join(key) not in _COMMON_WORDS[lang]
    }


@cache
def places(lang: Lang) -> dict[Tokens, str]:
    """Countries and cities of a language to what they are: "country" or "city"."""
    here, there = Locale.parse(lang), Locale.parse(other_lang(lang))
    cities = dict.fromkeys((tokens(city) for city, _ in _cities(here, there)), "city")
    countries = {
        tokens(_bare(name)): "country"
        for code, name in here.territories.items()
        if code.isalpha() and code not in _NO_PLACES
    }
    return {key: kind for key, kind in (cities | countries).items() if " ".join(key) not in _COMMON_WORDS[lang]}


def country_name(code: str, lang: Lang) -> str:
    """A country's name in a language, by its code of two letters."""
    return str(Locale.parse(lang).territories[code])


@cache
def nouns(lang: Lang) -> dict[Tokens, Noun]:
    """What may stand after a number in a language, to how it is said in the other one."""
    found: dict[Tokens, Noun] = {}
    for unit in _UNITS:
        one, few, tens, many = (_unit(unit, count, other_lang(lang)) for count in _COUNTS)
        noun = Noun(one, few, tens, many, "cldr")
        # Where the data lack a form, the library writes the unit's own identifier.
        if unit in f"{one}{few}{tens}{many}":
            continue
        for form in (_unit(unit, count, lang) for count in _COUNTS):
            if unit not in form:
                found[tokens(form)] = noun
        for form in filter(None, _MORE_UNITS[lang].get(unit, "").split("|")):
            found[tokens(form)] = noun
        if lang == "ar" and not any(map(str.isdigit, dual := format_unit(2, unit, "long", locale="ar"))):
            # "سنتان", and "سنتين" where the sentence governs it.
            for form in (dual, f"{dual.removesuffix('ان')}ين"):
                found[tokens(form)] = replace(noun, count=2)
    for english_one, english_many, arabic_one, arabic_few in _NOUNS:
        english = Noun(english_one, english_many, english_many, english_many, "lexicon")
        arabic = Noun(arabic_one, arabic_few, accusative(arabic_one), arabic_one, "lexicon")
        if lang == "ar":
            found |= {tokens(arabic_one): english, tokens(arabic_few): english, tokens(f"{arabic_one}ا"): english}
        else:
            found |= {tokens(english_one): arabic, tokens(english_many): arabic}
    return found | _currencies(lang)


def _currencies(lang: Lang) -> dict[Tokens, Noun]:
    """Currencies by their full names, such as "US dollars"; of a name that two currencies share, neither."""
    found: dict[Tokens, set[Noun]] = {}
    for code in map(str, Locale.parse("en").currencies):
        one, few, tens, many = (_currency(code, count, other_lang(lang)) for count in _COUNTS)
        noun = Noun(one, few, tens, many, "cldr")
        for count in _COUNTS:
            found.setdefault(tokens(_currency(code, count, lang)), set()).add(noun)
    return {key: next(iter(meant)) for key, meant in found.items() if len(meant) == 1 and len(key) > 1}


def accusative(noun: str) -> str:
    """An Arabic noun as it stands after 11 to 99; borrowed words that end in a vowel stay as they are."""
    return noun if noun[-1] in "ةويى" else f"{noun}ًا"


def _currency(code: str, count: int, lang: Lang) -> str:
    return str(get_currency_name(code, count, locale=lang))


def _unit(unit: str, count: int, lang: Lang) -> str:
    return re.sub(r"[\d.,٠-٩]+", "", format_unit(count, unit, "long", locale=lang)).strip()


def _named(lang: Lang) -> Iterator[tuple[str, str]]:
    here, there = Locale.parse(lang), Locale.parse(other_lang(lang))
    for code, name in here.territories.items():
        if code in there.territories and code not in _NO_PLACES:
            yield _bare(name), _bare(there.territories[code])
    for code, name in here.languages.items():
        # Languages of three letters are small ones, whose names are often common words ("Even", "Slave").
        if code in there.languages and len(code) == 2:
            yield name, there.languages[code]
    for code, name in here.currencies.items():
        if code in there.currencies and " " in name:
            yield name, there.currencies[code]
    for city, theirs in _cities(here, there):
        if min(len(city), len(theirs)) >= _SHORTEST_CITY and "," not in f"{city}{theirs}":
            yield city, theirs


def _cities(here: Locale, there: Locale) -> Iterator[tuple[str, str]]:
    """The cities that time zones are named for. English gives only those that differ from the zone's own name."""
    zones: Iterable[str] = {*here.time_zones, *there.time_zones}
    for zone in zones:
        region, _, city = zone.rpartition("/")
        if not region or region.startswith(("Etc", "Antarctica")):
            continue
        own = city.replace("_", " ")
        pair = [locale.time_zones.get(zone, {}).get("city") for locale in (here, there)]
        for at, locale in enumerate((here, there)):
            if pair[at] is None and locale.language == "en":
                pair[at] = own
        if pair[0] is not None and pair[1] is not None:
            yield pair[0], pair[1]


def _bare(name: str) -> str:
    """A name without its explanation in brackets: "Myanmar (Burma)"."""
    return re.sub(r"\s*\([^)]*\)", "", name).strip()
