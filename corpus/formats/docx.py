"""DOCX in, text out: paragraphs, tables, text boxes and notes in the order of the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from corpus.formats.docx_numbers import Numbers
from corpus.formats.docx_runs import BOX, LEFT_OUT, Runs
from corpus.formats.extract import Extract, FileLimits, TextBuilder, with_words_on
from corpus.formats.package import Package, open_package, root_of

_DOCX = Package("DOCX", "Word document", "word/", "Word")
_NOTES = ("footnotes", "endnotes")
# What is left of "Page 1 of 9" without its numbers.
_ONLY_PAGE = re.compile(r"(?i)(?:page|of|الصفحة|صفحة|رقم|من|\W)*")

_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")


def read_docx(data: bytes, limits: FileLimits) -> Extract:
    """The text of a Word document; its heading styles are headings, its table of contents is boilerplate.

    What headers say comes first, footnotes, endnotes and what footers say last. Text that is deleted, struck out or
    hidden, comments and macros are left out. Raises Unreadable.
    """
    document = open_package(data, _DOCX, limits, docx.Document, PackageNotFoundError, etree.XMLSyntaxError)
    styles = _Styles(document)
    builder = TextBuilder(limits.characters)
    numbering = next(_parts(document, "numbering"), None)
    source = _Source(
        styles,
        Runs(document.styles.element, builder.left_out),
        Numbers(numbering, document.styles.element),
    )
    headers, footers = _around(document, "header"), _around(document, "footer")
    said: set[str] = set()
    _add_around(builder, headers, source, said)
    start = builder.length
    for element in _blocks(document.element.body):
        _add(builder, element, source)
    for root in _parts(document, *_NOTES):
        for element in _blocks(root):
            _add(builder, element, source)
    _add_around(builder, footers, source, said)
    title = (document.core_properties.title or "").strip() or styles.title_words
    extract = builder.extract(title or None)
    if extract.title is None and extract.headings and not extract.text[start : extract.headings[0][0]].strip():
        extract = replace(extract, title=extract.text[slice(*extract.headings[0])])
    return with_words_on(extract, "pages")


class _Styles:
    """What the paragraph styles are for, by their id."""

    def __init__(self, document: WordDocument) -> None:
        self._names: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        self._levels: set[str] = set()
        self.title_words = ""
        for style in document.styles.element.findall(qn("w:style")):
            key = style.get(qn("w:styleId"))
            name, base = style.find(qn("w:name")), style.find(qn("w:basedOn"))
            if key is None:
                continue
            self._names[key] = ("" if name is None else name.get(qn("w:val")) or "").lower()
            if base is not None:
                self._bases[key] = base.get(qn("w:val")) or ""
            if _outline_level(style.find(qn("w:pPr"))):
                self._levels.add(key)

    def kind(self, paragraph: Any) -> str:
        """What the paragraph is: "heading", "title", "toc" or ""."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return ""
        if _outline_level(properties):
            return "heading"
        style = properties.find(qn("w:pStyle"))
        key = None if style is None else style.get(qn("w:val"))
        for _ in range(10):  # a style may be based on itself in a damaged file
            if key is None or key not in self._names:
                return ""
            name = self._names[key]
            if name.startswith("heading") or key in self._levels:
                return "heading"
            if name.startswith(("toc ", "table of ")):
                return "toc"
            if name == "title":
                return "title"
            key = self._bases.get(key)
        return ""


def _outline_level(properties: Any) -> bool:
    level = None if properties is None else properties.find(qn("w:outlineLvl"))
    return level is not None and (level.get(qn("w:val")) or "9") in "012345"


def _blocks(root: Any) -> Iterator[Any]:
    """Paragraphs and rows in text order, also those in content controls; what is inside a row is not said again."""
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in (_P, _TR):
            yield element
        elif isinstance(element.tag, str) and element.tag not in LEFT_OUT:
            waiting.append(iter(element))


@dataclass(frozen=True, slots=True)
class _Source:
    """What says of an element what it is and what it says."""

    styles: _Styles
    runs: Runs
    numbers: Numbers

    def words(self, paragraph: Any) -> str:
        """The paragraph's words, after the number that Word writes before it."""
        number, words = self.numbers.before(paragraph), self.runs.words(paragraph).strip()
        return f"{number} {words}" if number and words else words

    def row(self, row: Any) -> str:
        """The row's cells on one line, with tabs between."""
        kept = (cell for cell in _inside(row, _TC) if not _is_withdrawn(cell, "w:tcPr"))
        cells = (" ".join(self.words(paragraph) for paragraph in _inside(cell, _P)).strip() for cell in kept)
        return "\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in cells)


def _add(builder: TextBuilder, element: Any, source: _Source) -> None:
    if _is_withdrawn(element, "w:trPr"):
        builder.left_out["withdrawn"] += 1
        return
    if element.tag == _TR:
        builder.add(source.row(element))
    else:
        kind = source.styles.kind(element)
        words = source.words(element)
        if kind == "title" and not source.styles.title_words:
            source.styles.title_words = words
        builder.add(words, heading=kind in ("heading", "title"), boilerplate=kind == "toc")
    for box in _inside(element, BOX):
        for inner in _blocks(box):
            _add(builder, inner, source)


def _is_withdrawn(element: Any, properties: str) -> bool:
    """Whether a row or cell is deleted, as a change that nobody has accepted yet, or hidden."""
    said = element.find(qn(properties))
    names = ("w:del", "w:cellDel", "w:hidden")
    found = (None if said is None else said.find(qn(name)) for name in names)
    return any(one is not None and one.get(qn("w:val")) not in ("0", "false", "off") for one in found)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """The nearest elements of the tag inside, in order; not those inside such a one."""
    waiting = [iter(element)]
    while waiting:
        inner = next(waiting[-1], None)
        if inner is None:
            waiting.pop()
        elif inner.tag == tag:
            yield inner
        elif isinstance(inner.tag, str) and inner.tag not in LEFT_OUT:
            waiting.append(iter(inner))


def _add_around(builder: TextBuilder, roots: Iterable[Any], source: _Source, said: set[str]) -> None:
    """What headers or footers say, each paragraph and row once; page numbers are no part of it."""
    for root in roots:
        for element in _blocks(root):
            for one in (element, *(inner for box in _inside(element, BOX) for inner in _blocks(box))):
                words = source.row(one) if one.tag == _TR else source.words(one)
                if words not in said and not _ONLY_PAGE.fullmatch(words):
                    said.add(words)
                    builder.add(words)


def _around(document: WordDocument, kind: str) -> Iterator[Any]:
    """The roots of the headers or of the footers that are shown on some page, in the order of the sections."""
    even = document.settings.odd_and_even_pages_header_footer
    for section in document.element.body.iter(qn("w:sectPr")):
        for reference in section.findall(qn(f"w:{kind}Reference")):
            shown = {"first": section.find(qn("w:titlePg")) is not None, "even": even}
            relation = document.part.rels.get(reference.get(qn("r:id")) or "")
            if shown.get(reference.get(qn("w:type")) or "", True) and relation is not None:
                yield from _root(relation)


def _parts(document: WordDocument, *kinds: str) -> Iterator[Any]:
    """The roots of the document's parts of these kinds; separators of notes hold no words."""
    for relation in document.part.rels.values():
        if relation.reltype.rsplit("/", 1)[-1] in kinds:
            yield from _root(relation)


def _root(relation: Any) -> Iterator[Any]:
    if not relation.is_external:
        yield root_of(relation.target_part.blob)
