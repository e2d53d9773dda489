"""`python -m corpus.show PATH ...`: what was read of files, piece by piece, and what was not, and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.blocks import Block, blocks
from corpus.document import Document
from corpus.files import Reading
from corpus.side import DocumentError
from corpus.sources import Sources, add_arguments

Kind = Literal["heading", "text", "row", "no passage"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, a paragraph, a table's row, or what belongs to no passage; half-open offsets into the document."""

    kind: Kind
    start: int
    end: int
    cells: tuple[tuple[int, int], ...] = ()  # of a row

    def words(self, document: Document) -> str:
        """What it says, on one line; strokes between a row's cells."""
        cells = self.cells or ((self.start, self.end),)
        return " | ".join(" ".join(document.text[start:end].split()) for start, end in cells)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every file was read, 1 when one was not."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus.show",
        description="Print what is read of files: page, offset, kind and words of each piece, and what is left out.",
    )
    add_arguments(parser)
    given = parser.parse_args(arguments)
    sources, status = Sources.of(given), 0
    for path in given.paths:
        try:
            files = sources.find(path)
        except DocumentError as error:
            print(f"refused: {error}")
            status = 1
            continue
        for file in files:
            try:
                print("\n".join(described(file, sources.read(file))))
            except DocumentError as error:
                print(f"refused: {error}")
                status = 1
        for other, why in sources.passed_over(path):
            print(f"passed over: {other} {why}")
    return status


def described(file: Path | str, reading: Reading) -> Iterator[str]:
    """A line on the file, one for each notice, and one for each piece of the document."""
    document = reading.document
    n_pages = f", {len(document.pages)} pages" if document.pages else ""
    yield f"{file}: {document.title} ({document.lang}{n_pages}, {len(document.text):,} characters)"
    for notice in reading.notices:
        yield f"  note: {notice.words}"
    for piece in pieces(document):
        page = document.page_of(piece.start)
        on = "" if page is None else f"page {page} "
        how = ", recognised" if document.is_recognised(piece.start, piece.end) else ""
        yield f"  {on}[{piece.start}:{piece.end}] {piece.kind}{how}: {piece.words(document)}"


def pieces(document: Document) -> Iterator[Piece]:
    """All of the document's text but blank characters, in order, as `corpus.blocks` parts it."""
    text = document.text
    cuts = [Piece("heading", one.heading_start, one.heading_end) for one in document.sections]
    cuts += [Piece("no passage", start, end) for start, end in document.boilerplate]
    at = 0
    for cut in [*sorted(cuts, key=lambda piece: (piece.start, piece.end)), Piece("text", len(text), len(text))]:
        yield from map(_piece, blocks(text, at, max(at, cut.start)))
        if text[cut.start : cut.end].strip():
            yield cut
        at = max(at, cut.end)


def _piece(block: Block) -> Piece:
    if block.row is None:
        return Piece("text", block.start, block.end)
    cells = ((max(start, block.start), min(end, block.end)) for start, end in block.row.cells)
    return Piece("row", block.start, block.end, tuple((start, end) for start, end in cells if start <= end))


if __name__ == "__main__":
    sys.exit(main())
