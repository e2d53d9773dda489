"""What a visitor says of an answer or a refusal. One judgement a turn; a later one takes the place of the earlier."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from chat.links import Place

Verdict = Literal["right", "wrong", "better", "not_in_documents"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

# Who gave an answer: the models, whoever prepared the question, or the asker in an earlier turn.
Giver = Literal["models", "prepared", "corrected"]

_TURN_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Right, wrong, or wrong with what would be right: words of a document, or that the documents do not say.

    `place` is where the better answer stands; only "better" has one, and it has a span.
    """

    verdict: Verdict
    place: Place | None = None

    def __post_init__(self) -> None:
        has_span = self.place is not None and self.place.span is not None
        if has_span != (self.verdict == "better") or (self.place is not None and not has_span):
            raise ValueError(f"a judgement {self.verdict!r} with the place {self.place and self.place.fragment!r}")


@dataclass(frozen=True, slots=True)
class Row:
    """One judgement as it is kept. Offsets are half-open characters of the document; None where there is none."""

    turn_id: str
    time: str  # UTC, ISO 8601, to the second
    question: str  # as typed
    asked: str  # as the pipeline was asked; the same, but for a follow-up that was completed
    lang: str
    kind: str  # answer or refusal
    reason: str | None  # of a refusal
    document: str | None  # of the answer; of a refusal's nearest passage
    start: int | None
    end: int | None
    answer: str | None
    confidence: float
    verdict: str
    better_document: str | None
    better_start: int | None
    better_end: int | None
    better_answer: str | None
    models: str  # JSON, name by part


def is_turn_id(text: str) -> bool:
    """Whether the text could be a turn's name (see `chat.seal`)."""
    return _TURN_ID.fullmatch(text) is not None


def selected(place: Place | None, words: str) -> Place | None:
    """The place without the white space at its ends, if exactly these words stand there; else None.

    A lone surrogate counts as U+FFFD, which is what the page shows for it.
    """
    if place is None or place.span is None:
        return None
    start, end = place.span
    found = place.document.text[start:end]
    if _as_shown(found) != _as_shown(words) or not found.strip():
        return None
    start += len(found) - len(found.lstrip())
    return Place(place.document, (start, start + len(found.strip())))


def _as_shown(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
