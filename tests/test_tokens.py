"""Tokens: windows equal those of transformers, token by token, and a tokenizer has no state."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from index.tokens import Tokenizer, longest_input

pytestmark = pytest.mark.models

TEXTS = ["بدأت العلاقات في 29 يناير عام 1992.", "", "ﷲ مُحَمَّد 😀\r\n", "trade grew " * 30, " "]


@pytest.fixture(scope="module")
def both(tiny_reader):
    return Tokenizer(tiny_reader), AutoTokenizer.from_pretrained(tiny_reader)


def assert_same_windows(both, question, texts, max_tokens, stride):
    ours, theirs = both
    windows = ours.pairs(question, texts, max_tokens=max_tokens, stride=stride)
    expected = theirs(
        [question] * len(texts),
        texts,
        truncation="only_second",
        max_length=max_tokens,
        stride=stride,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        padding=True,
        return_tensors="np",
    )
    real = expected["attention_mask"].astype(bool)
    np.testing.assert_array_equal(windows.mask, expected["attention_mask"])
    np.testing.assert_array_equal(windows.text_of, expected["overflow_to_sample_mapping"])
    for ours_, name in ((windows.tokens, "input_ids"), (windows.types, "token_type_ids")):
        np.testing.assert_array_equal(ours_[real], expected[name][real])
    np.testing.assert_array_equal(windows.offsets[real], expected["offset_mapping"][real])
    in_text = [[sequence == 1 for sequence in expected.sequence_ids(row)] for row in range(len(real))]
    np.testing.assert_array_equal(windows.in_text, np.array(in_text))


@pytest.mark.parametrize(("max_tokens", "stride"), [(256, 64), (30, 8), (20, 0)])
def test_windows_are_those_of_transformers(both, max_tokens, stride):
    assert_same_windows(both, "متى؟", TEXTS, max_tokens, stride)


@given(st.text(max_size=12), st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_windows_of_any_text(both, question, texts):
    assert_same_windows(both, question, texts, 40, 8)


def test_texts_are_cut_between_their_marks(both):
    ours, theirs = both
    cut = theirs(TEXTS, truncation=True, max_length=12)["input_ids"]
    assert ours.texts(TEXTS, max_tokens=12) == cut
    assert max(map(len, cut)) == 12
    assert ours.texts([], max_tokens=12) == []
    assert ours.count("ab " * 5000) == 10_000
    assert ours.cut("ab cd ef", 3) == "ab c"
    assert ours.cut("", 3) == ""


def test_a_question_without_room_for_a_text_is_refused(both):
    with pytest.raises(ValueError, match=r"A question of 10 tokens leaves no room in 13"):
        both[0].pairs("abcdefghij", ["k"], max_tokens=13, stride=0)


def test_threads_share_a_tokenizer(both):
    expected = both[0].pairs("ab", TEXTS, max_tokens=30, stride=8).tokens
    wrong = []

    def work(max_tokens):
        for _ in range(20):
            both[0].pairs("ab", TEXTS, max_tokens=max_tokens, stride=2)
            if not np.array_equal(both[0].pairs("ab", TEXTS, max_tokens=30, stride=8).tokens, expected):
                wrong.append(1)

    threads = [threading.Thread(target=work, args=(number,)) for number in (20, 40, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_longest_input_is_the_least_of_the_folders_limits(tmp_path):
    assert longest_input(tmp_path, 512) == 512
    (tmp_path / "tokenizer_config.json").write_text('{"model_max_length": 256}')
    assert longest_input(tmp_path, 512) == 256
    (tmp_path / "sentence_bert_config.json").write_text('{"max_seq_length": 128}')
    assert longest_input(tmp_path, 512) == 128


def test_equal_files_are_read_once(tiny_reader, tiny_encoder, tmp_path):
    first, second = Tokenizer(tiny_reader), Tokenizer(tiny_encoder)
    assert first._backend is second._backend
    changed = (tiny_reader / "tokenizer.json").read_text("utf-8").replace('"max_input_chars_per_word":100', "")
    (tmp_path / "tokenizer.json").write_text(changed + " ")
    assert Tokenizer(tmp_path)._backend is not first._backend
