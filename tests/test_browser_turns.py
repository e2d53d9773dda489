"""Answered turns in a real browser: judged, corrected by mouse and by keyboard, kept over a reload; and waiting."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser_page import Open, ask, expect_cited
from chat_sample import ARABIC, BEGAN, CONTRACTS, EMBASSY, HOSTILE, HOSTILE_QUESTION, TRADE, served
from playwright.sync_api import Locator, Page, expect

from chat.feedback.file import Feedback
from chat.library import N_AT_ONCE

pytestmark = pytest.mark.browser

# Selects the document's characters from start to end, counted as Python counts them, across elements.
_SELECT = """(panel, [start, end]) => {
    const points = [], walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
        let at = 0;
        for (const character of node.data) { points.push([node, at]); at += character.length; }
        points.last = [node, at];
    }
    points.push(points.last);
    const selection = getSelection(), range = document.createRange();
    range.setStart(...points[start]);
    range.setEnd(...points[end]);
    selection.removeAllRanges();
    selection.addRange(range); }"""


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> Feedback:
    return Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")


@pytest.fixture(scope="module")
def address(feedback: Feedback) -> Iterator[str]:
    with served(examples=("متى بدأت العلاقات؟", HOSTILE_QUESTION), feedback=feedback.path, delay=2) as url:
        yield url


def judging(page: Page, name: str) -> Locator:
    """A button under the last turn."""
    return page.locator(".turn").last.locator(".judging").get_by_role("button", name=name)


def kept(feedback: Feedback, question: str) -> tuple[str, str | None]:
    """The newest judgement of the question and the better answer."""
    row = [row for row in feedback.rows() if row.question == question][-1]
    return row.verdict, row.better_answer


def test_an_answer_is_judged_and_the_mind_changed(open_page: Open, feedback: Feedback) -> None:
    page = open_page("en-US")
    ask(page, "How much trade?")
    judging(page, "Right").click()
    expect(page.locator(".said")).to_have_text("شكرًا، سُجّل رأيك.Thank you, noted.")
    expect(judging(page, "Right")).to_have_attribute("aria-pressed", "true")
    expect(judging(page, "Right")).to_be_focused()
    expect(page.locator("#sanad-status")).to_have_text("Thank you, noted.")
    assert kept(feedback, "How much trade?") == ("right", None)
    judging(page, "Wrong").click()
    judging(page, "The documents do not say").click()
    expect(judging(page, "The documents do not say")).to_have_attribute("aria-pressed", "true")
    expect(judging(page, "Right")).to_have_attribute("aria-pressed", "false")
    assert kept(feedback, "How much trade?") == ("not_in_documents", None)
    assert sum(row.question == "How much trade?" for row in feedback.rows()) == 1
    ask(page, "Who won?")
    judging(page, "Wrong").click()
    expect(judging(page, "Select it in the document")).to_be_visible()
    expect(judging(page, "The documents do not say")).to_have_count(0)


def test_judgements_in_a_hurry_are_all_kept(open_page: Open, feedback: Feedback) -> None:
    page = open_page("en-US")
    questions = ["hurried trade?", "hurried contracts?", "hurried embassy?"]
    for question in questions:
        ask(page, question)
    page.evaluate("document.querySelectorAll('[data-judge=wrong]').forEach(button => button.click())")
    expect(page.locator(".said")).to_have_count(3)
    assert [kept(feedback, question) for question in questions] == [("wrong", None)] * 3


def test_a_better_answer_is_selected_in_a_hostile_document(open_page: Open, feedback: Feedback) -> None:
    page = open_page("en-US")
    ask(page, HOSTILE_QUESTION)
    judging(page, "Wrong").click()
    judging(page, "Select it in the document").click()
    expect(page.locator(".correction .asked")).to_have_text(HOSTILE_QUESTION)
    expect(page.locator(".give")).to_be_disabled()
    # Across blocks, with \r\n, a heart of emoji joined by nothing, a ligature and a mark before it.
    start, end = HOSTILE.text.index("&amp; {{7*7}}"), HOSTILE.text.index("and ﷺ") + 5
    page.locator("#viewer .document").evaluate(_SELECT, [start, end])
    expect(page.locator(".correction q")).to_be_visible()
    assert page.locator(".correction q").evaluate("quote => quote.textContent") == HOSTILE.text[start:end]
    page.get_by_role("button", name="This is the answer").click()
    expect(page.locator(".correction")).to_be_hidden()
    expect(page.locator(".said a")).to_have_count(1)
    assert kept(feedback, HOSTILE_QUESTION) == ("better", HOSTILE.text[start:end])
    page.locator(".said a").click()
    expect(page.locator("#cited")).to_contain_text("&amp;")
    page.reload()
    expect(page.locator(".said a")).to_have_count(1)
    assert page.evaluate("window.pwned === undefined")
    assert page.locator(":is(#conversation, #viewer, #correction, #memory) :is(script, img, svg, iframe)").count() == 0


def test_a_selection_that_leaves_the_document_is_cut_to_it(open_page: Open, feedback: Feedback) -> None:
    page = open_page("ar")
    ask(page, "من فاز بكأس العالم؟")
    judging(page, "خطأ").click()
    judging(page, "أحدّده في الوثيقة").click()
    page.evaluate(
        """() => {
            const last = document.querySelector("#viewer .document").lastElementChild
            getSelection().setBaseAndExtent(last, 0, document.body, document.body.childNodes.length)
        }"""
    )
    expect(page.locator(".give")).to_be_enabled()
    page.get_by_role("button", name="هذا هو الجواب").click()
    expect(page.locator(".correction")).to_be_hidden()
    expect(page.locator(".said a")).to_have_count(1)
    verdict, given = kept(feedback, "من فاز بكأس العالم؟")
    assert (verdict, ARABIC.text.endswith(given)) == ("better", True)
    assert 0 < len(given) < len(ARABIC.text) / 2


def test_a_better_answer_by_keyboard_alone(open_page: Open, feedback: Feedback) -> None:
    page = open_page("en-US")
    ask(page, "When did relations begin, by key?")
    press_until(page, "[data-judge=right]", backwards=True)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(judging(page, "Wrong")).to_have_attribute("aria-pressed", "true")
    expect(judging(page, "Wrong")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#viewer .document")).to_be_focused()
    page.keyboard.press("ArrowLeft")  # the first word of what is cited
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".correction q")).to_have_text("29 يناير")
    page.keyboard.press("Enter")
    expect(page.locator(".said a")).to_have_text("29 يناير")
    expect(judging(page, "Select it in the document")).to_be_focused()
    assert kept(feedback, "When did relations begin, by key?") == ("better", "29 يناير")
    page.keyboard.press("Enter")
    expect(page.locator(".correction")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".correction")).to_be_hidden()
    expect(judging(page, "Select it in the document")).to_be_focused()


def press_until(page: Page, selector: str, *, backwards: bool = False) -> None:
    """Tab until it has the focus, which must be seen on everything on the way."""
    for _ in range(40):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_words_that_do_not_stand_there_are_refused(open_page: Open, feedback: Feedback) -> None:
    page = open_page("ar")
    ask(page, "ما حجم التجارة المزورة؟")
    judging(page, "خطأ").click()
    judging(page, "أحدّده في الوثيقة").click()
    # The page is tampered with, and no longer holds the document's words.
    page.locator("#viewer .document p").first.evaluate("line => { line.firstChild.textContent = 'Forged words'; }")
    page.locator("#viewer .document").evaluate(_SELECT, [0, 6])
    page.get_by_role("button", name="هذا هو الجواب").click()
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator("#sanad-status")).to_contain_text("ليست هذه الكلمات في هذا الموضع")
    expect(page.locator(".correction")).to_be_visible()
    assert kept(feedback, "ما حجم التجارة المزورة؟") == ("wrong", None)


def test_turns_and_place_survive_a_reload(open_page: Open) -> None:
    page = open_page("en-US")
    for question in ("When did relations begin?", "How much trade?", "Who won?", "break it", "How many contracts?"):
        ask(page, question)
    judging(page, "Right").click()
    expect(judging(page, "Right")).to_have_attribute("aria-pressed", "true")
    before = page.locator("#conversation .talk").inner_html()
    page.locator(".turn").nth(2).locator("a.show").first.click()
    expect(page.locator("#viewer mark").first).to_have_class("passage")
    page.reload()
    expect(page.locator(".turn")).to_have_count(5)
    assert page.locator("#conversation .talk").inner_html() == before
    expect(page.locator("#viewer mark").first).to_have_class("passage")
    for at, citation in ((0, BEGAN), (1, TRADE), (4, CONTRACTS)):
        page.locator(".turn").nth(at).locator("a.show").first.click()
        expect(page.locator("#cited")).to_have_text(citation.quote)
        expect_cited(page, citation.quote)
    ask(page, "What embassy?")
    page.reload()
    expect(page.locator(".turn")).to_have_count(6)
    expect_cited(page, EMBASSY.quote)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    page.reload()
    expect(page.locator("#ask")).to_have_text("Ask")
    page.wait_for_timeout(500)
    expect(page.locator(".welcome")).to_be_visible()


def test_a_new_tab_goes_on_and_two_tabs_keep_apart(open_page: Open, address: str) -> None:
    page = open_page("en-US")
    ask(page, "How much trade?")
    page.wait_for_function("() => localStorage.getItem('sanad-turns') !== null")
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator(".answer mark")).to_have_text(TRADE.quote)
    ask(other, "How many contracts?")
    other.wait_for_function("() => localStorage.getItem('sanad-turns').includes('contracts')")
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)
    other.reload()
    expect(other.locator(".turn")).to_have_count(2)


def test_hostile_memory_is_text_or_nothing(open_page: Open) -> None:
    page = open_page("en-US")
    ask(page, HOSTILE_QUESTION)
    ask(page, "How much trade?")
    page.wait_for_function("() => (localStorage.getItem('sanad-turns') || '').includes('trade')")
    forged = """text => {
        const memory = JSON.parse(text), [first, second] = memory.turns;
        second.outcome.text = "<img src=x onerror='window.pwned=20'>";
        memory.turns.push({...first, question: "</p><script>window.pwned=21</script>"},
                          {...first, turn_id: "\\"><img src=x onerror='window.pwned=22'>"});
        return JSON.stringify(memory); }"""
    memory = page.evaluate(forged, page.evaluate("localStorage.getItem('sanad-turns')"))
    for damaged, n_turns in ((memory, 2), ("{", 0), (json.dumps({"version": 99, "turns": []}), 0), ("<img src=x>", 0)):
        page.evaluate(
            "text => { sessionStorage.setItem('sanad-turns', text); localStorage.setItem('sanad-turns', text); "
            "sessionStorage.setItem('sanad-place', '\"><img src=x>:1-2'); }",
            damaged,
        )
        page.goto(page.url.split("#")[0])
        page.reload()
        expect(page.locator("#ask")).to_have_text("Ask")
        if n_turns:
            expect(page.locator(".turn")).to_have_count(n_turns)
            expect(page.locator(".question p").last).to_have_text("</p><script>window.pwned=21</script>")
        else:
            page.wait_for_timeout(500)
            expect(page.locator(".welcome")).to_be_visible()
    assert page.evaluate("window.pwned === undefined")


def test_a_question_behind_others_is_told_that_it_waits(open_page: Open, address: str) -> None:
    page = open_page("ar")
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        threads = [threading.Thread(target=_ask, args=(client, f"slowly {number}")) for number in range(2 * N_AT_ONCE)]
        for thread in threads:
            thread.start()
        page.wait_for_timeout(500)
        page.locator("#question textarea").fill("كم عقد؟")
        page.locator("#ask").click()
        expect(page.locator("#waiting")).to_be_visible()
        expect(page.locator("#sanad-status")).to_have_text(
            re.compile("^سؤالك في الانتظار[:،]")
        )  # with the place, once it is known
        expect(page.locator(".answer mark")).to_have_text(CONTRACTS.quote)
        expect(page.locator("#waiting")).to_be_hidden()
        for thread in threads:
            thread.join()


def _ask(client: httpx.Client, question: str) -> None:
    event = client.post("/gradio_api/call/ask", json={"data": [question]}).json()["event_id"]
    client.get(f"/gradio_api/call/ask/{event}")


def test_a_phone_corrects_by_touch(open_page: Open, feedback: Feedback) -> None:
    page = open_page("ar", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    ask(page, "كم عقد باللمس؟")
    judging(page, "خطأ").tap()
    judging(page, "أحدّده في الوثيقة").tap()
    expect(page.locator("#talk")).to_be_hidden()
    expect(page.locator(".correction")).to_be_in_viewport()
    page.locator("#viewer .document").evaluate(_SELECT, [TRADE.start, TRADE.end])
    expect(page.locator(".correction q")).to_have_text(TRADE.quote)
    if path := _shots():
        page.screenshot(path=path / "phone-correcting.png")
    page.get_by_role("button", name="هذا هو الجواب").tap()
    expect(page.locator("#talk")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator(".said a")).to_have_text(TRADE.quote)
    assert kept(feedback, "كم عقد باللمس؟") == ("better", TRADE.quote)


def _shots() -> Path | None:
    import os

    return Path(os.environ["SANAD_SHOTS"]) if "SANAD_SHOTS" in os.environ else None
