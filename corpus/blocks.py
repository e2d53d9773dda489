"""What a text is made of below its sections: paragraphs, the items of lists and the rows of tables."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from corpus.outline import is_wrapped, paragraphs
from corpus.tables import Row, Table, tables


@dataclass(frozen=True, slots=True)
class Block:
    """A half-open range of the text; `row` and its `table` where it is a table's row or header."""

    start: int
    end: int
    row: Row | None = None
    table: Table | None = None


def blocks(text: str, start: int, end: int) -> list[Block]:
    """The blocks of `text[start:end]`, in order and apart; all but blank characters is in one.

    A row that `start` or `end` cuts is a block of what is left.
    """
    wrapped = is_wrapped(text)
    known = tables(text)
    found: list[Block] = []
    at = start
    for table in known[bisect_left(known, start + 1, key=lambda one: one.end) :]:
        if table.start >= end:
            break
        found += [Block(*part) for part in paragraphs(text, at, max(at, table.start), wrapped=wrapped)]
        for row in (*([] if table.header is None else [table.header]), *table.rows):
            low, high = max(start, row.start), min(end, row.end)
            if low < high and text[low:high].strip():
                found.append(Block(low, high, row, table))
        at = max(at, min(end, table.end))
    return found + [Block(*part) for part in paragraphs(text, at, end, wrapped=wrapped)]
