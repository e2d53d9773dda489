"""Collections and a visitor's own documents in a real browser: sent, asked, marked, removed, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from browser_page import Open, ask, direction, expect_cited
from chat_sample import BEGAN, served
from own_sample import ARABIC_TEXT, ENGLISH_TEXT, HOSTILE_FILE, OTHER, TWO_PAGES
from playwright.sync_api import FilePayload, Page, expect
from test_accessibility import findings

pytestmark = pytest.mark.browser

_PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
_BUILT = "When was the reservoir built?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("own") as url:
        yield url


def choose(page: Page, name: str) -> None:
    button = page.locator("#chooser").get_by_role("button", name=name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def send(page: Page, *files: tuple[str, bytes]) -> None:
    """Adds files, and waits until each is kept or refused."""
    done = page.locator("#own :is(.held, .notes) li")
    before = page.locator("#own .held li").count()
    payloads = [FilePayload(name=name, mimeType="application/octet-stream", buffer=data) for name, data in files]
    page.locator("#own input").set_input_files(payloads)
    expect(done).to_have_count(before + len(files))
    expect(page.locator("#progress p")).to_have_count(0)


def test_files_are_sent_asked_and_removed_and_collections_switched(open_page: Open) -> None:
    page = open_page("en-US")
    ask(page, "When did relations begin?")
    choose(page, "Your documents")
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#viewer .empty")).to_contain_text("There are no documents.")
    send(page, ("مكتبة.txt", ARABIC_TEXT), ("reservoir.txt", ENGLISH_TEXT), ("broken.pdf", b"\x89PNG"))
    expect(page.locator("#own .held strong")).to_have_text(["مكتبة المدينة", "The reservoir"])
    expect(page.locator("#own .notes")).to_contain_text("is named as a PDF but is a picture (PNG).")
    assert page.locator("#own time").inner_text()
    expect(page.locator("#viewer h2")).to_have_text("مكتبة المدينة")
    ask(page, "متى افتتحت مكتبة المدينة؟")
    expect(page.locator(".answer .short").last).to_have_text("1954")
    expect_cited(page, "1954")
    assert {direction(page, place) for place in (".answer", ".answer blockquote", "#viewer .document p")} == {"rtl"}
    ask(page, _BUILT)
    expect(page.locator(".answer .short").last).to_have_text("1987")
    expect_cited(page, "1987")
    assert {direction(page, place) for place in (".answer", ".answer blockquote", "#viewer .document p")} == {"ltr"}
    assert "reservoir" not in str(page.evaluate("[location.hash, ...Object.entries(localStorage)]"))
    page.locator("#own summary").first.click()
    page.locator("#own .held li", has_text="The reservoir").get_by_role("button").click()
    expect(page.locator("#own .held li")).to_have_count(1)
    expect(page.locator(".answer .short")).to_have_text(["1954"])
    ask(page, _BUILT)
    expect(page.locator(".refusal, .answer").last).not_to_contain_text("1987")
    choose(page, "tower")
    expect(page.locator("#own")).to_be_hidden()
    ask(page, "When was the tower finished?")
    expect_cited(page, "1931")
    choose(page, "The article that comes with Sanad")
    expect(page.locator(".answer mark")).to_have_text(BEGAN.quote)  # as it was left
    choose(page, "Your documents")
    expect(page.locator(".answer .short").first).to_have_text("1954")
    expect(page.locator("#own .held li")).to_have_count(1)


def test_two_visitors_see_nothing_of_each_other(open_page: Open, address: str) -> None:
    first, second = open_page("en-US"), open_page("ar")
    for page, content, name in ((first, ENGLISH_TEXT, "Your documents"), (second, ARABIC_TEXT, "وثائقك")):
        choose(page, name)
        send(page, ("x.txt", content))
    ask(second, _BUILT)
    expect(second.locator("body")).not_to_contain_text("1987")
    ask(first, "متى افتتحت مكتبة المدينة؟")
    expect(first.locator("body")).not_to_contain_text("1954")
    expect(first.locator("#own .held strong")).to_have_text(["The reservoir"])
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        event = client.post("/gradio_api/call/ask", json={"data": [_BUILT]}).json()["event_id"]
        assert "1987" not in client.get(f"/gradio_api/call/ask/{event}").text
        assert "reservoir" not in client.get("/config").text


def test_closing_the_page_makes_room_for_another_visitor(open_page: Open) -> None:
    with served("own alone") as url:
        first, second = open_page("en-US", url=url), open_page("en-US", url=url)
        choose(first, "Your documents")
        send(first, ("x.txt", ENGLISH_TEXT))
        choose(second, "Your documents")
        send(second, ("y.txt", ARABIC_TEXT))
        expect(second.locator("#own .notes")).to_contain_text("1 visitors have documents here now")
        first.close()
        for _ in range(40):  # an hour's life would be left, were the closing not heard
            send(second, ("y.txt", ARABIC_TEXT))
            if second.locator("#own .held li").count():
                break
            second.wait_for_timeout(250)
        expect(second.locator("#own .held strong")).to_have_text(["مكتبة المدينة"])
        second.close()  # before the server goes, which it would miss


def test_a_collection_and_its_conversation_come_back_after_a_reload(open_page: Open) -> None:
    page = open_page("en-US")
    choose(page, "tower")
    ask(page, "When was the tower finished?")
    page.reload()
    expect(page.locator("#chooser [data-room='tower']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".answer .short")).to_have_text("1931")
    shared = open_page("en-US", path=page.evaluate("location.hash"))
    expect(shared.locator("#chooser [data-room='tower']")).to_have_attribute("aria-pressed", "true")
    expect(shared.locator("#viewer h2")).to_have_text(OTHER.title)
    expect_cited(shared, "1931")


def test_limits_are_said_and_hostile_names_are_text(open_page: Open) -> None:
    page = open_page("ar")
    expect(page.locator("#chooser button:disabled")).to_contain_text("damaged")
    expect(page.locator("#chooser [data-room='<b>x</b>']")).to_have_text("<b>x</b>")
    choose(page, "وثائقك")
    name = '<img src=x onerror="window.pwned=40">.txt'
    send(page, ("big.txt", b"a word " * 200_000), (name, HOSTILE_FILE), ("two.pdf", TWO_PAGES))
    expect(page.locator("#own .notes")).to_contain_text("الملف أكبر من 1 ميغابايت")
    expect(page.locator("#own .held .about").first).to_contain_text(name)
    send(page, ("picture.pdf", b"\x89PNG"))
    expect(page.locator("#own .notes")).to_contain_text("هذا نوع من الملفات لا يُقرأ.")
    assert direction(page, "#own .notes .ui:visible") == "rtl"
    assert direction(page, "#own .private") == "rtl"
    ask(page, "When was it that the bridge fell?")
    expect(page.locator(".answer .where")).to_contain_text("page 2")
    expect_cited(page, "2011")
    page.locator("#own summary").first.click()
    send(page, ("c.txt", ARABIC_TEXT), ("d.txt", ENGLISH_TEXT))
    expect(page.locator("#own .notes")).to_contain_text("لديك 3 من الوثائق")
    assert page.evaluate("window.pwned === undefined")
    assert page.locator(":is(#chooser, #own, #progress) :is(script, img, svg, iframe)").count() == 0


@pytest.mark.parametrize("options", [{}, _PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("locale", "scheme"), [("ar", "dark"), ("en-US", "light")])
def test_axe_finds_nothing(open_page: Open, locale: str, options: dict[str, object], scheme: str) -> None:
    page = open_page(locale, color_scheme=scheme, **options)
    own = page.locator("#chooser [data-own]")
    own.focus()
    page.keyboard.press("Enter")
    expect(own).to_have_attribute("aria-pressed", "true")
    expect(own).to_be_focused()
    found = {"nothing": findings(page)}
    send(page, ("a.txt", ARABIC_TEXT), ("b.pdf", b"\x89PNG"))
    expect(page.locator("#own .held li")).to_have_count(1)
    found["documents"] = findings(page)
    page.locator("#own .sending").evaluate("box => box.classList.add('is-on', 'has-arrived')")
    found["sending"] = findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
    page.locator("#own .held button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#own .held li")).to_have_count(0)
    expect(page.locator("#own input")).to_be_focused()
    assert {state: one for state, one in found.items() if one} == {}


def test_nothing_that_was_sent_can_be_fetched(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        assert client.post("/upload", content=ENGLISH_TEXT).status_code == 409  # no page is open
        client.get("/")
        with client.stream("GET", "/gradio_api/heartbeat/abc"):
            path = client.post("/upload", content=ENGLISH_TEXT).json()["place"]
            for fetched in (path, f"/tmp/{path}"):
                assert client.get(f"/gradio_api/file={fetched}").status_code == 404
            assert client.post("/upload", content=b"x" * 1_000_001).status_code == 413
            form = {"files": ("a.txt", ENGLISH_TEXT)}
            assert client.post("/gradio_api/upload", files=form).status_code == 404
        assert client.get("/gradio_api/info").json()["named_endpoints"].keys() == {"/ask"}
