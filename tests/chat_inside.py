"""The whole server in this process and without a socket: door, login, Gradio, over the sample and own documents."""

from __future__ import annotations

import asyncio
import gc
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from chat_sample import ARABIC, HOSTILE, SUGGESTIONS, SamplePipeline
from own_sample import uploads

from chat.feedback import Feedback
from chat.library import Collection, Library
from chat.page import build_page
from chat.web import serve
from qa.settings import UploadSettings

Headers = Sequence[tuple[bytes, bytes]]
_HEARTBEAT = "/gradio_api/heartbeat/"


class Inside:
    """Requests to the server, each of which is awaited in `loop`."""

    def __init__(self, folder: Path, *, delay: float = 0.1, **options: Any) -> None:
        """`options` are those of `serve`. A question asked "slowly" takes `delay` seconds."""
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)  # else Gradio makes one for each lock of its own
        self.taking = uploads(folder / "sent", UploadSettings(file_bytes=2_000), time.monotonic)
        both = [
            Collection("", SamplePipeline((ARABIC, HOSTILE), delay), ("trade",), SUGGESTIONS),
            Collection("other", SamplePipeline((HOSTILE,))),
        ]
        library = Library(both, ["damaged"], self.taking.visitors)
        self.page = build_page(library, feedback=Feedback(folder / "feedback"), uploads=self.taking)
        with mock.patch("chat.web.serving.Server") as server:
            serve(self.page, library, host="127.0.0.1", port=1, uploads=self.taking, **options)
        self.app = server.call_args.args[0]
        self._ends = asyncio.Event()
        self._tasks: list[asyncio.Task[Any]] = []
        self._pages: list[asyncio.Event] = []
        self._events: list[dict[str, Any]] = []

    async def begin(self) -> None:
        """What uvicorn does before the first request; what is begun runs on in the background."""
        started = asyncio.Event()
        said = [{"type": "lifespan.startup"}]

        async def receive() -> dict[str, Any]:
            if said:
                return said.pop()
            await self._ends.wait()
            return {"type": "lifespan.shutdown"}

        async def send(message: Any) -> None:
            started.set()

        self._tasks.append(asyncio.create_task(self.app({"type": "lifespan", "state": {}}, receive, send)))
        await started.wait()

    async def end(self) -> None:
        """Ends what `begin` began."""
        for left in self._pages:
            left.set()
        self._ends.set()
        await asyncio.wait(self._tasks, timeout=10)

    async def open(self, letters: str, cookie: str, client: str = "127.0.0.1", headers: Headers = ()) -> asyncio.Event:
        """A page that is open until the event is set."""
        left, shown = asyncio.Event(), asyncio.Event()
        self._pages.append(left)
        named = [(b"cookie", f"sanad={cookie}".encode()), *headers]
        beat = self.call("GET", f"{_HEARTBEAT}{letters}", headers=named, client=client, until=left, began=shown)
        self._tasks.append(asyncio.create_task(beat))
        await shown.wait()
        return left

    async def config(self, headers: Headers = ()) -> list[dict[str, Any]]:
        """The page's events, as Gradio tells them."""
        if not self._events:
            answer = json.loads((await self.call("GET", "/config", headers=headers))[1])
            self._events = [one for one in answer["dependencies"] if one["backend_fn"] and one["targets"]]
        return self._events

    async def event(self, name: str, letters: str, headers: Headers = ()) -> tuple[str, dict[str, Any]]:
        """Where the page sends its event of this name, and a body."""
        return next(sent(one, letters) for one in await self.config(headers) if one["targets"][0][1] == name)

    async def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Headers = (),
        query: bytes = b"",
        *,
        client: str = "127.0.0.1",
        until: asyncio.Event | None = None,
        began: asyncio.Event | None = None,
    ) -> tuple[int, bytes]:
        """Status and body. Of an answer that does not end the first part; with `until`, all until that is set."""
        until = asyncio.Event() if until is None else until
        told = [{"type": "http.request", "body": body, "more_body": False}]
        status, parts, has_no_end = 0, [], began is not None

        async def receive() -> dict[str, Any]:
            if told:
                return told.pop()
            await until.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal status, has_no_end
            if message["type"] == "http.response.start":
                status, names = message["status"], dict(message["headers"])
                has_no_end = has_no_end or b"event-stream" in names.get(b"content-type", b"")
                assert status != 503 or b"retry-after" in names, "503 without Retry-After"
            parts.append(message.get("body", b""))
            if has_no_end and parts[-1]:
                (until if began is None else began).set()

        own = {b"host": b"127.0.0.1", b"content-type": b"application/json", b"content-length": b"%d" % len(body)}
        named = {name for name, _ in headers}
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": method, "scheme": "http", "path": path, "raw_path": path.encode("utf-8", "replace"),
            "query_string": query, "root_path": "", "client": (client, 1), "server": ("127.0.0.1", 1), "state": {},
            "headers": [*((name, value) for name, value in own.items() if name not in named), *headers],
        }  # fmt: skip
        await self.app(scope, receive, send)
        return status, b"".join(parts)


def sent(event: dict[str, Any], letters: str) -> tuple[str, dict[str, Any]]:
    """Where the page sends an event of its configuration, and a sound body."""
    path = "/gradio_api/queue/join" if event["queue"] else "/gradio_api/run/predict"
    return path, {
        "data": [None] * len(event["inputs"]),
        "event_data": {},
        "fn_index": event["id"],
        "session_hash": letters,
        "trigger_id": event["targets"][0][0],
    }


def cookie(number: int) -> str:
    """A browser's secret."""
    return f"{number:032x}"


@contextmanager
def inside(folder: Path, **options: Any) -> Iterator[Inside]:
    """The server, begun; ended with all that it began."""
    chat = Inside(folder, **options)
    chat.loop.run_until_complete(chat.begin())
    try:
        yield chat
    finally:
        chat.loop.run_until_complete(chat.end())
        chat.loop.close()
        asyncio.set_event_loop(None)
        gc.collect()  # what Gradio left behind is not found in a test after this


SECRET = secrets.token_hex(16)
