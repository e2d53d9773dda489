"""How long each stage takes, how many askers the road bears at once, and how much memory it took."""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import numpy as np

from eval.road import Road
from qa.errors import QuestionError

N_TIMED = 100  # questions timed stage by stage, after the first, which is cold
N_ASKED = 32  # questions that the askers share, for each number of askers
ASKERS = (1, 4, 8)


def timed(road: Road, questions: Sequence[str], *, open_seconds: float) -> dict[str, Any]:
    """Seconds per stage, one question at a time on an otherwise idle road; throughput; peak memory.

    `cold` is the first question after opening: call this before anything else has been asked.
    """
    first, *others = questions[: N_TIMED + 1]
    cold = _stages(road, first)
    warm = [_stages(road, question) for question in others] or [cold]
    return {
        "open": round(open_seconds, 3),
        "cold": cold,
        "stages": {stage: percentiles([one[stage] for one in warm]) for stage in cold},
        "throughput": {str(n): throughput(road, questions[:N_ASKED], n) for n in ASKERS},
        **machine(),
    }


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p90, p99 (between two observations, in proportion), and n."""
    p50, p90, p99 = np.percentile(seconds, [50, 90, 99])
    return {"p50": round(float(p50), 5), "p90": round(float(p90), 5), "p99": round(float(p99), 5), "n": len(seconds)}


def throughput(road: Road, questions: Sequence[str], n_askers: int) -> float:
    """Questions answered a second when n ask at once, each the next one as soon as it has its answer."""
    start = time.perf_counter()
    with ThreadPoolExecutor(n_askers) as askers:
        list(askers.map(lambda question: _ask(road, question), questions))
    return round(len(questions) / (time.perf_counter() - start), 3)


def machine() -> dict[str, Any]:
    """Peak memory of this process so far, in MiB, and what it ran on."""
    unit = 1 if platform.system() == "Darwin" else 1024  # bytes there, KiB on Linux
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    return {
        "peak_memory_mib": round(peak, 1),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
    }


def _stages(road: Road, question: str) -> dict[str, float]:
    hits, search = _clock(lambda: road.retriever.search([question], road.settings.ask.k)[0])
    _, read = _clock(lambda: road.answer_from(question, hits))
    return {"search": search, "read": read, "total": search + read}


def _clock(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = work()
    return result, round(time.perf_counter() - start, 5)


def _ask(road: Road, question: str) -> None:
    with suppress(QuestionError):  # too long, or without words: refused at the door, which takes its time as well
        road.ask(question)
