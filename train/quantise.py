"""Which ranges 8-bit products need: records `quantisation.json` beside a model's weights from training texts.

The weights stay as they are. What enters a product is evened out column by column (SmoothQuant, Xiao et al. 2023): it
is divided by a column's scale, and the matrix behind is multiplied by it; then one step and one zero serve the whole
tensor. How strongly, and where the range ends, is tried for each product: the least squared error of its output wins.
A processor without fast 8-bit products does not read the file (`index/engine/compiled.py`).

    python -m train.quantise --data DATA --model models/reader
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engine import (
    LAST_STEP,
    PARTS,
    POINTS,
    BertConfig,
    BertGraph,
    Engine,
    Pack,
    Quantisation,
    Range,
    Weights,
    constant,
    op,
    ov,
)
from index.tokens import Tokenizer
from train.data import HELD_OUT_TITLES as TITLES
from train.data import Example, checksums, held_out_titles, read_examples

Float = NDArray[np.float32]
_END = np.iinfo(np.int64).max
# Both languages, and questions in the other one than their paragraph.
FILES = (
    "ar_arcd_train.json.gz",
    "ar_mlqa_test.json.gz",
    "en_squad11_train_misc.json.gz",
    "en_tydiqa_goldp_train.json.gz",
    "x_mlqa_dev_ctx_ar_q_en.json.gz",
    "x_xor_tydi_train_ctx_en_q_ar.json.gz",
)


@dataclass(frozen=True, slots=True)
class QuantiseConfig:
    """How ranges are chosen."""

    n_texts: int = 120  # of all files together, the same number of each
    n_tried: int = 600  # tokens of all texts together that the choices are tried on
    seed: int = 0
    max_tokens: int = 256
    # How much of a column's largest value goes into the matrix, and how much of the matrix's is left to it.
    smoothings: tuple[float, ...] = (0.5, 0.65, 0.8, 0.95)
    # A range ends at the mean of the texts' extremes, times one of these: rarer values are clipped.
    margins: tuple[float, ...] = (0.7, 0.85, 1.0, 1.15)
    # Scales below this leave a column no finer: GELU's outputs all reach down to -0.17.
    least_scales: tuple[float, ...] = (0.0, 2**-0.5)
    # Products that stay in float32, by the end of their names.
    float32: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What enters one product: the extremes of every text's columns, and some rows."""

    lows: Float  # [n_texts, columns]
    highs: Float  # [n_texts, columns]
    rows: Float  # [n_rows, columns], tokens evenly from all texts


def quantise(data: Path, folder: Path, config: QuantiseConfig) -> Quantisation:
    """Measures the folder's model on the texts and writes its quantisation.json."""
    paths = [data / "qa" / name for name in FILES]
    packs = list(calibration_packs(paths, folder, config))
    found = ranges(Weights.read(folder), measure(folder, packs, config), config)
    print(f"{folder}: {len(packs)} texts, {len(found.ranges)} products in 8 bits")
    found.write(folder, {"config": dataclasses.asdict(config), "data_sha256": checksums(paths)})
    return found


def calibration_packs(paths: Sequence[Path], folder: Path, config: QuantiseConfig) -> Iterator[Pack]:
    """One text each: a question with its paragraph for a reader, one or the other for an encoder."""
    generator = random.Random(config.seed)
    tokenizer = Tokenizer(folder)
    is_encoder = (folder / "modules.json").exists()
    for path in paths:
        for number, example in enumerate(_drawn(path, config.n_texts // len(paths), generator)):
            if is_encoder:
                text = f"query: {example.question}" if number % 4 == 0 else f"passage: {example.context}"
                yield Pack.of_texts(tokenizer.texts([text], max_tokens=config.max_tokens))
            else:
                windows = tokenizer.pairs(example.question, [example.context], max_tokens=config.max_tokens, stride=0)
                yield Pack.of(windows.tokens[:1], windows.mask[:1], windows.types[:1])


def _drawn(path: Path, n: int, generator: random.Random) -> list[Example]:
    """As many questions about different paragraphs, none of an article that development questions are about."""
    held_out = held_out_titles(TITLES).get(path.name, frozenset())
    by_context = {example.context: example for example in read_examples(path, without_titles=held_out)}
    return generator.sample(sorted(by_context.values(), key=lambda example: example.example_id), n)


def measure(folder: Path, packs: Sequence[Pack], config: QuantiseConfig) -> dict[str, Seen]:
    """What enters every product, by its name."""
    graph = BertGraph(BertConfig.read(folder), Weights.read(folder))
    axis = constant(np.array([0]))
    outputs: list[ov.Output] = []
    for rows in graph.points.values():
        outputs += [op.reduce_min(rows, axis), op.reduce_max(rows, axis)]
    step = constant(np.array([max(1, sum(len(pack.tokens) for pack in packs) // config.n_tried)]))
    for rows in graph.points.values():
        outputs.append(op.slice(rows, constant(np.array([0])), constant(np.array([_END])), step, axis))
    engine = Engine(graph.model(*outputs))
    seen = [engine(pack) for pack in packs]
    n = len(graph.points)
    return {
        name: Seen(
            np.stack([found[2 * at] for found in seen]),
            np.stack([found[2 * at + 1] for found in seen]),
            np.concatenate([found[2 * n + at] for found in seen]),
        )
        for at, name in enumerate(graph.points)
    }


def ranges(weights: Weights, seen: Mapping[str, Seen], config: QuantiseConfig) -> Quantisation:
    """The best range tried for every product that is not to stay in float32."""
    found = {}
    for name, each in seen.items():
        if not name.endswith(config.float32):
            found[name], error = best_range(each, _matrix(weights, name), config)
            print(f"{name}: {error:.5f} of its squared output", flush=True)
    return Quantisation(found)


def best_range(seen: Seen, matrix: Float, config: QuantiseConfig) -> tuple[Range, float]:
    """The range under which rows @ matrix.T changes least, and the squared change as a share of the squared output."""
    largest, columns = np.maximum(-seen.lows, seen.highs).max(0), np.abs(matrix).max(0)
    exact = seen.rows @ matrix.T  # [n_rows, out]
    best: tuple[float, Range] | None = None
    for share, least in itertools.product(config.smoothings, config.least_scales):
        scales = np.maximum(smoothing(largest, columns, share), np.float32(least))
        low, high = (seen.lows / scales).min(1).mean(), (seen.highs / scales).max(1).mean()
        stored = rounded_matrix(matrix * scales)
        for margin in config.margins:
            tried = Range.covering(float(low) * margin, float(high) * margin, scales)
            error = float(np.square(rounded(seen.rows, tried) @ stored.T - exact).sum())
            if best is None or error < best[0]:
                best = error, tried
    assert best is not None, "the configuration names nothing to try"
    return best[1], best[0] / float(np.square(exact).sum())


def rounded(rows: Float, found: Range) -> Float:
    """The rows as 8 bits hold them, divided by their scales."""
    steps = np.clip(np.round(rows / (found.scales * np.float32(found.step))), -found.zero, LAST_STEP - found.zero)
    values: Float = (steps * np.float32(found.step)).astype(np.float32)
    return values


def rounded_matrix(matrix: Float) -> Float:
    """The matrix as 8 bits hold it, one scale to a row."""
    scale = np.abs(matrix).max(1, keepdims=True) / 127
    values: Float = (np.round(matrix / scale) * scale).astype(np.float32)
    return values


def smoothing(largest: Float, columns: Float, share: float) -> Float:
    """The scale by which each column is divided, in quarters of a doubling; their median is 1.

    `largest` are the greatest values of what enters, `columns` those of the matrix.
    """
    tiny = np.float32(1e-5)
    exact = np.log2(np.maximum(largest, tiny)) * share - np.log2(np.maximum(columns, tiny)) * (1 - share)
    scales: Float = np.exp2(np.round((exact - np.median(exact)) * PARTS) / PARTS).astype(np.float32)
    return scales


def _matrix(weights: Weights, point: str) -> Float:
    """The matrices that a product multiplies with, one below the other: [out, columns]."""
    parts = ("query", "key", "value") if point.endswith(POINTS[0]) else ("",)
    names = [f"{point}.{part}".rstrip(".") for part in parts]
    matrix: Float = np.concatenate([weights.matrix(f"{name}.weight") for name in names])
    return matrix


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Record the ranges that 8-bit products need.")
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/")
    parser.add_argument("--model", type=Path, required=True, action="append", help="a shipped folder; may be repeated")
    given = parser.parse_args()
    for folder in given.model:
        quantise(given.data, folder, QuantiseConfig())
