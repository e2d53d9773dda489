"""Turns at something that serves one at a time: first come, first served, and what can wait comes last."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Callers queue in the order in which they came, in one of two queues.

    A plain lock has no order: whoever runs may take it again before those who wait.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queues: tuple[deque[threading.Event], deque[threading.Event]] = (deque(), deque())
        self._taken = False

    @contextmanager
    def turn(self, *, urgent: bool) -> Iterator[None]:
        """Waits for the turn and holds it. Who is not `urgent` waits until nobody who is waits."""
        ready = threading.Event()
        with self._guard:
            if self._taken:
                self._queues[0 if urgent else 1].append(ready)
            else:
                self._taken = True
                ready.set()
        ready.wait()
        try:
            yield
        finally:
            with self._guard:
                queue = self._queues[0] or self._queues[1]
                if queue:
                    queue.popleft().set()  # the turn passes on without a gap
                else:
                    self._taken = False
