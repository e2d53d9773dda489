"""Times of day in the other language: "8:30 صباحًا" is 8:30 a.m.; a time that no clock shows is none."""

from __future__ import annotations

import re

from corpus.document import Lang
from qa.rendering.glossary import Tokens
from qa.rendering.pieces import LEXICON, NUMBERS, Found, longest, table

# What says on which side of noon a time is; "ليلا" is after noon until midnight, and before it from then on.
_PARTS: dict[Lang, dict[Tokens, str]] = {
    "ar": table(
        {
            "صباحا|ص|فجرا|قبل الظهر|في الصباح": "am", "مساء|م|عصرا|بعد الظهر|في المساء": "pm",
            "ظهرا": "noon", "ليلا": "night", "بعد منتصف الليل": "after midnight",
        }
    ),
    "en": table(
        {
            "am|a.m.|a.m|in the morning": "am", "pm|p.m.|p.m|in the afternoon|in the evening": "pm",
            "noon": "noon", "at night": "night", "after midnight": "after midnight",
        }
    ),
}  # fmt: skip
_AT = frozenset({("الساعه",), ("ساعه",)})
_ONLY_AFTER_A_COLON = frozenset({("م",), ("ص",)})  # "8 م" and "1.20 م" may be metres
_NAMED: dict[Lang, dict[Tokens, tuple[str, str]]] = {
    "ar": table({"منتصف الليل": ("midnight", "at"), "منتصف النهار": ("noon", "at")}),
    "en": table({"midnight": ("منتصف الليل", "at"), "noon|midday": ("منتصف النهار", "at")}),
}
_ZONES: dict[Lang, dict[Tokens, str]] = {
    "ar": table({"بتوقيت غرينتش|بتوقيت جرينتش": "GMT", "بالتوقيت المحلي|بتوقيت المحلي": "local time"}),
    "en": table({"gmt": "بتوقيت غرينتش", "local time": "بالتوقيت المحلي"}),
}
_HOURS = table(
    {
        "الواحدة": 1, "الثانية": 2, "الثالثة": 3, "الرابعة": 4, "الخامسة": 5, "السادسة": 6, "السابعة": 7,
        "الثامنة": 8, "التاسعة": 9, "العاشرة": 10, "الحادية عشرة": 11, "الثانية عشرة": 12,
    }
)  # fmt: skip
# What follows an hour in words: minutes after it, or before it.
_MINUTES = table({"والنصف": 30, "والربع": 15, "والثلث": 20, "إلا ربعا|إلا الربع": -15, "إلا ثلثا|إلا الثلث": -20})
_CLOCK = re.compile(r"(\d{1,2})(?:[.](\d{2}))?")
_MINUTE = re.compile(r"[0-5]\d")


def clock_time(read: Tokens, at: int, lang: Lang) -> Found | None:
    """A time of day: with minutes, with its part of the day, or after the word for the hour; else it is a number."""
    named = longest(_NAMED[lang], read, at)
    if named is not None:
        return Found(named[0][0], named[1], LEXICON, preposition="at")
    start = at + (lang == "ar" and read[at : at + 1] in _AT)
    told = _told(read, start, lang)
    if told is None:
        return None
    hour, minute, end, is_certain = told
    part = longest(_PARTS[lang], read, end)
    if part is not None and not is_certain and read[end : part[1]] in _ONLY_AFTER_A_COLON and start == at:
        part = None
    if part is not None:
        end = part[1]
        end += lang == "en" and read[end : end + 1] == (".",) and read[end - 2 : end] in ((".", "m"),)
    elif lang == "en" and minute is None and read[end : end + 2] in (("o", "'"), ("o", "’")):
        return _o_clock(read, hour, end)
    elif not is_certain and start == at:
        return None
    said = _said(hour, minute, None if part is None else part[0], lang)
    if said is None:
        return None
    zone = longest(_ZONES[lang], read, end)
    if zone is not None:
        said, end = f"{said} {zone[0]}", zone[1]
    return Found(said, end, NUMBERS | LEXICON if part or zone else NUMBERS, preposition="at")


def _told(read: Tokens, at: int, lang: Lang) -> tuple[int, int | None, int, bool] | None:
    """The hour, the minute, the token after them, and whether it reads the same in both languages: "8:30"."""
    word = read[at] if at < len(read) else ""
    if lang == "ar" and (hour := longest(_HOURS, read, at)) is not None:
        minutes = longest(_MINUTES, read, hour[1])
        if minutes is None:
            return hour[0], None, hour[1], False
        total = hour[0] * 60 + minutes[0]
        return (total // 60) or 12, total % 60, minutes[1], False
    match = _CLOCK.fullmatch(word)
    if match is None or int(match[1]) > 24:
        return None
    if match[2] is not None:
        return (int(match[1]), int(match[2]), at + 1, False) if _MINUTE.fullmatch(match[2]) else None
    if read[at + 1 : at + 2] == (":",):
        if at + 2 >= len(read) or not _MINUTE.fullmatch(read[at + 2]) or read[at + 3 : at + 4] == (":",):
            return None
        return int(match[1]), int(read[at + 2]), at + 3, True
    return int(match[1]), None, at + 1, False


def _o_clock(read: Tokens, hour: int, at: int) -> Found | None:
    if read[at + 2 : at + 3] != ("clock",) or not 1 <= hour <= 12:
        return None
    return Found(f"الساعة {hour}", at + 3, LEXICON, preposition="at")


def _said(hour: int, minute: int | None, part: str | None, lang: Lang) -> str | None:
    """The time in the other language; None for one that no clock shows, and for an hour at the wrong part of a day."""
    if hour > 24 or (hour == 24 and minute):
        return None
    digits = f"{hour}" if minute is None else f"{hour}:{minute:02}"
    if part is None:
        if minute is not None:
            return digits
        return (f"{hour} o'clock" if lang == "ar" else None) if 1 <= hour <= 12 else None
    side = _side(hour, part)
    if side is None:
        return None
    if side in ("noon", "midnight") and not minute:
        word = {"noon": ("noon", "ظهرًا"), "midnight": ("midnight", "منتصف الليل")}[side]
        return f"{digits} {word[0]}" if lang == "ar" else f"{digits} {word[1]}"
    if lang == "ar":
        return f"{digits} {'p.m.' if side in ('pm', 'noon') else 'a.m.'}"
    return f"{digits} {_in_arabic(hour, side)}"


def _side(hour: int, part: str) -> str | None:
    """Of noon or midnight: "am", "pm", "noon" or "midnight" for twelve; None for what does not go together."""
    if not 1 <= hour <= 12:
        return None
    if hour == 12:
        return {"am": "midnight", "pm": "noon", "noon": "noon", "night": "midnight", "after midnight": "midnight"}[part]
    if part == "noon":
        return "pm" if hour <= 3 else "am" if hour == 11 else None
    if part == "night":
        return "pm" if hour >= 7 else "am" if hour <= 4 else None
    return "am" if part == "after midnight" else part


def _in_arabic(hour: int, side: str) -> str:
    if side == "midnight":
        return "بعد منتصف الليل"
    if side == "noon" or (side == "pm" and hour <= 3):
        return "بعد الظهر"
    return "صباحًا" if side == "am" else "مساءً"
