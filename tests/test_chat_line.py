"""Who is answered next: turns between askers, few of each waiting, and whoever leaves is passed over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from chat.web.bodies import Refused
from chat.web.line import Line, LineSettings, in_turns


async def _answered(line: Line, askers: Sequence[str], leaving: int | None = None) -> list[str]:
    """In which order the askers, who come one after the other while one is answered, get their turns."""
    order: list[str] = []
    gate = asyncio.Event()

    async def first() -> None:
        async with line.turn("first"):
            await gate.wait()

    async def ask(who: str) -> None:
        async with line.turn(who):
            order.append(who)

    tasks = [asyncio.create_task(first())]
    for who in askers:
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(ask(who)))
    await asyncio.sleep(0.01)
    if leaving is not None:
        tasks[1 + leaving].cancel()
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    return order


def test_askers_take_turns() -> None:
    line = Line(LineSettings(n_at_once=1, n_waiting=20, n_each=5))
    order = asyncio.run(_answered(line, ["a", "a", "a", "b", "c", "b"]))
    assert order == ["a", "b", "c", "a", "b", "a"]
    assert asyncio.run(_answered(line, ["x"])) == ["x"]  # the line is free again


def test_a_few_are_answered_together() -> None:
    line, at_once, most = Line(LineSettings(n_at_once=3, n_waiting=20, n_each=5)), 0, 0

    async def ask(who: str) -> None:
        nonlocal at_once, most
        async with line.turn(who):
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0.001)
            at_once -= 1

    async def all_ask() -> None:
        await asyncio.gather(*(ask(str(number)) for number in range(10)))

    asyncio.run(all_ask())
    assert (most, at_once, line.is_busy, line.n_waiting) == (3, 0, False, 0)


def test_who_leaves_is_passed_over() -> None:
    line = Line(LineSettings(n_at_once=1, n_waiting=20, n_each=5))
    assert asyncio.run(_answered(line, ["a", "b", "b"], leaving=0)) == ["b", "b"]
    assert asyncio.run(_answered(line, ["a"], leaving=0)) == []
    assert asyncio.run(_answered(line, ["c"])) == ["c"]


def test_few_of_each_wait_and_so_many_in_all() -> None:
    line = Line(LineSettings(n_at_once=1, n_waiting=5, n_each=2))
    order = asyncio.run(_answered(line, ["192.0.2.1"] * 9 + ["192.0.2.2"] * 9 + ["192.0.2.3"] * 9))
    assert order == ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1", "192.0.2.2"]
    assert asyncio.run(_answered(line, ["127.0.0.1"] * 9)) == ["127.0.0.1"] * 5  # this machine shares with nobody


def test_refusals_say_in_both_languages_when_to_come_again() -> None:
    line = Line(LineSettings(n_at_once=1, n_waiting=3, n_each=2))
    line.elsewhere = lambda: ["192.0.2.1", "192.0.2.1"]
    line.check("192.0.2.2")
    with pytest.raises(Refused) as refused:
        line.check("192.0.2.1")
    assert refused.value.status == 429
    assert "2 questions of yours are waiting" in refused.value.words
    assert "لك 2 من الأسئلة في الانتظار" in refused.value.words
    assert refused.value.response.headers["retry-after"] == "2"  # half a second for each before, and the own
    line.elsewhere = lambda: ["192.0.2.1"] * 3
    with pytest.raises(Refused, match="أسئلة كثيرة تنتظر الآن") as refused:
        line.check("192.0.2.2")
    assert refused.value.status == 503


def test_in_turns_keeps_each_ones_order() -> None:
    assert in_turns(["a1", "a2", "a3", "b1", "c1", "b2"], lambda one: one[0]) == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert in_turns([], str) == []
