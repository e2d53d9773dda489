"""The list of conversations in a real browser, the look of the page, and the counter near the question's limit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_page import Open, ask
from chat_sample import served
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as url:
        yield url


def _rows(page: Page) -> list[str]:
    return page.locator("#dialog-conversations .list bdi").all_inner_texts()


def test_conversations_are_kept_named_found_and_deleted(open_page: Open) -> None:
    page = open_page("en-US")
    ask(page, "When did relations begin?")
    ask(page, "How much trade?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, "كم عقدًا؟")
    page.get_by_role("button", name="Your conversations").click()
    assert _rows(page) == ["كم عقدًا؟", "When did relations begin?"]
    page.locator("#dialog-conversations").get_by_role("searchbox").fill("عقدا")
    assert _rows(page) == ["كم عقدًا؟"]
    page.locator("#dialog-conversations").get_by_role("searchbox").fill("TRADE")
    assert _rows(page) == ["When did relations begin?"]
    page.locator("#dialog-conversations").get_by_role("searchbox").fill("")
    row = page.locator("#dialog-conversations .list li")
    row.nth(1).get_by_role("button", name="Rename").click()
    row.nth(1).get_by_role("textbox").fill("<b>Trade")
    page.keyboard.press("Enter")
    expect(row.nth(1).locator("bdi")).to_have_text("<b>Trade")
    row.nth(0).get_by_role("button", name="Remove").click()
    assert _rows(page) == ["<b>Trade"]
    page.get_by_role("button", name="Undo").click()
    assert _rows(page) == ["كم عقدًا؟", "<b>Trade"]
    row.nth(1).locator(".open").click()
    expect(page.locator(".question")).to_have_text(["When did relations begin?", "How much trade?"])
    # It goes on as the conversation that it was.
    ask(page, "How many contracts?")
    page.get_by_role("button", name="Your conversations").click()
    assert _rows(page) == ["<b>Trade", "كم عقدًا؟"]


def test_the_counter_and_the_look(open_page: Open) -> None:
    page = open_page("en-US")
    expect(page.locator("#counter")).to_be_hidden()
    page.locator("#question textarea").fill("x" * 1999)
    expect(page.locator("#counter")).to_have_text("عدد الأحرف:Characters: 1,999 / 2,000")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html[data-theme=dark]")).to_have_count(1)
    page.reload()
    expect(page.locator("html[data-theme=dark]")).to_have_count(1)
