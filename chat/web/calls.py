"""What the page asks of Gradio, checked before Gradio has it: which event, with how much, and for which session.

Gradio answers a wrong event number, a list of another length or an unknown session with a traceback in the log and
status 500, and keeps whatever is sent for as long as it keeps the session. Here such requests are refused in words.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, urlencode
from weakref import WeakValueDictionary

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.html import STRINGS
from chat.web.bodies import MEMORY_BYTES, QUESTION_BYTES, Refused, read_body, sound_json, too_large
from chat.web.door import asker_of
from chat.web.line import Line, in_turns, is_this_machine
from chat.web.sessions import Sessions, cookie_of, new_cookie

_API = "/gradio_api"
_RUN = f"{_API}/run/predict"
_EVENTS = (f"{_API}/queue/join", _RUN)
QUESTIONS = "pipeline"  # what questions wait for, in the page's layout
FILES = "uploads"
_N_FILES = 16  # that wait to be read; with the questions that wait as many as `chat.page` lets queue
_N_AT_ONCE = 2  # events of one asker that need no turn: a memory of four megabytes takes a second of the processor
_N_UNREAD = 12  # messages that wait for a page; a question has six, and each can hold a whole conversation
_OPENS_SECONDS = 5.0  # until a page that sends something must have opened its heartbeat


class Calls:
    """A middleware around the page's application."""

    def __init__(self, app: ASGIApp, page: gr.Blocks, sessions: Sessions, line: Line, *, root_path: str = "") -> None:
        self.app = app
        self.line = line
        line.elsewhere = lambda: self._waiting(QUESTIONS)
        self.page = page
        self.sessions = sessions
        sessions.on_forgotten.append(self._forget)
        self.root_path = root_path
        # Checked, and not in Gradio's queue yet: by the queue's name, who asks. Many that come at once are all counted.
        self._joining: list[tuple[str, str]] = []
        self._acting: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses, or passes on with the session's own name in place of the one that was sent."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if scope["path"] != _RUN:
            return await self._deal(scope, receive, send)
        async with self._acting.setdefault(who_of(scope), asyncio.Semaphore(_N_AT_ONCE)):
            await self._deal(scope, receive, send)

    async def _deal(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, opened = scope["path"], None
        try:
            if path == "/":
                send = self._with_cookie(scope, send)
            elif path.startswith(f"{_API}/heartbeat/"):
                cookie = cookie_of(scope)
                session = self.sessions.name(cookie, path.rpartition("/")[2])
                page = session, self.sessions.browser(cookie), who_of(scope)
                self.sessions.opened(*page)
                opened = page
                scope = _at(scope, f"{_API}/heartbeat/{session}")
            elif path == f"{_API}/queue/data":
                scope = self._named_in_query(scope)
            elif path.startswith(f"{_API}/call/ask/"):
                self._check_result(path.rpartition("/")[2])
            elif scope["method"] == "POST" and path.startswith(_API):
                scope, receive = await self._checked(scope, receive)
        except Refused as refused:
            return await refused.response(scope, receive, send)
        try:
            await self.app(scope, receive, send)
            for name in (QUESTIONS, FILES) if path.endswith("/join") else ():
                waiting = queued(self.page, name)
                waiting[:] = in_turns(waiting, lambda event: who_of(event.request.scope))
        finally:
            if opened is not None:
                self.sessions.closed(*opened)
            if "sanad.joining" in scope:
                self._joining.remove(scope["sanad.joining"])

    def _with_cookie(self, scope: Scope, send: Send) -> Send:
        if cookie_of(scope) is not None:
            return send
        _, header = new_cookie(scope, f"{self.root_path}/")

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(raw=message.setdefault("headers", [])).append("Set-Cookie", header)
            await send(message)

        return send_with_cookie

    def _named_in_query(self, scope: Scope) -> Scope:
        letters = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])
        session = self.sessions.name(cookie_of(scope), letters[0])
        if session not in self.page._queue.pending_messages_per_session:
            raise Refused(404, "Nothing is under way for this session.")
        return {**scope, "query_string": urlencode({"session_hash": session}).encode()}

    def _check_result(self, event: str) -> None:
        queue = self.page._queue
        if event not in queue.event_ids_to_events and event not in queue.pending_messages_per_session:
            raise Refused(404, "There is no such call; its result is given once.")

    async def _checked(self, scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
        """The request with a body that Gradio can deal with."""
        body = await read_body(scope, receive, MEMORY_BYTES if scope["path"] in _EVENTS else QUESTION_BYTES)
        value = sound_json(body)
        if not isinstance(value, dict):
            raise Refused(422, "The body is no JSON object.")
        if scope["path"] in _EVENTS:
            value = await self._event(scope, value, len(body))
        elif scope["path"] == f"{_API}/call/ask":
            _check_data(value.get("data"), 1)
            value = {"data": value["data"]}
            self._join(scope, QUESTIONS)
        else:
            value = self._cancelled(scope, value)
        return _with_body(scope, receive, json.dumps(value, ensure_ascii=False).encode())

    async def _event(self, scope: Scope, value: dict[str, Any], n_bytes: int) -> dict[str, Any]:
        """An event of the page: one that it has, sent where such events go, with as many parts as it takes."""
        number, trigger, data = (value.get(name) for name in ("fn_index", "trigger_id", "event_data"))
        fn = self.page.fns.get(number) if type(number) is int else None
        if fn is None or fn.fn is None or any(name == "unload" for _, name in fn.targets):
            raise Refused(422, "The page has no such event. Reload it.")
        if fn.queue != scope["path"].endswith("/join"):
            raise Refused(422, "This event goes another way.")
        if n_bytes > QUESTION_BYTES and not any(name == "restore" for _, name in fn.targets):
            raise too_large(QUESTION_BYTES)
        _check_data(value.get("data"), len(fn.inputs))
        # What has a path is a file to Gradio, and an error where it is none of its own.
        is_plain = (
            isinstance(data, dict)
            and "path" not in data
            and not any(isinstance(one, dict | list) for one in data.values())
        )
        is_part = type(trigger) is int and trigger in self.page.blocks
        if (data is not None and not is_plain) or (trigger is not None and not is_part):
            raise Refused(422, "The event's data are none of ours.")
        cookie = cookie_of(scope)
        session = self.sessions.name(cookie, value.get("session_hash"))
        if fn.api_name != "ask":
            if cookie is None:
                raise Refused(403, "The page's cookie is missing. Allow cookies of this site, and reload the page.")
            await self._wait_for_page(session)
            if fn.concurrency_id == QUESTIONS:
                await self._wait_for_own(session)
        if fn.queue:
            self._check_unread(session)
            self._join(scope, str(fn.concurrency_id))
        return {
            "data": value["data"],
            "event_data": {} if data is None else data,
            "fn_index": number,
            "trigger_id": trigger,
            "session_hash": session,
        }

    def _waiting(self, name: str) -> list[str]:
        """Who waits in a queue of Gradio's, first the next, and then who is about to."""
        return [
            *(who_of(event.request.scope) for event in queued(self.page, name)),
            *(who for queue, who in self._joining if queue == name),
        ]

    def _join(self, scope: Scope, name: str) -> None:
        """From now on the request counts as one that waits. Refused where one more of its asker cannot."""
        who = who_of(scope)
        if name == QUESTIONS:
            try:
                self.line.check(who)
            except Refused as refused:  # Gradio's front end has words of its own for 503, in English alone
                raise Refused(429, refused.words, refused.retry_after) from None
        if name == FILES:
            self._check_files(who)
        scope["sanad.joining"] = (name, who)
        self._joining.append((name, who))

    def _check_unread(self, session: str) -> None:
        """Answers that a page never fetches would pile up."""
        unread = self.page._queue.pending_messages_per_session.get(session)
        if unread is not None and unread.qsize() > _N_UNREAD:
            raise Refused(429, "Fetch the answers to what was asked before.", 5)

    def _forget(self, session: str) -> None:
        """What Gradio holds of a page that was left, and of others that neither are open nor were just left."""
        held, queue = self.page.state_holder, self.page._queue
        for name in [name for name in held.session_data if not self.sessions.is_kept(name)]:
            held.session_data.pop(name, None)
            held.time_last_used.pop(name, None)
        for name in [
            name for name in queue.pending_event_ids_session if name not in queue.pending_messages_per_session
        ]:
            del queue.pending_event_ids_session[name]
        unread = queue.pending_messages_per_session.get(session)
        while unread is not None and not unread.empty():
            unread.get_nowait()

    def _check_files(self, who: str) -> None:
        """A share of their own for files, so that many askers do not keep them out, nor one sender all others."""
        waiting = self._waiting(FILES)
        if len(waiting) >= _N_FILES or (waiting.count(who) >= _N_FILES // 4 and not is_this_machine(who)):
            raise Refused(429, f"{STRINGS['ar'].file_busy} · {STRINGS['en'].file_busy}", 30)

    async def _wait_for_page(self, session: str) -> None:
        """Returns when the page is open: a conversation is kept for those alone."""
        for _ in range(int(_OPENS_SECONDS / 0.1)):
            if self.sessions.is_open(session):
                return
            await asyncio.sleep(0.1)
        raise Refused(409, "The page has lost its connection. Reload it.")

    async def _wait_for_own(self, session: str) -> None:
        """Returns when no question of the session waits or is answered: the next one goes on from its answer."""
        while session in self._asking():
            await asyncio.sleep(0.05)

    def _asking(self) -> set[str]:
        active = [event for events in self.page._queue.active_jobs for event in events or ()]
        waiting = queued(self.page, QUESTIONS)
        return {event.session_hash for event in (*waiting, *active) if event.fn.concurrency_id == QUESTIONS}

    def _cancelled(self, scope: Scope, value: dict[str, Any]) -> dict[str, Any]:
        """Cancelling stops events of the sender's own session."""
        event = value.get("event_id")
        if not isinstance(event, str):
            raise Refused(422, "The event's name is missing.")
        if scope["path"].endswith("/reset"):
            return {"event_id": event}
        session = self.sessions.name(cookie_of(scope), value.get("session_hash"))
        number = value.get("fn_index")
        known = self.page._queue.event_ids_to_events.get(event)
        if type(number) is not int or (known is not None and known.session_hash != session):
            raise Refused(422, "There is no such event.")
        return {"session_hash": session, "fn_index": number, "event_id": event}


def queued(page: gr.Blocks, concurrency_id: str) -> list[Any]:
    """Gradio's own list of the events that wait, first the next."""
    queue = page._queue.event_queue_per_concurrency_id.get(concurrency_id)
    return [] if queue is None else queue.queue


def who_of(scope: Scope) -> str:
    """Whom a request is counted for: the name that is logged in, else `asker_of`."""
    if scope.get("sanad.who"):
        return str(scope["sanad.who"])
    return asker_of(scope)


def _check_data(data: Any, n: int) -> None:
    if (
        not isinstance(data, list)
        or len(data) != n
        or not all(one is None or isinstance(one, str | bool) for one in data)
    ):
        raise Refused(422, f"data needs to be a list of {n}, each a text, true, false or null.")


def _at(scope: Scope, path: str) -> Scope:
    return {**scope, "path": path, "raw_path": path.encode()}


def _with_body(scope: Scope, receive: Receive, body: bytes) -> tuple[Scope, Receive]:
    """The request as it is, with another body."""
    headers = MutableHeaders(raw=list(scope["headers"]))
    del headers["transfer-encoding"]
    headers["content-length"], headers["content-type"] = str(len(body)), "application/json"
    is_given = False

    async def receive_body() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return {**scope, "headers": headers.raw}, receive_body
