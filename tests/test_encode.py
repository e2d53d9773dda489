import json
import shutil
import sys
import threading

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from index.encode import EncoderError
from index.files import fingerprint
from index.load import load_encoder
from index.sentence_encoder import SentenceEncoder

pytestmark = pytest.mark.models

TEXTS = ["abc def", "متى بدأت العلاقات؟", "ﷲ مُحَمَّد 😀\r\n", "", "1992 " * 60]


@pytest.fixture(scope="module", params=["openvino", "torch"])
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def encoder(tiny_encoder, engine):
    return load_encoder(tiny_encoder, engine)


@pytest.fixture
def copy(tiny_encoder, tmp_path):
    return shutil.copytree(tiny_encoder, tmp_path / "encoder")


@pytest.mark.parametrize("side", ["encode_questions", "encode_passages"])
def test_rows_are_unit_vectors_in_float32(encoder, side):
    rows = getattr(encoder, side)(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.dim) == (5, 32)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert getattr(encoder, side)([]).shape == (0, 32)


def test_a_row_does_not_depend_on_its_neighbours(encoder):
    together = encoder.encode_passages(TEXTS * 2)
    for place, text in enumerate(TEXTS):
        np.testing.assert_allclose(together[place + 5], encoder.encode_passages([text])[0], atol=1e-5)


def test_count_tokens(encoder):
    assert encoder.count_tokens("") == 0
    assert encoder.count_tokens("abc de") == 5  # a ##b ##c d ##e
    # Not cut at the model's limit, neither before nor after the model has cut a text itself.
    assert encoder.count_tokens("ab " * 5000) == 10_000
    encoder.encode_passages(["ab " * 5000])
    assert encoder.count_tokens("ab " * 5000) == 10_000


def test_half_precision_weights_are_computed_in_full(copy, encoder, engine):
    path = copy / "model.safetensors"
    save_file({name: weight.astype(np.float16) for name, weight in load_file(path).items()}, path, {"format": "pt"})
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"dtype": "float16"}))
    half = load_encoder(copy, engine)
    if isinstance(half, SentenceEncoder):
        assert {parameter.dtype for parameter in half._model.parameters()} == {torch.float32}
    np.testing.assert_allclose(half.encode_passages(TEXTS), encoder.encode_passages(TEXTS), atol=5e-3)


def test_weights_in_several_files(copy, encoder, engine):
    weights = load_file(copy / "model.safetensors")
    (copy / "model.safetensors").unlink()
    names = sorted(weights)
    shards = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    for file, held in shards.items():
        save_file({name: weights[name] for name in held}, copy / file, {"format": "pt"})
    index = {"metadata": {}, "weight_map": {name: file for file, held in shards.items() for name in held}}
    (copy / "model.safetensors.index.json").write_text(json.dumps(index))
    np.testing.assert_allclose(
        load_encoder(copy, engine).encode_passages(TEXTS), encoder.encode_passages(TEXTS), atol=1e-5
    )
    (copy / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(EncoderError, match=r"lacks model-00002-of-00002\.safetensors\. .*git checkout"):
        load_encoder(copy, engine)


def test_prompts_of_the_folder_are_used(copy, encoder, engine):
    path = copy / "config_sentence_transformers.json"
    config = json.loads(path.read_text()) | {"prompts": {"query": "q: ", "document": "p: "}}
    path.write_text(json.dumps(config))
    prompted = load_encoder(copy, engine)
    np.testing.assert_allclose(prompted.encode_questions(["ab"]), encoder.encode_questions(["q: ab"]), atol=1e-5)
    np.testing.assert_allclose(prompted.encode_passages(["ab"]), encoder.encode_passages(["p: ab"]), atol=1e-5)


def test_the_name_changes_with_the_weights(copy, encoder, engine):
    same = load_encoder(copy, engine)
    assert same.name.startswith("encoder-")
    assert same.name.split("-")[1] == encoder.name.split("-")[-1] == fingerprint(copy)[:16]
    data = bytearray((copy / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (copy / "model.safetensors").write_bytes(data)
    assert fingerprint(copy)[:16] not in same.name


def test_folders_that_are_not_there_or_something_else(tmp_path, engine):
    with pytest.raises(EncoderError, match=r"no encoder folder at .*nowhere\. .*git checkout -- models"):
        load_encoder(tmp_path / "nowhere", engine)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(EncoderError, match=r"has no modules\.json \(found: notes\.txt\)"):
        load_encoder(tmp_path, engine)


@pytest.mark.parametrize("name", ["config.json", "modules.json", "model.safetensors", "tokenizer.json"])
def test_damaged_files(copy, name, engine):
    path = copy / name
    path.write_bytes(path.read_bytes()[:-50] if path.stat().st_size > 60 else b"{")
    with pytest.raises(EncoderError, match=r"cannot be loaded.*git checkout -- models"):
        load_encoder(copy, engine)


def test_missing_tensors_are_not_made_up(copy, engine):
    path = copy / "model.safetensors"
    weights = load_file(path)
    name = next(name for name in weights if name.endswith("layer.1.output.dense.weight"))
    save_file({kept: weight for kept, weight in weights.items() if kept != name}, path, {"format": "pt"})
    with pytest.raises(EncoderError, match=r"lacks the weights of .*layer\.1\.output\.dense\.weight\. "):
        load_encoder(copy, engine)


def test_weights_that_are_not_numbers(copy, engine):
    path = copy / "model.safetensors"
    weights = load_file(path)
    name = next(name for name in weights if name.endswith("word_embeddings.weight"))
    save_file(weights | {name: np.full_like(weights[name], np.nan)}, path, {"format": "pt"})
    with pytest.raises(EncoderError, match="no usable vector for text 0 of 1"):
        load_encoder(copy, engine).encode_questions(["ab"])


def test_threads_share_an_encoder(encoder):
    expected = encoder.encode_questions(TEXTS)
    wrong = []

    def work():
        for _ in range(5):
            encoder.count_tokens("ab " * 50)
            if not np.allclose(encoder.encode_questions(TEXTS), expected, atol=1e-5):
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_both_engines_give_the_same_vectors(tiny_encoder):
    ways = [load_encoder(tiny_encoder, engine) for engine in ("openvino", "torch")]
    for side in ("encode_questions", "encode_passages"):
        ours, theirs = (getattr(way, side)([*TEXTS, "cut " * 400]) for way in ways)
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_a_folder_that_openvino_does_not_compute_names_the_other_engine(copy):
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}))
    with pytest.raises(EncoderError, match=r"'bert' model with 'relu'.*engine = \"torch\" under \[models\]"):
        load_encoder(copy, "openvino")
    (copy / "config.json").write_text(json.dumps(config))
    (copy / "1_Pooling" / "config.json").write_text(json.dumps({"embedding_dimension": 32, "pooling_mode": "cls"}))
    with pytest.raises(EncoderError, match=r"module Pooling .*'cls'.*engine = \"torch\""):
        load_encoder(copy, "openvino")


def test_without_openvino_the_message_says_what_to_do(tiny_encoder, monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    for name in [name for name in sys.modules if name.startswith(("index.graph_encoder", "index.engine"))]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(EncoderError, match=r"OpenVINO cannot be loaded .*engine = \"torch\" under \[models\]"):
        load_encoder(tiny_encoder, "openvino")
