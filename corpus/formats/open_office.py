"""ODS and ODP in, text out: the sheets and slides of OpenDocument, each under its name."""

from __future__ import annotations

from itertools import chain
from typing import Any

from corpus.formats.extract import Extract, FileLimits, Unreadable, with_words, with_words_on
from corpus.formats.odt import Walk, open_parts
from corpus.formats.package import Package
from corpus.formats.rows import UNNAMED, add_rows

_ODS = Package("ODS", "OpenDocument spreadsheet", "content.xml", "LibreOffice")
_ODP = Package("ODP", "OpenDocument presentation", "content.xml", "LibreOffice")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_TITLE = "title"
_NOT_SAID = frozenset({"date-time", "page-number"})  # what a slide shows of its file, not of its subject


def read_ods(data: bytes, limits: FileLimits) -> Extract:
    """The visible sheets of a spreadsheet, each under its name; a cell as it is shown. Raises Unreadable."""
    parts = open_parts(data, _ODS, limits, "spreadsheet")
    walk, sheets = parts.walk, parts.body.findall(f"{_TABLE}table")
    for sheet in sheets:
        if walk.styles.is_hidden_page(sheet):
            walk.builder.left_out["withdrawn"] += 1
            continue
        rows = walk.rows(sheet)
        first = next((row for row in rows if any(row)), None)
        if first is None:
            continue
        name = sheet.get(f"{_TABLE}name") or ""
        if len(sheets) > 1 or not UNNAMED.fullmatch(name):
            walk.builder.add(name, heading=True)
        add_rows(walk.builder, chain([first], rows))
    return with_words(
        walk.builder.extract(parts.title or None), "has no words in its cells. Give a table to answer from."
    )


def read_odp(data: bytes, limits: FileLimits) -> Extract:
    """The text of a presentation, slide by slide: title, text, tables, then the speaker's notes. Slides are pages.

    Hidden slides are left out. Raises Unreadable.
    """
    parts = open_parts(data, _ODP, limits, "presentation")
    walk, starts = parts.walk, list[int]()
    for number, slide in enumerate(parts.body.findall(f"{_DRAW}page"), start=1):
        if number > limits.pages:
            raise Unreadable("too_much", f"has more than {limits.pages:,} slides, the most that are read. Split it.")
        starts.append(walk.builder.length + 2 * bool(walk.builder.length))
        if walk.styles.is_hidden_page(slide):
            walk.builder.left_out["withdrawn"] += 1
        else:
            _add_slide(walk, slide)
    pages = tuple(min(start, walk.builder.length) for start in starts)
    return with_words_on(walk.builder.extract(parts.title or None, pages), "slides")


def _add_slide(walk: Walk, slide: Any) -> None:
    shapes = [shape for shape in slide if shape.get(f"{_PRESENTATION}class") not in _NOT_SAID]
    titles = [shape for shape in shapes if shape.get(f"{_PRESENTATION}class") == _TITLE]
    notes = [shape for shape in shapes if shape.tag == f"{_PRESENTATION}notes"]
    for title in titles:
        said = (walk.words(paragraph) for paragraph in title.iter("{*}p"))
        walk.builder.add(" ".join(" ".join(said).split()), heading=True)
    walk.blocks([shape for shape in shapes if shape not in titles and shape not in notes])
    for note in notes:
        walk.blocks([shape for shape in note if shape.get(f"{_PRESENTATION}class") not in _NOT_SAID])
