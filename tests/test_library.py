"""Collections: opened from stores with one set of models, named, chosen, and each with its own conversation."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from chat_sample import ARABIC, BEGAN, HOSTILE, SamplePipeline
from own_sample import OTHER, asker, library, uploads
from store_sample import SPLIT, add, text_of

from chat.events.asking import Events
from chat.events.choosing import render_chooser
from chat.events.turns import TurnEvents
from chat.html.viewer import render_viewer
from chat.library import OWN, Collection, Library
from chat.opening import _titles, open_library
from chat.shelf import Shelf
from corpus.document import Document
from index.errors import StoreError
from qa.models import Models
from qa.settings import Settings


@pytest.fixture
def models():
    from own_sample import workshop

    return workshop().models


def test_stores_are_opened_with_one_set_of_models(tmp_path, models: Models, caplog) -> None:
    for name in ("first", "second"):
        add(tmp_path / name, models.encoder, **{name: text_of(name)})
    settings = Settings(split=SPLIT)
    stores = [tmp_path / "first", tmp_path / "nowhere", tmp_path / "second", tmp_path / "first"]
    opened = open_library(stores, models, settings, article=False)
    assert [one.title for one in opened.collections] == ["first", "second"]
    assert list(opened.unopened) == ["nowhere"]
    assert "The collection nowhere cannot be opened, the others can. There is no store at" in caplog.text
    assert {id(one.pipeline.reader) for one in opened.collections} == {id(models.reader)}
    assert opened.room("second", None).pipeline.documents[0].title == "second 1"
    assert opened.room("nowhere", None).key == "first"
    with pytest.raises(StoreError, match="There is no store at"):
        open_library([tmp_path / "nowhere"], models, settings, article=False)


def test_names_are_the_shortest_that_tell_folders_apart() -> None:
    paths = ["/a/mine", "/b/mine", "/c", "/c/", "/d/c/c"]
    assert list(_titles(map(Path, paths))) == ["a/mine", "b/mine", "/c", "c/c"]
    assert list(_titles([Path("/x/<b>&")])) == ["<b>&"]


def test_where_nothing_is_to_be_chosen_there_is_no_choice() -> None:
    only = Library([Collection("", SamplePipeline())])
    assert render_chooser(only, "") == ""
    with pytest.raises(ValueError, match="different titles"):
        Library([Collection("a", SamplePipeline()), Collection("a", SamplePipeline())])


def test_names_of_collections_are_text(tmp_path: Path) -> None:
    shown = render_chooser(library(uploads(tmp_path / "sent")), "tower")
    assert "<b>" not in shown
    assert 'data-room="&lt;b&gt;x&lt;/b&gt;" aria-pressed="false"' in shown
    assert 'data-room="tower" aria-pressed="true"' in shown
    assert '<button type="button" disabled>' in shown
    assert f'data-room="{OWN}" data-own aria-pressed="false"' in shown


def test_each_collection_has_a_conversation_of_its_own() -> None:
    events = Events(library(), n_turns=9)
    *_, (_, _, _, turns, place) = events.put_question(
        [], None, "", SimpleNamespace(question="When did relations begin?"), asker("a")
    )
    event = SimpleNamespace(room="tower")
    chooser, conversation, viewer, new_turns, new_place, key, left = events.choose(
        turns, place, "", {}, event, asker("a")
    )
    assert (key, new_turns, new_place.document) == ("tower", [], OTHER)
    assert 'data-room="tower" aria-pressed="true"' in chooser
    assert BEGAN.quote not in conversation + viewer
    *_, back_turns, back_place, key, _ = events.choose([], None, key, left, SimpleNamespace(room=""), asker("a"))
    assert (key, back_turns, back_place) == ("", turns, place)
    *_, key, _ = events.choose([], None, "", left, SimpleNamespace(room="<script>"), asker("a"))
    assert key == ""


def test_a_link_opens_the_collection_that_has_its_document() -> None:
    events = TurnEvents(library(), None, n_turns=9)
    event = SimpleNamespace(memory="", fragment="other:0-3")
    chooser, _, viewer, turns, place, key = events.restore([], None, "", event)
    assert (key, turns, place.document) == ("tower", [], OTHER)
    assert 'data-room="tower" aria-pressed="true"' in chooser
    assert ">The</mark>" in viewer
    event = SimpleNamespace(memory="", fragment="own-1:0-3")
    assert events.restore([], None, "", event) == (gr.skip(), gr.skip(), gr.skip(), [], None, "")


class Counted:
    """A collection that reads a document when it is asked for, and counts."""

    def __init__(self, n: int) -> None:
        self.n, self.n_read = n, 0

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, at: int) -> Document:
        if not 0 <= at < self.n:
            raise IndexError(at)
        self.n_read += 1
        return Document(f"d{at}", "en", f"Title {at}", "Some words.")

    def of_id(self, doc_id: str) -> Document | None:
        number = doc_id.removeprefix("d")
        return self[int(number)] if number.isdecimal() and int(number) < self.n else None


def test_a_large_collection_is_read_only_as_far_as_it_is_shown() -> None:
    documents = Counted(5000)
    shown = Library([Collection("large", SamplePipeline(documents))])  # type: ignore[arg-type]
    room = shown.room("large", None)
    viewer = render_viewer(room.first_place(), room.shelf)
    assert documents.n_read < 30
    assert "Title 20" in viewer
    assert "Title 21" not in viewer
    assert "and 4,979 more" in viewer
    assert shown.locate("", "large") is None
    assert documents.n_read < 30
    shelf = Shelf(documents)  # type: ignore[arg-type]
    n_before = documents.n_read
    assert shelf.find("relations", [HOSTILE, ARABIC]) is ARABIC
    assert documents.n_read == n_before
    found = shelf.find("d4999")
    assert found is not None
    assert found.title == "Title 4999"
    assert shelf.find("nothing") is None
    assert documents.n_read == n_before + 1
