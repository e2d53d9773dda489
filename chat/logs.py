"""The program's log on standard error, as text or as JSON lines, each with the number of the request it is about.

No question, no file's name and no address is ever written; a response carries the same number as `X-Request-ID`, and
an error tells it to who asked, so that the line can be found.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
from contextvars import ContextVar
from typing import Literal

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def new_request_id() -> str:
    """A number for one request, which is set for whatever is done for it."""
    drawn = secrets.token_hex(6)
    request_id.set(drawn)
    return drawn


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """One line, and the lines of an exception after it."""
        record.request = request_id.get()
        return super().format(record)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(form: Literal["text", "json"]) -> None:
    """From now on everything that is logged goes to standard error in this form."""
    handler = logging.StreamHandler(sys.stderr)
    text = _Text("%(asctime)s %(levelname)s [%(request)s] %(name)s: %(message)s")
    handler.setFormatter(_Json() if form == "json" else text)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):  # whose own handlers would write it in another form
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
