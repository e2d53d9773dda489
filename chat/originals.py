"""A visitor's PDF as it was sent, in memory beside its text and for as long, so that its pages can be shown.

Collections have no originals: a store keeps the text of its documents, and where a file lay says nothing of what lies
there now.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from corpus.document import Document
from corpus.formats import Box, Printed, boxes_of, print_apart

_N_DRAWN = 3  # pages of a document that are held, of some 0.2 MB each: the one that is read, and those beside it


class Original:
    """The bytes of a PDF, and its pages as they are drawn. May be used from several threads."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._drawn: OrderedDict[int, Printed] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, document: Document, number: int, span: tuple[int, int] | None) -> tuple[Printed, list[Box]]:
        """The page of the number, counted from 1, and where on it the characters of the span stand.

        No boxes without a span, where none of it is on this page, and where its words are not found there. Raises
        Unreadable where the page cannot be drawn, or needs more than it may.
        """
        with self._lock:
            printed = self._drawn.pop(number, None)
        if printed is None:
            printed = print_apart(self.data, number - 1, mostly_arabic=document.lang == "ar")
        with self._lock:
            self._drawn[number] = printed
            while len(self._drawn) > _N_DRAWN:
                self._drawn.popitem(last=False)
        start, end = (*document.pages, len(document.text))[number - 1 : number + 1]
        first, last = (start, start) if span is None else (max(start, span[0]), min(end, span[1]))
        return printed, boxes_of(printed, document.text[start:end], first - start, last - start) if first < last else []
