"""Nearest vectors by dot product, all of them looked at."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.files import replacing
from index.rows import Places, Rows

Vectors = NDArray[np.float32]


class DenseIndex:
    """Exact search over unit vectors: the score is the cosine. Row i of what it was built from has place i."""

    def __init__(self, vectors: Vectors) -> None:
        """An index of float32 [n, dim]; n may be 0. Raises ValueError for another shape or for NaN."""
        self._index = faiss.IndexFlatIP(int(checked(vectors).shape[1]))
        self._index.add(checked(vectors))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    @property
    def vectors(self) -> Vectors:
        """What it was built from, not to be changed: float32 [n, dim]; looks into the index, copies nothing."""
        if not len(self):
            return np.zeros((0, self.dim), np.float32)
        n = len(self) * self.dim
        memory = (ctypes.c_float * n).from_address(faiss.rev_swig_ptr(self._index.get_xb(), n).ctypes.data)
        memory.owner = self._index  # type: ignore[attr-defined] # lives as long as a view of it does
        seen: Vectors = np.frombuffer(memoryview(memory).cast("B"), np.float32).reshape(-1, self.dim)
        seen.flags.writeable = False
        return seen

    def search(self, vectors: Vectors, k: int, rows: Rows | None = None) -> tuple[Vectors, Places]:
        """Scores and places of the k nearest used rows for each vector, best first: both [n, k], or fewer in all.

        Equal scores are in order of place. Raises ValueError for another dimension, for NaN and for k < 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it needs 1 or more")
        if checked(vectors).shape[1] != self.dim:
            raise ValueError(
                f"The index has vectors of {self.dim} numbers, the question's have {vectors.shape[1]}. "
                "They come from different encoders. Rebuild the index: python -m index.build"
            )
        k = min(k, len(self) if rows is None else len(rows))
        if k == 0 or not len(vectors):
            return np.zeros((len(vectors), k), np.float32), np.zeros((len(vectors), k), np.int64)
        among = selector(rows)
        if among is None and len(vectors) == 1:
            # Given one vector and no selector, faiss 1.15 shares the rows among threads and takes twice as long.
            among = faiss.IDSelectorAll()
        only = None if among is None else faiss.SearchParameters(sel=among)  # type: ignore[call-arg]
        scores, found = self._index.search(checked(vectors), k, params=only)
        places = found if rows is None else rows.places(found)
        order = np.lexsort((places, -scores), axis=1)
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(places, order, axis=1)

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all. Raises OSError where it cannot, as on a full disk."""
        write(self._index, path)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """The index in a file, mapped: it is read when it is searched. Raises ValueError where faiss cannot read it.

        faiss reads flipped bytes without an error: compare a checksum first, as `index.manifest` does.
        """
        try:
            read = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise ValueError(
                f"{path} is not an index that faiss reads ({error}). Rebuild it: python -m index.build"
            ) from error
        if not isinstance(read, faiss.IndexFlatIP):
            raise ValueError(
                f"{path} holds a {type(read).__name__}, not an IndexFlatIP. Rebuild it: python -m index.build"
            )
        loaded = cls.__new__(cls)
        loaded._index = read
        return loaded


def write(index: faiss.Index, path: Path) -> None:
    """Writes the file whole or not at all. Raises OSError."""
    with replacing(path) as waiting:
        try:
            faiss.write_index(index, str(waiting))
        except RuntimeError as error:  # of faiss, for every fault
            raise OSError(f"{path} cannot be written ({error})") from error


def selector(rows: Rows | None) -> Any:
    """What tells faiss which rows are used; None where all are."""
    if rows is None or rows.used is None:
        return None
    return faiss.IDSelectorBitmap(np.packbits(rows.used, bitorder="little"))  # type: ignore[call-arg,arg-type]


def checked(vectors: Vectors) -> Vectors:
    """The vectors as faiss takes them. Raises ValueError for another shape or type, and for NaN."""
    if vectors.ndim != 2 or vectors.shape[1] == 0:
        raise ValueError(f"Vectors are [n, dim]; found shape {list(vectors.shape)}")
    if vectors.dtype != np.float32:
        raise ValueError(f"Vectors are float32; found {vectors.dtype}")
    if not np.isfinite(vectors).all():
        raise ValueError("A vector holds NaN or infinity: the encoder's weights are damaged")
    return np.ascontiguousarray(vectors)
