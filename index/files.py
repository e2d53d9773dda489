"""Files that are written whole or not at all, and the locks of open ones."""

from __future__ import annotations

import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` when the block ends without an error."""
    waiting = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        yield waiting
        with waiting.open("rb") as file:
            os.fsync(file.fileno())
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes the names in the folder last: after this a file that was put there is there after a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def try_lock(handle: int) -> bool:
    """Takes the exclusive lock (flock) of an open file or folder; False at once where somebody else has a lock of it.

    A lock ends when the handle is closed, and with its process, however that ends.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock_shared(handle: int) -> None:
    """Takes a shared lock of an open file, and waits while somebody has the exclusive one."""
    fcntl.flock(handle, fcntl.LOCK_SH)


def checksum(path: Path) -> str:
    """sha256 of the file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# In a model's folder: the ranges of its 8-bit products. They say how one engine rounds on some processors, not what the
# model is: vectors made with them and without can be compared, so that a store goes from one machine to another.
RANGES = "quantisation.json"


def model_name(folder: Path) -> str:
    """The folder's name with the start of its fingerprint: it changes whenever a file of the model does."""
    return f"{folder.resolve().name}-{fingerprint(folder)[:16]}"


def fingerprint(folder: Path) -> str:
    """sha256 over the names and bytes of the folder's files, hidden ones and `RANGES` left out; in hex."""
    total = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    for path in sorted(path for path in files if path.name != RANGES):
        total.update(f"{path.relative_to(folder).as_posix()} {checksum(path)}\n".encode())
    return total.hexdigest()
