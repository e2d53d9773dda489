"""What is filled into a PDF's form: each value beside the words on the page that ask for it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from corpus.formats.pdf.glyphs import letters
from corpus.formats.pdf.lines import Line, is_rtl

_MOST_FIELDS = 5_000  # of one page
_NOT_SHOWN = 1 << 1 | 1 << 5  # flags of an annotation: hidden, not to be viewed
_PASSWORD, _PUSHED = 1 << 13, 1 << 16  # flags of a field
_TICK = "✓"


@dataclass(frozen=True, slots=True)
class _Field:
    value: str  # on one line
    name: str  # as its author calls it to people; "" where there is no such name
    x0: float  # points, as are the others; y upwards
    y0: float
    x1: float
    y1: float


def with_fields(page: PDFPage, number: int, lines: Sequence[Line]) -> list[Line]:
    """The lines of the page, with the values of its form fields.

    A value is one unit of its line, in the order in which it was typed. It stands behind the line that ends beside
    its field (before it, of a tick), and in a line of its own at the page's end where there is no such line.
    """
    found = list(lines)
    for field in _fields_of(page):
        at = _label(field, found)
        if at is None:
            words = f"{field.name}: {field.value}" if field.name and field.value != _TICK else field.value
            if field.name and field.value == _TICK:
                words = f"{_TICK} {field.name}"
            height = max(1.0, field.y1 - field.y0)
            place = array("f", (field.x0, field.x1))
            found.append(
                Line(number, field.y0, field.x0, field.x1, height, [words], place, None, running=False, has_value=True)
            )
            continue
        line, seen = found[at], field.value
        gap, place = array("f", (field.x0, field.x0)), array("f", (field.x0, field.x1))
        if field.x0 >= line.x1 - line.size:
            found[at] = replace(
                line,
                units=[*line.units, " ", seen],
                edges=line.edges + gap + place,
                has_value=True,
                x1=max(line.x1, field.x1),
            )
        else:
            found[at] = replace(
                line,
                units=[seen, " ", *line.units],
                edges=place + gap + line.edges,
                has_value=True,
                x0=min(line.x0, field.x0),
            )
    return found


def _label(field: _Field, lines: Sequence[Line]) -> int | None:
    """The place of the line that asks for the field's value: on its height, nearest, from the side of reading."""
    best: tuple[bool, float, int] | None = None
    for place, line in enumerate(lines):
        if line.running or not field.y0 - 0.3 * line.size <= line.y <= field.y1:
            continue
        left, right = field.x0 - line.x1, line.x0 - field.x1
        gap = max(left, right)
        if gap < -line.size:
            continue  # the line runs through the field
        comes_before = right > left if is_rtl([line], mostly_arabic=False) else left > right
        rank = (comes_before == (field.value == _TICK), gap, place)
        best = rank if best is None or rank < best else best
    return None if best is None else best[2]


def _fields_of(page: PDFPage) -> list[_Field]:
    annotations = resolve1(page.annots)
    found = []
    for one in (annotations if isinstance(annotations, list) else [])[:_MOST_FIELDS]:
        widget = resolve1(one)
        if not isinstance(widget, dict) or _name(widget.get("Subtype")) != "Widget":
            continue
        place = resolve1(widget.get("Rect"))
        corners = [resolve1(corner) for corner in place] if isinstance(place, list) else []
        shown = not _flags(widget.get("F")) & _NOT_SHOWN
        value = _value(widget) if shown else ""
        if not value or len(corners) != 4 or not all(isinstance(corner, int | float) for corner in corners):
            continue
        (x0, x1), (y0, y1) = sorted(corners[::2]), sorted(corners[1::2])
        found.append(_Field(value, _words(_inherited(widget, "TU")), x0, y0, x1, y1))
    return found


def _value(widget: dict[str, Any]) -> str:
    """What the field shows, on one line; "" for nothing, and for what is no text."""
    flags = _flags(_inherited(widget, "Ff"))
    match _name(_inherited(widget, "FT")):
        case "Tx":
            return "" if flags & _PASSWORD else _words(_inherited(widget, "V"))
        case "Ch":
            chosen = _inherited(widget, "V")
            return ", ".join(filter(None, map(_words, chosen if isinstance(chosen, list) else [chosen])))
        case "Btn" if not flags & _PUSHED:
            return _TICK if _name(widget.get("AS")) not in ("", "Off") else ""
    return ""


def _inherited(field: dict[str, Any], key: str) -> Any:
    """The value of the key in the field, or in what it is part of."""
    for _ in range(16):  # a damaged file's field may be part of itself
        if key in field:
            return resolve1(field[key])
        parent = resolve1(field.get("Parent"))
        if not isinstance(parent, dict):
            break
        field = parent
    return None


def _words(value: Any) -> str:
    value = resolve1(value)
    said = decode_text(value) if isinstance(value, bytes) else ""
    return " ".join("".join(sign for sign in letters(said) if sign.isprintable() or sign.isspace()).split())


def _name(value: Any) -> str:
    value = resolve1(value)
    return str(value.name) if isinstance(value, PSLiteral) else ""


def _flags(value: Any) -> int:
    value = resolve1(value)
    return value if isinstance(value, int) else 0
