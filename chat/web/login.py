"""Logging in: nothing of the page answers before, where `app.py` was told who may.

Three ways, of which any may be offered: a name and a password of `chat.accounts`; a token, for programs in the header
`Authorization: Bearer`, and for people as the password without a name; a trusted proxy that has logged the asker in
and says so in a header. A session is a secret of 128 bits in a cookie that no script can read, of which only a digest
is kept; it ends after hours without use, with the program, and by `POST /logout`.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

import anyio
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from chat.accounts import Accounts
from chat.web.bodies import Refused, read_body
from chat.web.door import asker_of
from chat.web.sessions import cookie_of, new_cookie

COOKIE = "sanad-login"
_HOURS = 12  # without use
_MOST_SESSIONS = 10_000
_FORM_BYTES = 4_000
_TRIES = 10  # of one address within
_TRY_SECONDS = 300.0
_OPEN = ("/login", "/healthz", "/readyz", "/version", "/favicon.ico", "/robots.txt")


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """Who may log in, and how. With none of the three nobody needs to."""

    accounts: Accounts | None = None
    token: str = ""
    user_header: str = ""  # in which a trusted proxy names who has logged in there

    @property
    def is_needed(self) -> bool:
        """Whether anybody has to log in."""
        return self.accounts is not None or bool(self.token) or bool(self.user_header)


class Login:
    """A middleware: says in the scope who asks (`sanad.who`), or answers itself that one has to log in."""

    def __init__(
        self, app: ASGIApp, settings: LoginSettings, *, root_path: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` counts seconds and never goes back."""
        self.app = app
        self.settings = settings
        self.root_path = root_path
        self._clock = clock
        self._sessions: OrderedDict[str, tuple[str, float]] = OrderedDict()  # name and last use by digest
        self._failed: Counter[str] = Counter()
        self._failed_since = clock()
        self._hashing = anyio.Semaphore(2)  # each takes 64 MB and a core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what comes from somebody known."""
        if scope["type"] != "http" or not self.settings.is_needed:
            return await self.app(scope, receive, send)
        who = self._who(scope)
        path, method = scope["path"], scope["method"]
        if path == "/logout" and method == "POST":
            self._sessions.pop(_digest(cookie_of(scope, COOKIE) or ""), None)
            return await self._to("/login")(scope, receive, send)
        if path == "/login":
            answer = await self._log_in(scope, receive) if method == "POST" else _form(self.settings)
            return await answer(scope, receive, send)
        if who is None and path == "/" and method in ("GET", "HEAD"):
            return await self._to("/login")(scope, receive, send)
        if who is None and path not in _OPEN:
            if self._has_tried_enough(asker_of(scope)):
                refused = Refused(429, _SAID["too_often"], int(_TRY_SECONDS))
                return await refused.response(scope, receive, send)
            headers = {"WWW-Authenticate": "Bearer"}
            return await JSONResponse({"detail": "Log in first."}, 401, headers)(scope, receive, send)
        await self.app({**scope, "sanad.who": who} if who else scope, receive, send)

    def _who(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        if self.settings.user_header and scope.get("sanad.proxy"):
            said = headers.get(self.settings.user_header, "")
            if said:
                return f"user {said[:100]}"
        scheme, _, sent = headers.get("authorization", "").partition(" ")
        if self.settings.token and scheme.lower() == "bearer" and self._is_token(sent, asker_of(scope)):
            return "token"
        secret = cookie_of(scope, COOKIE)
        found = None if secret is None else self._sessions.get(_digest(secret))
        if secret is None or found is None:
            return None
        name, used = found
        if self._clock() - used > 3600 * _HOURS:
            del self._sessions[_digest(secret)]
            return None
        self._sessions[_digest(secret)] = (name, self._clock())
        self._sessions.move_to_end(_digest(secret))
        return name

    async def _log_in(self, scope: Scope, receive: Receive) -> Response:
        address = asker_of(scope)
        if self._has_tried_enough(address):
            refused = _form(self.settings, "too_often", 429)
            refused.headers["Retry-After"] = str(int(_TRY_SECONDS))
            return refused
        try:
            form = parse_qs((await read_body(scope, receive, _FORM_BYTES)).decode("utf-8", "replace"))
        except Refused as refused:
            return refused.response
        name, password = (form.get(field, [""])[0] for field in ("name", "password"))
        self._failed[address] += 1  # before it is known: tries that come together are counted, too
        if not await self._is_right(name, password):
            return _form(self.settings, "wrong", 401)
        self._failed[address] -= 1
        secret, header = new_cookie(scope, f"{self.root_path}/", COOKIE)
        self._sessions[_digest(secret)] = (f"user {name}" if name else "token", self._clock())
        while len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)
        answer = self._to("/")
        answer.headers.append("Set-Cookie", header)
        return answer

    async def _is_right(self, name: str, password: str) -> bool:
        if not name:
            return bool(self.settings.token) and _is_same(password, self.settings.token)
        if self.settings.accounts is None:
            return False
        async with self._hashing:
            return await anyio.to_thread.run_sync(self.settings.accounts.is_right, name, password)

    def _has_tried_enough(self, address: str) -> bool:
        if self._clock() - self._failed_since > _TRY_SECONDS:
            self._failed.clear()
            self._failed_since = self._clock()
        return self._failed[address] >= _TRIES

    def _is_token(self, sent: str, address: str) -> bool:
        """Whether it is the token; who has guessed often is not told. It is guessed no faster here than in the form."""
        is_right = not self._has_tried_enough(address) and _is_same(sent, self.settings.token)
        self._failed[address] += not is_right
        return is_right

    def _to(self, path: str) -> Response:
        return RedirectResponse(f"{self.root_path}{path}", 303)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _is_same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


_SAID = {
    "": "",
    "wrong": "الاسم أو كلمة المرور غير صحيح. · The name or the password is wrong.",
    "too_often": "محاولات كثيرة. حاول بعد خمس دقائق. · Too many tries. Please try again in five minutes.",
}


def _form(settings: LoginSettings, said: str = "", status: int = 200) -> HTMLResponse:
    """The page to log in on, in both languages; it needs no script. Forms go to where the page came from."""
    name = (
        "<label><span lang=ar>الاسم</span> · Name<input name=name autocomplete=username autofocus></label>"
        if settings.accounts is not None
        else ""
    )
    alert = f"<p role=alert>{html.escape(_SAID[said])}</p>" if said else ""
    page = (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<title>Sanad · سند</title><style>body{font:1rem system-ui,sans-serif;max-width:22rem;margin:15vh auto;"
        "padding:0 1rem;color-scheme:light dark}label,input,button{display:block;width:100%;box-sizing:border-box;"
        "margin:.5rem 0;font:inherit;padding:.3rem 0}</style><main><h1>Sanad · <span lang=ar>سند</span></h1>"
        f"{alert}<form method=post action=login>{name}"
        "<label><span lang=ar>كلمة المرور</span> · Password"
        "<input name=password type=password autocomplete=current-password></label>"
        "<button><span lang=ar>ادخل</span> · Log in</button></form></main></html>"
    )
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}  # else its Origin would be "null"
    return HTMLResponse(page, status, headers)
