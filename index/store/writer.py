"""Changing a store: documents in and out, one complete generation after the other."""

from __future__ import annotations

import dataclasses
import errno
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.document import Document, Passage
from corpus.split import SplitSettings, split
from index.errors import StoreError
from index.lexical import Words
from index.manifest import Recipe
from index.store import lock
from index.store.connect import check_new, faults, settle_log, to_write
from index.store.database import FILE_NAME, Database, Placed, SegmentRow, printable
from index.store.legs import encode, joined, read_part, texts_of
from index.store.open import by_segment, require_recipe
from index.store.record import content_of, id_of
from index.store.segment import FOLDER, SMALL, UNUSED, Legs, n_to_merge, write_segment

if TYPE_CHECKING:
    from index.encode import Encoder

log = logging.getLogger(__name__)

# Seconds that the end of a writer waits for readers, so that nothing removed is left in the database's log.
_PATIENCE = 2.0

# "known": the same content is here from another source already; now it has both.
Kind = Literal["added", "replaced", "known", "unchanged"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a document that was to be added."""

    source: str
    doc_id: str
    kind: Kind


@contextmanager
def open_writer(
    folder: Path, encoder: Callable[[], Encoder], split_settings: SplitSettings, *, patience: float = 5.0
) -> Iterator[Writer]:
    """A writer of the store, made where there is none; readers are not kept waiting.

    `encoder` is called when something is to be encoded. What each call of the writer did lasts when the
    call returns; files that are of no use any more, and rows but for a few in large segments, go at the end
    of the block, or else with the next writer. Raises StoreError where the folder cannot be written to, and
    after `patience` seconds where somebody else writes to it.
    """
    if folder.is_dir() and not (folder / FILE_NAME).exists():
        check_new(folder)  # before a lock is left in a folder of another kind
    with locked(folder, patience), to_write(folder) as database:
        writer = Writer(folder, database, encoder, split_settings)
        with _faults(folder):
            writer.sweep()
        yield writer
        writer.tidy(unused=UNUSED)


@contextmanager
def locked(folder: Path, patience: float) -> Iterator[None]:
    """Alone among the store's writers, in a folder that is there. Raises StoreError."""
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(lock.writing(folder, patience))
        except BlockingIOError as error:
            other = f" (process {error.args[0]})" if error.args and error.args[0] else ""
            raise StoreError(
                f"Another program{other} is writing to {folder}, and was not done after {patience:g} seconds. "
                "Wait for it to end, then do this again."
            ) from error
        except OSError as error:
            raise _in_words(folder, error) from error
        yield


class Writer:
    """Changes a store; there is no second writer while this one lasts. Made by `open_writer`."""

    def __init__(
        self, folder: Path, database: Database, encoder: Callable[[], Encoder], split_settings: SplitSettings
    ) -> None:
        self.folder = folder
        self.database = database
        self.split_settings = split_settings
        self._load = encoder
        self._encoder: Encoder | None = None
        self._has_removed = False

    def encoder(self) -> Encoder:
        """The encoder, loaded when it is first needed."""
        if self._encoder is None:
            self._encoder = self._load()
        return self._encoder

    def add(self, items: Sequence[tuple[str, Document]]) -> list[Change]:
        """Keeps documents, each with the source it was read from, as one generation; what became of each, in order.

        A source's former document goes, unless it has another source. A document of the same content is
        kept once. Raises StoreError, and then none of them is kept, where the store was built with another
        encoder, other settings or other code, and where the disk is full or fails.
        """
        with _faults(self.folder):
            changes, fresh = self._planned([(printable(source), document) for source, document in items])
            changed = [(change, content) for change, content in changes if change.kind != "unchanged"]
            if changed:
                split_up = self._encoded(list(fresh.values()))
                self._commit(changed, list(fresh), split_up)
                self.tidy()
            return [change for change, _ in changes]

    def remove(self, ids: Sequence[str]) -> list[str]:
        """Takes documents away, wherever they came from, as one generation; the ids that the store does not have."""
        with _faults(self.folder):
            execute = self.database.connection.execute
            known = {
                doc_id for doc_id in ids if execute("SELECT 1 FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
            }
            if known:
                with self.database.generation():
                    self._has_removed = True
                    for doc_id in known:
                        execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
                self.tidy()
        return [doc_id for doc_id in ids if doc_id not in known]

    def tidy(self, *, unused: float | None = None) -> None:
        """Makes few segments out of many.

        With `unused`, also writes anew those with rows that belong to no document: the small ones, and the
        large ones in which more than this share of the rows does not. Nothing depends on it: where it fails,
        it says so and leaves it to the next writer.
        """
        try:
            settle_log(self.database)
            for run in self._to_rewrite(unused=unused):
                self.rewrite(run)
            settle_log(self.database, patience=_PATIENCE if unused is not None and self._has_removed else 0.0)
            self.sweep()
        # RuntimeError is the encoder's, which only a damaged segment needs.
        except (OSError, sqlite3.Error, StoreError, RuntimeError) as error:
            log.warning("%s is kept, but not tidy (%s). The next change will do it.", self.folder, error)

    def rewrite(self, run: Sequence[SegmentRow]) -> None:
        """Merges neighbouring segments into one, with the rows that documents use, as one generation."""
        used = by_segment(self.database.placed("WHERE segment BETWEEN ? AND ?", (run[0].number, run[-1].number)))
        entries = [entry for segment in run for entry in used.get(segment.number, [])]
        written: tuple[str, dict[str, str]] | None = None
        if entries:
            parts = [
                read_part(self.folder, self.database, segment, used[segment.number], self._fitting_encoder)
                for segment in run
                if segment.number in used
            ]
            written = write_segment(self.folder, joined(parts))
        with self.database.generation():
            if written is not None:
                name, sums = written
                n_rows = sum(entry.n_passages for entry in entries)
                self.database.replace_segment(run[0].number, name, n_rows, sums)
                self.place(entries, run[0].number)
            spent = run if written is None else run[1:]
            self.database.connection.executemany(
                "DELETE FROM segments WHERE number = ?", [(segment.number,) for segment in spent]
            )

    def place(self, entries: Sequence[Placed], segment: int) -> None:
        """Says that the documents' passages stand in the segment, one document after the other."""
        first_row = 0
        for entry in entries:
            self.database.place(entry.number, segment, first_row)
            first_row += entry.n_passages

    def sweep(self) -> None:
        """Takes away what no row names: of writers that were cut off, and of former generations nobody reads."""
        with lock.no_reader(self.folder) as alone:
            home = self.folder / FOLDER
            if alone and home.is_dir():
                named = {segment.name for segment in self.database.segments()}
                for path in home.iterdir():
                    if path.name not in named:
                        shutil.rmtree(path, ignore_errors=True)

    def _planned(self, items: Sequence[tuple[str, Document]]) -> tuple[list[tuple[Change, str]], dict[str, Document]]:
        """What each item changes, with its content; and the documents to encode, by content."""
        execute = self.database.connection.execute
        changes: list[tuple[Change, str]] = []
        here: dict[str, str] = {}  # source to content, of this call
        seen: set[str] = set()
        ids: dict[str, str] = {}  # content to id
        fresh: dict[str, Document] = {}
        for source, document in items:
            content = content_of(document, source)
            before = execute(
                "SELECT content FROM documents JOIN sources ON document = number WHERE path = ?", (source,)
            ).fetchone()
            former = here.get(source, before[0] if before is not None else None)
            if content not in ids:
                row = execute("SELECT doc_id FROM documents WHERE content = ?", (content,)).fetchone()
                ids[content] = row[0] if row is not None else id_of(content, document.doc_id)
                if row is None:
                    fresh[content] = dataclasses.replace(document, doc_id=ids[content])
            kind: Kind = "known" if content not in fresh or content in seen else "added"
            if former is not None:
                kind = "unchanged" if former == content else "replaced"
            here[source] = content
            seen.add(content)
            changes.append((Change(source, ids[content], kind), content))
        return changes, fresh

    def _encoded(self, documents: Sequence[Document]) -> list[tuple[Document, list[Passage]]]:
        if documents:
            self._prepare()
        return [
            (document, split(document, count_tokens=self.encoder().count_tokens, settings=self.split_settings))
            for document in documents
        ]

    def _commit(
        self,
        changed: Sequence[tuple[Change, str]],
        contents: Sequence[str],
        split_up: Sequence[tuple[Document, list[Passage]]],
    ) -> None:
        texts = texts_of(passage for _, passages in split_up for passage in passages)
        written = None
        if texts:
            written = write_segment(self.folder, Legs(encode(texts, self.encoder()), Words.build(texts)))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        execute = self.database.connection.execute
        with self.database.generation():
            if split_up:
                self.database.put_recipe(Recipe.of(self.encoder(), self.split_settings))
            segment = None if written is None else self.database.add_segment(written[0], len(texts), written[1])
            first_row = 0
            for content, (document, passages) in zip(contents, split_up, strict=True):
                self.database.insert(
                    document, passages, content=content, added=now, segment=segment, first_row=first_row
                )
                first_row += len(passages)
            former = set()
            for change, content in changed:
                former |= set(execute("SELECT document FROM sources WHERE path = ?", (change.source,)))
                execute(
                    "INSERT OR REPLACE INTO sources SELECT ?, number FROM documents WHERE content = ?",
                    (change.source, content),
                )
            self._has_removed = self._has_removed or bool(former)
            for number in former:
                execute(
                    "DELETE FROM documents WHERE number = ?1 AND NOT EXISTS "
                    "(SELECT 1 FROM sources WHERE document = ?1)",
                    number,
                )

    def _prepare(self) -> None:
        """Raises StoreError where new documents would not fit to those that are here."""
        if self.database.connection.execute("SELECT 1 FROM documents").fetchone():
            require_recipe(self.folder, self.database, Recipe.of(self.encoder(), self.split_settings))

    def _fitting_encoder(self) -> Encoder:
        require_recipe(self.folder, self.database, Recipe.of(self.encoder(), self.split_settings))
        return self.encoder()

    def _to_rewrite(self, *, unused: float | None) -> list[list[SegmentRow]]:
        """Runs of neighbouring segments; each run is to be merged into one segment."""
        segments = self.database.segments()
        used = self.database.used()
        sizes = [used.get(segment.number, 0) for segment in segments]
        n_last = n_to_merge(sizes)
        until = len(segments) - n_last
        runs = [
            [segment]
            for segment, size in zip(segments[:until], sizes, strict=False)
            if unused is not None and segment.n_rows - size > (0 if segment.n_rows < SMALL else unused * segment.n_rows)
        ]
        return runs + ([segments[until:]] if n_last else [])


@contextmanager
def _faults(folder: Path) -> Iterator[None]:
    try:
        with faults(folder):
            yield
    except OSError as error:
        raise _in_words(folder, error) from error


def _in_words(folder: Path, error: OSError) -> StoreError:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(
            f"{folder} cannot be written to ({os.strerror(error.errno)}). Questions can be asked of it; to change "
            "it, make it writable or work on a copy."
        )
    return StoreError(f"{folder} cannot be changed: {error.strerror or error}. What was kept before is as it was.")
