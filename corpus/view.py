"""A passage as its readers see it: encoder, words and reader get a view, never the bare slice.

Every character of a view's body stands in the document, and is mapped to its offset there, or is context:
the names of a table's columns, signs between cells. The title, the heading above the passage and what leads
into it are context, too. Context can be read, and never quoted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.blocks import Block, blocks
from corpus.document import Document, Passage
from corpus.markup import MARKUP, as_seen, unmarked
from corpus.outline import ITEM
from corpus.sentences import sentences_of
from corpus.tables import Range, Row
from corpus.trim import trim

# Raise it when views come out otherwise: vectors and words of stores are of the views of their time.
# 1: title, heading and the bare slice; 2: leads, tables' rows with their columns' names, no marks of Markdown;
# 3: what introduces a table leads into every passage of it.
VIEWING = 3

# What leads into a passage is looked for in this many characters before it.
_REACH = 1_500
# Context is cut to this many characters each, so that it never outweighs the passage.
_LONGEST_NAME = 100
_LONGEST_LEAD = 160
_LEADS = tuple(":：")
_ASKS = tuple("?؟")
_ENDS = tuple(".!?؟:…")


@dataclass(frozen=True, slots=True)
class View:
    """`context` are title, heading and lead, those there are; `body` the passage with its tables' rows spelled out.

    `origins` int32 [len(body)]: each character's offset in the document, never falling, or -1 for context.
    `blocks` int32 [len(body)]: the number of the cell, list item or paragraph that it stands in, or -1. A quote
    starts and ends in one block.
    """

    context: tuple[str, ...]
    body: str
    origins: NDArray[np.int32]
    blocks: NDArray[np.int32]

    @property
    def before(self) -> str:
        """The context as sentences that stand before the body; empty where there is none."""
        return "".join(f"{part} " if part.endswith(_ENDS) else f"{part}. " for part in self.context)

    @property
    def text(self) -> str:
        """What a reader gets: context and body."""
        return self.before + self.body

    def block_of(self, offsets: NDArray[np.int64]) -> NDArray[np.int32]:
        """The block of the body's character at each offset, -1 for context; offsets outside are moved to its ends."""
        if not len(self.blocks):
            return np.full(len(offsets), -1, dtype=np.int32)
        return self.blocks[np.clip(offsets, 0, len(self.blocks) - 1)]

    def quoted(self, start: int, end: int) -> tuple[int, int]:
        """The document's range that the body's `start:end` shows.

        A token's range may begin with the space before its word, which is context, or before the body.
        """
        shown = self.origins[max(0, start) : end]
        shown = shown[shown >= 0]
        return int(shown[0]), int(shown[-1]) + 1


def view(passage: Passage, *, titled: bool = True) -> View:
    """The view of a passage; without `titled` its context leaves out the document's title."""
    document = passage.document
    parts = _Parts(document.text)
    inside = blocks(document.text, passage.start, passage.end)
    shown = {id(block.table) for block in inside if block.table is not None and block.row is not block.table.header}
    for block in inside:
        if block.row is None or block.table is None:
            parts.add_prose(block.start, block.end)
        elif block.row is not block.table.header:
            parts.add_row(block, block.table.header)
        elif id(block.table) not in shown:  # else each row below says the names of the columns
            parts.add_row(block, None)
    heading = None if passage.section is None else document.heading(passage.section)
    names = [document.title if titled else None, heading]
    context = [_cut(unmarked(name), _LONGEST_NAME) for name in names if name and name.strip()]
    lead = _lead(passage)
    said = "" if lead is None else _cut(unmarked(as_seen(document, *lead)), _LONGEST_LEAD)
    if any(map(str.isalnum, said)):
        context.append(said)
    return View(tuple(dict.fromkeys(context)), *parts.joined())


class _Parts:
    """Pieces of a view's body in order, each from the document or context."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces: list[str] = []
        self._origins: list[NDArray[np.int32]] = []
        self._blocks: list[NDArray[np.int32]] = []
        self._block = 0

    def add_prose(self, start: int, end: int) -> None:
        """A paragraph or a list's item, a block of its own on a line of its own."""
        self._next_line()
        self._quotable(*trim(self._text, start, end))
        self._block += 1

    def add_row(self, block: Block, header: Row | None) -> None:
        """A table's row on a line of its own, each cell a block of its own behind its column's name."""
        self._next_line()
        first = True
        for at, (low, high) in enumerate([] if block.row is None else block.row.cells):
            start, end = max(low, block.start), min(high, block.end)
            if start >= end:
                continue
            if not first:
                self._said("; ")
            first = False
            if header is not None and at < len(header.cells) and header.cells[at][0] < header.cells[at][1]:
                self._said(f"{unmarked(self._text[slice(*header.cells[at])])}: ")
            self._quotable(start, end)
            self._block += 1

    def joined(self) -> tuple[str, NDArray[np.int32], NDArray[np.int32]]:
        """The body, its characters' origins and blocks."""
        none = np.zeros(0, dtype=np.int32)
        return (
            "".join(self._pieces),
            np.concatenate([none, *self._origins]),
            np.concatenate([none, *self._blocks]),
        )

    def _next_line(self) -> None:
        if self._pieces:
            self._said("\n")

    def _said(self, words: str) -> None:
        self._pieces.append(words)
        nowhere = np.full(len(words), -1, dtype=np.int32)
        self._origins.append(nowhere)
        self._blocks.append(nowhere)

    def _quotable(self, start: int, end: int) -> None:
        at = start
        for match in MARKUP.finditer(self._text, start, end):
            self._stretch(at, match.start())
            at = match.end()
        self._stretch(at, end)

    def _stretch(self, start: int, end: int) -> None:
        self._pieces.append(self._text[start:end])
        self._origins.append(np.arange(start, end, dtype=np.int32))
        self._blocks.append(np.full(end - start, self._block, dtype=np.int32))


def _lead(passage: Passage) -> Range | None:
    """What leads into the passage: the question that its first paragraph answers, or what introduces a list or table.

    It stands before the passage in the same section: a paragraph that ends with a question mark, or one that
    ends with a colon with nothing but items of its list in between. A passage that begins inside a table has the
    paragraph before the table, its caption, however far above it stands. None where there is none.
    """
    document = passage.document
    text = document.text
    first = next(iter(blocks(text, passage.start, passage.end)), None)
    if first is None:  # blank
        return None
    start = passage.start if first.table is None else first.table.start
    low = max(start - _REACH, 0 if passage.section is None else passage.section.start)
    before = blocks(text, low, start)
    if first.table is not None:
        caption = before[-1] if before and before[-1].row is None else None
        return None if caption is None else _last_sentence(document, *trim(text, caption.start, caption.end))
    in_item = ITEM.match(text, _line_start(text, passage.start), passage.end) is not None
    for at, block in enumerate(reversed(before)):
        if block.row is not None:
            return None
        start, end = trim(text, block.start, block.end)
        if text[start:end].endswith(_ASKS) and at == 0:
            return _last_sentence(document, start, end)
        if text[start:end].endswith(_LEADS) and (at == 0 or in_item):
            return _last_sentence(document, start, end)
        if not (in_item and ITEM.match(text, start, end)):
            return None
    return None


def _last_sentence(document: Document, start: int, end: int) -> Range:
    return sentences_of(document.text, start, end, document.lang)[-1]


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0]
