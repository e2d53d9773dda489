import math
from collections.abc import Sequence

import numpy as np
import pytest

from corpus.document import Document, Passage, Section
from eval.baselines import K1 as K
from eval.baselines import B, Bm25, DenseAlone, best_sentence, choose
from index.hit import Hit


def passages(*texts: str, lang: str = "en") -> list[Passage]:
    return [Passage(Document(str(i), lang, "", text), 0, len(text)) for i, text in enumerate(texts)]


def test_bm25_is_the_formula() -> None:
    found = Bm25(passages("cat cat dog", "dog", "bird flew by")).search(["A cat? A cat!", "bird"], 2)
    # 3 passages of 3, 1 and 3 words: average 7/3. "cat" is in one of them, twice; each mention in the question counts.
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    weight = idf * 2 * (K + 1) / (2 + K * (1 - B + B * 3 / (7 / 3)))
    assert [hit.passage.text for hit in found[0]] == ["cat cat dog", "dog"]
    assert found[0][0].score == pytest.approx(2 * weight)
    assert [hit.rank for hit in found[0]] == [1, 2]
    assert found[0][1].score == 0
    assert found[1][0].passage.text == "bird flew by"


def test_bm25_folds_and_stems_arabic() -> None:
    found = Bm25(passages("وصل القطار", "العَلَاقَات الدبلوماسية", lang="ar")).search(["علاقات"], 1)
    assert found[0][0].passage.text == "العَلَاقَات الدبلوماسية"


def test_bm25_of_unknown_words_and_no_passages() -> None:
    found = Bm25(passages("one", "two")).search(["zebra"], 5)
    assert [hit.score for hit in found[0]] == [0, 0]
    assert Bm25([]).search(["zebra"], 5) == [[]]


def test_heading_is_searched() -> None:
    document = Document("d", "en", "", "Trade\nIt rose.", (Section(0, 5, 6, 14),))
    passage = Passage(document, 6, 14, document.sections[0])
    assert Bm25([passage]).search(["trade"], 1)[0][0].score > 0


class Letters:
    """A vector says how many a and b there are."""

    def encode_questions(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.array([[text.count("a"), text.count("b")] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    encode_passages = encode_questions


def test_dense_alone() -> None:
    found = DenseAlone(passages("aab", "abbb"), Letters()).search(["a", "b"], 2)
    assert [[hit.passage.text for hit in hits] for hits in found] == [["aab", "abbb"], ["abbb", "aab"]]
    assert found[0][0].score == pytest.approx(2 / math.sqrt(5))


def test_best_sentence() -> None:
    text = "He left. Trade rose in spring. Trade fell."
    document = Document("d", "en", "", text)
    first = Passage(document, 0, len(text), sentences=((0, 8), (9, 30), (31, 42)))
    assert best_sentence("When did trade rise? In spring?", [Hit(first, 1.0, 1)]) == "Trade rose in spring."
    assert best_sentence("Unrelated?", [Hit(first, 1.0, 1)]) == "He left."
    assert best_sentence("Anything?", []) == ""


def test_choose_nothing() -> None:
    baselines, left_out = choose((), passages("one"))
    assert (baselines.search(["q"], 1), baselines.answerers, left_out) == ({}, {}, [])
