"""Nearest vectors by dot product. The only file that knows faiss."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.files import replacing

Vectors = NDArray[np.float32]


class DenseIndex:
    """Exact search over unit vectors: the score is the cosine. Row i of what it was built from has place i."""

    def __init__(self, vectors: Vectors) -> None:
        """An index of float32 [n, dim]; n may be 0. Raises ValueError for another shape or for NaN."""
        self._index = faiss.IndexFlatIP(int(_checked(vectors).shape[1]))
        self._index.add(_checked(vectors))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    @property
    def vectors(self) -> Vectors:
        """A copy of what it was built from: float32 [n, dim]."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), np.float32).reshape(-1, self.dim)

    def add(self, vectors: Vectors) -> None:
        """More rows after the present ones: float32 [n, dim]. Raises ValueError as the constructor does."""
        rows = _checked(vectors)
        if rows.shape[1] != self.dim:
            raise ValueError(f"The index has vectors of {self.dim} numbers; {rows.shape[1]} were to be added")
        self._index.add(rows)

    def search(self, vectors: Vectors, k: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Scores and places of the k nearest rows for each vector, best first: both [n, min(k, len(self))].

        Equal scores are in order of place. Raises ValueError for another dimension, for NaN and for k < 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it needs 1 or more")
        if _checked(vectors).shape[1] != self.dim:
            raise ValueError(
                f"The index has vectors of {self.dim} numbers, the question's have {vectors.shape[1]}. "
                "They come from different encoders. Rebuild the index: python -m index.build"
            )
        k = min(k, len(self))
        if k == 0 or not len(vectors):
            return np.zeros((len(vectors), k), np.float32), np.zeros((len(vectors), k), np.int64)
        scores, places = self._index.search(_checked(vectors), k)
        order = np.lexsort((places, -scores), axis=1)
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(places, order, axis=1)

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all. Raises OSError where it cannot, as on a full disk."""
        with replacing(path) as waiting:
            try:
                faiss.write_index(self._index, str(waiting))
            except RuntimeError as error:  # of faiss, for every fault
                raise OSError(f"{path} cannot be written ({error})") from error

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """The index in a file. Raises ValueError for one that faiss cannot read.

        faiss reads flipped bytes without an error: compare a checksum first, as `index.manifest` does.
        """
        try:
            read = faiss.read_index(str(path))
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


def _checked(vectors: Vectors) -> Vectors:
    if vectors.ndim != 2 or vectors.shape[1] == 0:
        raise ValueError(f"Vectors are [n, dim]; found shape {list(vectors.shape)}")
    if vectors.dtype != np.float32:
        raise ValueError(f"Vectors are float32; found {vectors.dtype}")
    if not np.isfinite(vectors).all():
        raise ValueError("A vector holds NaN or infinity: the encoder's weights are damaged")
    return np.ascontiguousarray(vectors)
