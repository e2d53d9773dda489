"""Rows of cells into text: a table is lines of cells with tabs between, as `corpus.tables` finds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.formats.extract import TextBuilder, Unreadable

# Names that programs give to sheets by themselves.
UNNAMED = re.compile(r"(?i)(?:sheet|tabelle|feuil|hoja|ورقة|worksheet)\s*\d*")


def add_rows(builder: TextBuilder, rows: Iterable[Sequence[str]]) -> None:
    """Adds tables: an empty row ends one, and rows of one cell before a table's first row are lines of their own."""
    table: list[list[str]] = []
    n_characters = 0
    for cells in rows:
        row = [" ".join(cell.split()) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            _add_table(builder, table)
            table, n_characters = [], 0
            continue
        table.append(row)
        n_characters += sum(map(len, row)) + len(row)
        if builder.length + n_characters > builder.limit:  # before all of it is in memory twice
            raise Unreadable(
                "too_much",
                f"holds more than {builder.limit:,} characters of text, the most that is read. Split it into parts.",
            )
    _add_table(builder, table)


def _add_table(builder: TextBuilder, table: list[list[str]]) -> None:
    width = max(map(len, table), default=0)
    first = 0
    while first < len(table) and sum(map(bool, table[first])) == 1 and width > 1:
        builder.add("".join(table[first]))
        first += 1
    # Columns that say nothing, left of the table or between its columns, are there for the eye.
    used = [column for column in range(width) if any(column < len(row) and row[column] for row in table[first:])]
    lines = ["\t".join(row[column] if column < len(row) else "" for column in used) for row in table[first:]]
    if len(used) <= 1:
        for line in lines:
            builder.add(line)
    else:
        builder.add("\n".join(lines))
