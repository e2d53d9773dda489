"""A page of a PDF drawn by pdfium (pypdfium2: BSD, Apache 2.0), and where on it the letters stand that we read."""

from __future__ import annotations

import io
import math
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

import pypdfium2
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from corpus.formats.extract import FileLimits, Unreadable
from corpus.formats.pdf.columns import column_by_column
from corpus.formats.pdf.forms import with_fields
from corpus.formats.pdf.glyphs import PageReader
from corpus.formats.pdf.lines import Line, is_rtl, lines_of, paragraphs_of
from corpus.formats.pdf.order import breaks_off, reading_order
from corpus.formats.pdf.tags import tags_of
from corpus.formats.printed import Printed

_DOTS_PER_POINT = 150 / 72  # small print of an A4 page can be read
_MOST_DOTS = 2_300_000  # of a page; an A4 page has 2.2 million
_LONGEST_SIDE = 4_000  # dots
_MOST_BYTES = 150_000  # of the picture
_QUALITIES = (75, 50, 25)  # of WebP; where none is small enough, the picture is halved
_MOST_LETTERS = 30_000  # of one page; a newspaper's has 20,000
_ABOVE, _BELOW = 0.95, 0.3  # of a line's baseline, in parts of its size: Arabic letters reach further than Latin ones


def draw_page(data: bytes, limits: FileLimits, *, number: int, mostly_arabic: bool) -> Printed:
    """The page of the number, counted from 0; `mostly_arabic` of the document. Raises Unreadable."""
    picture, content = _written(_drawn(data, number))
    letters, boxes = "", array("i")
    page, lines = _lines(data, number)
    if sum(len(line.units) for line in lines) <= _MOST_LETTERS:
        for letter, box in _placed(lines, _frame(page), picture.size, mostly_arabic):
            letters += letter
            boxes.extend(box)
    width, height = picture.size
    return Printed(content, width, height, letters, boxes)


def _written(picture: Any) -> tuple[Any, bytes]:
    """The picture, halved until it is small enough, and its WebP in the best quality that is."""
    while True:
        for quality in _QUALITIES:
            content = io.BytesIO()
            picture.save(content, "WEBP", quality=quality, method=2)
            if content.tell() <= _MOST_BYTES:
                return picture, content.getvalue()
        picture = picture.reduce(2)


def _drawn(data: bytes, number: int) -> Any:
    """The page as an image of Pillow's."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()  # what is filled in is drawn, too
    if number >= len(document):
        raise Unreadable("damaged", f"has no page {number + 1}. Open it in its own program and save it anew.")
    page = document[number]
    width, height = (max(1.0, side) for side in page.get_size())
    scale = min(_DOTS_PER_POINT, math.sqrt(_MOST_DOTS / (width * height)), _LONGEST_SIDE / max(width, height))
    return page.render(scale=scale).to_pil().convert("RGB")


def _lines(data: bytes, number: int) -> tuple[PDFPage, list[Line]]:
    """The page and its lines, as `read_pdf` reads them."""
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    page = next(islice(PDFPage.create_pages(document), number, None), None)
    if page is None:
        raise Unreadable("damaged", f"has no page {number + 1}. Open it in its own program and save it anew.")
    tagged = {mcid: tag for (page_id, mcid), tag in tags_of(document).items() if page_id == page.pageid}
    glyphs = column_by_column(PageReader().read(page), tagged)
    return page, with_fields(page, number, lines_of(number, glyphs, tagged))


def _frame(page: PDFPage) -> tuple[float, float, float, float]:
    """What of the page is drawn: left, bottom, width and height, in points, where pdfminer says that glyphs stand."""
    x0, y0, x1, y1 = page.mediabox
    across, along = sorted((x0, x1)), sorted((y0, y1))
    (crop_left, crop_right), (crop_bottom, crop_top) = sorted(page.cropbox[::2]), sorted(page.cropbox[1::2])
    left, right = max(across[0], crop_left), min(across[1], crop_right)
    bottom, top = max(along[0], crop_bottom), min(along[1], crop_top)
    if left >= right or bottom >= top:  # pdfium, too, takes no notice of such a crop
        (left, right), (bottom, top) = across, along
    match page.rotate:  # as in pdfminer's process_page
        case 90:
            return bottom - y0, x1 - right, top - bottom, right - left
        case 180:
            return x1 - right, y1 - top, right - left, top - bottom
        case 270:
            return y1 - top, left - x0, top - bottom, right - left
    return left - x0, bottom - y0, right - left, top - bottom


def _placed(
    lines: Sequence[Line], frame: tuple[float, float, float, float], size: tuple[int, int], mostly_arabic: bool
) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Each letter and digit in reading order with its box on the picture; all letters of one glyph have the glyph's."""
    left, bottom, width, height = frame

    def across(x: float) -> int:
        return round(min(max(0.0, (x - left) * size[0] / width), size[0]))

    def down(y: float) -> int:
        return round(min(max(0.0, (bottom + height - y) * size[1] / height), size[1]))

    for paragraph in paragraphs_of(lines):
        rtl = is_rtl(paragraph, mostly_arabic=mostly_arabic)
        for line, following in zip_longest(paragraph, paragraph[1:]):
            goes_on = rtl and following is not None and breaks_off(line.units, following.units)
            top, foot = down(line.y + _ABOVE * line.size), down(line.y - _BELOW * line.size)
            for at, _ in reading_order(line.units, rtl=rtl, goes_on=goes_on):
                x0, x1 = line.edges[2 * at : 2 * at + 2]
                for letter in filter(str.isalnum, line.units[at]):
                    yield letter, (across(x0), top, across(x1), foot)
