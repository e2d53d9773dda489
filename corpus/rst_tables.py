"""Tables of reStructuredText as lines of cells with tabs between, which is how `corpus.tables` finds a table.

Grid tables, simple tables, list-table and csv-table (docutils, "reStructuredText Markup Specification", Tables, and
"Directives"). A cell over several columns stands in its first one; a table with cells over several rows is left alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_GRID = re.compile(r"[ \t]*\+(?:[-=]+\+)+[ \t]*")
_SIMPLE = re.compile(r"[ \t]*=+(?:[ \t]+=+)+[ \t]*")
_SPANNED = re.compile(r"[ \t]*-+(?:[ \t]+-+)*[ \t]*")  # says which columns the header above it spans
_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\. (?P<kind>list-table|csv-table|table)::[ \t]*(?P<title>.*)")
_OPTION = re.compile(r"[ \t]*:(?P<name>[\w-]+):[ \t]*(?P<value>.*)")
_ITEM = re.compile(r"[ \t]*[*+-][ \t]+-(?:[ \t]+|$)")
_CELL = re.compile(r"[ \t]*-(?:[ \t]+|$)")

_Rows = list[list[str]]


def with_plain_tables(text: str) -> str:
    """The text with each table as lines of cells, under its title where it has one. Takes linear time."""
    lines = text.splitlines()
    said: list[str] = []
    at = 0
    while at < len(lines):
        found = _table(lines, at)
        if found is None:
            said.append(lines[at])
            at += 1
            continue
        title, rows, at = found
        said += ["", title] if title else []
        said += ["", *("\t".join(" ".join(cell.split()) for cell in row) for row in rows), ""]
    return text if said == lines else "\n".join(said) + "\n"


def _table(lines: Sequence[str], at: int) -> tuple[str, _Rows, int] | None:
    """Title and rows of the table that starts at a line, and the line behind it; None where none does."""
    directive = _DIRECTIVE.fullmatch(lines[at])
    title, found = ("", _drawn(lines, at)) if directive is None else _directed(lines, at, directive)
    return None if found is None or not found[0] else (title, *found)


def _drawn(lines: Sequence[str], at: int) -> tuple[_Rows, int] | None:
    if _GRID.fullmatch(lines[at]):
        return _grid(lines, at)
    return _simple(lines, at) if _SIMPLE.fullmatch(lines[at]) else None


def _grid(lines: Sequence[str], at: int) -> tuple[_Rows, int] | None:
    bars = [place for place, sign in enumerate(lines[at]) if sign == "+"]
    rows: _Rows = []
    cells: list[str] = []  # of the row that is not closed by a border yet
    while at < len(lines) and lines[at][bars[0] : bars[0] + 1] in ("+", "|"):
        line = lines[at]
        at += 1
        if _GRID.fullmatch(line):
            if any(cells):
                rows.append(cells)
            cells = []
            continue
        if line[bars[0]] == "+" or "+-" in line:  # a border of some columns alone: a cell goes on below it
            return None
        here = [place for place in bars if line[place : place + 1] == "|"]
        if here[-1:] != bars[-1:]:
            return None
        cells = cells or [""] * (len(bars) - 1)
        for first, last in pairwise(here):
            cells[bars.index(first)] += f" {line[first + 1 : last]}"
    return None if cells else (rows, at)


def _simple(lines: Sequence[str], at: int) -> tuple[_Rows, int] | None:
    starts = [match.start() for match in re.finditer("=+", lines[at])]
    border = lines[at].rstrip()
    rows: _Rows = []
    n_borders = 1
    for place in range(at + 1, len(lines)):
        line = lines[place]
        if line.rstrip() == border:
            n_borders += 1
            if n_borders == 3 or place + 1 == len(lines) or not lines[place + 1].strip():
                return rows, place + 1
        elif _SIMPLE.fullmatch(line):
            return None
        elif line.strip() and not _SPANNED.fullmatch(line):
            cells = [line[low:high].strip() for low, high in zip(starts, [*starts[1:], None], strict=True)]
            if cells[0] or not rows:
                rows.append(cells)
            else:  # a row goes on where its first cell is blank
                rows[-1] = [f"{one} {more}" for one, more in zip(rows[-1], cells, strict=True)]
    return None


def _directed(lines: Sequence[str], at: int, directive: re.Match[str]) -> tuple[str, tuple[_Rows, int] | None]:
    indent, end = len(directive["indent"]), at + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    while end > at + 1 and not lines[end - 1].strip():
        end -= 1
    body, options = list(lines[at + 1 : end]), dict[str, str]()
    while body and (option := _OPTION.fullmatch(body[0])) is not None:
        options[option["name"]] = option["value"]
        body.pop(0)
    inside = [line for line in body if line.strip()]
    if directive["kind"] == "csv-table":
        header = [options["header"]] if "header" in options else []
        try:
            rows = list(csv.reader([*header, *map(str.strip, inside)], skipinitialspace=True))
        except csv.Error:
            return "", None
    elif directive["kind"] == "list-table":
        rows = list(_listed(inside))
    else:
        drawn = _drawn(body, next(place for place, line in enumerate(body) if line.strip())) if inside else None
        rows = [] if drawn is None else drawn[0]
    return directive["title"].strip(), (rows, end)


def _listed(lines: Sequence[str]) -> Iterator[list[str]]:
    """The rows of a list of lists."""
    row: list[str] = []
    for line in lines:
        item = _ITEM.match(line)
        cell = _CELL.match(line) if item is None else None
        if item is not None:
            if row:
                yield row
            row = [line[item.end() :]]
        elif cell is not None and row:
            row.append(line[cell.end() :])
        elif row:
            row[-1] += f" {line}"
    if row:
        yield row
