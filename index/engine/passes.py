"""One thread computes the passes of all models: what waits for one model shares a pass, and questions go first.

A pass uses all cores, so that two at once only get in each other's way. While one is computed others come to wait, and
those are the next batch: nobody waits for a batch to fill, and who is alone waits for nothing.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from index.engine.pack import Float, Pack

# Tokens, padding included, of a pass that several share, and of a piece of what can wait. In processor time a token is
# as dear in a pass of 320 as in one of 4,000, and five times as dear in one of 12: questions to encode gain by sharing.
# Padding is dear in attention: long texts do not go with short ones. Whoever comes in between waits for one pass.
MOST_TOKENS = 1024
Compute = Callable[[Pack], list[Float]]


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    compute: Compute
    pack: Pack
    outputs: Future[list[Float]]


class Passes:
    """Callers queue in the order in which they came, in one of two queues."""

    def __init__(self, most_tokens: int = MOST_TOKENS) -> None:
        self._most_tokens = most_tokens
        self._thread = ThreadPoolExecutor(1, "models")
        self._guard = threading.Lock()
        self._waiting: tuple[deque[_Job], deque[_Job]] = deque(), deque()

    def outputs(self, compute: Compute, pack: Pack, *, urgent: bool) -> list[Float]:
        """What `compute` gives for the pack, alone or joined with others: arrays whose rows are the pack's tokens.

        What is not `urgent` waits until nothing that is waits. Whatever `compute` raises is raised for all of a pass.
        """
        job = _Job(compute, pack, Future())
        with self._guard:
            self._waiting[0 if urgent else 1].append(job)
        self._thread.submit(self._pass)
        return job.outputs.result()

    def _pass(self) -> None:
        jobs = self._taken()
        if not jobs:  # a pass before took all that waited
            return
        try:
            found = jobs[0].compute(Pack.joined([job.pack for job in jobs]))
        except BaseException as error:  # for those who wait; this thread goes on
            for job in jobs:
                job.outputs.set_exception(error)
            return
        ends = np.cumsum([len(job.pack.tokens) for job in jobs])[:-1]
        parts = [np.split(rows, ends) for rows in found]
        for number, job in enumerate(jobs):
            job.outputs.set_result([part[number] for part in parts])

    def _taken(self) -> list[_Job]:
        """The first that waits, and those behind it that want the same model and find room."""
        with self._guard:
            queue = self._waiting[0] or self._waiting[1]
            jobs: list[_Job] = []
            n_texts = longest = 0
            for job in list(queue):
                rows, width = n_texts + job.pack.places.shape[0], max(longest, job.pack.places.shape[1])
                if not jobs or (rows * width <= self._most_tokens and job.compute == jobs[0].compute):
                    queue.remove(job)
                    jobs.append(job)
                    n_texts, longest = rows, width
            return jobs
