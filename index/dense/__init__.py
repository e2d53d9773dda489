"""Vectors and their search: exact, or by a shortlist of HNSW where there are many."""

from index.dense.parts import DensePart, DenseParts
from index.dense.shortlist import Shortlist
from index.dense.vectors import DenseIndex, Vectors

__all__ = ["DenseIndex", "DensePart", "DenseParts", "Shortlist", "Vectors"]
