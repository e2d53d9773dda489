"""A model's text as it comes, in sentences with the passages that each cites: "... in 1992. [1][3]"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.sentences import sentences_of

_LONGEST = 4_000  # characters that wait for the end of a sentence
# Marks close a sentence, before or behind its full stop.
_CLOSED = re.compile(
    r"(?P<text>.+?)(?P<marks>(?:\s*\[\s*\d{1,2}(?:\s*[,،]\s*\d{1,2})*\s*\])+)(?P<stop>\s*[.!?؟…]+)?", re.DOTALL
)
_NUMBER = re.compile(r"\d{1,2}")
_THINKING = "<think>", "</think>"
_COULD_GO_ON = re.compile(r"[\s\[\d,،\].!?؟…]*\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as it was written, without its marks, and the numbers of the passages that it cites."""

    text: str
    cites: tuple[int, ...]


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """The sentences, each as soon as it is whole. Of several before one mark only the last one is cited."""
    waiting = ""
    for piece in _spoken(pieces):
        waiting += piece
        # What follows the marks has to be there: another mark or a full stop may belong to them.
        while (closed := _CLOSED.match(waiting)) and not _COULD_GO_ON.fullmatch(waiting, closed.end("marks")):
            yield from _cut(closed)
            waiting = waiting[closed.end() :]
        if len(waiting) > _LONGEST:
            break
    while closed := _CLOSED.match(waiting):
        yield from _cut(closed)
        waiting = waiting[closed.end() :]
    yield from (Draft(text, ()) for text in _sentences(waiting))


def _spoken(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without the thoughts that some models write before their answer; a sign may come in parts."""
    held, is_thinking = "", False
    for piece in pieces:
        held += piece
        while (sign := _THINKING[is_thinking]) in held:
            before, _, held = held.partition(sign)
            if not is_thinking:
                yield before
            is_thinking = not is_thinking
        begun = next((n for n in range(len(sign) - 1, 0, -1) if held.endswith(sign[:n])), 0)
        said, held = held[: len(held) - begun], held[len(held) - begun :]
        if not is_thinking:
            yield said
    if not is_thinking:
        yield held


def _cut(closed: re.Match[str]) -> Iterator[Draft]:
    *before, last = _sentences(closed["text"]) or [""]
    yield from (Draft(text, ()) for text in before)
    if last:
        text = last if last[-1] in ".!?؟…" else f"{last}."
        yield Draft(text, tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(closed["marks"]))))


def _sentences(text: str) -> list[str]:
    found = [text[start:end].strip() for start, end in sentences_of(text, 0, len(text), "en")]
    return [one for one in found if any(character.isalnum() for character in one)]
