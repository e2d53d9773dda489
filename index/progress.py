"""How far a long work is, and how long the rest of it will take."""

from __future__ import annotations

import logging
import time

log = logging.getLogger(__name__)

QUIET = 5.0  # seconds between two lines


class Progress:
    """Says from time to time how much is done, and how long the rest takes at the pace so far."""

    def __init__(self, what: str, total: int) -> None:
        """`what` is counted, such as "passages encoded"; `total` is how many there will be."""
        self._what, self._total, self._n = what, total, 0
        self._said = self._started = time.monotonic()

    def add(self, n: int) -> None:
        """Counts `n` more as done, and logs it where the last line is long ago."""
        self._n += n
        now = time.monotonic()
        if now - self._said > QUIET and 0 < self._n < self._total:
            self._said = now
            left = (now - self._started) * (self._total - self._n) / self._n
            log.info("  %s of %s %s, about %s left", f"{self._n:,}", f"{self._total:,}", self._what, duration(left))


def duration(seconds: float) -> str:
    """A time as people say it, in seconds, minutes or hours and minutes, rounded."""
    if round(seconds) < 60:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
