"""What a reader of a format takes out of a file: a text, and offsets into it. Nothing here knows of files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# Why a file gives no text, in so few kinds that each can be told in every language.
Reason = Literal["no_words", "no_letters", "locked", "damaged", "other_format", "too_much", "encoding"]


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
    memory_bytes: int = 1_500_000_000  # address space of that process; pdfminer needs about 100 MB to start


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file. Ranges are half-open character offsets into it, in text order and apart.

    `pages` holds where each page starts, never falling; empty where the format has no pages.
    """

    title: str | None
    text: str
    headings: tuple[tuple[int, int], ...] = ()
    boilerplate: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(slots=True)
class TextBuilder:
    """Blocks in, one text out: a blank line between neighbours, blank blocks left out."""

    limit: int  # characters; one more raises Unreadable
    headings: list[tuple[int, int]] = field(default_factory=list)
    boilerplate: list[tuple[int, int]] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, block: str, *, heading: bool = False, boilerplate: bool = False) -> int:
        """Appends the block and says where it starts; where the next would start, when it is blank."""
        start = self._length + 2 * bool(self._parts)
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
        self._length = end
        if heading:
            self.headings.append((start, end))
        elif boilerplate:
            self.boilerplate.append((start, end))
        return start

    def extract(self, title: str | None, pages: tuple[int, ...] = ()) -> Extract:
        """Everything that was added."""
        text = "".join(self._parts)
        return Extract(title, text, tuple(self.headings), tuple(self.boilerplate), pages)
