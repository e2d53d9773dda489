"""The reader: the words of a few passages that answer a question, by a span head over striding windows."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.document import Passage
from corpus.view import View, view
from index.files import model_name
from index.hit import Hit
from index.lexical import TranslationTable
from index.presets import advice
from index.settings import ReadSettings
from qa.answer import Span
from qa.contrast import is_affirmed, one_side
from qa.counted import counts_another
from qa.errors import ModelError
from qa.labels import is_of_another, is_of_another_ordinal, is_of_another_year
from qa.question import Question
from qa.rows import cell_asked_for, is_of_another_table, is_sum_of_rows
from qa.series import member_asked_for
from qa.siblings import is_row_of_another, is_section_of_another
from qa.span_model import load_span_model
from qa.spans import best_spans, trim, without_overlaps
from qa.support import Support

log = logging.getLogger(__name__)

# What is left of a confidence where the words are said of a sibling of what is asked for, or of one of several that
# are to be summed up: of 18 development questions where that is found, 2 (one in two languages) have an answer there.
_OF_ANOTHER = 0.2


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression from what the models say to the probability that the span is right (Platt 1999)."""

    bias: float = 0.0
    reading: float = 1.0  # per unit of the span's lead over "it does not say", in logits
    search: float = 0.0  # per unit of the passage's search score below the best one's
    across: float = 0.0  # where question and document are in two languages, and the model is more timid
    support: float = 0.0  # where the words around the span say all of the question
    missing: float = 0.0  # where something that the question names stands nowhere in what is read
    cosine: float = 0.0  # per unit of the passage's cosine with the question
    usual_cosine: float = 0.0  # taken for a passage that comes without one

    def without_cosine(self) -> Calibration:
        """The same beside another encoder, whose cosines mean something else: each passage counts as a usual one."""
        return replace(self, bias=self.bias + self.cosine * self.usual_cosine, cosine=0.0)

    def probability(
        self,
        *,
        reading: float,
        search: float,
        across: bool,
        support: float,
        missing: float = 0.0,
        cosine: float | None = None,
    ) -> float:
        """In [0, 1]."""
        logit = self.bias + self.reading * reading + self.search * search + self.across * across
        logit += self.support * support + self.missing * missing
        logit += self.cosine * (self.usual_cosine if cosine is None else cosine)
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


class Reader(Protocol):
    """Anything that finds answers in passages."""

    def read(self, question: Question | str, hits: Sequence[Hit]) -> list[Span]:
        """Proposed answers, best first, none for no hits; each stretch of a document at most once."""
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span before calibration: half-open character offsets into the hit's passage."""

    hit: Hit
    start: int
    end: int
    reading: float  # start logit + end logit - the same two for "it does not say"
    search: float  # the hit's score below the best hit's: 0 or less
    across: bool  # question and document are in two languages
    support: float  # share of the question that the words around the span say, in [0, 1]
    missing: float = 0.0  # how surely something named in the question stands nowhere in what is read, in [0, 1]
    is_of_another: bool = False  # it is said of a sibling of what is asked for, or is one of several to be summed up

    @property
    def cosine(self) -> float | None:
        """Of the question's vector and the passage's, where the search compared them."""
        return self.hit.cosine


class SpanReader:
    """A BERT-style span model in a local transformers folder, with its calibration beside it."""

    def __init__(
        self,
        folder: Path,
        settings: ReadSettings | None = None,
        table: TranslationTable | None = None,
        *,
        engine: str = "openvino",
        name: str | None = None,
    ) -> None:
        """Loads the folder. Raises ModelError where it is missing, damaged or no span model.

        `engine` computes it, "openvino" or "torch". Without a `table`, what supports a span across languages is
        numbers and names alone. `name` is for reports, by default the folder's.
        """
        self.settings = ReadSettings() if settings is None else settings
        self._support = Support(TranslationTable() if table is None else table)
        self._model = load_span_model(folder, engine)
        try:
            self.calibration = read_calibration(folder / "calibration.json")
        except ModelError:
            raise
        except (OSError, ValueError) as error:
            raise ModelError(f"The reader in {folder} cannot be loaded: {error}. {advice(folder)}") from error
        self.name = model_name(folder) if name is None else name

    def read(self, question: Question | str, hits: Sequence[Hit]) -> list[Span]:
        """Proposed answers, best first; their score is the calibrated probability of being right."""
        spans = [
            Span(
                proposal.hit,
                proposal.start,
                proposal.end,
                self.calibration.probability(
                    reading=proposal.reading,
                    search=proposal.search,
                    across=proposal.across,
                    support=proposal.support,
                    missing=proposal.missing,
                    cosine=proposal.cosine,
                )
                * (_OF_ANOTHER if proposal.is_of_another else 1.0),
            )
            for proposal in self.propose(question, hits)
        ]
        spans.sort(key=lambda span: -span.score)
        return without_overlaps(spans)[: self.settings.n_spans]

    def propose(self, question: Question | str, hits: Sequence[Hit]) -> list[Proposal]:
        """The best few spans of every passage, in the hits' order, best of a passage first."""
        if not hits:
            return []
        best_score = max(hit.score for hit in hits)
        question = Question.of(question)
        asked = question.telling_words
        views = [view(hit.passage) for hit in hits]
        tokenizer, settings = self._model.tokenizer, self.settings
        windows = tokenizer.pairs(
            tokenizer.cut(question.text, settings.max_question_tokens),
            [seen.text for seen in views],
            max_tokens=settings.max_tokens,
            stride=settings.stride,
        )
        starts, ends = self._model.logits(windows)  # [n_windows, seq]
        offsets = windows.offsets  # [n_windows, seq, 2]
        proposals: list[list[Proposal]] = [[] for _ in hits]
        names = question.names
        missing = [self._support.missing(names, asked, seen.text) for seen in views]
        of_one: dict[str, list[str]] = {}
        for hit, seen in zip(hits, views, strict=True):
            of_one.setdefault(hit.passage.document.doc_id, []).append(seen.text)
        another = [
            is_of_another(question, seen.text, "\n".join(of_one[hit.passage.document.doc_id]), self._support.is_alike)
            or is_section_of_another(question, hit.passage)
            for hit, seen in zip(hits, views, strict=True)
        ]
        for window, at in enumerate(windows.text_of):
            hit, seen = hits[at], views[at]
            low, high = (offsets[window, :, side] - len(seen.before) for side in (0, 1))  # [seq] in the view's body
            blocks = np.where(windows.in_text[window] & (high > 0), seen.block_of(high - 1), -1).astype(np.int32)
            for first, last, score in best_spans(
                starts[window], ends[window], blocks, max_length=settings.max_answer_tokens, n=3
            ):
                first_low = _past_blanks(seen.body, int(low[first]), int(high[first]))
                start, end = seen.quoted(first_low, int(high[last]))
                end = min(end, _sentence_of(hit.passage, start)[1])
                span = trim(hit.passage.text, start - hit.passage.start, end - hit.passage.start)
                if span is not None:
                    span = one_side(question, hit.passage.text, *span)
                    span = self._in_series(question, hit.passage, span)
                    across = hit.passage.document.lang != question.lang
                    support = self._support.share(asked, seen, max(0, first_low), int(high[last]))
                    found, span = self._in_row(question, hit, span)
                    is_off = another[at] or self._is_off(question, found.passage, seen, span)
                    proposals[at].append(
                        Proposal(found, *span, score, hit.score - best_score, across, support, missing[at], is_off)
                    )
        return [
            proposal
            for per_hit in proposals
            for proposal in sorted(per_hit, key=lambda proposal: -proposal.reading)[:3]
        ]

    def _in_series(self, question: Question, passage: Passage, span: tuple[int, int]) -> tuple[int, int]:
        """The span, or the value of its sentence that the question asks for."""
        low, high = _sentence_of(passage, passage.start + span[0])
        sentence = (low - passage.start, high - passage.start)
        return member_asked_for(question, passage.text, sentence, span, self._support.is_alike)

    def _in_row(self, question: Question, hit: Hit, span: tuple[int, int]) -> tuple[Hit, tuple[int, int]]:
        """The span, or the cell of its column in the row that the question names, maybe of another passage."""
        passage = hit.passage
        start, end = (passage.start + at for at in span)
        cell = cell_asked_for(question, passage.document, start, end, self._support)
        trimmed = None if cell is None else trim(passage.document.text, *cell)
        if trimmed is None:
            return hit, span
        if trimmed[0] < passage.start or trimmed[1] > passage.end:
            passage = replace(passage, start=trimmed[0], end=trimmed[1], sentences=(trimmed,))
            hit = replace(hit, passage=passage)
        return hit, (trimmed[0] - passage.start, trimmed[1] - passage.start)

    def _is_off(self, question: Question, passage: Passage, seen: View, span: tuple[int, int]) -> bool:
        """Whether the span is of another year, ordinal, table or thing than is asked for, one of a sum, or a count of
        others.
        """
        document = passage.document
        start, end = (passage.start + at for at in span)
        low, high = _sentence_of(passage, start)
        sentence = document.text[low:high]
        return (
            is_of_another_year(question, sentence, seen.before)
            or is_of_another_ordinal(question, sentence, start - low)
            or is_affirmed(question, sentence, start - low, end - low)
            or is_sum_of_rows(question, document, start, end, self._support)
            or counts_another(question, document.text, start, end)
            or is_of_another_table(question, document, start, end, self._support)
            or is_row_of_another(question, document, start, end)
        )


def _past_blanks(text: str, start: int, end: int) -> int:
    """Where the token's own letters begin: some tokenizers count the space before a word, or a line's end, to it."""
    while max(start, 0) < end - 1 and text[max(start, 0)].isspace():
        start = max(start, 0) + 1
    return start


def _sentence_of(passage: Passage, start: int) -> tuple[int, int]:
    """The sentence that the document's character `start` stands in: no answer goes on in the next."""
    return next((one for one in passage.sentences if one[0] <= start < one[1]), (passage.start, passage.end))


_COEFFICIENTS = tuple(field.name for field in fields(Calibration))


def read_calibration(path: Path) -> Calibration:
    """The calibration in a JSON file, or the plain logistic curve, and a warning, where there is none."""
    if not path.exists():
        log.warning(
            "%s has no calibration: its confidences are a plain curve, and [ask] min_confidence may be wrong for it. "
            "Fit them on questions of yours: python -m train.calibrate --gold FILE",
            path.parent,
        )
        return Calibration()
    values = {"missing": 0.0} | json.loads(path.read_text("utf-8"))  # files from before it was counted have none
    try:
        return Calibration(**{name: float(values[name]) for name in _COEFFICIENTS})
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} needs the numbers {', '.join(_COEFFICIENTS)}; found {values!r}.") from error
