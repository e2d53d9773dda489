"""Words that a Markdown text strikes out (~~so~~), as GitHub's Markdown and Pandoc show them."""

from __future__ import annotations

import re

from corpus.markdown import code_blocks

_PARAGRAPH = re.compile(r"[^\S\r\n]*[^\s][^\r\n]*(?:\r?\n[^\S\r\n]*[^\s][^\r\n]*)*")
# A run of backticks up to the next run of the same length. A paragraph of n characters has runs of at most
# sqrt(2n) different lengths, so that those which never close cost little.
_CODE = re.compile(r"(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
_TILDES = re.compile(r"(?<![~\\])~~(?!~)")


def without_struck(text: str) -> tuple[str, int]:
    """The text without its struck-out words, and how many stretches of them there were; code is left as it is."""
    blocks = code_blocks(text)
    struck: list[tuple[int, int]] = []
    at = 0
    for start, end in [*blocks, (len(text), len(text))]:
        for paragraph in _PARAGRAPH.finditer(text, at, start):
            struck += _struck(text, *paragraph.span())
        at = end
    kept, at = [], 0
    for start, end in struck:
        # Struck words take one of the two spaces around them along.
        beside = text[start - 1 : start] in ("", " ") and text[end : end + 1] == " "
        kept.append(text[at:start])
        at = end + beside
    return "".join([*kept, text[at:]]), len(struck)


def _struck(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The struck-out ranges of a paragraph, with their marks."""
    marks: list[int] = []
    at = start
    for code in (*(match.span() for match in _CODE.finditer(text, start, end)), (end, end)):
        marks += [match.start() for match in _TILDES.finditer(text, at, code[0])]
        at = code[1]
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in marks:
        if opened is not None and not text[mark - 1].isspace():
            found.append((opened, mark + 2))
            opened = None
        elif opened is None and not text[mark + 2 : mark + 3].isspace() and mark + 2 < end:
            opened = mark
    return found
