"""A process of its own for formats that strangers can make hostile: what happens there cannot hurt the program."""

from __future__ import annotations

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
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from corpus.formats.extract import Extract, FileLimits, Notice, Unreadable
from corpus.formats.known import FORMATS

ROOT = Path(__file__).resolve().parent.parent.parent
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
    command = [sys.executable, "-I", "-c", _START, str(ROOT), kind, json.dumps(dataclasses.asdict(limits))]
    # A library that starts a thread for each core reserves memory for each.
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment |= {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
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
        said = result.read()
    return _understood(status, said, limits)


def serve(kind: str, limits_json: str) -> None:
    """The other side: reads the file's bytes from stdin and writes the extract, or why there is none, to stdout."""
    limits = FileLimits(**json.loads(limits_json))
    _bound(limits)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    answer, data = sys.stdout, sys.stdin.buffer.read()
    # Libraries that print must not write into the answer.
    sys.stdout = sys.stderr
    try:
        module, name = FORMATS[kind].reader.split(".")
        reader = importlib.import_module(f"corpus.formats.{module}")
        read: Callable[[bytes, FileLimits], Extract] = getattr(reader, name)
        said: object = dataclasses.asdict(read(data, limits))
        status = 0
    except Unreadable as error:
        said, status = [error.reason, str(error)], _UNREADABLE
    except MemoryError:
        said, status = "", _OUT_OF_MEMORY
    except Exception as error:  # whatever a damaged file sets off in a library
        said, status = type(error).__name__, _DAMAGED
    answer.write(json.dumps(said))
    answer.flush()
    # No library's clean-up may turn an answer into a crash.
    os._exit(status)


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


def _understood(status: int, said: bytes, limits: FileLimits) -> Extract:
    try:
        values = json.loads(said) if said else None
    except ValueError:
        values = None
    if status == 0 and isinstance(values, dict):
        ranges = {name: tuple((start, end) for start, end in values[name]) for name in _RANGES}
        notices = tuple(Notice(**notice) for notice in values["notices"])
        return Extract(values["title"], values["text"], **ranges, pages=tuple(values["pages"]), notices=notices)
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
