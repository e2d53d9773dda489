"""Places in documents as links that last: a document, a span of it and a short hash of the words that stand there.

A document that is edited leaves the offsets of a link behind. With the hash the page can tell whether the quoted
words *stand* where the link says, have *moved* elsewhere in the document, or are *gone*, and never marks other words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, unquote

import numpy as np

from chat.shelf import Shelf
from corpus.document import Document

# "" for a place that no link with a hash led to: there is nothing to compare.
Standing = Literal["", "stands", "moved", "gone"]

_FRAGMENT = re.compile(
    r"(?P<document>[^:]*)(?::(?P<start>[0-9]{1,12})-(?P<end>[0-9]{1,12})"
    r"(?::(?P<check>[0-9a-f]{12}))?(?P<passage>:passage)?)?"
)
_SUM_DIGITS = 4  # of a check: the sum of its characters' numbers, which slides over a long document fast
_HASH_DIGITS = 8  # of a check: SHA-256; 1 in 4 billion words with an equal sum are taken for the quoted ones


@dataclass(frozen=True, slots=True)
class Place:
    """A document, open at a span: half-open character offsets into its text, or None for its beginning.

    `is_passage` when the span is only close to a question and not the cited words of an answer. `standing` is what
    became of the words of the link that led here.
    """

    document: Document
    span: tuple[int, int] | None = None
    is_passage: bool = False
    standing: Standing = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.span is not None and not 0 <= self.span[0] < self.span[1] <= len(self.document.text):
            raise ValueError(
                f"{self.document.doc_id} has {len(self.document.text)} characters; there is no {self.span}"
            )

    @property
    def fragment(self) -> str:
        """The link to this place: the document's id, percent-encoded, ":start-end:check", and ":passage" for one."""
        doc_id = quote(self.document.doc_id, safe="", errors="replace")
        if self.span is None:
            return doc_id
        start, end = self.span
        check = check_of(self.document.text[start:end])
        return f"{doc_id}:{start}-{end}:{check}{':passage' if self.is_passage else ''}"


def check_of(words: str) -> str:
    """The short hash of a link's words: 12 hexadecimal digits."""
    total = sum(map(ord, words)) % 16**_SUM_DIGITS
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{total:0{_SUM_DIGITS}x}{digest[:_HASH_DIGITS]}"


def has_check(fragment: str) -> bool:
    """Whether a link says which words it means, so that they can be missed."""
    match = _FRAGMENT.fullmatch(fragment)
    return match is not None and match["check"] is not None


def find_place(fragment: str, shelf: Shelf, known: Iterable[Document] = ()) -> Place | None:
    """The place that a link names, or None where the shelf has no such place; `known` are of it, and at hand.

    Words that have moved are found where they are now, the nearest first; where they are gone, the place is the
    document's beginning. Links come from outside: anything may stand in one.
    """
    match = _FRAGMENT.fullmatch(fragment)
    if match is None:
        return None
    document = shelf.find(unquote(match["document"]), known)
    if document is None:
        return None
    if match["start"] is None:
        return Place(document)
    start, end = int(match["start"]), int(match["end"])
    is_passage, check = match["passage"] is not None, match["check"]
    if check is None:
        is_there = start < end <= len(document.text)
        return Place(document, (start, end), is_passage=is_passage) if is_there else None
    if end <= len(document.text) and check_of(document.text[start:end]) == check and start < end:
        return Place(document, (start, end), is_passage=is_passage, standing="stands")
    for at in _alike(document.text, end - start, check, start):
        span = (at, at + end - start)
        return Place(document, span, is_passage=is_passage, standing="moved")
    return Place(document, standing="gone")


def _alike(text: str, length: int, check: str, near: int) -> Iterator[int]:
    """Where words of this length with this check stand, the nearest to `near` first."""
    if not 0 < length <= len(text):
        return
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    sums = np.concatenate(([0], np.cumsum(points)))
    totals = (sums[length:] - sums[:-length]) % 16**_SUM_DIGITS
    found = np.flatnonzero(totals == int(check[:_SUM_DIGITS], 16))
    for at in found[np.argsort(np.abs(found - near), kind="stable")].tolist():
        if check_of(text[at : at + length]) == check:
            yield at
