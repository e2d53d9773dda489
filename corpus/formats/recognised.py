"""Pictures of text in, text out, by Tesseract where it is installed: what it gives is recognised, not read.

Tesseract (Apache 2.0) is a program of its own and not shipped; pypdfium2 (BSD, Apache 2.0) draws the pages.
"""

from __future__ import annotations

import csv
import io
import math
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.formats.extract import Extract, FileLimits, Notice, TextBuilder, Unreadable, numbered

LANGUAGES = ("ara", "eng")
# What Tesseract itself is less sure of, in percent, is noise: a stamp, a photograph, a line of a table.
_LEAST_SURE = 40.0
_DOTS_PER_INCH = 300  # that Tesseract's models were trained at
_MOST_DOTS = 25_000_000  # of a page; an A3 sheet has 17 million
_POINTS_PER_INCH = 72
_INSTALL = (
    "Install it with its languages: apt install tesseract-ocr tesseract-ocr-ara tesseract-ocr-eng, "
    "or brew install tesseract tesseract-lang."
)

Paragraphs = list[str]


def read_picture(data: bytes, limits: FileLimits) -> Extract:
    """The text that is recognised in a picture, each picture of a TIFF a page. Raises Unreadable."""
    pages = _recognised(data, _tesseract())
    builder = TextBuilder(limits.characters)
    starts = [min(builder.add("\n\n".join(pages[page])), builder.length) for page in sorted(pages)]
    if not builder.length:
        raise Unreadable(
            "no_letters", "is a picture in which no words are recognised. Give a sharper one, or the text."
        )
    extract = builder.extract(None, tuple(starts))
    shown = [page - 1 for page in sorted(pages) if pages[page]]
    return _said(extract, ((0, len(extract.text)),), shown)


def recognised_pages(data: bytes, numbers: Sequence[int], limits: FileLimits) -> dict[int, Paragraphs]:
    """What is recognised on pages of a PDF, counted from 0; none for a page without words. Raises Unreadable."""
    program = _tesseract()
    import pypdfium2  # most PDFs are read without

    found: dict[int, Paragraphs] = {}
    n_characters = 0
    document = pypdfium2.PdfDocument(data)
    for number in numbers:
        page = document[number]
        inches = max(1.0, page.get_width()) * max(1.0, page.get_height()) / _POINTS_PER_INCH**2
        per_inch = min(_DOTS_PER_INCH, math.sqrt(_MOST_DOTS / inches))
        picture = io.BytesIO()
        page.render(scale=per_inch / _POINTS_PER_INCH, grayscale=True).to_pil().save(picture, "PNG")
        paragraphs = _recognised(picture.getvalue(), program).get(1, [])
        n_characters += sum(map(len, paragraphs))
        if n_characters > limits.characters:
            raise Unreadable(
                "too_much",
                f"holds more than {limits.characters:,} characters of text, the most that is read. "
                "Split it into parts.",
            )
        if paragraphs:
            found[number] = paragraphs
    return found


def with_recognised(extract: Extract, pages: Mapping[int, Paragraphs]) -> Extract:
    """The extract with what was recognised on its pages, counted from 0, where these pages start.

    A paragraph that goes on behind such a page is parted there: no character changes its page.
    """
    woven = _Woven(extract.text)
    for page in sorted(pages):
        woven.put("\n\n".join(pages[page]), page, extract.pages[page])
    text = woven.end()
    starts = tuple(woven.starts.get(page, at + woven.before_page(page)) for page, at in enumerate(extract.pages))
    return _said(
        Extract(
            extract.title,
            text,
            woven.moved(extract.headings),
            woven.moved(extract.boilerplate),
            starts,
            extract.notices,
        ),
        tuple((start, start + n) for start, n in zip(woven.starts.values(), woven.lengths, strict=True)),
        sorted(pages),
    )


@dataclass(slots=True)
class _Woven:
    """A text with others put into it."""

    text: str
    starts: dict[int, int] = field(default_factory=dict)  # where each page's text starts in the whole
    lengths: list[int] = field(default_factory=list)  # of these, in the same order
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _at: int = 0
    _put: list[tuple[int, int, int]] = field(default_factory=list)  # page, offset, characters more from there on

    def put(self, words: str, page: int, at: int) -> None:
        """Puts the words of the page at the offset, with blank lines around."""
        self._add(self.text[self._at : at])
        self._at, before = at, self._length
        last = next((part for part in reversed(self._parts) if part), "")
        self._add("" if not last or last.endswith("\n\n") else "\n\n")
        self.starts[page] = self._length
        self.lengths.append(len(words))
        self._add(words)
        self._add("" if at == len(self.text) else "\n\n")
        self._put.append((page, at, self._length - before))

    def end(self) -> str:
        """The whole text."""
        self._add(self.text[self._at :])
        return "".join(self._parts)

    def before_page(self, page: int) -> int:
        """How many characters were put in for earlier pages."""
        return sum(n for other, _, n in self._put if other < page)

    def moved(self, ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """Ranges of the old text in the whole one."""

        def by(offset: int) -> int:
            return sum(n for _, at, n in self._put if at <= offset)

        return tuple((start + by(start), end + by(end - 1)) for start, end in ranges)

    def _add(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)


def _said(extract: Extract, recognised: tuple[tuple[int, int], ...], pages: Sequence[int]) -> Extract:
    """The extract with the ranges, and a notice that names the pages, counted from 0, where there are any."""
    return Extract(
        extract.title,
        extract.text,
        extract.headings,
        extract.boilerplate,
        extract.pages,
        (*extract.notices, Notice("recognised_pages", numbered(page + 1 for page in pages)))
        if pages
        else extract.notices,
        recognised,
    )


def _tesseract() -> str:
    """The program, with the languages. Raises Unreadable where it is not installed, and says how that is done."""
    program = shutil.which("tesseract")
    if program is None:
        raise Unreadable("no_ocr", f"needs text recognition (OCR), and Tesseract is not installed. {_INSTALL}")
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    missing = [language for language in LANGUAGES if language not in listed]
    if missing:
        raise Unreadable(
            "no_ocr", f"needs text recognition (OCR), and Tesseract lacks {' and '.join(missing)}. {_INSTALL}"
        )
    return program


def _recognised(picture: bytes, program: str) -> dict[int, Paragraphs]:
    """The paragraphs of a picture by page, from 1."""
    command = [program, "-", "-", "-l", "+".join(LANGUAGES), "tsv"]
    done = subprocess.run(command, input=picture, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreadable(
            "damaged", f"has a picture that Tesseract cannot read ({said[-1][:100] if said else done.returncode})."
        )
    words: dict[tuple[int, int, int], list[tuple[str, float]]] = {}
    pages: dict[int, Paragraphs] = {}
    table = io.StringIO(done.stdout.decode("utf-8", "replace"))
    for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
        page = int(row["page_num"])
        pages.setdefault(page, [])
        if row["text"] and row["text"].strip():
            place = page, int(row["block_num"]), int(row["par_num"])
            words.setdefault(place, []).append((row["text"].strip(), float(row["conf"])))
    for (page, _, _), found in words.items():
        if sum(sure for _, sure in found) >= _LEAST_SURE * len(found):
            pages[page].append(" ".join(word for word, _ in found))
    return pages
