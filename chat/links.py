"""Places in documents as links: the part of an address after `#` names a document and a span of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from chat.shelf import Shelf
from corpus.document import Document

_FRAGMENT = re.compile(r"(?P<document>[^:]*)(?::(?P<start>[0-9]{1,12})-(?P<end>[0-9]{1,12})(?P<passage>:passage)?)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A document, open at a span: half-open character offsets into its text, or None for its beginning.

    `is_passage` when the span is only close to a question and not the cited words of an answer.
    """

    document: Document
    span: tuple[int, int] | None = None
    is_passage: bool = False

    def __post_init__(self) -> None:
        if self.span is not None and not 0 <= self.span[0] < self.span[1] <= len(self.document.text):
            raise ValueError(
                f"{self.document.doc_id} has {len(self.document.text)} characters; there is no {self.span}"
            )

    @property
    def fragment(self) -> str:
        """The link to this place: the document's id, percent-encoded, ":start-end" and, if it is one, ":passage"."""
        doc_id = quote(self.document.doc_id, safe="", errors="replace")
        if self.span is None:
            return doc_id
        return f"{doc_id}:{self.span[0]}-{self.span[1]}{':passage' if self.is_passage else ''}"


def find_place(fragment: str, shelf: Shelf, known: Iterable[Document] = ()) -> Place | None:
    """The place that a link names, or None where the shelf has no such place; `known` are of it, and at hand.

    Links come from outside: anything may stand in one.
    """
    match = _FRAGMENT.fullmatch(fragment)
    if match is None:
        return None
    document = shelf.find(unquote(match["document"]), known)
    if document is None:
        return None
    try:
        span = None if match["start"] is None else (int(match["start"]), int(match["end"]))
        return Place(document, span, is_passage=match["passage"] is not None)
    except ValueError:
        return None
