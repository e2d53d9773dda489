"""The shipped folders: what the ecosystem computes with them, what OpenVINO does, and what 8 bits change."""

from pathlib import Path

import numpy as np
import pytest

from index.engine.quantised import Quantisation
from index.files import RANGES
from index.load import load_encoder
from qa.span_model import load_span_model

pytestmark = pytest.mark.models

MODELS = Path(__file__).resolve().parent.parent / "models"
TEXTS = [
    "بدأت العلاقات الدبلوماسية بين إيران وكازاخستان في 29 يناير 1992.",
    "The two countries opened their embassies, and trade between them grew every year.",
    "قمح",
]


def test_the_libraries_load_the_encoder_and_openvino_gives_its_vectors():
    theirs, ours = (load_encoder(MODELS / "encoder", engine) for engine in ("torch", "openvino"))
    for side in ("encode_questions", "encode_passages"):
        cosines = (getattr(theirs, side)(TEXTS) * getattr(ours, side)(TEXTS)).sum(1)
        assert cosines.min() > 0.995


def test_the_libraries_load_the_reader_and_openvino_reads_the_same():
    theirs, ours = (load_span_model(MODELS / "reader", engine) for engine in ("torch", "openvino"))
    windows = ours.tokenizer.pairs("متى بدأت العلاقات؟", TEXTS, max_tokens=64, stride=8)
    # Which token an answer starts and ends with; more cannot be asked of 8 bits.
    for found, expected in zip(ours.logits(windows), theirs.logits(windows), strict=True):
        assert found[0].argmax() == expected[0].argmax()


@pytest.mark.skipif(not (MODELS / "encoder" / RANGES).exists(), reason="made by train.quantise after the weights")
def test_vectors_in_8_bits_can_be_compared_with_float32():
    exact, near = (load_encoder(MODELS / "encoder", engine) for engine in ("torch", "simulated"))
    assert len(Quantisation.read(MODELS / "encoder").ranges) == 48
    cosines = (exact.encode_passages(TEXTS) * near.encode_passages(TEXTS)).sum(1)
    assert 0.99 < cosines.min() < 0.999999
    assert np.isfinite(cosines).all()
