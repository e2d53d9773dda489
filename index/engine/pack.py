"""The tokens of many texts behind one another, as a graph takes them: padding costs nothing outside attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int32]
Float = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """The real tokens of several texts. Texts keep their order."""

    tokens: Int  # [n_tokens]
    types: Int  # [n_tokens]
    positions: Int  # [n_tokens]
    places: Int  # [n_texts, longest]
    cells: Int  # [n_tokens]
    padding: Float  # [n_texts, longest] 1 for padding, else 0

    @classmethod
    def of(cls, tokens: Int, mask: Int, types: Int) -> Pack:
        """From rows [n_texts, longest], padded on the right."""
        real = mask.astype(bool)
        return cls._of_real(tokens[real].astype(np.int32), types[real].astype(np.int32), mask.sum(1))

    @classmethod
    def of_texts(cls, texts: Sequence[Sequence[int]]) -> Pack:
        """From the tokens of texts of one segment."""
        tokens = np.concatenate([np.array(text, dtype=np.int32) for text in texts])
        return cls._of_real(tokens, np.zeros_like(tokens), np.array([len(text) for text in texts]))

    @classmethod
    def joined(cls, packs: Sequence[Pack]) -> Pack:
        """All of their texts, in order."""
        if len(packs) == 1:
            return packs[0]
        tokens, types = (np.concatenate([getattr(pack, name) for pack in packs]) for name in ("tokens", "types"))
        return cls._of_real(tokens, types, np.concatenate([(pack.padding == 0).sum(1) for pack in packs]))

    @classmethod
    def _of_real(cls, tokens: Int, types: Int, lengths: NDArray[np.int_]) -> Pack:
        """From real tokens, and how many of them each text has."""
        real = np.arange(lengths.max(initial=0)) < lengths[:, None]  # [n_texts, longest]
        cells = np.flatnonzero(real).astype(np.int32)
        places = np.where(real, np.cumsum(real).reshape(real.shape) - 1, 0).astype(np.int32)
        positions = (cells % real.shape[1]).astype(np.int32)
        return cls(tokens, types, positions, places, cells, (~real).astype(np.float32))
