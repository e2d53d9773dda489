"""The entry: `python app.py` opens the chat."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Sequence

from chat.logs import set_up
from chat.options import OptionsError, check_options, program_version, read_options, read_token


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the chat until interrupted: 0. Where it cannot start: 2, with the reason on standard error."""
    options = read_options(arguments)
    if options.version:
        print(program_version())
        return 0
    set_up(options.log)
    try:
        check_options(options)
        token = read_token(options.token_file)
        check_port(options.host, options.port)
    except OptionsError as error:
        return _fail(str(error))
    except OSError as error:
        if error.filename is not None:
            return _fail(f"{error.filename}: {error.strerror}.")
        return _fail(f"Cannot listen on {options.host}, port {options.port}: {error.strerror}. Try another --port.")

    print("Sanad is starting…", flush=True)
    # Imported here: the page and the models take seconds, --help and a taken port none. The chat goes
    # first, because it switches off what its libraries would send when they are imported.
    from chat.accounts import Accounts
    from chat.opening import about_program, open_feedback, open_library, open_uploads
    from chat.page import PageSettings, build_page
    from chat.web import DoorSettings, LoginSettings, Metrics, serve
    from qa.errors import ModelError
    from qa.loading import Loading
    from qa.settings import read_settings

    try:
        hosts = frozenset(name.lower() for name in options.allow_host)
        door = DoorSettings(hosts, tuple(options.trusted_proxy), options.root_path)
        accounts = None if options.accounts is None else Accounts(options.accounts)
        login = LoginSettings(accounts, token, options.user_header)
        settings = read_settings(options.settings)
        metrics = Metrics(options.metrics)
        loading = Loading(settings, metrics.stage)
        models = loading.models
        uploads = open_uploads(models, settings, options.data) if settings.chat.uploads else None
        visitors = None if uploads is None else uploads.visitors
        article = options.article or not options.store
        library = open_library(
            options.store,
            models,
            settings,
            article=article,
            visitors=visitors,
            is_loading=lambda: not loading.is_done,
        )
        feedback = open_feedback(settings, models.names, options.data) if settings.chat.feedback else None
        shown = PageSettings(longest_question=settings.ask.max_characters)
        about = about_program(models, article=article)
        page = build_page(library, shown, feedback=feedback, uploads=uploads, about=about)
        server = serve(
            page,
            library,
            host=options.host,
            port=options.port,
            uploads=uploads,
            door=door,
            login=login,
            metrics=metrics,
        )
    except (ModelError, OSError, ValueError) as error:
        return _fail(str(error))
    # Whoever ends the program, what was asked is answered, and what visitors sent is deleted on the way out.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.stop).start())
    print(f"Sanad is ready: {server.url}   (Ctrl+C ends it)", flush=True)
    reasons: list[str] = []

    def load() -> None:
        """Who asks meanwhile waits; where it fails, they are told, and the program ends."""
        try:
            loading.load()
        except ModelError as error:
            reasons.append(str(error))
            server.stop()

    threading.Thread(target=load, name="loading").start()
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()
    return _fail(reasons[0]) if reasons else 0


def check_port(host: str, port: int) -> None:
    """OSError when nothing can listen there: the port is taken, or the host is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        candidate.bind((host, port))


def _fail(reason: str) -> int:
    print(f"error: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
