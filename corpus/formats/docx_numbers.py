"""The numbers that Word itself writes before paragraphs: "3.", "Clause 3", "(b)"; they are in no run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_VAL, _PPR, _NUMPR, _NUMID, _ILVL = qn("w:val"), qn("w:pPr"), qn("w:numPr"), qn("w:numId"), qn("w:ilvl")
_N_LEVELS = 9
_BULLET = "•"
_HIGHEST = 100_000  # a larger start is damage
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_SMALL = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ALPHABET = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str  # of its number: "decimal", "lowerRoman" and so on
    text: str  # "%1.%2": each level's number in its place
    is_legal: bool  # all numbers in it are decimal


class Numbers:
    """Counts as Word does, paragraph after paragraph, in text order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        """The roots of the parts; `numbering` is None where the document has none."""
        self._levels: dict[str, dict[int, _Level]] = {}  # by the id of the abstract list
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}  # by numId: the abstract list, and starts of its own
        self._styles: dict[str, tuple[str, Any]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        for abstract in () if numbering is None else numbering.findall(qn("w:abstractNum")):
            levels = ((_number(level.get(_ILVL)), _level_of(level)) for level in abstract.findall(qn("w:lvl")))
            self._levels[abstract.get(qn("w:abstractNumId")) or ""] = dict(levels)
        for one in () if numbering is None else numbering.findall(qn("w:num")):
            starts = {
                _number(override.get(_ILVL)): _value(override, "w:startOverride", 1)
                for override in one.findall(qn("w:lvlOverride"))
                if override.find(qn("w:startOverride")) is not None
            }
            abstract = one.find(qn("w:abstractNumId"))
            self._lists[one.get(_NUMID) or ""] = ("" if abstract is None else abstract.get(_VAL) or "", starts)
        for style in styles.findall(qn("w:style")):
            base = style.find(qn("w:basedOn"))
            key = style.get(qn("w:styleId"))
            if key is not None:
                self._styles[key] = ("" if base is None else base.get(_VAL) or "", style.find(_PPR))

    def before(self, paragraph: Any) -> str:
        """The number or bullet that stands before the paragraph; "" for none. Counts the paragraph."""
        number_id, at = self._place(paragraph.find(_PPR))
        abstract, starts = self._lists.get(number_id, ("", {}))
        levels = self._levels.get(abstract, {})
        if at not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _N_LEVELS)
        count = counts[at]
        if at in starts and (number_id, at) not in self._begun:
            counts[at] = starts[at]
        else:
            counts[at] = levels[at].start if count is None else count + 1
        self._begun.add((number_id, at))
        counts[at + 1 :] = [None] * (_N_LEVELS - at - 1)
        if levels[at].form == "none":
            return ""
        if levels[at].form == "bullet":
            return _BULLET  # Word's own is a letter of a font of symbols

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            level = levels.get(place)
            if level is None or place > at:
                return ""
            count = counts[place]
            form = "decimal" if levels[at].is_legal else level.form
            return _written(level.start if count is None else count, form)

        return re.sub(r"%([1-9])", shown, levels[at].text).strip()

    def _place(self, properties: Any) -> tuple[str, int]:
        """The list that a paragraph belongs to and its level there, by itself or by its style."""
        said = None if properties is None else properties.find(_NUMPR)
        style = None if properties is None else properties.find(qn("w:pStyle"))
        key = None if style is None else style.get(_VAL)
        number_id, level = _of(said)
        for _ in range(10):  # a style may be based on itself in a damaged file
            if (number_id is not None and level is not None) or key not in self._styles:
                break
            key, of_style = self._styles[key]
            inherited = _of(None if of_style is None else of_style.find(_NUMPR))
            number_id = inherited[0] if number_id is None else number_id
            level = inherited[1] if level is None else level
        return number_id or "", level or 0


def _of(said: Any) -> tuple[str | None, int | None]:
    if said is None:
        return None, None
    number_id, level = said.find(_NUMID), said.find(_ILVL)
    return (
        None if number_id is None else number_id.get(_VAL),
        None if level is None else _number(level.get(_VAL)),
    )


def _level_of(level: Any) -> _Level:
    form, text = level.find(qn("w:numFmt")), level.find(qn("w:lvlText"))
    return _Level(
        start=_value(level, "w:start", 0 if level.find(qn("w:start")) is None else 1),
        form="decimal" if form is None else form.get(_VAL) or "decimal",
        text="" if text is None else text.get(_VAL) or "",
        is_legal=level.find(qn("w:isLgl")) is not None,
    )


def _value(element: Any, name: str, otherwise: int) -> int:
    found = element.find(qn(name))
    return otherwise if found is None else _number(found.get(_VAL), otherwise)


def _number(said: str | None, otherwise: int = 0) -> int:
    return min(int(said), _HIGHEST) if said is not None and said.isascii() and said.isdigit() else otherwise


def _written(count: int, form: str) -> str:
    write: Callable[[int], str] = {
        "lowerLetter": lambda n: _letters(n, _LATIN),
        "upperLetter": lambda n: _letters(n, _LATIN).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda n: _roman(n).upper(),
        "arabicAlpha": lambda n: _letters(n, _ALPHABET),
        "arabicAbjad": lambda n: _letters(n, _ABJAD),
        "decimalZero": lambda n: f"{n:02}",
        "bullet": lambda n: "",
        "none": lambda n: "",
    }.get(form, str)
    return write(count) if count > 0 else str(count)


def _letters(count: int, alphabet: str) -> str:
    """After the last letter Word doubles them: z, aa, bb."""
    times, place = divmod(count - 1, len(alphabet))
    return alphabet[place] * min(times + 1, 10)


def _roman(count: int) -> str:
    said = ""
    for value, letters in (*_ROMAN, *_ROMAN_SMALL):
        times, count = divmod(count, value)
        said += letters * times
    return said
