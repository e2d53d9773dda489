"""Texts into unit vectors. The only file that knows sentence-transformers, which takes seconds to import."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from index.presets import Part, advice, unsafe

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

_BATCH_SIZE = 32  # texts; more brings nothing on two cores
# Parameters that some exports leave out because no vector depends on them.
_NOT_NEEDED = ("pooler.", "position_ids")


class EncoderError(RuntimeError):
    """An encoder that cannot be used. The message says what was found, what was needed and what to do."""


class Encoder(Protocol):
    """Anything that turns texts into vectors whose dot product says how near two texts are."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def name(self) -> str:
        """A name that changes whenever the vectors would: a saved index is compared by it."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i; [0, dim] for no texts."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]; row i is the unit vector of text i; [0, dim] for no texts."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of the text, without those that mark its start and end."""
        ...


def load_encoder(folder: Path, engine: str) -> Encoder:
    """The encoder of a folder that says all of itself, computed by "openvino" or "torch"; as `load_part`."""
    return load_part(Part("encoder", folder, engine))


def load_part(part: Part) -> Encoder:
    """The part's encoder, on a GPU where torch computes it and finds one. EncoderError says what is missing or damaged.

    The engine "simulated" is OpenVINO's 8 bits as they round, wherever it runs, to measure what they cost.
    """
    if part.engine == "torch":
        return SentenceEncoder(part)
    try:
        from index.graph_encoder import GraphEncoder
    except ImportError as error:
        raise EncoderError(no_openvino(error)) from error
    return GraphEncoder(part)


def best_device() -> str:
    """Where torch computes: on a GPU of NVIDIA, AMD or Apple where it finds one, else on the processor."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def no_openvino(error: ImportError) -> str:
    """What to do where OpenVINO does not run."""
    return (
        f"OpenVINO cannot be loaded ({error}). Install the program again (python -m pip install -e .), or put "
        'engine = "torch" under [models] in settings.toml: the answers are the same, some times as late.'
    )


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


def unit_rows(rows: Vectors, name: str) -> Vectors:
    """The rows at length 1; EncoderError where the encoder called `name` gave one that has no direction."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)  # [n, 1]
    bad = ~np.isfinite(lengths[:, 0]) | (lengths[:, 0] == 0)
    if bad.any():
        raise EncoderError(
            f"{name} gave no usable vector for text {int(bad.argmax())} of {len(rows)}. "
            "Its weights are damaged. Put the folder back: git checkout -- models"
        )
    unit: Vectors = rows / lengths
    return unit


def check_complete(folder: Path) -> None:
    """EncoderError where the folder lacks a file of a sentence-transformers folder, or holds what is never loaded."""
    if not folder.is_dir():
        raise EncoderError(
            f"There is no encoder folder at {folder}. It comes with the program: git checkout -- models; "
            "or make it: python -m train.encoder"
        )
    found = sorted(path.name for path in folder.iterdir())
    for needed in ("modules.json", "config.json"):
        if needed not in found:
            raise EncoderError(
                f"{folder} is not a sentence-transformers folder: it has no {needed} (found: "
                f"{', '.join(found) or 'nothing'}). {advice(folder)}"
            )
    reason = unsafe(folder)
    if reason is not None:
        raise EncoderError(reason)
    index = folder / "model.safetensors.index.json"
    needed_files = {"model.safetensors"}
    if index.exists():
        try:
            needed_files = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (ValueError, KeyError, AttributeError) as error:
            raise EncoderError(f"{index} is damaged ({error}). {advice(folder)}") from error
    missing = sorted(name for name in needed_files if name not in found)
    if missing:
        raise EncoderError(f"{folder} lacks {', '.join(missing)}. {advice(folder)}")


def vector_size(folder: Path) -> int | None:
    """Numbers in a vector of a complete folder, by what its files say; None where they do not say it."""
    size = None
    try:
        size = json.loads((folder / "config.json").read_text("utf-8")).get("hidden_size")
        for module in json.loads((folder / "modules.json").read_text("utf-8")):
            if module["type"].endswith(".Dense"):
                size = json.loads((folder / module["path"] / "config.json").read_text("utf-8"))["out_features"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return size if isinstance(size, int) else None


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
