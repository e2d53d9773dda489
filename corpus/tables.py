"""Tables as they stand in a text: lines of cells parted by tabs, or Markdown's pipes.

Readers of HTML, DOCX and PDF write a table's row as one line of tab-separated cells; Markdown has pipes and
a line of dashes below the header. Nothing is kept of a table but where its cells stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.trim import trim

Range = tuple[int, int]

_LINE = re.compile(r"[^\r\n]+")
_NEXT_LINE = re.compile(r"\r\n?|\n")
# Readers of files put a blank line between all blocks, rows too.
_NEXT_BLOCK = re.compile(r"(?:\r\n?|\n){1,2}")
# The line below the header of a Markdown table (GitHub Flavored Markdown 4.10).
_DASHES = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"\t")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its range in the text without the line's end, and its cells' ranges, trimmed, in order."""

    start: int
    end: int
    cells: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`header` is None where the table has none; its range takes in Markdown's line of dashes. `rows` are the others.

    Every row has at least one cell; an empty cell has an empty range.
    """

    header: Row | None
    rows: tuple[Row, ...]

    @property
    def start(self) -> int:
        """Where its first line starts."""
        return (self.rows[0] if self.header is None else self.header).start

    @property
    def end(self) -> int:
        """Where its last line ends."""
        return (self.rows[-1] if self.rows or self.header is None else self.header).end


@lru_cache(maxsize=32)
def tables(text: str) -> tuple[Table, ...]:
    """The tables of a text, in order and apart; kept for the last texts that were asked for.

    Pipes make a table below a line of dashes with as many cells as the header above it. Tabs make one of
    two lines and more, with at most one blank line between neighbours, that have the same number of cells, at
    least two. Takes linear time.
    """
    if "\t" not in text and "|" not in text:
        return ()
    found: list[Table] = []
    run: list[Row] = []  # neighbouring lines of as many tab-separated cells
    lines = [match.span() for match in _LINE.finditer(text)]
    at = 0
    while at < len(lines):
        piped = _piped(text, lines, at)
        row = _row(text, *lines[at], _TAB) if piped is None else None
        if run and (
            row is None or len(row.cells) != len(run[0].cells) or not _adjoin(text, run[-1].end, row.start, _NEXT_BLOCK)
        ):
            found += _tabbed(text, run)
            run = []
        if piped is not None:
            table, at = piped
            found.append(table)
            continue
        if row is not None and len(row.cells) > 1:
            run.append(row)
        at += 1
    return (*found, *_tabbed(text, run))


def _piped(text: str, lines: list[Range], at: int) -> tuple[Table, int] | None:
    """The Markdown table whose header is the line at `at`, and the place of the line behind it."""
    if at + 1 == len(lines) or "|" not in text[slice(*lines[at])]:
        return None
    header, dashes = (_row(text, *lines[place], _PIPE) for place in (at, at + 1))
    if (
        "|" not in text[slice(*lines[at + 1])]
        or not _DASHES.fullmatch(text, *lines[at + 1])
        or len(header.cells) != len(dashes.cells)
        or not _adjoin(text, header.end, dashes.start, _NEXT_LINE)
    ):
        return None
    rows: list[Row] = []
    last, place = dashes.end, at + 2
    while place < len(lines) and "|" in text[slice(*lines[place])] and _adjoin(text, last, lines[place][0], _NEXT_LINE):
        rows.append(_row(text, *lines[place], _PIPE))
        last, place = lines[place][1], place + 1
    return Table(Row(header.start, dashes.end, header.cells), tuple(rows)), place


def _tabbed(text: str, rows: list[Row]) -> list[Table]:
    if len(rows) < 2:
        return []
    if _is_header(text, rows):
        return [Table(rows[0], tuple(rows[1:]))]
    return [Table(None, tuple(rows))]


def _is_header(text: str, rows: list[Row]) -> bool:
    """Whether the first row names the columns: no column is named twice, and none by what looks like its values.

    A table of two columns is often a list of things with their values and no header at all: there the second
    column has to be numbers below a name.
    """
    first, others = rows[0], rows[1:]
    names = [text[slice(*cell)] for cell in first.cells]
    if len(set(names)) < len(names) or not all(names[1:]):
        return False
    numbered = [
        sum(_DIGIT.search(text, *row.cells[column]) is not None for row in others) > len(others) / 2
        for column in range(len(names))
    ]
    named = [_DIGIT.search(name) is None for name in names]
    if len(names) == 2:
        return named[0] and named[1] and numbered[1]
    # Years may well be the names of columns, but a row with a value in every column is a row like the others.
    return named[0] and (any(named[1:]) or not numbered[0])


def _row(text: str, start: int, end: int, mark: re.Pattern[str]) -> Row:
    cells = list(_cells(text, start, end, mark))
    if mark is _PIPE:  # the pipes at a line's ends stand before and behind cells, not between them
        cells = cells[1:] if len(cells) > 1 and cells[0][0] == cells[0][1] else cells
        cells = cells[:-1] if len(cells) > 1 and cells[-1][0] == cells[-1][1] else cells
    return Row(start, end, tuple(cells))


def _cells(text: str, start: int, end: int, mark: re.Pattern[str]) -> Iterator[Range]:
    at = start
    for match in mark.finditer(text, start, end):
        yield trim(text, at, match.start())
        at = match.end()
    yield trim(text, at, end)


def _adjoin(text: str, end: int, start: int, between_them: re.Pattern[str]) -> bool:
    """Whether nothing but `between_them` stands between the line that ends at `end` and the one from `start` on."""
    between = between_them.match(text, end)
    return between is not None and between.end() == start
