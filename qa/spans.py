"""Spans of a passage from a reader's logits: which are best, where their edges belong. No model is needed here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.language import fold
from corpus.outline import ITEM
from corpus.trim import is_blank
from qa.answer import Span


def best_spans(
    start_logits: NDArray[np.float32],
    end_logits: NDArray[np.float32],
    blocks: NDArray[np.int32],
    *,
    max_length: int,
    n: int,
) -> list[tuple[int, int, float]]:
    """The n best (first token, last token, lead over position 0), best first, none overlapping a better one.

    Logits are [seq]; `blocks` [seq] says in which cell, list item or paragraph a token stands, -1 where it cannot
    be quoted; a span stays in one. Position 0 stands for "it does not say" (Devlin et al. 2019).
    """
    positions = np.flatnonzero(blocks >= 0)
    if not len(positions):
        return []
    first, last = int(positions[0]), int(positions[-1]) + 1
    scores = start_logits[first:last, None] + end_logits[None, first:last]  # [length, length]
    length = last - first
    band = np.triu(np.ones((length, length), dtype=bool)) & ~np.triu(np.ones((length, length), dtype=bool), max_length)
    inside = blocks[first:last]
    scores = np.where(band & (inside[:, None] == inside[None, :]) & (inside >= 0)[:, None], scores, -np.inf)
    null = float(start_logits[0] + end_logits[0])
    found: list[tuple[int, int, float]] = []
    while len(found) < n:
        start, end = divmod(int(scores.argmax()), length)
        if not np.isfinite(scores[start, end]):
            break
        found.append((first + start, first + end, float(scores[start, end]) - null))
        scores[: end + 1, start:] = -np.inf
    return found


# Inside a word for search and for eyes: letters, digits and the marks that combine with them.
_INNER = re.compile(r"\w")
_REFERENCE = re.compile(r"\[\d{1,3}\]")
_NEGATIVE = re.compile(r"[-\u2212]\d[\d.,٫٬]*+(?![-–—])")
# Addresses of pages and letters, and numbers of files and rooms, with letters and figures: "HR-2022/417", "318/ز".
_WHOLE = re.compile(
    r"(?<![\w@./-])(?:https?://|www\.)[^\s<>«»\"'()\u0600-\u06ff]*[\w/]"
    r"|(?<![\w@.-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w/-])(?=[A-Z\d/-]{0,20}[A-Z])(?=[A-Z/-]{0,20}\d)[A-Z\d]{1,10}(?:[-/][A-Z\d]{1,10}){1,5}(?![\w/-])"
    r"|(?<![\w/-])\d{1,8}[-/][ء-ي]{1,2}(?![\w/-])"
)
_LONGEST_WHOLE = 200
_OPENING, _CLOSING = "([{«“‘", ")]}»”’"
_FIRST_OF_MANY = re.compile(r"\S+(?=\s)")
# "هو عاصمة ..." and "في أستانا": the word ties the answer to its sentence and is not of the answer.
_LINKS = frozenset(["هو", "هي", "هم", "هما", "هن", "وهو", "وهي", "وهم", "وهما", "وهن", "في"])
_EDGES = frozenset("،,؛;:.!؟?…|*'\"-–—\u200c\u200d")


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span moved to whole words, addresses and codes.

    It has no mark of a list's item, punctuation, reference marks, linking words or lone brackets at its edges. A minus
    before a number is of the number, unless another dash follows: "-1992-" is in brackets.

    Only offsets move; None where nothing is left.
    """
    while 0 < start < end and _is_inner(text[start]) and _is_inner(text[start - 1]):
        start -= 1
    while end < len(text) and end > start and _is_inner(text[end - 1]) and _is_inner(text[end]):
        end += 1
    mark = ITEM.match(text, start, end) if start == 0 or text[start - 1] in "\r\n" else None
    start = start if mark is None else mark.end()
    for whole in _WHOLE.finditer(text, max(0, start - _LONGEST_WHOLE), min(len(text), end + _LONGEST_WHOLE)):
        if whole.start() <= start and end <= whole.end():
            start, end = whole.span()
    while True:
        before = (start, end)
        reference = list(_REFERENCE.finditer(text, max(0, end - 5), min(len(text), end + 4)))
        for match in reference:
            if match.start() < end <= match.end():
                end = max(start, match.start())
        while start < end and _is_edge(text[start]):
            start += 1
        while start < end and _is_edge(text[end - 1]):
            end -= 1
        first = _FIRST_OF_MANY.match(text, start, end)
        if first and fold(first[0]) in _LINKS:
            start = first.end()
        inside = text[start:end]
        for opening, closing in zip(_OPENING, _CLOSING, strict=True):
            if opening in inside and closing not in inside and text[end : end + 1] == closing:
                end += 1
                break
            if (inside[:1] == opening and closing not in inside) or inside[:1] == closing:
                start += 1
                break
            if (inside[-1:] == closing and opening not in inside) or inside[-1:] == opening:
                end -= 1
                break
        if (start, end) == before:
            break
    if start < end and _NEGATIVE.match(text, max(0, start - 1)) and (start < 2 or is_blank(text[start - 2])):
        start -= 1
    return (start, end) if start < end else None


def _is_edge(character: str) -> bool:
    return character in _EDGES or is_blank(character)


def _is_inner(character: str) -> bool:
    return bool(_INNER.match(character)) or unicodedata.combining(character) > 0 or character == "ـ"


def without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """The spans without those that share document characters with a better one, in the same order."""
    kept: list[Span] = []
    for span in spans:
        document, base = span.hit.passage.document, span.hit.passage.start
        if not any(
            other.hit.passage.document is document
            and base + span.start < other.hit.passage.start + other.end
            and other.hit.passage.start + other.start < base + span.end
            for other in kept
        ):
            kept.append(span)
    return kept
