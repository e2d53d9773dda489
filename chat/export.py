"""A conversation as a file that somebody keeps: Markdown to read, JSON with every offset for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from chat.conversation import Notice, Removed, Turn
from chat.html import STRINGS, quote_with_source
from qa.answer import Answer, Refusal

VERSION = 1
# What Markdown would take for its own; a quote must read as it stands in the document.
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&])")


def to_markdown(turns: Sequence[Turn]) -> str:
    """Each question as a heading with its answer and its quotes under it, in the asker's language."""
    return "\n\n".join(block for turn in turns for block in _blocks(turn)) + "\n"


def to_json(turns: Sequence[Turn]) -> str:
    """`{"version", "turns": [{"question", "giver", "outcome"}]}`; an outcome as `/ask` gives it, or null."""
    listed = [
        {
            "question": turn.question,
            "giver": turn.giver,
            "outcome": turn.outcome.to_json() if isinstance(turn.outcome, Answer | Refusal) else None,
        }
        for turn in turns
    ]
    return json.dumps({"version": VERSION, "turns": listed}, ensure_ascii=False, indent=2)


def _blocks(turn: Turn) -> Iterator[str]:
    strings, outcome = STRINGS[turn.lang], turn.outcome
    yield f"## {_plain(turn.question)}"
    if isinstance(outcome, Removed):
        yield f"~~{_plain(outcome.text or '')}~~ ({_plain(strings.removed)} {_plain(outcome.title)})"
        return
    if isinstance(outcome, Notice) or outcome is None:
        yield _plain(strings.failed if outcome is None or outcome.text is None else outcome.text)
        return
    if outcome.asked is not None:
        yield f"_{_plain(strings.understood)} {_plain(outcome.question)}_"
    if isinstance(outcome, Refusal):
        yield _plain(outcome.text)
        return
    said = outcome.rendering
    if said is not None and said.source != "sentence" and said.text != outcome.text:
        yield f"{_plain(said.text)} {_plain(strings.document_has)} **{_plain(outcome.text)}**"
    else:
        yield f"**{_plain(outcome.text)}**"
    if turn.giver == "models":
        yield f"{_plain(strings.confidence)} {round(100 * outcome.confidence)}%"
    else:
        yield _plain(strings.given[turn.giver][0])
    for citation in outcome.citations:
        yield f"> {_plain(quote_with_source(citation))}"


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that Markdown takes for a sign of its own."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
