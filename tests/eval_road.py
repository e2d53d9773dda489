"""A road so simple that every figure can be worked by hand.

A passage is a line. The lexical leg counts shared words; the dense leg is its reverse; fused is lexical. The reader
reads the first number of each passage; its score is 0.9 in a passage that shares two words with the question, 0.6
with one, else 0.1. Below 0.5 the road refuses.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.document import Document, Passage
from corpus.language.folding import words
from eval.road import Leg
from index.hit import Hit
from qa.answer import Answer, Citation, Refusal, Span
from qa.errors import QuestionError


@dataclass(frozen=True)
class Ask:
    k: int = 2


@dataclass(frozen=True)
class FakeSettings:
    ask: Ask = field(default_factory=Ask)


def shared(question: str, passage: Passage) -> int:
    return len(set(words(question)) & set(words(passage.text)))


class FakeLegs:
    def __init__(self, documents: Sequence[Document]) -> None:
        self.passages = tuple(
            Passage(document, line.start(), line.end(), sentences=((line.start(), line.end()),))
            for document in documents
            for line in re.finditer(r"[^\n]+", document.text)
        )

    def search(self, questions: Sequence[str], k: int, leg: Leg = "fused") -> list[list[Hit]]:
        found = []
        for question in questions:
            order = sorted(self.passages, key=lambda passage: -shared(question, passage))
            if leg == "dense":
                order.reverse()
            found.append([Hit(one, float(shared(question, one)), rank) for rank, one in enumerate(order[:k], 1)])
        return found


class FakeReader:
    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        spans = []
        for hit in hits:
            number = re.search(r"\d+", hit.passage.text)
            if number is not None:
                score = (0.1, 0.6, 0.9)[min(shared(question, hit.passage), 2)]
                spans.append(Span(hit, *number.span(), score))
        return sorted(spans, key=lambda span: -span.score)


class FakeRoad:
    def __init__(self, documents: Sequence[Document]) -> None:
        self.retriever = FakeLegs(documents)
        self.reader = FakeReader()
        self.settings = FakeSettings()
        self.models: Mapping[str, object] = {"reader": "first-number"}
        self.n_asked = 0

    def ask(self, question: str) -> Answer | Refusal:
        self.n_asked += 1
        if not words(question):
            raise QuestionError("no words")
        return self.answer_from(question, self.retriever.search([question], self.settings.ask.k)[0])

    def answer_from(self, question: str, hits: Sequence[Hit]) -> Answer | Refusal:
        spans = self.reader.read(question, hits)
        if not spans or spans[0].score < 0.5:
            confidence, withheld = (spans[0].score, spans[0].text) if spans else (0.0, "")
            return Refusal(question, "no_answer", confidence=confidence, withheld=withheld)
        best, passage = spans[0], spans[0].hit.passage
        start, end = passage.start + best.start, passage.start + best.end
        return Answer(question, best.text, (Citation(passage.document, start, end, *passage.sentences[0]),), best.score)
