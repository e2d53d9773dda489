"""The entry: `python app.py` opens the chat."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the chat until interrupted: 0. Where it cannot start: 2, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Open the Sanad chat for a browser.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s: this machine)")
    parser.add_argument("--port", type=_port, default=7860, help="port to listen on (default %(default)s)")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which others know this machine; requests to any other name are refused; may be repeated",
    )
    parser.add_argument(
        "--store",
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of documents kept with `python -m index`, or the address of their database, in place of the "
        "shipped article; given several times, visitors choose between them, and programs that use /ask get the first",
    )
    parser.add_argument("--article", action="store_true", help="offer the shipped article, too, before the stores")
    options = parser.parse_args(arguments)
    try:
        check_port(options.host, options.port)
    except OSError as error:
        return _fail(f"Cannot listen on {options.host}, port {options.port}: {error.strerror}. Try another --port.")

    print("Sanad is starting…", flush=True)
    # Imported here: the page and the models take seconds, --help and a taken port none. The chat goes
    # first, because it switches off what its libraries would send when they are imported.
    from chat.door import DoorSettings
    from chat.feedback import Feedback, FeedbackError
    from chat.opening import open_library, open_uploads
    from chat.page import build_page
    from chat.serve import serve
    from qa.errors import ModelError
    from qa.models import load_models
    from qa.settings import read_settings

    try:
        settings = read_settings()
        models = load_models(settings)
        uploads = open_uploads(models, settings) if settings.chat.uploads else None
        visitors = None if uploads is None else uploads.visitors
        article = options.article or not options.store
        library = open_library(options.store, models, settings, article=article, visitors=visitors)
        feedback = Feedback(_ROOT / settings.chat.feedback_file, models.names) if settings.chat.feedback else None
        door = DoorSettings(hosts=frozenset(name.lower() for name in options.allow_host))
        page = build_page(library, feedback=feedback, uploads=uploads)
        server = serve(page, library, host=options.host, port=options.port, uploads=uploads, door=door)
    except (FeedbackError, ModelError, OSError, ValueError) as error:
        return _fail(str(error))
    # Whoever ends the program, what visitors sent is deleted on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"Sanad is ready: {server.url}   (Ctrl+C ends it)", flush=True)
    server.wait()
    return 0


def check_port(host: str, port: int) -> None:
    """OSError when nothing can listen there: the port is taken, or the host is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        candidate.bind((host, port))


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")
    return int(text)


def _fail(reason: str) -> int:
    print(f"error: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
