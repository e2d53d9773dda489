"""A process of its own for formats that strangers can make hostile: what happens there cannot hurt the program."""

from __future__ import annotations

import base64
import dataclasses
import importlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from corpus.formats.extract import Extract, FileLimits, Notice, Unreadable
from corpus.formats.known import FORMATS
from corpus.formats.printed import DRAWING, Printed

ROOT = Path(__file__).resolve().parent.parent.parent
# What the process can be told to do beside reading a format: a function of `corpus.formats`.
_PAGE = "page of a PDF"
_WORK = {kind: known.reader for kind, known in FORMATS.items()} | {_PAGE: "pdf.printed.draw_page"}
# -I: neither the working folder nor the environment decides what is imported there.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from corpus.formats.apart import serve; serve(*sys.argv[2:4])"
# What the loader of shared libraries and the temporary folder need; no secret of the program's goes along.
_ENVIRONMENT = (
    "PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
    "TMPDIR",
    "TEMP",
    "TMP",
    "TESSDATA_PREFIX",
)
_RANGES = ("headings", "boilerplate", "recognised")
_UNREADABLE, _OUT_OF_MEMORY, _DAMAGED = 3, 4, 5
# JSON writes a character in at most 6 bytes, and one in another plane in 12.
_BYTES_PER_CHARACTER = 12


def extract_apart(kind: str, data: bytes, limits: FileLimits) -> Extract:
    """What the reader of this kind takes out of the file's bytes, done in a process with bounds.

    Raises Unreadable where the reader does, and where it crashes or needs more time or memory than it may.
    """
    values = _done_apart(kind, data, limits, {})
    ranges = {name: tuple((start, end) for start, end in values[name]) for name in _RANGES}
    notices = tuple(Notice(**notice) for notice in values["notices"])
    return Extract(values["title"], values["text"], **ranges, pages=tuple(values["pages"]), notices=notices)


def print_apart(data: bytes, number: int, *, mostly_arabic: bool, limits: FileLimits = DRAWING) -> Printed:
    """The page of a PDF as it is printed, drawn likewise; its number counts from 0. Raises Unreadable.

    `mostly_arabic` says whether the document is.
    """
    values = _done_apart(_PAGE, data, limits, {"number": number, "mostly_arabic": mostly_arabic})
    picture, boxes = base64.b64decode(values["picture"]), array("i", values["boxes"])
    return Printed(picture, values["width"], values["height"], values["letters"], boxes)


def _done_apart(kind: str, data: bytes, limits: FileLimits, arguments: dict[str, Any]) -> dict[str, Any]:
    """What the work of this kind gives, field by field. Raises Unreadable."""
    said = json.dumps([dataclasses.asdict(limits), arguments])
    command = [sys.executable, "-I", "-c", _START, str(ROOT), kind, said]
    # A library that starts a thread for each core reserves memory for each.
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment |= {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with _file_in_memory() as source, _file_in_memory() as result:
        source.write(data)
        source.seek(0)
        process = subprocess.Popen(
            command,
            stdin=source,
            stdout=result,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        try:
            status = process.wait(limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise _too_slow(limits) from error
        finally:
            _end(process)
        result.seek(0)
        answer = result.read()
    return _understood(status, answer, limits)


def _file_in_memory() -> IO[bytes]:
    """A file without a name that is on no disk; on one, and without a name, where the system has no such files."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("sanad"), "w+b")
    return tempfile.TemporaryFile()


def serve(kind: str, said_json: str) -> None:
    """The other side: reads the file's bytes from stdin and writes the result, or why there is none, to stdout."""
    how, arguments = json.loads(said_json)
    limits = FileLimits(**how)
    _bound(limits)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    answer, data = sys.stdout, sys.stdin.buffer.read()
    # Libraries that print must not write into the answer.
    sys.stdout = sys.stderr
    try:
        module, _, name = _WORK[kind].rpartition(".")
        work: Callable[..., Extract | Printed] = getattr(importlib.import_module(f"corpus.formats.{module}"), name)
        said: object = dataclasses.asdict(work(data, limits, **arguments))
        status = 0
    except Unreadable as error:
        said, status = [error.reason, str(error)], _UNREADABLE
    except MemoryError:
        said, status = "", _OUT_OF_MEMORY
    except Exception as error:  # whatever a damaged file sets off in a library
        said, status = type(error).__name__, _DAMAGED
    answer.write(json.dumps(said, default=_plain))
    answer.flush()
    # No library's clean-up may turn an answer into a crash.
    os._exit(status)


def _plain(value: bytes | array[int]) -> str | list[int]:
    """What JSON has no word for."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.tolist()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process where it goes on, and whatever it started: recognising text is done by another program."""
    goes_on = process.poll() is None
    if os.name == "posix" and (goes_on or process.returncode < 0):
        with suppress(ProcessLookupError):  # it had started nothing
            os.killpg(process.pid, signal.SIGKILL)
    elif goes_on:
        process.kill()
    process.wait()


def _bound(limits: FileLimits) -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there only the wall clock bounds it
        return
    seconds = max(1, round(limits.seconds))
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _BYTES_PER_CHARACTER * limits.characters + 10_000_000),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def _understood(status: int, said: bytes, limits: FileLimits) -> dict[str, Any]:
    try:
        values = json.loads(said) if said else None
    except ValueError:
        values = None
    if status == 0 and isinstance(values, dict):
        return values
    if status == _UNREADABLE and isinstance(values, list):
        raise Unreadable(*values)
    if status == _OUT_OF_MEMORY:
        raise Unreadable(
            "too_much",
            f"needs more than {limits.memory_bytes // 1_000_000:,} MB of memory to read, the most that is given. "
            "Split it, or save it anew from the program that made it.",
        )
    if status in (-24, -9):  # SIGXCPU, and what follows it
        raise _too_slow(limits)
    why = f"{values} while reading it" if status == _DAMAGED and isinstance(values, str) else f"status {status}"
    raise Unreadable(
        "damaged", f"is damaged or not what its name says ({why}). Open it in its own program and save it anew."
    )


def _too_slow(limits: FileLimits) -> Unreadable:
    return Unreadable(
        "too_much",
        f"takes more than {limits.seconds:g} seconds to read, the most that is given. "
        "Split it, or save it anew from the program that made it.",
    )
