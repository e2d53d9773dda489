"""The log: each line with its request's number, in text or JSON, and nothing of what was asked."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from chat.logs import new_request_id, set_up
from chat.web.door import Door, DoorSettings


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_json_lines_carry_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json")
    number = new_request_id()
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("chat.x").exception("It %s", "broke\nhere")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["level"], line["logger"], line["request"]) == ("ERROR", "chat.x", number)
    assert line["message"] == "It broke\nhere"
    assert "ZeroDivisionError" in line["exception"]


def test_text_lines_carry_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text")
    number = new_request_id()
    logging.getLogger("chat.x").warning("It broke")
    logging.getLogger("uvicorn.error").warning("So did this")
    logging.getLogger("chat.x").info("This is not worth a line")
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith(f"WARNING [{number}] chat.x: It broke")
    assert second.endswith(f"WARNING [{number}] uvicorn.error: So did this")


def test_an_error_tells_its_number_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("secret reason")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=Door(broken, DoorSettings()))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/gradio_api/queue/data?session_hash=secret")

    set_up("json")
    answer = asyncio.run(ask())
    number = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert number in answer.json()["detail"]
    assert "secret" not in answer.text
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["request"], line["message"]) == (number, "A request to '/gradio_api/queue/data' was not answered")
    assert "session_hash" not in json.dumps(line)
