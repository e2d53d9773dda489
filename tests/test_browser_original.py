"""A PDF's original page in a real browser: opened by keyboard, the quote in its box, leafed through, and nobody else's.

And how long a long file still takes. In both languages, on a desktop in the dark and on a phone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_page import Open, ask
from chat_sample import served
from file_samples import FILES
from own_sample import ENGLISH_TEXT, TWO_PAGES
from playwright.sync_api import Page, expect
from test_accessibility import findings
from test_browser_own import choose, send

from chat.html import STRINGS
from corpus.document import Lang

pytestmark = pytest.mark.browser

_PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "color_scheme": "light"}
_DESKTOP = {"color_scheme": "dark"}
_ARABIC = (FILES / "browser.pdf").read_bytes()
# Whether what is boxed on the picture is dark, and how much of the whole picture's dark is in the box.
_INK = """async image => {
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    paper.drawImage(image, 0, 0);
    const dark = (x, y, width, height) => paper.getImageData(x, y, width, height).data
        .reduce((n, value, at) => n + (at % 4 === 0 && value < 128), 0);
    const box = image.parentElement.querySelector("rect"), of = (name) => Number(box.getAttribute(name));
    return [dark(of("x"), of("y"), of("width"), of("height")), dark(0, 0, canvas.width, canvas.height)]; }"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("own") as url:
        yield url


def opened(open_page: Open, lang: Lang, options: dict[str, object], *files: tuple[str, bytes]) -> Page:
    """The page of a visitor who brought these files and asks them."""
    page = open_page("ar" if lang == "ar" else "en-US", **options)
    choose(page, STRINGS[lang].own_documents)
    send(page, *files)
    return page


def shot(page: Page, name: str) -> None:
    if "SANAD_SHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SANAD_SHOTS"]) / f"{name}.png")


@pytest.mark.parametrize(
    ("lang", "options"), [("ar", _DESKTOP), ("en", _PHONE)], ids=["ar-desktop-dark", "en-phone-light"]
)
def test_the_quote_is_boxed_on_its_page(open_page: Open, lang: Lang, options: dict[str, object]) -> None:
    strings = STRINGS[lang]
    page = opened(open_page, lang, options, ("ميناء.pdf", _ARABIC))
    ask(page, "كم بلغت صادراته من مليون طن؟")
    expect(page.locator(".answer .short").last).to_have_text("2019")
    if options is _PHONE:
        page.locator("[data-view=source]").get_by_text(strings.document, exact=True).click()
    button = page.get_by_role("button", name=strings.original_page)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press("Enter")
    picture = page.get_by_role("img", name=strings.original_boxed.format(quote="2019"))
    expect(picture).to_be_visible()
    said = strings.original_alt.format(page=1, title="ميناء أكتاو")
    expect(picture).to_have_attribute("alt", f"{said} {strings.original_boxed.format(quote='2019')}")
    expect(page.locator("#sanad-status")).to_have_text(picture.get_attribute("alt") or "")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#original rect")).to_have_count(1)
    expect(page.locator("#original rect")).to_be_in_viewport()
    boxed, whole = picture.evaluate(_INK)
    assert 100 < boxed < 0.1 * whole
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
    beside = page.locator("#viewer .document")
    expect(beside).to_be_hidden() if options is _PHONE else expect(beside).to_be_visible()
    shot(page, f"original-{lang}-{'phone' if options is _PHONE else 'desktop'}")
    # Larger, and the box still seen; the next page, by keyboard, which has no box; and back.
    page.get_by_role("button", name=strings.enlarge).press("Enter")
    expect(page.locator("#original .is-large")).to_be_visible()
    expect(page.locator("#original rect")).to_be_in_viewport()
    shot(page, f"original-{lang}-{'phone' if options is _PHONE else 'desktop'}-large")
    following = page.get_by_role("button", name=strings.page_next)
    following.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#page-shown")).to_have_text(strings.page_of.format(page=2, n=2), use_inner_text=True)
    expect(page.locator("#original rect")).to_have_count(0)
    expect(following).to_be_disabled()
    expect(page.locator("#original .paper")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#original")).to_be_hidden()
    expect(button).to_be_focused()
    expect(beside).to_be_visible()


def test_the_page_goes_along_with_what_is_read_and_with_the_language(open_page: Open) -> None:
    page = opened(open_page, "en", {}, ("two.pdf", TWO_PAGES), ("text.txt", ENGLISH_TEXT))
    page.get_by_role("button", name="Original page").click()
    expect(page.locator("#page-shown")).to_have_text("Page 1 of 2", use_inner_text=True)
    ask(page, "When was it that the bridge fell?")
    expect(page.locator("#page-shown")).to_have_text("Page 2 of 2", use_inner_text=True)
    expect(page.locator("#original img")).to_have_attribute(
        "alt", "Page 2 of “two” as it is printed. In the box: “2011”."
    )
    page.locator("#header [data-lang=ar]").click()
    expect(page.locator("#original img")).to_have_attribute("alt", "صفحة 2 من «two» كما طُبعت. في إطار: «2011».")
    expect(page.locator("#page-shown")).to_have_text("صفحة 2 من 2", use_inner_text=True)
    page.locator("#header [data-lang=en]").click()
    ask(page, "When was the reservoir built?")  # of a text
    expect(page.locator("#viewer h2")).to_have_text("The reservoir")
    expect(page.locator("#original")).to_have_count(0)
    expect(page.locator("html[data-original]")).to_have_count(0)
    ask(page, "When was it that the bridge fell?")
    expect(page.locator("#original rect")).to_have_count(1)


def test_nobody_else_has_the_page_and_that_is_said(open_page: Open, address: str) -> None:
    other = open_page("en-US")
    page = open_page("en-US").context.new_page()  # where errors of the network are no errors of the test
    page.set_default_timeout(60_000)
    page.goto(address)
    choose(page, "Your documents")
    send(page, ("two.pdf", TWO_PAGES))
    button = page.get_by_role("button", name="Original page")
    with page.expect_response("**/original?*") as answered:
        button.click()
    assert answered.value.headers["cache-control"] == "no-store"
    expect(page.locator("#original img")).to_be_visible()
    told = other.request.get(answered.value.url)  # another browser, even with the page's own letters
    assert (told.status, told.json()["detail"].partition(" · ")[2]) == (404, STRINGS["en"].original_none)
    # What is not there any more is told in the page's place.
    button.click()
    page.evaluate("document.querySelector('#viewer .viewer').dataset.fragment = 'own-gone'")
    button.click()
    expect(page.locator("#original > div p")).to_contain_text(STRINGS["en"].original_none)
    expect(page.locator("#sanad-status")).to_contain_text(STRINGS["en"].original_none)


def test_a_long_file_says_once_how_long_it_still_takes(open_page: Open) -> None:
    words = STRINGS["ar"].seconds_left.partition(" {")[0]
    with served("own slow") as url:
        page = open_page("ar", url=url, **_PHONE)
        choose(page, STRINGS["ar"].own_documents)
        page.evaluate("""() => { window.told = [];
            new MutationObserver(() => window.told.push(document.getElementById("sanad-status").textContent))
                .observe(document.body, { childList: true, subtree: true, characterData: true }); }""")
        send(page, ("short.txt", ENGLISH_TEXT))
        assert not [one for one in page.evaluate("window.told") if words in one]
        long = "\n\n".join(f"Paragraph {n}. " + "Something is said of it here. " * 14 for n in range(80))
        files = page.locator("#own input")
        files.set_input_files([{"name": "long.txt", "mimeType": "text/plain", "buffer": long.encode()}])
        expect(page.locator("#progress .left")).to_contain_text(words)
        shot(page, "time-left-ar")
        expect(page.locator("#own .held li")).to_have_count(2)
        assert len({one for one in page.evaluate("window.told") if words in one}) == 1
        expect(page.locator("#progress p")).to_have_count(0)
        page.close()  # before the server goes, which it would miss
