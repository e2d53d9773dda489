"""The page in a real browser: answers, marks, directions, links, and that it keeps to itself.

Needs Chromium and a font with Arabic (Debian: chromium, fonts-noto-core). Without Chromium these tests
are skipped; SANAD_REQUIRE_BROWSER=1 makes that a failure. SANAD_SHOTS=folder keeps a picture of each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser_page import Open, ask, direction, expect_cited
from chat_sample import ARABIC, BEGAN, CONTRACTS, EMBASSY, HOSTILE, HOSTILE_QUESTION, TRADE, served
from playwright.sync_api import expect

from chat.links import Place

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(examples=("متى بدأت العلاقات؟", HOSTILE_QUESTION)) as url:
        yield url


def test_an_arabic_question_on_an_arabic_page(open_page: Open) -> None:
    page = open_page("ar-SA")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    ask(page, "ما حجم التجارة؟")
    expect(page.locator(".answer .short")).to_have_text(TRADE.quote)
    expect(page.locator(".answer blockquote")).to_have_text(TRADE.sentence)
    expect(page.locator(".answer mark")).to_have_text(TRADE.quote)
    expect(page.locator(".answer .where")).to_contain_text("التجارة")
    expect(page.locator(".answer .confidence")).to_have_text("الثقة: مرجَّح (61%)")
    assert page.locator("#viewer .document").evaluate("element => element.textContent") == ARABIC.text
    expect_cited(page, TRADE.quote)
    places = ("#header h1", ".question p", ".answer", ".answer blockquote", "#viewer .document p", "#question textarea")
    assert {direction(page, place) for place in places} == {"rtl"}
    # The page is mirrored: the document stands to the left of the conversation.
    left, right = page.locator("#source").bounding_box(), page.locator("#talk").bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"] + 1


def test_an_english_question_on_an_arabic_document(open_page: Open) -> None:
    page = open_page("en-US")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    ask(page, "When did relations begin?")
    expect(page.locator(".answer mark")).to_have_text(BEGAN.quote)
    expect(page.locator(".answer .foreign")).to_have_text("The document is in Arabic; these are its own words.")
    expect_cited(page, BEGAN.quote)
    assert {direction(page, place) for place in ("#header h1", ".question p", ".answer", ".confidence")} == {"ltr"}
    assert {direction(page, place) for place in (".short", ".answer blockquote", "#viewer .document p")} == {"rtl"}
    assert page.evaluate("location.hash") == f"#{Place(BEGAN.document, (BEGAN.start, BEGAN.end)).fragment}"


def test_a_question_without_an_answer(open_page: Open) -> None:
    page = open_page("en-US")
    ask(page, "When did relations begin?")
    ask(page, "Who won the World Cup?")
    expect(page.locator(".refusal .short")).to_have_text("I did not find it in the documents.")
    expect(page.locator(".refusal mark")).to_have_count(0)
    expect(page.locator("#viewer mark")).to_have_count(0)
    assert page.evaluate("location.hash") == ""
    expect(page.locator(".closest .label")).to_have_text("Closest passages, not an answer")
    page.locator(".closest a").first.click()
    low = ARABIC.text.index("ارتفع")
    expect_cited(page, ARABIC.text[low : low + 200])
    expect(page.locator("#viewer mark").first).to_have_class("passage")


def test_an_arabic_sentence_that_opens_in_latin_and_numbers_that_stay_in_place(open_page: Open) -> None:
    page = open_page("en-US")
    ask(page, "KazMunayGas 60 عقدًا (2010) مع من؟")
    assert direction(page, ".question p") == "rtl"
    assert direction(page, ".answer .short") == "rtl"
    expect(page.locator(".answer mark")).to_have_text(CONTRACTS.quote)
    # In the right-to-left quote, "60" is to the right of the company, which itself reads left to right.
    at = """(mark, words) => { const node = mark.firstChild, start = node.data.indexOf(words), range = new Range();
        range.setStart(node, start);
        range.setEnd(node, start + words.length); return range.getBoundingClientRect().x; }"""
    mark = page.locator(".answer mark")
    number, first, last = (mark.evaluate(at, words) for words in ("60", "Kaz", "Gas"))
    assert first < last < number


def test_earlier_citations_stay_clickable_and_back_goes_back(open_page: Open) -> None:
    page = open_page("en-US")
    for question in (
        "When did relations begin?",
        "How much trade?",
        "How many contracts?",
        "Who won?",
        "What embassy?",
    ):
        ask(page, question)
    expect_cited(page, EMBASSY.quote)
    page.locator(".turn").nth(1).locator("a.show").click()
    expect(page.locator("#cited")).to_have_text(TRADE.quote)
    expect_cited(page, TRADE.quote)
    page.locator(".turn").nth(0).locator("a.show").click()
    expect(page.locator("#cited")).to_have_text(BEGAN.quote)
    page.go_back()
    expect(page.locator("#cited")).to_have_text(TRADE.quote)
    expect_cited(page, TRADE.quote)


def test_a_link_can_be_shared_and_survives_a_reload(open_page: Open) -> None:
    page = open_page("en-US", path=f"#relations:{CONTRACTS.start}-{CONTRACTS.end}")
    expect_cited(page, CONTRACTS.quote)
    page.reload()
    expect_cited(page, CONTRACTS.quote)


def test_a_link_to_nowhere_opens_the_page(open_page: Open) -> None:
    page = open_page("en-US", path='#"><img src=x onerror=alert(1)>:1-2')
    expect(page.locator("#viewer h2")).to_have_text(ARABIC.title)
    expect(page.locator("#viewer mark")).to_have_count(0)


def test_the_language_is_switched_and_remembered(open_page: Open) -> None:
    page = open_page("en-US")
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("#ask")).to_have_text("اسأل")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "اكتب سؤالك هنا…")
    assert direction(page, "#question textarea") == "rtl"
    assert page.locator("#header h1").inner_text() == "سند"
    page.reload()
    expect(page.locator("#ask")).to_have_text("اسأل")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert direction(page, "#header") == "rtl"


def test_an_example_is_asked_by_a_click_and_a_new_conversation_begins(open_page: Open) -> None:
    page = open_page("ar")
    page.get_by_role("button", name="متى بدأت العلاقات؟").click()
    expect(page.locator(".answer mark")).to_have_text(BEGAN.quote)
    page.get_by_role("button", name="محادثة جديدة").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#viewer mark")).to_have_count(0)


def test_a_phone_shows_one_panel_at_a_time(open_page: Open) -> None:
    page = open_page("ar", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    ask(page, "كم عقد؟")
    expect(page.locator("#talk")).to_be_visible()
    expect(page.locator("#source")).to_be_hidden()
    page.locator("a.show").tap()
    expect(page.locator("#talk")).to_be_hidden()
    expect_cited(page, CONTRACTS.quote)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="المحادثة", exact=True).tap()
    expect(page.locator(".answer mark")).to_be_visible()


def test_dark_mode_has_light_words_on_dark(open_page: Open) -> None:
    page = open_page("ar", color_scheme="dark")
    ask(page, "متى بدأت العلاقات؟")
    colours = "element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"
    ink, marker = (
        [int(part) for part in re.findall(r"\d+", colour)[:3]] for colour in page.locator("#cited").evaluate(colours)
    )
    assert min(ink) > 200
    assert max(marker) < 130


def test_a_question_that_cannot_be_asked_goes_back_into_the_box(open_page: Open) -> None:
    page = open_page("en-US")
    expect(page.locator("#ask")).to_be_disabled()
    page.locator("#question textarea").fill("   ")
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#ask")).to_be_disabled()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, "break it")
    expect(page.locator(".notice").last).to_contain_text("Something went wrong")
    expect(page.locator("#question textarea")).to_have_value("break it")


def test_a_turn_is_copied_and_its_question_asked_again(open_page: Open) -> None:
    page = open_page("en-US", permissions=["clipboard-read", "clipboard-write"])
    ask(page, "How much trade?")
    copied = "navigator.clipboard.readText()"
    page.get_by_role("button", name="Copy answer").click()
    expect(page.locator("#sanad-status")).to_have_text("Copy answer ✓")
    assert page.evaluate(copied) == TRADE.quote
    page.get_by_role("button", name="Copy quote with source").click()
    expect(page.locator("#sanad-status")).to_have_text("Copy quote with source ✓")
    assert page.evaluate(copied).startswith(f"«{TRADE.sentence}» — {ARABIC.title} › التجارة [")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#sanad-status")).to_have_text("Copy link ✓")
    assert page.evaluate(copied) == page.url
    box = page.locator("#question textarea")
    box.press("ArrowUp")
    expect(box).to_have_value("How much trade?")
    box.fill("")
    page.get_by_role("button", name="Edit question").click()
    expect(box).to_have_value("How much trade?")
    expect(page.locator("#ask")).to_be_enabled()
    box.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)


def test_a_hostile_article_and_question_are_text(open_page: Open) -> None:
    page = open_page("en-US")
    ask(page, HOSTILE_QUESTION)
    expect(page.locator(".question p")).to_have_text(HOSTILE_QUESTION)
    expect(page.locator(".answer mark")).to_have_text(EMBASSY.quote)
    expect_cited(page, EMBASSY.quote)
    assert page.locator("#viewer .document").evaluate("element => element.textContent") == HOSTILE.text
    assert page.locator("#viewer h2").evaluate("element => element.textContent") == HOSTILE.title
    page.locator("a.show").click()
    page.locator("#viewer nav a").click()
    expect(page.locator("#viewer h2")).to_have_text(ARABIC.title)
    page.go_back()
    expect(page.locator("#cited")).to_have_text(EMBASSY.quote)
    page.reload()
    expect_cited(page, EMBASSY.quote)
    assert page.evaluate("window.pwned === undefined")
    assert page.locator(":is(#conversation, #viewer) :is(script, img, svg, iframe)").count() == 0


# What the tests below say and see, by the page's language.
_TALK = {
    "en": {
        "first": "When did relations begin?",
        "then": "and where?",
        "full": "Understood as: Where did relations begin?",
        "thanks": "thank you!",
        "welcome": "You are welcome!",
        "refused": "Who paid?",
        "offered": "What was the volume of trade?",
    },
    "ar": {
        "first": "متى بدأت العلاقات؟",
        "then": "ولماذا؟",
        "full": "فُهم السؤال: لماذا بدأت العلاقات؟",
        "thanks": "شكرًا جزيلًا",
        "welcome": "عفوًا!",
        "refused": "من دفع؟",
        "offered": "ما قيمة التبادل التجاري؟",
    },
}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_follow_up_is_shown_in_full(open_page: Open, lang: str) -> None:
    page, said = open_page(lang), _TALK[lang]
    ask(page, said["first"])
    ask(page, said["then"])
    expect(page.locator(".turn").last.locator(".question p")).to_have_text(said["then"])
    expect(page.locator(".understood")).to_have_text(said["full"])
    expect(page.locator("#sanad-status")).to_contain_text(said["full"])


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_thanks_are_answered_and_the_document_stays_as_it_is(open_page: Open, lang: str) -> None:
    page, said = open_page(lang), _TALK[lang]
    ask(page, said["first"])
    ask(page, said["thanks"])
    expect(page.locator(".talk-reply .short").first).to_have_text(said["welcome"])
    expect(page.locator(".closest")).to_have_count(0)
    expect_cited(page, BEGAN.quote)
    assert direction(page, ".talk-reply") == ("rtl" if lang == "ar" else "ltr")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_refusal_offers_questions_that_a_key_asks(open_page: Open, lang: str) -> None:
    page, said = open_page(lang), _TALK[lang]
    ask(page, said["refused"])
    chips = page.locator(".suggestions button")
    expect(chips.first).to_have_text(said["offered"])
    assert direction(page, ".suggestions") == ("rtl" if lang == "ar" else "ltr")
    chips.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".answer mark")).to_have_text(TRADE.quote)


@pytest.fixture(scope="module")
def shipped_address() -> Iterator[str]:
    with served("shipped") as url:
        yield url


def test_the_whole_road_with_the_shipped_models(open_page: Open, shipped_address: str) -> None:
    page = open_page("ar", url=shipped_address)
    for question, year in (
        ("متى بدأت العلاقات الدبلوماسية بين إيران وكازاخستان؟", "1992"),
        ("When did diplomatic relations between Iran and Kazakhstan begin?", "1992"),
    ):
        ask(page, question)
        expect(page.locator(".turn").last.locator(".short")).to_contain_text(year)
        expect_cited(page, page.locator(".turn").last.locator(".citation mark").first.inner_text())
        assert direction(page, ".answer blockquote") == "rtl"
    ask(page, "Who won the World Cup in 2018?")
    expect(page.locator(".turn").last.locator(".refusal .closest")).to_be_visible()
    expect(page.locator("#viewer mark")).to_have_count(0)
