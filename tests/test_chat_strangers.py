"""Who asks much, and from elsewhere: bursts, pages opened and left, answers nobody fetches, and a proxy in front."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_inside import Inside, cookie, inside

from chat.web import DoorSettings, Metrics

# Gradio leaves loops of its own behind, unclosed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")

_A, _B = "192.0.2.1", "192.0.2.2"
_PROXY = "10.0.0.1"


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path, delay=1.0) as chat:
        yield chat


def _of(number: int) -> list[tuple[bytes, bytes]]:
    return [(b"cookie", f"sanad={cookie(number)}".encode())]


async def _asked(chat: Inside, letters: str, number: int, client: str, question: str) -> int:
    path, body = await chat.event("put_question", letters)
    body["event_data"] = {"question": question}
    return (await chat.call("POST", path, json.dumps(body).encode(), _of(number), client=client))[0]


def test_a_burst_of_one_asker_is_counted_before_it_waits(chat: Inside) -> None:
    async def do() -> None:
        await chat.open("pagea", cookie(1), _A)
        await chat.open("pageb", cookie(2), _B)
        path, body = await chat.event("put_question", "pagea")
        body["event_data"] = {"question": "slowly trade"}
        sent = json.dumps(body).encode()
        burst = [chat.call("POST", path, sent, _of(1), client=_A) for _ in range(40)]
        statuses = Counter(status for status, _ in await asyncio.gather(*burst))
        assert statuses == {200: 2, 429: 38}
        assert await _asked(chat, "pageb", 2, _B, "trade") == 200
        calls = [chat.call("POST", "/gradio_api/call/ask", b'{"data": ["trade"]}', client=_B) for _ in range(20)]
        statuses = Counter(status for status, _ in await asyncio.gather(*calls))
        # One beside the question that waits, or two where that was answered in the meantime.
        assert statuses in ({200: 1, 429: 19}, {200: 2, 429: 18})

    chat.loop.run_until_complete(do())


def test_who_opens_and_leaves_pages_makes_only_their_own_forgotten(chat: Inside) -> None:
    async def visited(letters: str, number: int, client: str) -> asyncio.Event:
        left = await chat.open(letters, cookie(number), client)
        path, body = await chat.event("open_place", letters)
        assert (await chat.call("POST", path, json.dumps(body).encode(), _of(number), client=client))[0] == 200
        return left

    async def do() -> None:
        held = chat.page.blocks.state_holder.session_data
        await visited("stays", 1, _A)
        (await visited("reconnects", 1, _A)).set()
        await asyncio.sleep(0.05)
        mine = set(held)
        assert len(mine) == 2
        for n in range(25):
            (await visited(f"page{n}", 2, _B)).set()
        await asyncio.sleep(0.2)
        assert mine < set(held)
        assert len(held) <= 2 + 21  # the 20 left last, and one that is about to be forgotten

    chat.loop.run_until_complete(do())


def test_answers_that_nobody_fetches_do_not_pile_up(chat: Inside) -> None:
    async def do() -> None:
        await chat.open("page", cookie(1), _A)
        statuses = []
        for _ in range(8):
            statuses.append(await _asked(chat, "page", 1, _A, "trade"))
            await asyncio.sleep(0.3)
        assert statuses[:2] == [200, 200]
        assert statuses[-2:] == [429, 429]
        (messages,) = chat.page.blocks._queue.pending_messages_per_session.values()
        assert messages.qsize() < 24

    chat.loop.run_until_complete(do())


def test_the_page_and_its_numbers_behind_a_proxy(tmp_path: Path) -> None:
    door = DoorSettings(frozenset({"chat.example.org"}), (ipaddress.ip_network(_PROXY),), "/sanad")
    metrics = Metrics([ipaddress.ip_network("198.51.100.0/28")])

    async def do(chat: Inside) -> None:
        def asker(address: str) -> list[tuple[bytes, bytes]]:
            forwarded = {
                "x-forwarded-for": address,
                "x-forwarded-host": "chat.example.org",
                "x-forwarded-proto": "https",
            }
            return [(b"host", b"127.0.0.1"), *((name.encode(), said.encode()) for name, said in forwarded.items())]

        async def status(path: str, address: str) -> int:
            return (await chat.call("GET", path, headers=asker(address), client=_PROXY))[0]

        shown, page = await chat.call("GET", "/sanad/", headers=asker(_A), client=_PROXY)
        assert (shown, b"https://chat.example.org/sanad" in page) == (200, True)
        assert b'"http://' not in page.replace(b'"http://www.w3.org', b"")  # nothing that an https page would not load
        assert await status("/sanad/config", _A) == 200
        assert [await status("/sanad/metrics", one) for one in (_A, "198.51.100.9", "127.0.0.1")] == [404, 200, 404]
        assert (await chat.call("GET", "/metrics"))[0] == 200  # this machine, past the proxy
        told = (await chat.call("GET", "/sanad/metrics", headers=asker("198.51.100.9"), client=_PROXY))[1]
        assert b"sanad_questions_waiting 0.0" in told
        # Not by a proxy of ours: nothing that it says is believed.
        assert (await chat.call("GET", "/sanad/metrics", headers=asker("198.51.100.9"), client=_B))[0] == 404

    with inside(tmp_path, door=door, metrics=metrics) as chat:
        chat.loop.run_until_complete(do(chat))
