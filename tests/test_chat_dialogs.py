"""What opens over the page: about it with its sources, help, and the frame of the list of conversations."""

from __future__ import annotations

import re
from types import SimpleNamespace

from chat_sample import ARABIC, SamplePipeline, library_of

from chat.conversation import Turn
from chat.events import TurnEvents
from chat.html import About, Work, render_dialogs
from chat.html.strings import STRINGS
from chat.library import OWN
from chat.links import Place
from chat.memory import to_memory
from chat.opening import about_program
from corpus.read import shipped_articles

_HOSTILE = "</dialog><script>1</script>"


def test_about_names_models_works_and_licences_and_escapes_them() -> None:
    about = About("1.2", (("reader", _HOSTILE),), (Work(_HOSTILE, "ar", _HOSTILE, "CC BY-SA 4.0", "2026-11-23"),))
    html = render_dialogs(about)
    assert "<script" not in html
    assert html.count("&lt;/dialog&gt;&lt;script&gt;") == 3
    assert html.count("<dialog") == html.count("</dialog>") == 3
    assert '<time datetime="2026-11-23">2026-11-23</time>' in html
    assert "model_" not in html
    assert STRINGS["ar"].model_reader in html


def test_without_models_and_works_their_headings_are_left_out() -> None:
    html = render_dialogs(About("1.2"))
    assert STRINGS["en"].about_models_licence not in html
    assert STRINGS["en"].about_works not in html
    assert '<bdi dir="ltr">1.2</bdi>' in html


def test_every_dialog_is_named_by_its_heading() -> None:
    html = render_dialogs(About("1"))
    named = re.findall(r'<dialog id="dialog-(\w+)" aria-labelledby="([\w-]+)"', html)
    assert [name for name, _ in named] == ["about", "help", "conversations"]
    assert all(f'<h2 id="{title}"' in html for _, title in named)


def test_the_shipped_article_has_its_source_licence_and_day() -> None:
    models = SimpleNamespace(names={"reader": "r"})
    about = about_program(models, article=True)  # type: ignore[arg-type]
    assert [work.title for work in about.works] == [article.title for article in shipped_articles()]
    assert about.works[0].source.startswith("Arabic Wikipedia, https://ar.wikipedia.org/")
    assert (about.works[0].licence, about.works[0].taken) == ("CC BY-SA 4.0", "2026-11-23")
    assert about_program(models, article=False).works == []  # type: ignore[arg-type]


def test_a_conversation_from_the_list_takes_the_place_of_the_one_that_is_shown() -> None:
    events = TurnEvents(library_of(), None, n_turns=9)
    shown = [Turn("How much trade?", SamplePipeline().ask("How much trade?"))]
    memory = to_memory([Turn("How many contracts?", SamplePipeline().ask("How many contracts?"))])
    kept = SimpleNamespace(memory=memory, fragment="")
    replacing = SimpleNamespace(memory=memory, fragment="", replace=True)
    assert events.restore(shown, Place(ARABIC), "", kept)[3] != [*shown]  # type: ignore[arg-type]
    for key in ("", OWN):
        found = events.restore(shown, Place(ARABIC), key, replacing)  # type: ignore[arg-type]
        assert [turn.question for turn in found[3]] == ["How many contracts?"]
        assert "How many contracts?" in found[1]
        assert found[5] == ""
    broken = events.restore(shown, Place(ARABIC), "", SimpleNamespace(memory="{", fragment="", replace=True))  # type: ignore[arg-type]
    assert broken[3] == []
    assert 'class="welcome"' in broken[1]
    assert events.restore(shown, Place(ARABIC), "", SimpleNamespace(memory=memory, replace="yes"))[1] != found[1]  # type: ignore[arg-type]
