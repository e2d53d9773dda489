"""The span model behind the reader: a local transformers folder, computed by OpenVINO or by torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encode import no_openvino
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

    "simulated" is OpenVINO's 8 bits as they round, wherever it runs, to measure what they cost.
    """
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"No reader in {folder}: config.json is missing. Restore the folder from the repository "
            "or point models.reader in settings.toml at a local span model."
        )
    try:
        return _TorchModel(folder) if engine == "torch" else _GraphModel(folder, simulated=engine == "simulated")
    except ModelError:
        raise
    except ImportError as error:
        raise ModelError(no_openvino(error) if engine != "torch" else str(error)) from error
    except Exception as error:  # every library below raises its own kind
        raise ModelError(
            f"The reader in {folder} cannot be loaded: {error}. Restore the folder from the repository."
        ) from error


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
        import torch
        from transformers import AutoModelForQuestionAnswering

        self.tokenizer = Tokenizer(folder)
        model, loading = AutoModelForQuestionAnswering.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
        )
        if loading["missing_keys"]:
            raise ModelError(_no_head(folder, ", ".join(sorted(loading["missing_keys"]))))
        self._model: Any = model.eval()

    def logits(self, windows: Windows) -> tuple[Logits, Logits]:
        import torch

        given = {"input_ids": windows.tokens, "attention_mask": windows.mask, "token_type_ids": windows.types}
        with torch.inference_mode():
            found = self._model(**{name: torch.from_numpy(values.astype(np.int64)) for name, values in given.items()})
        return found.start_logits.numpy(), found.end_logits.numpy()


_HEAD = "qa_outputs"


def _no_head(folder: Path, missing: str) -> str:
    return (
        f"The model in {folder} is no span model: it lacks {missing}. "
        "Point models.reader in settings.toml at a question-answering model."
    )
