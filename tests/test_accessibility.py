"""The page for everyone: axe finds nothing, and everything is reached and seen by keyboard.

axe-core (MPL-2.0, for tests only) comes with axe-playwright-python and is put into the page from there.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_page import Open, ask
from chat_sample import HOSTILE_QUESTION, TRADE, served
from playwright.sync_api import Page, expect

from chat.feedback.file import Feedback

pytestmark = pytest.mark.browser

_PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
_SELECT_CITED = "cited => getSelection().selectAllChildren(cited)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    feedback = Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")
    examples = ("متى بدأت العلاقات؟", "How much trade?")
    with served(examples=examples, feedback=feedback.path, delay=3) as url:
        yield url


def findings(page: Page) -> list[str]:
    """What axe finds, of any severity and in best practice, too, with where it is."""
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for one in Axe().run(page).response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [{}, _PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("locale", ["ar", "en-US"])
def test_axe_finds_nothing(open_page: Open, locale: str, options: dict[str, object], scheme: str) -> None:
    page = open_page(locale, color_scheme=scheme, **options)
    found = {"welcome": findings(page)}
    wrong, select, none, document, give = (
        ("خطأ", "أحدّده في الوثيقة", "لا تذكره الوثائق", "الوثيقة", "هذا هو الجواب")
        if locale == "ar"
        else ("Wrong", "Select it in the document", "The documents do not say", "Document", "This is the answer")
    )
    for question in ("ما حجم التجارة؟", "When did relations begin?", "Who won?", HOSTILE_QUESTION, "break", "?!"):
        ask(page, question)
    found["answers"] = findings(page)
    page.locator(".turn").nth(1).get_by_role("button", name=wrong).click()
    page.locator(".turn").nth(1).get_by_role("button", name=none).click()
    page.locator(".turn").nth(0).get_by_role("button", name=wrong).click()
    page.locator(".turn").nth(0).locator("a.show").first.click()
    expect(page.locator("#cited")).to_have_text(TRADE.quote)
    if options:
        page.get_by_role("button", name="المحادثة" if locale == "ar" else "Conversation", exact=True).click()
    page.locator(".turn").nth(0).get_by_role("button", name=select).click()
    found["correcting"] = findings(page)
    page.locator("#cited").evaluate(_SELECT_CITED)
    expect(page.get_by_role("button", name=give)).to_be_enabled()
    found["selected"] = findings(page)
    page.get_by_role("button", name=give).click()
    expect(page.locator(".said a")).to_have_count(1)
    found["judged"] = findings(page)
    if options:
        page.get_by_role("button", name=document, exact=True).click()
        found["document"] = findings(page)
        page.get_by_role("button", name="المحادثة" if locale == "ar" else "Conversation", exact=True).click()
    page.locator("#question textarea").fill("slowly, who won?")
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".searching")).to_be_visible()
    found["searching"] = findings(page)
    expect(page.locator(".searching")).to_have_count(0)
    page.evaluate("window.sanad.tell('Something went wrong.')")
    expect(page.locator("#problem")).to_be_visible()
    found["problem"] = findings(page)
    assert {state: one for state, one in found.items() if one} == {}


# What can be worked with, and whether a rule shows that it has the focus: an outline, a shadow or another border.
_ALL = """() => [...document.querySelectorAll("a[href], button, textarea, [tabindex='0']")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.getClientRects().length)
    .map((one, at) => { one.dataset.testAt = at; return at; })"""
_FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one);
    const seen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"
        || one.matches("textarea");
    return [one.dataset.testAt ?? null, seen, one.outerHTML.slice(0, 120)]; }"""


@pytest.mark.parametrize("locale", ["ar", "en-US"])
def test_everything_is_reached_by_tab_and_seen_to_be(open_page: Open, locale: str) -> None:
    page = open_page(locale)
    for question in ("How much trade?", "Who won?"):
        ask(page, question)
    wrong = page.locator("[data-judge=wrong]").first
    wrong.click()
    expect(page.locator("[data-correct]")).to_have_count(1)
    places = set(page.evaluate(_ALL))
    assert len(places) > 12
    reached: dict[int, bool] = {}
    page.evaluate("document.activeElement.blur()")
    for _ in range(len(places) + 10):
        page.keyboard.press("Tab")
        at, seen, source = page.evaluate(_FOCUSED)
        if at is not None:
            reached[int(at)] = seen
            assert seen, f"no focus is seen on {source}"
    assert places - set(reached) == set()


def test_a_link_followed_by_key_leads_into_the_document_on_a_phone(open_page: Open) -> None:
    page = open_page("en-US", **_PHONE)
    ask(page, "How much trade?")
    page.locator("a.show").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#viewer .document")).to_be_focused()


def test_a_new_answer_is_announced(open_page: Open) -> None:
    page = open_page("en-US")
    ask(page, "How much trade?")
    status = page.locator("#sanad-status")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_contain_text(TRADE.quote)
    expect(status).to_contain_text("Confidence: likely (61%)")
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#sanad-status")).to_have_count(0)  # an old answer is no news
