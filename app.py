"""The entry: `python app.py` opens the chat."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent
_ARTICLES = _ROOT / "corpus" / "articles"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the chat until interrupted: 0. Where it cannot start: 2, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Open the Sanad chat for a browser.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s: this machine)")
    parser.add_argument("--port", type=_port, default=7860, help="port to listen on (default %(default)s)")
    parser.add_argument("--store", help="documents kept with `python -m index`, or their database; else the article")
    options = parser.parse_args(arguments)
    try:
        check_port(options.host, options.port)
    except OSError as error:
        return _fail(f"Cannot listen on {options.host}, port {options.port}: {error.strerror}. Try another --port.")

    print("Sanad is starting…", flush=True)
    # Imported here: the page and the models take seconds, --help and a taken port none. The chat goes
    # first, because it switches off what its libraries would send when they are imported.
    from chat.examples import read_examples
    from chat.feedback import Feedback, FeedbackError
    from chat.page import build_page
    from chat.serve import serve
    from chat.suggestions import read_suggestions
    from qa.errors import ModelError
    from qa.pipeline import open_pipeline

    try:
        pipeline = open_pipeline(collection=options.store)
        examples = read_examples(_ARTICLES / "examples.json", pipeline.documents)
        suggestions = read_suggestions(_ARTICLES / "suggestions.json", pipeline.documents)
        chat = pipeline.settings.chat
        feedback = Feedback(_ROOT / chat.feedback_file, pipeline.models) if chat.feedback else None
        page = build_page(pipeline, examples, suggestions=suggestions, feedback=feedback)
        url = serve(page, host=options.host, port=options.port)
    except (FeedbackError, ModelError, OSError, ValueError) as error:
        return _fail(str(error))
    print(f"Sanad is ready: {url}   (Ctrl+C ends it)", flush=True)
    page.block_thread()
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
