"""`POST /ask` for programs: a question in, the result's JSON out. Outside Gradio, whose sessions it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.conversation import N_WRITING, Notice, Turn, can_write, write_over
from chat.html import STRINGS
from chat.library import Collection, Library
from chat.web.bodies import QUESTION_BYTES, Refused, read_body, sound_json
from chat.web.calls import who_of
from chat.web.line import Line
from qa.answer import Answer

_HOW = (
    'Send a JSON object: {"question": "..."}, with "collection" beside it where there are several, '
    'and "mode": "written" for sentences of the model server.'
)
_MODES = ("quoted", "written")


class Programs:
    """Answers programs from the library's collections. Nobody's own documents are asked, and nothing is kept."""

    def __init__(self, library: Library, line: Line) -> None:
        self.library = library
        self.line = line
        self._n_writing = 0

    async def ask(self, request: Request) -> Response:
        """`Answer.to_json()` or `Refusal.to_json()`; else 4xx, or 503 with Retry-After, and `detail` in words."""
        try:
            body = sound_json(await read_body(request.scope, request.receive, QUESTION_BYTES))
            question, collection, is_written = self._read(body)
        except Refused as refused:
            return refused.response
        response: Response = Response(status_code=499)  # never sent: who hangs up while waiting is dropped
        async with anyio.create_task_group() as group:

            async def answer() -> None:
                nonlocal response
                response = await self._answer(question, collection, who_of(request.scope), is_written=is_written)
                group.cancel_scope.cancel()

            async def watch() -> None:
                while (await request.receive())["type"] != "http.disconnect":
                    pass
                group.cancel_scope.cancel()

            group.start_soon(answer)
            group.start_soon(watch)
        return response

    def _read(self, body: Any) -> tuple[str, Collection, bool]:
        if not isinstance(body, dict):
            raise Refused(422, f"The body is a {type(body).__name__}. {_HOW}")
        question, title = body.get("question"), body.get("collection")
        mode = body.get("mode", _MODES[0])
        unknown = sorted(body.keys() - {"question", "collection", "mode"})
        if not isinstance(question, str) or unknown:
            found = f"holds {unknown[0]!r}" if unknown else "holds no question, or one that is no text"
            raise Refused(422, f"The body {found}. {_HOW}")
        if mode not in _MODES:
            raise Refused(422, f"The mode is {str(mode)[:40]!r}; it needs to be one of {', '.join(_MODES)}.")
        for one in self.library.collections:
            if title is None or one.title == title:
                if mode == "written" and not can_write(one.pipeline):
                    raise Refused(422, "No model server is configured here; leave the mode out.")
                return question, one, mode == "written"
        titles = [one.title for one in self.library.collections]
        raise Refused(404, f"There is no such collection; there are {titles}, '' being the shipped article.")

    async def _answer(self, question: str, collection: Collection, who: str, *, is_written: bool) -> Response:
        """Written sentences are waited for outside of the line: others are answered in the meantime."""

        def answered() -> Turn:
            return self.library.answer(collection.pipeline, question)

        try:
            async with self.line.turn(who):
                outcome = (await anyio.to_thread.run_sync(answered)).outcome
        except Refused as refused:
            return refused.response
        if isinstance(outcome, Notice) and outcome.text is not None:
            return JSONResponse({"detail": outcome.text}, 422)
        if isinstance(outcome, Notice) and outcome.broken == "not_loaded":
            return JSONResponse({"detail": STRINGS["en"].not_loaded}, 503, {"Retry-After": "60"})
        if outcome is None or isinstance(outcome, Notice):
            return JSONResponse({"detail": "The question was not answered: something broke on our side."}, 500)
        if is_written and isinstance(outcome, Answer):
            if self._n_writing >= N_WRITING:
                return Refused(
                    503, "Too many answers are being written. Try again, or leave the mode out.", 10
                ).response
            self._n_writing += 1
            try:
                outcome = await anyio.to_thread.run_sync(self._written, collection, outcome, abandon_on_cancel=True)
            finally:
                self._n_writing -= 1
        return JSONResponse(outcome.to_json())

    def _written(self, collection: Collection, answer: Answer) -> Answer:
        for written in write_over(collection.pipeline, answer, self.library.asking):
            answer = replace(answer, written=written)
        return answer
