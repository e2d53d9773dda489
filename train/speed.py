"""How fast the shipped models encode and read on this machine, beside the same weights in plain torch.

The shipped files hold 8 bits a weight and are computed in float32. "plain" is the bare float32 forward pass over
the same texts in the same batches, and so what tokens, offsets, spans and checks cost on top; "bfloat16", where the
processor multiplies in it, is that pass with its products in bfloat16. They take turns, because machines are shared:
the ratios are what counts.

    python -m train.speed [--rounds 5]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel, AutoModelForQuestionAnswering, AutoTokenizer

from corpus.document import Passage
from corpus.split import SplitSettings, split
from eval.gold import read_documents
from index.encode import SentenceEncoder
from index.hit import Hit
from qa.reader import SpanReader
from train.record import multiplies_bfloat16

NEIGHBOURS = Path("eval/questions/neighbours.jsonl")
_BATCH = 8  # passages: what one question is read over
_QUESTION = "When did the two countries open their embassies?"


def main(encoder_folder: Path, reader_folder: Path, *, rounds: int) -> None:
    """Prints tokens and passages a second, median over the rounds, and the ratio to plain torch."""
    encoder, reader = SentenceEncoder(encoder_folder), SpanReader(reader_folder)
    passages = [
        passage
        for document in read_documents(NEIGHBOURS)
        for passage in split(document, count_tokens=encoder.count_tokens, settings=SplitSettings())
    ]
    passages = passages[: len(passages) // _BATCH * _BATCH]
    texts = [passage.text for passage in passages]
    print(f"{len(texts)} passages, {torch.get_num_threads()} threads, {rounds} rounds")
    _compare(
        "encoder",
        encoder_folder,
        AutoModel,
        inputs=[(text,) for text in texts],
        shipped=lambda: encoder.encode_passages(texts),
        rounds=rounds,
    )
    _compare(
        "reader",
        reader_folder,
        AutoModelForQuestionAnswering,
        inputs=[(_QUESTION, text) for text in texts],
        shipped=lambda: [reader.propose(_QUESTION, batch) for batch in _hits(passages)],
        rounds=rounds,
    )


def _hits(passages: Sequence[Passage]) -> list[list[Hit]]:
    hits = [Hit(passage, 0.0, 1) for passage in passages]
    return [hits[at : at + _BATCH] for at in range(0, len(hits), _BATCH)]


def _compare(
    name: str,
    folder: Path,
    kind: Any,
    *,
    inputs: Sequence[tuple[str, ...]],
    shipped: Callable[[], Any],
    rounds: int,
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = kind.from_pretrained(folder, dtype=torch.float32).eval()
    batches = [
        tokenizer(*map(list, zip(*inputs[at : at + _BATCH], strict=True)), padding=True, return_tensors="pt")
        for at in range(0, len(inputs), _BATCH)
    ]
    n_tokens = sum(int(batch["attention_mask"].sum()) for batch in batches)

    def plain(*, in_bfloat16: bool) -> None:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=in_bfloat16):
            for batch in batches:
                model(**batch)

    ways: dict[str, Callable[[], Any]] = {"shipped": shipped, "plain": lambda: plain(in_bfloat16=False)}
    if multiplies_bfloat16():
        ways["bfloat16"] = lambda: plain(in_bfloat16=True)
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds + 1):  # the first one warms up
        for way, work in ways.items():
            start = time.perf_counter()
            work()
            seconds[way].append(time.perf_counter() - start)
    medians = {way: statistics.median(measured[1:]) for way, measured in seconds.items()}
    for way, median in medians.items():
        print(
            f"{name} {way}: {n_tokens / median:,.0f} tokens/s, {len(inputs) / median:.1f} passages/s, "
            f"{medians['plain'] / median:.2f} times plain float32"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Time the shipped models.")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    parser.add_argument("--reader", type=Path, default=Path("models/reader"))
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    main(given.encoder, given.reader, rounds=given.rounds)
