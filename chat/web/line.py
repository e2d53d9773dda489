"""Who is answered next: at most so many questions wait, few of them of one asker, and askers take turns.

A few questions are answered together, more of them no faster, so that the others wait in a line. In a plain line one
program that asks as fast as it can makes everybody else wait for all of its questions.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from chat.html import STRINGS
from chat.library import N_AT_ONCE
from chat.web.bodies import Refused
from corpus.document import Lang

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How many questions wait, without those that are being answered."""

    n_at_once: int = N_AT_ONCE  # of programs, that are answered together
    n_waiting: int = 64  # of all askers together
    n_each: int = 2  # of one asker who is not on this machine


class Line:
    """The questions that wait: those of programs here, those of pages in Gradio's queue, told by `elsewhere`."""

    def __init__(self, settings: LineSettings | None = None) -> None:
        self.settings = LineSettings() if settings is None else settings
        self.elsewhere: Callable[[], Sequence[str]] = tuple
        self.on_turned_away: Callable[[str], None] = lambda reason: None  # told "full" or "share"
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._n_busy = 0
        self._seconds = 0.5  # that a question takes, over the last ones

    @property
    def is_busy(self) -> bool:
        """Whether a program's question is being answered, or waits."""
        return self._n_busy > 0

    @property
    def n_waiting(self) -> int:
        """How many questions wait, of programs and of pages."""
        return len(self.elsewhere()) + sum(map(len, self._waiting.values()))

    def seconds_for(self, n: int) -> int:
        """About how long so many questions take, as the last ones did that were answered together; at least 1."""
        return max(1, math.ceil(self._seconds * n / self.settings.n_at_once))

    def note(self, seconds: float) -> None:
        """What a question took, wherever it came from."""
        self._seconds += (seconds - self._seconds) / 8

    def before(self, who: str) -> int:
        """How many questions are answered before the first of a page that waits, the present ones counted as one."""
        waiting = list(self.elsewhere())
        return waiting.index(who) + 1 if who in waiting else 1

    def check(self, who: str) -> None:
        """Refused, in both languages, where one more question of this asker cannot wait."""
        waiting = Counter(self.elsewhere())
        waiting.update({one: len(theirs) for one, theirs in self._waiting.items()})
        seconds = self.seconds_for(waiting.total() + 1)
        if waiting.total() >= self.settings.n_waiting:
            self.on_turned_away("full")
            raise Refused(503, _FULL.format(seconds=seconds), seconds)
        if waiting[who] >= self.settings.n_each and not is_this_machine(who):
            self.on_turned_away("share")
            raise Refused(429, _YOURS.format(n=self.settings.n_each, seconds=seconds), seconds)

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[None]:
        """Waits until the asker's turn has come, and gives it to the next asker at the end. Refused as in `check`."""
        if self._n_busy < self.settings.n_at_once:
            self._n_busy += 1
        else:
            self.check(who)
            await self._wait(who)
        try:
            yield
        finally:
            self._next()

    async def _wait(self, who: str) -> None:
        turn = asyncio.get_running_loop().create_future()
        theirs = self._waiting.setdefault(who, deque())
        theirs.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it had come, and nobody is here to take it
                self._next()
            elif turn in theirs:
                theirs.remove(turn)
                if not theirs:
                    del self._waiting[who]
            raise

    def _next(self) -> None:
        """The turn goes to the asker who has waited longest for one; who asks again comes after all others."""
        while self._waiting:
            who, theirs = self._waiting.popitem(last=False)
            turn = theirs.popleft()
            if theirs:
                self._waiting[who] = theirs
            if not turn.done():
                turn.set_result(None)
                return
        self._n_busy -= 1


def in_turns(items: Sequence[T], key: Callable[[T], Hashable]) -> list[T]:
    """The first of each key, in order, then the second of each, and so on."""
    seen: Counter[Hashable] = Counter()
    ranks = []
    for at, item in enumerate(items):
        ranks.append((seen[key(item)], at))
        seen[key(item)] += 1
    return [items[at] for _, at in sorted(ranks)]


def is_this_machine(who: str) -> bool:
    """Whether the asker is the machine itself, whose owner shares with nobody."""
    try:
        return ipaddress.ip_address(who).is_loopback
    except ValueError:
        return False


def words_of_place(before: int, seconds: int) -> dict[Lang, str]:
    """What who waits is told, in each language."""
    return {lang: strings.waiting_place.format(before=before, seconds=seconds) for lang, strings in STRINGS.items()}


_FULL = (
    "أسئلة كثيرة تنتظر الآن. حاول مرة أخرى بعد {seconds} ثانية. · "
    "Too many questions are waiting. Please try again in {seconds} seconds."
)
_YOURS = (
    "لك {n} من الأسئلة في الانتظار، وهو أكثر ما يُقبل معًا. حاول مرة أخرى بعد {seconds} ثانية. · "
    "{n} questions of yours are waiting, the most at once. Please try again in {seconds} seconds."
)
