"""What turns texts into unit vectors, and what a folder of one has to hold; `index.load` loads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.presets import advice, unsafe

Vectors = NDArray[np.float32]


class EncoderError(RuntimeError):
    """An encoder that cannot be used. The message says what was found, what was needed and what to do."""


class Encoder(Protocol):
    """Anything that turns texts into vectors whose dot product says how near two texts are."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def name(self) -> str:
        """A name that changes whenever the vectors would: a saved index is compared by it."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i; [0, dim] for no texts."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i; [0, dim] for no texts."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of the text, without those that mark its start and end."""
        ...


def unit_rows(rows: Vectors, name: str) -> Vectors:
    """The rows at length 1; EncoderError where the encoder called `name` gave one that has no direction."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)  # [n, 1]
    bad = ~np.isfinite(lengths[:, 0]) | (lengths[:, 0] == 0)
    if bad.any():
        raise EncoderError(
            f"{name} gave no usable vector for text {int(bad.argmax())} of {len(rows)}. "
            "Its weights are damaged. Put the folder back: git checkout -- models"
        )
    unit: Vectors = rows / lengths
    return unit


def check_complete(folder: Path) -> None:
    """EncoderError where the folder lacks a file of a sentence-transformers folder, or holds what is never loaded."""
    if not folder.is_dir():
        raise EncoderError(
            f"There is no encoder folder at {folder}. It comes with the program: git checkout -- models; "
            "or make it: python -m train.encoder"
        )
    found = sorted(path.name for path in folder.iterdir())
    for needed in ("modules.json", "config.json"):
        if needed not in found:
            raise EncoderError(
                f"{folder} is not a sentence-transformers folder: it has no {needed} (found: "
                f"{', '.join(found) or 'nothing'}). {advice(folder)}"
            )
    reason = unsafe(folder)
    if reason is not None:
        raise EncoderError(reason)
    index = folder / "model.safetensors.index.json"
    needed_files = {"model.safetensors"}
    if index.exists():
        try:
            needed_files = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (ValueError, KeyError, AttributeError) as error:
            raise EncoderError(f"{index} is damaged ({error}). {advice(folder)}") from error
    missing = sorted(name for name in needed_files if name not in found)
    if missing:
        raise EncoderError(f"{folder} lacks {', '.join(missing)}. {advice(folder)}")


def vector_size(folder: Path) -> int | None:
    """Numbers in a vector of a complete folder, by what its files say; None where they do not say it."""
    size = None
    try:
        size = json.loads((folder / "config.json").read_text("utf-8")).get("hidden_size")
        for module in json.loads((folder / "modules.json").read_text("utf-8")):
            if module["type"].endswith(".Dense"):
                size = json.loads((folder / module["path"] / "config.json").read_text("utf-8"))["out_features"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return size if isinstance(size, int) else None
