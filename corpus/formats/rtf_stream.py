"""What a stretch of RTF says, put together from its runs: paragraphs and the rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.formats.extract import TextBuilder
from corpus.formats.raised import lowered, raised
from corpus.formats.rows import add_rows

_ITEM_NUMBER = re.compile(r"\w.|\d")  # "1." and "a)" are numbers of items; a single sign is a bullet
_KEPT = 40  # characters of the text before that say what is raised


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or, where there are rows, a table."""

    words: str = ""
    is_heading: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Stream:
    """The text, a note, a box, a header or a footer."""

    number: str = ""  # of the item that is being read
    n_withdrawn: int = 0
    n_marks: int = 0
    _blocks: list[_Block] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _raised: str = ""  # raised words, until what follows is not
    _position: int = 0
    _cell: list[str] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _rows: list[tuple[str, ...]] = field(default_factory=list)
    _was_withdrawn: bool = False

    def write(self, words: str, *, is_withdrawn: bool, position: int) -> None:
        """Goes on with these words; `position` is above 0 for raised ones, below 0 for lowered ones."""
        if is_withdrawn:
            self.n_withdrawn += not self._was_withdrawn and bool(words.strip())
            self._was_withdrawn = self._was_withdrawn or bool(words.strip())
            return
        self._was_withdrawn = False
        if position != self._position:
            self._settle()
            self._position = position
        if position:
            self._raised += words
        else:
            self._parts.append(words)

    def end_paragraph(self, *, is_heading: bool = False, in_table: bool = False) -> None:
        """What was written is a paragraph: of a cell, where it stands in a table."""
        words = self._taken()
        if in_table:
            self._cell.append(words)
            return
        # A row that is never ended, as in a damaged file, is a row.
        if self._cell or self._cells:
            self.end_row()
        self._end_table()
        self._blocks.append(_Block(words, is_heading))

    def end_cell(self, *, is_nested: bool) -> None:
        """What was written is the end of a cell. Cells of a table within a cell are words of that."""
        self._cell.append(self._taken())
        if not is_nested:
            self._cells.append(" ".join(filter(None, self._cell)))
            self._cell = []

    def end_row(self) -> None:
        """The cells so far are a row."""
        if self._cell:
            self.end_cell(is_nested=False)
        self._rows.append(tuple(self._cells))
        self._cells = []

    def add_to(self, builder: TextBuilder) -> None:
        """Adds all that it says."""
        self._end_table()
        for block in self._blocks:
            if block.rows:
                add_rows(builder, block.rows)
            else:
                builder.add(block.words, heading=block.is_heading)
        builder.left_out["withdrawn"] += self.n_withdrawn
        builder.left_out["note_marks"] += self.n_marks

    def _end_table(self) -> None:
        if self._rows:
            self._blocks.append(_Block(rows=tuple(self._rows)))
            self._rows = []

    def _settle(self) -> None:
        """What is raised or lowered reads as `corpus.formats.raised` says."""
        words, self._raised = self._raised, ""
        if not words:
            return
        before = "".join(self._parts[-_KEPT:])[-_KEPT:]
        read = raised(words, before) if self._position > 0 else lowered(words, before)
        self.n_marks += read is None
        self._parts.append(read or "")

    def _taken(self) -> str:
        self._settle()
        # A character of another plane comes as two.
        words = "".join(self._parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
        number, self.number, self._parts = self.number.strip(), "", []
        return f"{number} {words}" if words and _ITEM_NUMBER.match(number) else words
