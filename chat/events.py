"""What each thing that a visitor does changes on the page. A value of `gr.skip()` leaves its part as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from chat.conversation import Notice, Pipeline, Turn, answer_turn, place_after
from chat.direction import lang_of_message
from chat.judgement import new_turn_id
from chat.links import Place, find_place
from chat.render import render_conversation
from chat.strings import STRINGS
from chat.suggestions import Suggestion, suggest
from chat.viewer import render_viewer
from corpus.document import Lang
from qa.answer import Answer, Refusal


class Events:
    """The page's events over one pipeline. Holds nothing of a visitor: turns and place come in and go out."""

    def __init__(
        self,
        pipeline: Pipeline,
        examples: Sequence[str],
        *,
        suggestions: Sequence[Suggestion] = (),
        n_turns: int,
        can_be_judged: bool = False,
    ) -> None:
        self.pipeline = pipeline
        self.documents = pipeline.documents
        self.examples = tuple(examples)
        self.suggestions = tuple(suggestions)
        self.n_turns = n_turns
        self.can_be_judged = can_be_judged

    def put_question(self, question: str | None, turns: list[Turn], place: Place | None) -> Iterator[tuple[Any, ...]]:
        """The question box, the conversation, the viewer, the turns and the place: twice.

        First the question and that it is looked for, then its outcome. A question that could not be
        asked goes back into the box, where it can be mended.
        """
        question = "" if question is None else question
        yield "", render_conversation([*turns, Turn(question)], self.examples), gr.skip(), turns, place
        turn = self._with_suggestions(answer_turn(self.pipeline, question, turns), turns)
        if self.can_be_judged and _says_something_of_the_documents(turn):
            turn = replace(turn, turn_id=new_turn_id())
        place, turns = place_after(turn, place), [*turns, turn][-self.n_turns :]
        box = question if isinstance(turn.outcome, Notice) else gr.skip()
        yield box, render_conversation(turns, self.examples), render_viewer(place, self.documents), turns, place

    def _with_suggestions(self, turn: Turn, turns: Sequence[Turn]) -> Turn:
        if not isinstance(turn.outcome, Refusal):
            return turn
        asked = {one.question for one in [*turns, turn]}
        suggested = suggest(self.suggestions, turn.outcome, lang_of_message(turn.question), asked)
        return replace(turn, suggested=suggested)

    def put_example(self, turns: list[Turn], place: Place | None, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """The same for an example question that was clicked."""
        yield from self.put_question(str(getattr(event, "question", "")), turns, place)

    def open_place(self, place: Place | None, event: gr.EventData) -> tuple[Any, Place | None]:
        """The viewer and the place, for a link that was followed. A link to nowhere changes nothing."""
        found = find_place(str(getattr(event, "fragment", "")), self.documents)
        return (gr.skip(), place) if found is None else (render_viewer(found, self.documents), found)

    def start_again(self, place: Place | None) -> tuple[Any, ...]:
        """The conversation, the viewer, the turns and the place: no turns, nothing marked."""
        place = None if place is None else Place(place.document)
        return render_conversation([], self.examples), render_viewer(place, self.documents), [], place

    def set_language(self, event: gr.EventData) -> tuple[Any, Any]:
        """The question box and its button, which hold words of Gradio's own components, in the page's language."""
        lang: Lang = "ar" if getattr(event, "lang", "en") == "ar" else "en"
        strings = STRINGS[lang]
        box = gr.update(placeholder=strings.placeholder, label=strings.question_label, rtl=lang == "ar")
        return box, gr.update(value=strings.ask)

    def ask(self, question: str) -> dict[str, Any]:
        """`Answer.to_json()` or `Refusal.to_json()`; gr.Error, in words, where the question cannot be asked."""
        if not isinstance(question, str):
            raise gr.Error(f"The question is a {type(question).__name__}; send it as text.", print_exception=False)
        outcome = answer_turn(self.pipeline, question).outcome
        if outcome is None or isinstance(outcome, Notice):
            said = None if outcome is None else outcome.text
            raise gr.Error(STRINGS["en"].failed if said is None else said, print_exception=False)
        return outcome.to_json()


def _says_something_of_the_documents(turn: Turn) -> bool:
    outcome = turn.outcome
    return isinstance(outcome, Answer) or (isinstance(outcome, Refusal) and not outcome.is_talk)
