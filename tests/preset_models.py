"""Tiny random models of the architectures that presets name, each in a folder as the hub would give it."""

from __future__ import annotations

import torch
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertModel,
    DebertaV2Config,
    DebertaV2ForQuestionAnswering,
    DebertaV2Model,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaForQuestionAnswering,
    XLMRobertaForSequenceClassification,
    XLMRobertaModel,
)

# Architecture to its special tokens in order, its template for a pair, and its classes by what they are for.
_KINDS = {
    "xlm-roberta": (
        ["<s>", "<pad>", "</s>", "<unk>"],
        "<s> $A </s> </s> $B </s>",
        {
            "encoder": XLMRobertaModel,
            "reader": XLMRobertaForQuestionAnswering,
            "reranker": XLMRobertaForSequenceClassification,
        },
        XLMRobertaConfig,
        {"type_vocab_size": 1, "max_position_embeddings": 514, "pad_token_id": 1},
    ),
    "bert": (
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]"],
        "[CLS] $A [SEP] $B:1 [SEP]:1",
        {"encoder": BertModel, "reader": BertForQuestionAnswering, "reranker": BertForSequenceClassification},
        BertConfig,
        {"max_position_embeddings": 512},
    ),
    "deberta-v2": (
        ["[PAD]", "[CLS]", "[SEP]", "[UNK]"],
        "[CLS] $A [SEP] $B:1 [SEP]:1",
        {"encoder": DebertaV2Model, "reader": DebertaV2ForQuestionAnswering},
        DebertaV2Config,
        # As mDeBERTa-v3 has them: relative positions alone, in buckets, no kinds of text.
        {
            "type_vocab_size": 0,
            "relative_attention": True,
            "position_biased_input": False,
            "pos_att_type": ["p2c", "c2p"],
            "position_buckets": 16,
            "share_att_key": True,
            "norm_rel_ebd": "layer_norm",
            "max_position_embeddings": 512,
        },
    ),
}
KINDS = tuple(_KINDS)


def make(folder, architecture, part, *, labels=1):
    """A folder with a random model that knows single letters; an encoder is a sentence-transformers folder."""
    torch.manual_seed(0)
    special, pair, classes, config, values = _KINDS[architecture]
    n = _tokenizer(folder, special, pair)
    values = values | ({"num_labels": labels} if part == "reranker" else {})
    made = classes[part](
        config(
            vocab_size=n,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            initializer_range=0.5,  # so that random models tell texts apart
            **values,
        )
    )
    made.save_pretrained(folder)
    if part == "encoder":
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

        body = Transformer(str(folder), max_seq_length=128)
        SentenceTransformer(modules=[body, Pooling(32, "mean"), Normalize()], device="cpu").save(str(folder))
    return folder


def _tokenizer(folder, special, pair):
    """Unigram pieces with the space before a word in them, as XLM-R and mDeBERTa have them; returns how many."""
    letters = [chr(code) for code in (*range(0x21, 0x7F), *range(0x0621, 0x064B), *range(0x0660, 0x066A))]
    pieces = [(piece, 0.0) for piece in special] + [("▁", -2.0)]
    pieces += [(each, -3.0) for letter in letters for each in (letter, f"▁{letter}")]
    unknown = next(piece for piece in special if "unk" in piece.lower())
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=special.index(unknown)))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace("\n", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    first, last = pair.split()[0], pair.split()[-1].removesuffix(":1")
    numbers = [(piece, special.index(piece)) for piece in {first, last}]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", pair=pair, special_tokens=numbers
    )
    tokenizer.add_special_tokens([AddedToken(piece, special=True) for piece in special])
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_input_names=["input_ids", "attention_mask"],
        pad_token=next(piece for piece in special if "pad" in piece.lower()),
        unk_token=unknown,
        cls_token=first,
        sep_token=last,
    ).save_pretrained(folder)
    return len(pieces)
