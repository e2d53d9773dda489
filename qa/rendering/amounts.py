"""Numbers, amounts and spans of time in the other language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.document import Lang
from qa.rendering.currencies import full_names
from qa.rendering.glossary import Noun, Tokens, nouns
from qa.rendering.pieces import LEXICON, NUMBERS, Found, longest, table

_THOUSANDS = re.compile(r"\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?")
_PLAIN = re.compile(r"\d+(?:[.٫]\d+)?")
# In Arabic text the full stop may part thousands or decimals: "400.000" is one or the other.
_AMBIGUOUS = re.compile(r"\d{1,3}\.\d{3}")
_DECIMAL_COMMA = re.compile(r"\d{1,3},\d{1,2}")  # of the Maghreb; only a percentage is no list of two numbers

# Number words, all genders and cases. Words of a number in English are given by _ENGLISH_NUMBERS.
_NUMBER_WORDS: dict[Lang, dict[Tokens, int]] = {
    "ar": table(
        {
            "واحد|واحدة": 1, "اثنان|اثنين|اثنتان|اثنتين": 2, "ثلاث|ثلاثة": 3, "أربع|أربعة": 4, "خمس|خمسة": 5,
            "ست|ستة": 6, "سبع|سبعة": 7, "ثمان|ثماني|ثمانية": 8, "تسع|تسعة": 9, "عشر|عشرة": 10,
            "أحد عشر|إحدى عشرة": 11, "اثنا عشر|اثني عشر|اثنتا عشرة|اثنتي عشرة": 12, "عشرون|عشرين": 20,
            "ثلاثون|ثلاثين": 30, "أربعون|أربعين": 40, "خمسون|خمسين": 50, "ستون|ستين": 60, "سبعون|سبعين": 70,
            "ثمانون|ثمانين": 80, "تسعون|تسعين": 90, "مئة|مائة": 100, "مئتان|مئتين|مائتان|مائتين": 200,
        }
    ),
    "en": table(
        {
            "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
            "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
            "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "one hundred|a hundred": 100,
        }
    ),
}  # fmt: skip


def number_words(lang: Lang) -> dict[str, int]:
    """The folded words that say a number by themselves, to that number."""
    return {said[0]: value for said, value in _NUMBER_WORDS[lang].items() if len(said) == 1}


_ENGLISH_NUMBERS = {value: " ".join(word) for word, value in reversed(_NUMBER_WORDS["en"].items())}

# Thousand, million and so on: what is written, by what is read. Duals carry their count of two.
_SCALES: dict[Lang, dict[Tokens, tuple[str, str, int | None]]] = {
    "ar": table(
        {
            "ألف|ألفا|آلاف": ("thousand", "thousand", None),
            "ألفان|ألفين|ألفا|ألفي": ("thousand", "thousand", 2),
            "مليون|مليونا|ملايين": ("million", "million", None),
            "مليونان|مليونين|مليوني": ("million", "million", 2),
            "مليار|مليارات|بليون|بلايين": ("billion", "billion", None),
            "ملياران|مليارين|ملياري|مليارا": ("billion", "billion", 2),
            "تريليون|تريليونات|ترليون": ("trillion", "trillion", None),
            "تريليونان|تريليونين|تريليوني": ("trillion", "trillion", 2),
        }
    ),
    "en": table(
        {
            "thousand": ("ألف", "آلاف", None),
            "million": ("مليون", "ملايين", None),
            "billion|bn": ("مليار", "مليارات", None),
            "trillion": ("تريليون", "تريليونات", None),
        }
    ),
}
_POWERS = {
    **{"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"ألف": 1e3, "مليون": 1e6, "مليار": 1e9, "تريليون": 1e12},
}
# What these say without a number before them, where what is counted follows: "مليار دولار", "ألفا دولار".
# After a number they only scale it: "15 ألفًا".
_ALONE = table({"ألف|مليون|مليار|بليون|تريليون": 1, "ألفا|مليونا|مليارا": 2})
_PERCENT: dict[Lang, dict[Tokens, str]] = {
    "ar": table({"%|٪|بالمئة|بالمائة|في المئة|في المائة": "%"}),
    "en": table({"%|percent|per cent": "%"}),
}
# Before the number: the sign as it is typed in Arabic, and "at a rate of", which says nothing more.
_PERCENT_BEFORE = table({"%|٪": "%", "بنسبة": ""})
_SIGNS = table({"us$|$": "دولار|دولارات", "€": "يورو|يورو", "£": "جنيه|جنيهات"})
_BOUNDS: dict[Lang, dict[Tokens, str]] = {
    "ar": table(
        {
            "أكثر من|ما يزيد على|ما يزيد عن": "more than", "أقل من": "less than", "نحو|حوالي|قرابة|زهاء": "about",
            "ما يقارب|ما يقرب من": "nearly", "على الأقل": "at least",
        }
    ),
    "en": table(
        {
            "more than|over": "أكثر من", "less than|under": "أقل من", "about|around|approximately|some": "نحو",
            "nearly|almost": "ما يقارب", "at least": "على الأقل",
        }
    ),
}  # fmt: skip
_WHICH = table({"الماضية|الأخيرة": "past", "القادمة|المقبلة|التالية": "next"})


def number_of(word: str) -> int | None:
    """The value of a folded number word of either language, such as "six"; None for any other word."""
    for form in (word, word.removeprefix("ال")):
        value = _NUMBER_WORDS["en"].get((form,), _NUMBER_WORDS["ar"].get((form,)))
        if value is not None:
            return value
    return None


def quantity(read: Tokens, at: int, lang: Lang) -> tuple[float, int] | None:
    """The value of the number at a token, its thousands and millions counted in, and the token after it; None for none.

    "14 thousand" and "14,000" are the same; so are "ملياري دولار" and "2 billion dollars".
    """
    number, value, end = _number(read, at, lang)
    scale = longest(_SCALES[lang], read, end)
    if not number:
        count = None if scale is None else _alone(read, end, scale, _counted(read, scale[1], lang, {}) is not None)
        return None if scale is None or count is None else (count * _POWERS[scale[0][0]], scale[1])
    return (value, end) if scale is None else (value * _POWERS[scale[0][0]], scale[1])


def amount(read: Tokens, at: int, lang: Lang, currencies: Mapping[Tokens, Noun]) -> Found | None:
    """A number, with what bounds it, its scale and what it counts: "more than 2 billion dollars", "5%".

    `currencies` are the words for currencies that another text tells the meaning of.
    """
    bound = longest(_BOUNDS[lang], read, at)
    said, at = ([bound[0]], bound[1]) if bound is not None else ([], at)
    sources = set(LEXICON if bound else ())
    sign = longest(_SIGNS, read, at) if lang == "en" else None
    at = sign[1] if sign is not None else at
    first = longest(_PERCENT_BEFORE, read, at) if lang == "ar" else None
    at = first[1] if first is not None else at
    number, value, end = _number(read, at, lang)
    scale = longest(_SCALES[lang], read, end)
    if not number:
        dual = longest(nouns(lang), read, end) if scale is None else None
        if dual is not None and dual[0].count is not None:
            noun = dual[0]
            text = " ".join([*said, _ENGLISH_NUMBERS[dual[0].count], noun.many])
            return Found(text, dual[1], frozenset({*sources, noun.source}))
        count = (
            None if scale is None else _alone(read, end, scale, _counted(read, scale[1], lang, currencies) is not None)
        )
        if count is None:
            return None
        number, value = str(count), float(count)
    elif scale is not None and scale[0][2] is not None and read[end : scale[1]] not in _ALONE:
        return None  # "3 مليونان" counts twice
    sources |= NUMBERS
    said.append(number)
    if scale is not None:
        word, few, _ = scale[0]
        said.append(few if _is_few(value) else word)
        end, value = scale[1], 100.0  # whatever is counted follows a hundred, a million and so on alike
        sources |= LEXICON
    if sign is not None:
        one, few = sign[0].split("|")
        said.append(few if _is_few(value) else one)
        return Found(" ".join(said), end, frozenset(sources | LEXICON))
    percent = longest(_PERCENT[lang], read, end)
    if percent is not None or first is not None:
        if (percent is None) != (first is not None and first[0] == "%"):
            return None  # a sign on both sides, or on none
        said[-1] = f"{number if number[0].isdigit() else f'{value:g}'}%" if scale is None else f"{said[-1]}%"
        return Found(" ".join(said), end if percent is None else percent[1], frozenset(sources))
    counted = _counted(read, end, lang, currencies)
    if counted is not None and counted[0].count is None:
        noun, end = counted
        said.append(_form(noun, value))
        sources.add(noun.source)
    return Found(" ".join(said), end, frozenset(sources))


def _alone(read: Tokens, at: int, scale: tuple[tuple[str, str, int | None], int], counts: bool) -> int | None:
    """How many a scale word without a number counts, `counts` where a noun follows; None where that is not certain."""
    (_, _, dual), end = scale
    count = _ALONE.get(read[at:end])
    if count is not None:
        return count if counts else None
    return dual


def _counted(read: Tokens, at: int, lang: Lang, currencies: Mapping[Tokens, Noun]) -> tuple[Noun, int] | None:
    """What is counted, by the longest name: "ليرة سورية" before "ليرة"."""
    found = [longest(known, read, at) for known in (full_names(lang), nouns(lang), currencies)]
    return max((one for one in found if one is not None), key=lambda one: one[1], default=None)


def _number(read: Tokens, at: int, lang: Lang) -> tuple[str, float, int]:
    """The number as it is written in the other language, its value and the token after it; "" for none."""
    word = read[at] if at < len(read) else ""
    if lang == "ar" and _AMBIGUOUS.fullmatch(word):
        return "", 0.0, at
    if _THOUSANDS.fullmatch(word) or _PLAIN.fullmatch(word):
        written = word.replace("٬", ",").replace("٫", ".")
        value, end = float(written.replace(",", "")), at + 1
        match read[end : end + 2]:
            case ("-" | "–" | "—", last) if _PLAIN.fullmatch(last):
                written, end = f"{written}–{last}", end + 2
        return written, value, end
    if lang == "ar" and _DECIMAL_COMMA.fullmatch(word) and longest(_PERCENT["ar"], read, at + 1) is not None:
        written = word.replace(",", ".")
        return written, float(written), at + 1
    known = longest(_NUMBER_WORDS[lang], read, at)
    if known is None:
        return "", 0.0, at
    value, end = known
    if lang == "ar" and value < 10:
        # "خمسة وعشرون": units before tens.
        tens = read[end : end + 1]
        more = _NUMBER_WORDS["ar"].get((tens[0][1:],)) if tens and tens[0][0] == "و" else None
        if more is not None and 20 <= more <= 90:
            return str(value + more), value + more, end + 1
    if lang == "en" and 20 <= value <= 90:
        after = end + (read[end : end + 1] == ("-",))
        unit = longest(_NUMBER_WORDS["en"], read, after)
        if unit is not None and unit[0] < 10:
            return str(value + unit[0]), value + unit[0], unit[1]
    # Small numbers stay words in English; in Arabic a word would have to agree with what it counts.
    return (_ENGLISH_NUMBERS.get(value, str(value)) if lang == "ar" else str(value)), value, end


def span_of_time(read: Tokens, at: int, lang: Lang) -> Found | None:
    """The past six years: "السنوات الست الماضية"."""
    words = read[at : at + 3]
    if lang != "ar" or len(words) < 2 or not all(word.startswith("ال") for word in words[:2]):
        return None
    noun = nouns("ar").get((words[0][2:],))
    count = _NUMBER_WORDS["ar"].get((words[1][2:],))
    if noun is None or count is None or count < 3:
        return None
    which = _WHICH.get(words[2:])
    said = ["the", *([which] if which else []), _ENGLISH_NUMBERS.get(count, str(count)), noun.many]
    return Found(" ".join(said), at + 2 + bool(which), frozenset({noun.source, "lexicon"}))


def _form(noun: Noun, value: float) -> str:
    if value == 1:
        return noun.one
    if _is_few(value):
        return noun.few
    return noun.tens if value == int(value) and 11 <= value % 100 <= 99 else noun.many


def _is_few(value: float) -> bool:
    """Whether Arabic counts with the plural. English forms of a noun are alike from two on."""
    return value == int(value) and 3 <= value % 100 <= 10
