"""What happens to turns that are answered: they are judged, kept by the browser, and brought back by it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from chat.conversation import Turn, documents_of
from chat.events.choosing import render_chooser
from chat.export import to_json, to_markdown
from chat.feedback import Feedback, FeedbackError
from chat.html import escape, render_conversation, render_problem, render_saved, render_turn, render_viewer
from chat.judgement import VERDICTS, Judgement, selected
from chat.library import OWN, Library
from chat.links import Place, find_place, has_check
from chat.memory import collection_of, from_memory, to_memory
from chat.seal import is_sealed
from chat.visitors import session_of
from corpus.document import Lang

_log = logging.getLogger(__name__)


class TurnEvents:
    """The events over a library. Holds nothing of a visitor: turns and place come in and go out."""

    def __init__(
        self,
        library: Library,
        feedback: Feedback | None,
        *,
        n_turns: int,
        shown: Callable[[str | None], Sequence[Turn]] = lambda session: (),
    ) -> None:
        """Without `feedback` nothing can be judged. `shown` gives the turns that a session's page holds just now."""
        self.library = library
        self.shown = shown
        self.feedback = feedback
        self.n_turns = n_turns

    def judge(self, turns: list[Turn], key: str, event: gr.EventData, request: gr.Request) -> tuple[Any, Any, str]:
        """The conversation, the turns and what went wrong, for a turn that was judged.

        The event names the turn and the verdict and, for a better answer, a link to its characters and the
        words that the visitor saw there: they are taken only if the document has exactly these words there.
        Where anything is not as it should be nothing is kept, nothing changes, and the page says why.
        """
        room = self.library.room(key, None)  # a visitor's own documents are not judged
        if self.feedback is None:
            return gr.skip(), gr.skip(), render_problem("judging_off")
        turn_id, verdict = getattr(event, "turn", None), getattr(event, "verdict", None)
        at = next((at for at, turn in enumerate(turns) if turn.turn_id and turn.turn_id == turn_id), None)
        if at is None or verdict not in VERDICTS:
            return gr.skip(), gr.skip(), render_problem("judging_failed")
        place = None
        if verdict == "better":
            fragment, words = str(getattr(event, "fragment", "")), str(getattr(event, "words", ""))
            place = selected(find_place(fragment, room.shelf, documents_of(turns, None)), words)
            if place is None:
                return gr.skip(), gr.skip(), render_problem("not_those_words")
        judged = replace(turns[at], judgement=Judgement(verdict, place))
        try:
            self.feedback.keep(judged)
        except FeedbackError as error:
            _log.error("A judgement was not kept: %s", error)
            return gr.skip(), gr.skip(), render_problem("judging_failed")
        # Meanwhile an answer may have come.
        turns = [judged if one.turn_id == turn_id else one for one in self.shown(session_of(request)) or turns]
        return render_turn(judged, put=judged.turn_id), turns, ""

    def remember(self, turns: list[Turn], key: str, event: gr.EventData) -> Any:
        """What the browser is to keep: `{"put", "memory"}` as JSON, which turns.js puts together.

        The event says what has changed: the "last" turn, which is new, the one of an id, or "all". Of a visitor's
        own documents a browser keeps nothing, and it keeps what it had.
        """
        if key == OWN:
            return gr.skip()
        put = str(getattr(event, "put", "all"))
        changed = turns[-1:] if put == "last" else [turn for turn in turns if put in ("all", turn.turn_id)]
        return f'{{"put": {json.dumps(put)}, "memory": {to_memory(changed, key)}}}'

    def export(self, turns: list[Turn], place: Place | None, key: str, event: gr.EventData, request: gr.Request) -> str:
        """The conversation as a file, as HTML that turns.js reads and saves; Markdown unless another is asked for."""
        turns, _ = self.library.room(key, session_of(request)).take(turns, place)
        match getattr(event, "format", ""):
            case "json":
                name, text = "sanad.json", to_json(turns)
            case "html":
                lang: Lang = "ar" if getattr(event, "lang", "en") == "ar" else "en"
                name, text = "sanad.html", render_saved(turns, lang)
            case _:
                name, text = "sanad.md", to_markdown(turns)
        return f'<div data-name="{name}" data-text="{escape(text)}"></div>'

    def restore(self, turns: list[Turn], place: Place | None, key: str, event: gr.EventData) -> tuple[Any, ...]:
        """The chooser, the conversation, the viewer, the turns, the place and the key, as the browser kept them.

        What is not sound in it is left out. A page on which something was asked already stays as it is, unless the
        event wants the conversation in place of the one that is shown.
        """
        replaces = getattr(event, "replace", False) is True
        if (turns or key == OWN) and not replaces:
            return (gr.skip(),) * 6
        memory = getattr(event, "memory", None)
        fragment = str(getattr(event, "fragment", ""))
        found = self.library.locate(fragment, collection_of(memory))
        room = self.library.room(collection_of(memory) if memory else key, None) if found is None else found[0]
        restored = from_memory(memory, room.shelf, self.n_turns)
        # Nobody judges what was not answered here.
        restored = [
            turn if self.feedback is not None and is_sealed(turn) else replace(turn, turn_id="", judgement=None)
            for turn in restored
        ]
        opened = found[1] if found is not None else place if room.key == key else room.first_place()
        if found is None and opened is not None and has_check(fragment):
            opened = Place(opened.document, standing="gone")  # with its document
        shown = getattr(event, "shown", None) if room.key == key else None
        return (
            gr.skip() if room.key == key else render_chooser(self.library, room.key),
            render_conversation(restored, room.examples) if restored or replaces or room.key != key else gr.skip(),
            gr.skip()
            if opened == place and not (opened and opened.standing)
            else render_viewer(opened, room.shelf, shown),
            restored,
            opened,
            room.key,
        )
