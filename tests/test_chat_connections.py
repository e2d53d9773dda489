"""Connections: who says nothing is not waited for, and no address holds very many."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any
from unittest import mock

import pytest
import uvicorn
from uvicorn.server import ServerState

from chat.web import connections
from chat.web.connections import Connection
from chat.web.server import Server


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_head_that_does_not_come_whole_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.4)
    server = Server(_answer, host="127.0.0.1", port=_free())
    server.start()
    try:
        address = ("127.0.0.1", int(server.url.rstrip("/").rpartition(":")[2]))
        whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        for said, answered in ((b"", b""), (whole[:-2], b""), (whole + whole[:-2], b"HTTP/1.1 200")):
            with socket.create_connection(address, timeout=20) as line:
                line.sendall(said)
                told = b""
                while part := line.recv(1000):  # b"" is the end, which comes by itself
                    told += part
                assert told[:12] == answered
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("peer", "kept"), [("192.0.2.1", connections.MOST_EACH), ("127.0.0.1", 300), ("10.0.0.5", 300)]
)
def test_an_address_holds_so_many(peer: str, kept: int) -> None:
    async def do() -> int:
        config, state = uvicorn.Config(_answer), ServerState()
        aborted = []
        for number in range(300):
            named = {"peername": (peer, number), "sockname": ("127.0.0.1", 1)}
            transport = mock.Mock(get_extra_info=named.get, abort=lambda: aborted.append(1))
            proxies = [ipaddress.ip_network("10.0.0.0/28")]
            Connection(config=config, server_state=state, app_state={}, many_from=proxies).connection_made(transport)
        other = mock.Mock(get_extra_info={"peername": ("192.0.2.7", 1), "sockname": ("127.0.0.1", 1)}.get)
        Connection(config=config, server_state=state, app_state={}).connection_made(other)
        assert not other.abort.called
        return 300 - len(aborted)

    assert asyncio.run(do()) == kept
