"""The documents of a collection by their ids. A large collection reads a document only when it is asked for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from corpus.document import Document
from index.store import document_of


class Shelf:
    """Documents in order. Nothing is read before it is asked for."""

    def __init__(self, documents: Sequence[Document], with_original: Container[str] = ()) -> None:
        """`with_original` are the ids of those whose pages can be shown as they are printed."""
        self.documents = documents
        self.with_original = with_original

    def find(self, doc_id: str, known: Iterable[Document] = ()) -> Document | None:
        """The document of the id, from those that are at hand or from all; None where there is none."""
        at_hand = next((document for document in known if document.doc_id == doc_id), None)
        return document_of(self.documents, doc_id) if at_hand is None else at_hand

    def first(self, n: int) -> tuple[list[Document], int]:
        """The first n documents, or all, and how many there are besides."""
        found = [self.documents[at] for at in range(min(n, len(self.documents)))]
        return found, len(self.documents) - len(found)
