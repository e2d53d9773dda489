"""What each thing that a visitor does changes on the page. A value of `gr.skip()` leaves its part as it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

import gradio as gr

from chat.conversation import Notice, Turn, documents_of, place_after, write_over
from chat.events.choosing import render_chooser
from chat.feedback import Correction, FeedbackError, corrected_place, promoted_place
from chat.html import STRINGS, render_conversation, render_new, render_viewer
from chat.judgement import Giver
from chat.library import Library, Room
from chat.links import Place, find_place, has_check
from chat.prepared import answer_at, nearest_question, same_question
from chat.seal import sealed
from chat.suggestions import suggest
from chat.visitors import session_of
from qa.answer import Answer, Refusal

_log = logging.getLogger(__name__)

# The conversations about the collections that are not asked at the moment, by their keys.
Left = dict[str, tuple[list[Turn], Place | None]]


class Events:
    """The page's events over a library. Holds nothing of a visitor: turns and place come in and go out.

    `key` says what is asked, `request` who asks: both are needed for a visitor's own documents.
    """

    def __init__(
        self,
        library: Library,
        *,
        n_turns: int,
        can_be_judged: bool = False,
        promoted: Callable[[], Sequence[Correction]] = tuple,
        shown: Callable[[str | None], Sequence[Turn]] = lambda session: (),
    ) -> None:
        """`promoted` gives the corrections that stand for everybody; FeedbackError where they cannot be read.

        `shown` gives the turns that a session's page holds at the moment.
        """
        self.library = library
        self.n_turns = n_turns
        self.can_be_judged = can_be_judged
        self.promoted = promoted
        self.shown = shown

    def put_question(
        self, turns: list[Turn], place: Place | None, key: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """The question box, the conversation, the viewer, the turns and the place: twice.

        First the question and that it is looked for, then its outcome; of the conversation the new turn alone. A
        question that could not be asked goes back into the box, where it can be edited. Where it `is_written`, once
        more at each sentence that the model server writes over the answer. `shown` is the document that is open.
        """
        question, shown = str(getattr(event, "question", "")), getattr(event, "shown", None)
        session = session_of(request)
        room = self.library.room(key, session)
        turns, place = room.take(turns, place)
        waiting = Turn(question, is_loading=self.library.is_loading())
        asking = render_new(waiting, len(turns) + 1) if turns else render_conversation([waiting], room.examples)
        yield gr.skip(), asking, gr.skip(), *room.keep(turns, place)
        turn = self._known(Turn(question), turns, room)
        if turn.outcome is None:
            turn = self.library.answer(room.pipeline, question, turns)
            turn = _with_suggestions(turn, turns, room)
            if isinstance(turn.outcome, Answer | Refusal) and turn.outcome.asked is not None:
                turn = self._known(turn, turns, room)  # what the follow-up means may be known
        # What is kept of a judgement would outlive a visitor's own documents.
        if self.can_be_judged and not room.is_own and _says_something_of_the_documents(turn):
            turn = sealed(turn)
        turns = self._as_judged(turns, session)
        place, turns = place_after(turn, place), [*turns, turn][-self.n_turns :]
        box = question if isinstance(turn.outcome, Notice) else gr.skip()
        kept = room.keep(turns, place)
        room = self.library.room(key, session)  # without what was removed in the meantime
        turns, place = room.take(*kept)
        outcome = render_new(turns[-1], len(turns), is_known=True) if turns else render_conversation([], room.examples)
        yield box, outcome, render_viewer(place, room.shelf, shown), *kept
        is_written = getattr(event, "is_written", False) is True
        if not is_written or room.is_own or not isinstance(turn.outcome, Answer) or not turns:
            return
        for written in write_over(room.pipeline, turn.outcome, self.library.asking):
            turns = [*turns[:-1], replace(turns[-1], outcome=replace(turn.outcome, written=written))]
            turns = self._as_judged(turns, session)
            yield gr.skip(), render_new(turns[-1], len(turns), is_known=True), gr.skip(), *room.keep(turns, place)

    def _as_judged(self, turns: list[Turn], session: str | None) -> list[Turn]:
        """The turns with what was said of them on the page while the answer was looked for, or written over."""
        judged = {turn.turn_id: turn.judgement for turn in self.shown(session) if turn.turn_id}
        return [replace(turn, judgement=judged.get(turn.turn_id, turn.judgement)) for turn in turns]

    def _known(self, turn: Turn, turns: Sequence[Turn], room: Room) -> Turn:
        """The turn with the answer that a person gave to its question; as it is where none is known.

        The asker's own correction goes before other readers', and theirs before a prepared answer.
        """
        outcome = turn.outcome if isinstance(turn.outcome, Answer | Refusal) else None
        question = turn.question if outcome is None else outcome.question
        place, giver = corrected_place(question, turns), "corrected"
        if place is None and not room.is_own:
            place, giver = promoted_place(question, self._promoted(), room.shelf), "promoted"
        if place is None:
            prepared = same_question(question, room.prepared)
            place, giver = (None if prepared is None else prepared.place), "prepared"
        if place is None:
            return turn
        answer = answer_at(question, place, room.pipeline.renderer, turn.lang)
        if outcome is not None:
            answer = replace(answer, asked=outcome.asked)
        return Turn(turn.question, answer, giver=cast("Giver", giver))

    def _promoted(self) -> Sequence[Correction]:
        try:
            return self.promoted()
        except FeedbackError as error:
            _log.error("The corrections for everybody were not read: %s", error)
            return ()

    def open_place(
        self, turns: list[Turn], place: Place | None, key: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Place | None]:
        """The viewer and the place, for a link that was followed. A link to nowhere changes nothing.

        A link to words that are gone is said to be one.
        """
        room = self.library.room(key, session_of(request))
        turns, before = room.take(turns, place)
        fragment = str(getattr(event, "fragment", ""))
        found = find_place(fragment, room.shelf, documents_of(turns, before))
        if found is None and before is not None and has_check(fragment):
            found = Place(before.document, standing="gone")  # with its document
        if found is None:
            return gr.skip(), place
        return render_viewer(found, room.shelf, getattr(event, "shown", None)), room.keep(turns, found)[1]

    def start_again(self, place: Place | None, key: str, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """The conversation, the viewer, the turns and the place: no turns, nothing marked."""
        room = self.library.room(key, session_of(request))
        place = room.take([], place)[1]
        place = None if place is None else Place(place.document)
        viewer = render_viewer(place, room.shelf, getattr(event, "shown", None))
        return render_conversation([], room.examples), viewer, *room.keep([], place)

    def choose(  # noqa: PLR0917 - Gradio gives what it gives by place
        self, turns: list[Turn], place: Place | None, key: str, left: Left, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, ...]:
        """The chooser, the conversation, the viewer, the turns, the place, the key and the conversations left.

        Each collection has a conversation of its own, to which the page comes back.
        """
        session = session_of(request)
        old, new = self.library.room(key, session), self.library.room(str(getattr(event, "room", key)), session)
        if not old.is_own:
            left = {**left, old.key: (turns, place)}
        turns, place = new.take(*left.get(new.key, ([], new.first_place())))
        return (
            render_chooser(self.library, new.key),
            render_conversation(turns, new.examples),
            render_viewer(place, new.shelf),
            *new.keep(turns, place),
            new.key,
            left,
        )

    def ask(self, question: str) -> dict[str, Any]:
        """`Answer.to_json()` or `Refusal.to_json()` from the first collection; nobody's own documents are asked.

        gr.Error, in words, where the question cannot be asked.
        """
        if not isinstance(question, str):
            raise gr.Error(f"The question is a {type(question).__name__}; send it as text.", print_exception=False)
        outcome = self.library.answer(self.library.collections[0].pipeline, question).outcome
        if outcome is None or isinstance(outcome, Notice):
            said = None if outcome is None else outcome.text
            broken = "failed" if outcome is None else outcome.broken
            raise gr.Error(getattr(STRINGS["en"], broken) if said is None else said, print_exception=False)
        return outcome.to_json()


def _with_suggestions(turn: Turn, turns: Sequence[Turn], room: Room) -> Turn:
    if not isinstance(turn.outcome, Refusal):
        return turn
    asked = {one.question for one in [*turns, turn]}
    meant = None if turn.outcome.is_talk else nearest_question(turn.outcome.question, room.prepared)
    offered = "" if meant is None else meant.question
    suggested = suggest(room.prepared, turn.outcome, turn.lang, {*asked, offered})
    return replace(turn, suggested=suggested, meant=offered)


def _says_something_of_the_documents(turn: Turn) -> bool:
    outcome = turn.outcome
    return isinstance(outcome, Answer) or (isinstance(outcome, Refusal) and not outcome.is_talk)
