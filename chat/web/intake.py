"""How a visitor's file comes to the disk: one file a request, as its plain bytes, within limits that all share.

A form of Gradio's can hold a thousand files, and what of it had arrived when it broke off stays. Here a request is one
file, its length is known before, its page is open, and whatever does not arrive whole is deleted. A file is named by
random letters, so that nothing of its own name is in any path; the page learns them and says when it is to be read.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from chat.uploads import Uploads
from chat.web.bodies import Refused
from chat.web.calls import who_of
from chat.web.line import is_this_machine
from chat.web.sessions import Sessions, cookie_of

_log = logging.getLogger(__name__)

SENT = "sent"  # a file's name in its folder
_N_ARRIVING = 8  # files at once
_N_ARRIVING_EACH = 2  # of one asker who is not on this machine
_N_EACH = 2  # of one browser, arriving or waiting to be read
_N_BYTES = 10  # files of the largest size, arriving or waiting together; a quarter of it for one asker
_IDLE_SECONDS = 20.0  # without a byte
_SECONDS = 30.0  # for all of a file, and
_BYTES_A_SECOND = 32_000  # more for its length: a slow line sends 20 MB in that time, drops of a small file lose theirs


class Intake:
    """Takes files in for the pages that are open, and forgets those of pages that are closed."""

    def __init__(self, uploads: Uploads, sessions: Sessions) -> None:
        self.uploads = uploads
        self.sessions = sessions
        self._arriving: Counter[str] = Counter()  # by whom
        self._mine: dict[str, dict[Path, tuple[str, int]]] = {}  # a browser's files: whose, and how many bytes
        sessions.on_closed.append(self.forget)

    async def take(self, request: Request) -> Response:
        """The place where the file is, for the page to say that it is to be read; else a refusal in words."""
        try:
            browser, n_bytes = self._checked(request)
            with self._place(browser, who_of(request.scope), n_bytes) as folder:
                await self._written(request, folder / SENT, n_bytes)
                # The key is not "path": Gradio takes what has one for a file of its own.
                return JSONResponse({"place": f"{folder.name}/{SENT}"})
        except Refused as refused:
            return refused.response

    def forget(self, browser: str) -> None:
        """The last page was closed: what it sent and nobody has read yet is deleted."""
        for folder in self._mine.pop(browser, {}):
            shutil.rmtree(folder, ignore_errors=True)

    def _checked(self, request: Request) -> tuple[str, int]:
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or len(length) > 15:
            raise Refused(411, "The file's length is missing.")
        if int(length) > self.uploads.settings.file_bytes:
            raise Refused(413, f"A file has {self.uploads.settings.file_bytes:,} bytes at most.")
        cookie = cookie_of(request.scope)
        browser = self.sessions.browser(cookie)
        if cookie is None or not self.sessions.is_open(browser):
            raise Refused(409, "Files are taken from open pages alone.")
        return browser, int(length)

    @contextmanager
    def _place(self, browser: str, who: str, n_bytes: int) -> Iterator[Path]:
        """A new folder for one file, which is gone again where the file does not come whole."""
        mine = self._waiting(browser)
        most = _N_BYTES * self.uploads.settings.file_bytes
        promised = [one for name in list(self._mine) for one in self._waiting(name).values()]
        of_asker = sum(n for one, n in promised if one == who)
        if len(mine) >= _N_EACH:
            raise Refused(429, f"{_N_EACH} of your files wait to be read. Send this one after them.", 5)
        if not is_this_machine(who) and self._arriving[who] >= _N_ARRIVING_EACH:
            raise Refused(429, f"{_N_ARRIVING_EACH} of your files are on their way. Send this one after them.", 5)
        if not is_this_machine(who) and of_asker + n_bytes > max(most // 4, self.uploads.settings.file_bytes):
            raise Refused(429, "Too many of your files wait to be read.", 30)
        if self._arriving.total() >= _N_ARRIVING or sum(n for _, n in promised) + n_bytes > most:
            raise Refused(503, "Too many files are waiting to be read.", 30)
        folder = self.uploads.folder / secrets.token_hex(16)
        self._arriving[who] += 1
        self._mine.setdefault(browser, {})[folder] = (who, n_bytes)
        is_whole = False
        try:
            folder.mkdir(mode=0o700)
            yield folder
            is_whole = self.sessions.is_open(browser)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                _log.error("A visitor's file could not be written: %s", error.strerror)
            raise Refused(507, "There is no room for the file on this machine's disk.") from error
        finally:
            self._arriving -= Counter([who])  # which drops who has none
            if not is_whole:
                self._mine.get(browser, {}).pop(folder, None)
                shutil.rmtree(folder, ignore_errors=True)

    def _waiting(self, browser: str) -> dict[Path, tuple[str, int]]:
        """The browser's files that are arriving or wait; those that were read have left their folder."""
        mine = {folder: one for folder, one in self._mine.get(browser, {}).items() if folder.exists()}
        if mine:
            self._mine[browser] = mine
        else:
            self._mine.pop(browser, None)
        return mine

    async def _written(self, request: Request, path: Path, n_bytes: int) -> None:
        n_written = 0
        stream = request.stream()
        try:
            with path.open("wb") as file:
                async with asyncio.timeout(_SECONDS + n_bytes / _BYTES_A_SECOND):
                    while n_written < n_bytes:
                        part = await asyncio.wait_for(anext(stream), _IDLE_SECONDS)
                        n_written += len(part)
                        if n_written > n_bytes:
                            raise Refused(400, "The file is longer than was said.")
                        file.write(part)
        except TimeoutError:
            raise Refused(408, "The file did not come whole in time.") from None
        except (ClientDisconnect, StopAsyncIteration):
            raise Refused(400, "The file did not come whole.") from None
