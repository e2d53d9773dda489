"""What is sent to the page: read whole within limits of size and time, and taken only if it is plain, sound JSON."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope

QUESTION_BYTES = 65_536  # of anything that is sent, but for the next
MEMORY_BYTES = 4_500_000  # of a conversation that a browser brings back; it keeps four million characters at most
_SECONDS = 20.0  # for all of a body: a slow line sends a full memory in that time, who only holds a connection does not
_DEEPEST = 16  # levels of JSON; ours has four
_SURROGATE = re.compile("[\ud800-\udfff]")


class Refused(Exception):  # noqa: N818 - an answer, not a failure of the program
    """Why a request is not dealt with: the status, words for who sent it, and the seconds after which to try again."""

    def __init__(self, status: int, words: str, retry_after: int | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.retry_after = retry_after

    @property
    def response(self) -> JSONResponse:
        """As Gradio's front end shows it, and as programs can read it. The rest of the body is not waited for."""
        headers = {"Connection": "close"} if self.status in (408, 411, 413) else {}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return JSONResponse({"detail": self.words}, self.status, headers)


async def read_body(scope: Scope, receive: Receive, most_bytes: int) -> bytes:
    """The body. Refused where it is longer, does not come in time, or never ends."""
    said = dict(scope["headers"]).get(b"content-length", b"0")
    if not said.isdigit() or len(said) > 15:
        raise Refused(400, "Content-Length is no number.")
    if int(said) > most_bytes:
        raise too_large(most_bytes)
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "The connection was closed before all had come.")
                body += message.get("body", b"")
                if len(body) > most_bytes:
                    raise too_large(most_bytes)
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise Refused(408, f"It did not come whole within {_SECONDS:.0f} seconds.") from None


def sound_json(body: bytes) -> Any:
    """The value. Refused where it is no JSON, nested deeper than anything of ours, or holds half a character."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(400, "This is no JSON in UTF-8.") from None
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return value
    raise Refused(400, f"It is nested deeper than {_DEEPEST} levels.")


def too_large(most_bytes: int) -> Refused:
    """The refusal of what is longer."""
    return Refused(413, f"It is larger than {most_bytes:,} bytes, the most that is taken.")


def _inside(value: Any) -> list[Any]:
    """What a value holds, one level down. Refused where it is a text with half a character."""
    if isinstance(value, str) and _SURROGATE.search(value):
        raise Refused(400, "A text holds half a character (a lone surrogate).")
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON")
