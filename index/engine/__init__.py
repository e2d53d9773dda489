"""OpenVINO: a BERT graph from the shipped weights, computed on the tokens of many texts at once."""

from index.engine.bert_graph import POINTS, BertConfig, BertGraph, constant
from index.engine.compiled import Engine, bert, eight_bits_pay, product_seconds
from index.engine.pack import Pack
from index.engine.passes import MOST_TOKENS
from index.engine.quantised import LAST_STEP, PARTS, Quantisation, Range
from index.engine.runtime import op, ov
from index.engine.weights import Weights, WeightsError

__all__ = [
    "LAST_STEP",
    "MOST_TOKENS",
    "PARTS",
    "POINTS",
    "BertConfig",
    "BertGraph",
    "Engine",
    "Pack",
    "Quantisation",
    "Range",
    "Weights",
    "WeightsError",
    "bert",
    "constant",
    "eight_bits_pay",
    "op",
    "ov",
    "product_seconds",
]
