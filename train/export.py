"""The shipped form: half-precision weights, in files small enough for any git host.

python -m train.export var/train/encoder models/encoder
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from transformers import AutoModel, AutoModelForQuestionAnswering, AutoTokenizer

# Rounding a weight to half precision moves no development score by a tenth of a point.
SHARD = "45MB"
COPIED = (
    "run.json",
    "modules.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
)


def export(source: Path, target: Path) -> None:
    """Writes the model in `source` to `target`, which keeps what else it holds (its card, its calibration)."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.safetensors*"):
        old.unlink()
    architecture = json.loads((source / "config.json").read_text("utf-8"))["architectures"][0]
    kind = AutoModelForQuestionAnswering if architecture.endswith("QuestionAnswering") else AutoModel
    kind.from_pretrained(source, dtype=torch.float16).save_pretrained(target, max_shard_size=SHARD)
    tokenizer = AutoTokenizer.from_pretrained(source)
    tokenizer.backend_tokenizer.no_truncation()  # left over from training, with its short texts
    tokenizer.save_pretrained(target)
    for name in COPIED:
        if (source / name).exists():
            (target / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source / name, target / name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a trained model in its shipped form.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    export(arguments.source, arguments.target)
