"""The OpenVINO engine: equal to torch, rows independent of their neighbours, passes shared in order."""

import mmap
import threading
import time

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from transformers import AutoModelForQuestionAnswering

from index.engine.bert_graph import POINTS, BertConfig, BertGraph
from index.engine.compiled import Engine
from index.engine.pack import Pack
from index.engine.passes import Passes
from index.engine.quantised import Quantisation, Range
from index.engine.weights import Weights, WeightsError
from qa.span_model import load_span_model

pytestmark = pytest.mark.models

LENGTHS = (23, 2, 60, 41)


def batch():
    generator = np.random.default_rng(0)
    mask = (np.arange(max(LENGTHS)) < np.array(LENGTHS)[:, None]).astype(np.int32)
    tokens = generator.integers(5, 120, mask.shape).astype(np.int32) * mask
    return tokens, mask, (np.arange(max(LENGTHS)) > 10).astype(np.int32) * mask


def test_logits_equal_those_of_torch(tiny_reader):
    tokens, mask, types = batch()
    model = AutoModelForQuestionAnswering.from_pretrained(tiny_reader).eval()
    given = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": types}
    with torch.inference_mode():
        expected = model(**{name: torch.from_numpy(values.astype(np.int64)) for name, values in given.items()})
    graph = BertGraph(BertConfig.read(tiny_reader), Weights.read(tiny_reader))
    (found,) = Engine(graph.model(graph.dense(graph.hidden, ["qa_outputs"], "qa_outputs")))(
        Pack.of(tokens, mask, types)
    )
    for side, logits in enumerate((expected.start_logits, expected.end_logits)):
        np.testing.assert_allclose(found[:, side], logits.numpy()[mask.astype(bool)], atol=1e-4)


def test_matrices_stored_in_8_bits_are_what_they_stand_for(tiny_reader, tmp_path):
    exact = Weights.read(tiny_reader)
    stored = {name: exact.stored(name)[0] for name in exact._tensors}
    for name in [name for name in stored if name.endswith("dense.weight") or (".self." in name and "weight" in name)]:
        scale = np.abs(stored[name]).max(1, keepdims=True) / 127
        stored[name], stored[f"{name}_scale"] = np.round(stored[name] / scale).astype(np.int8), scale
    unpacked = {
        name: stored[name].astype(np.float32) * stored.get(f"{name}_scale", np.float32(1))
        for name in stored
        if not name.endswith("_scale")
    }
    config, pack = BertConfig.read(tiny_reader), Pack.of(*batch())
    found, expected = (
        Engine((graph := BertGraph(config, Weights(tensors))).model(graph.hidden))(pack)[0]
        for tensors in (stored, unpacked)
    )
    np.testing.assert_allclose(found, expected, atol=2e-5)
    assert sum(tensor.dtype == np.int8 for tensor in stored.values()) == 12


def test_weights_are_mapped_and_equal_what_safetensors_reads(tiny_reader):
    ours = Weights.read(tiny_reader)
    path = tiny_reader / "model.safetensors"
    with safe_open(path, framework="np") as file:
        for name in file.keys():  # noqa: SIM118 - no mapping
            np.testing.assert_array_equal(ours.stored(name.removeprefix("bert."))[0], file.get_tensor(name))
    tensor = ours.stored("qa_outputs.weight")[0]
    while isinstance(tensor.base, np.ndarray):
        tensor = tensor.base
    assert isinstance(tensor.base, mmap.mmap | memoryview)


def test_a_pack_by_hand():
    pack = Pack.of(*(np.array(rows) for rows in ([[7, 8, 0], [9, 5, 6]], [[1, 1, 0], [1, 1, 1]], [[0, 1, 0], [0] * 3])))
    assert pack.tokens.tolist() == [7, 8, 9, 5, 6]
    assert pack.types.tolist() == [0, 1, 0, 0, 0]
    assert pack.positions.tolist() == [0, 1, 0, 1, 2]
    assert pack.places.tolist() == [[0, 1, 0], [2, 3, 4]]
    assert pack.cells.tolist() == [0, 1, 3, 4, 5]
    assert pack.padding.tolist() == [[0, 0, 1], [0, 0, 0]]
    same = Pack.of_texts([[7, 8], [9, 5, 6]])
    assert (same.tokens.tolist(), same.places.tolist()) == (pack.tokens.tolist(), pack.places.tolist())


def every_product(low, high, scale):
    """A Quantisation of all of the tiny model's products."""
    columns = {POINTS[3]: 64}
    return Quantisation(
        {
            f"encoder.layer.{layer}.{point}": Range.covering(
                low, high, np.full(columns.get(point, 32), scale, dtype=np.float32)
            )
            for layer in range(2)
            for point in POINTS
        }
    )


def hidden(folder, quantisation, *, simulated):
    graph = BertGraph(BertConfig.read(folder), Weights.read(folder), quantisation, simulated=simulated)
    return Engine(graph.model(graph.hidden))(Pack.of(*batch()))[0]


def test_8_bits_are_near_float32(tiny_reader):
    exact = hidden(tiny_reader, None, simulated=False)
    quantisation = every_product(-2.0, 2.0, 2.0)
    ours, simulated = (hidden(tiny_reader, quantisation, simulated=each) for each in (False, True))
    rounded = np.abs(simulated - exact).mean()
    assert 0 < rounded < 0.01
    # Without VNNI two 8-bit products may overflow their 16-bit sum, so that no more than this holds everywhere.
    assert np.abs(ours - exact).mean() < 5 * rounded
    # A range that is too small clips what it should not: the ranges are used.
    clipped = hidden(tiny_reader, every_product(-0.01, 0.01, 1.0), simulated=True)
    assert np.abs(clipped - exact).mean() > 3 * rounded


def test_a_range_holds_its_ends_and_0():
    ones = np.ones(3, dtype=np.float32)
    found = Range.covering(-1.0, 4.1, ones)
    assert (found.zero, found.step) == (50, pytest.approx(0.02))
    assert (found.low, found.high) == (pytest.approx(-1.0), pytest.approx(4.1))
    assert (Range.covering(0.5, 2.55, ones).low, Range.covering(0.5, 2.55, ones).high) == (0, pytest.approx(2.55))
    assert (Range.covering(-2.55, -1, ones).low, Range.covering(-2.55, -1, ones).high) == (pytest.approx(-2.55), 0)
    assert Range.covering(0.0, 0.0, ones).step > 0


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_a_range_is_hardly_wider_than_it_needs_to_be(a, b):
    low, high = min(a, b), max(a, b)
    found = Range.covering(low, high, np.ones(1, dtype=np.float32))
    assert found.low <= low + 1e-6 and found.high >= high - 1e-6
    width = max(high, 0) - min(low, 0)
    assert width < 1e-3 or found.step * 255 <= 2 * width + 1e-6


def test_quantisation_goes_through_its_file(tmp_path):
    assert Quantisation.read(tmp_path) is None
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    Quantisation({"a": Range(0.015625, 3, np.array([0.5, 2**0.25, 8], dtype=np.float32))}).write(tmp_path, {"texts": 3})
    found = Quantisation.read(tmp_path).ranges["a"]
    assert (found.step, found.zero, found.scales.tolist()) == (
        0.015625,
        3,
        [0.5, pytest.approx(2**0.25), 8],
    )
    text = (tmp_path / "quantisation.json").read_text("utf-8")
    assert '"texts": 3' in text
    (tmp_path / "model.safetensors").write_bytes(b"others")
    with pytest.raises(WeightsError, match=r"was made for other weights than model\.safetensors .*train\.quantise"):
        Quantisation.read(tmp_path)
    (tmp_path / "quantisation.json").write_text(text.replace('"zero": 3', '"zero": 256'))
    with pytest.raises(WeightsError, match=r"quantisation\.json is damaged .*a zero at 256.*train\.quantise"):
        Quantisation.read(tmp_path)


def test_both_engines_read_the_same(tiny_reader):
    ours, theirs = (load_span_model(tiny_reader, engine) for engine in ("openvino", "torch"))
    windows = ours.tokenizer.pairs("متى؟", ["بدأت العلاقات", "trade grew " * 40], max_tokens=60, stride=8)
    real = windows.mask.astype(bool)
    for found, expected in zip(ours.logits(windows), theirs.logits(windows), strict=True):
        np.testing.assert_allclose(found[real], expected[real], atol=1e-4)


def pack_of(*tokens):
    return Pack.of_texts([tokens])


def test_what_waits_for_a_model_shares_a_pass_and_what_can_wait_comes_last():
    passes, computed, found, threads = Passes(most_tokens=12), [], {}, []
    begun, gate = threading.Event(), threading.Event()

    def model(name):
        def compute(pack):
            begun.set()
            gate.wait(10)
            computed.append((name, pack.tokens.tolist()))
            return [pack.tokens * 2, pack.positions]

        return compute

    ours, other = model("ours"), model("other")

    def ask(compute, *tokens, urgent=True):
        n_before = sum(map(len, passes._waiting))
        pack = pack_of(*tokens)

        def work():
            found[tokens] = [rows.tolist() for rows in passes.outputs(compute, pack, urgent=urgent)]

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        while len(threads) > 1 and sum(map(len, passes._waiting)) == n_before:
            time.sleep(0.001)

    ask(ours, 1)
    assert begun.wait(10)
    ask(ours, 90, 91, urgent=False)
    ask(ours, 20, 21, 22, 23)
    ask(other, 30, 31)
    ask(ours, 40, 41, 42, 43, 44, 45)
    ask(ours, 50)  # no room: three texts as long as the longest are 18 tokens
    gate.set()
    for thread in threads:
        thread.join(10)
    assert computed == [
        ("ours", [1]),
        ("ours", [20, 21, 22, 23, 40, 41, 42, 43, 44, 45]),
        ("other", [30, 31]),
        ("ours", [50]),
        ("ours", [90, 91]),
    ]
    assert all(rows == [[2 * token for token in tokens], list(range(len(tokens)))] for tokens, rows in found.items())
    assert len(found) == 6


def test_an_error_reaches_who_waits_and_the_next_pass_is_computed():
    passes = Passes()

    def broken(pack):
        raise RuntimeError(f"of {len(pack.tokens)} tokens")

    with pytest.raises(RuntimeError, match="of 2 tokens"):
        passes.outputs(broken, pack_of(7, 8), urgent=True)
    (rows,) = passes.outputs(lambda pack: [pack.tokens], pack_of(7, 8), urgent=False)
    assert rows.tolist() == [7, 8]


def test_a_text_is_computed_the_same_beside_others(tiny_reader):
    graph = BertGraph(BertConfig.read(tiny_reader), Weights.read(tiny_reader))
    engine = Engine(graph.model(graph.hidden))
    packs = [Pack.of(*batch()), pack_of(*range(5, 95)), pack_of(9, 8)]
    (together,) = engine(Pack.joined(packs))
    alone = np.concatenate([engine(pack)[0] for pack in packs])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert Pack.joined(packs[1:]).places.shape == (2, 90)
