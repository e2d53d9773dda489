"""The door: who may talk to the page, from which pages, and about which paths. Everything else is refused here.

Threats. A name that points at this machine (DNS rebinding) makes a foreign page's requests look like our own: the
Host must be loopback, the address that was connected to, or a name given with `--allow-host`. A foreign page that a
visitor has open can send requests without a rebound name: whatever says that it comes from another origin is refused,
and no CORS header ever leaves. A proxy's headers are believed from the proxies that were named, and removed otherwise.
Of Gradio's many routes only those that the page uses exist.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import logging
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.html import BOOT
from chat.logs import new_request_id

_log = logging.getLogger(__name__)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# The page has a single script inside, allowed by its hash; the login page has its style inside.
_BOOT = base64.b64encode(hashlib.sha256(BOOT.encode()).digest()).decode()
_POLICY = (
    f"default-src 'self'; script-src 'self' 'sha256-{_BOOT}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "SAMEORIGIN",  # for browsers that do not know frame-ancestors
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# What the page and `gradio_client` ask for, seen by watching both. Whatever is not here does not exist.
_PATHS = {
    "GET": re.compile(
        r"/|/login|/healthz|/readyz|/version|/metrics|/line|/verify|/original|/config|/favicon\.ico|/robots\.txt"
        r"|/static/[\w.-]+"
        r"|/gradio_api/(info|startup-events|queue/data|heartbeat/[^/]+|call/ask/[^/]+)"
    ),
    "POST": re.compile(r"/ask|/upload|/login|/logout|/gradio_api/(queue/join|run/predict|call/ask|cancel|reset)"),
}
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "forwarded")


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """Whom the door lets in, besides this machine."""

    hosts: frozenset[str] = frozenset()  # names, in small letters, under which the page is known to others
    proxies: tuple[Network, ...] = ()  # whose X-Forwarded-For, -Host and -Proto are believed
    root_path: str = ""  # under which a proxy shows the page: "/sanad"; empty at the root


class Door:
    """The outermost middleware: refuses with 403 and 404, and sets the headers of every response."""

    def __init__(self, app: ASGIApp, settings: DoorSettings) -> None:
        self.app = app
        self.settings = settings
        self.is_closing = False  # set when nothing new is to be begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; the page has no websockets, and they are closed."""
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        number, is_begun = new_request_id(), False

        async def send_with_headers(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await _with_headers(send, number)(message)

        try:
            scope = self._from_proxy(scope)
            refusal = self._refusal(scope)
            app = self.app if refusal is None else refusal
            await app(scope, receive, send_with_headers)
        except asyncio.CancelledError:
            if not self.is_closing:  # at the end, connections that only wait are cut off
                raise
        except Exception:  # the asker is told a number, the log has the rest
            _log.exception("A request to %r was not answered", scope["path"])  # %r: a path can hold ends of lines
            if is_begun:
                raise
            words = f"حدث خطأ، ورقمه {number}. · Something went wrong on our side; its number is {number}."
            await JSONResponse({"detail": words}, 500)(scope, receive, send_with_headers)

    def _from_proxy(self, scope: Scope) -> Scope:
        """The request as the asker sent it: undone by what a trusted proxy says, stripped of what others say."""
        headers = MutableHeaders(raw=list(scope["headers"]))
        peer = address_of(scope)
        is_proxy = peer is not None and any(peer in network for network in self.settings.proxies)
        said = {name: headers.get(name, "") for name in _FORWARDED}
        for name in _FORWARDED:
            del headers[name]
        scope = {**scope, "headers": headers.raw, "sanad.proxy": is_proxy, "sanad.forwarded": any(said.values())}
        if is_proxy:
            # The last that is no proxy of ours: those before it can be anything that the asker wrote.
            for one in reversed([part.strip() for part in said["x-forwarded-for"].split(",") if part.strip()]):
                scope["client"] = (one, 0)
                asker = address_of(scope)
                if asker is None or not any(asker in network for network in self.settings.proxies):
                    break
            if said["x-forwarded-host"]:
                headers["host"] = said["x-forwarded-host"].split(",")[-1].strip()
            if said["x-forwarded-proto"].lower() in ("http", "https"):
                scope["scheme"] = said["x-forwarded-proto"].lower()
        root = self.settings.root_path
        if root and scope["path"].startswith(f"{root}/"):
            scope["path"] = scope["path"].removeprefix(root)
            scope["raw_path"] = scope["path"].encode("utf-8", "surrogatepass")
        return scope

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers, method = Headers(scope=scope), scope["method"]
        host = headers.get("host", "")
        if not self._is_own_host(host, scope):
            return PlainTextResponse("This host is not served here. Name it with --allow-host.", 403)
        if not _is_from_own_page(headers, host, method):
            return PlainTextResponse("Requests of other pages are refused.", 403)
        if self.is_closing and method == "POST":
            return PlainTextResponse("The program is ending.", 503, {"Retry-After": "10", "Connection": "close"})
        if not scope.get("query_string", b"").isascii():
            return PlainTextResponse("The address holds bytes after '?' that no address has: send them as %XX.", 400)
        known = _PATHS.get("GET" if method == "HEAD" else method)
        if known is None:
            return PlainTextResponse("Only GET, HEAD and POST are known.", 405)
        return None if known.fullmatch(scope["path"]) else PlainTextResponse("Not found.", 404)

    def _is_own_host(self, host: str, scope: Scope) -> bool:
        name = _name_of(host)
        if name is None:
            return False
        if name == "localhost" or name in self.settings.hosts:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        bound = (scope.get("server") or ("",))[0]
        return address.is_loopback or str(address) == bound


def address_of(scope: Scope) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The asker's address; None where the connection has none."""
    try:
        address = ipaddress.ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return address if mapped is None else mapped


def asker_of(scope: Scope) -> str:
    """The asker's address as text; an IPv6 address stands as its network, which one asker has whole; "" for none."""
    address = address_of(scope)
    if address is None or address.version == 4 or address.is_loopback:
        return str(address or "")
    return str(ipaddress.ip_network((address, 64), strict=False))


def _name_of(host: str) -> str | None:
    """The Host header's name or address, without its port; None where it is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # ValueError where it is no number
    except ValueError:
        return None
    name = parts.hostname
    is_plain = name is not None and parts.netloc == host and "@" not in host and not re.search(r"[\s/?#\\]", host)
    return name.rstrip(".") if is_plain and name is not None else None


def _is_from_own_page(headers: Headers, host: str, method: str) -> bool:
    """Whether no browser says that another origin's page sent this. A link from elsewhere may be followed."""
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site", "none")
    if origin is not None and _netloc(origin) != host.lower():
        return False
    if site in ("same-origin", "none"):
        return True
    return method in ("GET", "HEAD") and headers.get("sec-fetch-mode") == "navigate"


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # a bracket alone
        return None


def _with_headers(send: Send, number: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers["X-Request-ID"] = number
        await send(message)

    return send_with_headers
