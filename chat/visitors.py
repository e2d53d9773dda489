"""Visitors' own documents: each visitor's alone, in memory alone, and for a while.

A visitor is known by the session of their page, a random name that only that page and Gradio know. What a visitor
brought, and what was asked about it, is held here and nowhere else, so that forgetting a visitor forgets all of it.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chat.conversation import Pipeline, Turn, without_documents
from chat.links import Place
from chat.originals import Original
from corpus.formats import Notice, Reason
from qa.settings import UploadSettings

if TYPE_CHECKING:
    from qa.held import Held, Workshop

_MOST_NOTES = 20  # of one visitor, the newest
_MOST_WITHOUT = 500  # visitors of whom only such notes are held


@dataclass(frozen=True, slots=True)
class Note:
    """Why a file was not kept: a string of the interface by its name with what fills it, or what its reader says."""

    name: str  # the file's, as it was sent
    field: str = ""
    values: tuple[tuple[str, int], ...] = ()
    reason: Reason | None = None
    words: str = ""  # the reader's own, in English: the end of a sentence that starts with the file's name


@dataclass(frozen=True, slots=True)
class Own:
    """One document of a visitor, and what its file was called."""

    held: Held
    name: str
    left_out: tuple[Notice, ...] = ()  # what of the file was not read
    original: Original | None = None  # of a PDF, where there was room for it


@dataclass(slots=True)
class Visitor:
    """What is held of one visitor."""

    pipeline: Pipeline  # over `own`
    until: float  # on the clock, when all of this is deleted unless it is used before
    own: tuple[Own, ...] = ()
    turns: list[Turn] = field(default_factory=list)
    place: Place | None = None
    notes: tuple[Note, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_hex(16))  # by which a page that was reloaded finds them

    @property
    def with_original(self) -> frozenset[str]:
        """The ids of the documents whose pages can be shown."""
        return frozenset(one.held.document.doc_id for one in self.own if one.original is not None)

    @property
    def n_passages(self) -> int:
        """Of all documents together."""
        return sum(len(one.held.passages) for one in self.own)

    def keep(self, turns: Sequence[Turn], place: Place | None) -> None:
        """The conversation about the documents. Of turns about one that was removed only the words are left."""
        here = {one.held.document.doc_id for one in self.own}
        self.turns = [without_documents(turn, here) for turn in turns]
        self.place = place if place is not None and place.document.doc_id in here else None


class Visitors:
    """The visitors who have documents here. May be used from several threads."""

    def __init__(
        self, workshop: Workshop, settings: UploadSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` counts seconds and never goes back."""
        self.workshop = workshop
        self.settings = settings
        self.nothing: Pipeline = workshop.pipeline([])  # what who has brought nothing asks
        self._clock = clock
        self._here: dict[str, Visitor] = {}
        self._lock = threading.RLock()

    def find(self, session: str | None) -> Visitor | None:
        """The visitor, who is using the documents now; None for who has none, or has none any more."""
        with self._lock:
            visitor = self.peek(session)
            if visitor is not None:
                visitor.until = self._clock() + 60 * self.settings.idle_minutes
            return visitor

    def peek(self, session: str | None) -> Visitor | None:
        """The visitor; looking is no use, and keeps nothing longer."""
        with self._lock:
            self.sweep()
            return None if session is None else self._here.get(session)

    def find_again(self, token: str, session: str) -> Visitor | None:
        """The visitor with this token, whose page now has another session; None for nobody."""
        sent = token.encode("utf-8", "replace")
        with self._lock:
            self.sweep()
            here = [name for name, one in self._here.items() if secrets.compare_digest(one.token.encode(), sent)]
            if here:
                self._here[session] = self._here.pop(here[0])
            return self.find(session) if here else None

    def admit(self, session: str) -> Visitor:
        """The visitor, new if need be and then without documents."""
        with self._lock:
            visitor = self.find(session)
            if visitor is None:
                idle = [name for name, one in self._here.items() if not one.own]
                for name in idle[: len(idle) + 1 - _MOST_WITHOUT]:
                    del self._here[name]
                visitor = Visitor(self.nothing, self._clock() + 60 * self.settings.idle_minutes)
                self._here[session] = visitor
            return visitor

    @property
    def is_full(self) -> bool:
        """Whether as many visitors have documents here as may at once."""
        with self._lock:
            self.sweep()
            return self.n_with_documents() >= self.settings.n_visitors

    def n_with_documents(self) -> int:
        """How many visitors have documents here."""
        with self._lock:
            return sum(bool(visitor.own) for visitor in self._here.values())

    def make_room(self) -> bool:
        """Whether there is a place again: the visitor who used theirs least lately goes, if that is a while ago."""
        with self._lock:
            held = [(visitor.until, session) for session, visitor in self._here.items() if visitor.own]
            until, session = min(held, default=(self._clock() + 60 * self.settings.idle_minutes, ""))
            if until - self._clock() <= 60 * (self.settings.idle_minutes - self.settings.place_minutes):
                self._here.pop(session, None)
            return not self.is_full

    def add(
        self, session: str, held: Held, name: str, left_out: tuple[Notice, ...] = (), original: bytes | None = None
    ) -> bool:
        """Gives the visitor one more document; False where the visitor has left in the meantime.

        The original is kept where it fits beside those that the visitor has.
        """
        with self._lock:
            visitor = self._here.get(session)
            if visitor is None:
                return False
            room = self.settings.original_bytes - sum(len(one.original.data) for one in visitor.own if one.original)
            kept = Original(original) if original is not None and len(original) <= room else None
            self._set(visitor, (*visitor.own, Own(held, name, left_out, kept)))
            return True

    def remove(self, session: str | None, doc_id: str) -> None:
        """Deletes one of the visitor's documents; of what was said about it only the words stay."""
        with self._lock:
            visitor = self.find(session)
            if visitor is not None:
                self._set(visitor, tuple(one for one in visitor.own if one.held.document.doc_id != doc_id))

    def note(self, session: str, note: Note | None) -> None:
        """Keeps why a file was not kept, to be read until the visitor adds files again; None takes all away."""
        with self._lock:
            visitor = self._here.get(session)
            if visitor is not None:
                visitor.notes = () if note is None else (*visitor.notes, note)[-_MOST_NOTES:]

    def close(self, session: str | None) -> None:
        """The visitor's page was closed, or lost its connection: what it does not use soon is deleted."""
        with self._lock:
            visitor = self.peek(session)
            if visitor is not None:
                visitor.until = min(visitor.until, self._clock() + self.settings.closed_seconds)

    def sweep(self) -> None:
        """Deletes what was not used for as long as it may be."""
        with self._lock:
            now = self._clock()
            for session in [session for session, visitor in self._here.items() if visitor.until <= now]:
                del self._here[session]

    def _set(self, visitor: Visitor, own: tuple[Own, ...]) -> None:
        visitor.own = own
        visitor.pipeline = self.workshop.pipeline([one.held for one in own])
        visitor.keep(visitor.turns, visitor.place)


def session_of(request: object) -> str | None:
    """The name of the page's session; None for a request that comes from no page."""
    session = getattr(request, "session_hash", None)
    return session if isinstance(session, str) and session else None
