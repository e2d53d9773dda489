"""Documents and passages. Only a `Document` owns text; everything else is offsets into it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Lang = Literal["ar", "en"]


def other_lang(lang: Lang) -> Lang:
    """The language that is not this one."""
    return "en" if lang == "ar" else "ar"


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and the text under it, as half-open character offsets into the document.

    `heading_start <= heading_end <= start <= end`; sections do not overlap and are in text order.
    """

    heading_start: int
    heading_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Translated:
    """Whole sentences of a document and what they say in the other language; half-open character offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text exactly as it was read: not folded, not stripped, not re-wrapped.

    `sections` may be empty. `boilerplate` holds half-open ranges that belong to no passage
    (a title said twice, a notice of a table that is not there, an exporter's name). `translation`
    is in text order and apart; it may leave sentences out and is empty where the document brings none.
    `pages` are the offsets where its pages start, never falling; empty where its format has none. `recognised` are
    the half-open ranges that were recognised in pictures, in order, and may not be what stands there.
    """

    doc_id: str
    lang: Lang
    title: str
    text: str
    sections: tuple[Section, ...] = ()
    boilerplate: tuple[tuple[int, int], ...] = ()
    translation: tuple[Translated, ...] = ()
    pages: tuple[int, ...] = ()
    recognised: tuple[tuple[int, int], ...] = ()

    def heading(self, section: Section) -> str:
        """The words of the section's heading."""
        return self.text[section.heading_start : section.heading_end]

    def page_of(self, offset: int) -> int | None:
        """The number of the page that the character at `offset` is on, from 1; None where there are no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def is_recognised(self, start: int, end: int) -> bool:
        """Whether any of the characters from `start` to `end` was recognised in a picture, not read."""
        return any(first < end and start < last for first, last in self.recognised)


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one document: `0 <= start < end <= len(document.text)`.

    `sentences` are the half-open ranges of its sentences in the document, in order; the first
    starts at `start` and the last ends at `end`. `section` is None outside every section.
    """

    document: Document
    start: int
    end: int
    section: Section | None = None
    sentences: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The passage's slice of the document."""
        return self.document.text[self.start : self.end]
