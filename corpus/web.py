"""A document at an http(s) address that somebody names on the command line. Nothing of the page's comes here.

Whoever can name an address makes this machine ask it: what answers only here, or only in this network, must not be
read by others through us. So every name is looked up once, each of its addresses is checked, and the connection goes
to the very address that was checked; a redirection is checked likewise. Proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from corpus.files import PICTURES, SUFFIXES, FileLimits, Reading, read_with_notices
from corpus.formats import FORMATS, Unreadable
from corpus.side import DocumentError

_MOST_REDIRECTIONS = 5
_SECONDS = 60.0  # for all of it, redirections too
_SECONDS_WITHOUT_A_BYTE = 20.0
_CHUNK = 65_536
_UNQUOTED = "/%:@!$&'()*+,;=~?"
_HIDES_VERSION_4 = ipaddress.ip_network("64:ff9b::/96")  # NAT64, RFC 6052
_REDIRECTED = (301, 302, 303, 307, 308)
_AGENT = "sanad/0.1 (reads one document that its user named)"
# What a server says that it sends, and a suffix of the reader for it.
_TYPES = {media_type: one.suffixes[0] for one in FORMATS.values() for media_type in one.types}
# Types that servers give to whatever they do not know; there the address tells more.
_ANY = ("application/octet-stream", "binary/octet-stream", "text/plain", "")


def is_url(name: str) -> bool:
    """Whether the name of a source is an address on the web, and no path."""
    return re.match(r"(?i)https?://", name) is not None


def read_url(url: str, *, limits: FileLimits = FileLimits(), allow_private: bool = False) -> Reading:  # noqa: B008 - frozen
    """The document at the address, read as a file of that type is. Raises DocumentError.

    `allow_private` lets addresses be asked that are not on the public internet.
    """
    try:
        found = _fetched(url, limits, allow_private=allow_private)
        with tempfile.TemporaryDirectory(prefix="url-") as folder:
            path = Path(folder) / f"{_name(found.url)}{found.suffix}"
            path.write_bytes(found.data)
            return read_with_notices(path, limits=limits)
    except Unreadable as error:
        raise DocumentError(f"{url} {error}") from error
    except DocumentError as error:  # named by a file that is gone by now
        raise DocumentError(f"{url} {error.__cause__ or error}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DocumentError(
            f"{url} could not be fetched ({type(error).__name__}: {error}). Try again later."
        ) from error


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What came, from which address at last, and the suffix of its type."""

    url: SplitResult
    suffix: str
    data: bytes


def _fetched(url: str, limits: FileLimits, *, allow_private: bool) -> _Fetched:
    until = time.monotonic() + _SECONDS
    at = urlsplit(url)
    for _ in range(_MOST_REDIRECTIONS + 1):
        connection = _connected(at, until, allow_private=allow_private)
        try:
            found = _asked(connection, at, until, limits)
        except (OSError, http.client.HTTPException):
            if time.monotonic() >= until:
                raise _too_slow() from None
            raise
        finally:
            connection.close()
        if isinstance(found, _Fetched):
            return found
        if at.scheme == "https" and found.scheme != "https":
            raise Unreadable(
                "other_format", "leads from https to an address without. Name the other one if you mean it."
            )
        at = found
    raise Unreadable(
        "other_format", f"leads on more than {_MOST_REDIRECTIONS} times. Name the address that it ends at."
    )


def _asked(
    connection: http.client.HTTPConnection, at: SplitResult, until: float, limits: FileLimits
) -> _Fetched | SplitResult:
    """What is at the address, or where it has gone."""
    # A server that sends a byte now and then would never be waited for too long otherwise.
    timer = threading.Timer(max(0.0, until - time.monotonic()), _shut, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        target = urlunsplit(("", "", quote(at.path or "/", _UNQUOTED), quote(at.query, _UNQUOTED), ""))
        connection.request("GET", target, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"})
        with connection.getresponse() as response:
            moved = response.getheader("Location")
            if response.status in _REDIRECTED and moved is not None:
                return urlsplit(urljoin(urlunsplit(at), moved))
            _check(response)
            suffix, data = _suffix(response, at), _body(response, limits)
            if time.monotonic() >= until:  # what was shut seems to have ended
                raise _too_slow()
            return _Fetched(at, suffix, data)
    finally:
        timer.cancel()


def _connected(url: SplitResult, until: float, *, allow_private: bool) -> http.client.HTTPConnection:
    if url.scheme not in ("http", "https") or not url.hostname:
        raise Unreadable("other_format", f"leads to {url.scheme or 'no'}://, and only http and https are asked.")
    if url.username is not None:
        raise Unreadable("other_format", "has a name or password in it, which would be kept. Fetch the file yourself.")
    is_safe = url.scheme == "https"
    port = url.port or (443 if is_safe else 80)
    found = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not allow_private and not _is_public(address):
            raise Unreadable(
                "other_format",
                f"is at {address}, which is not on the public internet. Add --allow-private if you mean it.",
            )
    wait = max(0.1, min(_SECONDS_WITHOUT_A_BYTE, until - time.monotonic()))
    connection = http.client.HTTPConnection(url.hostname, port, timeout=wait)
    connection.sock = _opened(addresses, port, wait)
    if is_safe:
        connection.default_port = 443  # or else the name that is sent has the port behind it
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=url.hostname)
    return connection


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Ways to write an address of version 4 in one of version 6.
        hidden = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _HIDES_VERSION_4 else None
        inner = ip.ipv4_mapped or ip.sixtofour or hidden
        if inner is not None:
            return _is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _opened(addresses: list[str], port: int, wait: float) -> socket.socket:
    """A connection to the first of the addresses that takes one."""
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), wait)
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), wait)


def _check(response: http.client.HTTPResponse) -> None:
    if response.status != 200:
        raise Unreadable(
            "other_format", f"is answered with {response.status} {response.reason}, not with a document. Check it."
        )
    if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise Unreadable("other_format", "is sent packed although it was asked for as it is. Fetch the file yourself.")


def _body(response: http.client.HTTPResponse, limits: FileLimits) -> bytes:
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > limits.file_bytes:
            raise Unreadable(
                "too_much", f"is larger than {limits.file_bytes:,} bytes, the most that is read. Give a part of it."
            )
    if response.length:
        raise http.client.IncompleteRead(bytes(data), response.length)
    return _with_mark(response, bytes(data))


def _with_mark(response: http.client.HTTPResponse, data: bytes) -> bytes:
    """Text in the encoding that the server names, which goes before what the page names, as UTF-8 with its mark."""
    charset = response.headers.get_content_charset()
    if response.headers.get_content_maintype() != "text" or charset in (None, "utf-8", "us-ascii", "iso-8859-1"):
        return data
    try:
        return data.decode(charset).encode("utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return data


def _suffix(response: http.client.HTTPResponse, url: SplitResult) -> str:
    kind = response.headers.get_content_type() if response.getheader("Content-Type") else ""
    named = PurePosixPath(unquote(url.path)).suffix.lower()
    is_known = named in SUFFIXES or named in PICTURES
    if kind in _TYPES and not (kind in _ANY and is_known):
        return _TYPES[kind]
    if is_known:
        return named
    raise Unreadable(
        "other_format", f"is sent as {kind or 'nothing known'}, which is not read. Fetch the file yourself."
    )


def _name(url: SplitResult) -> str:
    """What a document without a title is called: the end of its address."""
    return (PurePosixPath(unquote(url.path)).stem or url.hostname or "page").replace("/", "-").replace("\0", "")[:100]


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # closed in the meantime
        # The TLS socket's own method is not called: another thread is reading from that socket.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _too_slow() -> Unreadable:
    return Unreadable("too_much", f"takes more than {_SECONDS:.0f} seconds to fetch. Fetch the file yourself.")
