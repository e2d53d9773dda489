"""From the order in which a line is seen, left to right, to the order in which it is read.

A PDF says where each letter stands, not in which order it is read; this turns Unicode's bidirectional
algorithm (UAX 9) around for one line. Where two readings look the same, a number beside a Latin word
is read after it ("Boeing 737").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_OPEN_TO_CLOSE = dict(zip("([{«‹<﴾", ")]}»›>﴿", strict=True))
_MIRRORED = _OPEN_TO_CLOSE | {close: opening for opening, close in _OPEN_TO_CLOSE.items()}
# Between two digits these belong to the number.
_IN_NUMBERS = frozenset(".,:/٫٬،\u00a0")
# A mail address, a web address or a code that a line ends with goes on behind these.
_JOINERS = frozenset("-‐‑–/_@=?&~#")
_ARABIC_MARKS = frozenset("،؛؟")


def direction(text: str) -> str:
    """Of a glyph's letters: "R", "L", "N" for digits, " " for all that takes the direction around it."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return "L"
            case "R" | "AL":
                return "R"
            case "EN" | "AN":
                return "N"
    return " "


def logical(units: Sequence[str], *, rtl: bool, mirror: bool, goes_on: bool = False) -> str:
    """The line in reading order. `units` are as seen from left to right, each in logical order inside.

    `rtl` is the direction of the paragraph. `mirror` says that brackets are as seen, not as written:
    inside right-to-left text they are turned. `goes_on` is what `breaks_off` says of the line.
    """
    return "".join(
        _MIRRORED.get(units[at], units[at]) if mirror and is_turned else units[at]
        for at, is_turned in reading_order(units, rtl=rtl, goes_on=goes_on)
    )


def reading_order(units: Sequence[str], *, rtl: bool, goes_on: bool = False) -> list[tuple[int, bool]]:
    """The places of a line's units in reading order; True for a unit that the right-to-left text around it turns.

    Arguments as for `logical`.
    """
    kinds = [direction(unit) for unit in units]
    if rtl:
        if goes_on:
            end = _end_of_ltr(units, kinds, 0) + 1
            return [*_right_to_left(units[end:], kinds[end:], end), *_as_seen(0, min(end, len(units)))]
        return _right_to_left(units, kinds, 0)
    found: list[tuple[int, bool]] = []
    at = 0
    while at < len(units):
        if kinds[at] != "R":
            found.append((at, False))
            at += 1
            continue
        end = until = at
        while until < len(units) and kinds[until] != "L":
            if kinds[until] == "R":
                end = until
            until += 1
        found += _right_to_left(units[at : end + 1], kinds[at : end + 1], at)
        at = end + 1
    return found


def breaks_off(units: Sequence[str], following: Sequence[str]) -> bool:
    """Whether a right-to-left line ends within a left-to-right stretch, "info@port-", which the following one ends.

    By itself such a line looks like one that ends with "-info@port".
    """
    if not units or not following or direction(units[0]) != "L" or direction(following[-1]) not in ("L", "N"):
        return False
    end = _end_of_ltr(units, [direction(unit) for unit in units], 0)
    return end < len(units) and units[end] in _JOINERS and (end + 1 == len(units) or units[end + 1].isspace())


def brackets_as_seen(paragraphs: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether right-to-left lines, as seen from left to right, open their brackets on the left.

    Some writers of PDF say what a bracket looks like, others what it means; the pairs that the lines of each
    paragraph make, read one after the other from right to left, tell.
    """
    seen = 0
    for lines in paragraphs:
        found = [unit for units in lines for unit in reversed(units) if unit in _MIRRORED]
        for before, after in pairwise(found):
            if _OPEN_TO_CLOSE.get(after) == before:
                seen += 1
            elif _OPEN_TO_CLOSE.get(before) == after:
                seen -= 1
    return seen >= 0


def _right_to_left(units: Sequence[str], kinds: Sequence[str], first: int) -> list[tuple[int, bool]]:
    """`reading_order` of units that stand in right-to-left text; `first` is the place of the first in its line."""
    chunks: list[list[tuple[int, bool]]] = []
    at = 0
    while at < len(units):
        until = _end_of_ltr(units, kinds, at)
        if until > at:
            chunks.append(_as_seen(first + at, first + until))
            at = until
        else:
            chunks.append([(first + at, True)])
            at += 1
    return [one for chunk in reversed(chunks) for one in chunk]


def _as_seen(start: int, end: int) -> list[tuple[int, bool]]:
    return [(at, False) for at in range(start, end)]


def _end_of_ltr(units: Sequence[str], kinds: Sequence[str], start: int) -> int:
    """Where the left-to-right stretch that starts at `start` ends; `start` when none does."""
    if kinds[start] == "N":
        end = _end_of_number(units, kinds, start)
        if end < len(units) and kinds[end] == "L":
            return _end_of_latin(units, kinds, end)
        # Before all letters of the line a percent sign follows its number as it does in English.
        if end < len(units) and units[end] in "%٪‰" and not any(kind in "RL" for kind in kinds[end:]):
            end += 1
        return end
    return _end_of_latin(units, kinds, start) if kinds[start] == "L" else start


def _end_of_number(units: Sequence[str], kinds: Sequence[str], start: int) -> int:
    end = start + 1
    while end < len(units):
        if kinds[end] == "N":
            end += 1
        elif units[end] in _IN_NUMBERS and end + 1 < len(units) and kinds[end + 1] == "N":
            end += 2
        else:
            break
    return end


def _end_of_latin(units: Sequence[str], kinds: Sequence[str], start: int) -> int:
    end = at = start
    while at < len(units) and kinds[at] != "R" and units[at] not in _ARABIC_MARKS:
        if kinds[at] in "LN":
            end = at + 1
        at += 1
    # A bracket that the stretch opens, and a percent sign on its last number, belong to it.
    while end < len(units):
        inside = units[start:end]
        opening = _MIRRORED.get(units[end])
        closes = opening in _OPEN_TO_CLOSE and inside.count(opening) > inside.count(units[end])
        if not closes and not (units[end] == "%" and kinds[end - 1] == "N"):
            break
        end += 1
    return end
