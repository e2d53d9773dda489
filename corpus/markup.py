"""Marks of Markdown, which a reader of the page does not see."""

from __future__ import annotations

import re

from corpus.document import Document

# Links keep their words, notes lose their mark.
MARKUP = re.compile(
    r"\*\*(?=\S)|(?<=\S)\*\*|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)|`+|\[\^[^\]\s]{1,20}\]"
    r"|!?\[(?=[^\]\n]{1,200}\]\([^)\s]{1,500}\))|(?<=\S)\]\([^)\s]{1,500}\)|^#{1,6}[ \t]+"
)


def unmarked(words: str) -> str:
    """The words on one line, without marks."""
    return " ".join(MARKUP.sub("", words).split())


def as_seen(document: Document, start: int, end: int) -> str:
    """What a reader of the page sees of `document.text[start:end]`: no marks, and nothing that is struck out."""
    text, kept, at = document.text, list[str](), start
    cuts = [match.span() for match in MARKUP.finditer(text, start, end)]
    cuts += [cut for cut in document.boilerplate if cut[0] < end and start < cut[1]]
    for low, high in sorted(cuts):
        kept.append(text[at : max(at, low)])
        at = max(at, high)
    return "".join([*kept, text[at:end]])
