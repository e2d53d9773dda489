"""Markdown's own signs, as offsets into a text that stays as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from corpus.outline import Outline, outline
from corpus.trim import trim

_FENCE = re.compile(r"(?m)^ {0,3}(`{3,}|~{3,})[^\r\n]*(?:\r?\n|\Z)")
# A line of equals signs or hyphens under a line of words, which is no item, quote, heading, row or code.
_UNDERLINED = re.compile(
    r"(?m)^\ufeff?(?! {0,3}(?:[-*+>|]|#{1,6}|\d{1,9}[.)])(?:\s|$))(?! {4}|\t)"
    r"([^\r\n]++)(\r?\n {0,3}(?:=+|-{2,})[ \t]*)(?=\r?\n|\Z)"
)
# Settings at the head of a file, at most a hundred lines of them.
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?:[^\r\n]*\r?\n){0,100}?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_TITLE = re.compile(r"(?m)^title:[ \t]*([^\r\n]+)")

_Range = tuple[int, int]


def markdown_outline(text: str) -> Outline:
    """The title, headings and boilerplate of a Markdown text: number signs and underlined lines, outside code.

    Settings at the head of the file are boilerplate; a title among them is the title. Takes linear time.
    """
    front = _FRONT_MATTER.match(text)
    body = 0 if front is None else front.end()
    named = _TITLE.search(text, 0, body)
    code = code_blocks(text, body)
    seen = outline(text[body:])
    headings = _outside(seen.headings, body, code)
    boilerplate = _outside(seen.boilerplate, body, code)
    marked = set(boilerplate)
    title = seen.title
    for match in _UNDERLINED.finditer(text, body):
        start, end = trim(text, *match.span(1))
        if start == end or _in_any(start, code):
            continue
        if (start, end) in marked:  # the first line, taken for the title already
            boilerplate.append(match.span(2))
        elif title is None and not text[body:start].strip("\ufeff \t\r\n"):
            title = text[start:end]
            boilerplate.append((start, match.end()))
        else:
            headings.append((start, end))
            boilerplate.append((end, match.end()))
    if front is not None:
        boilerplate.append((0, body))
    if named is not None:
        title = named[1].strip().strip("\"'").strip() or title
    return Outline(title, tuple(sorted(headings)), tuple(sorted(boilerplate)))


def code_blocks(text: str, start: int = 0) -> list[_Range]:
    """The ranges of fenced code, in order; one that is never closed goes to the end."""
    found: list[_Range] = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text, start):
        if opened is None:
            opened = fence
        elif fence[1][0] == opened[1][0] and len(fence[1]) >= len(opened[1]):
            found.append((opened.start(), fence.end()))
            opened = None
    return found if opened is None else [*found, (opened.start(), len(text))]


def _outside(ranges: Sequence[_Range], body: int, code: Sequence[_Range]) -> list[_Range]:
    moved = ((start + body, end + body) for start, end in ranges)
    return [one for one in moved if not _in_any(one[0], code)]


def _in_any(at: int, ranges: Sequence[_Range]) -> bool:
    """Whether the offset is in one of the ranges, which are in order and apart."""
    before = bisect_right(ranges, at, key=lambda one: one[0]) - 1
    return before >= 0 and at < ranges[before][1]
