"""The page: its layout, and which event changes which part of it. Everything shown is HTML made and escaped here.

A Chatbot would pass messages through Markdown and `inspect.cleandoc`, which rewrite quotes ("$5-$7", "*", leading
spaces), and knows one direction for all of them. `gr.HTML` shows what it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from chat.conversation import Pipeline, first_place
from chat.events import Events
from chat.feedback import Feedback
from chat.judging import render_correction_bar
from chat.markup import both
from chat.render import render_conversation
from chat.strings import STRINGS
from chat.suggestions import Suggestion
from chat.turn_events import TurnEvents
from chat.viewer import render_viewer


@dataclass(frozen=True, slots=True)
class PageSettings:
    """How much one page does."""

    n_waiting: int = 64  # questions that may queue; whoever asks the next one is told that the queue is full
    n_turns: int = 100  # of one conversation kept and shown; older ones are dropped


def build_page(
    pipeline: Pipeline,
    examples: Sequence[str] = (),
    settings: PageSettings | None = None,
    *,
    suggestions: Sequence[Suggestion] = (),
    feedback: Feedback | None = None,
) -> gr.Blocks:
    """The page over a pipeline, not yet served (see `chat.serve`). Without `feedback` nothing can be judged.

    `examples` are offered before the first question, `suggestions` after one without an answer.

    One question is answered at a time, whoever asks, on the page or through `/ask`: two cores answer no
    faster in parallel, and the pipeline need not be thread-safe. The others wait in the queue.
    """
    settings = PageSettings() if settings is None else settings
    documents = pipeline.documents
    place = first_place(documents)
    bar = "" if feedback is None else render_correction_bar()
    with gr.Blocks(title=_TITLE, analytics_enabled=False, fill_width=True, fill_height=True) as page:
        parts = _Parts(
            turns=gr.State([]),
            place=gr.State(place),
            header=gr.HTML(_HEADER, elem_id="header", js_on_load=_script("header"), **_BARE),
            memory=gr.HTML("", elem_id="memory", js_on_load=_script("memory"), **_BARE),
            problem=gr.HTML("", elem_id="problem", js_on_load=_script("problem"), **_BARE),
            **_lay_out(render_conversation([], examples), render_viewer(place, documents), bar),
        )
        n_turns = settings.n_turns
        _connect(
            Events(pipeline, examples, suggestions=suggestions, n_turns=n_turns, can_be_judged=feedback is not None),
            TurnEvents(documents, examples, feedback, n_turns=n_turns),
            parts,
        )
        page.queue(max_size=settings.n_waiting, api_open=False)
    return page


@dataclass(frozen=True, slots=True)
class _Parts:
    """Gradio's components, by what they are to a visitor."""

    turns: Any
    place: Any
    header: Any
    conversation: Any
    box: Any
    button: Any
    viewer: Any
    correction: Any
    memory: Any
    problem: Any


def _lay_out(conversation: str, viewer: str, bar: str) -> dict[str, Any]:
    """The conversation over the question box, and beside them the document over the bar for correcting."""
    english = STRINGS["en"]  # until the browser has said which language it wants
    parts = {}
    with gr.Row(elem_id="main"):
        with gr.Column(elem_id="talk"):
            script = _script("conversation")
            parts["conversation"] = gr.HTML(conversation, elem_id="conversation", js_on_load=script, **_BARE)
            gr.HTML(f"<p>{both('waiting')}</p>", elem_id="waiting", **_BARE)
            with gr.Row(elem_id="composer"):
                parts["box"] = gr.Textbox(
                    placeholder=english.placeholder,
                    label=english.question_label,
                    container=False,
                    lines=1,
                    max_lines=5,
                    scale=1,
                    autofocus=True,
                    elem_id="question",
                )
                parts["button"] = gr.Button(english.ask, variant="primary", scale=0, min_width=88, elem_id="ask")
        with gr.Column(elem_id="source"):
            parts["viewer"] = gr.HTML(viewer, elem_id="viewer", js_on_load=_script("viewer"), **_BARE)
            script = _script("correction")
            parts["correction"] = gr.HTML(bar, elem_id="correction", js_on_load=script, **_BARE)
    return parts


def _connect(events: Events, turn_events: TurnEvents, parts: _Parts) -> None:
    shown = [parts.box, parts.conversation, parts.viewer, parts.turns, parts.place]
    one_at_a_time: dict[str, Any] = {"concurrency_id": "pipeline", "concurrency_limit": 1}
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    at_once: dict[str, Any] = {"queue": False, **private}

    sent = [parts.box.submit, parts.button.click]
    # Before the questions themselves: the page runs what hangs on one event in this order, each to its end.
    gr.on(sent, None, js=_call("sent"), **private)
    parts.conversation.put_example(None, js=_call("sent"), **private)
    asking = [
        gr.on(sent, events.put_question, [parts.box, parts.turns, parts.place], shown, **one_at_a_time, **private),
        parts.conversation.put_example(
            events.put_example, [parts.turns, parts.place], shown, **one_at_a_time, **private
        ),
    ]
    for followed in (parts.conversation.open_place, parts.viewer.open_place):
        followed(events.open_place, [parts.place], [parts.viewer, parts.place], **at_once)
    again = parts.header.start_again(events.start_again, [parts.place], shown[1:], cancels=asking, **at_once)
    judged = [
        part.judge(
            turn_events.judge,
            [parts.turns],
            [parts.conversation, parts.turns, parts.problem],
            trigger_mode="multiple",
            **at_once,
        )
        for part in (parts.conversation, parts.correction)
    ]
    for judging in judged:
        judging.then(None, js=_call("judged"), **private)
    for changed in (*asking, *judged, again):
        changed.then(turn_events.remember, [parts.turns], [parts.memory], **at_once)
    for asked in asking:
        asked.then(None, js=_call("settled"), **private)
    parts.memory.restore(turn_events.restore, [parts.turns, parts.place], shown[1:], **at_once)
    parts.header.set_language(events.set_language, None, [parts.box, parts.button], **at_once)
    gr.api(events.ask, api_name="ask", api_description=_API, **one_at_a_time)


_TITLE = f"{STRINGS['en'].title} · {STRINGS['ar'].title}"
_API = (
    "Answer one question from the documents. Keeps nothing. "
    "Returns kind, question, text, confidence, citations and rendering."
)
_BARE: dict[str, Any] = {"apply_default_css": False, "padding": False, "container": False}
_HEADER = (
    f'<div class="brand"><h1>{both("title")}</h1><p>{both("tagline")}</p></div>'
    f'<div class="views"><button type="button" data-view="talk" aria-pressed="true">{both("conversation")}</button>'
    f'<button type="button" data-view="source" aria-pressed="false">{both("document")}</button></div>'
    f'<div class="tools"><button type="button" data-do="start_again">{both("new_conversation")}</button>'
    f'<button type="button" data-lang="ar" lang="ar">{STRINGS["ar"].name}</button>'
    f'<button type="button" data-lang="en" lang="en">{STRINGS["en"].name}</button></div>'
)

# The events that page.js sends from each part. Gradio wants to see their names, quoted, in the script.
_EVENTS = {
    "header": ["set_language", "start_again"],
    "conversation": ["put_example", "open_place", "judge"],
    "viewer": ["open_place"],
    "correction": ["judge"],
    "memory": ["restore"],
    "problem": [],
}


def _script(part: str) -> str:
    """What a part runs when it is on the page: its function in page.js."""
    return f"window.sanad.{part}(element, trigger, watch); // sends {_EVENTS[part]!r}"


def _call(function: str) -> str:
    """A function of the page's scripts for an event that never reaches the server."""
    return f"() => window.sanad.{function}()"
