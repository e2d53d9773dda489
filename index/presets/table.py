"""The presets by name, and what is known of each model of others: where it lies, its terms, and how it is used.

A revision stands here only where it was read on the hub's archived pages, in the register of the MTEB benchmark or in
caches that several people published; where none does, the first fetch resolves it and pins it in `lock.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["encoder", "reader", "reranker"]
KINDS: tuple[Kind, ...] = ("encoder", "reader", "reranker")


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A file that a model ships without and another one has; both have the same `witness`, which shows that it fits."""

    name: str
    hub_id: str
    revision: str
    witness: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model on the hub, and what its folder does not say of itself."""

    hub_id: str
    kind: Kind
    revision: str | None  # 40 hexadecimal digits; None is resolved at the first fetch
    licence: str
    n_bytes: int  # of all files fetched, about
    memory: int  # bytes in float32, about
    max_tokens: int  # of one input; an encoder cuts longer texts, a reader reads them in windows
    query: str = ""  # an encoder's words before a question
    passage: str = ""  # and before a passage
    borrowed: Borrowed | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """Without its owner."""
        return self.hub_id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Preset:
    """One model for each part; a folder that ships, or a hub id; no reranker where it is empty."""

    encoder: str
    reader: str
    reranker: str = ""


_E5_LARGE = "ab10c1a7f42e74530fe7ae5be82e6d4f11a719eb"
_MB = 1_000_000
_E5_WORDS = ("query: ", "passage: ")

MODELS = {
    model.hub_id: model
    for model in (
        Model(
            "intfloat/multilingual-e5-base",
            "encoder",
            "d13f1b27baf31030b7fd040960d60d909913633f",
            "MIT",
            1_130 * _MB,
            1_110 * _MB,
            512,
            *_E5_WORDS,
        ),
        Model("intfloat/multilingual-e5-large", "encoder", _E5_LARGE, "MIT", 2_260 * _MB, 2_240 * _MB, 512, *_E5_WORDS),
        Model(
            "BAAI/bge-m3",
            "encoder",
            None,
            "MIT",
            2_290 * _MB,
            2_270 * _MB,
            1024,
            note="Its main branch had its weights as a pickle only when this was written: such a revision is refused. "
            "Name one with model.safetensors: BAAI/bge-m3@REVISION.",
        ),
        Model(
            "ibm-granite/granite-embedding-311m-multilingual-r2",
            "encoder",
            "dba7b0ee9d789f330fecfb85df57699f9e7d9c42",
            "Apache-2.0",
            650 * _MB,
            1_250 * _MB,
            1024,
            note="Of April 2026; smaller than e5-base on the disk, because it is kept in 16 bits.",
        ),
        Model(
            "timpal0l/mdeberta-v3-base-squad2",
            "reader",
            "08d6e89c7a6557f967db2e1021f7f640483400ed",
            "MIT",
            1_130 * _MB,
            1_110 * _MB,
            512,
        ),
        Model(
            "deepset/xlm-roberta-large-squad2",
            "reader",
            "dafe59921a75cdffc06ed3ad6e45c581b22b85cc",
            "CC-BY-4.0",
            2_260 * _MB,
            2_240 * _MB,
            512,
            borrowed=Borrowed(
                "tokenizer.json", "intfloat/multilingual-e5-large", _E5_LARGE, witness="sentencepiece.bpe.model"
            ),
            note="It ships its vocabulary in an older form; tokenizer.json comes from multilingual-e5-large, if the "
            "hub gives both models one checksum of that older form.",
        ),
        Model(
            "BAAI/bge-reranker-v2-m3",
            "reranker",
            "953dc6f6f85a1b2dbfca4c34a2796e7dde08d41e",
            "Apache-2.0",
            2_290 * _MB,
            2_270 * _MB,
            1024,
        ),
    )
}

PRESETS = {
    "embedded": Preset("models/encoder", "models/reader"),
    "balanced": Preset("intfloat/multilingual-e5-base", "timpal0l/mdeberta-v3-base-squad2"),
    "quality": Preset(
        "intfloat/multilingual-e5-large", "deepset/xlm-roberta-large-squad2", reranker="BAAI/bge-reranker-v2-m3"
    ),
}
