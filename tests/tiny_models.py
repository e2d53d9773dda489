"""Tiny random models, built in a second: what depends on shapes, offsets and folders needs no trained weights."""

from __future__ import annotations

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForQuestionAnswering, BertModel, PreTrainedTokenizerFast

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def save_reader(folder):
    """A folder with a random span model that knows single letters."""
    return _save(BertForQuestionAnswering, folder)


def save_encoder(folder):
    """A sentence-transformers folder with a random body and mean pooling."""
    _save(BertModel, folder)
    body = Transformer(str(folder), max_seq_length=128)
    SentenceTransformer(modules=[body, Pooling(32, "mean"), Normalize()], device="cpu").save(str(folder))
    return folder


def _save(kind, folder):
    torch.manual_seed(0)
    letters = [chr(code) for code in (*range(0x21, 0x7F), *range(0x0621, 0x064B), *range(0x0660, 0x066A))]
    vocabulary = {piece: at for at, piece in enumerate([*_SPECIAL, *letters, *(f"##{letter}" for letter in letters)])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    # NFKC changes lengths, so that offsets into folded and raw text differ as they do in the real tokenizer.
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.BertNormalizer()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        **{f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")},
    ).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
    )
    kind(config).save_pretrained(folder)
    return folder
