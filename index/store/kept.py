"""The documents and passages of an opened store, read from its database when somebody looks at them."""

from __future__ import annotations

import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol, overload, runtime_checkable

import numpy as np

from corpus.document import Document, Passage
from index.errors import DamagedError, StoreError
from index.store.connect import faults, snapshot
from index.store.database import Database, Placed, Stored, printable

log = logging.getLogger(__name__)

# Characters of documents that stay in memory, the last that were looked at: some tens of megabytes.
_CACHED = 8_000_000


class Kept:
    """One generation of a store's database, read piece by piece. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Holds the generation until `close`, or until nobody has it any more. Raises StoreError."""
        self.folder = folder
        held = ExitStack()
        self.database: Database | None = held.enter_context(snapshot(folder))
        self.close = weakref.finalize(self, held.close)
        self._one_at_a_time = threading.Lock()
        self._cached: OrderedDict[int, Stored] = OrderedDict()
        self._n_cached = 0  # characters

    def stored(self, number: int) -> Stored:
        """A document with its passages. Raises DamagedError where it is not what was kept, StoreError after `close`."""
        with self._reading() as database:
            found = self._cached.pop(number, None)
            if found is None:
                found = database.stored_at(number)
                self._n_cached += found.entry.n_characters
            self._cached[number] = found
            while self._n_cached > _CACHED and len(self._cached) > 1:
                self._n_cached -= self._cached.popitem(last=False)[1].entry.n_characters
            return found

    def number_of(self, doc_id: str) -> int | None:
        """The number of the document of this id; None where there is none."""
        with self._reading() as database:
            wanted = (printable(doc_id),)  # whatever a visitor's link says
            found = database.connection.execute("SELECT number FROM documents WHERE doc_id = ?", wanted).fetchone()
        return None if found is None else int(found[0])

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        with self._one_at_a_time, faults(self.folder):
            if self.database is None or not self.close.alive:
                raise StoreError(f"{self.folder} was closed here. Open it again.")
            yield self.database


@runtime_checkable
class ById(Protocol):
    """Documents that need not be looked through for one of them: a store's, a database's."""

    def of_id(self, doc_id: str) -> Document | None:
        """The document of this id; None where there is none."""


def document_of(documents: Sequence[Document], doc_id: str) -> Document | None:
    """The document of this id, without a look at the others where they are a store's; None where there is none."""
    if isinstance(documents, ById):
        return documents.of_id(doc_id)
    return next((document for document in documents if document.doc_id == doc_id), None)


class Documents(Sequence[Document]):
    """The documents, in the order in which they were added; each is read when it is looked at.

    Looking at a damaged one raises DamagedError; going through all leaves it out, with a warning.
    """

    def __init__(self, kept: Kept, placed: Sequence[Placed]) -> None:
        self._kept = kept
        self._numbers = np.sort(np.array([one.number for one in placed], np.int64))

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Document: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Document, ...]: ...
    def __getitem__(self, at: int | slice) -> Document | tuple[Document, ...]:
        if isinstance(at, slice):
            return tuple(self._kept.stored(int(number)).document for number in self._numbers[at])
        return self._kept.stored(int(self._numbers[at])).document

    def of_id(self, doc_id: str) -> Document | None:
        """The document of this id; None where no document has it, or, with a warning, where the document is damaged."""
        number = self._kept.number_of(doc_id)
        try:
            return None if number is None else self._kept.stored(number).document
        except DamagedError as error:
            log.warning("%s, and left out. See: python -m index --store %s check", error, self._kept.folder)
            return None

    def __iter__(self) -> Iterator[Document]:
        for number in self._numbers:
            try:
                yield self._kept.stored(int(number)).document
            except DamagedError as error:
                log.warning("%s, and left out. See: python -m index --store %s check", error, self._kept.folder)


class Passages(Sequence[Passage]):
    """The passages, in the order of search; each is read, with its document, when it is looked at."""

    def __init__(self, kept: Kept, placed: Sequence[Placed]) -> None:
        """`placed` in the order of search."""
        self._kept = kept
        self._numbers = np.array([one.number for one in placed], np.int64)
        self._ends = np.cumsum([one.n_passages for one in placed], dtype=np.int64)

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, at: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(at, slice):
            return tuple(self[place] for place in range(*at.indices(len(self))))
        place = range(len(self))[at]
        document = int(np.searchsorted(self._ends, place, side="right"))
        passages = self._kept.stored(int(self._numbers[document])).passages
        return passages[place - int(self._ends[document])]
