"""The page and its static files, as they are sent: in the asker's language, and kept by browsers until they change."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from chat.html import render_shell
from chat.page import Page
from corpus.document import Lang

_STATIC = Path(__file__).resolve().parent.parent / "static"
_SCRIPTS = ("client.js", "page.js", "turns.js", "own.js", "original.js", "dialogs.js")
_FONT = re.compile(r"[\w-]+\.woff2")
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Front:
    """Sends the page. Static files carry a hash in their address, so that a browser need never ask again."""

    def __init__(self, page: Page, root_path: str = "") -> None:
        self.page = page
        self.root_path = root_path
        self._files = {path.name: path.read_bytes() for path in _STATIC.iterdir() if path.suffix in _TYPES}
        self._files["page.js"] = b"".join(self._files.pop(name) for name in _SCRIPTS)
        style = self._files.pop("page.css").decode("utf-8")
        self.addresses = {name: f"static/{name}?{_hash_of(content)}" for name, content in self._files.items()}
        self._style = _FONT.sub(lambda font: self.addresses[font[0]], style)

    @property
    def routes(self) -> list[Route]:
        """Before Gradio's own, whose front end is not served."""
        return [
            Route("/", self.show),
            Route("/static/{name}", self.static),
            Route("/favicon.ico", self.icon),
        ]

    async def show(self, request: Request) -> Response:
        """The page in the language that the browser asks for; its scripts know when another was chosen."""
        address = f"{request.url.scheme}://{request.url.netloc}{self.root_path}/"
        lang = _lang_of(request.headers.get("accept-language", ""))

        def rendered() -> str:
            return render_shell(self.page.shell(), lang, address=address, files=self.addresses, style=self._style)

        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
        return HTMLResponse(await anyio.to_thread.run_sync(rendered), headers=headers)

    async def static(self, request: Request) -> Response:
        """One file; 404 where there is none of this name."""
        name = request.path_params["name"]
        if name not in self._files:
            return Response("Not found.", 404, media_type="text/plain")
        kept = "public, max-age=31536000, immutable"
        return Response(self._files[name], media_type=_TYPES[Path(name).suffix], headers={"Cache-Control": kept})

    async def icon(self, request: Request) -> Response:
        """For those that ask without having read the page."""
        return Response(self._files["icon.svg"], media_type=_TYPES[".svg"])


def _hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _lang_of(accepted: str) -> Lang:
    """Arabic where it comes first in the header Accept-Language."""
    return "ar" if accepted.strip().lower().startswith("ar") else "en"
