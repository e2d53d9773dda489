"""Recording the ranges of 8-bit products: by hand, and from texts to a file that the engine reads."""

import gzip
import json
import shutil

import numpy as np
import pytest

from index.engine.quantised import Quantisation, Range
from index.files import RANGES, model_name
from index.load import load_encoder
from qa.span_model import load_span_model
from train.quantise import FILES, QuantiseConfig, Seen, best_range, quantise, rounded, rounded_matrix, smoothing

pytestmark = pytest.mark.models


def test_rounding_by_hand():
    found = Range(0.5, 10, np.array([1, 2], dtype=np.float32))
    rows = np.array([[0.6, 0.6], [-4.0, -12.0], [200.0, 2.4]], dtype=np.float32)
    # In steps of 0.5 from -5 to 122.5, the second column at half its size.
    np.testing.assert_array_equal(rounded(rows, found), [[0.5, 0.5], [-4.0, -5.0], [122.5, 1.0]])
    np.testing.assert_allclose(rounded_matrix(np.array([[127, 1.4], [-12.7, 6.31]])), [[127, 1], [-12.7, 6.3]])


def test_smoothing_by_hand():
    largest, columns = np.array([1, 1, 16], dtype=np.float32), np.array([1, 1, 1], dtype=np.float32)
    assert smoothing(largest, columns, 0.5).tolist() == [1, 1, 4]
    assert smoothing(largest, columns, 1.0).tolist() == [1, 1, 16]
    assert smoothing(largest, np.array([1, 1, 4], dtype=np.float32), 0.5).tolist() == [1, 1, 2]
    assert smoothing(np.zeros(3, dtype=np.float32), columns, 0.5).tolist() == [1, 1, 1]


def test_an_outlying_column_is_evened_out():
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((400, 16), dtype=np.float32)
    rows[:, 3] *= 60
    matrix = generator.standard_normal((8, 16), dtype=np.float32)
    seen = Seen(rows.min(0, keepdims=True), rows.max(0, keepdims=True), rows)
    error = {
        share: best_range(seen, matrix, QuantiseConfig(smoothings=(share,), margins=(1.0,), least_scales=(0.0,)))[1]
        for share in (0.0, 0.5)
    }
    assert error[0.5] < error[0.0] / 5
    tried = QuantiseConfig(smoothings=(0.0, 0.5), margins=(0.5, 1.0), least_scales=(0.0,))
    assert best_range(seen, matrix, tried)[1] <= error[0.5]


@pytest.fixture
def data(tmp_path):
    (tmp_path / "qa").mkdir()
    for number, name in enumerate(FILES):
        paragraphs = [
            {"context": f"trade grew {number}{row} times", "qas": [{"id": f"{row}", "question": "who?", "answers": []}]}
            for row in range(4)
        ]
        with gzip.open(tmp_path / "qa" / name, "wt", encoding="utf-8") as file:
            json.dump({"data": [{"title": "t", "paragraphs": paragraphs}]}, file)
    return tmp_path


@pytest.mark.parametrize("kind", ["tiny_reader", "tiny_encoder"])
def test_from_texts_to_a_file(kind, data, tmp_path, request):
    folder = shutil.copytree(request.getfixturevalue(kind), tmp_path / "model")
    config = QuantiseConfig(n_texts=12, n_tried=40, float32=("layer.1.output.dense",))
    made = quantise(data, folder, config)
    found = Quantisation.read(folder)
    assert set(found.ranges) == set(made.ranges)
    assert len(found.ranges) == 7  # 2 layers of 4 products, without one
    assert "encoder.layer.1.output.dense" not in found.ranges
    for name, each in made.ranges.items():
        np.testing.assert_allclose(found.ranges[name].scales, each.scales, rtol=1e-5)
        assert found.ranges[name].step == pytest.approx(each.step, rel=1e-5)
    record = json.loads((folder / "quantisation.json").read_text("utf-8"))
    assert record["config"]["n_texts"] == 12
    assert sorted(record["data_sha256"]) == sorted(FILES)
    near = {engine: _numbers(folder, engine) for engine in ("torch", "simulated")}
    assert 0 < np.abs(near["simulated"] - near["torch"]).mean() < 0.05 * np.abs(near["torch"]).mean()


def _numbers(folder, engine):
    """What the folder's model says of a text."""
    if (folder / "modules.json").exists():
        return load_encoder(folder, engine).encode_passages(["trade grew"])
    model = load_span_model(folder, engine)
    return model.logits(model.tokenizer.pairs("who?", ["trade grew"], max_tokens=40, stride=0))[0]


def test_ranges_are_no_part_of_a_models_name(tmp_path):
    # A store is searched on machines that compute in 8 bits and on others; other weights are another model.
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    name = model_name(tmp_path)
    (tmp_path / RANGES).write_text("{}")
    assert model_name(tmp_path) == name
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    assert model_name(tmp_path) != name
