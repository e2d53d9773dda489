"""Serving the page: on this machine, to this machine, with nothing sent anywhere else."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HERE = Path(__file__).resolve().parent
_PROJECT = _HERE.parent

# Gradio's front end compiles templates, hence 'unsafe-eval'; its page holds inline scripts and styles.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)


class OwnHostOnly:
    """Tells the browser to load nothing from, and send nothing to, any other host, whatever a page holds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every HTTP response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                headers["Content-Security-Policy"] = _POLICY
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def serve(page: gr.Blocks, *, host: str, port: int) -> str:
    """Start serving in background threads and return the address. OSError when the port is taken."""
    _, url, _ = page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        allowed_paths=[],
        blocked_paths=[str(_PROJECT), str(Path.cwd())],
        max_file_size="1kb",  # nothing here takes a file
        state_session_capacity=1000,
        app_kwargs={"middleware": [Middleware(OwnHostOnly)]},
        theme=gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=_FONTS, font_mono=["monospace"]),
        head=f"<style>{_read('style.css')}</style><script>{_read('page.js')}{_read('turns.js')}</script>",
    )
    return str(url)


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
