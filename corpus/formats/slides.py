"""PPTX in, text out: slides are pages, their titles headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pptx
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.exc import PackageNotFoundError

from corpus.formats.extract import Extract, FileLimits, Notice, TextBuilder, Unreadable, numbered, with_words_on
from corpus.formats.package import Package, open_package
from corpus.formats.rows import add_rows

_PPTX = Package("PPTX", "PowerPoint presentation", "ppt/", "PowerPoint or LibreOffice")
_PICTURES = (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.LINKED_PICTURE)
_NUMBER_OF_SLIDE = "slidenum"


def read_pptx(data: bytes, limits: FileLimits) -> Extract:
    """The text of a presentation, slide by slide: title, text, tables, then the speaker's notes.

    Hidden slides are left out. Raises Unreadable.
    """
    presentation = open_package(data, _PPTX, limits, pptx.Presentation, PackageNotFoundError, etree.XMLSyntaxError)
    builder = TextBuilder(limits.characters)
    starts: list[int] = []
    pictures: list[int] = []
    for number, slide in enumerate(presentation.slides, start=1):
        if number > limits.pages:
            raise Unreadable("too_much", f"has more than {limits.pages:,} slides, the most that are read. Split it.")
        before = builder.length
        starts.append(before + 2 * bool(before))
        if slide.element.get("show") == "0":
            builder.left_out["withdrawn"] += 1
            continue
        has_picture = _add_slide(builder, slide)
        if has_picture and builder.length == before:
            pictures.append(number)
    pages = tuple(min(start, builder.length) for start in starts)
    notices = (Notice("picture_pages", numbered(pictures)),) if pictures else ()
    return with_words_on(
        builder.extract((presentation.core_properties.title or "").strip() or None, pages, notices), "slides"
    )


def _add_slide(builder: TextBuilder, slide: Any) -> bool:
    """Adds what the slide says; whether it has a picture."""
    title = slide.shapes.title
    if title is not None:
        builder.add(" ".join(title.text_frame.text.split()), heading=True)
    has_picture = False
    for shape in _shapes(slide.shapes):
        has_picture = has_picture or shape.shape_type in _PICTURES
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if getattr(shape, "has_table", False):
            add_rows(builder, ([cell.text for cell in row.cells] for row in shape.table.rows))
        elif shape.has_text_frame and not _is_slide_number(shape):
            for paragraph in shape.text_frame.paragraphs:
                builder.add(paragraph.text.replace("\v", "\n").strip())
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            builder.add(paragraph.text.replace("\v", "\n").strip())
    return has_picture


def _shapes(shapes: Any) -> Iterator[Any]:
    """The shapes in their order, those of groups too."""
    waiting = [iter(shapes)]
    while waiting:
        shape = next(waiting[-1], None)
        if shape is None:
            waiting.pop()
        elif shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            waiting.append(iter(shape.shapes))
        else:
            yield shape


def _is_slide_number(shape: Any) -> bool:
    fields = shape.text_frame._txBody.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}fld")
    return any(field.get("type") == _NUMBER_OF_SLIDE for field in fields)
