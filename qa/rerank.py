"""Between search and reader: a cross-encoder reads question and passage together and orders what was found anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.view import view
from index.hit import Hit
from index.presets import Part, advice, unsafe
from index.tokens import Tokenizer
from qa.errors import ModelError
from qa.torch_model import TorchModel

_MAX_QUESTION_TOKENS = 64  # as for the reader; the passage gets the rest of a window
_STRIDE = 64  # tokens that neighbouring windows of a long passage share
_MAX_TOKENS = 512  # of a window, where the table does not say


class Reranker(Protocol):
    """Anything that orders passages by how well they answer a question."""

    @property
    def name(self) -> str:
        """For reports."""
        ...

    def rerank(self, question: str, hits: Sequence[Hit], k: int) -> list[Hit]:
        """The k best of the hits, best first, with new ranks. Their scores stay the search's: readers are fitted to
        those.
        """
        ...


class CrossEncoder:
    """A sequence classifier with one output in a local transformers folder, computed by torch."""

    def __init__(self, part: Part) -> None:
        """Loads the folder. Raises ModelError where it is missing, damaged or gives more than one number."""
        folder = part.folder
        reason = unsafe(folder)
        if reason is not None:
            raise ModelError(reason)
        try:
            self._tokenizer = Tokenizer(folder)
            self._model = TorchModel(folder, "AutoModelForSequenceClassification")
        except Exception as error:  # whatever a damaged file makes the libraries raise
            raise ModelError(f"The reranker in {folder} cannot be loaded: {error}. {advice(folder)}") from error
        config, missing = self._model.config, self._model.missing
        if missing or config.num_labels != 1:
            found = f"no weights of {missing[0]}" if missing else f"{config.num_labels} outputs"
            raise ModelError(f"The model in {folder} is no cross-encoder with one output: it has {found}.")
        positions = getattr(config, "max_position_embeddings", 512) - 2  # XLM-R begins to count at two
        self._max_tokens = min(part.use.max_tokens or _MAX_TOKENS, positions)
        self.name = part.name

    def rerank(self, question: str, hits: Sequence[Hit], k: int) -> list[Hit]:
        """The k best; a passage too long for one window counts by its best window. Equals keep the search's order."""
        if not hits:
            return []
        scores = self.scores(question, [view(hit.passage).text for hit in hits])
        order = np.argsort(-scores, kind="stable")[:k]
        return [replace(hits[at], rank=rank) for rank, at in enumerate(order, start=1)]

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n_texts]: how well each text answers the question; higher is better."""
        asked = self._tokenizer.cut(question, _MAX_QUESTION_TOKENS)
        windows = self._tokenizer.pairs(asked, texts, max_tokens=self._max_tokens, stride=_STRIDE)
        best = np.full(len(texts), -np.inf, dtype=np.float32)
        np.maximum.at(best, windows.text_of, self._model(windows, lambda said: said.logits[:, 0]))
        return best
