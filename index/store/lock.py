"""One writer at a time, and no file taken away under a reader. Both locks end with their process, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.files import lock_shared, try_lock

_WRITER = "writer.lock"
_READERS = "readers.lock"
NAMES = (_WRITER, _READERS)
_PAUSE = 0.05  # seconds between two tries


@contextmanager
def writing(folder: Path, patience: float) -> Iterator[None]:
    """Alone among writers. Raises BlockingIOError, with the other's process id if it is known, after `patience` s."""
    handle = os.open(folder / _WRITER, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        until = time.monotonic() + patience
        while not try_lock(handle):
            if time.monotonic() >= until:
                raise BlockingIOError(os.pread(handle, 20, 0).decode("ascii", "replace").strip())
            time.sleep(_PAUSE)
        # The process id is only for the other writer's error message. On a full disk we go on without it, so that
        # documents can still be removed.
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, b"%d\n" % os.getpid(), 0)
        except OSError:
            pass
        yield
    finally:
        os.close(handle)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """While it lasts no file that the database named at its start is taken away."""
    try:
        handle = os.open(folder / _READERS, os.O_RDONLY)
    except FileNotFoundError:
        yield  # nothing was ever written here
        return
    try:
        lock_shared(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def no_reader(folder: Path) -> Iterator[bool]:
    """True when nobody reads, and then nobody begins to before the block ends; False at once when somebody does."""
    handle = os.open(folder / _READERS, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        yield try_lock(handle)
    finally:
        os.close(handle)
