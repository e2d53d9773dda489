"""The shipped form: 8-bit weights, one scale to a row, in one file small enough for any git host.

The format is that of compressed-tensors, which transformers and sentence-transformers read by themselves and
unpack to float32: what is computed with is the same on every processor.

    python -m train.export var/train/encoder models/encoder

Afterwards `python -m train.quantise` records what the folder needs to be computed in 8 bits, too.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoTokenizer

from index.files import RANGES

COPIED = ("run.json", "modules.json", "config_sentence_transformers.json", "sentence_bert_config.json")
_SCHEME = {
    "quant_method": "compressed-tensors",
    "format": "int-quantized",
    "quantization_status": "compressed",
    "dequantize": True,
    "ignore": [],
    "config_groups": {
        "group_0": {
            "targets": ["Linear", "Embedding"],
            "weights": {"num_bits": 8, "type": "int", "symmetric": True, "strategy": "channel"},
        }
    },
}


def export(source: Path, target: Path) -> None:
    """Writes the model in `source` to `target`, which keeps what else it holds (its card, its calibration)."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.safetensors*"):
        old.unlink()
    (target / RANGES).unlink(missing_ok=True)  # its ranges are those of other weights
    save_file(quantized(load_file(source / "model.safetensors")), target / "model.safetensors", {"format": "pt"})
    config = json.loads((source / "config.json").read_text("utf-8")) | {"quantization_config": _SCHEME}
    (target / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    tokenizer = AutoTokenizer.from_pretrained(source)
    # Left over from training, with its short texts in batches.
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.save_pretrained(target)
    for name in COPIED:
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
    for module in source.glob("[0-9]_*"):  # those of sentence-transformers behind the body
        shutil.copytree(module, target / module.name, dirs_exist_ok=True)


def quantized(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Every matrix as int8 with a `_scale` [rows, 1]; vectors stay float32.

    The scale makes a row's largest weight 127, so that no weight moves by more than 1/254 of it.
    """
    written: dict[str, Tensor] = {}
    for name, weights in state.items():
        if weights.ndim == 2:
            scale = (weights.abs().amax(1, keepdim=True) / 127).clamp(min=torch.finfo(torch.float32).tiny)
            written[name] = (weights / scale).round().to(torch.int8)
            written[f"{name}_scale"] = scale
        else:
            written[name] = weights
    return written


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a trained model in its shipped form.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    export(arguments.source, arguments.target)
