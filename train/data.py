"""The training data as it lies on disk: sentence pairs, lexicons, question files, plain paragraphs."""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.files import checksum

# The bitext-retrieval development set.
HELD_OUT = "flores200_devtest.tsv.gz"
# Question file to the titles in it that development questions are about.
HELD_OUT_TITLES = Path("eval/questions/dev_titles.json")
# Marks that carry no word: tashkeel and Quranic signs, tatweel, zero-width and direction marks.
MARKS = "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]"
# A sentence of plain Arabic text, near enough for drawing questions from it.
SENTENCE = re.compile(r"[^.؟!\n]+[.؟!]?")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same words in English and in Arabic."""

    en: str
    ar: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question about a passage; `context[start:end]` answers it, or `start is None`: it does not say."""

    example_id: str
    title: str
    question: str
    context: str
    start: int | None
    end: int | None
    golds: tuple[str, ...] = ()


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """The `en<TAB>ar` lines of gzipped files, in file order; a line without both sides is left out."""
    pairs = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                en, _, ar = line.rstrip("\n").partition("\t")
                if en.strip() and ar.strip():
                    pairs.append(Pair(en.strip(), ar.split("\t")[0].strip()))
    return pairs


def pair_files(data: Path) -> list[Path]:
    """The files of sentence pairs and lexicons that stages may train on: all but the held-out one, sorted."""
    found = (path for kind in ("parallel", "lexicon") for path in (data / kind).glob("*.tsv.gz"))
    return sorted(path for path in found if path.name != HELD_OUT)


def read_examples(path: Path, *, without_titles: frozenset[str] = frozenset()) -> list[Example]:
    """The questions of a gzipped SQuAD 1.1 or 2.0 file, in file order, each with its first gold span."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    examples = []
    for article in articles:
        title = str(article.get("title", ""))
        if title in without_titles:
            continue
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            for entry in paragraph["qas"]:
                golds = tuple(answer["text"] for answer in entry["answers"])
                start = entry["answers"][0]["answer_start"] if golds else None
                end = None if start is None else start + len(golds[0])
                if start is not None and context[start:end] != golds[0]:
                    raise ValueError(f"{path}: question {entry['id']}: the answer does not stand at its offset")
                examples.append(Example(str(entry["id"]), title, entry["question"], context, start, end, golds))
    return examples


def held_out_titles(path: Path) -> dict[str, frozenset[str]]:
    """Question file name to the article titles that no stage may train on."""
    return {name: frozenset(titles) for name, titles in json.loads(path.read_text("utf-8")).items()}


def read_paragraphs(path: Path) -> Iterator[str]:
    """The lines of an xz file, one paragraph each."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield line.strip()


def crop(context: str, start: int, end: int, n_words: int, generator: random.Random) -> tuple[str, int, int]:
    """A window of `n_words` words that holds `context[start:end]` at a random place, and the span's offsets in it."""
    spans = [match.span() for match in re.finditer(r"\S+", context)]
    if len(spans) <= n_words:
        return context, start, end
    first = min(sum(high <= start for _, high in spans), len(spans) - 1)
    last = max(first, sum(low < end for low, _ in spans) - 1)
    low = max(0, min(first - generator.randint(0, max(0, n_words - (last - first + 1))), len(spans) - n_words))
    window_start = spans[low][0]
    window_end = max(spans[min(low + n_words, len(spans)) - 1][1], end)
    return context[window_start:window_end], start - window_start, end - window_start


def checksums(paths: Sequence[Path]) -> dict[str, str]:
    """File name to sha256, for the record of a run."""
    return {path.name: checksum(path) for path in paths}
