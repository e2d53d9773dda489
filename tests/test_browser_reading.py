"""Reading in a real browser: the outline, finding, tables, marks in the margin, shared links; and what opens over it.

In both languages, on a desktop and a phone. The words of the page come from its strings, as a reader sees them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_page import Open, ask, expect_cited
from chat_sample import ARABIC, BEGAN, TRADE, served
from playwright.sync_api import Page, expect
from test_accessibility import findings

from chat.html import STRINGS
from chat.links import Place
from corpus.document import Lang

pytestmark = pytest.mark.browser

_PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
_VIEWS = pytest.mark.parametrize(("lang", "options"), [("ar", {}), ("en", _PHONE)], ids=["ar-desktop", "en-phone"])
_FEES = "# Fees\n\n| Kind | Price |\n|---|---|\n| Adult | 5 euros |\n\n## Opening\n\nThe reservoir was built in 1987.\n"
_DROP = """([name, text]) => { const sent = new DataTransfer();
    sent.items.add(new File([text], name));
    for (const kind of ["dragover", "drop"]) document.getElementById("conversation")
        .dispatchEvent(new DragEvent(kind, { dataTransfer: sent, bubbles: true, cancelable: true })); }"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("own") as url:
        yield url


def locale(lang: Lang) -> str:
    return "ar" if lang == "ar" else "en-US"


def show(page: Page, lang: Lang, view: str) -> None:
    """The panel, which a phone shows by a button."""
    name = STRINGS[lang].document if view == "source" else STRINGS[lang].conversation
    if page.viewport_size == _PHONE["viewport"]:
        page.locator(f"[data-view={view}]").get_by_text(name, exact=True).click()


@_VIEWS
def test_words_are_found_as_the_search_folds_and_answers_are_seen_in_the_margin(
    open_page: Open, lang: Lang, options: dict[str, object]
) -> None:
    page = open_page(locale(lang), **options)
    ask(page, "ما حجم التجارة؟")
    show(page, lang, "source")
    expect(page.locator("#viewer .has-answer")).to_have_count(1)
    expect(page.locator("#viewer .has-answer")).to_contain_text(TRADE.quote)
    page.locator("[data-find]").fill("ملياري دولار")  # in the document: مليارَي
    expect(page.locator("#viewer .count")).to_have_text("1 / 1")
    page.locator("[data-find]").fill("الدولتان")
    n = ARABIC.text.count("الدولتان")
    expect(page.locator("#viewer .count")).to_have_text(f"1 / {n}")
    page.locator("[data-find]").press("Shift+Enter")
    expect(page.locator("#viewer .count")).to_have_text(f"{n} / {n}")
    page.locator("[data-find]").press("Escape")
    expect(page.locator("#viewer .count")).to_have_text("")
    page.locator(".outline summary").click()
    assert findings(page) == []
    page.locator(".outline a").get_by_text("التجارة").click()
    expect(page.locator("#cited")).to_have_text("التجارة")
    expect_cited(page, "التجارة")
    assert page.locator("#viewer .document").evaluate("element => element.textContent") == ARABIC.text
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]


def test_a_shared_link_opens_on_a_phone_and_back_leads_to_the_conversation(open_page: Open, address: str) -> None:
    link = f"#{Place(BEGAN.document, (BEGAN.start, BEGAN.end)).fragment}"
    page = open_page("ar", **_PHONE)
    page.goto("about:blank")
    page.goto(f"{address}{link}")
    expect_cited(page, BEGAN.quote)
    expect(page.locator("#talk")).to_be_hidden()
    expect(page.locator(".standing.stands")).to_be_visible()
    page.go_back()
    expect(page.locator("#talk")).to_be_visible()
    assert page.url == address


@_VIEWS
def test_what_opens_over_the_page(open_page: Open, lang: Lang, options: dict[str, object]) -> None:
    page = open_page(locale(lang), **options)
    strings = STRINGS[lang]
    for name, title, words in (
        ("about", strings.about_title, strings.about_what),
        ("help", strings.help_title, strings.help_answer),
    ):
        page.locator(f"[data-do={name}]").click()
        dialog = page.get_by_role("dialog", name=title)
        expect(dialog.get_by_text(words)).to_be_visible()
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
        dialog.get_by_role("button", name=strings.close).click()
        expect(dialog).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=strings.help_title)).to_be_visible()
    page.keyboard.press("Escape")


@_VIEWS
def test_a_conversation_is_saved_as_a_file(
    open_page: Open, lang: Lang, options: dict[str, object], tmp_path: Path
) -> None:
    page = open_page(locale(lang), **options)
    ask(page, "How much trade?")
    for kind, name in (("markdown", "sanad.md"), ("html", "sanad.html"), ("json", "sanad.json")):
        with page.expect_download() as saved:
            page.locator(f"[data-export={kind}]").click()
        assert saved.value.suggested_filename == name
        saved.value.save_as(tmp_path / name)
        assert TRADE.quote.split()[0] in (tmp_path / name).read_text("utf-8")
    kept = json.loads((tmp_path / "sanad.json").read_text("utf-8"))
    assert kept["turns"][0]["outcome"]["citations"][0]["start"] == TRADE.start
    assert f'<html lang="{lang}"' in (tmp_path / "sanad.html").read_text("utf-8")


def test_a_file_is_dropped_anywhere_read_found_again_and_removed(open_page: Open, address: str) -> None:
    page = open_page("en-US").context.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(address)
    expect(page.locator("#ask")).to_have_text("Ask")
    page.evaluate(_DROP, ["fees.md", _FEES])
    expect(page.locator("#own .held strong")).to_have_text(["Fees"])
    expect(page.locator("#chooser [data-own]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#viewer th")).to_have_count(2)
    page.evaluate(_DROP, ["picture.png", "no picture"])
    expect(page.locator("#own details > .notes:nth-child(2)")).to_contain_text("picture.png")
    ask(page, "When was the reservoir built?")
    expect_cited(page, "1987")
    # Leaving asks first; whoever leaves nevertheless comes back to the documents.
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator("#own .held strong")).to_have_text(["Fees"])
    expect(page.locator(".answer .short")).to_have_text("1987")
    expect_cited(page, "1987")
    page.locator("#own details").first.evaluate("details => { details.open = true; }")
    page.locator("#own [data-remove]").click()
    expect(page.locator(".removed s")).to_have_text("1987")
    expect(page.locator("#viewer .document")).to_have_count(0)
    page.reload()
    assert asked == ["beforeunload"]  # nothing would be lost any more
