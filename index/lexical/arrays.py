"""Several arrays in one file, mapped when they are read: nothing is copied, and only what is looked at is read."""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.files import replacing

_MAGIC = b"arrays 1"
_HEAD = len(_MAGIC) + 8  # bytes before the description, which is JSON
_ALIGNED = 64  # bytes that every array starts at a multiple of


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Writes the file whole or not at all. Raises OSError."""
    # Offsets are written with a fixed number of digits, so that the length of the head is known before they are.
    rows = [[name, array.dtype.str, list(array.shape), "0" * 16] for name, array in arrays.items()]
    at = _HEAD + len(json.dumps([rows, "0" * 16]))
    for row, array in zip(rows, arrays.values(), strict=True):
        at += -at % _ALIGNED
        row[3] = f"{at:016}"
        at += array.nbytes
    described = json.dumps([rows, f"{at:016}"]).encode()
    with replacing(path) as waiting, waiting.open("wb") as file:
        file.write(_MAGIC + len(described).to_bytes(8, "little") + described)
        for array in arrays.values():
            file.write(b"\0" * (-file.tell() % _ALIGNED))
            file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
        file.flush()


def map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file by name, read-only; they stay readable when the file is removed.

    Raises OSError or ValueError for a file that is missing, cut off or none of `save_arrays`. Numbers that
    were changed on the disk are not seen: that is for a checksum.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        n_described = int.from_bytes(head[len(_MAGIC) :], "little")
        n_bytes = file.seek(0, 2)
        if head[: len(_MAGIC)] != _MAGIC or n_described > n_bytes:
            raise ValueError(f"{path} holds no arrays")
        file.seek(_HEAD)
        rows, whole = json.loads(file.read(n_described))
        if int(whole) != n_bytes:
            raise ValueError(f"{path} has {n_bytes} bytes; it needs {int(whole)}")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return {name: _view(mapped, np.dtype(kind), shape, int(at)) for name, kind, shape, at in rows}


def _view(mapped: mmap.mmap, kind: np.dtype[Any], shape: list[int], at: int) -> NDArray[Any]:
    size = int(np.prod(shape))
    return np.frombuffer(mapped, kind, size, at).reshape(shape) if size else np.zeros(shape, kind)
