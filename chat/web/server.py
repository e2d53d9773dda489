"""The web server under the page: uvicorn in a thread of its own, so that the program can be told to end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from chat.web.connections import Connection, Network

_SLOWEST_START = 60.0  # seconds
_LONGEST_END = 30.0  # for all that waits: 64 questions of 0.4 s each


class Server:
    """Serves an application from `start` on, until `stop`."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        host: str,
        port: int,
        begin_to_end: Callable[[], None] = lambda: None,
        is_busy: Callable[[], bool] = lambda: False,
        proxies: Sequence[Network] = (),
    ) -> None:
        """`begin_to_end` is called when nothing new is to be begun, `is_busy` until what was begun is finished.

        `proxies` may hold any number of connections.
        """
        self.begin_to_end = begin_to_end
        self.is_busy = is_busy
        # Proxies are dealt with at the door, which knows whom to believe; uvicorn would believe this whole machine.
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http=cast("Any", partial(Connection, many_from=proxies)),
            log_config=None,  # see `chat.logs`
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,  # what is left then are connections that only wait
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)
        shown = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{port}/"

    def start(self) -> None:
        """Returns when requests are answered. OSError where that cannot be, as when the port is taken."""
        self._thread.start()
        until = time.monotonic() + _SLOWEST_START
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                raise OSError(f"The server could not start at {self.url}. Try another --port.")
            time.sleep(0.01)

    def wait(self) -> None:
        """Returns when the server has ended; Ctrl+C passes through."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def stop(self) -> None:
        """Begins nothing any more, finishes the questions that were asked, and returns when all connections are closed.

        Who is not answered within some seconds is not waited for.
        """
        self.begin_to_end()
        until = time.monotonic() + _LONGEST_END
        while self.is_busy() and time.monotonic() < until:
            time.sleep(0.05)
        self._server.should_exit = True
        self._thread.join(_LONGEST_END)
