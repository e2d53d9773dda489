"""The page: its events, which run in Gradio's queue, and its front end, which is our own HTML and our own scripts.

Gradio's front end would be 50 requests, a white start, and scripts that need 'unsafe-eval' (it compiles templates).
`gradio.Server` is Gradio's queue without a front end, and without what events keep of a page (`gr.State`): it holds the
same `Blocks`. So this is a `Blocks` whose components are never drawn: places for what events give back, by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from chat.conversation import N_WRITING, Turn, can_write
from chat.events import Events, OwnEvents, TurnEvents, render_chooser, render_own
from chat.feedback import Feedback
from chat.html import About, Shell, render_conversation, render_correction_bar, render_dialogs, render_viewer
from chat.library import N_AT_ONCE, Library
from chat.options import program_version
from chat.uploads import Uploads
from qa.settings import AskSettings


@dataclass(frozen=True, slots=True)
class PageSettings:
    """How much one page does."""

    n_waiting: int = 80  # questions and files that may queue in all; `chat.web.line` says who is refused before
    longest_question: int = AskSettings().max_characters  # the page counts when it comes near
    n_turns: int = 100  # of one conversation kept and shown; older ones are dropped


@dataclass(frozen=True, slots=True)
class Page:
    """The events as Gradio runs them, and what the page shows first."""

    blocks: gr.Blocks
    shell: Callable[[], Shell]


def build_page(
    library: Library,
    settings: PageSettings | None = None,
    *,
    feedback: Feedback | None = None,
    uploads: Uploads | None = None,
    about: About | None = None,
) -> Page:
    """The page over a library, not yet served (see `chat.web.serving`). Without `feedback` nothing can be judged.

    `uploads` takes the files of the library's visitors; both have the same visitors, or none.

    A few questions are answered together, whoever asks, on the page or through `/ask`: they share passes of the
    models (`index/engine/passes.py`). The others wait in the queue. Files are read beside the questions, and while
    a model server writes over some answers others are found.
    """
    if (uploads is None) != (library.visitors is None):
        raise ValueError("Uploads need a library with visitors, and a library with visitors needs uploads.")
    settings = PageSettings() if settings is None else settings
    room = library.room("", None)
    is_writing = any(can_write(one.pipeline) for one in library.collections)
    with gr.Blocks(title="Sanad", analytics_enabled=False) as blocks:
        parts = _Parts(
            turns=gr.State([]),
            place=gr.State(room.first_place()),
            key=gr.State(room.key),
            left=gr.State({}),
            sender=gr.HTML(js_on_load=f"// sends {_EVENTS!r}"),
            shown={name: gr.Textbox(elem_id=name) for name in _SHOWN},
        )
        judging: dict[str, Any] = {} if feedback is None else {"can_be_judged": True, "promoted": feedback.promoted}
        shown = _shown(blocks, parts.turns)
        events = Events(library, n_turns=settings.n_turns, shown=shown, **judging)
        turn_events = TurnEvents(library, feedback, n_turns=settings.n_turns, shown=shown)
        _connect(events, turn_events, parts, blocks, n_at_once=N_AT_ONCE + (N_WRITING if is_writing else 0))
        if uploads is not None:
            _connect_own(OwnEvents(library, uploads), parts, blocks)
        blocks.queue(max_size=settings.n_waiting, api_open=False)
    sent = _events_of(blocks, parts)

    def shell() -> Shell:
        return Shell(
            dialogs=render_dialogs(about or About(program_version())),
            chooser=render_chooser(library, room.key),
            own="" if uploads is None else render_own(None, uploads.settings),
            conversation=render_conversation([], room.examples),
            viewer=render_viewer(room.first_place(), room.shelf),
            correction="" if feedback is None else render_correction_bar(),
            events=sent,
            longest_question=settings.longest_question,
            n_turns=settings.n_turns,
            can_be_written=is_writing,
        )

    return Page(blocks, shell)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Gradio's components, by what they are to a visitor."""

    turns: Any
    place: Any
    key: Any
    left: Any
    sender: Any  # has the events
    shown: dict[str, Any]  # parts of the page: what an event gives for one is put there by the page's scripts


def _connect(events: Events, turn_events: TurnEvents, parts: _Parts, blocks: gr.Blocks, *, n_at_once: int) -> None:
    """What waits for its turn, a few at a time and others for the model server; and what is done at once."""
    few_at_a_time: dict[str, Any] = {"concurrency_id": "pipeline", "concurrency_limit": n_at_once}
    at, page, shown = [parts.turns, parts.place, parts.key], parts.sender, parts.shown
    talk = [shown["conversation"], shown["viewer"], parts.turns, parts.place]
    page.put_question(events.put_question, at, [shown["box"], *talk], **few_at_a_time, **_PRIVATE)
    page.open_place(events.open_place, at, [shown["viewer"], parts.place], **_AT_ONCE)
    page.start_again(events.start_again, [parts.place, parts.key], talk, **_AT_ONCE)
    chosen = [shown["chooser"], *talk, parts.key, parts.left]
    page.choose(events.choose, [*at, parts.left], chosen, **_AT_ONCE)
    judged = [shown["conversation"], parts.turns, shown["problem"]]
    page.judge(turn_events.judge, [parts.turns, parts.key], judged, **_AT_ONCE)
    page.remember(turn_events.remember, [parts.turns, parts.key], [shown["memory"]], **_AT_ONCE)
    page.export(turn_events.export, at, [shown["download"]], **_AT_ONCE)
    page.restore(turn_events.restore, at, [shown["chooser"], *talk, parts.key], **_AT_ONCE)
    gr.api(_keeping_nothing(events.ask, blocks), api_name="ask", api_description=_API, **few_at_a_time)


def _connect_own(events: OwnEvents, parts: _Parts, blocks: gr.Blocks) -> None:
    """What is done with a visitor's own documents. Two files are read at a time: a slow one holds up one other."""
    two_at_a_time: dict[str, Any] = {"concurrency_id": "uploads", "concurrency_limit": 2}
    page, shown = parts.sender, parts.shown
    seen = [shown["own"], shown["conversation"], shown["viewer"]]
    page.add_file(events.add_file, None, [shown["own"], shown["progress"]], **two_at_a_time, **_PRIVATE)
    page.show(events.show, [parts.key], [shown["viewer"]], **_AT_ONCE)
    page.remove(events.remove, [parts.key], seen, **_AT_ONCE)
    found = [shown["chooser"], *seen, parts.key]
    page.find_again(events.find_again, [parts.key], found, **_AT_ONCE)
    page.expire(events.expire, [parts.key], seen, **_AT_ONCE)
    blocks.unload(events.close)


def _events_of(blocks: gr.Blocks, parts: _Parts) -> dict[str, Any]:
    """The events that the page's scripts send, by name: Gradio's number, how many values, which way, and what comes."""
    names = {id(component): name for name, component in parts.shown.items()}
    return {
        name: {
            "id": number,
            "n": len(fn.inputs),
            "queued": fn.queue,
            "parts": [names.get(id(component)) for component in fn.outputs],
        }
        for number, fn in blocks.fns.items()
        for _, name in fn.targets
        if name in _EVENTS
    }


def _shown(blocks: gr.Blocks, turns: gr.State) -> Callable[[str | None], list[Turn]]:
    """What a page holds at the moment: an event is given what it held when the event began."""

    def shown(session: str | None) -> list[Turn]:
        held = blocks.state_holder.session_data.get(session)
        return [] if held is None else held[turns._id]

    return shown


def _keeping_nothing(ask: Callable[[str], dict[str, Any]], blocks: gr.Blocks) -> Callable[..., dict[str, Any]]:
    """Programs need no session: Gradio would keep one for each call, in place of the conversations of visitors."""

    def ask_once(question: str, request: gr.Request) -> dict[str, Any]:
        try:
            return ask(question)
        finally:
            blocks.state_holder.session_data.pop(request.session_hash, None)
            blocks.state_holder.time_last_used.pop(request.session_hash, None)

    return ask_once


_API = (
    "Answer one question from the documents: those of the first collection, never a visitor's own. Keeps nothing. "
    "Returns kind, question, text, confidence, citations and rendering."
)
_PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
_AT_ONCE: dict[str, Any] = {"queue": False, **_PRIVATE}
# Gradio wants to see the names of a component's own events, quoted, in its script.
_EVENTS = (
    *("put_question", "open_place", "start_again", "choose", "judge", "remember", "export", "restore"),
    *("add_file", "show", "remove", "expire", "find_again"),
)
_SHOWN = ("box", "conversation", "viewer", "chooser", "own", "progress", "problem", "memory", "download")
