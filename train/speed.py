"""How fast the models encode, read and answer on this machine, beside the same weights in other programs.

One run, and what counts is the ratios in it: machines are shared, so that the ways take turns. "torch float32" is the
bare forward pass over the same texts in the same padded batches. "float32" and "8 bits" are OpenVINO as it serves,
without and with the folder's quantisation.json. "e5-small" is multilingual-e5-small's architecture, with random weights
and our tokenizer, in sentence-transformers. Haystack's and txtai's readers are those of `pip install '.[peers]'`;
txtai reads only the first passage of a question, and is timed with one.

The matrix limit is what one product of 1,024 rows reaches here, in 8 bits and, by the better of OpenVINO and torch, in
float32; a way's share of it counts the products of the dense layers alone.

    python -m train.speed [--rounds 5] [--encoder models/encoder] [--reader models/reader]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from transformers import AutoConfig, AutoModel, AutoModelForQuestionAnswering, AutoTokenizer, BertConfig, BertModel

from corpus.document import Passage
from corpus.read import shipped_articles
from corpus.split import SplitSettings, split
from eval.files import json_lines, text_of
from eval.gold import read_documents
from eval.load import SHIPPED
from eval.peers import HaystackReader, TxtaiReader
from eval.timing import throughput
from index.engine import Engine, Pack, bert, eight_bits_pay, product_seconds
from index.files import RANGES
from index.hit import Hit
from index.load import load_encoder
from qa.pipeline import Pipeline, open_pipeline
from qa.reader import SpanReader
from qa.settings import read_settings

NEIGHBOURS = Path("eval/questions/neighbours.jsonl")
_BATCH = 6  # passages: what one question is read over
_QUESTION = "When did the two countries open their embassies?"
_E5_SMALL = BertConfig(vocab_size=250_037, hidden_size=384, num_attention_heads=12, intermediate_size=1536)
_ASKERS = 4  # as many as the chat answers together
_TEXT = 128  # tokens of a text in a pass


@dataclass(frozen=True, slots=True)
class Way:
    """One program at the work, and in which numbers it multiplies."""

    run: Callable[[], Any]
    kind: str = "float32"


def main(encoder_folder: Path, reader_folder: Path, *, rounds: int, n_passages: int, n_questions: int) -> None:
    """Prints the tables: medians over the rounds, and the ratios to bare torch."""
    limits = matrix_limits()
    print(f"{torch.get_num_threads()} threads, {rounds} rounds; 8 bits {'pay' if eight_bits_pay() else 'do not pay'}")
    print("matrix limit:", ", ".join(f"{kind} {limit / 1e9:,.0f} GFLOP/s" for kind, limit in limits.items()))
    with tempfile.TemporaryDirectory() as kept:
        encoders, readers = (engines(folder, Path(kept)) for folder in (encoder_folder, reader_folder))
        counting = load_encoder(encoder_folder, "openvino")
        passages = [
            passage
            for document in read_documents(NEIGHBOURS)
            for passage in split(document, count_tokens=counting.count_tokens, settings=SplitSettings())
        ][: n_passages // _BATCH * _BATCH]
        _encoders(encoder_folder, encoders, passages, rounds=rounds, limits=limits)
        _readers(reader_folder, readers, passages, rounds=rounds, limits=limits)
        _passes(readers, rounds=rounds)
        questions = [text_of(fields, "question") for _, fields in json_lines(SHIPPED)][:n_questions]
        roads = {"torch float32": _road(encoder_folder, reader_folder, "torch")}
        roads |= {kind: _road(encoders.get(kind, encoders["float32"]), readers[kind], "openvino") for kind in readers}
        _questions(roads, questions)


def matrix_limits() -> dict[str, float]:
    """Operations a second of one product [1024, 384] x [384, 1536], by kind."""
    rows, matrix = torch.randn(1024, 384), torch.randn(384, 1536)
    seconds = product_seconds(1024)
    seconds["float32"] = min(seconds["float32"], *(_seconds(lambda: rows @ matrix) for _ in range(7)))
    return {kind: 2 * 1024 * 384 * 1536 / each for kind, each in seconds.items()}


def engines(folder: Path, kept: Path) -> dict[str, Path]:
    """The folder by the kind that it is served in: in float32 a copy by links, made in `kept`, and in 8 bits itself."""
    bare = kept / folder.name
    bare.mkdir()
    for path in folder.iterdir():
        if path.name != RANGES:
            (bare / path.name).symlink_to(path.resolve())
    is_in_8_bits = (folder / RANGES).exists() and eight_bits_pay()
    return {"float32": bare} | ({"8 bits": folder} if is_in_8_bits else {})


def _encoders(
    folder: Path, served: Mapping[str, Path], passages: Sequence[Passage], *, rounds: int, limits: Mapping[str, float]
) -> None:
    texts = [passage.text for passage in passages]
    plain, n_tokens = _plain(folder, AutoModel, [(text,) for text in texts])
    theirs, e5 = load_encoder(folder, "torch"), _e5_small(folder)
    ways = {
        "torch float32": Way(plain),
        "sentence-transformers": Way(partial(theirs.encode_passages, texts)),
        "sentence-transformers, e5-small": Way(partial(e5.encode, texts, show_progress_bar=False)),
    }
    for kind, each in served.items():
        encoder = load_encoder(each, "openvino")
        ways[kind] = Way(partial(encoder.encode_passages, texts), kind)
    _table(folder, ways, rounds=rounds, n_tokens=n_tokens, n=len(texts), limits=limits)


def _readers(
    folder: Path, served: Mapping[str, Path], passages: Sequence[Passage], *, rounds: int, limits: Mapping[str, float]
) -> None:
    texts = [passage.text for passage in passages]
    plain, n_tokens = _plain(folder, AutoModelForQuestionAnswering, [(_QUESTION, text) for text in texts])
    hits = [Hit(passage, 0.0, 1) for passage in passages]
    batches = [hits[at : at + _BATCH] for at in range(0, len(hits), _BATCH)]
    ways = {"torch float32": Way(plain)}
    for kind, each in served.items():
        reader = SpanReader(each)
        ways[kind] = Way(partial(_read, reader, batches), kind)
    _table(folder, ways | _peers(folder, batches), rounds=rounds, n_tokens=n_tokens, n=len(texts), limits=limits)


def _read(reader: SpanReader, batches: Sequence[Sequence[Hit]]) -> None:
    for batch in batches:
        reader.propose(_QUESTION, batch)


def _peers(folder: Path, batches: Sequence[Sequence[Hit]]) -> dict[str, Way]:
    """Those that are installed."""
    ways: dict[str, Way] = {}
    try:
        haystack = HaystackReader(folder)
        ways["Haystack"] = Way(lambda: [haystack(_QUESTION, batch) for batch in batches])
        txtai = TxtaiReader(folder)
        ways["txtai"] = Way(lambda: [txtai(_QUESTION, [hit]) for batch in batches for hit in batch])
    except ImportError as error:
        print(f"without peers: {error}")
    return ways


def _passes(served: Mapping[str, Path], *, rounds: int) -> None:
    """What a pass of so many tokens brings, which `MOST_TOKENS` is chosen by."""
    generator = np.random.default_rng(0)
    print("\n| reader, tokens of a pass | " + " | ".join(f"tokens/s, {kind}" for kind in served) + " |")
    print("|---" * (1 + len(served)) + "|")
    made = {kind: bert(folder) for kind, folder in served.items()}
    compiled = {kind: Engine(graph.model(graph.hidden)) for kind, graph in made.items()}
    for n in (16, 64, 256, 512, 1024, 2048, 4096):
        texts = generator.integers(5, 30_000, (max(1, n // _TEXT), min(n, _TEXT))).tolist()
        pack = Pack.of_texts(texts)
        ways = {kind: Way(partial(engine, pack)) for kind, engine in compiled.items()}
        medians = _medians(ways, rounds=2 * rounds)
        print(f"| {n} | " + " | ".join(f"{n / median:,.0f}" for median in medians.values()) + " |")


def _road(encoder: Path, reader: Path, engine: str) -> Pipeline:
    """The whole road over the shipped article."""
    settings = read_settings()
    models = replace(settings.models, encoder=str(encoder.resolve()), reader=str(reader.resolve()), engine=engine)
    return open_pipeline(shipped_articles(), settings=replace(settings, models=models))


def _questions(roads: Mapping[str, Pipeline], questions: Sequence[str]) -> None:
    seconds: dict[str, list[float]] = {kind: [] for kind in roads}
    for question in questions:
        for kind, road in roads.items():
            seconds[kind].append(_seconds(partial(road.ask, question)))
    medians = {kind: statistics.median(measured[1:]) for kind, measured in seconds.items()}
    print(f"\n| question, n={len(questions)} | times torch float32 | ms | a second, of {_ASKERS} askers |")
    print("|---|---|---|---|")
    for kind, road in roads.items():
        ratio, rate = medians["torch float32"] / medians[kind], throughput(road, questions, _ASKERS)
        print(f"| {kind} | {ratio:.2f} | {1000 * medians[kind]:.0f} | {rate:.2f} |")


def _e5_small(folder: Path) -> SentenceTransformer:
    transformer = SentenceTransformer(str(folder), device="cpu", local_files_only=True)[0]
    transformer.model = BertModel(_E5_SMALL).eval()
    return SentenceTransformer(modules=[transformer, Pooling(_E5_SMALL.hidden_size, "mean"), Normalize()], device="cpu")


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


def _products(folder: Path) -> int:
    """Operations of the dense layers for one token: two for every weight."""
    config = AutoConfig.from_pretrained(folder)
    width = config.hidden_size
    return int(2 * config.num_hidden_layers * (4 * width**2 + 2 * width * config.intermediate_size))


def _table(
    folder: Path, ways: Mapping[str, Way], *, rounds: int, n_tokens: int, n: int, limits: Mapping[str, float]
) -> None:
    medians = _medians(ways, rounds=rounds)
    work = n_tokens * _products(folder)
    print(
        f"\n| {folder.name} | times torch float32 | tokens/s | passages/s | share of the limit |\n|---|---|---|---|---|"
    )
    for way, median in medians.items():
        share, ratio = work / median / limits[ways[way].kind], medians["torch float32"] / median
        print(f"| {way} | {ratio:.2f} | {n_tokens / median:,.0f} | {n / median:.1f} | {share:.0%} |")


def _medians(ways: Mapping[str, Way], *, rounds: int) -> dict[str, float]:
    """Seconds of each way, which take turns; the first round warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            seconds[name].append(_seconds(way.run))
    return {name: statistics.median(measured[1:]) for name, measured in seconds.items()}


def _seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Time the models.")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    parser.add_argument("--reader", type=Path, default=Path("models/reader"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--passages", type=int, default=120)
    parser.add_argument("--questions", type=int, default=40)
    given = parser.parse_args()
    main(
        given.encoder,
        given.reader,
        rounds=given.rounds,
        n_passages=given.passages,
        n_questions=given.questions,
    )
