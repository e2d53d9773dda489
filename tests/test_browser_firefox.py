"""The page's core in Firefox, which paints, scrolls and keeps things by an engine of its own.

Needs Debian's firefox-esr, or another Firefox of its age or younger. Without one these tests are skipped;
SANAD_REQUIRE_BROWSER=1 makes that a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_page import path_of
from chat_sample import BEGAN, served
from firefox import Firefox, firefox_at
from own_sample import ENGLISH_TEXT

pytestmark = pytest.mark.browser

_READS = {"ar": "ar-SA, ar", "en": "en-US, en"}
_DIRECTION = {"ar": "rtl", "en": "ltr"}
_ASK = {"ar": "اسأل", "en": "Ask"}
_QUESTION = {"ar": "متى بدأت العلاقات؟", "en": "When did relations begin?"}
# The marked words, and whether they stand inside the panel that is seen of the document.
_CITED = """const marks = [...document.querySelectorAll("#viewer mark")], own = marks[0]?.getBoundingClientRect();
    const panel = document.querySelector("#viewer .document").getBoundingClientRect();
    return marks.map((one) => one.textContent).join("") === arguments[0]
        && own.top >= panel.top && own.bottom <= panel.bottom;"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox_at(path_of("firefox-esr", "firefox"), tmp_path_factory.mktemp("profile")) as firefox:
        yield firefox


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("own") as url:
        yield url


def ask(firefox: Firefox, question: str) -> None:
    """Type a question, send it, and wait for its outcome."""
    n = firefox.run("return document.querySelectorAll('.turn').length")
    firefox.write("#question textarea", question, enter=True)
    firefox.until(
        "return document.querySelectorAll('.turn').length === arguments[0] && !document.querySelector('.searching')"
        " && !('busy' in document.documentElement.dataset)",
        n + 1,
    )


def expect_page(firefox: Firefox, lang: str) -> None:
    firefox.until_text("#ask", _ASK[lang])
    seen = firefox.run(
        "return [document.documentElement.lang, getComputedStyle(document.getElementById('header')).direction]"
    )
    assert seen == [lang, _DIRECTION[lang]]


@pytest.mark.parametrize(("lang", "other"), [("ar", "en"), ("en", "ar")])
def test_a_conversation(firefox: Firefox, address: str, lang: str, other: str) -> None:
    firefox.open_as_new(address, _READS[lang])
    expect_page(firefox, lang)
    assert firefox.run("return document.querySelector('.welcome').checkVisibility()")
    assert firefox.run("return document.getElementById('ask').disabled")
    ask(firefox, _QUESTION[lang])
    firefox.until_text(".answer mark", BEGAN.quote)
    firefox.until(_CITED, BEGAN.quote)
    firefox.click(f"#header [data-lang={other}]")
    expect_page(firefox, other)
    firefox.call("Refresh")
    expect_page(firefox, other)
    firefox.until_text(".answer mark", BEGAN.quote)
    firefox.until(_CITED, BEGAN.quote)
    assert firefox.wrong(address) == []


def test_a_file_is_sent_and_asked(firefox: Firefox, address: str, tmp_path: Path) -> None:
    (tmp_path / "reservoir.txt").write_bytes(ENGLISH_TEXT)
    firefox.open_as_new(address, _READS["en"])
    firefox.click("#chooser [data-own]")
    firefox.until("return document.querySelector('#own input')")
    firefox.write("#own input", str(tmp_path / "reservoir.txt"))
    firefox.until_text("#own .held strong", "The reservoir")
    ask(firefox, "When was the reservoir built?")
    firefox.until_text(".answer .short", "1987")
    firefox.until(_CITED, "1987")
    assert firefox.wrong(address) == []


def test_what_goes_wrong_would_be_seen(firefox: Firefox, address: str) -> None:
    firefox.open_as_new(address, _READS["en"])
    firefox.run("setTimeout(() => { throw new Error('thrown by the test'); })")
    firefox.run("document.body.append(Object.assign(document.createElement('script'), { text: 'window.pwned = 1' }))")
    firefox.run("return fetch('http://127.0.0.1:9/').catch(() => {})")
    assert firefox.run("return window.pwned") is None
    wrong = "\n".join(firefox.wrong(address))
    assert "thrown by the test" in wrong
    assert "Content-Security-Policy" in wrong
