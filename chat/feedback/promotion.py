"""Corrections that the owner of the page lets stand for everybody: from judgements to answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat.conversation import Turn
from chat.judgement import Row
from chat.links import Place
from chat.shelf import Shelf
from corpus.language import words
from qa.answer import Answer, Refusal

N_LETTERS = 8  # of a judgement's name, enough to tell corrections apart on a command line


@dataclass(frozen=True, slots=True)
class Correction:
    """A better answer to a question, as readers gave it. Offsets are half-open characters of the document."""

    key: str  # the first letters of its first judgement's name
    asked: str  # the question in full
    document: str
    start: int
    end: int
    answer: str
    instead_of: str = ""  # the answer that was corrected; empty for a refusal
    n_readers: int = 1


def corrections_of(rows: Sequence[Row]) -> list[Correction]:
    """The better answers in these judgements, in the order in which each was first given."""
    found: dict[tuple[str, str, int, int], list[Row]] = {}
    for row in rows:
        if row.verdict == "better" and row.better_document and row.better_answer and row.better_end:
            place = (row.better_document, row.better_start or 0, row.better_end)
            found.setdefault((question_key(row.asked), *place), []).append(row)
    return [
        Correction(
            group[0].turn_id[:N_LETTERS],
            group[0].asked,
            document,
            start,
            end,
            group[0].better_answer or "",
            group[0].answer or "",
            len(group),
        )
        for (_, document, start, end), group in found.items()
    ]


def question_key(question: str) -> str:
    """A key of the question's folded words, in order: equal for questions that differ in spelling and signs alone."""
    return " ".join(words(question))


def promoted_place(question: str, promoted: Iterable[Correction], shelf: Shelf) -> Place | None:
    """Where a promoted correction answers the question; None without one, or where its words stand there no more."""
    asked = question_key(question)
    for one in promoted:
        if question_key(one.asked) == asked:
            document = shelf.find(one.document)
            if document is not None and one.answer and document.text[one.start : one.end] == one.answer:
                return Place(document, (one.start, one.end))
    return None


def corrected_place(question: str, turns: Sequence[Turn]) -> Place | None:
    """Where the asker's own correction answers the question; None where the last judgement of it is another."""
    asked = question_key(question)
    for turn in reversed(turns):
        if turn.judgement is None or not isinstance(turn.outcome, Answer | Refusal):
            continue
        if question_key(turn.outcome.question) == asked:
            return turn.judgement.place
    return None
