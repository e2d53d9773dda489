"""`python -m corpus.show PATH ...`: what was read of files, piece by piece, and what was not, and why."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.document import Document
from corpus.files import Reading, read_with_notices
from corpus.find import find_files, passed_over
from corpus.outline import is_wrapped, paragraphs
from corpus.side import DocumentError

_LINE = re.compile(r"[^\r\n]+")

Kind = Literal["heading", "text", "row", "no passage"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, a paragraph, a table's row, or what belongs to no passage; half-open offsets into the document."""

    kind: Kind
    start: int
    end: int


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every file was read, 1 when one was not."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus.show",
        description="Print what is read of files: page, offset, kind and words of each piece, and what is left out.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder, or a pattern")
    status = 0
    for path in parser.parse_args(arguments).paths:
        try:
            files = find_files([path])
        except DocumentError as error:
            print(f"refused: {error}")
            status = 1
            continue
        for file in files:
            try:
                print("\n".join(described(file, read_with_notices(file))))
            except DocumentError as error:
                print(f"refused: {error}")
                status = 1
        for other, why in passed_over(path):
            print(f"passed over: {other} {why}")
    return status


def described(file: Path, reading: Reading) -> Iterator[str]:
    """A line on the file, one for each notice, and one for each piece of the document."""
    document = reading.document
    n_pages = f", {len(document.pages)} pages" if document.pages else ""
    yield f"{file}: {document.title} ({document.lang}{n_pages}, {len(document.text):,} characters)"
    for notice in reading.notices:
        yield f"  note: {notice.words}"
    for piece in pieces(document):
        page = document.page_of(piece.start)
        on = "" if page is None else f"page {page} "
        words = " | ".join(" ".join(cell.split()) for cell in document.text[piece.start : piece.end].split("\t"))
        yield f"  {on}[{piece.start}:{piece.end}] {piece.kind}: {words}"


def pieces(document: Document) -> Iterator[Piece]:
    """All of the document's text but blank characters, in order; lines with tabs in them are rows."""
    text, wrapped = document.text, is_wrapped(document.text)
    cuts = [Piece("heading", one.heading_start, one.heading_end) for one in document.sections]
    cuts += [Piece("no passage", start, end) for start, end in document.boilerplate]
    at = 0
    for cut in [*sorted(cuts, key=lambda piece: (piece.start, piece.end)), Piece("text", len(text), len(text))]:
        for start, end in paragraphs(text, at, max(at, cut.start), wrapped=wrapped):
            if "\t" in text[start:end]:
                yield from _lines(text, start, end)
            else:
                yield Piece("text", start, end)
        if text[cut.start : cut.end].strip():
            yield cut
        at = max(at, cut.end)


def _lines(text: str, start: int, end: int) -> Iterator[Piece]:
    """Each line of a paragraph that has rows in it."""
    for line in _LINE.finditer(text, start, end):
        if line[0].strip():
            yield Piece("row" if "\t" in line[0] else "text", *line.span())


if __name__ == "__main__":
    sys.exit(main())
