"""The span model behind the reader: a local transformers folder, computed by OpenVINO or by torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.load import no_openvino
from index.presets import advice, unsafe
from index.tokens import Tokenizer, Windows
from qa.errors import ModelError

Logits = NDArray[np.float32]


class SpanModel(Protocol):
    """Anything that says for each token of a window how well an answer starts and ends there."""

    tokenizer: Tokenizer

    def logits(self, windows: Windows) -> tuple[Logits, Logits]:
        """Of starts and of ends, [n_windows, longest] each; what stands for padding means nothing."""
        ...


def load_span_model(folder: Path, engine: str) -> SpanModel:
    """The folder's model, computed by "openvino" or "torch". Raises ModelError where it is missing or damaged.

    torch computes on a GPU where it finds one. "simulated" is OpenVINO's 8 bits as they round, wherever it runs, to
    measure what they cost.
    """
    check_span_model(folder)
    try:
        return _TorchModel(folder) if engine == "torch" else _GraphModel(folder, simulated=engine == "simulated")
    except ModelError:
        raise
    except ImportError as error:
        raise ModelError(no_openvino(error) if engine != "torch" else str(error)) from error
    except Exception as error:  # every library below raises its own kind
        raise ModelError(f"The reader in {folder} cannot be loaded: {error}. {advice(folder)}") from error


def check_span_model(folder: Path) -> None:
    """Raises ModelError where there is no folder of a model, or it holds what is never loaded."""
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"No reader in {folder}: config.json is missing. {advice(folder)}, "
            "or point models.reader in settings.toml at a local span model."
        )
    reason = unsafe(folder)
    if reason is not None:
        raise ModelError(reason)


class _GraphModel:
    def __init__(self, folder: Path, *, simulated: bool) -> None:
        from index.engine import Engine, bert

        self.tokenizer = Tokenizer(folder)
        graph = bert(folder, simulated=simulated)
        if not graph.has(_HEAD):
            raise ModelError(_no_head(folder, f"{_HEAD}.weight"))
        self._engine = Engine(graph.model(graph.dense(graph.hidden, [_HEAD], _HEAD)))

    def logits(self, windows: Windows) -> tuple[Logits, Logits]:
        from index.engine import Pack

        (both,) = self._engine(Pack.of(windows.tokens, windows.mask, windows.types))  # [n_tokens, 2]
        starts, ends = (np.zeros(windows.mask.shape, dtype=np.float32) for _ in range(2))
        real = windows.mask.astype(bool)
        starts[real], ends[real] = both.T
        return starts, ends


class _TorchModel:
    def __init__(self, folder: Path) -> None:
        from qa.torch_model import TorchModel

        self.tokenizer = Tokenizer(folder)
        self._model = TorchModel(folder, "AutoModelForQuestionAnswering")
        if self._model.missing:
            raise ModelError(_no_head(folder, ", ".join(self._model.missing)))

    def logits(self, windows: Windows) -> tuple[Logits, Logits]:
        both = self._model(windows, _both_ends)  # [n_windows, 2, longest]
        return both[:, 0], both[:, 1]


def _both_ends(said: Any) -> Any:
    import torch

    return torch.stack((said.start_logits, said.end_logits), dim=1)


_HEAD = "qa_outputs"


def _no_head(folder: Path, missing: str) -> str:
    return (
        f"The model in {folder} is no span model: it lacks {missing}. "
        "Point models.reader in settings.toml at a question-answering model."
    )
