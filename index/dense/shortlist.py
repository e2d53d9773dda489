"""The rows of a large segment that may be nearest, without looking at all of them.

An inverted file (FAISS's IVF): rows are kept by the centre that they are nearest to, in 8 bits a number, and a
question looks at the rows of the nearest centres only. How many centres is measured when it is made. The
order among what it lists is not exact: `index.dense.parts` scores it again by the vectors themselves.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.dense.vectors import DenseIndex, Vectors, checked, selector, write
from index.rows import Rows

log = logging.getLogger(__name__)

# Rows to a centre: as many as FAISS needs to train a centre, and so many that comparing the centres costs little.
_ROWS_PER_CENTRE = 256
# The share of the ten nearest rows that must be on the shortlist.
RECALL = 0.98
# The questions that this is measured with lie between two rows of a segment, nearer to the first: a row itself
# would be found in its own list, which no question is.
_N_QUESTIONS, _NEARNESS = 200, 0.65
_SEED = 1


class Shortlist:
    """Made from a segment's vectors, once; row i is row i of the segment."""

    def __init__(self, index: faiss.IndexIVFScalarQuantizer) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> Shortlist:
        """A shortlist of float32 [n, dim] with n > 0, which finds the target share of what an exact search finds."""
        started = time.monotonic()
        n, dim = vectors.shape
        n_centres = max(1, n // _ROWS_PER_CENTRE)
        quantizer = faiss.IndexFlatIP(dim)
        index = faiss.IndexIVFScalarQuantizer(
            quantizer, dim, n_centres, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        index.cp.seed, index.cp.min_points_per_centroid = _SEED, 1
        index.train(checked(vectors))
        index.add(checked(vectors))
        made = cls(index)
        index.nprobe = made._n_probes(vectors)
        log.info(
            "  a shortlist of %d passages: %d of %d lists are looked at, %.1f s",
            n, index.nprobe, n_centres, time.monotonic() - started,
        )  # fmt: skip
        return made

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def n_probes(self) -> int:
        """How many lists a question looks at."""
        return int(self._index.nprobe)

    def search(self, vectors: Vectors, k: int, rows: Rows) -> tuple[Vectors, NDArray[np.int64]]:
        """Scores, not exact, and rows of about the k nearest used ones for each vector: both [n, min(k, len(rows))].

        Raises ValueError for a row that is not there: the file is damaged.
        """
        k, n_probes, among = min(k, len(rows)), self.n_probes, selector(rows)
        while True:
            scores, found = self._index.search(checked(vectors), k, params=_probing(n_probes, among))
            if n_probes >= self._index.nlist or not (found < 0).any():
                break
            n_probes *= 2  # so few rows in the lists looked at
        if found.size and found.max() >= rows.n_rows:
            raise ValueError(f"a shortlist names row {found.max()} of {rows.n_rows}: it is damaged")
        return scores, found

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all. Raises OSError."""
        write(self._index, path)

    @classmethod
    def load(cls, path: Path) -> Shortlist:
        """The shortlist in a file, mapped. Raises ValueError for a file that is none."""
        try:
            read = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise ValueError(f"{path} is not an index that faiss reads ({error})") from error
        if not isinstance(read, faiss.IndexIVFScalarQuantizer):
            raise ValueError(f"{path} holds a {type(read).__name__}, no shortlist")
        return cls(read)

    def _n_probes(self, vectors: Vectors) -> int:
        """The fewest lists, of 1, 2, 4 and so on, that find the target share."""
        n_centres = int(self._index.nlist)
        rng = np.random.default_rng(_SEED)
        near, far = (vectors[rng.integers(0, len(vectors), _N_QUESTIONS)] for _ in range(2))
        questions = _NEARNESS * near + (1 - _NEARNESS) * far
        questions /= np.linalg.norm(questions, axis=1, keepdims=True) + 1e-12
        k = min(10, len(vectors))
        _, exact = DenseIndex(vectors).search(questions, k)
        n_probes = 1
        while n_probes < n_centres:
            _, listed = self._index.search(questions, min(len(vectors), 4 * k), params=_probing(n_probes))
            found = np.mean([np.isin(a, b).mean() for a, b in zip(exact, listed, strict=True)])
            if found >= RECALL:
                return n_probes
            n_probes *= 2
        return n_centres


def _probing(n_probes: int, among: Any = None) -> faiss.SearchParametersIVF:
    return faiss.SearchParametersIVF(sel=among, nprobe=n_probes)  # type: ignore[call-arg]
