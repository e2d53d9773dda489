"""The row of a table that a question names: "What is the extension of Lina Najjar?" among sixty rows that look alike.

A reader of spans mostly finds the right column, because its name stands before each cell, and mistakes one row for
another. Which row is asked for is told by words: where one row alone says all of the question that the span's row
says, and more, the answer is in its cell of the same column.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from corpus.document import Document
from corpus.language import CONTRASTS, words
from corpus.tables import Range, Row, Table, tables
from qa.question import Question
from qa.support import Support

_MOST_ROWS = 500  # of a table that is looked through
_TOTALS = frozenset(
    "total totals sum altogether overall combined مجموع المجموع اجمالي الاجمالي جمله".split()  # noqa: SIM905
)


def cell_asked_for(question: Question, document: Document, start: int, end: int, support: Support) -> Range | None:
    """The cell in the column of the span `start:end` that stands in the row which the question names.

    Half-open offsets into the document. None where the span is in no table, where its row is the one, where no row
    or several are, and where the cell says nothing but what the question says.
    """
    place = _place(document.text, start, end)
    if place is None or any(word in CONTRASTS for word in question.words):
        return None
    column = place[2]
    row, _ = _named(question, document.text, place, support)
    if row is None or column >= len(row.cells):
        return None
    said = words(document.text[slice(*row.cells[column])])
    is_told = all(any(support.is_alike(one, other) for other in question.words) for one in said)
    return None if is_told else row.cells[column]


def is_sum_of_rows(question: Question, document: Document, start: int, end: int, support: Support) -> bool:
    """Whether the question asks for a total, several rows are what it counts, and the table states none."""
    place = _place(document.text, start, end)
    if place is None or not _TOTALS & set(question.words):
        return False
    table, row, _ = place
    _, best = _named(question, document.text, place, support)
    return len(best) > 1 and row in best and not _TOTALS & set(words(document.text[table.start : table.end]))


def _place(text: str, start: int, end: int) -> tuple[Table, Row, int] | None:
    """The table, row and column that the span stands in; None for a header, and in a table that is too long."""
    known = tables(text)
    at = bisect_right(known, start, key=lambda one: one.start) - 1
    if at < 0 or start >= known[at].end or len(known[at].rows) > _MOST_ROWS:
        return None
    for row in known[at].rows:
        if row.start <= start < row.end:
            column = next((place for place, cell in enumerate(row.cells) if cell[0] <= start and end <= cell[1]), None)
            return None if column is None else (known[at], row, column)
    return None


def _named(
    question: Question, text: str, place: tuple[Table, Row, int], support: Support
) -> tuple[Row | None, list[Row]]:
    """The row that alone says most of the question, outside of the span's column, and all that the span's row says of
    it, where there is one; and all rows that say most.
    """
    table, row, column = place
    cells = _words_of_cells(text, table.start)
    vocabulary = {word for row_cells in cells for one in row_cells for word in one}
    found = [set[str]() for _ in table.rows]
    for word in question.telling_words:
        alike = {other for other in vocabulary if support.is_alike(word, other)}
        for said, row_cells in zip(found, cells, strict=True):
            if alike and any(alike & one for at, one in enumerate(row_cells) if at != column):
                said.add(word)
    most = max(map(len, found))
    best = [(one, said) for one, said in zip(table.rows, found, strict=True) if most and len(said) == most]
    own = found[table.rows.index(row)]
    return best[0][0] if len(best) == 1 and own < best[0][1] else None, [one for one, _ in best]


@lru_cache(maxsize=32)
def _words_of_cells(text: str, start: int) -> tuple[tuple[frozenset[str], ...], ...]:
    """The words of each cell of each row of the table that starts there; kept for the last few tables."""
    table = next(one for one in tables(text) if one.start == start)
    return tuple(tuple(frozenset(words(text[slice(*cell)])) for cell in row.cells) for row in table.rows)
