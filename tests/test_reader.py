"""The reader: decoding against brute force, trimming by hand, and a tiny model from folder to span."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Passage
from index.hit import Hit
from qa.answer import Span
from qa.errors import ModelError
from qa.reader import Calibration, ReadSettings, SpanReader, read_calibration
from qa.spans import best_spans, trim, without_overlaps


def hit(text, score=0.0, lang="ar"):
    return Hit(Passage(Document("d", lang, "t", text), 0, len(text)), score, 1)


@given(st.integers(0, 2**32 - 1), st.integers(2, 14), st.integers(1, 6))
def test_best_span_equals_brute_force(seed, n_tokens, max_length):
    generator = np.random.default_rng(seed)
    start, end = generator.normal(size=(2, n_tokens)).astype(np.float32)
    blocks = generator.integers(-1, 3, n_tokens).astype(np.int32)
    blocks[0] = -1
    every = [
        (float(start[i] + end[j]) - float(start[0] + end[0]), i, j)
        for i in range(n_tokens)
        for j in range(i, min(i + max_length, n_tokens))
        if blocks[i] >= 0 and blocks[i] == blocks[j]
    ]
    found = best_spans(start, end, blocks, max_length=max_length, n=1)
    if not every:
        assert found == []
    else:
        score, first, last = max(every)
        assert found[0][:2] == (first, last)
        assert found[0][2] == pytest.approx(score, abs=1e-4)


def test_further_spans_do_not_overlap_better_ones():
    start = np.array([0, 5, 1, 4, 0], dtype=np.float32)
    end = np.array([0, 1, 5, 0, 4], dtype=np.float32)
    found = best_spans(start, end, np.array([-1, 0, 0, 0, 0]), max_length=10, n=3)
    assert [(first, last) for first, last, _ in found] == [(1, 2), (3, 4)]
    assert [score for *_, score in found] == [10.0, 8.0]


@pytest.mark.parametrize(
    ("text", "piece", "wanted"),
    [
        ("في عام 1992. ثم", "1992.", "1992"),
        ("في ألماتي.[1] التجارة", "ألماتي.[1]", "ألماتي"),
        ("في ألماتي.[1] التجارة", "ألماتي.[", "ألماتي"),
        ("نمت بنسبة 20% سنويًا", "20%", "20%"),
        ("بلغ $400 مليون", "$400 مليون", "$400 مليون"),
        ("القَاهِرَةُ مدينة", "القَاهِرَة", "القَاهِرَةُ"),
        ("the (old) town", "(old", "(old)"),
        ("the (very old) town", "(very", "very"),
        ("النقل (الجوي والسكك الحديدية).[3]", "النقل (الجوي والسكك الحديدية", "النقل (الجوي والسكك الحديدية)"),
        ("(الخليج العربي) والذي", "(الخليج العربي)", "(الخليج العربي)"),
        ("the embassies opened", "embass", "embassies"),
        ("قال: «نعم»", "«نعم»", "«نعم»"),
        ("a\u200f1992\u200f", "\u200f1992\u200f", "1992"),
        ("بلغت الحرارة -5 درجات", "5", "-5"),
        ("It fell to −12.5 degrees.", "−12.5 degrees.", "−12.5 degrees"),
        ("انخفض -٤٫٥٪ سنويا", "-٤٫٥٪", "-٤٫٥٪"),
        ("-3 at night", "-3", "-3"),
        ("في العام -1992- التالي", "-1992-", "1992"),
        ("from 1990-1995 on", "1995", "1995"),
        ("- 3 ports", "- 3", "3"),
        ("... !", "...", None),
        ("القاهرة هي عاصمة مصر", "هي عاصمة مصر", "عاصمة مصر"),
        ("قامة في الطب، وهُوَ «طبيب»", "وهُوَ «طبيب»", "«طبيب»"),
        ("ولد فِي مدينة", "فِي مدينة", "مدينة"),
        ("ولد في", "في", "في"),
        ("ولد في. ثم", "في. ", "في"),
        ("فيلم قصير", "فيلم قصير", "فيلم قصير"),
        ("من عام 1990", "من عام 1990", "من عام 1990"),
        # Addresses and codes are whole, and a list's mark is not of its item.
        ("see www.fakhar-mission.example/reports now", "fakhar-mission", "www.fakhar-mission.example/reports"),
        ("write to dig@fakhar.example.", "fakhar", "dig@fakhar.example"),
        ("رقم الترخيص HR-2022/417 صادر", "2022", "HR-2022/417"),
        ("NE-77/B", "77", "NE-77/B"),
        ("from 2019-2021 on", "2019", "2019"),
        ("1. صورة جواز السفر", "1. صورة جواز السفر", "صورة جواز السفر"),
        ("عام 1. صورة", "1. صورة", "1. صورة"),
    ],
)
def test_trim_moves_offsets_to_whole_words(text, piece, wanted):
    start = text.index(piece)
    span = trim(text, start, start + len(piece))
    assert (None if span is None else text[slice(*span)]) == wanted


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_trim_stays_inside_the_text(text, a, b):
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    span = trim(text, start, end)
    if span is not None:
        assert 0 <= span[0] < span[1] <= len(text)
        assert not text[span[0]].isspace()
        assert not text[span[1] - 1].isspace()


def test_overlapping_spans_of_neighbouring_passages_are_one():
    document = Document("d", "ar", "t", "0123456789")
    left, right = (Hit(Passage(document, start, start + 6), 0.0, 1) for start in (0, 4))
    spans = [Span(left, 4, 6, 0.9), Span(right, 0, 3, 0.8), Span(right, 3, 5, 0.7)]
    assert without_overlaps(spans) == [spans[0], spans[2]]


def test_calibration_is_the_logistic_curve():
    curve = Calibration(bias=-1.0, reading=0.5, search=2.0, across=1.0, support=4.0, cosine=10.0, usual_cosine=0.0)
    assert curve.probability(reading=4.0, search=-0.5, across=False, support=0.0) == pytest.approx(0.5)
    assert curve.probability(reading=4.0, search=-1.0, across=True, support=0.0) == pytest.approx(0.5)
    assert curve.probability(reading=0.0, search=0.0, across=False, support=0.25) == pytest.approx(0.5)
    assert curve.probability(reading=0.0, search=0.0, across=False, support=0.0, cosine=0.1) == pytest.approx(0.5)
    usual = Calibration(bias=-1.0, cosine=10.0, usual_cosine=0.1)
    assert usual.probability(reading=0.0, search=0.0, across=False, support=0.0) == pytest.approx(0.5)
    assert Calibration().probability(reading=1000.0, search=0.0, across=False, support=0.0) == pytest.approx(1.0)


def test_what_is_missing_can_make_an_answer_unlikely():
    curve = Calibration(bias=2.0, reading=0.0, missing=-4.0)
    said = [curve.probability(reading=0.0, search=0.0, across=False, support=1.0, missing=m) for m in (0.0, 0.5, 1.0)]
    assert said == pytest.approx([0.8808, 0.5, 0.1192], abs=1e-4)


def test_a_calibration_from_before_missing_names_were_counted_is_read(tmp_path):
    values = {"bias": -1, "reading": 1, "search": 0, "across": 0, "support": 0, "cosine": 0, "usual_cosine": 0}
    (tmp_path / "calibration.json").write_text(json.dumps(values))
    assert read_calibration(tmp_path / "calibration.json") == Calibration(bias=-1.0)


def test_calibration_with_a_key_missing_says_which_keys(tmp_path):
    (tmp_path / "calibration.json").write_text(json.dumps({"bias": 1}))
    with pytest.raises(ModelError, match="bias, reading, search, across, support"):
        read_calibration(tmp_path / "calibration.json")


def test_tiny_model_proposes_spans_of_every_passage(tiny_reader):
    reader = SpanReader(tiny_reader)
    hits = [
        hit("بدأت العلاقات في 29 يناير عام 1992 وفقًا لكازاخستان."),
        hit("كلمة " * 700),
        hit("trade grew", lang="en"),
    ]
    proposals = reader.propose("متى بدأت؟", hits)
    assert {id(proposal.hit) for proposal in proposals} == {id(each) for each in hits}
    for proposal in proposals:
        assert 0 <= proposal.start < proposal.end <= len(proposal.hit.passage.text)


def test_long_passage_is_read_to_its_end(tiny_reader):
    # Windows must reach the last words: with every token equally likely, only striding gets there.
    reader = SpanReader(tiny_reader, ReadSettings(max_tokens=40, stride=8))
    text = " ".join(str(number) for number in range(300))
    assert len(reader._model.tokenizer.pairs("q", [text], max_tokens=40, stride=8).tokens) > 5
    assert len(reader.propose("q", [hit(text)])) == 3


def test_scores_rank_spans_and_lie_between_0_and_1(tiny_reader):
    spans = SpanReader(tiny_reader).read("who?", [hit("one two three"), hit("four five six")])
    scores = [span.score for span in spans]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_very_long_question_is_cut_not_refused_by_the_tokenizer(tiny_reader):
    assert SpanReader(tiny_reader).read("سؤال " * 5000, [hit("جواب قصير هنا")])


def test_no_hits_no_spans(tiny_reader):
    assert SpanReader(tiny_reader).read("من؟", []) == []


def test_the_name_changes_with_the_calibration(tiny_reader, tmp_path):
    folder = tmp_path / tiny_reader.name
    shutil.copytree(tiny_reader, folder)
    assert SpanReader(folder).name == SpanReader(tiny_reader).name
    (folder / "calibration.json").write_text(
        '{"bias": 0, "reading": 1, "search": 0, "across": 0, "support": 0, "cosine": 0, "usual_cosine": 0}'
    )
    assert SpanReader(folder).name != SpanReader(tiny_reader).name


def test_missing_folder_names_what_to_do(tmp_path):
    with pytest.raises(ModelError, match=r"config\.json is missing.*git checkout -- models"):
        SpanReader(tmp_path / "nowhere")


def test_damaged_weights_are_refused(tiny_reader, tmp_path):
    folder = shutil.copytree(tiny_reader, tmp_path / "reader")
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot be loaded"):
        SpanReader(folder)


def test_a_model_without_a_span_head_is_refused(tiny_encoder, tmp_path):
    with pytest.raises(ModelError, match="no span model"):
        SpanReader(tiny_encoder)


@settings(max_examples=25, deadline=None)
@given(text=st.text(min_size=1, max_size=80), question=st.text(min_size=1, max_size=40))
def test_any_text_gives_spans_inside_it(tiny_reader, text, question):
    for span in SpanReader(tiny_reader).read(question, [hit(text)]):
        assert span.text == text[span.start : span.end] != ""
