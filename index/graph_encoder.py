"""Texts into unit vectors by OpenVINO: the same sentence-transformers folder, without its library and without torch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encode import EncoderError, Vectors, check_complete, unit_rows
from index.engine import MOST_TOKENS, Engine, Pack, Weights, WeightsError, bert
from index.presets import Part, advice
from index.tokens import Tokenizer, longest_input

# Texts that are sorted by length together.
_SORTED_TEXTS = 1024
_PROMPTS = {"query": ("query",), "document": ("document", "passage", "corpus")}  # the first that the folder has


class GraphEncoder:
    """A local sentence-transformers folder of a BERT body, mean pooling and linear layers.

    Computed in 8 bits where its quantisation.json says how and the processor is faster in them, else in float32; the
    two kinds of vectors are close enough to be compared with each other. May be used from several threads at once.
    """

    def __init__(self, part: Part) -> None:
        """Loads the folder; EncoderError says what is missing or damaged."""
        folder, use = part.folder, part.use
        check_complete(folder)
        try:
            self._dense = _modules(folder)
            graph = bert(folder, simulated=part.engine == "simulated")
            config = json.loads((folder / "config.json").read_text("utf-8"))
            self._tokenizer = Tokenizer(folder)
            limit = config["max_position_embeddings"]
            self._max_tokens = longest_input(folder, limit if use.max_tokens is None else min(limit, use.max_tokens))
            self._prompts = (
                _prompts(folder) if use.query is None else {"query": use.query, "document": use.passage or ""}
            )
            self._engine = Engine(graph.model(graph.hidden))
            self.dim = self._dense[-1].shape[0] if self._dense else int(config["hidden_size"])
        except EncoderError:
            raise
        except WeightsError as error:
            raise EncoderError(f"The encoder in {folder} cannot be loaded: {error} {advice(folder)}") from error
        except Exception as error:  # whatever a damaged file makes the libraries raise
            raise EncoderError(
                f"The encoder in {folder} cannot be loaded ({type(error).__name__}: {error}). "
                f"Its files are damaged or of another kind. {advice(folder)}"
            ) from error
        self.name = part.name

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i, the folder's "query" prompt before it."""
        return self._unit_rows(texts, "query", urgent=True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i, the folder's "document" prompt before it.

        Questions that come while passages are encoded go first.
        """
        return self._unit_rows(texts, "document", urgent=False)

    def count_tokens(self, text: str) -> int:
        """Tokens of the text, without those that mark its start and end and not cut at the model's limit."""
        return self._tokenizer.count(text)

    def _unit_rows(self, texts: Sequence[str], prompt: str, *, urgent: bool) -> Vectors:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        before = self._prompts[prompt]
        for start in range(0, len(texts), _SORTED_TEXTS):
            prompted = [before + text for text in texts[start : start + _SORTED_TEXTS]]
            tokens = self._tokenizer.texts(prompted, max_tokens=self._max_tokens)
            for part in _passes(np.array([len(each) for each in tokens])):
                rows[start + part] = self._encoded([tokens[number] for number in part], urgent=urgent)
        return unit_rows(rows, self.name) if texts else rows

    def _encoded(self, texts: list[list[int]], *, urgent: bool) -> Vectors:
        n_tokens = np.array([len(text) for text in texts])
        (hidden,) = self._engine(Pack.of_texts(texts), urgent=urgent)  # [n_tokens, hidden]
        starts = np.concatenate([[0], np.cumsum(n_tokens)[:-1]])
        sums = np.add.reduceat(hidden, starts, axis=0)  # [n_texts, hidden]
        rows: Vectors = (sums / n_tokens[:, None]).astype(np.float32)
        for matrix in self._dense:
            rows = rows @ matrix.T
        return rows


def _passes(n_tokens: NDArray[np.int_]) -> Iterator[NDArray[np.intp]]:
    """The texts' numbers in parts of similar lengths, longest first, no larger than a pass, padding included."""
    order = np.argsort(-n_tokens, kind="stable")
    start = 0
    while start < len(order):
        end = start + max(1, MOST_TOKENS // int(n_tokens[order[start]]))
        yield order[start:end]
        start = end


def _modules(folder: Path) -> list[Vectors]:
    """The matrices of the linear layers behind the mean. EncoderError for a folder of other modules."""
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    dense = []
    for number, module in enumerate(modules):
        kind, path = module["type"].rsplit(".", 1)[-1], folder / module["path"]
        config: dict[str, Any] = {}
        if number and (path / "config.json").exists():
            config = json.loads((path / "config.json").read_text("utf-8"))
        if (number, kind) == (0, "Transformer") or kind == "Normalize":
            continue
        if kind == "Pooling" and config.get("pooling_mode", "mean") == "mean":
            continue
        if kind == "Dense" and config["activation_function"].endswith(".Identity") and not config["bias"]:
            dense.append(Weights.read(path).matrix("linear.weight"))
            continue
        raise EncoderError(
            f"{folder} has a module {kind} ({config}); the OpenVINO engine computes mean pooling and linear layers "
            'without bias alone. Put engine = "torch" under [models] in settings.toml.'
        )
    return dense


def _prompts(folder: Path) -> dict[str, str]:
    path = folder / "config_sentence_transformers.json"
    found = json.loads(path.read_text("utf-8")).get("prompts", {}) if path.exists() else {}
    return {side: next((found[name] for name in names if found.get(name)), "") for side, names in _PROMPTS.items()}
