"""What a visitor does with documents of their own: add, remove, and look whether they are still there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import gradio as gr

from chat.events.choosing import render_chooser, render_own, render_progress
from chat.html import render_conversation, render_viewer
from chat.library import OWN, Library
from chat.uploads import Problem, Uploads
from chat.visitors import Note, session_of


class OwnEvents:
    """The events of visitors' own documents. Whose they are is told by the session of the page, never by the event."""

    def __init__(self, library: Library, uploads: Uploads) -> None:
        self.library = library
        self.uploads = uploads
        self.settings = uploads.settings

    def add_file(self, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, str]]:
        """The list of documents and how far the file is, again and again until it is kept or refused."""
        session = session_of(request)
        if session is None:
            return
        visitors = self.uploads.visitors
        if getattr(event, "first", False):
            visitors.note(session, None)
        problem: Problem = getattr(event, "problem", "")
        steps = self.uploads.add(
            session,
            str(getattr(event, "name", "")),
            str(getattr(event, "place", "")),
            problem if problem in get_args(Problem) else "not_sent",
        )
        notes: tuple[Note, ...] = ()
        for step in steps:
            if isinstance(step, Note):
                notes = (step,)
            else:
                yield gr.skip(), render_progress(step)
        visitor = visitors.find(session)
        yield render_own(visitor, self.settings, notes=notes if visitor is None else ()), ""

    def remove(self, key: str, event: gr.EventData, request: gr.Request) -> tuple[Any, Any, Any]:
        """The list, the conversation and the viewer, after a document was deleted; of turns about it the words stay."""
        session = session_of(request)
        self.uploads.visitors.remove(session, str(getattr(event, "document", "")))
        room = self.library.room(key, session)
        turns, place = room.take([], None)
        own = render_own(self.uploads.visitors.find(session), self.settings)
        if not room.is_own:
            return own, gr.skip(), gr.skip()
        return own, render_conversation(turns, room.examples), render_viewer(place, room.shelf)

    def show(self, key: str, event: gr.EventData, request: gr.Request) -> Any:
        """The viewer, after files were added; a page that is asking a collection stays as it is."""
        room = self.library.room(key, session_of(request))
        shown = getattr(event, "shown", None)
        return render_viewer(room.take([], None)[1], room.shelf, shown) if room.is_own else gr.skip()

    def expire(self, key: str, request: gr.Request) -> tuple[Any, Any, Any]:
        """The list, the conversation and the viewer, when the page expects its documents to be deleted.

        Looking does not keep them; where they are still here, nothing changes.
        """
        session = session_of(request)
        visitor = self.uploads.visitors.peek(session)
        if visitor is not None and visitor.own:
            return gr.skip(), gr.skip(), gr.skip()
        own = render_own(visitor, self.settings, expired=True)
        if key != OWN:
            return own, gr.skip(), gr.skip()
        room = self.library.room(key, session)
        return own, render_conversation([], room.examples), render_viewer(None, room.shelf)

    def find_again(self, key: str, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """The chooser, the list, the conversation, the viewer and the key, for a page that was reloaded.

        The event has the token that the page kept. Where nothing is there any more, nothing changes.
        """
        session, token = session_of(request), str(getattr(event, "token", ""))
        visitor = None if session is None else self.uploads.visitors.find_again(token, session)
        if visitor is None:
            return *[gr.skip()] * 4, key
        own = render_own(visitor, self.settings)
        if getattr(event, "asks", False) is not True:
            return gr.skip(), own, gr.skip(), gr.skip(), key
        room = self.library.room(OWN, session)
        turns, place = room.take([], None)
        return (
            render_chooser(self.library, OWN),
            own,
            render_conversation(turns, room.examples),
            render_viewer(place, room.shelf),
            OWN,
        )

    def close(self, request: gr.Request) -> None:
        """The page was closed."""
        self.uploads.visitors.close(session_of(request))
