import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Passage
from index.dense.vectors import DenseIndex
from index.fuse import FuseSettings, HybridIndex, filled, fuse
from index.lexical.search import LexicalIndex, LexicalSettings
from index.lexical.translate import TranslationTable


def fused(dense, lexical, **weights):
    """`fuse` over lists of (place, score), as a list of (place, score)."""
    arguments = []
    for leg in (dense, lexical):
        arguments += [np.array([s for _, s in leg], np.float32), np.array([p for p, _ in leg], np.int64)]
    scores, places = fuse(*arguments, FuseSettings(**{"dense_weight": 1.0, "lexical_weight": 1.0} | weights))
    return [(int(place), float(score)) for place, score in zip(places, scores, strict=True)]


def test_by_hand():
    # Dense 1, 0, -1: deviation sqrt(2/3). Lexical 4, 2, 0 for places 2, 0, 1: the same, standardised.
    step = 1 / np.sqrt(2 / 3)
    found = fused([(0, 1.0), (1, 0.0), (2, -1.0)], [(2, 4.0), (0, 2.0), (1, 0.0)])
    assert [place for place, _ in found] == [0, 2, 1]
    assert [score for _, score in found] == pytest.approx([step, 0, -step], abs=1e-6)


def test_what_a_leg_has_not_listed_has_its_lowest_score():
    # Lexical lists only place 7 and 8, so that 5 and 6 count as 8 does.
    found = dict(fused([(5, 0.9), (6, 0.8), (7, 0.7)], [(7, 3.0), (8, 1.0)], dense_weight=0.0))
    assert found[5] == found[6] == found[8] < found[7]
    # 3, 1, 1, 1: mean 1.5, deviation sqrt(3)/2.
    assert found[7] == pytest.approx(1.5 / (np.sqrt(3) / 2))


def test_weights():
    dense, lexical = [(0, 2.0), (1, 1.0)], [(1, 5.0), (0, 1.0)]
    assert fused(dense, lexical, dense_weight=2.0)[0] == (0, pytest.approx(1.0))
    assert fused(dense, lexical, lexical_weight=2.0)[0] == (1, pytest.approx(1.0))
    # Equal scores are in order of place.
    assert [place for place, _ in fused(dense, lexical)] == [0, 1]


def test_a_leg_without_a_difference_tells_nothing():
    alike = np.float32(0.1) + np.float32(1e-8)
    for flat in ([(0, 0.0), (1, 0.0), (2, 0.0)], [(0, 0.1), (1, float(alike)), (2, 0.1)], []):
        found = fused([(2, 0.9), (1, 0.5), (0, 0.1)], flat)
        assert [place for place, _ in found] == [2, 1, 0]
        assert [score for _, score in found] == pytest.approx([1.2247, 0, -1.2247], abs=1e-3)
    assert fused([(4, 0.3)], [(4, 0.0)]) == [(4, 0.0)]
    assert fused([], []) == []


LEG = st.dictionaries(st.integers(0, 30), st.floats(-1e6, 1e6, width=32), max_size=12)


@given(LEG, LEG)
def test_scores_are_finite_and_falling(dense, lexical):
    found = fused(list(dense.items()), list(lexical.items()))
    assert {place for place, _ in found} == set(dense) | set(lexical)
    assert all(np.isfinite(score) for _, score in found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@pytest.mark.parametrize(
    "values",
    [{"dense_weight": -1.0}, {"dense_weight": 0.0, "lexical_weight": 0.0}, {"depth": 0}, {"lexical_weight": -0.1}],
)
def test_settings_that_make_no_sense(values):
    with pytest.raises(ValueError, match="need"):
        FuseSettings(**values)


class Letters:
    """Vectors that count the letters a, b and c."""

    name, dim = "letters", 3

    def encode_passages(self, texts):
        rows = np.array([[text.count(letter) + 0.01 for letter in "abc"] for text in texts], np.float32).reshape(-1, 3)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    encode_questions = encode_passages

    def count_tokens(self, text):
        return len(text.split())


def hybrid(*texts, **values):
    document = Document("x", "en", "x", "\n".join(texts))
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[: len(texts)]
    passages = [Passage(document, int(at), int(at) + len(text)) for at, text in zip(starts, texts, strict=True)]
    return HybridIndex(
        passages,
        encoder=Letters(),
        dense=DenseIndex(Letters().encode_passages(texts)),
        lexical=LexicalIndex.build(texts, TranslationTable(), LexicalSettings()),
        settings=FuseSettings(**values),
    )


def test_each_leg_alone_and_both():
    index = hybrid("aaa bb", "zzz oil", "bbb aa oil", "ccc")
    texts = {
        leg: [hit.passage.text for hit in index.search(["aaa oil"], 4, leg=leg)[0]]
        for leg in ("dense", "lexical", "fused")
    }
    assert texts["dense"][0] == "aaa bb"
    assert set(texts["lexical"][:2]) == {"aaa bb", "zzz oil"} or texts["lexical"][0] in ("aaa bb", "zzz oil")
    assert texts["fused"][0] == "aaa bb"
    hits = index.search(["aaa oil"], 4)[0]
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_hits_carry_the_cosine_that_the_dense_leg_found():
    index = hybrid("aaa bb", "zzz oil", "bbb aa oil", "ccc")
    exact = {hit.passage.text: hit.score for hit in index.search(["aaa oil"], 4, leg="dense")[0]}
    for leg in ("dense", "fused"):
        hits = index.search(["aaa oil"], 4, leg=leg)[0]
        assert {hit.passage.text: hit.cosine for hit in hits} == exact
    assert [hit.cosine for hit in index.search(["aaa oil"], 4, leg="lexical")[0]] == [None] * 4


def test_a_score_that_is_not_listed_is_the_lowest():
    scores, places = np.array([0.9, 0.8, 0.7], np.float32), np.array([6, 2, 4])
    assert filled(scores, places, np.array([9, 4, 6, 3, 2])).tolist() == pytest.approx([0.7, 0.7, 0.9, 0.7, 0.8])
    assert filled(scores[:0], places[:0], places).tolist() == [0, 0, 0]


def test_lists_match_questions():
    index = hybrid("aaa", "bbb", "ccc")
    found = index.search(["bbb", "ccc", ""], 2)
    assert [len(hits) for hits in found] == [2, 2, 2]
    assert [hits[0].passage.text for hits in found[:2]] == ["bbb", "ccc"]
    assert len(index.search(["bbb"], 50)[0]) == 3
    assert index.search([], 2) == []
    assert index.search(["bbb"], 2) == index.search(["bbb"], 2)


def test_a_depth_less_than_k_gives_k():
    assert len(hybrid("aaa", "bbb", "ccc", depth=1).search(["bbb"], 3)[0]) == 3


def test_an_empty_index_finds_nothing():
    assert hybrid().search(["anything"], 3) == [[]]


def test_legs_of_different_documents_are_refused():
    dense = DenseIndex(Letters().encode_passages(["a", "b"]))
    lexical = LexicalIndex.build(["a"], TranslationTable(), LexicalSettings())
    with pytest.raises(ValueError, match=r"0 passages, 2 vectors and 1 texts.*python -m index.build"):
        HybridIndex([], encoder=Letters(), dense=dense, lexical=lexical, settings=FuseSettings())
    with pytest.raises(ValueError, match="k is 0"):
        hybrid("aaa").search(["a"], 0)


def test_another_encoders_index_is_refused():
    document = Document("x", "en", "x", "a")
    with pytest.raises(ValueError, match=r"built with 5-d vectors; letters makes 3-d ones"):
        HybridIndex(
            [Passage(document, 0, 1)],
            encoder=Letters(),
            dense=DenseIndex(np.ones((1, 5), np.float32)),
            lexical=LexicalIndex.build(["a"], TranslationTable(), LexicalSettings()),
            settings=FuseSettings(),
        )
