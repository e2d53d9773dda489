import numpy as np
import pytest

from index.dense.parts import DensePart, DenseParts
from index.dense.shortlist import RECALL, Shortlist
from index.dense.vectors import DenseIndex
from index.rows import Rows


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def clustered(n, dim=32, n_centres=40, seed=0):
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(9).normal(size=(n_centres, dim))
    return unit(centres[rng.integers(0, n_centres, n)] + 0.4 * rng.normal(size=(n, dim)))


def used(n, seed=3):
    return np.random.default_rng(seed).random(n) < 0.8


def recall(found, exact):
    return np.mean([np.isin(a, b).mean() for a, b in zip(exact, found, strict=True)])


def test_parts_equal_a_dot_product_over_their_used_rows():
    blocks = [clustered(n, seed=n) for n in (120, 1, 77)]
    masks = [used(120), np.ones(1, bool), used(77)]
    parts = [DensePart(DenseIndex(v), Rows(len(v), mask)) for v, mask in zip(blocks, masks, strict=True)]
    vectors = np.concatenate([v[mask] for v, mask in zip(blocks, masks, strict=True)])
    questions = clustered(9, seed=5)
    for k in (1, 10, 500):
        scores, places = DenseParts(parts, 32).search(questions, k)
        products = questions @ vectors.T
        assert places.tolist() == np.argsort(-products, axis=1, kind="stable")[:, :k].tolist()
        np.testing.assert_allclose(scores, -np.sort(-products, axis=1)[:, :k], atol=1e-5)


def test_shortlists_find_nearly_all_and_score_exactly():
    blocks = [clustered(n, seed=n) for n in (6000, 5000, 50)]
    masks = [used(6000), np.ones(5000, bool), used(50)]
    lists = [Shortlist.build(blocks[0]), Shortlist.build(blocks[1]), None]
    parts = [DensePart(DenseIndex(v), Rows(len(v), m), s) for v, m, s in zip(blocks, masks, lists, strict=True)]
    assert all(1 <= one.n_probes < len(v) // 256 for one, v in zip(lists[:2], blocks, strict=False))
    vectors = np.concatenate([v[mask] for v, mask in zip(blocks, masks, strict=True)])
    questions = clustered(100, seed=7)
    scores, places = DenseParts(parts, 32).search(questions, 10)
    exact = np.argsort(-(questions @ vectors.T), axis=1)[:, :10]
    assert recall(places, exact) >= RECALL - 0.03
    np.testing.assert_allclose(scores, np.einsum("qd,qkd->qk", questions, vectors[places]), atol=1e-5)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert all(len(set(row)) == 10 for row in places.tolist())


def test_a_shortlist_of_vectors_without_order_looks_at_more():
    ordered, random = clustered(4096), unit(np.random.default_rng(1).normal(size=(4096, 32)))
    few, many = Shortlist.build(ordered), Shortlist.build(random)
    assert few.n_probes < many.n_probes <= 16


def test_lists_that_hold_too_few_are_made_more():
    vectors = clustered(4096)
    mask = np.zeros(4096, bool)
    mask[::97] = True
    part = DensePart(DenseIndex(vectors), Rows(4096, mask), Shortlist.build(vectors))
    scores, places = DenseParts([part], 32).search(clustered(5, seed=8), 100)
    assert places.shape == (5, mask.sum()) and np.isfinite(scores).all()
    assert all(sorted(row) == list(range(mask.sum())) for row in places.tolist())


def test_shortlists_are_saved(tmp_path):
    vectors = clustered(1500)
    made = Shortlist.build(vectors)
    made.save(tmp_path / "shortlist.faiss")
    read = Shortlist.load(tmp_path / "shortlist.faiss")
    assert (len(read), read.n_probes) == (1500, made.n_probes)
    rows, questions = Rows(1500), clustered(4, seed=2)
    for one, other in zip(made.search(questions, 9, rows), read.search(questions, 9, rows), strict=True):
        assert one.tolist() == other.tolist()
    with pytest.raises(ValueError, match=r"names row 1\d\d\d of 5: it is damaged"):
        read.search(questions, 4, Rows(5))
    DenseIndex(vectors).save(tmp_path / "dense.faiss")
    with pytest.raises(ValueError, match="holds a IndexFlatIP, no shortlist"):
        Shortlist.load(tmp_path / "dense.faiss")
    (tmp_path / "shortlist.faiss").write_bytes(b"x")
    with pytest.raises(ValueError, match="not an index that faiss reads"):
        Shortlist.load(tmp_path / "shortlist.faiss")


def test_parts_at_the_edges():
    empty = DenseParts([], 4)
    assert len(empty) == 0 and empty.search(np.ones((2, 4), np.float32), 3)[1].shape == (2, 0)
    with pytest.raises(ValueError, match="k is 0"):
        empty.search(np.ones((1, 4), np.float32), 0)
    with pytest.raises(ValueError, match=r"vectors of 4 numbers, the question's have 5"):
        empty.search(np.ones((1, 5), np.float32), 3)
    with pytest.raises(ValueError, match="2 vectors and 3 rows"):
        DensePart(DenseIndex(np.eye(2, dtype=np.float32)), Rows(3))
    rows = Rows(4, np.array([True, False, True, True]))
    assert len(rows) == 3 and rows.numbers.tolist() == [0, 2, 3] and rows.places(np.array([0, 3])).tolist() == [0, 2]
    assert Rows(2, np.ones(2, bool)).used is None


def test_vectors_outlive_their_index():
    vectors = clustered(50)
    seen = DenseIndex(vectors).vectors[3:9]
    assert np.array_equal(seen, vectors[3:9]) and not seen.flags.writeable
