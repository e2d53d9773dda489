"""What may be sent to the page: how much, of what shape, for whose session; and nothing of it as a traceback."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from chat_sample import SamplePipeline, library_of, served
from starlette.requests import Request

from chat.web.line import Line, LineSettings
from chat.web.programs import Programs
from qa.answer import Answer, Refusal

_JOIN, _RUN = "/gradio_api/queue/join", "/gradio_api/run/predict"
_TRADE = "How much trade was there?"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def address(log: Path) -> Iterator[str]:
    with served(log=log) as url:
        yield url


@pytest.fixture
def client(address: str, log: Path) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield client
    assert "Traceback" not in log.read_text()


@contextmanager
def opened(address: str, letters: str = "abcdefghijk") -> Iterator[httpx.Client]:
    """A browser with the page open."""
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        client.get("/")
        with client.stream("GET", f"/gradio_api/heartbeat/{letters}"):
            yield client


def event(client: httpx.Client, name: str) -> dict[str, Any]:
    """A body that sends the page's event of this name."""
    events = [one for one in client.get("/config").json()["dependencies"] if one["backend_fn"]]
    found = next(one for one in events if one["targets"][0][1] == name)
    return {
        "data": [None] * len(found["inputs"]),
        "event_data": {},
        "fn_index": found["id"],
        "session_hash": "abcdefghijk",
        "trigger_id": found["targets"][0][0],
    }


def test_programs_ask_in_plain_json(client: httpx.Client) -> None:
    answered = client.post("/ask", json={"question": _TRADE})
    assert answered.json() == SamplePipeline().ask(_TRADE).to_json()
    assert client.post("/ask", json={"question": "Who won?", "collection": ""}).json()["kind"] == "refusal"
    assert client.get("/ask").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 400, "no JSON in UTF-8"),
        (b'{"question": "\xff"}', 400, "no JSON in UTF-8"),
        (b'{"question": NaN}', 400, "no JSON in UTF-8"),
        (b'{"question": "\\ud800 trade"}', 400, "lone surrogate"),
        (b'{"\\udfff": "trade"}', 400, "lone surrogate"),
        (b"[" * 30_000 + b"]" * 30_000, 400, "no JSON in UTF-8"),
        (b'{"question":' + b"[" * 20 + b"]" * 20 + b"}", 400, "nested deeper than 16 levels"),
        (b"[]", 422, "is a list"),
        (b"{}", 422, "holds no question"),
        (b'{"question": 7}', 422, "no text"),
        (b'{"question": "trade", "history": []}', 422, "holds 'history'"),
        (b'{"question": "trade", "collection": "x"}', 404, "there are ['']"),
        (b'{"question": "trade", "collection": 1}', 404, "no such collection"),
        (b'{"question": "  "}', 422, "The question holds no words"),
        (b'{"question": "' + b"x" * 65_536 + b'"}', 413, "larger than 65,536 bytes"),
    ],
)
def test_what_cannot_be_asked_is_said(client: httpx.Client, body: bytes, status: int, said: str) -> None:
    answered = client.post("/ask", content=body)
    assert answered.status_code == status
    assert said in answered.json()["detail"]


def test_what_breaks_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    messages = [{"type": "http.request", "body": b'{"question": "break"}'}]

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else await asyncio.sleep(60, {"type": "http.disconnect"})

    request = Request({"type": "http", "headers": []}, receive)
    answered = asyncio.run(Programs(library_of(), Line()).ask(request))
    assert (answered.status_code, b"secret" in answered.body) == (500, False)


@pytest.mark.parametrize("length", ["-1", "x", "9" * 20, "+5"])
def test_a_length_is_a_number(client: httpx.Client, length: str) -> None:
    assert _raw(str(client.base_url), "/ask", f"Content-Length: {length}\r\n\r\n").startswith("HTTP/1.1 400")


def test_no_length_is_believed(client: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000

    assert client.post("/ask", content=endless()).status_code == 413
    assert client.post("/gradio_api/call/ask", content=endless()).status_code == 413


def test_a_question_on_the_page_is_short_and_a_memory_longer(address: str, client: httpx.Client) -> None:
    with opened(address) as page:
        long = {**event(page, "put_question"), "event_data": {"question": "x" * 70_000}}
        assert page.post(_JOIN, json=long).status_code == 413
        memory = {**event(page, "restore"), "event_data": {"memory": "x" * 4_000_000, "fragment": ""}}
        assert page.post(_RUN, json=memory).status_code == 200
        memory["event_data"]["memory"] += "x" * 600_000
        assert page.post(_RUN, json=memory).status_code == 413
    assert client.post("/gradio_api/call/ask", json={"data": ["x" * 70_000]}).status_code == 413


@pytest.mark.parametrize(
    "change",
    [
        {"fn_index": 9999},
        {"fn_index": -1},
        {"fn_index": None},
        {"fn_index": "2"},
        {"fn_index": True},
        {"fn_index": 10**30},
        {"fn_index": 8},  # a program's
        {"data": []},
        {"data": [None] * 9},
        {"data": None},
        {"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, None, None]},
        {"event_data": [1]},
        {"event_data": {"path": "/etc/passwd"}},
        {"event_data": {"question": {"a": 1}}},
        {"trigger_id": 10**6},
        {"trigger_id": [1]},
        {"session_hash": None},
        {"session_hash": ""},
        {"session_hash": "../x"},
        {"session_hash": "x" * 65},
        {"session_hash": 7},
    ],
)
def test_events_that_the_page_cannot_send_are_refused(address: str, log: Path, change: dict[str, Any]) -> None:
    with opened(address) as page:
        good = {**event(page, "put_question"), "event_data": {"question": "trade"}}
        assert page.post(_JOIN, json=good | change).status_code in (400, 422)
        assert page.post(_RUN, json=event(page, "open_place") | change).status_code in (400, 422)
        assert page.post(_RUN, json=good).status_code == 422  # what waits for its turn does not go past it
    assert "Traceback" not in log.read_text()


def test_an_event_without_data_is_one(address: str, log: Path) -> None:
    with opened(address) as page:
        for name in ("open_place", "start_again", "restore"):
            assert page.post(_RUN, json=event(page, name) | {"event_data": None, "trigger_id": None}).status_code == 200
    assert "Traceback" not in log.read_text()


def test_unknown_sessions_and_results_are_not_there(client: httpx.Client) -> None:
    assert client.get("/gradio_api/queue/data?session_hash=zzz").status_code == 404
    assert client.get("/gradio_api/queue/data").status_code == 400
    assert client.get("/gradio_api/call/ask/zzz").status_code == 404
    assert client.post("/gradio_api/cancel", json={"event_id": 7}).status_code == 422
    assert client.post("/gradio_api/call/ask", json={"data": ["a", "b"]}).status_code == 422


def test_a_page_that_is_not_open_leaves_nothing(address: str) -> None:
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        body = event(client, "open_place")
        refused = client.post(_RUN, json=body)
        assert (refused.status_code, "cookie" in refused.json()["detail"]) == (403, True)
        cookie = client.get("/").headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Path=/"))
        assert len(cookie.partition("=")[2].partition(";")[0]) == 32
        assert client.post(_RUN, json=body).status_code == 409


def test_who_knows_a_pages_letters_has_nothing_of_it(address: str) -> None:
    with opened(address) as page, opened(address, "other") as other:
        page.post(_JOIN, json={**event(page, "put_question"), "event_data": {"question": "slowly trade"}})
        stolen = "/gradio_api/queue/data?session_hash=abcdefghijk"
        assert other.get(stolen).status_code == 404
        with page.stream("GET", stolen) as answered:
            assert "مليارَي" in "".join(answered.iter_text())


def test_programs_do_not_push_visitors_out() -> None:
    with served("crowded") as crowded, opened(crowded) as page:
        asked = {**event(page, "put_question"), "event_data": {"question": "متى بدأت العلاقات؟"}}
        page.post(_JOIN, json=asked)
        with page.stream("GET", "/gradio_api/queue/data?session_hash=abcdefghijk") as answered:
            "".join(answered.iter_text())
        for _ in range(10):
            call = page.post("/gradio_api/call/ask", json={"data": ["trade"]}).json()["event_id"]
            page.get(f"/gradio_api/call/ask/{call}")
        # A page on which something was asked stays as it is when a memory is brought back: it was not forgotten.
        restored = event(page, "restore") | {"event_data": {"memory": "", "fragment": "relations:0-5"}}
        assert page.post(_RUN, json=restored).json()["data"][2] == {"__type__": "update"}
        with opened(crowded, "new") as new:
            restored["session_hash"] = "new"
            assert "<mark" in json.dumps(new.post(_RUN, json=restored).json()["data"][2])


def test_a_pages_second_question_goes_on_from_its_first() -> None:
    with served(delay=0.5) as address, opened(address) as page:
        questions = ("slowly, how much trade?", "how many contracts?")
        bodies = [event(page, "put_question") | {"event_data": {"question": question}} for question in questions]
        first, second = (page.post(_JOIN, json=body).json()["event_id"] for body in bodies)
        with page.stream("GET", "/gradio_api/queue/data?session_hash=abcdefghijk") as answered:
            said = [json.loads(line.removeprefix("data: ")) for line in answered.iter_lines() if line]
        kept = page.post(_RUN, json=event(page, "remember") | {"event_data": {"put": "all"}}).json()["data"][0]
    done = {one["event_id"]: json.dumps(one["output"]) for one in said if one["msg"] == "process_completed"}
    assert [question in done[first] for question in questions] == [True, False]
    assert [question in done[second] for question in questions] == [False, True]  # each sends its own turn
    assert all(question in kept for question in questions)


def _raw(address: str, path: str, rest: str) -> str:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{rest}".encode())
        return line.recv(100_000).decode()


def test_who_hangs_up_is_not_answered() -> None:
    asked: list[str] = []

    class Counting(SamplePipeline):
        def ask(self, question: str, before: Sequence[Answer | Refusal] = ()) -> Answer | Refusal:
            asked.append(question)
            return super().ask(question, before)

    programs = Programs(library_of(Counting()), Line(LineSettings(n_at_once=1)))

    async def sent(question: str, *, stays: bool) -> int:
        messages = [{"type": "http.request", "body": json.dumps({"question": question}).encode()}]

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            await asyncio.sleep(60 if stays else 0.01)
            return {"type": "http.disconnect"}

        scope = {"type": "http", "headers": [], "client": ("192.0.2.1", 1)}
        return (await programs.ask(Request(scope, receive))).status_code

    async def all_sent() -> list[int]:
        first = asyncio.create_task(sent("slowly trade", stays=True))
        await asyncio.sleep(0)
        left = [sent("left", stays=False) for _ in range(2)]
        return [*await asyncio.gather(*left), await first, await sent("trade", stays=True)]

    assert asyncio.run(all_sent()) == [499, 499, 200, 200]
    assert asked == ["slowly trade", "trade"]
