"""The row of a table that a question names: "What is the extension of Lina Najjar?" among sixty rows that look alike.

A reader of spans mostly finds the right column, because its name stands before each cell, and mistakes one row for
another. Which row is asked for is told by words: where one row alone says all of the question that the span's row
says, and more, the answer is in its cell of the same column; and where the question names one other column in full and
nothing of the span's, in that column. In a table of two columns, where the span is a key and
the question names one, it is the value beside that. Lines of "key: value" are such a table.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from corpus.document import Document
from corpus.language import CONTRASTS, content_words, words
from corpus.tables import Range, Row, Table, tables
from corpus.trim import trim
from qa.question import Question
from qa.support import Support

_MOST_ROWS = 500  # of a table that is looked through
_LONGEST_CELL = 120  # characters of a cell that answers as a whole
# Keys are short, and part from their values by a colon: "Telephone: 0790001122".
_PAIR = re.compile(r"(?m)^[ \t]*(?P<key>[^\s:|][^\n\t:|]{0,39}):[ \t]+(?P<value>[^\s|][^\n\t|]*)$")
_LONGEST_INTRODUCTION = 300  # characters before a table of which the last line introduces it
_FEWEST_PAIRS = 3  # that follow one another
_TOTALS = frozenset(
    "total totals sum altogether overall combined مجموع المجموع اجمالي الاجمالي جمله".split()  # noqa: SIM905
)


def cell_asked_for(question: Question, document: Document, start: int, end: int, support: Support) -> Range | None:
    """The cell in the column of the span `start:end`, or in the one that the question names, and the row it names.

    Half-open offsets into the document. None where the span is in no table, where its row and column are the ones,
    where no row or several are, and where the cell says nothing but what the question says.
    """
    place = _place(document.text, start, end)
    if place is None or any(word.removeprefix("و") in CONTRASTS for word in question.words):
        return None
    table, own, column = place
    row, _ = _named(question, document.text, place, support)
    if row is None and column == 0 and all(len(one.cells) == len(own.cells) == 2 for one in table.rows):
        column = 1
        # The span's own row may be the one: a key is no answer to a question that names it.
        _, best = _named(question, document.text, (table, own, column), support)
        row = best[0] if len(best) == 1 else None
    named = _column_named(question, document.text, table, column, support)
    if row is None and named != column:
        row = own
    if row is None or named >= len(row.cells):
        return None
    start, end = row.cells[named]
    said = words(document.text[start:end])
    is_told = all(any(support.is_alike(one, other) for other in question.words) for one in said)
    return None if is_told or end - start > _LONGEST_CELL else (start, end)


def is_sum_of_rows(question: Question, document: Document, start: int, end: int, support: Support) -> bool:
    """Whether the question asks for a total, several rows are what it counts, and the table states none."""
    place = _place(document.text, start, end)
    if place is None or not _TOTALS & set(question.words):
        return False
    table, row, _ = place
    _, best = _named(question, document.text, place, support)
    return len(best) > 1 and row in best and not _TOTALS & set(words(document.text[table.start : table.end]))


def _column_named(question: Question, text: str, table: Table, column: int, support: Support) -> int:
    """The one column whose whole name the question says, first of all its words, and nothing of this column's name;
    else this column.

    The first column names the rows, and a question names it with a row ("Where is apiary B?"): it is never the other.
    """
    first = content_words(question.text)[:1]
    if table.header is None or not 0 < column < len(table.header.cells):
        return column

    def said(cell: Range) -> list[bool]:
        telling = content_words(text[slice(*cell)])
        return [any(support.is_alike(word, other) for other in question.words) for word in telling]

    def is_first(cell: Range) -> bool:
        return any(support.is_alike(first[0], word) for word in content_words(text[slice(*cell)]))

    if any(said(table.header.cells[column])):
        return column
    named = [at for at, cell in enumerate(table.header.cells) if at and first and is_first(cell) and all(said(cell))]
    return named[0] if len(named) == 1 else column


def is_of_another_table(question: Question, document: Document, start: int, end: int, support: Support) -> bool:
    """Whether another table with the same columns is the one: what introduces it says more of the question."""
    place = _place(document.text, start, end)
    if place is None or place[0].header is None:
        return False
    alike = _with_same_columns(document.text, place[0])
    if len(alike) == 1:
        return False
    said = [(table, _said_over(question, document, table, support)) for table in alike]
    own = next(over for table, over in said if table is place[0])
    return any(own < over for _, over in said)


def _with_same_columns(text: str, table: Table) -> list[Table]:
    """The tables of the text whose columns have the table's names, itself among them; itself where it has no header."""
    if table.header is None:
        return [table]
    names = _names_of(text, table)
    return [one for one in _all_tables(text) if _names_of(text, one) == names]


def _names_of(text: str, table: Table) -> list[str]:
    return [] if table.header is None else [text[slice(*cell)] for cell in table.header.cells]


def _said_over(question: Question, document: Document, table: Table, support: Support) -> set[str]:
    """What the question says of the line and the heading over the table."""
    before = document.text[max(0, table.start - _LONGEST_INTRODUCTION) : table.start].rstrip().splitlines()[-1:]
    headings = [document.heading(one) for one in document.sections if one.start <= table.start < one.end]
    over = words(" ".join([*before, *headings]))
    return {word for word in question.telling_words if any(support.is_alike(word, other) for other in over)}


def row_and_others(text: str, start: int, end: int) -> tuple[Row, list[Row]] | None:
    """The row that `text[start:end]` stands in one cell of, and all rows of its table and of those with the same
    columns; None where it stands in none.
    """
    place = _place(text, start, end)
    if place is None:
        return None
    table, row, _ = place
    return row, [other for one in _with_same_columns(text, table) for other in one.rows]


def is_same_row(text: str, one: int, other: int) -> bool:
    """Whether two characters, `one` before `other`, stand in the same row of a table or of "key: value" lines."""
    table = _table_at(text, one)
    return table is not None and any(row.start <= one and other < row.end for row in table.rows)


def _place(text: str, start: int, end: int) -> tuple[Table, Row, int] | None:
    """The table, row and column that the span stands in; None for a header, and in a table that is too long."""
    table = _table_at(text, start)
    for row in () if table is None else table.rows:
        if row.start <= start < row.end:
            column = next((place for place, cell in enumerate(row.cells) if cell[0] <= start and end <= cell[1]), None)
            return None if column is None or table is None else (table, row, column)
    return None


def _table_at(text: str, at: int) -> Table | None:
    """The table that the character stands in; None for one that is too long."""
    known = _all_tables(text)
    place = bisect_right(known, at, key=lambda one: one.start) - 1
    if place < 0 or at >= known[place].end or len(known[place].rows) > _MOST_ROWS:
        return None
    return known[place]


@lru_cache(maxsize=32)
def _all_tables(text: str) -> tuple[Table, ...]:
    """The tables of a text and its runs of "key: value" lines, in order and apart."""
    found, run = list(tables(text)), list[Row]()
    for match in [*_PAIR.finditer(text), None]:
        if run and (match is None or text[run[-1].end : match.start()].strip()):
            if len(run) >= _FEWEST_PAIRS:
                found.append(Table(None, tuple(run)))
            run = []
        if match is not None:
            cells = tuple(trim(text, *match.span(part)) for part in ("key", "value"))
            run.append(Row(match.start(), match.end(), cells))
    return tuple(sorted(found, key=lambda one: one.start))


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
    # Where no header is told from the rows, the first may be one: "Directory, Content".
    if len(best) == 2 and table.header is None and best[0][0] is table.rows[0] is not row:
        best = best[1:]
    own = found[table.rows.index(row)]
    return best[0][0] if len(best) == 1 and own < best[0][1] else None, [one for one, _ in best]


@lru_cache(maxsize=32)
def _words_of_cells(text: str, start: int) -> tuple[tuple[frozenset[str], ...], ...]:
    """The words of each cell of each row of the table that starts there; kept for the last few tables."""
    table = next(one for one in _all_tables(text) if one.start == start)
    return tuple(tuple(frozenset(words(text[slice(*cell)])) for cell in row.cells) for row in table.rows)
