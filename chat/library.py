"""What can be asked on the page: the collections that the program was started with, and a visitor's own documents."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chat.conversation import Pipeline, Turn, answer_turn, first_place
from chat.links import Place, find_place
from chat.prepared import Prepared
from chat.shelf import Shelf
from chat.visitors import Visitor, Visitors

# Questions that are answered together. Their models share passes, and while one waits for them another searches; with
# more of them each is answered later, and none sooner.
N_AT_ONCE = 4
OWN = "/own"  # the key of a visitor's own documents; no collection's title starts like that


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents that are asked together. Its title is unique and tells it apart in events and in memories."""

    title: str  # as it is shown; empty for the shipped article, which has a name in each language
    pipeline: Pipeline
    examples: tuple[str, ...] = ()  # offered before the first question
    prepared: tuple[Prepared, ...] = ()  # answered as they were checked, and offered after one without an answer


@dataclass(frozen=True, slots=True)
class Room:
    """What is asked at the moment: a collection, or the own documents of one visitor."""

    key: str
    pipeline: Pipeline
    shelf: Shelf
    examples: tuple[str, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    visitor: Visitor | None = None

    @property
    def is_own(self) -> bool:
        """Whether these are a visitor's own documents: nothing of them is judged, linked to or remembered."""
        return self.key == OWN

    def first_place(self) -> Place | None:
        """Where the document opens before anything is asked; None without documents."""
        return first_place(self.shelf.documents)

    def take(self, turns: list[Turn], place: Place | None) -> tuple[list[Turn], Place | None]:
        """The conversation: what the page's state holds or, where the visitor brought documents, what they hold."""
        if self.visitor is None:
            return turns, place
        return self.visitor.turns, self.visitor.place or self.first_place()

    def keep(self, turns: list[Turn], place: Place | None) -> tuple[list[Turn], Place | None]:
        """Keeps the conversation, and says what the page's state is to hold of it: nothing of a visitor's own."""
        if self.visitor is None:
            return turns, place
        self.visitor.keep(turns, place)
        return [], None


@dataclass(frozen=True, slots=True)
class Library:
    """The collections, in the order in which they are offered, and who has brought others."""

    collections: Sequence[Collection]
    unopened: Sequence[str] = ()  # titles of those that could not be opened
    visitors: Visitors | None = None  # None where nobody can bring documents
    is_loading: Callable[[], bool] = lambda: False  # whether answers wait for models
    # Held while a question is answered, by as many at once as are answered together.
    asking: threading.Semaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(N_AT_ONCE), init=False, compare=False
    )
    # Told of each turn that was answered, and of the seconds that it took.
    on_answered: list[Callable[[Turn, float], None]] = field(default_factory=list, init=False, compare=False)
    _shelves: dict[str, Shelf] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        titles = [one.title for one in self.collections] + list(self.unopened)
        if not self.collections or len(set(titles)) != len(titles) or OWN in titles:
            raise ValueError(f"A library needs collections of different titles; these are {titles}")
        for one in self.collections:
            self._shelves[one.title] = Shelf(one.pipeline.documents)

    def answer(self, pipeline: Pipeline, question: str, turns: Sequence[Turn] = ()) -> Turn:
        """`answer_turn`, few questions at a time. Never raises."""
        with self.asking:
            started = time.monotonic()
            turn = answer_turn(pipeline, question, turns)
            seconds = time.monotonic() - started
        for tell in self.on_answered:
            tell(turn, seconds)
        return turn

    @property
    def is_choice(self) -> bool:
        """Whether there is anything to choose between."""
        return len(self.collections) + len(self.unopened) > 1 or self.visitors is not None

    def room(self, key: str, session: str | None) -> Room:
        """The room of the key, for the visitor with this session; the first collection's for an unknown key."""
        if key == OWN and self.visitors is not None:
            visitor = self.visitors.find(session)
            if visitor is None:
                return Room(OWN, self.visitors.nothing, Shelf(()))
            shelf = Shelf(visitor.pipeline.documents, visitor.with_original)
            return Room(OWN, visitor.pipeline, shelf, visitor=visitor)
        one = next((one for one in self.collections if one.title == key), self.collections[0])
        return Room(one.title, one.pipeline, self._shelves[one.title], one.examples, one.prepared)

    def locate(self, fragment: str, key: str) -> tuple[Room, Place] | None:
        """The place that a link names, in the collection of the key or else in the first that has it.

        A collection whose document has the link's words goes before one whose document lost them.
        """
        if not fragment:
            return None
        gone = None
        first = sorted(self.collections, key=lambda one: one.title != key)
        for room in (self.room(one.title, None) for one in first):
            place = find_place(fragment, room.shelf)
            if place is not None and place.standing != "gone":
                return room, place
            if place is not None and gone is None:
                gone = room, place
        return gone
