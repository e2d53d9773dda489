"""What happens to turns that are answered: they are judged, kept by the browser, and brought back by it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from chat.conversation import Turn
from chat.feedback import Feedback, FeedbackError
from chat.judgement import VERDICTS, Judgement, selected
from chat.judging import render_problem
from chat.links import Place, find_place
from chat.markup import escape
from chat.memory import from_memory, to_memory
from chat.render import render_conversation
from chat.viewer import render_viewer
from corpus.document import Document

_log = logging.getLogger(__name__)


class TurnEvents:
    """The events over the documents. Holds nothing of a visitor: turns and place come in and go out."""

    def __init__(
        self, documents: Sequence[Document], examples: Sequence[str], feedback: Feedback | None, *, n_turns: int
    ) -> None:
        """Without `feedback` nothing can be judged."""
        self.documents = documents
        self.examples = tuple(examples)
        self.feedback = feedback
        self.n_turns = n_turns

    def judge(self, turns: list[Turn], event: gr.EventData) -> tuple[Any, list[Turn], str]:
        """The conversation, the turns and what went wrong, for a turn that was judged.

        The event names the turn and the verdict and, for a better answer, a link to its characters and the
        words that the visitor saw there: they are taken only if the document has exactly these words there.
        Where anything is not as it should be nothing is kept, nothing changes, and the page says why.
        """
        if self.feedback is None:
            return gr.skip(), turns, render_problem("judging_off")
        turn_id, verdict = getattr(event, "turn", None), getattr(event, "verdict", None)
        at = next((at for at, turn in enumerate(turns) if turn.turn_id and turn.turn_id == turn_id), None)
        if at is None or verdict not in VERDICTS:
            return gr.skip(), turns, render_problem("judging_failed")
        place = None
        if verdict == "better":
            fragment, words = str(getattr(event, "fragment", "")), str(getattr(event, "words", ""))
            place = selected(find_place(fragment, self.documents), words)
            if place is None:
                return gr.skip(), turns, render_problem("not_those_words")
        judged = replace(turns[at], judgement=Judgement(verdict, place))
        try:
            self.feedback.keep(judged)
        except FeedbackError as error:
            _log.error("A judgement was not kept: %s", error)
            return gr.skip(), turns, render_problem("judging_failed")
        turns = [*turns[:at], judged, *turns[at + 1 :]]
        return render_conversation(turns, self.examples), turns, ""

    def remember(self, turns: list[Turn]) -> str:
        """What the browser is to keep, as HTML that page.js reads; nothing where nothing was asked."""
        return f'<div data-memory="{escape(to_memory(turns)) if turns else ""}"></div>'

    def restore(self, turns: list[Turn], place: Place | None, event: gr.EventData) -> tuple[Any, Any, Any, Any]:
        """The conversation, the viewer, the turns and the place, from what the browser kept.

        What is not sound in it is left out. A page on which something was asked already stays as it is.
        """
        if turns:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        found = find_place(str(getattr(event, "fragment", "")), self.documents)
        restored = from_memory(getattr(event, "memory", None), self.documents, self.n_turns)
        if self.feedback is None:
            restored = [replace(turn, turn_id="", judgement=None) for turn in restored]
        return (
            render_conversation(restored, self.examples) if restored else gr.skip(),
            gr.skip() if found is None else render_viewer(found, self.documents),
            restored,
            place if found is None else found,
        )
