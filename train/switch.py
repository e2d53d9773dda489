"""Code-switching: words of a text replaced by translations, so that English supervision reaches Arabic.

Qin et al. 2020 (CoSDA-ML); the translations come from IBM Model 1 over folded surface words, which
keeps the inflected forms that a dictionary lacks. They are written as the pairs mostly write them: a body
that has read real text knows "تجارة" and "Iran", not their folded spellings.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.document import Lang
from corpus.language import fold, words
from train.data import Pair, read_pairs
from train.translation import TranslationConfig, table

_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class Switcher:
    """Replaces words by translations drawn by probability."""

    def __init__(self, translations: dict[str, list[tuple[str, float]]]) -> None:
        """`translations` maps a folded word to (word as it is written, probability) pairs."""
        self._translations = {
            word: ([target for target, _ in rows], [probability for _, probability in rows])
            for word, rows in translations.items()
        }

    @classmethod
    def trained(cls, pairs: Sequence[Pair], source: Lang, target: Lang, cache: Path) -> Switcher:
        """Aligns the pairs' words, or reads the table that an earlier run left in `cache`."""
        if not cache.exists():
            rows = table(
                [_content(getattr(pair, source)) for pair in pairs],
                [_content(getattr(pair, target)) for pair in pairs],
                TranslationConfig(n_translations=4, min_probability=0.08),
            )
            written = spellings(getattr(pair, target) for pair in pairs)
            rows = [(a, written.get(b, b), probability) for a, b, probability in rows]
            cache.parent.mkdir(parents=True, exist_ok=True)
            with gzip.open(cache, "wt", encoding="utf-8") as file:
                file.writelines(f"{a}\t{b}\t{probability:.3f}\n" for a, b, probability in rows)
        translations: dict[str, list[tuple[str, float]]] = defaultdict(list)
        with gzip.open(cache, "rt", encoding="utf-8") as lines:
            for line in lines:
                a, b, probability = line.rstrip("\n").split("\t")
                translations[a].append((b, float(probability)))
        return cls(translations)

    def switch(self, text: str, rate: float, generator: random.Random) -> str:
        """The text with each known word replaced with probability `rate`."""

        def replace(match: re.Match[str]) -> str:
            if generator.random() >= rate:
                return match[0]
            known = self._translations.get(fold(match[0]))
            return generator.choices(known[0], known[1])[0] if known else match[0]

        return _WORD.sub(replace, text)

    def switch_around(
        self, text: str, start: int, end: int, rate: float, generator: random.Random
    ) -> tuple[str, int, int]:
        """As `switch`, with the span `text[start:end]` carried along."""
        before, inside, after = (
            self.switch(part, rate, generator) for part in (text[:start], text[start:end], text[end:])
        )
        return before + inside + after, len(before), len(before) + len(inside)


def switchers(paths: Sequence[Path], folder: Path) -> tuple[Switcher, Switcher]:
    """English to Arabic and Arabic to English from files of pairs, their tables kept in a run's folder."""
    pairs = read_pairs(paths)
    return (
        Switcher.trained(pairs, "en", "ar", folder / "switch-en-ar.tsv.gz"),
        Switcher.trained(pairs, "ar", "en", folder / "switch-ar-en.tsv.gz"),
    )


def spellings(texts: Iterable[str]) -> dict[str, str]:
    """Each folded word as the texts write it most often."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in _LETTERS.findall(text):
            counts[fold(word)][word] += 1
    return {word: counted.most_common(1)[0][0] for word, counted in counts.items()}


def _content(text: str) -> list[str]:
    return [word for word in words(text)[:60] if len(word) > 1 and not word[0].isdigit()]
