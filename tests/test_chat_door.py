"""The door: whom it lets in, whom not, and that no foreign page reads or writes anything."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterator

import httpx
import pytest
from chat_sample import served
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send

from chat.web.door import Door, DoorSettings

_OWN = "http://127.0.0.1:7860"


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    """Says what reaches the page, and reflects the origin as Gradio does."""
    request = Request(scope)
    origin = request.headers.get("origin", "")
    told = {
        "client": scope["client"][0],
        "scheme": scope["scheme"],
        "path": scope["path"],
        "headers": dict(request.headers),
    }
    allowed = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}
    await JSONResponse(told, headers=allowed)(scope, receive, send)


def sent(
    path: str = "/",
    method: str = "GET",
    *,
    to: str = _OWN,
    peer: str = "192.0.2.7",
    settings: DoorSettings | None = None,
    **headers: str,
) -> httpx.Response:
    """What the door answers to a request to the address `to`, from the peer; `sec_fetch_site` is a header's name."""

    async def request() -> httpx.Response:
        door = Door(_inner, DoorSettings() if settings is None else settings)
        transport = httpx.ASGITransport(app=door, client=(peer, 4321))
        async with httpx.AsyncClient(transport=transport, base_url=to) as client:
            return await client.request(
                method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )

    return asyncio.run(request())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("127.9.9.9", 200),
        ("localhost:7860", 200),
        ("LOCALHOST.:1", 200),
        ("[::1]:7860", 200),
        ("203.0.113.5:7860", 200),  # the address that was connected to
        ("chat.example.org", 200),  # --allow-host
        ("203.0.113.6:7860", 403),
        ("rebound.example", 403),
        ("127.0.0.1.rebound.example:7860", 403),
        ("localhost.rebound.example", 403),
        ("chat.example.org.rebound.example", 403),
        ("rebound.example@localhost", 403),
        ("localhost:x", 403),
        ("localhost/..", 403),
        ("[::1", 403),
        ("0.0.0.0", 403),
        ("2130706433", 403),
        ("", 403),
    ],
)
def test_a_host_is_this_machine_or_was_named(host: str, status: int) -> None:
    settings = DoorSettings(hosts=frozenset({"chat.example.org"}))
    for path in ("/config", "/gradio_api/call/ask/x"):
        assert sent(path, to="http://203.0.113.5:7860", settings=settings, host=host).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a program
        ({"origin": _OWN, "sec_fetch_site": "same-origin"}, 200),
        ({"origin": _OWN}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://evil.example", "sec_fetch_site": "same-origin"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://127.0.0.1:8000", "sec_fetch_site": "same-site"}, 403),  # another program of this machine
        ({"origin": "http://127.0.0.1:7860.evil.example"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}, 403),  # a form on a foreign page
        ({"sec_fetch_site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/upload", "/gradio_api/queue/join", "/gradio_api/call/ask"])
def test_only_our_own_page_and_programs_write(path: str, headers: dict[str, str], status: int) -> None:
    assert sent(path, "POST", **headers).status_code == status


def test_foreign_pages_read_nothing_and_links_are_followed() -> None:
    assert sent("/config", origin="https://evil.example").status_code == 403
    assert sent("/config", sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status_code == 403
    assert sent("/", sec_fetch_site="cross-site", sec_fetch_mode="navigate").status_code == 200
    preflight = {"origin": "https://evil.example", "access_control_request_method": "POST"}
    assert sent("/gradio_api/call/ask", "OPTIONS", **preflight).status_code == 403
    answered = sent("/config", origin=_OWN)
    assert answered.status_code == 200
    assert not [name for name in answered.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/deep_link",
        "/gradio_api/dev/reload",
        "/gradio_api/openapi.json",
        "/gradio_api/runs",
        "/gradio_api/proxy=https://evil.hf.space/x",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/upload_progress",
        "/gradio_api/queue/status",
        "/gradio_api/call/put_question/x",
        "/monitoring/summary",
        "/docs",
        "/config/",
    ],
)
def test_what_the_page_does_not_use_is_not_there(path: str) -> None:
    assert sent(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/gradio_api/component_server", "/gradio_api/process_recording", "/gradio_api/vibe-edit", "/config"]
)
def test_nothing_else_takes_what_is_sent(path: str) -> None:
    assert sent(path, "POST").status_code == 404
    assert sent(path, "PUT").status_code == 405


def test_a_proxy_is_believed_only_where_it_was_named() -> None:
    said = {
        "x_forwarded_for": "198.51.100.1, 203.0.113.77, 10.0.0.2",
        "x_forwarded_proto": "https",
        "x_forwarded_host": "chat.example.org",
    }
    proxies = (ipaddress.ip_network("10.0.0.0/8"),)
    settings = DoorSettings(hosts=frozenset({"chat.example.org"}), proxies=proxies, root_path="/sanad")
    told = sent("/sanad/config", peer="10.0.0.1", settings=settings, origin="https://chat.example.org", **said).json()
    # The first address is what the asker wrote, the last is a proxy of ours.
    assert (told["client"], told["scheme"], told["path"]) == ("203.0.113.77", "https", "/config")
    assert told["headers"]["host"] == "chat.example.org"
    told = sent("/config", peer="192.0.2.7", settings=settings, **said).json()
    assert (told["client"], told["scheme"], told["headers"]["host"]) == ("192.0.2.7", "http", "127.0.0.1:7860")
    assert not [name for name in told["headers"] if "forwarded" in name]
    assert sent("/", peer="10.0.0.1", settings=settings, x_forwarded_host="rebound.example").status_code == 403


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as url:
        yield url


def test_the_page_itself_stands_behind_the_door(address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        assert client.get("/config").status_code == 200
        assert client.get("/config", headers={"Host": "rebound.example"}).status_code == 403
        foreign = {"Origin": "https://evil.example"}
        refused = client.post("/gradio_api/call/ask", json={"data": ["trade"]}, headers=foreign)
        assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (403, False)
        assert refused.headers["x-frame-options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in refused.headers["content-security-policy"]
        assert "server" not in refused.headers


@pytest.mark.parametrize(("query", "status"), [(b"\x80", 400), ("a=م".encode(), 400), (b"a=%80", 200)])
def test_an_address_with_bytes_that_none_has_is_refused(query: bytes, status: int) -> None:
    # Starlette reads them as UTF-8, and breaks where they are none.
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "scheme": "http"}
    scope |= {"headers": [(b"host", b"127.0.0.1")], "client": ("192.0.2.7", 4321), "server": ("127.0.0.1", 7860)}
    asyncio.run(Door(_inner, DoorSettings())(scope, receive, send))
    assert said[0]["status"] == status
