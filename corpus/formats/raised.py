"""What raised characters are: marks of notes, exponents, or the end of an ordinal or abbreviation.

The three look alike ("1743" with a raised 1, "10" with a raised 6, "1" with a raised st) and read differently.
A mark of a note is no part of the text that it stands in. An exponent keeps its place as Unicode's raised
characters, since "m2" and "106" are other things than "m²" and "10⁶". Other letters are written on.
"""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
# "1", "12", "1,2", "3-5", in any script's digits.
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,،–-]\s*\d{1,3})*")
_NUMBER = re.compile(r"\d{1,3}")
_SIGNED = re.compile(r"[+\-−]\d{1,3}|\d{0,2}[+\-−]")
_SIGNS = re.compile(r"[*†‡§¶‖#]+")
_IN_BRACKETS = re.compile(r"\[[^\[\]]{1,40}\]|\((?:\d{1,3}|[^\W\d_]|[*†‡§])\)")
_LETTER = re.compile("[a-dأبجد]")
# Units that are squared and cubed. The second group are words as well, and are units after a number only.
_UNIT = re.compile(
    r"(?<![^\W\d_])(?:(?:[kKcmdhnµμ]?m|ft|كم|سم|ملم|مم|م|دسم|متر|كيلومتر|سنتيمتر|قدم)"
    r"|(?:(?<=\d)|(?<=\d )|(?<=/))(?:in|yd|mi|s|h))$"
)
_VARIABLE = re.compile(r"(?<![^\W_])(?:[a-zα-ω]|mc|πr)$")
_TIMES_TEN = re.compile(r"[×x·*]\s*10$")
_TEN = re.compile(r"(?<![\d.,٫٬])10$")
_TWO = re.compile(r"(?<![\d.,٫٬])2$")
# A word, a figure, or a mark that ends a clause.
_TAKES_A_LETTER = re.compile(r"(?:[^\W\d_]{3}|\d|[^\w\s])$")


def raised(words: str, before: str, after: str = "", *, is_note: bool = False) -> str | None:
    """What raised words read as behind `before`, the text up to them; None for a mark of a note.

    A mark of a note is a sign (*, †), a number or letter in brackets, or a bare number, and of bare letters a to d
    behind a word or figure ("2d" is an ordinal). A number is an exponent where it makes sense as one: with a sign;
    2 or 3 behind a unit of length; 2 to 9 behind a variable of one letter; any but 1 behind "10"; two digits behind
    "2". `is_note` says that the document itself calls it a mark. Nothing is one where no text stands before it, and
    neither is the upper part of a fraction: a stroke comes `after` it.
    """
    said = words.strip()
    if not said or not before.strip():
        return words
    if after.lstrip()[:1] in ("/", "⁄") and said.isdigit():
        return f" {said}" if before[-1].isdigit() else words
    if is_note or _SIGNS.fullmatch(said) or _IN_BRACKETS.fullmatch(said):
        return None
    if _is_exponent(said, before):
        return said.translate(_RAISED)
    if _NUMBERS.fullmatch(said):
        return None
    if said == "d" and before[-1:] in "23":
        return words
    if _LETTER.fullmatch(said) and _TAKES_A_LETTER.search(before.rstrip()):
        return None
    return words


def lowered(words: str, before: str) -> str:
    """What lowered words read as behind `before`: "CO2" is written on; behind a digit they stay lowered."""
    return words.translate(_LOWERED) if before[-1:].isdigit() and words.strip().isdigit() else words


def _is_exponent(said: str, before: str) -> bool:
    if _SIGNED.fullmatch(said):
        return before[-1:].isalnum()
    if said in ("n", "i"):
        return before[-1:].isdigit() or _VARIABLE.search(before) is not None
    if not _NUMBER.fullmatch(said):
        return False
    value = int(said)
    return (
        (value in (2, 3) and _UNIT.search(before) is not None)
        or (2 <= value <= 9 and _VARIABLE.search(before) is not None)
        or (value != 1 and _TEN.search(before) is not None)
        or _TIMES_TEN.search(before) is not None
        or (value >= 10 and _TWO.search(before) is not None)
    )
