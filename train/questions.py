"""Questions and the passages that answer them, for the encoder: what distillation over sentences never sees.

English questions in four mixes of languages by code-switching, Arabic questions, and sentences of Arabic
Wikipedia with the paragraph they stand in (the inverse cloze task, Lee et al. 2019). A batch takes several
questions from each of a few articles, so that the other passages of an article are hard negatives.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Lang
from train.data import SENTENCE, Example, crop, read_examples, read_paragraphs
from train.switch import Switcher

# Files whose articles hold several passages, and their share of the articles drawn.
ENGLISH = {"en_squad11_train_du10pct": 0.2, "en_squadshifts_new_wiki": 0.1, "en_tydiqa_goldp_train": 0.1}
ARABIC = {"ar_arcd_train": 0.05, "ar_mlqa_dev": 0.05}
WIKIPEDIA_SHARE = 0.3
WIKIPEDIA = "arwiki_2017"


@dataclass(frozen=True, slots=True)
class Source:
    """The articles of one file: for each the examples about it, or its paragraphs."""

    share: float
    lang: Lang
    articles: Sequence[Sequence[Example | str]]


class Questions:
    """Draws batches of (question, passage) pairs; the passage of another row does not answer a row's question."""

    def __init__(self, sources: Sequence[Source], en_ar: Switcher, ar_en: Switcher) -> None:
        """`en_ar` and `ar_en` switch the words of English and of Arabic texts."""
        self._sources = [source for source in sources if source.articles]
        self._switchers = {"en": en_ar, "ar": ar_en}

    def draw(self, n_articles: int, n_each: int, generator: random.Random) -> list[tuple[str, str]]:
        """At most `n_articles * n_each` pairs, all passages different."""
        pairs: list[tuple[str, str]] = []
        seen = set()
        shares = [source.share for source in self._sources]
        for source in generator.choices(self._sources, shares, k=n_articles):
            article = generator.choice(source.articles)
            switch_question, switch_passage = generator.choices(
                [(False, False), (True, False), (False, True), (True, True)],
                (0.1, 0.35, 0.35, 0.2) if source.lang == "en" else (0.6, 0.25, 0.1, 0.05),
            )[0]
            most = len(pairs) + n_each
            for entry in generator.sample(article, min(len(article), 3 * n_each)):
                if len(pairs) == most:
                    break
                if isinstance(entry, str):
                    question, passage, key = *_inverse_cloze(entry, generator), entry
                else:
                    question, passage, key = entry.question, _around(entry, generator), entry.context
                if key in seen or not question:
                    continue
                seen.add(key)
                switcher = self._switchers[source.lang]
                if switch_question:
                    question = switcher.switch(question, generator.uniform(0.6, 1.0), generator)
                if switch_passage:
                    passage = switcher.switch(passage, generator.uniform(0.5, 1.0), generator)
                pairs.append((question, passage))
        return pairs


def question_files(data: Path) -> list[Path]:
    """The files that `read_questions` reads."""
    mono = data / "mono"
    qa = [data / "qa" / f"{name}.json.gz" for name in (*ENGLISH, *ARABIC)]
    return [*qa, mono / f"{WIKIPEDIA}.txt.xz", mono / f"{WIKIPEDIA}_docs.tsv"]


def read_questions(data: Path, en_ar: Switcher, ar_en: Switcher, without: dict[str, frozenset[str]]) -> Questions:
    """All sources, without the titles that are held out of each file."""
    sources = []
    files: list[tuple[dict[str, float], Lang]] = [(ENGLISH, "en"), (ARABIC, "ar")]
    for shares, lang in files:
        for name, share in shares.items():
            path = data / "qa" / f"{name}.json.gz"
            articles = defaultdict(list)
            for example in read_examples(path, without_titles=without.get(path.name, frozenset())):
                if example.start is not None:
                    articles[example.title].append(example)
            sources.append(Source(share, lang, list(articles.values())))
    lines = [line if len(line.split()) >= 25 else "" for line in read_paragraphs(data / "mono" / f"{WIKIPEDIA}.txt.xz")]
    wikipedia = []
    for row in (data / "mono" / f"{WIKIPEDIA}_docs.tsv").read_text("utf-8").splitlines():
        _, first, n = row.split("\t")
        if paragraphs := [line for line in lines[int(first) : int(first) + int(n)] if line]:
            wikipedia.append(paragraphs)
    return Questions([*sources, Source(WIKIPEDIA_SHARE, "ar", wikipedia)], en_ar, ar_en)


def _around(example: Example, generator: random.Random) -> str:
    assert example.start is not None and example.end is not None
    return crop(example.context, example.start, example.end, generator.randint(30, 75), generator)[0]


def _inverse_cloze(paragraph: str, generator: random.Random) -> tuple[str, str]:
    """A sentence and the window around it, in half of the cases without the sentence (Lee et al. 2019 keep 10 %)."""
    sentences = [match.span() for match in SENTENCE.finditer(paragraph) if 5 <= len(match[0].split()) <= 40]
    if not sentences:
        return "", paragraph
    low, high = generator.choice(sentences)
    said = paragraph[low:high].split()
    n = generator.randint(4, 12)
    first = generator.randint(0, max(0, len(said) - n))
    kept = [word for word in said[first : first + n] if generator.random() > 0.1]
    window, start, end = crop(paragraph, low, high, generator.randint(30, 75), generator)
    if generator.random() < 0.5 and len(window.split()) > len(said) + 12:
        window = window[:start] + window[end:]
    return " ".join(kept), window
