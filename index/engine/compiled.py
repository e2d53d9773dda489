"""Runs a BERT graph in OpenVINO: a pack of tokens in, what is computed of them out."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import numpy as np

from index.engine.bert_graph import BertConfig, BertGraph, constant, in_8_bits
from index.engine.pack import Float, Pack
from index.engine.passes import Passes
from index.engine.quantised import Quantisation
from index.engine.runtime import op, ov
from index.engine.weights import Weights

_OPTIONS = {
    "PERFORMANCE_HINT": "LATENCY",
    # bfloat16, the default where a processor has it, is slower than float32 without AMX and changes scores.
    "INFERENCE_PRECISION_HINT": "f32",
    # Pinned threads wait for the other programs of a shared machine.
    "ENABLE_CPU_PINNING": False,
    # Matrices in 8 bits save memory. Whether what is multiplied with them is rounded, too, quantisation.json says.
    "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0,
    # What is prepared for a number of tokens is kept for so many numbers, 5,000 by default: after a few hundred
    # questions of different lengths that was more than a gigabyte, and it saves two hundredths of a pass.
    "CPU_RUNTIME_CACHE_CAPACITY": 16,
}
# 8 bits are rounder than float32: they have to be this much faster to be worth it.
_WORTH_IT = 1.5
_passes = Passes()  # of all models: they share the cores


class Engine:
    """A compiled graph. May be used from several threads, whose passes are then joined: see `index.engine.passes`."""

    def __init__(self, model: ov.Model) -> None:
        self._request = ov.Core().compile_model(model, "CPU", _OPTIONS).create_infer_request()
        self._names = [each.get_any_name() for each in self._request.model_inputs]
        self._n_outputs = len(self._request.model_outputs)

    def __call__(self, pack: Pack, *, urgent: bool = True) -> list[Float]:
        """The outputs in the graph's order, a row a token. What is not `urgent` waits for all that is."""
        return _passes.outputs(self._computed, pack, urgent=urgent)

    def _computed(self, pack: Pack) -> list[Float]:
        self._request.infer({name: getattr(pack, name) for name in self._names})
        return [self._request.get_output_tensor(at).data.copy() for at in range(self._n_outputs)]


def bert(folder: Path, *, simulated: bool = False) -> BertGraph:
    """The folder's model: in 8 bits where it says how and this processor is faster in them, else in float32.

    `simulated`: rounded as 8 bits are wherever it runs, to measure what they cost. Raises WeightsError for a damaged
    folder or a model of another kind.
    """
    quantisation = Quantisation.read(folder)
    if quantisation is not None and not (simulated or eight_bits_pay()):
        quantisation = None
    return BertGraph(BertConfig.read(folder), Weights.read(folder), quantisation, simulated=simulated)


@cache
def eight_bits_pay() -> bool:
    """Whether this processor multiplies 8-bit numbers clearly faster: it is timed, because flags only promise it.

    Without instructions such as VNNI they are slower than float32, and their sums can overflow.
    """
    seconds = product_seconds(512)
    return seconds["float32"] > _WORTH_IT * seconds["8 bits"]


def product_seconds(n_rows: int) -> dict[str, float]:
    """What a product of [n_rows, 384] and [384, 1536] takes, in "float32" and in "8 bits"."""
    matrix = np.random.default_rng(0).standard_normal((1536, 384), dtype=np.float32)
    rows = op.parameter([n_rows, 384], np.float32, name="rows")
    ends = [constant(np.full((1, 1), end, dtype=np.float32)) for end in (-4, 4)]
    products = {
        "float32": op.matmul(rows, constant(matrix), False, True),
        "8 bits": op.matmul(op.fake_quantize(rows, *ends, *ends, 256), in_8_bits(matrix), False, True),
    }
    values = {"rows": np.random.default_rng(1).standard_normal((n_rows, 384), dtype=np.float32)}
    best = dict.fromkeys(products, float("inf"))
    core = ov.Core()
    requests = {
        kind: core.compile_model(ov.Model([product], [rows]), "CPU", _OPTIONS).create_infer_request()
        for kind, product in products.items()
    }
    for _ in range(7):  # in turns, and the best of each: other programs only ever make a run slower
        for kind, request in requests.items():
            started = time.perf_counter()
            request.infer(values)
            best[kind] = min(best[kind], time.perf_counter() - started)
    return best
