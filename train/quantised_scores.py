"""What 8 bits cost: search and reading of the development questions in float32 and in 8 bits.

The 8 bits are simulated, so that the scores are the same on every processor.

    python -m train.quantised_scores --data DATA [--questions 200]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from index.build import open_index
from index.lexical import TranslationTable
from index.load import load_encoder
from index.settings import FuseSettings, IndexSettings
from qa.reader import SpanReader
from train.calibrate import reading_scores, recalls_at_1
from train.development import cells


def scores(data: Path, encoder: Path, reader: Path, table: Path, *, n: int) -> None:
    """Prints a line for each pair and arithmetic, and the mean of each arithmetic."""
    translations = TranslationTable.load(table)
    fused = f"fused, dense weight {FuseSettings().dense_weight}"
    found = cells(data, n)
    for engine in ("openvino", "simulated"):
        vectors, spans = load_encoder(encoder, engine), SpanReader(reader, None, translations, engine=engine)
        name = {"openvino": "as served here", "simulated": "8 bits"}[engine]
        rows = []
        for cell in found:
            index = open_index(cell.documents, vectors, translations, None, IndexSettings())
            recalls = recalls_at_1(index, cell, (FuseSettings().dense_weight,))
            rows.append((recalls["dense"], recalls[fused], *reading_scores(spans, index, cell)))
            _say(name, cell.name, rows[-1], len(cell.questions))
        _say(name, "mean", tuple(np.mean(rows, 0)), sum(len(cell.questions) for cell in found))


def _say(name: str, pair: str, row: tuple[float, ...], n: int) -> None:
    dense, fused, exact, overlap = row
    print(
        f"{name}, {pair}, n={n}: recall@1 dense {dense:.3f} fused {fused:.3f}, {exact:.1f} / {overlap:.1f}", flush=True
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Score float32 and 8 bits on the development questions.")
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/ and qa_dev/")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    parser.add_argument("--reader", type=Path, default=Path("models/reader"))
    parser.add_argument("--table", type=Path, default=Path("models/translation"))
    parser.add_argument("--questions", type=int, default=200, help="at most, for each language pair")
    given = parser.parse_args()
    scores(given.data, given.encoder, given.reader, given.table, n=given.questions)
