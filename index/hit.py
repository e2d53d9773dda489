"""What a search returns, and what anything that searches looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.document import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Higher scores are better; they compare within one list only."""

    passage: Passage
    score: float
    rank: int  # from 1
    cosine: float | None = None  # of the question's and the passage's vectors; None where none were compared


class Retriever(Protocol):
    """Anything that finds passages."""

    def search(self, questions: Sequence[str], k: int) -> list[list[Hit]]:
        """The k best passages for each question, best first; one list per question, in order.

        A list is shorter than k only when the index is.
        """
        ...
