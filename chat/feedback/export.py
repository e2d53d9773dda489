"""Judgements as questions with accepted answers, in the JSON Lines format that `eval.gold` reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chat.judgement import Row

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Exported:
    """The questions, each a JSON object, and what became of the judgements."""

    questions: tuple[dict[str, Any], ...]
    n_judgements: int
    n_without_answer: int  # said to be wrong, and not what would be right
    n_without_document: int  # about no document, or about a question in neither of the two languages
    n_contradicting: int  # about questions that one visitor says are answered, another that they are not

    @property
    def in_words(self) -> str:
        """One line of counts."""
        n_unanswerable = sum(not question["answerable"] for question in self.questions)
        return (
            f"{len(self.questions)} questions ({n_unanswerable} that the documents do not answer) from "
            f"{self.n_judgements} judgements; left out: {self.n_without_answer} wrong without a better answer, "
            f"{self.n_without_document} about no document or in another language, "
            f"{self.n_contradicting} that contradict each other"
        )


def questions_of(rows: Sequence[Row]) -> Exported:
    """One question for each text and document that was judged, in the order of its first judgement.

    A right answer gives its span as accepted, a better answer gives the better one's. A right refusal, and an
    answer of which the documents are said not to say, give questions without answers.
    """
    wrong = [row for row in rows if row.verdict == "wrong"]
    judged = [row for row in rows if row.verdict != "wrong"]
    homeless = [row for row in judged if _document(row) is None or row.reason == "unsupported_language"]
    judged = [row for row in judged if row not in homeless]
    said: dict[str, set[bool]] = {}
    for row in judged:
        said.setdefault(row.asked, set()).add(_span(row) is None)
    contradicting = [row for row in judged if len(said[row.asked]) > 1]
    groups: dict[tuple[str, str | None], list[Row]] = {}
    for row in judged:
        if len(said[row.asked]) == 1:
            groups.setdefault((row.asked, _document(row)), []).append(row)
    return Exported(
        tuple(_question(group) for group in groups.values()), len(rows), len(wrong), len(homeless), len(contradicting)
    )


def _question(rows: Sequence[Row]) -> dict[str, Any]:
    """The question with every span that at least one judgement accepts, shortest first."""
    first = rows[0]
    spans = {span for row in rows if (span := _span(row)) is not None}
    question: dict[str, Any] = {
        "id": f"feedback-{first.turn_id}",
        "lang": first.lang,
        "question": first.question,
        "document": _document(first),
        "answers": [{"start": start, "end": end, "text": text} for start, end, text in sorted(spans, key=_length)],
        "answerable": bool(spans),
    }
    return question if first.asked == first.question else question | {"standalone": first.asked}


def _span(row: Row) -> Span | None:
    """The characters that the judgement accepts; None where it says that nothing answers."""
    if row.verdict == "better":
        start, end, text = row.better_start, row.better_end, row.better_answer
    elif row.verdict == "right" and row.kind == "answer":
        start, end, text = row.start, row.end, row.answer
    else:
        return None
    return None if start is None or end is None or text is None else (start, end, text)


def _length(span: Span) -> tuple[int, Span]:
    return span[1] - span[0], span


def _document(row: Row) -> str | None:
    return row.better_document if row.verdict == "better" else row.document
