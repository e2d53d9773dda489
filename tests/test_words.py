import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical.arrays import map_arrays, save_arrays
from index.lexical.search import LexicalIndex, LexicalSettings
from index.lexical.translate import TranslationTable
from index.lexical.words import Words, term_keys, terms_of
from index.rows import Rows

TEXTS = st.lists(
    st.lists(
        st.sampled_from(["oil", "oils", "Almaty", "ألماتي", "النفط", "نفط", "1992", "الـNATO", "a"]), max_size=9
    ).map(" ".join),
    max_size=8,
)


def test_postings_by_hand():
    words = Words.build(["oil and oil", "gas", "oils ١٩٩٢"])
    number = dict(zip(["=oil", "en~oil", "=1992", "#1992", "=none"], words.find(
        term_keys(["=oil", "en~oil", "=1992", "#1992", "=none"])).tolist(), strict=True))  # fmt: skip
    assert number["=none"] == -1
    assert [row.tolist() for row in words.postings(number["en~oil"])] == [[0, 2], [2, 1]]
    assert [row.tolist() for row in words.postings(number["=oil"])] == [[0], [2]]
    assert words.n_with(number["#1992"]) == 1 and words.term(number["#1992"]) == "#1992"
    assert words.n_words.tolist() == [3, 1, 2]
    assert terms_of("1992") == ("=1992", "#1992")


@given(st.lists(st.tuples(TEXTS, st.integers(0, 255)), max_size=4))
def test_joined_equals_built(parts):
    words, kept = [], []
    for texts, bits in parts:
        used = np.array([bool(bits >> at & 1) for at in range(len(texts))], bool)
        words.append((Words.build(texts), Rows(len(texts), used)))
        kept += [text for text, wanted in zip(texts, used, strict=True) if wanted]
    joined, built = Words.joined(words)._arrays, Words.build(kept)._arrays
    for name, array in built.items():
        assert joined[name].dtype == array.dtype and joined[name].tolist() == array.tolist(), name


@given(st.lists(st.tuples(TEXTS, st.integers(0, 255)), max_size=3))
def test_parts_score_as_one(parts):
    table = TranslationTable.of({"en": [("oil", "نفط", 0.9), ("almati", "الماتي", 0.5)]})
    pieces, kept = [], []
    for texts, bits in parts:
        used = np.array([bool(bits >> at & 1) for at in range(len(texts))], bool)
        pieces.append((Words.build(texts), Rows(len(texts), used)))
        kept += [text for text, wanted in zip(texts, used, strict=True) if wanted]
    questions = ["oil in Almaty 1992", "ألماتي", "نفط NATO", "almatty", "a", ""]
    one = LexicalIndex.build(kept, table, LexicalSettings())
    many = LexicalIndex(pieces, table, LexicalSettings())
    assert len(many) == len(kept)
    np.testing.assert_allclose(many.scores(questions), one.scores(questions), atol=1e-5)
    for found, expected in zip(many.search(questions, 5), one.search(questions, 5), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_text_that_is_not_there_is_damage():
    words = Words.build(["oil", "gas and oil"])
    words._arrays["places"] = words._arrays["places"] + 7
    index = LexicalIndex([(words, Rows(2))], TranslationTable(), LexicalSettings())
    with pytest.raises(ValueError, match=r"a file is damaged\. Find it: python -m index"):
        index.search(["oil"], 1)


def test_arrays_are_mapped_and_outlive_their_file(tmp_path):
    arrays = {
        "a": np.arange(7, dtype=np.int64),
        "empty": np.zeros((0, 3), np.float32),
        "b": np.array([[1, 2], [3, 4]], np.uint8),
    }
    path = tmp_path / "كلمات.bin"
    save_arrays(path, arrays)
    read = map_arrays(path)
    path.unlink()
    assert list(read) == list(arrays)
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype and read[name].tolist() == array.tolist()
        assert array.size == 0 or not read[name].flags.writeable


def test_files_that_hold_no_arrays(tmp_path):
    path = tmp_path / "words.bin"
    Words.build(["oil and gas"]).save(path)
    whole = path.read_bytes()
    for data in (b"", whole[:12], whole[:100], whole[:-1], whole + b"x", b"x" * 500):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"holds no arrays|it needs|JSON|Expecting|codec"):
            Words.load(path)
    save_arrays(path, {"terms": np.zeros(1)})
    with pytest.raises(KeyError):
        Words.load(path)
    with pytest.raises(OSError, match="No such file"):
        Words.load(tmp_path / "nowhere")
