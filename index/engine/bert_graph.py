"""A BERT folder as an OpenVINO graph, in float32 or with the products that its `quantisation.json` names in 8 bits.

The graph is built from config.json and model.safetensors directly: no converter and no torch. Its constants share the
memory of the file's tensors; matrices that are stored in 8 bits stay so, and OpenVINO unpacks them part by part while
it multiplies in float32: a quarter of the memory of float32 matrices, and no slower where it was measured.

Its tokens are packed: the tokens of all texts lie behind one another, [n_tokens, hidden], so that padding costs nothing
outside attention, which alone sees texts as rows, [n_texts, heads, longest, depth].
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engine.quantised import Quantisation, Range
from index.engine.runtime import op, ov
from index.engine.weights import Weights, WeightsError

Float = NDArray[np.float32]
# Added to the attention scores of padding: small enough to vanish in the softmax, large enough for every precision.
_MASKED = np.float32(-1e4)
_LEVELS = 256  # of an 8-bit number
# The inputs of a layer's products, by the names that Quantisation uses.
POINTS = ("attention.self", "attention.output.dense", "intermediate.dense", "output.dense")


@dataclass(frozen=True, slots=True)
class BertConfig:
    """What the graph needs of a folder's config.json."""

    n_layers: int
    n_heads: int
    hidden: int
    max_positions: int
    epsilon: float

    @classmethod
    def read(cls, folder: Path) -> BertConfig:
        """Raises WeightsError for a model that is no plain BERT."""
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kind, activation = config.get("model_type"), config.get("hidden_act")
        relative = config.get("position_embedding_type", "absolute") != "absolute"
        if kind != "bert" or activation != "gelu" or relative or config.get("is_decoder"):
            raise WeightsError(
                f"{folder} is a {kind!r} model with {activation!r}; the OpenVINO engine computes plain BERT with "
                "'gelu' alone. "
                'Put engine = "torch" under [models] in settings.toml.'
            )
        return cls(
            config["num_hidden_layers"],
            config["num_attention_heads"],
            config["hidden_size"],
            config["max_position_embeddings"],
            config["layer_norm_eps"],
        )


class BertGraph:
    """Builds the graph once, node by node; `hidden` is the last layer's output [n_tokens, hidden]."""

    def __init__(
        self, config: BertConfig, weights: Weights, quantisation: Quantisation | None = None, *, simulated: bool = False
    ) -> None:
        """Without `quantisation` all is float32. `simulated` rounds as 8 bits do, but multiplies in float32."""
        self._config, self._weights, self._simulated = config, weights, simulated
        self._ranges = {} if quantisation is None else dict(quantisation.ranges)
        self.inputs = {
            name: op.parameter([-1] * rank, kind, name=name)
            for name, rank, kind in (
                ("tokens", 1, np.int32),  # [n_tokens] vocabulary numbers
                ("types", 1, np.int32),  # [n_tokens] 0 or 1: first or second text of a pair
                ("positions", 1, np.int32),  # [n_tokens] from 0 within a text
                ("places", 2, np.int32),  # [n_texts, longest] where a text's token lies in the pack; 0 for padding
                ("cells", 1, np.int32),  # [n_tokens] its number among the n_texts * longest cells
                ("padding", 2, np.float32),  # [n_texts, longest] 1 for padding, else 0
            )
        }
        self.points: dict[str, ov.Output] = {}  # what enters each product, for calibration
        self.hidden = self._embedded()
        padding = op.multiply(self.inputs["padding"], constant(_MASKED))
        self._mask = op.unsqueeze(padding, constant(np.array([1, 2])))  # [n_texts, 1, 1, longest]
        for number in range(config.n_layers):
            self.hidden = self._layer(self.hidden, f"encoder.layer.{number}.")

    def dense(self, rows: ov.Output, names: list[str], point: str) -> ov.Output:
        """One product of the rows with the matrices of all `names` side by side, and their biases."""
        self.points[point] = rows
        found = self._ranges.get(point)
        if found is None:
            product = op.matmul(rows, self._stored(names), False, True)
        else:
            matrix = self._matrix(names) * found.scales
            product = op.matmul(_quantised(rows, found), in_8_bits(matrix, simulated=self._simulated), False, True)
        biases = [self._weights.vector(f"{name}.bias") for name in names if f"{name}.bias" in self._weights]
        return op.add(product, constant(np.concatenate(biases)[None])) if biases else product

    def _matrix(self, names: list[str]) -> Float:
        """The matrices of these names in float32, one below the other: [out, in]."""
        return np.concatenate([self._weights.matrix(f"{name}.weight") for name in names])

    def _stored(self, names: list[str]) -> ov.Output:
        """The same matrix as a node of the graph, as the file has it: int8 with a scale for each row, or float32."""
        stored = [self._weights.stored(f"{name}.weight") for name in names]
        scales = [scale for matrix, scale in stored if scale is not None and matrix.dtype == np.int8]
        if len(scales) < len(stored):
            return constant(self._matrix(names))
        numbers = constant(np.concatenate([matrix for matrix, _ in stored]))
        return op.multiply(op.convert(numbers, np.float32), constant(np.concatenate(scales)))

    def has(self, name: str) -> bool:
        """Whether the folder has a linear layer of this name."""
        return f"{name}.weight" in self._weights

    def model(self, *outputs: ov.Output) -> ov.Model:
        """The graph that computes the outputs."""
        return ov.Model(list(outputs), [each for each in self.inputs.values() if each.output(0).get_target_inputs()])

    def _embedded(self) -> ov.Output:
        total = None
        for kind, numbers in (("word", "tokens"), ("token_type", "types"), ("position", "positions")):
            rows = self._rows(f"embeddings.{kind}_embeddings.weight", self.inputs[numbers])
            total = rows if total is None else op.add(total, rows)
        return self._normed(total, "embeddings.LayerNorm")

    def _rows(self, name: str, numbers: ov.Output) -> ov.Output:
        stored, scale = self._weights.stored(name)
        rows = op.convert(op.gather(constant(stored), numbers, constant(np.array(0))), np.float32)
        return rows if scale is None else op.multiply(rows, op.gather(constant(scale), numbers, constant(np.array(0))))

    def _layer(self, rows: ov.Output, name: str) -> ov.Output:
        attended = self.dense(self._attention(rows, name), [name + "attention.output.dense"], name + POINTS[1])
        rows = self._normed(op.add(attended, rows), name + "attention.output.LayerNorm")
        inner = op.gelu(self.dense(rows, [name + "intermediate.dense"], name + POINTS[2]), "erf")
        return self._normed(
            op.add(self.dense(inner, [name + "output.dense"], name + POINTS[3]), rows), name + "output.LayerNorm"
        )

    def _attention(self, rows: ov.Output, name: str) -> ov.Output:
        """Scaled dot-product attention within each text (Vaswani et al. 2017): [n_tokens, hidden]."""
        config = self._config
        depth = config.hidden // config.n_heads
        parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        packed = self.dense(rows, parts, name + POINTS[0])  # [n_tokens, 3 * hidden]
        padded = op.gather(packed, self.inputs["places"], constant(np.array(0)))  # [n_texts, longest, 3 * hidden]
        split = op.reshape(padded, constant(np.array([0, 0, 3, config.n_heads, depth])), True)
        heads = op.split(op.transpose(split, constant(np.array([2, 0, 3, 1, 4]))), constant(np.array(0)), 3)
        query, key, value = (op.squeeze(part, constant(np.array([0]))) for part in heads.outputs())
        scores = op.multiply(op.matmul(query, key, False, True), constant(np.float32(1 / math.sqrt(depth))))
        weights = op.softmax(op.add(scores, self._mask), -1)  # [n_texts, heads, longest, longest]
        met = op.transpose(op.matmul(weights, value, False, False), constant(np.array([0, 2, 1, 3])))
        cells = op.reshape(met, constant(np.array([-1, config.hidden])), False)  # [n_texts * longest, hidden]
        return op.gather(cells, self.inputs["cells"], constant(np.array(0)))

    def _normed(self, rows: ov.Output, name: str) -> ov.Output:
        even = op.mvn(rows, constant(np.array([-1])), True, self._config.epsilon, "inside_sqrt")
        scaled = op.multiply(even, constant(self._weights.vector(f"{name}.weight")[None]))
        return op.add(scaled, constant(self._weights.vector(f"{name}.bias")[None]))


def _quantised(rows: ov.Output, found: Range) -> ov.Output:
    """The rows divided by their columns' scales and rounded to 256 steps of one size.

    The scales even out the columns (SmoothQuant, Xiao et al. 2023); the matrix behind is multiplied by them.
    """
    low, high = (constant((limit * found.scales)[None].astype(np.float32)) for limit in (found.low, found.high))
    to_low, to_high = (constant(np.full((1, 1), limit, dtype=np.float32)) for limit in (found.low, found.high))
    return op.fake_quantize(rows, low, high, to_low, to_high, _LEVELS)


def in_8_bits(matrix: Float, *, simulated: bool = False) -> ov.Output:
    """The matrix [out, in] as int8 with one scale to a row; `simulated`: rounded so, and then float32 again."""
    scale = np.maximum(np.abs(matrix).max(1, keepdims=True) / 127, np.finfo(np.float32).tiny)  # [out, 1]
    numbers = np.round(matrix / scale).astype(np.int8)
    if simulated:
        return constant(numbers * scale)
    return op.multiply(op.convert(constant(numbers), np.float32), constant(scale))


def constant(values: NDArray[np.generic] | np.generic) -> ov.Output:
    """The values as a node of a graph, which shares their memory."""
    values = np.asarray(values)
    if values.ndim == 0:
        return op.constant(values)
    return op.constant(np.require(values, requirements=["C", "A", "W"]), shared_memory=True)
