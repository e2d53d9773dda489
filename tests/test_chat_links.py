"""Links that last: whether their words stand, have moved or are gone, on the page and for programs."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest
from chat_sample import ARABIC, ASKER, HOSTILE, TRADE, SamplePipeline, library_of
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chat.events import Events, TurnEvents
from chat.html import render_viewer
from chat.library import Collection, Library
from chat.links import Place, check_of, find_place
from chat.shelf import Shelf
from chat.web.verify import Verify
from corpus.document import Document

_TEXT = "The embassy opened in 1992. It closed in 1999."
_DOCUMENT = Document("d", "en", "t", _TEXT)
_LINK = Place(_DOCUMENT, (22, 26)).fragment


def _look(text: str, link: str = _LINK) -> tuple[str, str | None]:
    place = find_place(link, Shelf([replace(_DOCUMENT, text=text)]))
    assert place is not None
    return place.standing, None if place.span is None else f"{place.span[0]}:{text[slice(*place.span)]}"


def test_a_check_is_the_sum_and_the_hash_of_the_words() -> None:
    # 1992 in ASCII is 49 + 57 + 57 + 50 = 213 = 0xd5; the rest begins `printf 1992 | sha256sum`.
    assert _LINK == "d:22-26:00d53f83e9ad"
    assert check_of("سنة") != check_of("نسة")  # an equal sum


@pytest.mark.parametrize(
    ("text", "standing", "where"),
    [
        (_TEXT, "stands", "22:1992"),
        (f"Once. {_TEXT}", "moved", "28:1992"),
        (_TEXT[10:], "moved", "12:1992"),
        ("1992 and later 1992.", "moved", "15:1992"),
        (_TEXT.replace("1992", "1993"), "gone", None),
        (_TEXT.replace("1992", "1929"), "gone", None),
        (_TEXT.replace("1992", "1 992"), "gone", None),
        ("", "gone", None),
        ("199", "gone", None),
    ],
)
def test_what_became_of_the_words(text: str, standing: str, where: str | None) -> None:
    assert _look(text) == (standing, where)


def test_links_of_before_have_nothing_to_compare() -> None:
    assert _look("The embassy opened in 2002.", "d:22-26") == ("", "22:2002")
    assert find_place("d:22-26:00d53f83e9a", Shelf([_DOCUMENT])) is None  # a digit short


@pytest.mark.parametrize("link", ["d:26-22:00d53f83e9ad", "d:4-4:00d53f83e9ad", "d:0-999999999999:00d53f83e9ad"])
def test_a_span_that_is_none_has_no_words(link: str) -> None:
    assert _look(_TEXT, link) == ("gone", None)


def test_a_long_document_is_searched_at_once() -> None:
    drawn = random.Random(7)
    text = "".join(drawn.choices("ابتثجحخ دذرز\ud800", k=1_000_000))
    words = text[700_000:700_040]
    shelf = Shelf([replace(_DOCUMENT, text=text)])
    began = perf_counter()
    place = find_place(f"d:3-43:{check_of(words)}", shelf)
    took = perf_counter() - began
    assert place is not None
    assert (place.standing, place.span) == ("moved", (700_000, 700_040))
    assert took < 10  # 0.1 s on a free machine


def test_the_page_says_what_became_of_a_link() -> None:
    shown = {
        standing: render_viewer(find_place(link, Shelf([ARABIC])), Shelf([ARABIC]))
        for standing, link in {
            "stands": Place(ARABIC, (TRADE.start, TRADE.end)).fragment,
            "moved": f"relations:0-{len(TRADE.quote)}:{check_of(TRADE.quote)}",
            "gone": f"relations:0-4:{check_of('none')}",
        }.items()
    }
    for standing, html in shown.items():
        assert f'<p class="standing {standing}"><span class="ui" lang="ar">' in html
        assert ('<mark id="cited"' in html) == (standing != "gone")
    assert "standing" not in render_viewer(Place(ARABIC, (0, 3)), Shelf([ARABIC]))


def _followed(fragment: str) -> tuple[Any, Place | None]:
    events = Events(library_of(), n_turns=9)
    event: Any = SimpleNamespace(fragment=fragment)
    return events.open_place([], Place(ARABIC), "", event, ASKER)  # type: ignore[arg-type]


def test_a_link_whose_document_is_removed_is_gone_with_it() -> None:
    html, place = _followed(_LINK)
    assert place is not None
    assert (place.standing, place.span) == ("gone", None)
    assert 'class="standing gone"' in html
    assert _followed("removed:1-2")[1] == Place(ARABIC)  # a link to nowhere changes nothing


def test_a_page_that_is_opened_with_such_a_link_says_so() -> None:
    event: Any = SimpleNamespace(memory=None, fragment=_LINK)
    restored = TurnEvents(library_of(), None, n_turns=9).restore([], Place(ARABIC), "", event)
    assert 'class="standing gone"' in restored[2]


def _get(library: Library) -> Callable[..., Any]:
    app = Starlette()
    app.add_route("/verify", Verify(library).verify, methods=["GET"])
    client = TestClient(app)
    return lambda **asked: client.get("/verify", params=asked)


def test_programs_are_told_the_same() -> None:
    get = _get(library_of())
    link = Place(ARABIC, (TRADE.start, TRADE.end)).fragment
    there = {"document": "relations", "start": TRADE.start, "end": TRADE.end, "quote": TRADE.quote}
    assert get(link=link).json() == {"standing": "stands", **there}
    assert get(link=f"http://localhost:7860/#{link}").json()["standing"] == "stands"
    assert get(**there).json() == {"standing": "stands", **there}
    moved = get(link=f"relations:0-{len(TRADE.quote)}:{check_of(TRADE.quote)}").json()
    assert moved == {"standing": "moved", **there}
    assert get(link=_LINK).json() == {"standing": "gone", "document": None, "start": None, "end": None, "quote": None}
    gone = get(document="relations", start=0, end=4, quote="none").json()
    assert (gone["standing"], gone["document"], gone["quote"]) == ("gone", "relations", None)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"link": "relations:0-4"},
        {"link": "relations"},
        {"link": "x" * 9_000},
        {"quote": "1992"},
        {"document": "relations", "start": "0", "end": "3", "quote": "1992"},
        {"document": "relations", "start": "²", "end": "3", "quote": "1992"},
        {"document": "relations", "start": "-1", "end": "3", "quote": "1992"},
        {"document": "relations", "start": "1" * 5000, "end": "3", "quote": "1992"},
    ],
)
def test_what_names_no_words_is_refused(asked: dict[str, str]) -> None:
    answer = _get(library_of())(**asked)
    assert answer.status_code == 422
    assert "Send ?link=" in answer.json()["detail"]


def test_the_collection_that_has_the_words_goes_first() -> None:
    changed = replace(ARABIC, text=ARABIC.text.replace(TRADE.quote, "…"), sections=(), boilerplate=())
    old, new = SamplePipeline(), SamplePipeline()
    new.documents = [changed, HOSTILE]
    library = Library([Collection("new", new), Collection("old", old)])
    link = Place(ARABIC, (TRADE.start, TRADE.end)).fragment
    found = library.locate(link, "new")
    assert found is not None
    assert (found[0].key, found[1].standing) == ("old", "stands")
