"""A transformers model of any architecture that transformers itself has, from a local folder, computed by torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.sentence_encoder import best_device
from index.tokens import Windows

_PASS_WINDOWS = 32  # of one pass: a large model over more of them takes gigabytes


class TorchModel:
    """In float32, on a GPU where torch finds one. Reads safetensors alone and runs no code of the folder."""

    def __init__(self, folder: Path, auto_class: str) -> None:
        """`auto_class` is the class of transformers that says what stands on the body: AutoModelFor...

        Raises whatever transformers does for a missing or damaged file. Weights that the file lacks are in
        `missing`: transformers fills them with random numbers.
        """
        import torch
        import transformers

        model, loading = getattr(transformers, auto_class).from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
        )
        self.missing = sorted(loading["missing_keys"])
        self.config: Any = model.config
        self._device = best_device()
        self._model = model.eval().to(self._device)

    def __call__(self, windows: Windows, outputs: Callable[[Any], Any]) -> NDArray[np.float32]:
        """`outputs` of the model's answer, a tensor [n_windows, ...], over all windows, some at a time."""
        import torch

        config = self.config
        # What stands for padding differs, and some models number one kind of text alone.
        padding = getattr(config, "pad_token_id", None) or 0
        last_type = max(0, (getattr(config, "type_vocab_size", 0) or 0) - 1)
        given = {
            "input_ids": np.where(windows.mask == 1, windows.tokens, padding),
            "attention_mask": windows.mask,
            "token_type_ids": np.minimum(windows.types, last_type),
        }
        found = []
        with torch.inference_mode():
            for at in range(0, len(windows.tokens), _PASS_WINDOWS):
                rows = {name: each[at : at + _PASS_WINDOWS].astype(np.int64) for name, each in given.items()}
                said = self._model(**{name: torch.from_numpy(each).to(self._device) for name, each in rows.items()})
                found.append(outputs(said).float().cpu().numpy())
        return np.concatenate(found)
