"""An OpenAI-compatible server over plain HTTP: messages go out, pieces of text come in. The only file with httpx.

What comes in is not trusted: its length, its time and its shape are bounded here, and what it says elsewhere.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from qa.errors import WriterError
from qa.settings import WrittenSettings

_MOST_BYTES = 1_000_000  # of one answer: four sentences, a model's thoughts before them, and JSON around each word
_MOST_TOKENS = 2_000  # asked of the server, thoughts included
_MOST_SHOWN = 200  # characters of a server's complaint

Message = dict[str, str]


class WriterServer:
    """One model on one server. Holds no connection between answers; safe to share between threads."""

    def __init__(self, settings: WrittenSettings) -> None:
        """WriterError where the key's environment variable is not set."""
        self.settings = settings
        self._headers = {"Accept": "text/event-stream"}
        if settings.key_variable:
            key = os.environ.get(settings.key_variable, "")
            if not key:
                raise WriterError(
                    f"[written] key_variable names {settings.key_variable}, which is not set. Set it, or leave it out."
                )
            self._headers["Authorization"] = f"Bearer {key}"

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The answer's text in pieces, as they come. WriterError, in words, where it cannot be had, or breaks off."""
        settings = self.settings
        until = time.monotonic() + settings.seconds
        body = {
            "model": settings.model,
            "messages": list(messages),
            "stream": True,
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
        }
        timeout = httpx.Timeout(min(settings.silence_seconds, settings.seconds), connect=settings.connect_seconds)
        # No proxy of the environment and no redirect: the passages go to the address that was named, and nowhere else.
        try:
            with (
                httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
                client.stream(
                    "POST", f"{settings.address.rstrip('/')}/chat/completions", json=body, headers=self._headers
                ) as response,
            ):
                parts = _bounded(response, until)
                if response.status_code != httpx.codes.OK:
                    raise WriterError(_complaint(settings, response.status_code, parts))
                if response.headers.get("content-type", "").startswith("application/json"):
                    yield _whole(b"".join(parts))
                else:
                    yield from _streamed(parts)
        except httpx.ConnectError as error:
            raise WriterError(
                f"The model server at {settings.address} is not reached ({error}). Start it, or correct "
                "[written] address."
            ) from error
        except httpx.TimeoutException as error:
            raise WriterError(
                f"The model server at {settings.address} was silent for too long. Ask again, or raise [written] "
                "silence_seconds."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WriterError(f"The model server at {settings.address} broke off: {error}.") from error


def _bounded(response: httpx.Response, until: float) -> Iterator[bytes]:
    """The body's parts. WriterError where it is too long in all, or takes too long."""
    n_bytes = 0
    for part in response.iter_bytes():
        n_bytes += len(part)
        if n_bytes > _MOST_BYTES:
            raise WriterError(f"The model server sent more than {_MOST_BYTES:,} bytes, the most that is read.")
        yield part
        if time.monotonic() > until:
            raise WriterError("The model took too long. Raise [written] seconds, or take a smaller model.")


def _complaint(settings: WrittenSettings, status: int, parts: Iterator[bytes]) -> str:
    said = " ".join(b"".join(parts).decode("utf-8", "replace").split())[:_MOST_SHOWN]
    advice = {
        401: "Name the variable that holds its key in [written] key_variable.",
        404: f"Is {settings.model!r} there, and does the address end as it should, mostly in /v1?",
    }.get(status, "Look into its log.")
    return f"The model server at {settings.address} answered with status {status}: {said!r}. {advice}"


def _whole(body: bytes) -> str:
    """The text of an answer that did not come as a stream."""
    return _content(_object(body), "message")


def _streamed(parts: Iterator[bytes]) -> Iterator[str]:
    """The pieces of server-sent events, up to [DONE]. WriterError where they end without one."""
    left = b""
    for part in parts:
        *lines, left = (left + part).split(b"\n")
        for line in lines:
            name, _, data = line.strip().partition(b":")
            if name != b"data":
                continue  # a comment that keeps the connection open, or a name
            if data.strip() == b"[DONE]":
                return
            yield _content(_object(data), "delta")
    raise WriterError("The model server broke off in the middle of its answer.")


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise WriterError(f"The model server sent {data[:60]!r} where JSON of an answer was needed.")
    if value.get("error"):
        raise WriterError(f"The model server gave up: {str(value['error'])[:_MOST_SHOWN]!r}.")
    return value


def _content(value: dict[str, Any], name: str) -> str:
    """The text of the first choice; empty where a piece has none, as the last one, or one of a model's thoughts."""
    choices = value.get("choices")
    if not isinstance(choices, list):
        raise WriterError("The model server sent JSON without choices; is it OpenAI-compatible?")
    choice = choices[0] if choices and isinstance(choices[0], dict) else {}
    message = choice.get(name)
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, str) else ""
