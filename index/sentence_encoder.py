"""Texts into unit vectors by torch. The only file that knows sentence-transformers, which takes seconds to import."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError, safe_open

from index.encode import EncoderError, Vectors, check_complete, unit_rows
from index.presets import Part, advice

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH_SIZE = 32  # texts; more brings nothing on two cores
# Parameters that some exports leave out because no vector depends on them.
_NOT_NEEDED = ("pooler.", "position_ids")


def best_device() -> str:
    """Where torch computes: on a GPU of NVIDIA, AMD or Apple where it finds one, else on the processor."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


class SentenceEncoder:
    """A local sentence-transformers folder, computed in float32 whatever the weights on disk are.

    Never asks the hub, reads no pickle and runs no code of the folder. May be used from several threads at once.
    """

    def __init__(self, part: Part, *, device: str | None = None) -> None:
        """Loads the folder, onto the best device if none is given; EncoderError says what is missing or damaged."""
        folder = part.folder
        check_complete(folder)
        try:
            import torch
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(
                str(folder),
                device=best_device() if device is None else device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": torch.float32, "use_safetensors": True},
            ).float()
            self._tokenizer = self._model.tokenizer
            dim = self._model.get_embedding_dimension()
            if part.use.query is not None:
                self._model.prompts = {"query": part.use.query, "document": part.use.passage}
            if part.use.max_tokens is not None:
                self._model.max_seq_length = part.use.max_tokens
        # Whatever a damaged file makes the libraries raise, bare Exception included.
        except Exception as error:
            raise EncoderError(
                f"The encoder in {folder} cannot be loaded ({type(error).__name__}: {error}). "
                f"Its files are damaged or of another kind. {advice(folder)}"
            ) from error
        if dim is None:
            raise EncoderError(
                f"The encoder in {folder} does not say how long its vectors are; it needs a Pooling module."
            )
        _check_weights(folder, self._model)
        self._model.eval()
        self.dim = int(dim)
        self.name = part.name
        # A fast tokenizer keeps truncation and padding as state and must not be shared while it works.
        self._lock = threading.Lock()

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i, the folder's "query" prompt before it."""
        return self._unit_rows(texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i, the folder's "document" prompt before it."""
        return self._unit_rows(texts, "document")

    def count_tokens(self, text: str) -> int:
        """Tokens of the text, without [CLS] and [SEP] and not cut at the model's limit."""
        with self._lock:
            return len(self._tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])

    def _unit_rows(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        encode = self._model.encode_query if prompt == "query" else self._model.encode_document
        with self._lock:
            rows = np.asarray(encode(list(texts), batch_size=_BATCH_SIZE, show_progress_bar=False), dtype=np.float32)
        return unit_rows(rows, self.name)


def _check_weights(folder: Path, model: SentenceTransformer) -> None:
    """Raises where the files lack a tensor of the model: transformers fills it with random numbers and only logs it."""
    saved: set[str] = set()
    for path in sorted(folder.rglob("*.safetensors")):
        try:
            with safe_open(path, framework="np") as file:
                saved.update(file.keys())
        except SafetensorError as error:
            raise EncoderError(f"{path} is damaged ({error}). {advice(folder)}") from error
    # A file's names stand without the names of the modules around them, and may stand with the body's own.
    own = f"{getattr(getattr(model[0], 'model', None), 'base_model_prefix', '')}."
    saved = {name.removeprefix(own) for name in saved}
    missing = [
        name
        for name in model.state_dict()
        if not any(part in name for part in _NOT_NEEDED) and saved.isdisjoint(_ends(name))
    ]
    if missing:
        raise EncoderError(
            f"{folder} lacks the weights of {', '.join(missing[:3])}{' and others' if len(missing) > 3 else ''}. "
            f"{advice(folder)}"
        )


def _ends(name: str) -> list[str]:
    """For "a.b.c": "a.b.c", "b.c" and "c"."""
    parts = name.split(".")
    return [".".join(parts[at:]) for at in range(len(parts))]
