"""PDF in, text out, in reading order: Arabic right to left with its letters and numbers as they were written."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from corpus.formats.extract import RECOGNISE, Extract, FileLimits, Notice, TextBuilder, Unreadable, numbered
from corpus.formats.pdf.columns import column_by_column
from corpus.formats.pdf.forms import with_fields
from corpus.formats.pdf.glyphs import UNKNOWN, PageReader, letters
from corpus.formats.pdf.lines import Line, is_rtl, lines_of, mark_running, paragraphs_of
from corpus.formats.pdf.order import brackets_as_seen, breaks_off, direction, logical
from corpus.formats.pdf.tags import Tag, tags_of
from corpus.formats.recognised import recognised_pages, with_recognised

# More unknown letters than this part of all are no text: what is left would be quoted wrongly.
_MOST_UNKNOWN = 0.1
# Titles that programs give by themselves.
_NO_TITLE = re.compile(
    r"(?i)untitled|\(anonymous\)$|microsoft word|document\d*$|about:blank|https?:|.*\.(?:docx?|odt|rtf|indd|html?|tex)$"
)
# "2019–" and "+962-6-", where the next line starts with a digit; a mail or web address broken at one of its signs.
_BROKEN_NUMBER = re.compile(r"\d[-‐‑–/]$")
_BROKEN_ADDRESS = re.compile(r"(?:https?://|www\.|\b[\w.+-]+@)[^\s]*[-/_=?&#@]$|\b[\w.+-]+@$")
# The dots between a title and its page number in a table of contents.
_LEADERS = re.compile(r"(?:[.…․·] ?){5,}")


def read_pdf(data: bytes, limits: FileLimits) -> Extract:
    """The text of a PDF, paragraph by paragraph; a paragraph that goes over to the next page is whole.

    Headings are those of its tags, or else those lines that its bookmarks name. Running heads, page
    numbers and the table of contents are boilerplate. Raises Unreadable.
    """
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except (PDFEncryptionError, PDFPasswordIncorrect) as error:
        raise Unreadable("locked", "is locked with a password. Save a copy without one and give that.") from error
    lines, n_pages, pictures = _lines(document, limits)
    mark_running(lines, n_pages)
    with_text = {line.page for line in lines if not line.running and any(map(str.isalnum, line.seen))}
    only_pictures = [page for page in pictures if page not in with_text]
    recognised = recognised_pages(data, only_pictures, limits) if limits.ocr and only_pictures else {}
    drawn = "".join(unit for line in lines for unit in line.units)
    if drawn.count(UNKNOWN) > _MOST_UNKNOWN * len(drawn):
        raise Unreadable(
            "no_letters",
            f"does not say which letters its fonts show ({drawn.count(UNKNOWN):,} of {len(drawn):,} are unknown). "
            f"Save it again from the program that made it, or {RECOGNISE}.",
        )
    if not recognised and not any(map(str.isalnum, drawn)):
        what = "pictures of pages" if pictures else "no letters"
        raise Unreadable(
            "no_letters",
            f"has {what} and no text on its {n_pages} pages. If it is a scan, {RECOGNISE}.",
        )
    left = [page + 1 for page in only_pictures if page not in recognised]
    notices: tuple[Notice, ...] = (Notice("picture_pages", numbered(left)),) if left else ()
    n_marks = sum(line.n_marks for line in lines)
    notices += (Notice("note_marks", str(n_marks)),) if n_marks else ()
    return with_recognised(_extract(document, lines, n_pages, limits, notices), recognised)


def _lines(document: PDFDocument, limits: FileLimits) -> tuple[list[Line], int, list[int]]:
    """The lines of all pages, how many pages there are, and which have a picture, from 0."""
    tags: dict[int, dict[int, Tag]] = {}
    for (page_number, mcid), tag in tags_of(document).items():
        tags.setdefault(page_number, {})[mcid] = tag
    reader = PageReader()
    lines: list[Line] = []
    n_pages = n_characters = 0
    pictures: list[int] = []
    for page in islice(PDFPage.create_pages(document), limits.pages + 1):
        if n_pages == limits.pages:
            raise Unreadable(
                "too_much", f"has more than {limits.pages:,} pages, the most that are read. Split it into parts."
            )
        number = page.pageid if isinstance(page.pageid, int) else 0
        tagged = tags.get(number, {})
        glyphs = column_by_column(reader.read(page), tagged)
        on_page = with_fields(page, n_pages, lines_of(n_pages, glyphs, tagged))
        lines += on_page
        n_characters += sum(len(line.units) for line in on_page)
        if n_characters > limits.characters:
            raise Unreadable(
                "too_much",
                f"holds more than {limits.characters:,} characters of text, the most that is read. "
                "Split it into parts.",
            )
        if reader.has_picture:
            pictures.append(n_pages)
        n_pages += 1
    return lines, n_pages, pictures


def _extract(
    document: PDFDocument, lines: list[Line], n_pages: int, limits: FileLimits, notices: tuple[Notice, ...]
) -> Extract:
    kinds = [direction(unit) for line in lines for unit in line.units]
    mostly_arabic = kinds.count("R") > kinds.count("L")
    paragraphs = [(one, is_rtl(one, mostly_arabic=mostly_arabic)) for one in paragraphs_of(lines)]
    mirror = brackets_as_seen([[line.units for line in one] for one, rtl in paragraphs if rtl])
    bookmarks = {_key(title) for title in _bookmarks(document)}
    hyphens = _Hyphens(lines)
    builder = TextBuilder(limits.characters)
    starts: dict[int, int] = {}
    for paragraph, rtl in paragraphs:
        text, offsets = _joined(paragraph, rtl, mirror, hyphens)
        first = paragraph[0]
        if first.tag is None or not first.tag.heading:
            heading = not first.running and len(text) < 300 and _key(text) in bookmarks
        else:
            heading = not first.running
        toc = _LEADERS.search(text) is not None if first.tag is None else first.tag.toc
        at = builder.add(text, heading=heading, boilerplate=first.running or toc)
        for page, offset in offsets.items():
            if not first.running:
                starts.setdefault(page, at + offset)
    return builder.extract(_title(document), _pages(starts, n_pages, builder.length), notices)


def _pages(starts: Mapping[int, int], n_pages: int, n_characters: int) -> tuple[int, ...]:
    """Where each page starts: the first with the text, one without text of its own where the next one does.

    Pages after the last one with text start at the text's end, so that no character is on them.
    """
    backwards: list[int] = []
    following = n_characters
    for page in reversed(range(n_pages)):
        following = min(following, starts.get(page, following)) if page else 0
        backwards.append(following)
    return tuple(reversed(backwards))


class _Hyphens:
    """Whether a hyphen at the end of a line is of the word ("right-hand") or of the line ("exam-ple")."""

    def __init__(self, lines: Sequence[Line]) -> None:
        text = "\n".join(line.seen.lower() for line in lines)
        self._words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text))
        ends = re.findall(r"([a-z]+)-\n([a-z]+)", text)
        broken = sum(before + after in self._words for before, after in ends)
        kept = sum(f"{before}-{after}" in self._words for before, after in ends)
        # What the words that are there elsewhere tell; a text that breaks words does it on every tenth line or so.
        self._breaks_words = broken > kept or (broken == kept and len(ends) > 0.03 * len(lines))

    def join(self, before: str, after: str) -> str:
        if _BROKEN_NUMBER.search(before) and after[:1].isdigit():
            return before + after
        address = _BROKEN_ADDRESS.search(before)
        if address is not None and after[:1].isalnum():
            return before + after
        first = re.search(r"([^\W\d_]+)-$", before)
        second = re.match(r"[^\W\d_]+", after)
        if first is None or second is None or not second[0][0].islower():
            return f"{before} {after}"
        whole, parts = f"{first[1]}{second[0]}".lower(), f"{first[1]}-{second[0]}".lower()
        if parts in self._words or (whole not in self._words and not self._breaks_words):
            return before + after
        return before[:-1] + after


def _joined(paragraph: list[Line], rtl: bool, mirror: bool, hyphens: _Hyphens) -> tuple[str, dict[int, int]]:
    """The paragraph's text on one line, and where in it each of its pages starts."""
    text = ""
    offsets: dict[int, int] = {}
    cell = 0
    continues = False  # the line before breaks off within a word
    for line, following in zip_longest(paragraph, paragraph[1:]):
        goes_on = rtl and following is not None and breaks_off(line.units, following.units)
        words = logical(line.units, rtl=rtl, mirror=mirror, goes_on=goes_on).strip()
        here = line.tag.cell if line.tag is not None else 0
        if not text:
            text = words
        elif here != cell:
            text = f"{text}\t{words}"
        elif text.endswith("\u00ad"):
            text = text[:-1] + words
        elif continues or text.endswith(("(", "[", "«", "“")):
            text += words
        else:
            text = hyphens.join(text, words)
        cell, continues = here, goes_on
        offsets.setdefault(line.page, len(text) - len(words))
    return text.replace("\u00ad", ""), offsets


def _bookmarks(document: PDFDocument) -> Iterator[str]:
    if isinstance(resolve1(document.catalog.get("Outlines")), dict):
        for _, title, *_ in islice(document.get_outlines(), 5_000):
            yield title


def _key(title: str) -> str:
    """A title without spaces, signs and numbers before it: bookmarks leave "1.2" out or in."""
    return re.sub(r"^[\d.]+|[\W_]", "", letters(title)).lower()


def _title(document: PDFDocument) -> str | None:
    for info in document.info:
        title = resolve1(info.get("Title"))
        if isinstance(title, bytes):
            words = letters(decode_text(title)).strip().strip("\0")
            if words and len(words) < 300 and words.isprintable() and not _NO_TITLE.match(words):
                return words
    return None
