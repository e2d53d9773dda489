"""A file that a visitor sent: read, encoded and held, or refused in words. It leaves the disk as soon as it is read.

Of a PDF the bytes are held, too, in memory: its pages can be shown (`chat.originals`).

How it comes to the disk is in `chat.web.intake`.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from chat.visitors import Note, Visitor, Visitors
from corpus.files import DocumentError, FileLimits, Reading, read_with_notices
from corpus.formats import Unreadable
from qa.settings import UploadSettings

_log = logging.getLogger(__name__)

_SWEEP_SECONDS = 15.0
# Seconds after which a file that was sent is taken for abandoned: its page never said that it is to be read.
_LONGEST_WAIT = 900.0
# Seconds that one file is read at most, and then split at most: those of other visitors wait for it.
_LONGEST_READ = 20.0
# Seconds of encoding after which its rate is believed, and from how many left on they are worth a word.
_LEAST_MEASURED, _LEAST_LEFT = 2.0, 5.0
# Characters of text for each passage that a visitor may have; passages of prose have some 400. Longer texts are
# refused by their length, before the work of splitting them.
_CHARACTERS = 600
_LONGEST_PLACE = 200  # letters of a folder in which a file lies; systems know no name of a thousand
_LONGEST_NAME = 120  # characters of a file's name that are shown
_TOO_SLOW = f"takes more than {_LONGEST_READ:.0f} seconds to be split into passages. Split it into parts."
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_WORK = "reading-"

# What the page says when a file does not even arrive.
Problem = Literal["", "too_large", "not_sent", "busy", "no_room"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is; `n` passages in all once they are known, 0 before.

    `seconds_left` is an estimate, None for a file that is done soon and while nothing can be said yet.
    """

    name: str
    n_done: int = 0
    n: int = 0
    seconds_left: float | None = None


class Refused(Exception):  # noqa: N818 - a finding about the file, not a failure of the program
    """Why a file is not kept."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.field or note.words)
        self.note = note


class Uploads:
    """What visitors send: from a file in `folder` to a document of the visitor's own."""

    def __init__(self, visitors: Visitors, folder: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`folder` is where what is sent is put, and holds nothing else. It is made, for this user alone.

        `clock` counts seconds and never goes back.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.visitors = visitors
        self.settings = visitors.settings
        self.folder = folder.resolve()
        self.on_done: Callable[[str], None] = lambda outcome: None  # told "kept", "refused" or "failed"
        self._clock = clock
        self._encoding = threading.Lock()  # held for some passages at a time: two files are encoded in turns

    def add(self, session: str, name: str, path: str, problem: Problem = "") -> Iterator[Progress | Note]:
        """Reads and encodes the file at `path`, and says how far it is; last a Note where it is not kept.

        `path` is seen from the folder. Whatever comes of it, the file is gone from the disk. Never raises.
        """
        name = shown_name(name)
        self.visitors.admit(session)
        try:
            with _taken(self.folder, path, name) as file:
                visitor = self._room_for_one_more(session, name, problem)
                yield Progress(name)
                reading = _read(file, name, self.settings)
                original = file.read_bytes() if file is not None and file.suffix == ".pdf" else None
            yield from self._encoded(session, visitor, reading, name, original)
        except Refused as refused:
            self.visitors.note(session, refused.note)
            self.on_done("refused")
            yield refused.note
        except Exception:  # the page stays; neither the name nor the words are for the log
            _log.exception("A visitor's file was not kept")
            note = Note(name, "file_failed")
            self.on_done("failed")
            self.visitors.note(session, note)
            yield note

    def watch(self) -> None:
        """Deletes what has expired, from now on and until the program ends."""

        def sweep() -> None:
            while True:
                time.sleep(_SWEEP_SECONDS)
                self.sweep()

        threading.Thread(target=sweep, name="expiry", daemon=True).start()

    def sweep(self) -> None:
        """Deletes the documents of visitors who no longer use them, and files that nobody came to have read."""
        self.visitors.sweep()
        for path in self.folder.iterdir():
            try:
                newest = max(one.lstat().st_mtime for one in (path, *path.rglob("*")))
                if time.time() - newest > _LONGEST_WAIT:
                    _delete(path)
            except OSError:  # read and deleted in the meantime
                continue

    def _room_for_one_more(self, session: str, name: str, problem: Problem) -> Visitor:
        if problem == "too_large":
            raise Refused(Note(name, "file_too_large", (("megabytes", self.settings.file_bytes // 1_000_000),)))
        if problem:
            raise Refused(Note(name, f"file_{problem}"))
        visitor = self.visitors.admit(session)
        if not visitor.own and self.visitors.is_full and not self.visitors.make_room():
            raise Refused(Note(name, "too_many_visitors", (("n", self.settings.n_visitors),)))
        if len(visitor.own) >= self.settings.n_documents:
            raise Refused(Note(name, "too_many_documents", (("n", self.settings.n_documents),)))
        return visitor

    def _encoded(
        self, session: str, visitor: Visitor, reading: Reading, name: str, original: bytes | None
    ) -> Iterator[Progress]:
        """Makes the document one of the visitor's. Stops without a word when the visitor leaves."""
        document = reading.document
        workshop = self.visitors.workshop
        try:
            with self._encoding:
                passages = workshop.passages(document, seconds=_LONGEST_READ)
        except TimeoutError:
            raise Refused(Note(name, reason="too_much", words=_TOO_SLOW)) from None
        n, n_left = len(passages), self.settings.n_passages - visitor.n_passages
        if not n:
            raise Refused(Note(name, "nothing_to_find"))
        if n > n_left:
            values = (("n", n), ("left", n_left), ("most", self.settings.n_passages))
            raise Refused(Note(name, "too_many_passages", values))
        vectors, n_done, began = [], 0, self._clock()
        yield Progress(name, n_done, n)
        parts = workshop.encode(passages)
        while True:
            with self._encoding:
                part = next(parts, None)
            if part is None:
                break
            if self.visitors.peek(session) is not visitor:
                return
            vectors.append(part)
            n_done += len(part)
            yield Progress(name, n_done, n, _seconds_left(n_done, n, self._clock() - began))
        held = workshop.hold(document, name, passages, vectors)
        if any(one.held.content == held.content for one in visitor.own):
            raise Refused(Note(name, "file_known"))
        self.visitors.add(session, held, name, reading.notices, original)
        self.on_done("kept")


def _seconds_left(n_done: int, n: int, seconds: float) -> float | None:
    """How long the passages that are left take at the rate of those that took the `seconds`."""
    left = seconds * (n - n_done) / n_done
    return left if seconds >= _LEAST_MEASURED and left >= _LEAST_LEFT else None


def shown_name(name: object) -> str:
    """A file's name to be shown, and nothing else: one line, not too long, without what cannot be seen."""
    seen = "".join(character for character in str(name) if character.isprintable())
    last = seen.replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    if len(last) > _LONGEST_NAME:
        last = f"{last[: _LONGEST_NAME - 20]}…{last[-19:]}"
    return last or "?"


@contextmanager
def _taken(folder: Path, path: str, name: str) -> Iterator[Path | None]:
    """The file that was sent, moved to a name of ours and deleted at the end; None where there is none.

    Only what was put into the folder is taken: anyone can send any path.
    """
    sent = folder / path
    within = sent.parent.parent == folder and not sent.parent.name.startswith((".", _WORK))
    if not path or len(sent.parent.name) > _LONGEST_PLACE or not within or sent.is_symlink() or not sent.is_file():
        yield None
        return
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    try:
        suffix = PurePosixPath(name).suffix.lower()
        file = work / f"file{suffix if _SUFFIX.fullmatch(suffix) else ''}"
        sent.replace(file)
        with suppress(OSError):  # of another file of the same content that is on its way
            sent.parent.rmdir()
        yield file
    finally:
        _delete(work)


def _read(file: Path | None, name: str, settings: UploadSettings) -> Reading:
    if file is None:
        raise Refused(Note(name, "file_not_sent"))
    limits = FileLimits(
        file_bytes=settings.file_bytes,
        seconds=_LONGEST_READ,
        characters=_CHARACTERS * settings.n_passages,
        ocr=settings.ocr,
    )
    # The title of a text that has none is its id; the id itself says nothing of the file.
    title = name.rpartition(".")[0] or name
    try:
        reading = read_with_notices(file, doc_id=title, limits=limits)
    except DocumentError as error:
        if not isinstance(error.__cause__, Unreadable):
            raise
        raise Refused(Note(name, reason=error.__cause__.reason, words=str(error.__cause__))) from error
    return replace(reading, document=replace(reading.document, doc_id=f"own-{secrets.token_hex(8)}"))


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
