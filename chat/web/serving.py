"""Serving the page: on this machine, to this machine, with nothing sent anywhere else."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from chat.library import Library
from chat.page import Page
from chat.uploads import Uploads
from chat.web.calls import FILES, Calls, queued
from chat.web.door import Door, DoorSettings
from chat.web.front import Front
from chat.web.health import Health
from chat.web.intake import Intake
from chat.web.line import Line
from chat.web.login import Login, LoginSettings
from chat.web.metrics import Metrics
from chat.web.originals import Originals
from chat.web.programs import Programs
from chat.web.server import Server
from chat.web.sessions import Sessions
from chat.web.verify import Verify

N_SESSIONS = 1000  # conversations that are kept at once; more than pages can be open, see `chat.web.sessions`
_PROJECT = Path(__file__).resolve().parent.parent.parent


def serve(
    page: Page,
    library: Library,
    *,
    host: str,
    port: int,
    uploads: Uploads | None = None,
    door: DoorSettings | None = None,
    login: LoginSettings | None = None,
    metrics: Metrics | None = None,
) -> Server:
    """Start serving in background threads. OSError when the port is taken.

    Without `uploads` no file is taken in. With them, files are put into their folder and expire. `door` says who is
    let in, and `login` who has to log in.
    """
    door = DoorSettings() if door is None else door
    blocks = page.blocks
    blocks.state_session_capacity = N_SESSIONS
    blocks.is_running = True  # `launch` sets it; without it Gradio does not check where files lie
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    line = Line()
    library.on_answered.append(lambda turn, seconds: line.note(seconds))
    sessions = Sessions()
    health = Health(blocks, library, line)
    outer.router.routes.extend([*Front(page, door.root_path).routes, *health.routes])
    outer.add_middleware(GZipMiddleware)
    _count(Metrics() if metrics is None else metrics, library, line, page=blocks, uploads=uploads, outer=outer)
    if uploads is not None:
        outer.add_route("/upload", Intake(uploads, sessions).take, methods=["POST"])
        outer.add_route("/original", Originals(uploads.visitors, sessions).show, methods=["GET"])
        uploads.watch()
    outer.add_route("/ask", Programs(library, line).ask, methods=["POST"])
    outer.add_route("/verify", Verify(library).verify, methods=["GET"])
    gr.mount_gradio_app(
        outer,
        blocks,
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
        max_file_size="1kb",  # files do not come by Gradio
    )
    app: ASGIApp = Calls(outer, blocks, sessions, line, root_path=door.root_path)
    app = Login(app, LoginSettings() if login is None else login, root_path=door.root_path)
    outermost = Door(app, door)

    def begin_to_end() -> None:
        outermost.is_closing = health.is_ending = True

    server = Server(
        outermost,
        host=host,
        port=port,
        begin_to_end=begin_to_end,
        is_busy=lambda: health.is_busy,
        proxies=door.proxies,
    )
    server.start()
    return server


def _count(
    metrics: Metrics, library: Library, line: Line, *, page: gr.Blocks, uploads: Uploads | None, outer: FastAPI
) -> None:
    """What is counted of the parts, and where it is read."""
    library.on_answered.append(metrics.answered)
    line.on_turned_away = metrics.turned_away
    metrics.watch("sanad_questions_waiting", "Questions that wait, of pages and programs", lambda: line.n_waiting)
    metrics.watch("sanad_files_waiting", "Files that wait to be read", lambda: len(queued(page, FILES)))
    metrics.watch("sanad_models_loading", "1 until the models are loaded", library.is_loading)
    if uploads is not None:
        uploads.on_done = metrics.uploaded
        n = uploads.visitors.n_with_documents
        metrics.watch("sanad_visitors_with_documents", "Visitors who have documents of their own here", n)
    outer.add_route("/metrics", metrics.read, methods=["GET"])
