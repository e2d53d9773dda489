"""How fast the shipped models encode and read on this machine, beside the same weights in other programs.

One run, one table, as ratios: machines are shared, so that the ways take turns and only ratios count. "torch float32"
is the bare forward pass over the same texts in the same padded batches. For the encoder, sentence-transformers is
also what multilingual-e5-small takes there, whose body has the same layers. Haystack's and txtai's readers are those
of `pip install '.[peers]'`; txtai reads only the first passage of a question, and is timed with one.

The matrix limit is what one product of 1,024 rows reaches here, in float32 and in 8 bits; a pass's share of it counts
all of its products.

    python -m train.speed [--rounds 5]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel, AutoModelForQuestionAnswering, AutoTokenizer

from corpus.document import Passage
from corpus.split import SplitSettings, split
from eval.gold import read_documents
from eval.peers import HaystackReader, TxtaiReader
from index.encode import load_encoder
from index.engine import BertConfig, eight_bits_pay, product_seconds
from index.hit import Hit
from qa.reader import SpanReader

NEIGHBOURS = Path("eval/questions/neighbours.jsonl")
_BATCH = 6  # passages: what one question is read over
_QUESTION = "When did the two countries open their embassies?"


def main(encoder_folder: Path, reader_folder: Path, *, rounds: int, n_passages: int) -> None:
    """Prints the table: tokens and passages a second, median over the rounds, and the ratio to bare torch."""
    encoder, reader = load_encoder(encoder_folder, "openvino"), SpanReader(reader_folder)
    passages = [
        passage
        for document in read_documents(NEIGHBOURS)
        for passage in split(document, count_tokens=encoder.count_tokens, settings=SplitSettings())
    ][: n_passages // _BATCH * _BATCH]
    texts = [passage.text for passage in passages]
    limits = {kind: 2 * 1024 * 384 * 1536 / seconds for kind, seconds in product_seconds(1024).items()}
    kind = "8 bits" if eight_bits_pay() else "float32"
    print(f"{len(texts)} passages, {torch.get_num_threads()} threads, {rounds} rounds; served in {kind}")
    print("matrix limit:", ", ".join(f"{kind} {limit / 1e9:,.0f} GFLOP/s" for kind, limit in limits.items()))

    plain, n_tokens = _plain(encoder_folder, AutoModel, [(text,) for text in texts])
    theirs = load_encoder(encoder_folder, "torch")
    ways: dict[str, Callable[[], Any]] = {
        "torch float32": plain,
        "sentence-transformers": lambda: theirs.encode_passages(texts),
        "served": lambda: encoder.encode_passages(texts),
    }
    work = n_tokens * _products(encoder_folder)
    _table("encoder", ways, rounds=rounds, n_tokens=n_tokens, n=len(texts), work=work, limit=limits[kind])

    plain, n_tokens = _plain(reader_folder, AutoModelForQuestionAnswering, [(_QUESTION, text) for text in texts])
    batches = _hits(passages)
    ways = {"torch float32": plain, "served": lambda: [reader.propose(_QUESTION, batch) for batch in batches]}
    ways |= _peers(reader_folder, batches)
    work = n_tokens * _products(reader_folder)
    _table("reader", ways, rounds=rounds, n_tokens=n_tokens, n=len(texts), work=work, limit=limits[kind])


def _peers(folder: Path, batches: Sequence[Sequence[Hit]]) -> dict[str, Callable[[], Any]]:
    """Those that are installed."""
    ways: dict[str, Callable[[], Any]] = {}
    try:
        haystack = HaystackReader(folder)
        ways["Haystack"] = lambda: [haystack(_QUESTION, batch) for batch in batches]
        txtai = TxtaiReader(folder)
        ways["txtai"] = lambda: [txtai(_QUESTION, [hit]) for batch in batches for hit in batch]
    except ImportError as error:
        print(f"without peers: {error}")
    return ways


def _hits(passages: Sequence[Passage]) -> list[list[Hit]]:
    hits = [Hit(passage, 0.0, 1) for passage in passages]
    return [hits[at : at + _BATCH] for at in range(0, len(hits), _BATCH)]


def _products(folder: Path) -> int:
    """Operations of the dense layers for one token: two for every weight."""
    config = BertConfig.read(folder)
    return 2 * config.n_layers * 12 * config.hidden**2


def _plain(folder: Path, kind: Any, inputs: Sequence[tuple[str, ...]]) -> tuple[Callable[[], None], int]:
    """The bare forward pass over the inputs, and their tokens."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = kind.from_pretrained(folder, dtype=torch.float32).eval()
    batches = [
        tokenizer(*map(list, zip(*inputs[at : at + _BATCH], strict=True)), padding=True, return_tensors="pt")
        for at in range(0, len(inputs), _BATCH)
    ]

    def run() -> None:
        with torch.inference_mode():
            for batch in batches:
                model(**batch)

    return run, sum(int(batch["attention_mask"].sum()) for batch in batches)


def _table(
    name: str,
    ways: Mapping[str, Callable[[], Any]],
    *,
    rounds: int,
    n_tokens: int,
    n: int,
    work: int,
    limit: float,
) -> None:
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds + 1):  # the first one warms up
        for way, run in ways.items():
            start = time.perf_counter()
            run()
            seconds[way].append(time.perf_counter() - start)
    medians = {way: statistics.median(measured[1:]) for way, measured in seconds.items()}
    print(f"\n| {name} | times torch float32 | tokens/s | passages/s | share of the limit |\n|---|---|---|---|---|")
    for way, median in medians.items():
        share = f"{work / median / limit:.0%}" if way == "served" else ""
        ratio = medians["torch float32"] / median
        print(f"| {way} | {ratio:.2f} | {n_tokens / median:,.0f} | {n / median:.1f} | {share} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Time the shipped models.")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    parser.add_argument("--reader", type=Path, default=Path("models/reader"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--passages", type=int, default=120)
    given = parser.parse_args()
    main(given.encoder, given.reader, rounds=given.rounds, n_passages=given.passages)
