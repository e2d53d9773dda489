"""Documents that are held in memory for a while and searched like any others; nothing of them is written to a disk."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from corpus.split import split
from index.dense import DenseIndex, DensePart, DenseParts
from index.fuse import HybridIndex
from index.lexical import LexicalIndex, Words
from index.rows import Rows
from index.store import content_of, texts_of
from qa.models import Models
from qa.pipeline import Pipeline
from qa.rendering import Renderer
from qa.settings import Settings

# Passages encoded between two words of progress. Questions take their turn in between, so few.
_SLICE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A document, ready to be searched: row i of `vectors` and place i of `words` are passage i."""

    document: Document
    content: str  # the same for two documents that say the same
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32]  # [n_passages, dim]
    words: Words


class Workshop:
    """Makes documents ready to be searched, and a pipeline of any of them, with models that others share."""

    def __init__(self, models: Models, settings: Settings) -> None:
        self.models = models
        self.settings = settings

    def passages(self, document: Document, *, seconds: float | None = None) -> tuple[Passage, ...]:
        """What of the document can be found; empty where nothing of it can.

        TimeoutError where that takes longer than `seconds`, seen whenever tokens are counted.
        """
        until = None if seconds is None else time.monotonic() + seconds

        def count_tokens(text: str) -> int:
            if until is not None and time.monotonic() > until:
                raise TimeoutError
            return self.models.encoder.count_tokens(text)

        return tuple(split(document, count_tokens=count_tokens, settings=self.settings.split))

    def encode(self, passages: Sequence[Passage]) -> Iterator[NDArray[np.float32]]:
        """The passages' vectors, in order and some at a time: each float32 [n, dim]."""
        texts = texts_of(passages)
        for start in range(0, len(texts), _SLICE):
            yield self.models.encoder.encode_passages(texts[start : start + _SLICE])

    def hold(
        self,
        document: Document,
        source: str,
        passages: tuple[Passage, ...],
        vectors: Sequence[NDArray[np.float32]],
    ) -> Held:
        """The document with all of that; `source` is the name that its file had."""
        rows = np.concatenate([np.zeros((0, self.models.encoder.dim), np.float32), *vectors])
        return Held(document, content_of(document, source), passages, rows, Words.build(texts_of(passages)))

    def pipeline(self, held: Sequence[Held]) -> Pipeline:
        """The pipeline over these documents, in this order; with none it answers that there are none."""
        rows = [Rows(len(one.passages)) for one in held]
        dense = [DensePart(DenseIndex(one.vectors), part) for one, part in zip(held, rows, strict=True)]
        words = [(one.words, part) for one, part in zip(held, rows, strict=True)]
        index = HybridIndex(
            [passage for one in held for passage in one.passages],
            encoder=self.models.encoder,
            dense=DenseParts(dense, self.models.encoder.dim),
            lexical=LexicalIndex(words, self.models.table, self.settings.lexical),
            settings=self.settings.fuse,
        )
        documents = tuple(one.document for one in held)
        return Pipeline(
            documents,
            index,
            self.models.reader,
            self.settings,
            self.models.names,
            renderer=Renderer(self.models.table),
            reranker=self.models.reranker,
        )
