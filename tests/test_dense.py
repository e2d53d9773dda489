import numpy as np
import pytest

from index.dense.vectors import DenseIndex


def unit(n, dim, seed=0):
    rows = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_by_hand():
    index = DenseIndex(np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32))
    scores, places = index.search(np.array([[0, 1]], dtype=np.float32), k=2)
    assert places.tolist() == [[1, 2]]
    assert scores.tolist() == [[1.0, pytest.approx(0.8)]]


def test_equals_a_dot_product():
    vectors, questions = unit(300, 24), unit(40, 24, seed=1)
    scores, places = DenseIndex(vectors).search(questions, k=10)
    products = questions @ vectors.T
    assert places.tolist() == np.argsort(-products, axis=1)[:, :10].tolist()
    np.testing.assert_allclose(scores, np.sort(products, axis=1)[:, ::-1][:, :10], atol=1e-5)


def test_shapes_at_the_edges():
    index = DenseIndex(unit(3, 4))
    assert len(index) == 3 and index.dim == 4
    assert index.search(unit(2, 4), k=9)[1].shape == (2, 3)
    assert index.search(np.zeros((0, 4), np.float32), k=2)[0].shape == (0, 2)
    empty = DenseIndex(np.zeros((0, 4), np.float32))
    assert empty.search(unit(2, 4), k=5)[1].shape == (2, 0)


def test_equal_scores_are_in_order_of_place():
    index = DenseIndex(np.tile(unit(1, 4), (6, 1)))
    assert index.search(unit(1, 4), k=6)[1].tolist() == [[0, 1, 2, 3, 4, 5]]


@pytest.mark.parametrize(
    ("vectors", "says"),
    [
        (unit(1, 5), "index has vectors of 4 numbers, the question's have 5.*python -m index.build"),
        (np.full((1, 4), np.nan, np.float32), "NaN"),
        (np.full((1, 4), np.inf, np.float32), "infinity"),
        (unit(1, 4)[0], r"found shape \[4\]"),
        (unit(1, 4).astype(np.float64), "found float64"),
    ],
)
def test_vectors_that_do_not_fit(vectors, says):
    with pytest.raises(ValueError, match=says):
        DenseIndex(unit(3, 4)).search(vectors, k=1)


def test_building_refuses_nan_and_search_refuses_k_0():
    with pytest.raises(ValueError, match="NaN"):
        DenseIndex(np.full((2, 4), np.nan, np.float32))
    with pytest.raises(ValueError, match="k is 0"):
        DenseIndex(unit(3, 4)).search(unit(1, 4), k=0)


def test_save_and_load(tmp_path):
    index = DenseIndex(unit(50, 8))
    path = tmp_path / "فهرس.faiss"
    index.save(path)
    index.save(path)
    assert [found.name for found in tmp_path.iterdir()] == ["فهرس.faiss"]
    again = DenseIndex.load(path)
    for before, after in zip(index.search(unit(5, 8, 1), 7), again.search(unit(5, 8, 1), 7), strict=True):
        assert before.tolist() == after.tolist()


def test_files_that_faiss_cannot_read(tmp_path):
    path = tmp_path / "dense.faiss"
    DenseIndex(unit(50, 8)).save(path)
    path.write_bytes(path.read_bytes()[:-100])
    for damaged in (path, tmp_path / "nowhere.faiss"):
        with pytest.raises(ValueError, match=r"faiss reads .*python -m index.build"):
            DenseIndex.load(damaged)


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "dense.faiss"
    DenseIndex(unit(2, 4)).save(path)
    before = path.read_bytes()

    def break_off(index, name):
        with open(name, "wb") as file:  # noqa: PTH123
            file.write(b"half")
        raise RuntimeError("disk full")

    monkeypatch.setattr("index.dense.vectors.faiss.write_index", break_off)
    with pytest.raises(OSError, match="disk full"):
        DenseIndex(unit(9, 4)).save(path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["dense.faiss"]
