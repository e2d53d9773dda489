"""Rendering: the page holds the texts exactly, marks exactly the cited words, and nothing from outside is HTML."""

from __future__ import annotations

import dataclasses
import html
import re
from html.parser import HTMLParser

import pytest
from chat_sample import (
    ARABIC,
    BEGAN,
    CONTRACTS,
    EMBASSY,
    HOSTILE,
    HOSTILE_QUESTION,
    TRADE,
    SamplePipeline,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.conversation import Notice, Turn
from chat.html.markup import both, escape
from chat.html.render import render_conversation, render_turn, render_welcome
from chat.html.viewer import render_text, render_viewer
from chat.links import Place, find_place
from chat.shelf import Shelf
from corpus.document import Document, Section
from qa.answer import Answer, Candidate, Citation, Refusal
from qa.rendering.renderer import Rendering

_TAGS = {
    *("div", "section", "article", "header", "nav", "figure", "figcaption", "blockquote", "p", "h2", "h3"),
    *("ol", "ul", "li", "a", "button", "bdi", "span", "mark", "sup"),
    *("details", "summary", "search", "label", "input", "table", "tr", "th", "td", "s"),
}
_ATTRIBUTES = {
    "class",
    "lang",
    "dir",
    "id",
    "href",
    "role",
    "tabindex",
    "type",
    "aria-label",
    "data-question",
    "data-document",
    "data-fragment",
    "data-take",
    "data-copy",
    "data-copy-link",
    "data-edit",
    "data-do",
    "data-export",
    "data-words",
    "title",
    *("autocomplete", "disabled", "data-find", "data-page", "data-step"),
}
_HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</mark>",
    "</p><!--",
    "' onclick='x",
    "**b** _i_ `c` # h",
    "$x^2$ \\(y\\)",
    "${1} {{2}}",
    "&amp; &lt &#13; &",
    "\r\n",
    "\n",
    "[1]",
    "مُحَمَّدٌ ﷺ",
    "\u202e\u2066",
    "👩‍👩‍👧",
]
# A busy machine is slow, which is no fault of the code.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
hostile_texts = st.lists(st.sampled_from(_HOSTILE) | st.text(max_size=8), max_size=12).map("".join)


class _Reader(HTMLParser):
    """What a browser would make of it: tags and attributes, and the text inside `mark`."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.marked = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "input":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open:
            self.marked += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def assert_ours_alone(self) -> None:
        assert not self.open
        for tag, attributes in self.tags:
            assert tag in _TAGS
            assert attributes.keys() <= _ATTRIBUTES
            assert (attributes.get("href") or "#").startswith("#")


def text_of(source: str) -> str:
    """The HTML without its tags, unescaped. No attribute holds a bare ">", so a tag ends at the first."""
    return html.unescape(re.sub(r"<[^>]*>", "", source))


@st.composite
def documents_with_a_span(draw: st.DrawFn) -> tuple[Document, tuple[int, int]]:
    text = draw(hostile_texts.filter(bool))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    sections = (Section(*cuts),) if draw(st.booleans()) else ()
    boilerplate = tuple(tuple(sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))) for _ in range(2))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    document = Document(draw(hostile_texts), draw(st.sampled_from(["ar", "en"])), draw(hostile_texts), text)
    return Document(document.doc_id, document.lang, document.title, text, sections, boilerplate), (start, end)  # type: ignore[arg-type]


@unhurried
@given(documents_with_a_span())
def test_a_rendered_document_is_its_text_and_its_marks_are_the_quote(case: tuple[Document, tuple[int, int]]) -> None:
    document, (start, end) = case
    source = render_text(document, (start, end))
    assert text_of(source) == document.text
    read = _Reader(source)
    read.assert_ours_alone()
    assert read.marked == document.text[start:end]
    assert [tag for tag, attributes in read.tags if attributes.get("id") == "cited"] == ["mark"]


@unhurried
@given(documents_with_a_span(), hostile_texts)
def test_nothing_hostile_becomes_html(case: tuple[Document, tuple[int, int]], words: str) -> None:
    document, (start, end) = case
    citation = Citation(document, start, end, 0, len(document.text), section=words)
    turns = [
        Turn(words, Answer(words, citation.quote, (citation,), 0.7)),
        Turn(words, Notice(words)),
        Turn(words, Refusal(words, "no_answer")),
        Turn(words),
    ]
    for source in (
        render_conversation(turns, [words]),
        render_welcome([words]),
        render_viewer(Place(document, (start, end)), Shelf([document, ARABIC])),
    ):
        _Reader(source).assert_ours_alone()
    read = _Reader(render_turn(turns[0]))
    assert read.marked == citation.quote
    assert escape(document.text) in render_turn(turns[0]).replace("<mark>", "").replace("</mark>", "")


@unhurried
@given(documents_with_a_span(), st.booleans())
def test_links_find_their_place_again(case: tuple[Document, tuple[int, int]], is_passage: bool) -> None:
    document, span = case
    place = Place(document, span, is_passage=is_passage)
    assert re.fullmatch(r"[A-Za-z0-9_.~%-]*:\d+-\d+:[0-9a-f]{12}(:passage)?", place.fragment)
    assert find_place(place.fragment, Shelf([document])) == place
    assert find_place(Place(document).fragment, Shelf([document])) == Place(document)


@unhurried
@given(st.text())
def test_any_other_link_leads_nowhere(fragment: str) -> None:
    assert find_place(fragment, Shelf([ARABIC])) in (None, Place(ARABIC))


@pytest.mark.parametrize(
    "fragment", ["relations:5-5", "relations:9-5", "relations:0-999999", "relations:-1-5", "x", ""]
)
def test_links_that_no_document_has(fragment: str) -> None:
    assert find_place(fragment, Shelf([ARABIC])) is None


def test_a_place_outside_its_document_is_refused() -> None:
    with pytest.raises(ValueError, match="relations has"):
        Place(ARABIC, (0, len(ARABIC.text) + 1))


def test_headings_references_and_boilerplate_are_styled_in_place() -> None:
    source = render_text(ARABIC, (TRADE.start, TRADE.end))
    assert '<h3 lang="ar" dir="rtl">التجارة</h3><p lang="ar" dir="rtl">ارتفع حجم' in source
    assert '<sup class="reference">[1]</sup>' in source
    assert '<p lang="ar" dir="rtl"><span class="boilerplate">العلاقات الإيرانية الكازاخستانية</span>\n</p>' in source
    assert '<mark id="cited">أكثر من مليارَي دولار (2009)</mark>.<sup' in source
    assert "<mark" not in render_text(ARABIC)


def test_a_span_over_two_blocks_is_marked_in_both() -> None:
    document = Document("d", "en", "t", "one\ntwo [1] three")
    source = render_text(document, (2, 11))
    assert source == (
        '<p lang="en" dir="ltr">on<mark id="cited">e\n</mark></p>'
        '<p lang="en" dir="ltr"><mark>two </mark><mark><sup class="reference">[1]</sup></mark> three</p>'
    )


def test_each_line_of_a_document_has_its_own_direction() -> None:
    document = Document("d", "ar", "t", "سطر عربي\nAn English line here\n1992\n\n")
    assert re.findall(r'dir="(\w+)"', render_text(document)) == ["rtl", "ltr", "rtl", "rtl"]
    assert '<p class="blank"' in render_text(document)


def test_a_passage_is_marked_as_a_passage() -> None:
    assert '<mark id="cited" class="passage">' in render_text(ARABIC, (0, 5), is_passage=True)


def test_an_answer_speaks_the_askers_language_and_quotes_the_documents() -> None:
    turn = Turn("When did relations begin?", SamplePipeline().ask("When did relations begin?"))
    source = render_turn(turn)
    assert '<p lang="en" dir="ltr">When did relations begin?</p>' in source
    assert (
        '<div class="reply answer" lang="en" dir="ltr"><p class="short" lang="ar" dir="rtl">29 يناير عام 1992</p>'
        in source
    )
    assert '<blockquote lang="ar" dir="rtl">بدأت العلاقات' in source
    assert "<mark>29 يناير عام 1992</mark>" in source
    assert f'href="#{Place(BEGAN.document, (BEGAN.start, BEGAN.end)).fragment}">Show in the document</a>' in source
    assert "The document is in Arabic; these are its own words." in source
    assert 'very likely (<bdi dir="ltr">93%</bdi>)' in source


def test_an_arabic_answer_names_its_section_and_says_nothing_of_a_foreign_document() -> None:
    source = render_turn(Turn("ما حجم التجارة؟", SamplePipeline().ask("ما حجم التجارة؟")))
    assert text_of(source.partition('<div class="tools')[0]) == (
        "ما حجم التجارة؟"
        "أكثر من مليارَي دولار (2009)"
        "من الوثيقة"
        "ارتفع حجم التبادل التجاري من 400 مليون دولار إلى أكثر من مليارَي دولار (2009)."
        "العلاقات الإيرانية الكازاخستانية › التجارة اعرض في الوثيقة"
        "الثقة: مرجَّح (61%)أكثر من نصف الأجوبة بهذه الثقة متوقع صوابها."
    )


def test_a_page_is_named_in_the_askers_language() -> None:
    citation = dataclasses.replace(TRADE, page=12)
    shown = {
        question: text_of(render_turn(Turn(question, Answer(question, citation.quote, (citation,), 0.9))))
        for question in ("ما حجم التجارة؟", "How big is trade?")
    }
    assert "العلاقات الإيرانية الكازاخستانية › التجارة › صفحة 12 اعرض" in shown["ما حجم التجارة؟"]
    assert "› التجارة › page 12 Show" in shown["How big is trade?"]


def test_an_answer_without_letters_runs_as_its_document_does() -> None:
    citation = Citation(ARABIC, BEGAN.end - 4, BEGAN.end, BEGAN.sentence_start, BEGAN.sentence_end)
    source = render_turn(Turn("When?", Answer("When?", citation.quote, (citation,), 0.9)))
    assert '<p class="short" lang="ar" dir="rtl">1992</p>' in source


def test_every_citation_is_shown() -> None:
    source = render_turn(Turn("When?", Answer("When?", BEGAN.quote, (BEGAN, CONTRACTS), 0.9)))
    assert _Reader(source).marked == BEGAN.quote + CONTRACTS.quote


def test_each_of_two_questions_is_shown_with_what_came_of_it() -> None:
    found = SamplePipeline().ask("When did relations begin?")
    missing = Refusal("How many <goats>?", "no_answer")
    source = render_turn(Turn("both", Answer.of_parts("both", [found, missing])))
    assert (
        source.index("When did relations begin?") < source.index("29 يناير") < source.index("How many &lt;goats&gt;?")
    )
    assert source.index("How many &lt;goats&gt;?") < source.index("I did not find it in the documents.")
    assert source.count('class="reply answer"') == source.count('class="reply refusal"') == 1


def test_another_documents_answer_is_shown_with_its_place() -> None:
    answer = SamplePipeline().ask("When did relations begin?")
    assert isinstance(answer, Answer)
    source = render_turn(Turn("When?", dataclasses.replace(answer, others=(Candidate(EMBASSY, 0.44),))))
    assert 'Another document says:</span> <bdi lang="en" dir="ltr">&lt;/mark&gt;1992&lt;!--</bdi>' in source
    assert '<bdi dir="ltr">44%</bdi>' in source
    assert len(re.findall('class="citation"', source)) == 2


def test_a_refusal_cites_nothing_and_names_its_passages() -> None:
    source = render_turn(Turn("كم عدد السكان؟", SamplePipeline().ask("كم عدد السكان؟")))
    assert "<mark" not in source
    refused = Refusal("كم عدد السكان؟", "no_answer").text
    assert f'<div class="reply refusal" lang="ar" dir="rtl"><p class="short" dir="rtl">{refused}</p>' in source
    assert '<p class="label">أقرب المقاطع، وليست إجابة</p>' in source
    low = ARABIC.text.index("ارتفع")
    assert f"{escape(ARABIC.text[low : low + 200])}</blockquote>" in source
    assert f'href="#{Place(ARABIC, (low, low + 200), is_passage=True).fragment}"' in source
    assert source.count("<li>") == 2


def test_a_refusal_for_low_confidence_shows_the_nearest_sentence_and_the_runners_up() -> None:
    said = Rendering("en", "more than two billion dollars", "numbers", "Trade rose <fast>.")
    near = (Candidate(TRADE, 0.15, said), Candidate(BEGAN, 0.08, Rendering("en", "29 January 1992", "cldr")))
    refusal = Refusal("How much?", "no_answer", candidates=near)
    source = render_turn(Turn("How much?", refusal))
    assert "I did not find it in the documents." in source
    assert f"<mark>{TRADE.quote}</mark>" in source
    assert "The nearest sentence, not an answer</figcaption>" in source
    assert '<bdi lang="en" dir="ltr">Trade rose &lt;fast&gt;.</bdi>' in source
    assert source.count("<li>") == 1
    assert ' title="Our wording, not the document’s">29 January 1992</span>' in source
    assert '<bdi class="share" dir="ltr">8%</bdi>' in source
    # What surely is not there has nothing near.
    source = render_turn(Turn("How much?", dataclasses.replace(refusal, is_absent=True)))
    assert "The documents do not say." in source
    assert "<mark>" not in source


def test_a_refusal_for_the_language_is_said_in_both() -> None:
    source = render_turn(Turn("Où est la gare ?", SamplePipeline().ask("Où est la gare ?")))
    assert re.findall(r'<p class="short" dir="(\w+)">', source) == ["ltr", "rtl"]
    assert "Closest" not in source


def test_a_question_without_words_has_no_bubble() -> None:
    assert 'class="question"' not in render_turn(Turn("  ", Notice("No words.")))


def test_an_endless_question_is_cut_on_the_page() -> None:
    source = render_turn(Turn("a" * 10_000, Notice("Too long.")))
    assert f">{'a' * 2000}…</p>" in source


def test_the_welcome_groups_examples_by_language() -> None:
    source = render_welcome(["When?", "متى؟"])
    assert source.index("متى؟") < source.index("When?")
    assert 'data-question="When?" lang="en" dir="ltr">When?</button>' in source
    assert "<button" not in render_welcome([])


def test_hostile_words_are_shown_as_they_are() -> None:
    source = render_turn(Turn(HOSTILE_QUESTION, Answer(HOSTILE_QUESTION, EMBASSY.quote, (EMBASSY,), 0.2)))
    assert f">{escape(HOSTILE_QUESTION)}</p>" in source
    assert _Reader(source).marked == "</mark>1992<!--"
    assert text_of(render_text(HOSTILE)) == HOSTILE.text


def test_a_lone_surrogate_becomes_a_character_that_can_be_sent() -> None:
    assert escape("a\ud800<") == "a\ufffd&lt;"


def test_no_documents_is_said() -> None:
    assert "There are no documents." in render_viewer(None, Shelf([]))


def test_an_interface_string_must_be_one_text() -> None:
    assert both("title") == '<span class="ui" lang="ar">سند</span><span class="ui" lang="en">Sanad</span>'
    with pytest.raises(TypeError, match="confidence_levels"):
        both("confidence_levels")


def test_a_table_is_one_and_loses_no_character() -> None:
    text = "Fees\n\nName\tPrice\n\nPool\t5 euros\nLibrary\tfree\n\nAll prices are of 2026."
    document = Document("d", "en", "t", text)
    start = text.index("5 euros")
    source = render_text(document, (start, start + 7))
    assert text_of(source) == text
    assert (source.count("<table"), source.count("<tr>"), source.count("<td") + source.count("<th")) == (1, 3, 6)
    assert '<mark id="cited">5 euros</mark>' in source
    piped = "| a | b |\n|---|---|\n| 1 | 2 |\nAfter it."
    source = render_text(Document("d", "en", "t", piped))
    assert text_of(source) == piped
    assert source.count("<th") == 2


def test_pages_break_and_the_outline_leads_to_sections_or_pages() -> None:
    text = "First words.\nSecond page.\nThird page."
    document = Document("d", "ar", "t", text, pages=(0, 13, 26))
    source = render_viewer(Place(document), Shelf([document]))
    assert re.findall(r'data-page="(\d)"', source) == ["2", "3"]
    assert source.count('<li><a href="#d:') == 3
    assert f'href="#{Place(document, (13, 25), is_passage=True).fragment}"' in source
    source = render_viewer(Place(ARABIC), Shelf([ARABIC]))
    assert [words for words in ("التجارة", "التعاون المستمر") if f">{words}</bdi></a></li>" in source] == [
        *("التجارة", "التعاون المستمر")
    ]
    assert "outline" not in render_viewer(Place(HOSTILE), Shelf([HOSTILE]))
