"""Serving the page: on this machine, to this machine, with nothing sent anywhere else."""

from __future__ import annotations

import os
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from chat.calls import Calls
from chat.door import Door, DoorSettings
from chat.library import Library
from chat.line import Line
from chat.login import Login, LoginSettings
from chat.programs import Programs
from chat.server import Server
from chat.sessions import Sessions
from chat.uploads import Uploads

_SCRIPTS = ("page.js", "turns.js", "own.js")
N_SESSIONS = 1000  # conversations that are kept at once; more than pages can be open, see `chat.sessions`
_FORM_BYTES = 10_000  # of a form, besides the file in it
_HERE = Path(__file__).resolve().parent
_PROJECT = _HERE.parent


class UploadGate:
    """Lets files in only as far as they can be dealt with: not too long, and not too many waiting to be read.

    Gradio alone would write whatever anyone sends to the disk.
    """

    def __init__(self, app: ASGIApp, uploads: Uploads) -> None:
        self.app = app
        self.folder = uploads.folder
        self.most_bytes = uploads.settings.file_bytes + _FORM_BYTES
        self.most_waiting = 2 * uploads.settings.n_visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 411, 413 or 503 before a byte is written; else pass on."""
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith("/upload"):
            length = Headers(scope=scope).get("content-length", "")
            if not length.isdecimal():
                return await PlainTextResponse("The length is missing.", 411)(scope, receive, send)
            if int(length) > self.most_bytes:
                return await PlainTextResponse("The file is too large.", 413)(scope, receive, send)
            if sum(1 for _ in self.folder.iterdir()) >= self.most_waiting:
                return await PlainTextResponse("Too many files are waiting.", 503)(scope, receive, send)
        await self.app(scope, receive, send)


def serve(
    page: gr.Blocks,
    library: Library,
    *,
    host: str,
    port: int,
    uploads: Uploads | None = None,
    door: DoorSettings | None = None,
    login: LoginSettings | None = None,
) -> Server:
    """Start serving in background threads. OSError when the port is taken.

    Without `uploads` no file is taken in. With them, files are put into their folder and expire. `door` says who is
    let in, and `login` who has to log in.
    """
    middleware = []
    if uploads is not None:
        os.environ["GRADIO_TEMP_DIR"] = str(uploads.folder)
        middleware.append(Middleware(UploadGate, uploads=uploads))
        uploads.watch()
    door = DoorSettings() if door is None else door
    page.state_session_capacity = N_SESSIONS
    page.is_running = True  # `launch` sets it; without it Gradio does not check where files lie
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    line = Line()
    outer.add_route("/ask", Programs(library, line).ask, methods=["POST"])
    gr.mount_gradio_app(
        outer,
        page,
        path="/",
        server_name=host,
        server_port=port,
        root_path=door.root_path,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        allowed_paths=[],
        blocked_paths=[str(_PROJECT), str(Path.cwd()), *([] if uploads is None else [str(uploads.folder)])],
        max_file_size="1kb" if uploads is None else uploads.settings.file_bytes,
        app_kwargs={"middleware": middleware},
        theme=gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=_FONTS, font_mono=["monospace"]),
        head=f"<style>{_read('style.css')}</style><script>{''.join(map(_read, _SCRIPTS))}</script>",
    )
    app: ASGIApp = Calls(outer, page, Sessions(), line, root_path=door.root_path)
    app = Login(app, LoginSettings() if login is None else login, root_path=door.root_path)
    server = Server(Door(app, door), host=host, port=port)
    server.start()
    return server


# The reader's own fonts, those made for Arabic first; nothing is fetched.
_FONTS = [
    "Noto Sans Arabic",
    "Segoe UI",
    "system-ui",
    "Noto Sans",
    "sans-serif",
]


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
