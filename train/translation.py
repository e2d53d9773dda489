"""Word translation tables for search across languages: IBM Model 1 over stems, both ways, pruned.

python -m train.translation --data ../shared/data --out models/translation
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.document import Lang
from corpus.language import stem, words
from train.align import NULL, ibm_model_1
from train.data import checksums, pair_files, read_pairs
from train.record import Record, seed_everything


@dataclass(frozen=True, slots=True)
class TranslationConfig:
    """The tables' values."""

    max_words: int = 60  # words of a side that take part; longer tails align badly
    n_rounds: int = 5  # of expectation maximisation
    n_translations: int = 8  # kept for one word
    min_probability: float = 0.03  # a translation below this is noise
    seed: int = 0


def build(data: Path, out: Path, config: TranslationConfig) -> None:
    """Writes en-ar.tsv.gz, ar-en.tsv.gz and run.json into `out`."""
    seed_everything(config.seed)
    paths = pair_files(data)
    record = Record(out, stage="translation", config=config, data=checksums(paths))
    pairs = read_pairs(paths)
    sides: dict[Lang, list[list[str]]] = {
        "en": [_stems(pair.en, "en", config) for pair in pairs],
        "ar": [_stems(pair.ar, "ar", config) for pair in pairs],
    }
    sizes = {}
    for source, target in (("en", "ar"), ("ar", "en")):
        rows = table(sides[source], sides[target], config)  # type: ignore[index]
        sizes[f"{source}_{target}_rows"] = len(rows)
        # No time stamp, so that the same data makes the same bytes.
        with (
            (out / f"{source}-{target}.tsv.gz").open("wb") as file,
            gzip.GzipFile("", "wb", 9, file, mtime=0) as packed,
        ):
            packed.write("".join(f"{a}\t{b}\t{probability:.3f}\n" for a, b, probability in rows).encode())
    record.finish(n_pairs=len(pairs), **sizes)


def table(
    sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]], config: TranslationConfig
) -> list[tuple[str, str, float]]:
    """(source, target, probability), sorted by source, best first; probabilities of a source sum to at most 1."""
    source_ids = {word: row for row, word in enumerate(sorted({word for side in sources for word in side}), start=1)}
    target_ids = {word: row for row, word in enumerate(sorted({word for side in targets for word in side}), start=1)}
    model = ibm_model_1(
        [
            (np.array([source_ids[word] for word in a]), np.array([target_ids[word] for word in b]))
            for a, b in zip(sources, targets, strict=True)
            if a and b
        ],
        n_rounds=config.n_rounds,
    )
    names = list(target_ids)
    rows = []
    for word, source_id in source_ids.items():
        found, probability, _ = model.translations(source_id)
        for target_id, p in list(zip(found, probability, strict=True))[: config.n_translations]:
            if source_id != NULL and p >= config.min_probability:
                rows.append((word, names[target_id - 1], float(p)))
    return rows


def _stems(text: str, lang: Lang, config: TranslationConfig) -> list[str]:
    # Numbers match as they are; a lone letter is a root spelt out or a formula.
    found = [word for word in words(text) if len(word) > 1 and not word[0].isdigit()]
    return [stem(word, lang) for word in found[: config.max_words]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Word translation tables by IBM Model 1.")
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/ and lexicon/")
    parser.add_argument("--out", type=Path, default=Path("models/translation"))
    arguments = parser.parse_args()
    build(arguments.data, arguments.out, TranslationConfig())
