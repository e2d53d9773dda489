import gc
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Section
from corpus.read import document_from_text, shipped_articles
from corpus.sentences import sentences, stretches
from corpus.split import SplitSettings, split
from corpus.trim import is_blank


def words_and_signs(text):
    return len(re.findall(r"\w+|[^\w\s]", text))


def passages(text, *, count_tokens=words_and_signs, **values):
    return split(Document("x", "ar", "x", text), count_tokens=count_tokens, settings=SplitSettings(**values))


def texts(text, **values):
    return [passage.text for passage in passages(text, **values)]


def test_sentences_are_packed_and_overlap_by_one():
    # Each sentence is 4 tokens: three words and a full stop.
    one, two, three, four, five = "بدأ عام أول.", "بدأ عام ثان.", "بدأ عام ثالث.", "بدأ عام رابع.", "بدأ عام خامس."
    text = f"{one} {two} {three} {four} {five}"
    assert texts(text, max_tokens=12) == [f"{one} {two} {three}", f"{three} {four} {five}"]
    assert texts(text, max_tokens=12, overlap_sentences=0) == [f"{one} {two} {three}", f"{four} {five}"]
    assert texts(text, max_tokens=12, overlap_sentences=2) == [
        f"{one} {two} {three}",
        f"{two} {three} {four}",
        f"{three} {four} {five}",
    ]


def test_an_overlap_that_leaves_no_room_is_given_up():
    first, second, third = "كان في مصر بيت كبير جدا.", "ثم بني في مصر بيت صغير.", "نعم كان."
    assert texts(f"{first} {second} {third}", max_tokens=8) == [first, second, third]


def test_half_a_sentence_is_not_the_overlap():
    found = texts("قال نعم. ذهب هو؛ ثم عاد. وكان ذلك أمس.", max_tokens=12)
    assert found == ["قال نعم. ذهب هو؛ ثم عاد.", "ذهب هو؛ ثم عاد. وكان ذلك أمس."]


def test_a_long_sentence_is_cut_at_clauses_with_overlap():
    long = "زار مصر وبلاد الشام والعراق، ثم عاد إلى بيته في آخر عام من حكم أبيه."
    # At most 10 tokens each; two of them shared. The first cut is at the comma, the second after a word.
    assert texts(f"قال نعم. {long} قال لا.", max_tokens=10) == [
        "قال نعم.",
        "زار مصر وبلاد الشام والعراق،",
        "والعراق، ثم عاد إلى بيته في آخر عام من",
        "عام من حكم أبيه.",
        "قال لا.",
    ]


def test_a_long_word_is_cut_between_letters_and_marks():
    word = "ب\u064e" * 200
    found = passages(word, count_tokens=len, max_tokens=11)
    assert "".join(sorted({p.text[0] for p in found})) == "ب"
    assert all(len(p.text) <= 64 for p in found)
    # A tokenizer that takes any word for one unknown token does not make a passage without end.
    assert max(len(p.text) for p in passages("x" * 10_000, count_tokens=lambda text: 1, max_tokens=10)) <= 160


def test_passages_know_their_section_and_stay_in_it():
    text = "قبل. العنوانالنص. ثان. آخربقية."
    sections = (Section(5, 12, 12, 23), Section(23, 26, 26, len(text)))
    document = Document("x", "ar", "x", text, sections)
    found = split(document, count_tokens=words_and_signs, settings=SplitSettings())
    assert [(p.section, p.text) for p in found] == [
        (None, "قبل."),
        (sections[0], "النص. ثان."),
        (sections[1], "بقية."),
    ]


def test_the_shipped_article():
    (document,) = shipped_articles()
    found = split(document, count_tokens=words_and_signs, settings=SplitSettings(max_tokens=80))
    named = [None if p.section is None else document.heading(p.section) for p in found]
    assert sorted(set(named), key=named.index) == [None, "التجارة", "الالتزام المستمر"]
    assert {s for p in found for s in p.sentences} == set(sentences(document))
    assert not any("Ensiklopedia" in p.text or "متوأمة" in p.text or "للدولتين:" in p.text for p in found)


@pytest.mark.parametrize("text", ["", " \n\u200f", "\ufeff"])
def test_no_words_no_passages(text):
    assert passages(text) == []


@pytest.mark.parametrize("values", [{"max_tokens": 7}, {"overlap_sentences": -1}])
def test_settings_that_make_no_sense(values):
    with pytest.raises(ValueError, match=f"{next(iter(values))} is {next(iter(values.values()))}"):
        SplitSettings(**values)


@pytest.mark.parametrize("part", ["كلمة. ", "كلمة ", "x", "ب\u064e", "كلمة، ", "كلمة\n\n", "؛"])
def test_linear_time(part):
    def seconds(length):
        document = document_from_text("a" + part * (length // len(part)), doc_id="x")
        gc.collect()  # else the garbage of three thousand tests may be counted in
        started = time.process_time()
        split(document, count_tokens=words_and_signs, settings=SplitSettings())
        return time.process_time() - started

    assert seconds(40_000) < 8 * seconds(10_000) + 0.5


ONE = "ابتم دأ12٣۴aZ .،؛؟!:()«»\"'[]#*-\n\r\tﷲﷺـé😀🇰"
ONE += "\u064e\u0651\u200f\u200e\u202b\u202c\u2067\ufeff\u200d\u00a0\u2029\x0b\x85\0"
MANY = "\r\n|\n\n|. |؟ |[1]|.[2] |د. |ق.م. |# |\n## |e\u0301|👩‍👧|🇰🇿|كلمة طويلة جدا |العلاقات، |word word word "
PIECES = [*ONE, *MANY.split("|")]
HARD = st.one_of(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.text(max_size=80))


@st.composite
def documents(draw):
    """Hostile text, its outline seen, given by hand at random offsets, or absent."""
    text = draw(HARD)
    if draw(st.booleans()) and any(map(str.isalnum, text)):
        return document_from_text(text, doc_id="x")
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    headings, boilerplate = pairs[::2], [pair for pair in pairs[1::2] if pair[0] < pair[1]]
    ends = [start for start, _ in headings[1:]] + [len(text)]
    sections = tuple(Section(a, b, b, end) for (a, b), end in zip(headings, ends, strict=bool(headings)))
    return Document("x", draw(st.sampled_from(["ar", "en"])), "x", text, sections, tuple(boilerplate))


def kept(document):
    """Offsets of the characters that belong to some sentence."""
    cut = [(s.heading_start, s.heading_end) for s in document.sections] + list(document.boilerplate)
    outside = set(range(len(document.text))) - {at for start, end in cut for at in range(start, end)}
    return {at for at in outside if not is_blank(document.text[at])}


@settings(max_examples=150, deadline=None)
@given(documents(), st.sampled_from([5000, 7]))
def test_sentences_hold_all_that_is_said(document, window):
    # Paragraphs longer than the window are looked at in parts.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpus.sentences._WINDOW", window)
        found = sentences(document)
    assert all(0 <= start < end <= len(document.text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert not any(is_blank(document.text[start]) or is_blank(document.text[end - 1]) for start, end in found)
    held = {at for start, end in found for at in range(start, end)}
    assert kept(document) <= held
    # Between a sentence's ends there is nothing that was cut.
    assert {at for at in held if not is_blank(document.text[at])} <= kept(document)


@settings(max_examples=150, deadline=None)
@given(documents(), st.integers(8, 40), st.integers(0, 2), st.sampled_from([words_and_signs, len, lambda text: 1]))
def test_passages_hold_all_sentences(document, max_tokens, overlap, count_tokens):
    values = SplitSettings(max_tokens=max_tokens, overlap_sentences=overlap)
    found = split(document, count_tokens=count_tokens, settings=values)
    whole = sentences(document)
    for passage in found:
        assert passage.document is document
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert passage.text == document.text[passage.start : passage.end] != ""
        assert len(passage.sentences) == 1 or set(passage.sentences) <= set(whole)
        assert all(before[1] <= after[0] for before, after in pairwise(passage.sentences))
        assert count_tokens(passage.text) <= max_tokens or " " not in passage.text
        if passage.section is not None:
            assert passage.section.start <= passage.start < passage.end <= passage.section.end
    starts, ends = [p.start for p in found], [p.end for p in found]
    assert starts == sorted(set(starts)) and ends == sorted(set(ends))
    held = {at for p in found for start, end in p.sentences for at in range(start, end)}
    assert kept(document) <= held
    # A sentence that fits is whole somewhere.
    together = {sentence for passage in found for sentence in passage.sentences}
    for start, end in whole:
        fits = count_tokens(document.text[start:end]) <= max_tokens and end - start <= max_tokens
        assert not fits or (start, end) in together


@settings(max_examples=50, deadline=None)
@given(documents())
def test_stretches_are_the_sentences(document):
    assert [s for stretch in stretches(document) for s in stretch.sentences] == sentences(document)
    assert all(stretch.sentences for stretch in stretches(document))
