"""Presentations: slides are pages, their titles headings."""

import io

import pptx
import pytest
from pptx.util import Inches

from corpus.files import read_with_notices
from corpus.formats.extract import FileLimits, Notice, Unreadable
from corpus.formats.slides import read_pptx

# A picture of one point.
GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"


def saved(presentation):
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def sample():
    presentation = pptx.Presentation()
    titled, blank = presentation.slide_layouts[1], presentation.slide_layouts[6]
    first = presentation.slides.add_slide(titled)
    first.shapes.title.text = "سدّ الوادي"
    first.placeholders[1].text = "بُني عام 1987\nارتفاعه 40 مترًا"
    first.notes_slide.notes_text_frame.text = "The minister opened it."
    presentation.slides.add_slide(blank).shapes.add_picture(io.BytesIO(GIF), 0, 0)
    third = presentation.slides.add_slide(presentation.slide_layouts[5])
    third.shapes.title.text = "Costs"
    table = third.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(1)).table
    for cell, words in zip(table.iter_cells(), ("Part", "Price", "Gate", "85\ndirhams"), strict=True):
        cell.text = words
    group = third.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "In a group"
    hidden = presentation.slides.add_slide(titled)
    hidden.shapes.title.text = "Not shown"
    hidden.element.set("show", "0")
    return presentation


def test_slides_titles_tables_and_notes(tmp_path):
    path = tmp_path / "dam.pptx"
    path.write_bytes(saved(sample()))
    reading = read_with_notices(path)
    document = reading.document
    assert document.text.split("\n\n") == [
        "سدّ الوادي",
        "بُني عام 1987",
        "ارتفاعه 40 مترًا",
        "The minister opened it.",
        "Costs",
        "Part\tPrice\nGate\t85 dirhams",
        "In a group",
    ]
    assert [document.heading(section) for section in document.sections] == ["سدّ الوادي", "Costs"]
    assert [document.page_of(document.text.index(word)) for word in ("1987", "minister", "Costs", "group")] == [
        1,
        1,
        3,
        3,
    ]
    assert len(document.pages) == 4
    assert reading.notices == (Notice("picture_pages", "2"), Notice("withdrawn", "1"))


def test_a_presentation_without_words():
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6]).shapes.add_picture(io.BytesIO(GIF), 0, 0)
    with pytest.raises(Unreadable, match=r"has no words. If its slides are pictures"):
        read_pptx(saved(presentation), FileLimits())
    with pytest.raises(Unreadable, match="has more than 3 slides"):
        read_pptx(saved(sample()), FileLimits(pages=3))
