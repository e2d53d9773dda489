"""What a machine asks the program: whether it lives, whether it can answer, and which version it is."""

from __future__ import annotations

from typing import Any

import gradio as gr
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from chat.library import Library
from chat.options import program_version
from chat.web.calls import FILES, QUESTIONS, queued, who_of
from chat.web.line import Line, words_of_place


class Health:
    """Answers for the program; `is_ending` is set when it takes nothing any more."""

    def __init__(self, page: gr.Blocks, library: Library, line: Line) -> None:
        self.page = page
        self.library = library
        self.line = line
        self.is_ending = False

    @property
    def routes(self) -> list[Route]:
        """Open to everybody who reaches the door: they tell nothing of the documents but how many collections."""
        return [
            Route("/healthz", self.lives),
            Route("/readyz", self.is_ready),
            Route("/version", self.version),
            Route("/line", self.place),
        ]

    async def lives(self, request: Request) -> Response:
        """200 as long as requests are answered at all."""
        return PlainTextResponse("ok")

    async def is_ready(self, request: Request) -> Response:
        """200 with the state of the parts, or 503 where questions should go to another machine."""
        waiting = self.line.n_waiting
        is_full = waiting >= self.line.settings.n_waiting
        state: dict[str, Any] = {
            "collections": len(self.library.collections),
            "collections_not_opened": len(self.library.unopened),
            "questions_waiting": waiting,
            "files_waiting": len(queued(self.page, FILES)),
            "is_loading": self.library.is_loading(),
            "is_ending": self.is_ending,
        }
        return JSONResponse(state, 503 if is_full or self.is_ending or state["is_loading"] else 200)

    async def version(self, request: Request) -> Response:
        """The version of the program."""
        return JSONResponse({"version": program_version()})

    async def place(self, request: Request) -> Response:
        """For a page whose question waits: how many are answered before it, how long that takes, and both in words."""
        before = self.line.before(who_of(request.scope))
        seconds = self.line.seconds_for(before)
        return JSONResponse({"before": before, "seconds": seconds, **words_of_place(before, seconds)})

    @property
    def is_busy(self) -> bool:
        """Whether a question is being answered, or waits for it."""
        queue = self.page._queue.event_queue_per_concurrency_id.get(QUESTIONS)
        return self.line.is_busy or (queue is not None and (queue.current_concurrency > 0 or bool(queue.queue)))
