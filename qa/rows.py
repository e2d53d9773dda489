"""The row of a table that a question names: "What is the extension of Lina Najjar?" among sixty rows that look alike.

A reader of spans mostly finds the right column, because its name stands before each cell, and mistakes one row for
another. Which row is asked for is told by words: where one row alone says all of the question that the span's row
says, and more, the answer is in its cell of the same column.
"""

from __future__ import annotations

from bisect import bisect_right

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
    _, row, column = place
    own, best = _said(question, document.text, place, support)
    if len(best) != 1 or best[0] is row or column >= len(best[0].cells):
        return None
    cell = best[0].cells[column]
    said = words(document.text[slice(*cell)])
    is_told = all(any(support.is_alike(one, other) for other in question.words) for one in said)
    return None if is_told or not own < _words_in(question, document.text, best[0], column, support) else cell


def is_sum_of_rows(question: Question, document: Document, start: int, end: int, support: Support) -> bool:
    """Whether the question asks for a total, several rows are what it counts, and the table states none."""
    place = _place(document.text, start, end)
    if place is None or not _TOTALS & set(question.words):
        return False
    table, row, _ = place
    _, best = _said(question, document.text, place, support)
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


def _said(
    question: Question, text: str, place: tuple[Table, Row, int], support: Support
) -> tuple[frozenset[str], list[Row]]:
    """What the span's row says of the question, and the rows that say most of it."""
    table, row, column = place
    said = {id(one): _words_in(question, text, one, column, support) for one in table.rows}
    most = max(map(len, said.values()))
    return said[id(row)], [one for one in table.rows if most and len(said[id(one)]) == most]


def _words_in(question: Question, text: str, row: Row, column: int, support: Support) -> frozenset[str]:
    """The question's telling words that the row says outside of the column."""
    there = {word for place, cell in enumerate(row.cells) if place != column for word in words(text[slice(*cell)])}
    return frozenset(word for word in question.telling_words if any(support.is_alike(word, other) for other in there))
