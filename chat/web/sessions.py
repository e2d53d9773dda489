"""Whose page a request comes from: a secret of the browser, and pages that are open at the moment.

Gradio tells pages apart by eleven letters that the page itself draws and that stand in addresses. Here every browser
has a secret of 128 bits besides, in a cookie that no script can read and no foreign page's request brings along, and
Gradio learns only a keyed digest of both: who knows or guesses a page's letters reaches nothing with them.

What is kept of a page needs the page to be open: its heartbeat is a connection that is counted here. A page that was
left, or lost its connection, is remembered for a while: the latest of all, and few of one asker, so that who opens and
closes pages as fast as they can makes only their own forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from chat.web.bodies import Refused
from chat.web.line import is_this_machine

COOKIE = "sanad"
_SECRET = re.compile(r"[0-9a-f]{32}")
_LETTERS = re.compile(r"[A-Za-z0-9-]{1,64}")
_MOST_PAGES = 800  # open at once; Gradio keeps the conversations of 1,000
_MOST_PAGES_EACH = 100  # of one asker
_MOST_LEFT = 200  # pages that are not open, and still remembered
_MOST_LEFT_EACH = 20  # of one asker


def cookie_of(scope: Scope, name: str = COOKIE) -> str | None:
    """The browser's secret; None where it has none, or one that cannot be ours."""
    try:
        found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found is not None and _SECRET.fullmatch(found.value) else None


def new_cookie(scope: Scope, path: str, name: str = COOKIE) -> tuple[str, str]:
    """A new secret, and the header that gives it to the browser until it is closed."""
    secret = secrets.token_hex(16)
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return secret, f"{name}={secret}; Path={path}; HttpOnly; SameSite=Lax{secure}"


class Sessions:
    """Names for pages, and which of them are open."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._open: Counter[str] = Counter()
        self._open_by: Counter[str] = Counter()
        # Called with the name of a page that was closed, and of a browser without a page.
        self.on_closed: list[Callable[[str], None]] = []
        # Called with the name of a page that was left and is not remembered any longer.
        self.on_forgotten: list[Callable[[str], None]] = []
        self._left: OrderedDict[str, str] = OrderedDict()  # pages that were left, the latest last, and whose they were

    def name(self, cookie: str | None, letters: Any) -> str:
        """What Gradio is told in place of the letters that a page drew. Refused where they cannot be a page's."""
        if not isinstance(letters, str) or not _LETTERS.fullmatch(letters):
            raise Refused(400, "The session's name is none.")
        told = hmac.new(self._key, f"{cookie or ''}:{letters}".encode(), hashlib.sha256)
        return told.hexdigest()[:32]

    def browser(self, cookie: str | None) -> str:
        """A name for all pages of one browser."""
        return self.name(cookie, "browser")

    def opened(self, session: str, browser: str, who: str) -> None:
        """A page is open from now on. Refused where there are too many, in all or of one asker."""
        if self._open_by.total() >= _MOST_PAGES or (
            self._open_by[who] >= _MOST_PAGES_EACH and not is_this_machine(who)
        ):
            raise Refused(429, "Too many pages are open. Close one.", 60)
        self._left.pop(session, None)
        self._open.update((session, browser))
        self._open_by[who] += 1

    def closed(self, session: str, browser: str, who: str) -> None:
        """The end of what `opened` began."""
        for counter, key in ((self._open, session), (self._open, browser), (self._open_by, who)):
            counter[key] -= 1
            if counter[key] <= 0:
                del counter[key]
        for name in (session, browser):
            for call in self.on_closed if not self.is_open(name) else ():
                call(name)
        if not self.is_open(session):
            self._left[session] = who
            self._forget(who)

    def is_kept(self, session: str) -> bool:
        """Whether the page is open, or was left a short while ago."""
        return self.is_open(session) or session in self._left

    def _forget(self, who: str) -> None:
        theirs = [session for session, one in self._left.items() if one == who]
        # A single page was left since the last call, so at most one page is over either limit; the oldest is forgotten.
        oldest = theirs[:1] if len(theirs) > _MOST_LEFT_EACH else list(self._left)[:1]
        for session in oldest if len(theirs) > _MOST_LEFT_EACH or len(self._left) > _MOST_LEFT else ():
            del self._left[session]
            for call in self.on_forgotten:
                call(session)

    def is_open(self, name: str) -> bool:
        """Whether a page of this name, or any of the browser of this name, is open."""
        return self._open[name] > 0
