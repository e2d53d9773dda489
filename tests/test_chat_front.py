"""The page as it is sent: readable before any script runs, under a strict policy, small, and with its own face."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from chat_sample import ARABIC, TRADE, served

_STATIC = Path(__file__).resolve().parent.parent / "chat" / "static"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        served(examples=("How much trade?",)) as url,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
    ):
        yield client


class _Tags(HTMLParser):
    """All tags with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_the_page_is_read_without_scripts(client: httpx.Client) -> None:
    source = client.get("/").text
    assert TRADE.quote in source
    assert "<h3" in source
    assert 'data-question="How much trade?"' in source
    assert "Asking needs JavaScript" in source.partition("<noscript>")[2].partition("</noscript>")[0]


@pytest.mark.parametrize(
    ("accepted", "lang", "direction", "ask"),
    [("ar-SA,ar;q=0.9,en;q=0.8", "ar", "rtl", "اسأل"), ("en-US", "en", "ltr", "Ask"), ("", "en", "ltr", "Ask")],
)
def test_it_speaks_the_language_that_the_browser_asks_for(
    client: httpx.Client, accepted: str, lang: str, direction: str, ask: str
) -> None:
    sent = client.get("/", headers={"Accept-Language": accepted})
    assert f'<html lang="{lang}" dir="{direction}"' in sent.text
    assert f">{ask}</button></form>" in sent.text
    assert "Accept-Language" in sent.headers["vary"]


def test_scripts_are_those_that_the_policy_knows(client: httpx.Client) -> None:
    """What stands in the page itself is known by its hash; no attribute holds a script."""
    sent = client.get("/")
    policy = dict(rule.strip().split(" ", 1) for rule in sent.headers["content-security-policy"].split(";"))
    assert re.fullmatch(r"'self' 'sha256-[\w+/]{43}='", policy["script-src"])
    tags = _Tags(sent.text).found
    assert [attributes for tag, attributes in tags if tag == "script"][1:] == [
        {"defer": "", "src": next(one["src"] for tag, one in tags if one.get("src", "").startswith("static/page.js"))}
    ]
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]


def test_a_page_that_is_shared_shows_its_own_face(client: httpx.Client) -> None:
    tags = _Tags(client.get("/").text).found
    said = {one["property"]: one["content"] for tag, one in tags if tag == "meta" and "property" in one}
    assert said["og:image"].startswith(f"{client.base_url}static/preview.png?")
    assert client.get(said["og:image"]).content.startswith(b"\x89PNG")
    assert "word for word" in said["og:description"]
    icon = next(one["href"] for tag, one in tags if tag == "link" and one["rel"] == "icon")
    assert client.get(icon).content == client.get("/favicon.ico").content
    assert b"<svg" in client.get(icon).content


def test_the_first_paint_waits_for_the_page_alone(client: httpx.Client) -> None:
    """No style sheet and no script has to come before it; what has to, fits into TCP's first flight of ten packets."""
    source = client.get("/").text
    tags = _Tags(source).found
    assert [one for tag, one in tags if tag == "link" and one["rel"] in ("stylesheet", "preload")] == []
    assert all("defer" in one for tag, one in tags if tag == "script" and "src" in one)
    before, _, after = source.partition("<style>")
    style = after.partition("</style>")[0]
    assert "<body" not in before + style
    sheet = (_STATIC / "page.css").read_text("utf-8")
    assert re.sub(r"static/([\w-]+\.woff2)\?[0-9a-f]{12}", r"\1", style) == sheet
    head = gzip.compress(source.partition("<body")[0].encode())
    assert len(head) < 10 * 1460 * 0.6  # the rest is for the words of the page


def test_files_are_kept_and_what_is_long_is_compressed(client: httpx.Client) -> None:
    addresses = re.findall(r'(?:href|src)="(static/[^"]+)"', client.get("/").text)
    assert [address.partition("?")[0] for address in addresses] == ["static/icon.svg", "static/page.js"]
    for address in addresses:
        sent = client.get(f"/{address}")
        assert sent.status_code == 200
        assert "immutable" in sent.headers["cache-control"]
    for address in ("/", f"/{addresses[1]}"):
        assert client.get(address).headers["content-encoding"] == "gzip"
    assert client.get("/static/none.js").status_code == 404
    assert client.get("/static/client.js").status_code == 404  # a part of page.js


def test_the_fonts_are_ours_and_small(client: httpx.Client) -> None:
    fonts = re.findall(r'url\("([^"]+)"\)', client.get("/").text)
    assert len(fonts) == 4
    assert all(re.fullmatch(r"static/[\w-]+\.woff2\?[0-9a-f]{12}", address) for address in fonts)
    sizes = [len(client.get(f"/{address}").content) for address in fonts]
    assert all(size > 10_000 for size in sizes)
    assert sum(sizes) <= 200_000
    assert "SIL OPEN FONT LICENSE" in (_STATIC / "OFL.txt").read_text("utf-8")


def test_gradios_own_front_end_is_not_there(client: httpx.Client) -> None:
    for path in ("/assets/index.js", "/theme.css", "/static/img/logo.svg", "/svelte/svelte.js"):
        assert client.get(path).status_code == 404
    assert ARABIC.title not in client.get("/config").text
