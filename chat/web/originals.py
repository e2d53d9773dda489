"""`GET /original`: a page of a visitor's own PDF as it is printed, for the page that the PDF belongs to alone."""

from __future__ import annotations

import re
from collections import Counter

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from chat.html import STRINGS, page_at, render_original
from chat.links import find_place
from chat.shelf import Shelf
from chat.visitors import Visitors
from chat.web.bodies import Refused
from chat.web.sessions import Sessions, cookie_of
from corpus.formats import Unreadable

_N_AT_ONCE = 2  # pages that are drawn at once; each takes 0.4 s of a processor
_N_EACH = 3  # of one visitor, drawn or waiting: who leafs through a document asks before the last page came
_LONGEST = 4_000  # characters of a place


class Originals:
    """Draws pages. Whose a document is is told by the session, as for all events of the page."""

    def __init__(self, visitors: Visitors, sessions: Sessions) -> None:
        self.visitors = visitors
        self.sessions = sessions
        self._asked: Counter[str] = Counter()  # by session
        self._limiter = anyio.CapacityLimiter(_N_AT_ONCE)

    async def show(self, request: Request) -> Response:
        """The page of `?place=`, a link's, or the one of the number `&page=`, as HTML; else a refusal in words.

        404 where `session_hash` has no such PDF here, the same for another's, a removed one and one that never was.
        """
        asked = request.query_params
        try:
            session = self.sessions.name(cookie_of(request.scope), asked.get("session_hash"))
            if self._asked[session] >= _N_EACH:
                raise Refused(429, _both("original_busy"), 1)
            self._asked[session] += 1
            try:
                drawing = anyio.to_thread.run_sync(
                    self._drawn, session, asked.get("place", ""), asked.get("page", ""), limiter=self._limiter
                )
                # Nothing of a visitor's own stays in a browser's cache.
                return HTMLResponse(await drawing, headers={"Cache-Control": "no-store"})
            finally:
                self._asked -= Counter([session])  # which drops who has none
        except Refused as refused:
            return refused.response

    def _drawn(self, session: str, fragment: str, page: str) -> str:
        visitor = self.visitors.find(session)
        own = () if visitor is None else visitor.own
        place = find_place(fragment, Shelf([one.held.document for one in own])) if len(fragment) <= _LONGEST else None
        original = next((one.original for one in own if place and one.held.document is place.document), None)
        if place is None or original is None:
            raise Refused(404, _both("original_none"))
        document = place.document
        number = int(page) if re.fullmatch("[0-9]{1,6}", page) else page_at(document, place.span)
        if not 1 <= number <= len(document.pages):
            raise Refused(404, _both("original_none"))
        try:
            printed, boxes = original.page(document, number, place.span)
        except Unreadable as error:
            raise Refused(422, _both("original_failed")) from error
        return render_original(document, number, printed, boxes, place.span)


def _both(field: str) -> str:
    return " · ".join(getattr(strings, field) for strings in STRINGS.values())
