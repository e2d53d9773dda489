"""Which products of a model are computed in 8 bits, and in what ranges: `quantisation.json` beside its weights.

`python -m train.quantise` records it from training texts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engine.weights import WEIGHTS, WeightsError
from index.files import RANGES, checksum

LAST_STEP = 255
PARTS = 4  # of a doubling, in which scales are written


@dataclass(frozen=True, slots=True)
class Range:
    """Of what enters a product: column by column divided by `scales`, it is rounded to 256 steps that hold 0."""

    step: float
    zero: int  # the step, of 0 to 255, that stands for 0
    scales: NDArray[np.float32]  # [columns], powers of 2 ** (1 / PARTS)

    @classmethod
    def covering(cls, low: float, high: float, scales: NDArray[np.float32]) -> Range:
        """The smallest that holds everything from `low` to `high`."""
        low, high = min(low, 0.0), max(high, 0.0)
        zero = round(-low / (high - low) * LAST_STEP) if high > low else 0
        # A short end is no step's worth, and needs one all the same.
        zero = min(max(zero, int(low < 0)), LAST_STEP - int(high > 0))
        step = max(-low / zero if zero else 0.0, high / (LAST_STEP - zero) if zero < LAST_STEP else 0.0)
        return cls(step or 1.0, zero, scales)

    @property
    def low(self) -> float:
        """The least number that is not clipped."""
        return -self.zero * self.step

    @property
    def high(self) -> float:
        """The largest."""
        return (LAST_STEP - self.zero) * self.step


@dataclass(frozen=True, slots=True)
class Quantisation:
    """Ranges by product; products that are not named stay in float32."""

    ranges: Mapping[str, Range]

    @classmethod
    def read(cls, folder: Path) -> Quantisation | None:
        """None where the folder has none. Raises WeightsError for a damaged file, or one of other weights."""
        path = folder / RANGES
        if not path.exists():
            return None
        try:
            record = json.loads(path.read_text("utf-8"))
            made_for = record["weights_sha256"]
            found = cls({name: _range(entry) for name, entry in record["products"].items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WeightsError(f"{path} is damaged ({error!r}). {_ADVICE}") from error
        if made_for != checksum(folder / WEIGHTS):
            raise WeightsError(f"{path} was made for other weights than {WEIGHTS} beside it. {_ADVICE}")
        return found

    def write(self, folder: Path, record: Mapping[str, Any]) -> None:
        """Writes the file, with a record of what it was made from; one line a product."""
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(_entry(each))}" for name, each in self.ranges.items())
        made = {"weights_sha256": checksum(folder / WEIGHTS), **record}
        head = json.dumps(made, indent=2, ensure_ascii=False)[1:-1].strip("\n")
        (folder / RANGES).write_text(f'{{\n{head},\n  "products": {{\n{lines}\n  }}\n}}\n', "utf-8")


_ADVICE = "Make it again: python -m train.quantise"


def _range(entry: Mapping[str, Any]) -> Range:
    step, zero = float(entry["step"]), int(entry["zero"])
    if not (step > 0 and 0 <= zero <= LAST_STEP):
        raise ValueError(f"a step of {step} and a zero at {zero}")
    return Range(step, zero, np.exp2(np.array(entry["exponents"], dtype=np.float32) / PARTS))


def _entry(found: Range) -> dict[str, Any]:
    exponents = np.round(np.log2(found.scales) * PARTS).astype(int).tolist()
    return {"step": float(f"{found.step:.6g}"), "zero": found.zero, "exponents": exponents}
