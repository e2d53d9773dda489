"""The shipped form: half-precision weights, in files small enough for any git host.

    python -m train.export var/train/encoder models/encoder

The weights may be the mean of two passes, the later one and the one that it started from (Wortsman et al. 2022):

    python -m train.export var/train/reader-3 models/reader --earlier var/train/reader-2 --share 0.6
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


def export(source: Path, target: Path, *, earlier: Path | None = None, share: float = 1.0) -> None:
    """Writes the model in `source` to `target`, which keeps what else it holds (its card, its calibration).

    With an `earlier` pass, `source` has this share in the mean of the two.
    """
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.safetensors*"):
        old.unlink()
    architecture = json.loads((source / "config.json").read_text("utf-8"))["architectures"][0]
    kind = AutoModelForQuestionAnswering if architecture.endswith("QuestionAnswering") else AutoModel
    model = kind.from_pretrained(source, dtype=torch.float32)
    if earlier is not None:
        others = kind.from_pretrained(earlier, dtype=torch.float32).state_dict()
        model.load_state_dict(
            {name: torch.lerp(others[name], weights, share) for name, weights in model.state_dict().items()}
        )
    model.half().save_pretrained(target, max_shard_size=SHARD)
    tokenizer = AutoTokenizer.from_pretrained(source)
    # Left over from training, with its short texts in batches.
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.save_pretrained(target)
    for name in COPIED:
        if (source / name).exists():
            (target / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source / name, target / name)
    if earlier is not None:
        run = json.loads((target / "run.json").read_text("utf-8")) | {"share_in_mean_with_before": share}
        (target / "run.json").write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a trained model in its shipped form.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--earlier", type=Path, help="the pass that the source started from")
    parser.add_argument("--share", type=float, default=0.6, help="of the source, in the mean with the earlier pass")
    arguments = parser.parse_args()
    export(arguments.source, arguments.target, earlier=arguments.earlier, share=arguments.share)
