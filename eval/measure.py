"""From one gold question to one row: where it was found, what was read, what came out at the end.

A row holds plain values only, so that it can be saved line by line and scored again without running the models.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.document import Document, Passage
from eval.baselines import Baselines
from eval.gold import Question
from eval.metrics import normalise
from eval.road import LEGS, RERANKED, Road
from index.hit import Hit
from qa.answer import Answer, Refusal
from qa.errors import QuestionError
from qa.question import Question as Asked

N_HITS = 10  # as deep as recall@10, MRR@10 and nDCG@10 look
BATCH = 32  # questions searched at once
_AROUND = 160  # characters shown on either side of a source

Row = dict[str, Any]


class Measure:
    """Asks one road, and the baselines beside it, question by question."""

    def __init__(self, road: Road, documents: Sequence[Document], baselines: Baselines) -> None:
        self.road = road
        self.baselines = baselines
        self.documents = {document.doc_id: document for document in documents}
        self.passages: dict[str, list[Passage]] = {}
        for passage in road.retriever.passages:
            self.passages.setdefault(passage.document.doc_id, []).append(passage)

    def rows(self, questions: Sequence[Question]) -> Iterator[Row]:
        """One row a question, in order, each as soon as it is there."""
        for first in range(0, len(questions), BATCH):
            batch = questions[first : first + BATCH]
            texts = [asked(question) for question in batch]
            lists: dict[str, list[list[Hit]]] = {
                leg: self.road.retriever.search(texts, N_HITS, leg=leg) for leg in LEGS
            }
            if "reranker" in self.road.models:
                lists[RERANKED] = [self.road.find(Asked.of(text), N_HITS) for text in texts]
            lists |= self.baselines.search(texts, N_HITS)
            for i, question in enumerate(batch):
                yield self._row(question, {name: hits[i] for name, hits in lists.items()})

    def _row(self, question: Question, found: dict[str, list[Hit]]) -> Row:
        document = self.documents[question.doc_id]
        row: Row = {
            "id": question.question_id,
            "cell": f"{question.lang}-{document.lang}",
            "question": question.text,
            "asked": asked(question),
            "document": question.doc_id,
            "gold": question.texts,
            "kind": question.kind,
            "style": question.style,
            "part": question.part,
            "gold_source": None if not question.spans else _source(document, *question.spans[0]),
            "placed": {"paragraph": bool(question.paragraphs), "span": bool(question.spans), "words": True},
            "retrieval": {name: self._ranks(question, hits) for name, hits in found.items()},
            "reading": self._reading(question),
        }
        row["end"] = self._end(question)
        row["baselines"] = {
            name: self._outcome(
                question, self.road.answer_from(asked(question), found[name][: self.road.settings.ask.k])
            )
            for name in self.baselines.read
        }
        for name, answer in self.baselines.answerers.items():
            row["baselines"][name] = {"text": answer(asked(question), found["fused"])}
        return row

    def _ranks(self, question: Question, hits: Sequence[Hit]) -> dict[str, int | None]:
        """The first rank of the gold paragraph, of the gold place, and of any passage with the words of an answer."""
        if not question.answers:
            return {"paragraph": None, "span": None, "words": None}
        golds = [normalise(text, "corrected") for text in question.texts]
        here = [(hit, hit.passage) for hit in hits if hit.passage.document.doc_id == question.doc_id]
        return {
            "paragraph": _first(hit for hit, passage in here if _overlaps(passage, question.paragraphs)),
            "span": _first(hit for hit, passage in here if _covers(passage, question.spans)),
            "words": _first(hit for hit in hits if self._answers(question, hit.passage, golds)),
        }

    def _reading(self, question: Question) -> Row | None:
        """The best span of the gold passages; None where there are none."""
        passages = [one for one in self.passages.get(question.doc_id, []) if _overlaps(one, question.paragraphs)]
        if not passages:
            return None
        spans = self.road.reader.read(asked(question), [Hit(one, 0.0, rank) for rank, one in enumerate(passages, 1)])
        return {"text": spans[0].text if spans else ""}

    def _end(self, question: Question) -> Row:
        start = time.perf_counter()
        try:
            result = self.road.ask(asked(question))
        except QuestionError as error:
            return {"kind": "error", "text": "", "error": str(error), "confidence": 0.0, "best": "", "citations": []}
        seconds = time.perf_counter() - start
        return {
            **self._outcome(question, result),
            "seconds": round(seconds, 4),
            "best": result.text if isinstance(result, Answer) else result.withheld,
        }

    def _outcome(self, question: Question, result: Answer | Refusal) -> Row:
        given = {
            "kind": result.kind,
            "text": result.text if isinstance(result, Answer) else "",
            "confidence": round(result.confidence, 6),
            "citations": [self._citation(question, one.to_json()) for one in result.citations],
        }
        return given if isinstance(result, Answer) else {**given, "reason": result.reason}

    def _citation(self, question: Question, citation: Row) -> Row:
        """What the citation claims, checked against the documents as they were read, not as the answer holds them."""
        document = self.documents[citation["document"]]
        start, end = citation["start"], citation["end"]
        golds = [normalise(text, "corrected") for text in question.texts]
        cited = [one for one in self.passages[document.doc_id] if one.start <= start and end <= one.end]
        return {
            "document": document.doc_id,
            "start": start,
            "end": end,
            "true": document.text[start:end] == citation["quote"],
            "passage_holds_gold": any(self._answers(question, passage, golds) for passage in cited),
            "touches_gold": document.doc_id == question.doc_id
            and any(low < end and start < high for low, high in question.spans),
            "source": _source(document, start, end),
        }

    def _answers(self, question: Question, passage: Passage, golds: Sequence[str]) -> bool:
        """Whether an answer stands in the passage: at its gold place, or in the same words anywhere."""
        here = passage.document.doc_id == question.doc_id
        return (here and _covers(passage, question.spans)) or holds(passage.text, golds)


def asked(question: Question) -> str:
    """What is put to the road: a follow-up goes in the form that stands alone."""
    return question.text if question.standalone is None else question.standalone


def holds(text: str, golds: Sequence[str]) -> bool:
    """Whether the words of any gold text, normalised already, stand in the text in a row."""
    inside = f" {normalise(text, 'corrected')} "
    return any(f" {gold} " in inside for gold in golds if gold)


def _source(document: Document, start: int, end: int) -> Row:
    text = document.text
    return {
        "title": document.title,
        "lang": document.lang,
        "before": text[max(0, start - _AROUND) : start],
        "quote": text[start:end],
        "after": text[end : end + _AROUND],
    }


def _first(hits: Iterator[Hit]) -> int | None:
    return min((hit.rank for hit in hits), default=None)


def _overlaps(passage: Passage, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(low < passage.end and passage.start < high for low, high in ranges)


def _covers(passage: Passage, spans: Sequence[tuple[int, int]]) -> bool:
    return any(passage.start <= low and high <= passage.end for low, high in spans)
