"""A PDF's original pages: in memory for as long as the document, for its visitor alone, and drawn within bounds."""

from __future__ import annotations

import asyncio
import html
import json
import re
from array import array
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from file_samples import pdf_file, text_at
from own_sample import ENGLISH_TEXT, HOSTILE_NAME, TWO_PAGES, Clock, asker, library, send, uploads
from starlette.requests import Request

from chat.events.own import OwnEvents
from chat.html import STRINGS, render_original, render_viewer
from chat.library import OWN
from chat.links import Place
from chat.originals import Original
from chat.shelf import Shelf
from chat.uploads import Uploads
from chat.web.originals import Originals
from chat.web.sessions import Sessions
from corpus.document import Document
from corpus.formats import Box, Printed, Unreadable
from qa.settings import UploadSettings

_COOKIE = "c" * 32
_DRAWN = Printed(
    b"RIFF", 60, 20, "ThebridgefellOn", array("i", [n for at in range(15) for n in (4 * at, 5, 4 * at + 4, 9)])
)
_DOCUMENT = Document("own-1", "en", "Bridges", "Nothing.\n\nThe bridge fell. On", pages=(0, 10))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of pages that were drawn, from 0; drawing costs nothing."""
    numbers: list[int] = []

    def draw(data: bytes, number: int, *, mostly_arabic: bool) -> Printed:
        if data == b"broken":
            raise Unreadable("damaged", "is damaged.")
        numbers.append(number)
        return _DRAWN

    monkeypatch.setattr("chat.originals.print_apart", draw)
    return numbers


def test_the_part_of_the_quote_that_is_on_the_page_is_boxed(drawn: list[int]) -> None:
    original = Original(b"%PDF")
    assert original.page(_DOCUMENT, 2, (14, 20)) == (_DRAWN, [Box(12, 5, 36, 9)])  # "bridge"
    assert original.page(_DOCUMENT, 2, (0, 13)) == (_DRAWN, [Box(0, 5, 12, 9)])  # begins on the page before
    assert original.page(_DOCUMENT, 2, (0, 8)) == original.page(_DOCUMENT, 2, None) == (_DRAWN, [])
    assert original.page(_DOCUMENT, 1, (0, 7)) == (_DRAWN, [])  # other words than the text has
    assert drawn == [1, 0]


def test_few_pages_are_held(drawn: list[int]) -> None:
    original, document = Original(b"%PDF"), Document("d", "en", "d", "12345", pages=(0, 1, 2, 3, 4))
    for number in (1, 2, 3, 1, 4, 1, 2):
        original.page(document, number, None)
    assert drawn == [0, 1, 2, 3, 1]


def originals_of(taking: Uploads, session: str = "a") -> list[bool]:
    visitor = taking.visitors.peek(session)
    return [] if visitor is None else [one.original is not None for one in visitor.own]


def test_pdfs_are_kept_while_they_fit_and_go_with_their_documents(tmp_path: Path) -> None:
    clock = Clock()
    other = pdf_file([text_at(72, 720, "The tower fell in 1931.")])
    settings = UploadSettings(original_bytes=len(TWO_PAGES) + len(other) - 1)
    taking = uploads(tmp_path / "sent", settings, clock)
    send(taking, ENGLISH_TEXT)
    send(taking, TWO_PAGES, name="two.PDF")
    send(taking, other, name="other.pdf")
    assert originals_of(taking) == [False, True, False]
    assert list(taking.folder.iterdir()) == []  # in memory alone
    shown = library(taking).room(OWN, "a").shelf
    buttons = [render_viewer(Place(document), shown).count('data-do="original"') for document in shown.documents]
    assert buttons == [0, 1, 0]
    events = OwnEvents(library(taking), taking)
    events.remove(OWN, SimpleNamespace(document=shown.documents[1].doc_id), asker("a"))
    send(taking, TWO_PAGES, name="two.pdf")
    assert originals_of(taking) == [False, False, True]
    clock.now += 60 * settings.idle_minutes
    assert originals_of(taking) == []
    assert originals_of(uploads(tmp_path / "none", UploadSettings(original_bytes=0))) == []


def test_collections_have_no_originals(tmp_path: Path) -> None:
    taking = uploads(tmp_path / "sent")
    send(taking, TWO_PAGES, name="two.pdf")
    for key in ("", "tower"):
        room = library(taking).room(key, "a")
        assert 'data-do="original"' not in render_viewer(room.first_place(), room.shelf)


def test_the_picture_is_described_in_both_languages_and_hostile_words_are_text() -> None:
    title, quote = f"{HOSTILE_NAME}</h2>", '"><script>window.pwned=1</script>\n fell'
    document = Document("d", "en", title, f"{quote} {'x' * 300}", pages=(0,))
    shown = render_original(document, 1, _DRAWN, [Box(10, 20, 30, 40)], (0, len(quote)))
    assert '<rect x="6" y="16" width="28" height="28" rx="4"/>' in shown and 'viewBox="0 0 60 20"' in shown
    assert shown.count("<script") == shown.count("<img src=x") == 0
    said = {lang: html.unescape(re.findall(f'data-{lang}="([^"]*)"', shown)[0]) for lang in STRINGS}
    words = " ".join(quote.split())
    assert said["en"] == f"Page 1 of “{title}” as it is printed. In the box: “{words}”."
    assert said["ar"] == f"صفحة 1 من «{title}» كما طُبعت. في إطار: «{words}»."
    assert shown.count(" disabled>") == 2  # there is no other page
    long = render_original(document, 1, _DRAWN, [Box(1, 2, 3, 4)], (0, len(document.text)))
    assert "x" * 100 in long and "x" * 200 not in long


def test_a_quote_that_is_not_found_is_said_where_it_should_be() -> None:
    missing = STRINGS["en"].not_placed
    assert missing in render_original(_DOCUMENT, 2, _DRAWN, [], (14, 20))
    for number, span in ((1, (14, 20)), (2, None)):
        shown = render_original(_DOCUMENT, number, _DRAWN, [], span)
        assert missing not in shown and "In the box" not in shown
    assert missing not in render_original(_DOCUMENT, 2, _DRAWN, [Box(1, 2, 3, 4)], (14, 20))


class Asked:
    """The server's part, and a visitor with letters "a" who brought two pages."""

    def __init__(self, folder: Path) -> None:
        self.sessions = Sessions()
        self.taking = uploads(folder / "sent")
        self.session = self.sessions.name(_COOKIE, "a")
        send(self.taking, TWO_PAGES, self.session, "two.pdf")
        send(self.taking, ENGLISH_TEXT, self.session)
        visitor = self.taking.visitors.find(self.session)
        assert visitor is not None
        self.documents = [one.held.document for one in visitor.own]
        self.place = Place(self.documents[0]).fragment
        self.originals = Originals(self.taking.visitors, self.sessions)

    async def get(self, *, cookie: str = _COOKIE, **asked: str) -> tuple[int, str, str]:
        """Status, body and whether it may be kept."""
        query = urlencode({"place": self.place, "session_hash": "a"} | asked).encode()
        headers = [(b"cookie", f"sanad={cookie}".encode())]
        scope = {"type": "http", "headers": headers, "query_string": query, "client": ("192.0.2.1", 1)}
        answer = await self.originals.show(Request(scope))
        return answer.status_code, bytes(answer.body).decode(), answer.headers.get("cache-control", "")


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_a_page_is_given_to_its_visitor_alone(asked: Asked, drawn: list[int]) -> None:
    fell = Place(asked.documents[0], (35, 39)).fragment

    async def all_asked() -> None:
        status, body, kept = await asked.get(place=fell)
        assert (status, kept) == (200, "no-store") and drawn == [1]
        assert "Page 2 of" in body and "data:image/webp;base64,UklGRg==" in body
        assert "Page 1 of" in (await asked.get(place=fell, page="1"))[1]
        # Of another page or browser, of a text, of a collection, and what no document has.
        for refused in (
            {"session_hash": "b"},
            {"cookie": "d" * 32},
            {"place": Place(asked.documents[1]).fragment},
            {"place": "relations"},
            {"place": "own-0000"},
            {"place": ""},
            {"place": "x" * 5_000},
            {"page": "3"},
            {"page": "0"},
        ):
            status, body, _ = await asked.get(**refused)
            assert (status, json.loads(body)["detail"]) == (
                404,
                f"{STRINGS['ar'].original_none} · {STRINGS['en'].original_none}",
            ), refused
        assert (await asked.get(session_hash="../"))[0] == 400
        asked.taking.visitors.remove(asked.session, asked.documents[0].doc_id)
        assert (await asked.get(place=fell))[0] == 404
        assert drawn == [1, 0]

    asyncio.run(all_asked())


def test_one_visitor_has_few_pages_drawn_at_once_and_is_told(asked: Asked, drawn: list[int]) -> None:
    async def twice() -> list[list[int]]:
        found = []
        for _ in range(2):
            found.append([status for status, _, _ in await asyncio.gather(*(asked.get() for _ in range(5)))])
        return found

    assert asyncio.run(twice()) == [[200, 200, 200, 429, 429]] * 2


def test_a_page_that_cannot_be_drawn_is_told(asked: Asked, drawn: list[int]) -> None:
    visitor = asked.taking.visitors.find(asked.session)
    assert visitor is not None and visitor.own[0].original is not None
    visitor.own[0].original.data = b"broken"
    status, body, _ = asyncio.run(asked.get())
    assert status == 422 and STRINGS["ar"].original_failed in json.loads(body)["detail"]


def test_looking_at_a_page_is_use(tmp_path: Path, drawn: list[int]) -> None:
    asked = Asked(tmp_path)
    clock = asked.taking.visitors._clock
    assert isinstance(clock, Clock)
    for _ in range(3):
        clock.now += 60 * asked.taking.settings.idle_minutes - 1
        assert asyncio.run(asked.get())[0] == 200


def test_only_shelves_that_say_so_have_pages() -> None:
    assert 'id="original"' in render_viewer(Place(_DOCUMENT), Shelf([_DOCUMENT], {"own-1"}))
    assert 'id="original"' not in render_viewer(Place(_DOCUMENT), Shelf([_DOCUMENT]))
