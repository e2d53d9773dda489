"""Numbers for Prometheus at `/metrics`: for this machine, and for the networks named by `--metrics`; 404 for others.

Counts and seconds alone: nothing of a question, a document or an asker is in them. Who has to log in for the page has
to for this, too: Prometheus sends a token (`authorization` in its configuration).
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from chat.conversation import Notice, Turn
from chat.web.door import address_of
from qa.answer import Answer, Refusal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The numbers of one program. What counts is handed its methods, and knows nothing of Prometheus."""

    def __init__(self, networks: Sequence[Network] = ()) -> None:
        """`networks` may read them besides this machine."""
        self.networks = networks
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory and processor time
        to = self.registry
        self._questions = Counter("sanad_questions", "Questions by what came of them", ["outcome"], registry=to)
        self._refused = Counter("sanad_turned_away", "Questions that could not even wait", ["reason"], registry=to)
        self._uploads = Counter("sanad_uploads", "Files of visitors by what came of them", ["outcome"], registry=to)
        help_ = "Seconds by stage: encoding a question, reading; answering is all of it"
        self._stages = Histogram("sanad_stage_seconds", help_, ["stage"], buckets=_SECONDS, registry=to)

    def answered(self, turn: Turn, seconds: float) -> None:
        """Counts a question with its outcome: "answer", a refusal's reason, "not_asked", "failed" or "not_loaded"."""
        self._stages.labels("answering").observe(seconds)
        match turn.outcome:
            case Answer():
                outcome = "answer"
            case Refusal() as refusal:
                outcome = refusal.reason
            case Notice(None, broken):
                outcome = broken
            case _:
                outcome = "not_asked"
        self._questions.labels(outcome).inc()

    def turned_away(self, reason: str) -> None:
        """Counts a question that could not wait: "full" or "share"."""
        self._refused.labels(reason).inc()

    def uploaded(self, outcome: str) -> None:
        """Counts a file: "kept", "refused" or "failed"."""
        self._uploads.labels(outcome).inc()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Takes the time of what is done in it; of what fails, too."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._stages.labels(name).observe(time.perf_counter() - started)

    def watch(self, name: str, help_: str, value: Callable[[], float]) -> None:
        """A number that is looked up whenever the numbers are read."""
        Gauge(name, help_, registry=self.registry).set_function(value)

    async def read(self, request: Request) -> Response:
        """All numbers in Prometheus's text format; 404 for who may not read them."""
        address = address_of(request.scope)
        # A proxy on this machine that nobody named makes strangers look like this machine.
        is_here = address is not None and address.is_loopback and not request.scope.get("sanad.forwarded")
        if not is_here and (address is None or not any(address in network for network in self.networks)):
            return PlainTextResponse("Not found.", 404)
        return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
