"""What can be seen in a text without a side file: a title, headings, where paragraphs end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Section
from corpus.trim import trim

# ATX headings of Markdown: one to six number signs, a space, the words, maybe more number signs.
_HEADING = re.compile(r"(?m)^(\ufeff? {0,3}#{1,6}[ \t]+)([^\s#][^\r\n]*)")
_LINE = re.compile(r"[^\r\n]+")
_BLANK_LINE = re.compile(r"[ \t]*\r?\n[ \t]*\r?(?:\n|$)")
# A mark of a list at the start of a line: a bullet, or a number with a full stop or bracket. A match ends at its words.
ITEM = re.compile(r"[ \t]*(?:[-*•‣▪–]|\(?\d{1,3}[.)])[ \t]+(?=\S)")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# A line longer than this many characters was not wrapped by hand: there, each line is a paragraph.
_LONGEST_WRAPPED_LINE = 200
# A title is not longer than this many characters.
_LONGEST_TITLE = 150
_ENDS_A_SENTENCE = tuple(".!?؟؛:،,;")


@dataclass(frozen=True, slots=True)
class Outline:
    """`title` is None where the text shows none; headings and boilerplate are ranges in text order, apart."""

    title: str | None
    headings: tuple[tuple[int, int], ...]
    boilerplate: tuple[tuple[int, int], ...]


def outline(text: str, title: str | None = None) -> Outline:
    """The title, headings and boilerplate of a plain or Markdown text.

    The first line is taken as a title, and so belongs to no passage, when it is `title`, when the next
    line starts with it again, when it is a Markdown heading, or when it is short, ends no sentence and
    a blank line follows. Heading marks are boilerplate.
    """
    headings: list[tuple[int, int]] = []
    boilerplate: list[tuple[int, int]] = []
    found = _first_line_title(text, title)
    if found is not None:
        boilerplate.append(found)
    for match in _HEADING.finditer(text):
        start = match.start(2)
        end = start + len(match.group(2).rstrip().rstrip("#").rstrip())
        if found is not None and match.start() <= found[0] < match.end():
            boilerplate[0] = match.span()
            continue
        headings.append((start, end))
        boilerplate.append(match.span(1))
        if end < match.end():
            boilerplate.append((end, match.end()))
    shown = title if title is not None or found is None else text[slice(*found)]
    return Outline(shown, tuple(headings), tuple(boilerplate))


def sections_of(text: str, headings: tuple[tuple[int, int], ...]) -> tuple[Section, ...]:
    """A section for each heading, up to the next heading or the end of the text."""
    ends = [start for start, _ in [*headings, (len(text), len(text))]][1:]
    return tuple(Section(start, end, end, until) for (start, end), until in zip(headings, ends, strict=True))


@lru_cache(maxsize=32)
def is_wrapped(text: str) -> bool:
    """Whether the text's lines are all short enough to have been wrapped by hand; kept for the last texts asked for."""
    last = 0
    for match in _BREAK.finditer(text):
        if match.start() - last > _LONGEST_WRAPPED_LINE:
            return False
        last = match.end()
    return len(text) - last <= _LONGEST_WRAPPED_LINE


def paragraphs(text: str, start: int, end: int, *, wrapped: bool) -> list[tuple[int, int]]:
    """The ranges of `text[start:end]` between paragraph ends, in order; all but blank characters is in one.

    A blank line ends a paragraph, and so does the end of the line before a list's item. Where the text
    is not `wrapped`, every line is a paragraph.
    """
    breaks = list(_BREAK.finditer(text, start, end))
    lines = zip([start, *(b.end() for b in breaks)], [*(b.start() for b in breaks), end], strict=True)
    ranges: list[tuple[int, int]] = []
    goes_on = False
    for at, until in lines:
        blank = not text[at:until].strip()
        if not blank and goes_on and wrapped and not ITEM.match(text, at, until):
            ranges[-1] = (ranges[-1][0], until)
        elif not blank:
            ranges.append((at, until))
        goes_on = not blank
    return ranges


def _first_line_title(text: str, title: str | None) -> tuple[int, int] | None:
    lines = _LINE.finditer(text)
    line = next((match for match in lines if not _is_blank_line(match.group())), None)
    if line is None:
        return None
    start, end = trim(text, *line.span())
    words = text[start:end]
    after = next((match for match in lines if not _is_blank_line(match.group())), None)
    if after is None or len(words) > _LONGEST_TITLE:
        return None
    heading = _HEADING.match(text, line.start())
    if heading is not None:
        return trim(text, heading.start(2), heading.start(2) + len(heading.group(2).rstrip().rstrip("#")))
    twice = after.group().strip().startswith(words)
    alone = _BLANK_LINE.match(text, line.end()) is not None and not words.endswith(_ENDS_A_SENTENCE)
    return (start, end) if words == title or twice or (title is None and alone) else None


def _is_blank_line(line: str) -> bool:
    start, end = trim(line, 0, len(line))
    return start == end
