"""A conversation as Markdown and as JSON: the quotes as they stand, and nothing in them taken for a sign."""

from __future__ import annotations

import json
from types import SimpleNamespace

from chat_sample import ASKER, BEGAN, EMBASSY, HOSTILE, SamplePipeline, library_of

from chat.conversation import Notice, Turn
from chat.events.turns import TurnEvents
from chat.export import to_json, to_markdown
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
