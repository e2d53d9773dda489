"""What the evaluation asks of the road that it measures. qa.pipeline is one such road; the tests' fake is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from corpus.document import Passage
from index.hit import Hit
from qa.answer import Answer, Refusal, Span
from qa.question import Question

Leg = Literal["dense", "lexical", "fused"]
LEGS: tuple[Leg, ...] = ("dense", "lexical", "fused")
RERANKED = "reranked"  # the order in which passages are read on a road that has a reranker


class Legs(Protocol):
    """A retriever whose legs can be asked alone."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Everything that can be found."""
        ...

    def search(self, questions: Sequence[str], k: int, leg: Leg = "fused") -> list[list[Hit]]:
        """The k best passages of one leg for each question, best first."""
        ...


class Reader(Protocol):
    """Anything that finds spans in passages."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """Spans of any of the passages, best first."""
        ...


class AskSettings(Protocol):
    """How much is read for one question."""

    @property
    def k(self) -> int:
        """Passages."""
        ...


class Settings(Protocol):
    """A frozen dataclass of plain values."""

    @property
    def ask(self) -> AskSettings:
        """From a question to an answer."""
        ...


class Road(Protocol):
    """The main road with its stages in reach."""

    @property
    def retriever(self) -> Legs:
        """Its first stage."""
        ...

    @property
    def reader(self) -> Reader:
        """Its second stage."""
        ...

    @property
    def settings(self) -> Settings:
        """What steers it."""
        ...

    @property
    def models(self) -> Mapping[str, object]:
        """Names and fingerprints of the models in use."""
        ...

    def ask(self, question: str) -> Answer | Refusal:
        """The whole road."""
        ...

    def find(self, question: Question, k: int) -> list[Hit]:
        """The k best passages in the order in which they are read: the fused ones, or the reranker's order of them."""
        ...

    def answer_from(self, question: str, hits: Sequence[Hit]) -> Answer | Refusal:
        """The road from its second stage on."""
        ...
