"""Days, months and years in the other language."""

from __future__ import annotations

import re

from corpus.document import Lang, other_lang
from qa.rendering.glossary import Tokens, month_names, months, weekdays
from qa.rendering.pieces import CLDR, NUMBERS, Found, longest

_YEAR = re.compile(r"\d{1,4}")
_LONG_YEAR = re.compile(r"\d{3,4}")  # after a month, two digits may be a day
_ORDINAL = ("st", "nd", "rd", "th")

_YEAR_WORDS: dict[Lang, frozenset[str]] = {"ar": frozenset({"عام", "سنه", "العام"}), "en": frozenset({"year"})}
_HIJRI = "ه"
_ERAS = {"م": "", _HIJRI: " AH"}


def date(read: Tokens, at: int, lang: Lang) -> Found | None:
    """A day of a month, a month, or a year named as one; with its weekday."""
    start, weekday = at, ""
    if lang == "ar" and read[at] == "يوم":
        start += 1
    known = longest(weekdays(lang), read, start)
    if known is not None:
        weekday, start = known
        start += read[start : start + 1] in ((",",), ("،",))
    elif start > at:
        return None
    day = _day_and_month(read, start, lang)
    if day is None:
        return Found(weekday, start, CLDR, preposition="on") if weekday else _named_year(read, at, lang)
    if weekday:
        between = ", " if lang == "ar" else " "
        return Found(f"{weekday}{between}{day.text}", day.end, day.sources, preposition="on")
    return day


def _day_and_month(read: Tokens, at: int, lang: Lang) -> Found | None:
    day, month_at = _day(read, at, lang)
    if lang == "ar" and read[month_at : month_at + 1] in (("من",), ("شهر",)):
        month_at += 1
    month = _month(read, month_at, lang)
    if month is None:
        return None
    number, end = month
    if lang == "en" and not day:
        # "January 29, 1992"
        day, after = _day(read, end, lang)
        if day and read[after : after + 1] == (",",):
            after += 1
        end = after if day else end
    is_long = end < len(read) and _LONG_YEAR.fullmatch(read[end]) is not None
    year = _year(read, end, lang) if is_long else _named_year(read, end, lang)
    parts = [day, month_names(other_lang(lang))[number], *([year.text] if year else [])]
    return Found(" ".join(filter(None, parts)), year.end if year else end, CLDR, preposition="on" if day else "in")


def _day(read: Tokens, at: int, lang: Lang) -> tuple[str, int]:
    word = read[at] if at < len(read) else ""
    if re.fullmatch(r"\d{1,2}", word) and 1 <= int(word) <= 31:
        at += 1
        if lang == "en" and read[at : at + 1] and read[at] in _ORDINAL:
            at += 1
        return str(int(word)), at
    return "", at


def _month(read: Tokens, at: int, lang: Lang) -> tuple[int, int] | None:
    """The month and the token after it; "كانون الثاني/يناير" when both names mean one month."""
    known = longest(months(lang), read, at)
    if known is None:
        return None
    number, end = known
    for opening, closing in (("/", ""), ("(", ")")):
        if read[end : end + 1] == (opening,):
            again = longest(months(lang), read, end + 1)
            if again is not None and again[0] == number:
                close = again[1]
                if not closing or read[close : close + 1] == (closing,):
                    return number, close + bool(closing)
    return known


def _named_year(read: Tokens, at: int, lang: Lang) -> Found | None:
    """The year in "عام 1992" and "1413 هـ"; a number alone is a number."""
    if at < len(read) and read[at] in _YEAR_WORDS[lang]:
        return _year(read, at + 1, lang)
    # "1500 م" without a word for year may be metres.
    return _year(read, at, lang) if lang == "ar" and read[at + 1 : at + 2] == (_HIJRI,) else None


def _year(read: Tokens, at: int, lang: Lang) -> Found | None:
    if at >= len(read) or not _YEAR.fullmatch(read[at]):
        return None
    era = _ERAS.get(read[at + 1]) if lang == "ar" and at + 1 < len(read) else None
    return Found(f"{read[at]}{era or ''}", at + 1 + (era is not None), NUMBERS)
