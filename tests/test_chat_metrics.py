"""What a Prometheus reads, who may read it, and what who waits is told."""

from __future__ import annotations

import asyncio
import ipaddress
from contextlib import suppress
from types import SimpleNamespace

import pytest
from chat_sample import library_of
from starlette.requests import Request

from chat.conversation import Notice, Turn
from chat.web.bodies import Refused
from chat.web.door import Door, DoorSettings
from chat.web.health import Health
from chat.web.line import Line, LineSettings
from chat.web.metrics import Metrics


def number(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def status(metrics: Metrics, address: str, **scope: object) -> int:
    request = Request({"type": "http", "headers": [], "client": (address, 1), **scope})
    return asyncio.run(metrics.read(request)).status_code


def test_outcomes_and_seconds_are_counted() -> None:
    metrics, library = Metrics(), library_of()
    library.on_answered.append(metrics.answered)
    for question in ("How much trade?", "Who won?", "Who lost?", "break", "  "):
        library.answer(library.collections[0].pipeline, question)
    metrics.answered(Turn("?", Notice(None, "not_loaded")), 40.0)
    found = {
        outcome: number(metrics, "sanad_questions_total", outcome=outcome)
        for outcome in ("answer", "no_answer", "failed", "not_asked", "not_loaded")
    }
    assert found == {"answer": 1, "no_answer": 2, "failed": 1, "not_asked": 1, "not_loaded": 1}
    with metrics.stage("reading"):
        pass
    assert number(metrics, "sanad_stage_seconds_count", stage="answering") == 6
    assert number(metrics, "sanad_stage_seconds_bucket", stage="answering", le="30.0") == 5
    assert number(metrics, "sanad_stage_seconds_count", stage="reading") == 1
    assert number(metrics, "process_resident_memory_bytes") > 1e6


def test_this_machine_and_named_networks_read_them() -> None:
    metrics = Metrics([ipaddress.ip_network("192.0.2.0/28")])
    assert (status(metrics, "127.0.0.1"), status(metrics, "::1"), status(metrics, "192.0.2.9")) == (200, 200, 200)
    assert (status(metrics, "192.0.2.99"), status(metrics, "nobody")) == (404, 404)
    forwarded = {"sanad.forwarded": True}  # by a proxy on this machine that nobody named
    assert (status(metrics, "127.0.0.1", **forwarded), status(metrics, "192.0.2.9", **forwarded)) == (404, 200)


def test_the_door_sees_what_was_forwarded() -> None:
    seen: list[object] = []

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        seen.append((scope["sanad.forwarded"], scope["path"]))

    async def send(message: object) -> None:
        pass

    scope = {"type": "http", "method": "GET", "path": "/metrics", "headers": [(b"host", b"localhost")]}
    proxied = {**scope, "headers": [*scope["headers"], (b"x-forwarded-for", b"203.0.113.1")]}
    for one in (scope, proxied):
        asyncio.run(Door(app, DoorSettings())(one, None, send))
    assert seen == [(False, "/metrics"), (True, "/metrics")]


def test_who_cannot_wait_is_counted() -> None:
    metrics, line = Metrics(), Line(LineSettings(n_waiting=3, n_each=2))
    line.on_turned_away = metrics.turned_away
    line.elsewhere = lambda: ["192.0.2.1", "192.0.2.1"]
    for who in ("192.0.2.1", "192.0.2.2"):
        with suppress(Refused):
            line.check(who)
    line.elsewhere = lambda: ["192.0.2.1"] * 3
    with pytest.raises(Refused):
        line.check("192.0.2.2")
    assert number(metrics, "sanad_turned_away_total", reason="share") == 1
    assert number(metrics, "sanad_turned_away_total", reason="full") == 1
    metrics.watch("sanad_questions_waiting", "of all", lambda: line.n_waiting)
    assert number(metrics, "sanad_questions_waiting") == 3


def test_who_waits_is_told_the_place_and_the_time() -> None:
    line = Line(LineSettings(n_at_once=2))
    for _ in range(100):
        line.note(2.0)
    line.elsewhere = lambda: ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3"]
    health = Health(SimpleNamespace(), library_of(), line)
    request = Request({"type": "http", "headers": [], "client": ("192.0.2.3", 1)})
    told = asyncio.run(health.place(request)).body.decode()
    assert '"before":4' in told and '"seconds":4' in told
    assert "4 before yours, its turn comes in about 4 s" in told
    assert "قبله 4 من الأسئلة، ويأتي دوره بعد نحو 4 ثانية" in told
    assert (line.before("192.0.2.2"), line.before("192.0.2.77")) == (2, 1)
