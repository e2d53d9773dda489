"""ODT in, text out: paragraphs, tables, text boxes and notes in the order of the text.

By lxml and our own walk: odfpy builds Python objects of the whole file, had its last release in 2020, and leaves the
questions that matter here (what is struck out, repeated, raised) to its caller all the same.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words_on
from corpus.formats.odt_styles import Styles
from corpus.formats.package import Package, damaged, open_package, root_of
from corpus.formats.raised import lowered, raised
from corpus.formats.rows import add_rows

_ODT = Package("ODT", "OpenDocument text", "content.xml", "LibreOffice")
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_P, _H, _SPAN = f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}span"
_NOTE, _BOX = f"{_TEXT}note", f"{_DRAW}text-box"
_ROW, _CELL, _COVERED = f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
# Deleted words that a change keeps, comments, the number of the page.
_LEFT_OUT = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}page-number", f"{_TEXT}page-count"})
_CONTENTS = f"{_TEXT}table-of-content"
_MOST_REPEATED = 200  # cells or rows that a file says once for all; a sheet's width of nothing is said so
_KEPT = 40  # characters of the text before that say what is raised


def read_odt(data: bytes, limits: FileLimits) -> Extract:
    """The text of an OpenDocument text; its headings are headings, its table of contents is boilerplate.

    What headers say comes first, notes and what footers say last. What is struck out, hidden or deleted is left out,
    and so are comments. Raises Unreadable.
    """
    parts = open_parts(data, _ODT, limits, "text")
    walk = parts.walk
    walk.around(parts.styles, "header")
    walk.blocks(parts.body)
    for note in walk.notes:
        walk.blocks(note)
    walk.around(parts.styles, "footer")
    return with_words_on(walk.builder.extract(parts.title or walk.title or None), "pages")


@dataclass(frozen=True, slots=True)
class Parts:
    """An OpenDocument file that is open: the element with its content, what goes through it, and its title or ""."""

    body: Any
    styles: Any  # the root of styles.xml; None where there is none
    walk: Walk
    title: str


def open_parts(data: bytes, package: Package, limits: FileLimits, content: str) -> Parts:
    """The file's parts; `content` is what office:body holds, "text", "spreadsheet" or "presentation".

    Raises Unreadable.
    """
    archive = open_package(data, package, limits, zipfile.ZipFile)
    try:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Unreadable("locked", "is locked with a password. Save a copy without one and give that.")
        root = root_of(archive.read("content.xml"))
        styles = root_of(archive.read("styles.xml")) if "styles.xml" in names else None
        meta = root_of(archive.read("meta.xml")) if "meta.xml" in names else None
    except (KeyError, ValueError, OSError, NotImplementedError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise damaged(package, error) from error
    body = root.find(f"{_OFFICE}body/{_OFFICE}{content}")
    if body is None:
        raise Unreadable("other_format", f"is an OpenDocument file but no {content}. Give it the suffix of what it is.")
    walk = Walk(TextBuilder(limits.characters), Styles([one for one in (styles, root) if one is not None]))
    titles = () if meta is None else meta.iter("{*}title")
    return Parts(body, styles, walk, next((" ".join("".join(one.itertext()).split()) for one in titles), ""))


@dataclass(slots=True)
class Walk:
    """Goes through the text; what notes say is put off until its end."""

    builder: TextBuilder
    styles: Styles
    notes: list[Any] = field(default_factory=list)
    title: str = ""
    _said: set[str] = field(default_factory=set)

    def around(self, styles: Any, kind: str) -> None:
        """What the headers or footers of all kinds of pages say, each paragraph once."""
        for root in () if styles is None else styles.iter(f"{_STYLE}{kind}", f"{_STYLE}{kind}-left"):
            for paragraph in root.iter(_P):
                words = self.words(paragraph)
                if words not in self._said:
                    self._said.add(words)
                    self.builder.add(words if any(map(str.isalpha, words)) else "")

    def blocks(self, root: Iterable[Any], *, is_contents: bool = False) -> None:
        """Adds the paragraphs and tables inside, also those in lists, sections, frames and shapes."""
        waiting = [(iter(root), is_contents)]
        while waiting:
            element = next(waiting[-1][0], None)
            if element is None:
                waiting.pop()
            elif element.tag in (_P, _H):
                self._paragraph(element, is_contents=waiting[-1][1])
            elif element.tag == f"{_TABLE}table":
                add_rows(self.builder, self.rows(element))
            elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
                if self.styles.is_hidden_section(element):
                    self.builder.left_out["withdrawn"] += 1
                    continue
                waiting.append((iter(element), waiting[-1][1] or element.tag == _CONTENTS))

    def _paragraph(self, element: Any, *, is_contents: bool) -> None:
        words = self.words(element)
        is_title = self.styles.is_title(element)
        if is_title and not self.title:
            self.title = words
        self.builder.add(words, heading=(element.tag == _H or is_title) and not is_contents, boilerplate=is_contents)
        for box in _inside(element, (_BOX,)):
            self.blocks(box)

    def rows(self, table: Any) -> Iterator[list[str]]:
        """The cells of each row that is shown; a row that is said once for many comes as often, if not blank."""
        for row in _inside(table, (_ROW,)):
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                self.builder.left_out["withdrawn"] += 1
                continue
            cells = [*self._cells(row)]
            for _ in range(_repeated(row, "rows") if any(cells) else 1):
                yield cells

    def _cells(self, row: Any) -> Iterator[str]:
        for cell in _inside(row, (_CELL, _COVERED)):
            words = " ".join(filter(None, (self.words(one) for one in _inside(cell, (_P, _H)))))
            for _ in range(_repeated(cell, "columns")):
                yield words

    def words(self, paragraph: Any) -> str:
        """What the paragraph says, on one line but where it breaks its lines itself."""
        said = ""
        for words, style in self._pieces(paragraph):
            if self.styles.is_withdrawn(style):
                self.builder.left_out["withdrawn"] += bool(words.strip())
                continue
            read = self._settled(words, said[-_KEPT:], self.styles.position(style))
            # White space is one space, and none at the beginning (ODF 1.3 part 3, 6.1.2); a tab is an element. More
            # spaces that are elements are for the eye.
            said += read.lstrip(" ") if said[-1:] in ("", " ", "\n") else read
        return said.strip()

    def _settled(self, words: str, before: str, position: int) -> str:
        """The words as they read where they are raised or lowered."""
        if position < 0:
            return lowered(words, before)
        read = raised(words, before) if position > 0 else words
        self.builder.left_out["note_marks"] += read is None
        return read or ""

    def _pieces(self, paragraph: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The words of the paragraph in order, each with the names of the styles around it."""
        start = (paragraph.get(f"{_TEXT}style-name") or "",)
        waiting: list[tuple[Any, str | None, tuple[str, ...]]] = [(paragraph, None, start)]
        while waiting:
            element, text, style = waiting.pop()
            if element is None:
                yield " ".join(f"-{text}-".split())[1:-1] if text else "", style
                continue
            inside = (*style, element.get(f"{_TEXT}style-name") or "") if element.tag == _SPAN else style
            if element.tag == f"{_TEXT}tab":
                yield "\t", style
            elif element.tag == f"{_TEXT}line-break":
                yield "\n", style
            elif element.tag == f"{_TEXT}s":
                yield " ", style
            elif element.tag == _NOTE:
                self.notes += element.findall(f"{_TEXT}note-body")
                self.builder.left_out["note_marks"] += 1
            elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT and element.tag != _BOX:
                for child in reversed(element):
                    waiting.append((None, child.tail, inside))
                    waiting.append((child, None, inside))
                waiting.append((None, element.text, inside))


def _repeated(element: Any, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return min(int(said) if said.isdecimal() and len(said) < 9 else 1, _MOST_REPEATED)


def _inside(root: Any, tags: Iterable[str]) -> Iterator[Any]:
    """The nearest elements of the tags inside, in order; not those inside such a one, nor in what is left out."""
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in tags:
            yield element
        elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT and element.tag != _NOTE:
            waiting.append(iter(element))
