"""The page: its layout, and which event changes which part of it. Everything shown is HTML made and escaped here.

A Chatbot would pass messages through Markdown and `inspect.cleandoc`, which rewrite quotes ("$5-$7", "*", leading
spaces), and knows one direction for all of them. `gr.HTML` shows what it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from chat.conversation import N_WRITING, Turn, can_write
from chat.events import Events, OwnEvents, TurnEvents, render_chooser, render_own
from chat.feedback import Feedback
from chat.html import STRINGS, About, both, render_conversation, render_correction_bar, render_dialogs, render_viewer
from chat.library import Library
from chat.options import program_version
from chat.uploads import Uploads
from qa.settings import AskSettings


@dataclass(frozen=True, slots=True)
class PageSettings:
    """How much one page does."""

    n_waiting: int = 80  # questions and files that may queue in all; `chat.web.line` says who is refused before
    longest_question: int = AskSettings().max_characters  # the page counts when it comes near
    n_turns: int = 100  # of one conversation kept and shown; older ones are dropped


def build_page(
    library: Library,
    settings: PageSettings | None = None,
    *,
    feedback: Feedback | None = None,
    uploads: Uploads | None = None,
    about: About | None = None,
) -> gr.Blocks:
    """The page over a library, not yet served (see `chat.web.serving`). Without `feedback` nothing can be judged.

    `uploads` takes the files of the library's visitors; both have the same visitors, or none.

    One question is answered at a time, whoever asks, on the page or through `/ask`: two cores answer no
    faster in parallel, and a pipeline need not be thread-safe. The others wait in the queue. Files are read
    beside the questions, and while a model server writes over some answers others are found.
    """
    if (uploads is None) != (library.visitors is None):
        raise ValueError("Uploads need a library with visitors, and a library with visitors needs uploads.")
    settings = PageSettings() if settings is None else settings
    room = library.room("", None)
    place = room.first_place()
    is_writing = any(can_write(one.pipeline) for one in library.collections)
    bar = "" if feedback is None else render_correction_bar()
    own = "" if uploads is None else render_own(None, uploads.settings)
    with gr.Blocks(title=_TITLE, analytics_enabled=False, fill_width=True, fill_height=True) as page:
        parts = _Parts(
            turns=gr.State([]),
            place=gr.State(place),
            key=gr.State(room.key),
            left=gr.State({}),
            header=gr.HTML(
                _HEADER + render_dialogs(about or About(program_version())),
                elem_id="header",
                js_on_load=_script("header"),
                **_BARE,
            ),
            memory=gr.HTML("", elem_id="memory", js_on_load=_script("memory"), **_BARE),
            download=gr.HTML("", elem_id="download", js_on_load=_script("download"), **_BARE),
            problem=gr.HTML("", elem_id="problem", js_on_load=_script("problem"), **_BARE),
            **_lay_out(
                chooser=render_chooser(library, room.key),
                own=own,
                conversation=render_conversation([], room.examples),
                viewer=render_viewer(place, room.shelf),
                bar=bar,
                most=settings.longest_question,
                is_writing=is_writing,
            ),
        )
        n_turns = settings.n_turns
        judging: dict[str, Any] = {} if feedback is None else {"can_be_judged": True, "promoted": feedback.promoted}
        shown = _shown(page, parts.turns)
        events = Events(library, n_turns=n_turns, can_be_written=is_writing, shown=shown, **judging)
        _connect(events, TurnEvents(library, feedback, n_turns=n_turns, shown=shown), parts, page)
        if uploads is not None:
            _connect_own(OwnEvents(library, uploads), parts, page)
        page.queue(max_size=settings.n_waiting, api_open=False)
    return page


@dataclass(frozen=True, slots=True)
class _Parts:
    """Gradio's components, by what they are to a visitor."""

    turns: Any
    place: Any
    key: Any
    left: Any
    header: Any
    chooser: Any
    own: Any
    progress: Any
    conversation: Any
    box: Any
    button: Any
    written: Any  # None where no model server is configured
    viewer: Any
    correction: Any
    memory: Any
    problem: Any
    download: Any


def _lay_out(
    *, chooser: str, own: str, conversation: str, viewer: str, bar: str, most: int, is_writing: bool
) -> dict[str, Any]:
    """What is asked over the conversation over the question box; beside them the document over the correcting."""
    english = STRINGS["en"]  # until the browser has said which language it wants
    parts = {}
    with gr.Row(elem_id="main"):
        with gr.Column(elem_id="talk"):
            parts["chooser"] = gr.HTML(chooser, elem_id="chooser", js_on_load=_script("chooser"), **_BARE)
            parts["own"] = gr.HTML(own, elem_id="own", js_on_load=_script("own"), **_BARE)
            parts["progress"] = gr.HTML("", elem_id="progress", **_BARE)
            script = _script("conversation")
            parts["conversation"] = gr.HTML(conversation, elem_id="conversation", js_on_load=script, **_BARE)
            gr.HTML(f"<p>{both('waiting')}</p>", elem_id="waiting", **_BARE)
            counter = f'<p data-most="{most}" hidden>{both("characters")} <bdi dir="ltr"></bdi></p>'
            gr.HTML(counter, elem_id="counter", **_BARE)
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
                parts["written"] = (
                    gr.Checkbox(label=english.write, container=False, scale=0, min_width=150, elem_id="written")
                    if is_writing
                    else None
                )
                parts["button"] = gr.Button(english.ask, variant="primary", scale=0, min_width=88, elem_id="ask")
        with gr.Column(elem_id="source"):
            parts["viewer"] = gr.HTML(viewer, elem_id="viewer", js_on_load=_script("viewer"), **_BARE)
            script = _script("correction")
            parts["correction"] = gr.HTML(bar, elem_id="correction", js_on_load=script, **_BARE)
    return parts


def _connect(events: Events, turn_events: TurnEvents, parts: _Parts, page: gr.Blocks) -> None:
    shown = [parts.box, parts.conversation, parts.viewer, parts.turns, parts.place]
    choice = [] if parts.written is None else [parts.written]
    n_at_once = 1 + (N_WRITING if choice else 0)  # one is answered, and others wait for the model server
    one_at_a_time: dict[str, Any] = {"concurrency_id": "pipeline", "concurrency_limit": n_at_once}
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    at_once: dict[str, Any] = {"queue": False, **private}

    at = [parts.turns, parts.place, parts.key]
    sent = [parts.box.submit, parts.button.click]
    # Before the questions themselves: the page runs what hangs on one event in this order, each to its end.
    gr.on(sent, None, js=_call("sent"), **private)
    parts.conversation.put_example(None, js=_call("sent"), **private)
    asking = [
        gr.on(sent, events.put_question, [parts.box, *at, *choice], shown, **one_at_a_time, **private),
        parts.conversation.put_example(events.put_example, [*at, *choice], shown, **one_at_a_time, **private),
    ]
    for followed in (parts.conversation.open_place, parts.viewer.open_place):
        followed(events.open_place, at, [parts.viewer, parts.place], **at_once)
    left: dict[str, Any] = {"cancels": asking, **at_once}
    again = parts.header.start_again(events.start_again, [parts.place, parts.key], shown[1:], **left)
    chosen = [parts.chooser, *shown[1:], parts.key, parts.left]
    chose = parts.chooser.choose(events.choose, [*at, parts.left], chosen, **left)
    judged = [
        part.judge(
            turn_events.judge,
            [parts.turns, parts.key],
            [parts.conversation, parts.turns, parts.problem],
            trigger_mode="multiple",
            **at_once,
        )
        for part in (parts.conversation, parts.correction)
    ]
    for judging in judged:
        judging.then(None, js=_call("judged"), **private)
    for changed in (*asking, *judged, again, chose):
        changed.then(turn_events.remember, [parts.turns, parts.key], [parts.memory], **at_once)
    for asked in (*asking, chose):
        asked.then(None, js=_call("settled"), **private)
    parts.conversation.export(turn_events.export, at, [parts.download], **at_once)
    parts.memory.restore(turn_events.restore, at, [parts.chooser, *shown[1:], parts.key], **at_once)
    parts.header.set_language(events.set_language, None, [parts.box, parts.button, *choice], **at_once)
    gr.api(_keeping_nothing(events.ask, page), api_name="ask", api_description=_API, **one_at_a_time)


def _shown(page: gr.Blocks, turns: gr.State) -> Callable[[str | None], list[Turn]]:
    """What a page holds at the moment: an event is given what it held when the event began."""

    def shown(session: str | None) -> list[Turn]:
        held = page.state_holder.session_data.get(session)
        return [] if held is None else held[turns._id]

    return shown


def _keeping_nothing(ask: Callable[[str], dict[str, Any]], page: gr.Blocks) -> Callable[..., dict[str, Any]]:
    """Programs need no session: Gradio would keep one for each call, in place of the conversations of visitors."""

    def ask_once(question: str, request: gr.Request) -> dict[str, Any]:
        try:
            return ask(question)
        finally:
            page.state_holder.session_data.pop(request.session_hash, None)
            page.state_holder.time_last_used.pop(request.session_hash, None)

    return ask_once


def _connect_own(events: OwnEvents, parts: _Parts, page: gr.Blocks) -> None:
    """What is done with a visitor's own documents. Two files are read at a time: a slow one holds up one other."""
    two_at_a_time: dict[str, Any] = {"concurrency_id": "uploads", "concurrency_limit": 2}
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    at_once: dict[str, Any] = {"queue": False, **private}
    seen = [parts.own, parts.conversation, parts.viewer]
    added = parts.own.add_file(events.add_file, None, [parts.own, parts.progress], **two_at_a_time, **private)
    added.then(events.show, [parts.key], [parts.viewer], **at_once).then(None, js=_call("added"), **private)
    parts.own.remove(events.remove, [parts.key], seen, **at_once)
    parts.own.expire(events.expire, [parts.key], seen, **at_once)
    page.unload(events.close)


_TITLE = f"{STRINGS['en'].title} · {STRINGS['ar'].title}"
_API = (
    "Answer one question from the documents: those of the first collection, never a visitor's own. Keeps nothing. "
    "Returns kind, question, text, confidence, citations and rendering."
)
_BARE: dict[str, Any] = {"apply_default_css": False, "padding": False, "container": False}


def _tool(does: str, words: str, sign: str) -> str:
    """A button of the header; a narrow screen shows its sign, and tells its words to who listens."""
    return (
        f'<button type="button" data-do="{does}"><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="words">{both(words)}</span></button>'
    )


_HEADER = (
    f'<div class="brand"><h1>{both("title")}</h1><p>{both("tagline")}</p></div>'
    f'<div class="views"><button type="button" data-view="talk" aria-pressed="true">{both("conversation")}</button>'
    f'<button type="button" data-view="source" aria-pressed="false">{both("document")}</button></div>'
    f'<div class="tools">{_tool("start_again", "new_conversation", "＋")}'
    f"{_tool('conversations', 'conversations_title', '☰')}{_tool('help', 'help_title', '?')}"
    f"{_tool('about', 'about_title', 'ⓘ')}{_tool('theme', 'theme', '◐')}"
    f'<button type="button" data-lang="ar" lang="ar">{STRINGS["ar"].name}</button>'
    f'<button type="button" data-lang="en" lang="en">{STRINGS["en"].name}</button></div>'
)

# The events that page.js sends from each part. Gradio wants to see their names, quoted, in the script.
_EVENTS = {
    "header": ["set_language", "start_again"],
    "chooser": ["choose"],
    "own": ["add_file", "remove", "expire"],
    "conversation": ["put_example", "open_place", "judge", "export"],
    "viewer": ["open_place"],
    "correction": ["judge"],
    "memory": ["restore"],
    "problem": [],
    "download": [],
}


def _script(part: str) -> str:
    """What a part runs when it is on the page: its function in page.js."""
    return f"window.sanad.{part}(element, trigger, watch); // sends {_EVENTS[part]!r}"


def _call(function: str) -> str:
    """A function of the page's scripts for an event that never reaches the server."""
    return f"() => window.sanad.{function}()"
