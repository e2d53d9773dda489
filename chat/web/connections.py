"""A connection of the web server: it says in time what it wants, and no address holds very many.

uvicorn waits for the head of a request for as long as the connection stands, and takes as many as the system lets it
have open: who opens a thousand and says nothing keeps everybody else out.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

HEAD_SECONDS = 20.0  # until all headers of a request have come; what follows them is timed by who reads it
MOST_EACH = 250  # of one address: a page has two and its events, and an asker may have a hundred pages


class Connection(H11Protocol):
    """uvicorn's, with both limits. `many_from` are networks whose addresses stand for many people: proxies."""

    def __init__(self, *given: Any, many_from: Sequence[Network] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self._many_from = many_from
        self._due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for a request, or closes where the address holds too many connections."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.abort()
        self._time_head()

    def data_received(self, data: bytes) -> None:
        """Takes what came, as before."""
        super().data_received(data)
        self._time_head()

    def on_response_complete(self) -> None:
        """Begins to wait for the next request."""
        super().on_response_complete()
        self._time_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing any more."""
        if self._due is not None:
            self._due.cancel()
        super().connection_lost(exc)

    def _is_one_too_many(self) -> bool:
        here = self.client and ipaddress.ip_address(self.client[0])
        if not here or here.is_loopback or any(here in network for network in self._many_from):
            return False
        held = [one.client for one in self.connections if isinstance(one, Connection)]
        return sum(one is not None and self.client is not None and one[0] == self.client[0] for one in held) > MOST_EACH

    def _time_head(self) -> None:
        is_waiting = self.conn.their_state is h11.IDLE
        if is_waiting and self._due is None:
            self._due = self.loop.call_later(HEAD_SECONDS, self.transport.close)
        elif not is_waiting and self._due is not None:
            self._due.cancel()
            self._due = None
