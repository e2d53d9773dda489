"""The tensors of a model folder as NumPy arrays, unpacked from the shipped 8 bits where they are stored so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

Float = NDArray[np.float32]
WEIGHTS = "model.safetensors"
_SCALE = "_scale"


class WeightsError(ValueError):
    """A model folder that cannot be computed. The message says what was found, what was needed and what to do."""


class Weights:
    """Tensors by name, a prefix "bert." left out. Matrices may be int8 [rows, columns] with a scale [rows, 1]."""

    def __init__(self, tensors: dict[str, NDArray[np.generic]]) -> None:
        self._tensors = {name.removeprefix("bert."): tensor for name, tensor in tensors.items()}

    @classmethod
    def read(cls, folder: Path) -> Weights:
        """All of the folder's own file or files. Raises WeightsError for a damaged or missing one."""
        tensors: dict[str, NDArray[np.generic]] = {}
        for path in _files(folder):
            try:
                with safe_open(path, framework="np") as file:
                    tensors |= {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
            except (SafetensorError, OSError, TypeError, ValueError) as error:
                raise WeightsError(f"{path} cannot be read: {error}.") from error
        return cls(tensors)

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def stored(self, name: str) -> tuple[NDArray[np.generic], Float | None]:
        """The tensor as it lies in the file, and its rows' scales where it has any."""
        try:
            tensor = self._tensors[name]
        except KeyError:
            raise WeightsError(f"The model lacks the weights of {name}.") from None
        scale = self._tensors.get(name + _SCALE)
        return tensor, None if scale is None else scale.astype(np.float32)

    def matrix(self, name: str) -> Float:
        """float32 [rows, columns]."""
        tensor, scale = self.stored(name)
        values: Float = tensor.astype(np.float32)
        return values if scale is None else values * scale

    def vector(self, name: str) -> Float:
        """float32 [n]."""
        return self.matrix(name)


def _files(folder: Path) -> Iterable[Path]:
    index = folder / f"{WEIGHTS}.index.json"
    if not index.exists():
        return [folder / WEIGHTS]
    try:
        names = json.loads(index.read_text("utf-8"))["weight_map"].values()
    except (ValueError, KeyError, AttributeError) as error:
        raise WeightsError(f"{index} is damaged ({error}).") from error
    return [folder / name for name in sorted(set(names))]
