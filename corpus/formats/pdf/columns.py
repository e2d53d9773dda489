"""Columns of prose that a PDF draws row by row, across a gutter too narrow to be seen on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean

from corpus.formats.pdf.glyphs import Glyph
from corpus.formats.pdf.order import direction

_GUTTER = 0.8  # in parts of the letters' size; a space in a full line is seldom as wide
_SAME_LINE = 0.5
_NEXT_LINE = 2.0  # in parts of the size: rows further apart are not of one block
_LEAST_ROWS = 4
_ALIGNED = 1.0  # points; the rows of a column start this near to each other
_MOST_ALIGNED = 0.6  # the part of the rows that must have both columns
_PROSE_LETTERS = 15  # of a row's half on average; cells of tables are shorter
_FULL = 0.8  # the part of its column that a line of prose fills, on average

_Row = list[Glyph]


def column_by_column(glyphs: Sequence[Glyph], tagged: Mapping[int, object]) -> list[Glyph]:
    """The page's glyphs in their order, but two columns of prose that are drawn row by row one after the other.

    Only rows without tags are looked at: tags say by themselves what belongs together.
    """
    found: list[Glyph] = []
    block: list[_Row] = []
    for row in _rows(glyphs):
        first = row[0]
        is_plain = not first.artifact and (first.mcid is None or first.mcid not in tagged)
        if block and not (is_plain and 0 < block[-1][0].y - first.y <= _NEXT_LINE * first.size):
            found += _read(block)
            block = []
        if is_plain:
            block.append(row)
        else:
            found += row
    return found + _read(block)


def _rows(glyphs: Sequence[Glyph]) -> list[_Row]:
    rows: list[_Row] = []
    for glyph in glyphs:
        last = rows[-1][-1] if rows else None
        if last is not None and abs(last.y - glyph.y) <= _SAME_LINE * max(last.size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _read(block: Sequence[_Row]) -> list[Glyph]:
    glyphs = [glyph for row in block for glyph in row]
    if len(block) < _LEAST_ROWS:
        return glyphs
    kinds = [direction(glyph.text) for glyph in glyphs]
    rtl = kinds.count("R") > kinds.count("L")
    start = _second_column(block, rtl=rtl)
    if start is None:
        return glyphs
    first = [glyph for glyph in glyphs if _span(glyph, rtl=rtl)[0] < start - _ALIGNED]
    return first + [glyph for glyph in glyphs if _span(glyph, rtl=rtl)[0] >= start - _ALIGNED]


def _second_column(block: Sequence[_Row], *, rtl: bool) -> float | None:
    """Where the second column in the order of reading starts, along the line; None where there are no two."""
    starts: list[float] = []  # of what stands behind a gap
    for row in block:
        spans = sorted(_span(glyph, rtl=rtl) for glyph in row if not glyph.text.isspace())
        reach = spans[0][1] if spans else 0.0
        for start, end in spans[1:]:
            if start - reach >= _GUTTER * row[0].size:
                starts.append(start)
            reach = max(reach, end)
    candidates = sorted(starts)
    best, n_best = 0.0, 0
    low = 0
    for high, start in enumerate(candidates):
        while start - candidates[low] > 2 * _ALIGNED:
            low += 1
        if high - low + 1 > n_best:
            best, n_best = candidates[low], high - low + 1
    if n_best < max(_LEAST_ROWS, _MOST_ALIGNED * len(block)):
        return None
    return best if _is_prose(block, best, rtl=rtl) else None


def _is_prose(block: Sequence[_Row], start: float, *, rtl: bool) -> bool:
    """Whether no row runs over the gutter, and both columns are filled as prose fills them."""
    halves: tuple[list[list[tuple[float, float]]], list[list[tuple[float, float]]]] = ([], [])
    for row in block:
        spans = [_span(glyph, rtl=rtl) for glyph in row if not glyph.text.isspace()]
        before = [one for one in spans if one[0] < start - _ALIGNED]
        behind = [one for one in spans if one[0] >= start - _ALIGNED]
        if any(end > start - _GUTTER * row[0].size for _, end in before):
            return False
        for half, found in zip(halves, (before, behind), strict=True):
            if found:
                half.append(found)
    for half in halves:
        left = min(low for row in half for low, _ in row)
        widths = [max(high for _, high in row) - left for row in half]
        if mean(map(len, half)) < _PROSE_LETTERS or mean(widths) < _FULL * max(widths):
            return False
    return True


def _span(glyph: Glyph, *, rtl: bool) -> tuple[float, float]:
    """The glyph's extent along the line, growing in the order of reading."""
    return (-glyph.x1, -glyph.x0) if rtl else (glyph.x0, glyph.x1)
