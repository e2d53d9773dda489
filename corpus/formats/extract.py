"""What a reader of a format takes out of a file: a text, and offsets into it. Nothing here knows of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

# Why a file gives no text, in so few kinds that each can be told in every language.
Reason = Literal["no_words", "no_letters", "locked", "damaged", "other_format", "too_much", "encoding", "no_ocr"]


# What a reader leaves out of a file that it does read, likewise.
LeftOut = Literal["picture_pages", "withdrawn", "note_marks", "attachments", "recognised_pages"]
_LEFT_OUT: Mapping[LeftOut, tuple[str, str]] = {  # said of one, and of several
    "picture_pages": ("page {where} has no text: a picture", "pages {where} have no text: pictures"),
    "withdrawn": (
        "{where} struck-out or hidden stretch of text is left out",
        "{where} struck-out or hidden stretches of text are left out",
    ),
    "note_marks": ("{where} mark of a note is left out", "{where} marks of notes are left out"),
    "attachments": (
        "{where} attachment is left out; add its file by itself",
        "{where} attachments are left out; add their files by themselves",
    ),
    "recognised_pages": (
        "page {where} is a picture: its text was recognised (OCR), not read, and may be wrong",
        "pages {where} are pictures: their text was recognised (OCR), not read, and may be wrong",
    ),
}


# What is said of pictures that are not recognised.
RECOGNISE = (
    "put it through text recognition (OCR): --ocr does so where Tesseract is installed "
    "(apt install tesseract-ocr tesseract-ocr-ara tesseract-ocr-eng)"
)


class Unreadable(Exception):  # noqa: N818 - a finding about the file, not a failure of the program
    """Why a file gives no text, as the end of a sentence that starts with its name, and what to do."""

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may cost. A file that needs more is refused in words."""

    file_bytes: int = 50_000_000  # bytes of the file as it is stored; a long book with pictures fits
    unpacked_bytes: int = 300_000_000  # bytes of a DOCX's parts once unpacked; pictures do not grow
    pages: int = 2_000  # of a PDF
    characters: int = 5_000_000  # of text taken out; some 2,500 full pages
    seconds: float = 300.0  # wall time, and processor time, of the process that parses; 2,000 pages of a PDF take 200
    ocr: bool = (
        False  # whether text in pictures is recognised, by Tesseract where it is installed; a page takes seconds
    )
    memory_bytes: int = 1_500_000_000  # address space of that process; pdfminer needs about 100 MB to start


@dataclass(frozen=True, slots=True)
class Notice:
    """What was left out of a file that was read; `where` is the pages it is on ("2, 5-7") or how often it occurs."""

    kind: LeftOut
    where: str

    @property
    def words(self) -> str:
        """The notice in English: a statement without its full stop."""
        one, several = _LEFT_OUT[self.kind]
        is_one = self.where == "1" or (self.kind.endswith("_pages") and self.where.isdecimal())
        return (one if is_one else several).format(where=self.where)


def numbered(numbers: Iterable[int]) -> str:
    """Rising numbers as people write them: "2, 5-7"."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file. Ranges are half-open character offsets into it, in text order and apart.

    `pages` holds where each page starts, never falling; empty where the format has no pages.
    `recognised` are the ranges that were recognised in pictures. `notices` say what of the file is not in the text.
    """

    title: str | None
    text: str
    headings: tuple[tuple[int, int], ...] = ()
    boilerplate: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()
    recognised: tuple[tuple[int, int], ...] = ()


def with_words(extract: Extract, otherwise: str) -> Extract:
    """The extract where it has a letter or a digit; else Unreadable, in the words `otherwise`."""
    return _with_words(extract, "no_words", otherwise)


def with_words_on(extract: Extract, pages: str) -> Extract:
    """The same for a format whose `pages`, "pages" or "slides", may be pictures."""
    words = f"has no words. If its {pages} are pictures, save it as PDF and add that with --ocr."
    return _with_words(extract, "no_letters", words)


def _with_words(extract: Extract, reason: Reason, otherwise: str) -> Extract:
    if not any(map(str.isalnum, extract.text)):
        raise Unreadable(reason, otherwise)
    return extract


@dataclass(slots=True)
class TextBuilder:
    """Blocks in, one text out: a blank line between neighbours, blank blocks left out."""

    limit: int  # characters; one more raises Unreadable
    headings: list[tuple[int, int]] = field(default_factory=list)
    boilerplate: list[tuple[int, int]] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)  # how often something was, by kind
    _parts: list[str] = field(default_factory=list)
    length: int = 0  # characters so far

    def add(self, block: str, *, heading: bool = False, boilerplate: bool = False) -> int:
        """Appends the block and says where it starts; where the next would start, when it is blank."""
        start = self.length + 2 * bool(self._parts)
        if not block.strip():
            return start
        end = start + len(block)
        if end > self.limit:
            raise Unreadable(
                "too_much",
                f"holds more than {self.limit:,} characters of text, the most that is read. Split it into parts.",
            )
        if self._parts:
            self._parts.append("\n\n")
        self._parts.append(block)
        self.length = end
        if heading:
            self.headings.append((start, end))
        elif boilerplate:
            self.boilerplate.append((start, end))
        return start

    def extract(self, title: str | None, pages: tuple[int, ...] = (), notices: tuple[Notice, ...] = ()) -> Extract:
        """Everything that was added; to the notices given come those of what was counted as left out."""
        text = "".join(self._parts)
        notices += tuple(Notice(kind, str(n)) for kind, n in self.left_out.items() if n)
        return Extract(title, text, tuple(self.headings), tuple(self.boilerplate), pages, notices)
