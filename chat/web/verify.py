"""`GET /verify` for programs: whether the words of a link, or of a citation, still stand in their document."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import anyio
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.library import Library
from chat.links import check_of, has_check
from chat.web.bodies import Refused

_HOW = (
    "Send ?link=, the part of a page's address after #, or ?document=&start=&end=&quote= as /ask gives them; "
    "&collection= where there are several."
)
_LONGEST = 8_000  # characters of a link or a quote


class Verify:
    """Looks links up in the library's collections; never in a visitor's own documents."""

    def __init__(self, library: Library) -> None:
        self.library = library

    async def verify(self, request: Request) -> Response:
        """`{"standing": "stands" | "moved" | "gone", "document", "start", "end", "quote"}`, else 422 with `detail`.

        The last three are null where the words are gone, and all four where no document has the link's id.
        """
        try:
            link = _link(request.query_params)
        except Refused as refused:
            return refused.response
        return JSONResponse(
            await anyio.to_thread.run_sync(self._look, link, request.query_params.get("collection", ""))
        )

    def _look(self, link: str, collection: str) -> dict[str, Any]:
        found = self.library.locate(link, collection)
        if found is None:
            return {"standing": "gone", "document": None, "start": None, "end": None, "quote": None}
        _, place = found
        start, end = (None, None) if place.span is None else place.span
        quoted = None if place.span is None else place.document.text[start:end]
        return {
            "standing": place.standing,
            "document": place.document.doc_id,
            "start": start,
            "end": end,
            "quote": quoted and quoted.encode("utf-8", "replace").decode("utf-8"),
        }


def _link(asked: QueryParams) -> str:
    """The link that is asked about. Refused where none is, or one that does not say which words it means."""
    link = asked.get("link", "").rpartition("#")[2]
    if "quote" in asked and "link" not in asked:
        start, end, words = asked.get("start", ""), asked.get("end", ""), asked["quote"]
        link = f"{quote(asked.get('document', ''), safe='')}:{start}-{end}:{check_of(words)}"
        are_offsets = all(re.fullmatch("[0-9]{1,12}", one) for one in (start, end))
        if not are_offsets or len(words) != int(end) - int(start):
            raise Refused(
                422, f"A quote of {len(words)} characters does not reach from {start[:20]!r} to {end[:20]!r}. {_HOW}"
            )
    if len(link) > _LONGEST or not has_check(link):
        raise Refused(422, f"This names no words with their short hash: {link[:100]!r}. {_HOW}")
    return link
