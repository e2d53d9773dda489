"""What a machine asks the program, and how the program ends: what was asked is answered, and nothing new begun."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from chat_sample import SamplePipeline, library_of, served
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from chat.library import N_AT_ONCE
from chat.web.door import Door, DoorSettings
from chat.web.health import Health
from chat.web.line import Line, LineSettings


def test_a_machine_is_told_the_state() -> None:
    with served() as url, httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok")
        assert client.get("/readyz").json() == {
            "collections": 1,
            "collections_not_opened": 0,
            "questions_waiting": 0,
            "files_waiting": 0,
            "is_loading": False,
            "is_ending": False,
        }
        assert client.get("/version").json().keys() == {"version"}
        assert client.post("/healthz").status_code == 404


def test_a_full_line_is_not_ready() -> None:
    line = Line(LineSettings(n_waiting=3))
    page = SimpleNamespace(_queue=SimpleNamespace(event_queue_per_concurrency_id={}))
    health = Health(page, library_of(), line)
    request = Request({"type": "http"})
    line.elsewhere = lambda: ["a"] * 3
    full = asyncio.run(health.is_ready(request))
    assert (full.status_code, json.loads(full.body)["questions_waiting"]) == (503, 3)
    line.elsewhere = lambda: ["a"] * 2
    assert asyncio.run(health.is_ready(request)).status_code == 200
    health.is_ending = True
    assert asyncio.run(health.is_ready(request)).status_code == 503


def test_what_was_asked_is_answered_before_the_end(tmp_path: Path) -> None:
    log, said = tmp_path / "log", list[str]()
    question = {"question": "slowly trade"}
    with ThreadPoolExecutor(N_AT_ONCE + 3) as pool:
        with served("ending", delay=3, log=log, said=said) as url:
            client = httpx.Client(base_url=url, trust_env=False, timeout=60)
            client.get("/")
            is_open, is_over = threading.Event(), threading.Event()

            def keep_open() -> None:
                with client.stream("GET", "/gradio_api/heartbeat/abc"):
                    is_open.set()
                    is_over.wait(60)

            pool.submit(keep_open)  # an open page does not keep the program from ending
            is_open.wait(60)
            asked = [pool.submit(client.post, "/ask", json=question) for _ in range(N_AT_ONCE + 2)]
            for _ in range(1000):
                if client.get("/readyz").json()["questions_waiting"] == 2:
                    break
            else:
                pytest.fail("the questions never waited")
        is_over.set()
        answers = [one.result().json() for one in asked]
    client.close()
    assert answers == [SamplePipeline().ask("slowly trade").to_json()] * (N_AT_ONCE + 2)
    assert said[-1] == "ended\n"
    assert "Traceback" not in log.read_text()


def test_nothing_new_is_begun_at_the_end() -> None:
    async def asked() -> list[httpx.Response]:
        door = Door(PlainTextResponse("here"), DoorSettings())
        transport = httpx.ASGITransport(app=door)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            before = await client.post("/ask")
            door.is_closing = True
            return [before, await client.post("/ask"), await client.get("/config")]

    before, refused, read = asyncio.run(asked())
    assert (before.status_code, refused.status_code, read.status_code) == (200, 503, 200)
    assert refused.headers["retry-after"] == "10"
