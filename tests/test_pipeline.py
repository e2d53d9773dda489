"""The main road over tiny random models: what must hold whatever the models say."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Passage, Section
from index.build import open_index
from index.hit import Hit
from index.lexical.translate import TranslationTable
from index.load import load_encoder
from index.settings import IndexSettings
from qa.__main__ import in_words
from qa.answer import Answer, Refusal, Span
from qa.errors import ModelError, QuestionError
from qa.pipeline import Pipeline, cite, open_pipeline
from qa.reader import SpanReader
from qa.settings import AskSettings, ModelSettings, Settings

_LETTERS = "ابتثجسعفقكلمنهويءأإآةىؤئ\u064b\u064e\u0651\u0670ـﷲﷺﻻabcXYZ0129٠١٩ .،؛؟!()[]\"'«»"
_TROUBLE = ["\r\n", "\n\n", "\u200f", "\u202b", "\u2067", "\ufeff", "👩‍🚀", "é", "e\u0301", "[1]", "<b>", "&amp;"]
HOSTILE = st.lists(st.sampled_from([*_LETTERS, *_TROUBLE]), max_size=200).map("".join)


class FixedReader:
    """Answers with the given stretches of text, wherever they stand in the hits."""

    def __init__(self, *answers):
        self.answers = answers

    def read(self, question, hits):
        found = []
        for text, score in self.answers:
            for hit in hits:
                at = hit.passage.text.find(text)
                if at >= 0:
                    found.append(Span(hit, at, at + len(text), score))
        return sorted(found, key=lambda span: -span.score)


@pytest.fixture(scope="module")
def encoder(tiny_encoder):
    return load_encoder(tiny_encoder, "torch")


def pipeline_over(documents, encoder, reader, **ask):
    index = open_index(documents, encoder, TranslationTable(), None, IndexSettings())
    return Pipeline(documents, index, reader, Settings(ask=AskSettings(**ask)), {})


@settings(max_examples=40, deadline=None)
@given(text=HOSTILE, question=HOSTILE)
def test_every_citation_is_the_documents_own_words(encoder, tiny_reader, text, question):
    document = Document("d", "ar", "t", text)
    pipeline = pipeline_over([document], encoder, SpanReader(tiny_reader), min_confidence=0.0)
    try:
        result = pipeline.ask(question)
    except QuestionError:
        return
    if isinstance(result, Refusal):
        assert result.citations == ()
        return
    assert result.citations[0].quote == result.text
    for citation in result.citations:
        assert document.text[citation.start : citation.end] == citation.quote != ""
        assert citation.quote == citation.quote.strip()
        assert citation.sentence_start <= citation.start < citation.end <= citation.sentence_end
        # No answer starts or ends between a letter and its marks.
        assert citation.end == len(text) or not unicodedata.combining(text[citation.end])
        assert not unicodedata.combining(citation.quote[0]) or not text[: citation.start][-1:].isalnum()


def test_an_answer_carries_its_section_and_sentence(encoder):
    text = "عنوان\nفتحت إيران سفارة في عام 1992. ثم قنصلية في ألماتي عام 2012."
    section = Section(0, 5, 6, len(text))
    document = Document("d", "ar", "t", text, sections=(section,))
    pipeline = pipeline_over([document], encoder, FixedReader(("ألماتي", 0.9)))
    result = pipeline.ask("أين القنصلية؟")
    assert isinstance(result, Answer)
    (citation,) = result.citations
    assert (citation.quote, citation.section) == ("ألماتي", "عنوان")
    assert citation.sentence == "ثم قنصلية في ألماتي عام 2012."
    assert result.confidence == 0.9


def test_a_citation_names_the_page_that_its_quote_starts_on(encoder):
    text = "The office opened in 1992. The consulate in Almaty opened in 2012."
    document = Document("d", "en", "t", text, pages=(0, 0, text.index("consulate"), len(text)))
    (citation,) = pipeline_over([document], encoder, FixedReader(("1992", 0.9))).ask("When?").citations
    assert (citation.page, citation.to_json()["page"]) == (2, 2)
    result = pipeline_over([document], encoder, FixedReader(("Almaty", 0.9))).ask("Where?")
    assert result.citations[0].page == 3
    start = text.index("Almaty")
    assert f"  d [{start}:{start + 6}] · p. 3: The consulate in Almaty opened in 2012." in in_words(result).splitlines()
    assert [document.page_of(at) for at in (0, len(text))] == [2, 4]


def test_a_document_without_pages_has_no_page(encoder):
    document = Document("d", "en", "t", "Wheat is sold.")
    (citation,) = pipeline_over([document], encoder, FixedReader(("Wheat", 0.9))).ask("What?").citations
    assert (citation.page, citation.to_json()["page"], document.page_of(0)) == (None, None, None)


def test_the_same_words_elsewhere_are_cited_too(encoder):
    documents = [
        Document("a", "en", "a", "The office opened in Almaty."),
        Document("b", "en", "b", "A second one is in Almaty."),
    ]
    result = pipeline_over(documents, encoder, FixedReader(("Almaty", 0.9))).ask("where?")
    assert sorted(citation.document.doc_id for citation in result.citations) == ["a", "b"]


def test_the_same_words_count_once_a_sentence_and_only_where_they_are_likely(encoder):
    text = "An embassy opened in 1992 with a consulate of 1992. Trade fell in 1992."
    places = [at for at in range(len(text)) if text.startswith("1992", at)]

    class Years:
        def read(self, question, hits):
            return [Span(hits[0], at, at + 4, score) for at, score in zip(places, (0.9, 0.8, 0.1), strict=True)]

    pipeline = pipeline_over([Document("d", "en", "t", text)], encoder, Years(), min_confidence=0.2)
    result = pipeline.ask("When did the embassy open?")
    assert [citation.start for citation in result.citations] == places[:1]


def test_an_answer_carries_its_runners_up_and_a_refusal_the_nearest_and_its_own(encoder):
    text = "Wheat rose in 1992, in 1993, in May 1994, in 1995 and in 1996. Again in 1992."
    years = ("1992", 0.5), ("1993", 0.4), ("in 1992", 0.35), ("1994", 0.3), ("1995", 0.2)
    document = Document("d", "en", "t", text)
    result = pipeline_over([document], encoder, FixedReader(*years), min_confidence=0.45).ask("When did wheat rise?")
    told = [(candidate.citation.quote, candidate.confidence) for candidate in result.candidates]
    assert (result.text, told) == ("1992", [("1993", 0.4), ("1994", 0.3)])
    assert [one["citation"]["quote"] for one in result.to_json()["candidates"]] == ["1993", "1994"]
    # What stands below the threshold is kept off the JSON.
    refusal = pipeline_over([document], encoder, FixedReader(*years), min_confidence=0.6).ask("When did wheat rise?")
    assert [one.citation.quote for one in refusal.candidates] == ["1992", "1993", "1994"]
    assert (refusal.withheld, refusal.to_json()["candidates"]) == ("1992", [])


@pytest.mark.parametrize(
    ("question", "confidence", "is_absent"),
    [
        ("Who sells wheat to Acme?", 0.01, True),  # a name that stands nowhere
        ("Who sells wheat?", 0.01, False),  # its words stand there; nobody knows
        ("Who sells wheat to Acme?", 0.2, False),  # something may be there after all
        ("Who painted the tallest tower in town?", 0.01, True),  # hardly a word stands anywhere
        ("Who sells wheat to the Ministry?", 0.01, False),
        ("من يبيع القمح في كولومبيا؟", 0.01, True),
        ("من يبيع القمح لدى Acme؟", 0.01, True),
        ("من يبيع القمح في مصر؟", 0.01, False),
        ("من يبيع القمح لمصر ولكولومبيا؟", 0.01, False),  # of two names one is there
        ("من يبيع القمح في القاهرة؟", 0.01, False),  # perhaps said for Egypt
    ],
)
def test_only_what_stands_nowhere_is_said_not_to_be_in_the_documents(encoder, question, confidence, is_absent):
    text = "Wheat is sold by the Ministry to Peru. يُباع القمح في مصر. من يبيع القمح؟"
    pipeline = pipeline_over(
        [Document("d", "en", "t", text)], encoder, FixedReader(("Peru", confidence)), min_confidence=0.3
    )
    result = pipeline.ask(question)
    assert isinstance(result, Refusal)
    assert result.is_absent == is_absent
    strong = {"ar": "لا تذكر الوثائق جوابًا عن هذا السؤال.", "en": "The documents do not say."}
    assert (result.text == strong[result.lang]) == is_absent


class ByQuestion:
    """Answers with the stretch that is kept for the question's first word."""

    def __init__(self, **answers):
        self.answers = answers

    def read(self, question, hits):
        text = self.answers.get(question.words[0])
        found = [] if text is None else [(hit, hit.passage.text.find(text)) for hit in hits]
        return [Span(hit, at, at + len(text), 0.9) for hit, at in found if at >= 0]


def test_two_questions_in_one_are_both_answered_each_with_its_citation(encoder):
    text = "The library was founded in 1963. It stands in Rayyan."
    reader = ByQuestion(when="1963", where="Rayyan")
    pipeline = pipeline_over([Document("d", "en", "t", text)], encoder, reader)
    result = pipeline.ask("When was the library founded and where is it?")
    assert result.text == "1963 · Rayyan"
    assert [citation.quote for citation in result.citations] == ["1963", "Rayyan"]
    assert [part.question for part in result.parts] == ["When was the library founded?", "Where is the library?"]
    assert [part["text"] for part in result.to_json()["parts"]] == ["1963", "Rayyan"]
    assert "Where is the library?\nRayyan   (90%)" in in_words(result)
    # A follow-up leans on the last part.
    assert pipeline.ask("and when?", before=[result]).question == "When is the library?"


def test_the_part_that_is_not_found_is_named_and_the_other_answered(encoder):
    text = "The library was founded in 1963."
    pipeline = pipeline_over([Document("d", "en", "t", text)], encoder, ByQuestion(when="1963"))
    result = pipeline.ask("When was the library founded and who runs it?")
    assert (result.kind, result.text, len(result.citations)) == ("answer", "1963", 1)
    assert [(part.kind, part.question) for part in result.parts][1] == ("refusal", "Who runs the library?")
    assert in_words(result).endswith("Who runs the library?\nI did not find it in the documents.")
    assert [part["kind"] for part in result.to_json()["parts"]] == ["answer", "refusal"]


def test_where_no_part_is_found_the_whole_is_refused_as_one(encoder):
    pipeline = pipeline_over([Document("d", "en", "t", "Wheat.")], encoder, ByQuestion())
    result = pipeline.ask("When was the library founded and who runs it?")
    assert (result.kind, result.question) == ("refusal", "When was the library founded and who runs it?")


def test_an_answer_of_parts_needs_one_answer():
    with pytest.raises(ValueError, match="at least one citation"):
        Answer.of_parts("q", [Refusal("a", "no_answer"), Refusal("b", "no_answer")])


def test_another_document_that_says_otherwise_is_named(encoder):
    documents = [
        Document("a", "en", "a", "The pilot is Isa Darwish."),
        Document("b", "en", "b", "The pilot is Anas Hijazi."),
        Document("c", "en", "c", "The pilot is Captain Isa Darwish."),
        Document("d", "en", "d", "The pilot is Sami Haddad."),
    ]
    said = ("Isa Darwish", 0.9), ("Captain Isa Darwish", 0.8), ("Anas Hijazi", 0.6), ("Sami Haddad", 0.3)
    result = pipeline_over(documents, encoder, FixedReader(*said), min_confidence=0.4).ask("Who is the pilot?")
    # More words for the same man are not otherwise, and what is too unsure is not said.
    assert [(one.citation.quote, one.citation.document.doc_id) for one in result.others] == [("Anas Hijazi", "b")]
    assert [one["confidence"] for one in result.to_json()["others"]] == [0.6]
    assert "Another document says: Anas Hijazi   (60%)" in in_words(result)


def test_the_same_document_does_not_disagree_with_itself(encoder):
    text = "The pilot is Isa Darwish. The pilot is Anas Hijazi."
    reader = FixedReader(("Isa Darwish", 0.9), ("Anas Hijazi", 0.6))
    assert pipeline_over([Document("a", "en", "a", text)], encoder, reader).ask("Who is the pilot?").others == ()


def test_below_the_threshold_it_refuses_and_shows_the_nearest(encoder):
    document = Document("d", "en", "t", "Wheat is sold by the ton.")
    pipeline = pipeline_over([document], encoder, FixedReader(("Wheat", 0.29)), min_confidence=0.3)
    result = pipeline.ask("Who is the president?")
    assert isinstance(result, Refusal)
    assert (result.reason, result.confidence, result.citations) == ("no_answer", 0.29, ())
    assert [passage.text for passage in result.nearest] == ["Wheat is sold by the ton."]
    assert result.text == "I did not find it in the documents."
    # Kept for the evaluation alone: no program and no page is told.
    assert result.withheld == "Wheat"
    assert "Wheat" not in str(result.to_json())


def test_refusals_speak_the_askers_language(encoder):
    pipeline = pipeline_over([Document("d", "en", "t", "Wheat.")], encoder, FixedReader())
    assert pipeline.ask("من هو الرئيس؟").text.startswith("لم أجد")
    refusal = pipeline.ask("من هو Nursultan Nazarbayev؟")  # most letters are Latin
    assert (refusal.lang, refusal.text[:14]) == ("ar", "لا تذكر الوثائ")
    assert pipeline.ask("Who wrote مقدمة ابن خلدون?").text == "The documents do not say."


@pytest.mark.parametrize("question", ["", "   ", "؟!", "\u200f", "🙂"])
def test_a_question_without_words_is_an_error_in_words(encoder, question):
    pipeline = pipeline_over([Document("d", "en", "t", "Wheat.")], encoder, FixedReader())
    with pytest.raises(QuestionError, match="holds no words"):
        pipeline.ask(question)


def test_a_question_of_ten_thousand_characters_is_an_error_in_words(encoder):
    pipeline = pipeline_over([Document("d", "en", "t", "Wheat.")], encoder, FixedReader())
    with pytest.raises(QuestionError, match=r"10,000 characters; at most 2,000"):
        pipeline.ask("a" * 10_000)


def test_a_third_language_is_refused_by_name(encoder):
    pipeline = pipeline_over([Document("d", "en", "t", "Wheat.")], encoder, FixedReader(("Wheat", 1.0)))
    result = pipeline.ask("Когда начались отношения?")
    assert isinstance(result, Refusal)
    assert result.reason == "unsupported_language"


def test_arabic_in_latin_letters_is_asked_in_arabic_letters(encoder):
    document = Document("d", "ar", "t", "تأسست مكتبة النخيل سنة 1963. مديرها سامي الحداد.")
    pipeline = pipeline_over([document], encoder, FixedReader(("1963", 0.9)))
    result = pipeline.ask("emta t2assasat maktabet el nakheel?")
    assert (result.text, result.question) == ("1963", "إمتى تاسست مكتبة النخيل؟")
    assert (result.asked, result.lang) == ("emta t2assasat maktabet el nakheel?", "ar")
    follow_up = pipeline.ask("w meen mudir maktabet el nakheel?", before=[result])
    assert follow_up.question == "ومين مدير مكتبة النخيل؟"


def test_arabic_in_latin_letters_that_no_word_is_found_for_is_said_to_be_not_understood(encoder):
    pipeline = pipeline_over([Document("d", "ar", "t", "قمح.")], encoder, FixedReader(("قمح", 0.9)))
    result = pipeline.ask("wein zxqrtp 3lmnbv?")
    assert (result.kind, result.reason) == ("refusal", "not_understood")
    assert "Write it in Arabic script." in result.text
    assert "اكتبه بالحروف العربية" in result.text


def test_no_documents_is_a_refusal(encoder):
    result = pipeline_over([], encoder, FixedReader()).ask("who?")
    assert (result.kind, result.reason) == ("refusal", "no_passage")


def test_an_answer_without_a_citation_cannot_be_made():
    with pytest.raises(ValueError, match="at least one citation"):
        Answer("q", "text", (), 1.0)


def test_a_passage_without_sentences_cites_the_quote_alone():
    document = Document("d", "en", "t", "one two three")
    citation = cite(Span(Hit(Passage(document, 4, 13), 0.0, 1), 0, 3, 0.5))
    assert (citation.quote, citation.sentence) == ("two", "two")


@pytest.mark.parametrize("part", ["encoder", "reader", "translation"])
def test_a_missing_model_folder_is_named(tmp_path, tiny_encoder, tiny_reader, part):
    models = ModelSettings(encoder=str(tiny_encoder), reader=str(tiny_reader))
    models = dataclasses.replace(models, **{part: str(tmp_path / "gone")})
    with pytest.raises(ModelError, match="gone"):
        open_pipeline([], settings=Settings(models=models))


def test_a_follow_up_is_asked_in_full_and_answered_in_the_askers_language(encoder):
    text = "فتحت إيران سفارة في كازاخستان عام 1992 في ألماتي."
    asked = []

    class Listening(FixedReader):
        def read(self, question, hits):
            asked.append(question)
            return super().read(question, hits)

    pipeline = pipeline_over([Document("d", "ar", "t", text)], encoder, Listening(("ألماتي", 0.9)))
    first = pipeline.ask("متى فتحت إيران سفارة في كازاخستان؟")
    second = pipeline.ask("and where?", before=[first])
    assert asked[1].text == second.question == "أين فتحت إيران سفارة في كازاخستان؟"
    assert (second.asked, second.rendering.text) == ("and where?", "Almaty")
    assert (first.asked, second.to_json()["question"]) == (None, second.question)


def test_a_refused_follow_up_is_refused_in_the_askers_language(encoder):
    pipeline = pipeline_over([Document("d", "ar", "t", "قمح.")], encoder, FixedReader())
    first = pipeline.ask("متى فتحت إيران سفارة في كازاخستان؟")
    assert pipeline.ask("and where?", before=[first]).text == "The documents do not say."


def test_a_follow_up_that_grows_too_long_is_asked_as_it_stands(encoder):
    pipeline = pipeline_over([Document("d", "en", "t", "Wheat.")], encoder, FixedReader(), max_characters=30)
    first = pipeline.ask("When did the war on wheat end?")
    assert pipeline.ask("why exactly?", before=[first]).question == "Why did the war on wheat end?"
    first = Refusal("When did the long war on the wheat of Iran end?", "no_answer")
    assert pipeline.ask("why exactly?", before=[first]).question == "why exactly?"


def test_talk_is_answered_without_a_search_and_cites_nothing(encoder):
    class NeverAsked:
        def search(self, questions, k):
            raise AssertionError("searched")

    pipeline = pipeline_over([Document("d", "en", "t", "Wheat.")], encoder, FixedReader(("Wheat", 1.0)))
    pipeline.retriever = NeverAsked()
    for message, reason, words in (
        ("شكرا جزيلا", "small_talk", "عفوًا"),
        ("who are you?", "about_program", "I am Sanad"),
        ("summarise the article", "not_extractive", "cannot summarise"),
    ):
        result = pipeline.ask(message)
        assert isinstance(result, Refusal)
        assert (result.reason, result.citations, result.nearest, result.is_talk) == (reason, (), (), True)
        assert words in result.text
        assert (result.to_json()["kind"], result.to_json()["text"]) == ("refusal", result.text)
