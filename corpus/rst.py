"""reStructuredText's own signs, as offsets into a text that stays as it is."""

from __future__ import annotations

import re
from bisect import bisect_left

from corpus.outline import Outline, outline
from corpus.trim import trim

# A line of one sign, at least as long as the words above it; the same above the words too, or not
# (docutils, "reStructuredText Markup Specification", Sections).
_HEADING = re.compile(
    r"(?m)^\ufeff?(?P<over>(?P<sign>[!-/:-@\[-`{-~])(?P=sign){2,}[ \t]*\r?\n)?(?(sign)[ \t]*|)(?P<words>[^\s][^\r\n]*)"
    r"(?P<under>\r?\n(?P<below>[!-/:-@\[-`{-~])(?P=below){2,}[ \t]*)(?=\r?\n|\Z)"
)
# Targets, comments and settings of a picture or a contents; the words under a note or a warning are read.
_MARKUP = re.compile(r"(?m)^[ \t]*(?:\.\. (?:_[^\r\n:]+:|[\w-]+::|\|[^|\r\n]+\|)[^\r\n]*|:[\w-]+:(?=[ \t]*\r?$))")


def rst_outline(text: str) -> Outline:
    """The title, headings and boilerplate of a text: underlined lines, directives and targets. Takes linear time."""
    headings: list[tuple[int, int]] = []
    boilerplate: list[tuple[int, int]] = []
    title: str | None = None
    for match in _HEADING.finditer(text):
        start, end = trim(text, *match.span("words"))
        over, below = match["sign"], match["below"]
        n_below = len(match["under"].strip())
        is_rule = not any(map(str.isalnum, text[start:end]))
        if is_rule or (over is not None and over != below) or n_below < min(end - start, 4):
            continue
        if over is not None:
            boilerplate.append(match.span("over"))
        if title is None and not text[: match.start()].strip("\ufeff \t\r\n"):
            title = text[start:end]
            boilerplate.append((start, match.end()))
            continue
        headings.append((start, end))
        boilerplate.append((end, match.end()))
    if title is None and not headings:
        return outline(text)
    taken = sorted([*headings, *boilerplate])
    boilerplate += [one for one in map(re.Match[str].span, _MARKUP.finditer(text)) if _is_apart(one, taken)]
    return Outline(title, tuple(headings), tuple(sorted(boilerplate)))


def _is_apart(one: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    at = bisect_left(taken, one)
    before = at == 0 or taken[at - 1][1] <= one[0]
    return before and (at == len(taken) or one[1] <= taken[at][0])
