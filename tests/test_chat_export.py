"""A conversation as Markdown, HTML and JSON: the quotes as they stand, and nothing in them taken for a sign."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from types import SimpleNamespace

from chat_sample import ASKER, BEGAN, EMBASSY, HOSTILE, SamplePipeline, library_of

from chat.conversation import Notice, Turn
from chat.events.turns import TurnEvents
from chat.export import to_json, to_markdown
from chat.html import render_saved
from qa.answer import Answer, Refusal
from qa.rendering.renderer import Rendering

_TURNS = [
    Turn("When?", Answer("When?", BEGAN.quote, (BEGAN,), 0.93, Rendering("en", "29 January 1992", "cldr"))),
    Turn("and *where*?", Answer("Where?", EMBASSY.quote, (EMBASSY,), 1.0, asked="and *where*?"), giver="prepared"),
    Turn("من دفع؟", Refusal("من دفع؟", "no_answer")),
    Turn("broken", Notice(None)),
]


def test_markdown_reads_as_the_page_does() -> None:
    blocks = to_markdown(_TURNS).strip().split("\n\n")
    assert blocks[:3] == [
        "## When?",
        f"29 January 1992 \\(our wording\\) in the document: **{BEGAN.quote}**",
        "Confidence: 93%",
    ]
    assert blocks[3].startswith(f"> «{BEGAN.sentence[:-1]}")
    assert blocks[4:7] == ["## and \\*where\\*?", "_Understood as: Where?_", "**\\</mark\\>1992\\<\\!\\-\\-**"]
    assert blocks[7] == "Prepared answer"
    assert blocks[9:11] == ["## من دفع؟", "لم أجد جوابًا عن هذا السؤال في الوثائق\\."]
    assert "<" not in to_markdown(_TURNS).replace("\\<", "")


def test_json_has_every_offset() -> None:
    found = json.loads(to_json(_TURNS))
    assert [turn["giver"] for turn in found["turns"]] == ["models", "prepared", "models", "models"]
    citation = found["turns"][1]["outcome"]["citations"][0]
    assert HOSTILE.text[citation["start"] : citation["end"]] == citation["quote"] == EMBASSY.quote
    assert found["turns"][3]["outcome"] is None


def test_the_page_hands_the_file_to_the_browser() -> None:
    events = TurnEvents(library_of(), None, n_turns=9)
    turns = [Turn("How much trade?", SamplePipeline().ask("How much trade?"))]
    said = SimpleNamespace(format="json")
    shown = events.export(turns, None, "", said, ASKER)  # type: ignore[arg-type]
    assert 'data-name="sanad.json"' in shown
    assert "&quot;version&quot;: 1" in shown
    assert 'data-name="sanad.md"' in events.export(turns, None, "", SimpleNamespace(format=[]), ASKER)  # type: ignore[arg-type]
    html = events.export(turns, None, "", SimpleNamespace(format="html", lang="ar"), ASKER)  # type: ignore[arg-type]
    assert 'data-name="sanad.html"' in html
    assert "&lt;html lang=&quot;ar&quot; dir=&quot;rtl&quot;&gt;" in html


class _Read(HTMLParser):
    """The tags of a file, their attributes, and the text of each paragraph that is quoted."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.paragraphs: list[str] = []
        self.marked = ""
        self.inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.inside.append(tag)
        if tag == "blockquote":
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if "blockquote" in self.inside:
            self.paragraphs[-1] += data
        if "mark" in self.inside:
            self.marked += data


def test_html_stands_alone_and_carries_the_paragraphs() -> None:
    source = render_saved(_TURNS, "en")
    read = _Read(source)
    assert read.marked == BEGAN.quote + EMBASSY.quote
    first, second = read.paragraphs
    assert first.startswith("بدأت العلاقات")
    assert len(first) == 4_000 + BEGAN.end - BEGAN.sentence_start
    assert second == HOSTILE.text.split("\n")[3]
    # Nothing runs and nothing is fetched, whatever the document holds.
    assert read.tags.isdisjoint({"script", "img", "svg", "link", "a", "iframe"})
    assert read.names.isdisjoint({"src", "href", "onerror", "onload", "style"})
    assert "default-src 'none'" in source
    assert f"[{BEGAN.start}–{BEGAN.end} · " in source


def test_html_says_what_the_page_says() -> None:
    source = render_saved(_TURNS, "ar")
    assert '<html lang="ar" dir="rtl">' in source
    assert (
        '<span class="ours" lang="en" dir="ltr" title="Our wording, not the document’s">29 January 1992</span>'
        in source
    )
    assert "Confidence: 93%" in source
    assert '<p class="label">Prepared answer</p>' in source
    assert "لم أجد جوابًا" in source
    assert "Something went wrong" in source
    assert "Understood as:" in source
