"""A real browser for tests: pages as a visitor opens them, and what such tests often say. Fixtures are in conftest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

_FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
_SLOWEST_MS = 60_000  # a loaded machine is slow, a broken page slower
Open = Callable[..., Page]


def path_of(*names: str) -> str:
    """The first of the programs that is there; without any the test is skipped, or fails where it may not be."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        reason = f"no {names[0]} on the PATH (Debian: apt-get install {names[0]} fonts-noto-core)"
        if os.environ.get("SANAD_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason}, and SANAD_REQUIRE_BROWSER=1 asks for it", pytrace=False)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = path_of("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens the page as a visitor would; afterwards no request went outside and nothing was reported as wrong."""
    wrong: list[str] = []
    with ExitStack() as stack:
        pages: list[Page] = []

        def open_one(locale: str = "en-US", *, url: str = address, path: str = "", **options: object) -> Page:
            options.setdefault("viewport", {"width": 1280, "height": 800})
            context = stack.enter_context(browser.new_context(locale=locale, **options))  # type: ignore[arg-type]
            page = context.new_page()
            page.set_default_timeout(_SLOWEST_MS)
            expect.set_options(timeout=_SLOWEST_MS)
            own = (url, "data:", "blob:")
            page.on("request", lambda sent: None if sent.url.startswith(own) else wrong.append(sent.url))
            page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
            page.goto(url + path)
            expect(page.locator("#conversation .talk")).to_be_visible()
            expect(page.locator("#ask")).to_have_text("اسأل" if locale.startswith("ar") else "Ask")
            pages.append(page)
            return page

        yield open_one
        if "SANAD_SHOTS" in os.environ:
            for number, page in enumerate(page for page in pages if not page.is_closed()):
                page.screenshot(path=Path(os.environ["SANAD_SHOTS"]) / f"{request.node.name}-{number}.png")
    assert wrong == []


def ask(page: Page, question: str) -> None:
    """Type a question, send it, and wait for its outcome."""
    n_turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".turn")).to_have_count(n_turns + 1)
    expect(page.locator(".turn .searching")).to_have_count(0)
    expect(page.locator("html[data-busy]")).to_have_count(0)


def direction(page: Page, selector: str) -> str:
    return str(page.locator(selector).last.evaluate("element => getComputedStyle(element).direction"))


def marked(page: Page) -> str:
    """What is marked in the document, joined."""
    return "".join(page.locator("#viewer mark").all_text_contents())


def expect_cited(page: Page, quote: str) -> None:
    """The quote is marked in the document, and the mark can be seen."""
    expect(page.locator("#cited")).to_be_in_viewport()
    assert marked(page) == quote
    inside = """mark => {
        const own = mark.getBoundingClientRect(), panel = mark.closest(".document").getBoundingClientRect();
        return own.top >= panel.top && own.bottom <= panel.bottom; }"""
    assert page.locator("#cited").evaluate(inside)
