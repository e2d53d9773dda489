"""The reader: the words of a few passages that answer a question, by a span head over striding windows."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.fold import fold, lang_of
from corpus.trim import is_blank
from index.files import model_name
from index.function_words import content_words
from index.hit import Hit
from index.translate import TranslationTable
from qa.answer import Span
from qa.errors import ModelError
from qa.span_model import load_span_model
from qa.support import Support


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How passages are read."""

    max_question_tokens: int = 64  # a longer question is cut: the reader never saw longer ones
    max_tokens: int = 256  # of a window: question, passage and the three marks between them
    stride: int = 64  # tokens that neighbouring windows of a long passage share
    max_answer_tokens: int = 30
    n_spans: int = 8  # proposals returned for a question


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression from what the models say to the probability that the span is right (Platt 1999)."""

    bias: float = 0.0
    reading: float = 1.0  # per unit of the span's lead over "it does not say", in logits
    search: float = 0.0  # per unit of the passage's search score below the best one's
    across: float = 0.0  # where question and document are in two languages, and the model is more timid
    support: float = 0.0  # where the words around the span say all of the question
    cosine: float = 0.0  # per unit of the passage's cosine with the question
    usual_cosine: float = 0.0  # taken for a passage that comes without one

    def probability(
        self, *, reading: float, search: float, across: bool, support: float, cosine: float | None = None
    ) -> float:
        """In [0, 1]."""
        logit = self.bias + self.reading * reading + self.search * search + self.across * across
        logit += self.support * support + self.cosine * (self.usual_cosine if cosine is None else cosine)
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


class Reader(Protocol):
    """Anything that finds answers in passages."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
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
    ) -> None:
        """Loads the folder. Raises ModelError where it is missing, damaged or no span model.

        `engine` computes it, "openvino" or "torch". Without a `table`, what supports a span across languages is
        numbers and names alone.
        """
        self.settings = ReadSettings() if settings is None else settings
        self._support = Support(TranslationTable() if table is None else table)
        self._model = load_span_model(folder, engine)
        try:
            self.calibration = read_calibration(folder / "calibration.json")
        except ModelError:
            raise
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The reader in {folder} cannot be loaded: {error}. Restore the folder from the repository."
            ) from error
        self.name = model_name(folder)

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
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
                    cosine=proposal.cosine,
                ),
            )
            for proposal in self.propose(question, hits)
        ]
        spans.sort(key=lambda span: -span.score)
        return without_overlaps(spans)[: self.settings.n_spans]

    def propose(self, question: str, hits: Sequence[Hit]) -> list[Proposal]:
        """The best few spans of every passage, in the hits' order, best of a passage first."""
        if not hits:
            return []
        best_score = max(hit.score for hit in hits)
        lang, asked = lang_of(question), content_words(question)
        tokenizer, settings = self._model.tokenizer, self.settings
        windows = tokenizer.pairs(
            tokenizer.cut(question, settings.max_question_tokens),
            [hit.passage.text for hit in hits],
            max_tokens=settings.max_tokens,
            stride=settings.stride,
        )
        starts, ends = self._model.logits(windows)  # [n_windows, seq]
        offsets = windows.offsets  # [n_windows, seq, 2]
        proposals: list[list[Proposal]] = [[] for _ in hits]
        for window, at in enumerate(windows.text_of):
            for first, last, score in best_spans(
                starts[window], ends[window], windows.in_text[window], max_length=settings.max_answer_tokens, n=3
            ):
                hit = hits[at]
                span = trim(hit.passage.text, int(offsets[window, first, 0]), int(offsets[window, last, 1]))
                if span is not None:
                    across = hit.passage.document.lang != lang
                    support = self._support.share(asked, hit.passage.text, *span)
                    proposals[at].append(Proposal(hit, *span, score, hit.score - best_score, across, support))
        return [
            proposal
            for per_hit in proposals
            for proposal in sorted(per_hit, key=lambda proposal: -proposal.reading)[:3]
        ]


def best_spans(
    start_logits: NDArray[np.float32],
    end_logits: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    *,
    max_length: int,
    n: int,
) -> list[tuple[int, int, float]]:
    """The n best (first token, last token, lead over position 0), best first, none overlapping a better one.

    Logits are [seq]; `allowed` marks the passage's tokens; position 0 stands for "it does not say"
    (Devlin et al. 2019).
    """
    positions = np.flatnonzero(allowed)
    if not len(positions):
        return []
    first, last = int(positions[0]), int(positions[-1]) + 1
    scores = start_logits[first:last, None] + end_logits[None, first:last]  # [length, length]
    length = last - first
    band = np.triu(np.ones((length, length), dtype=bool)) & ~np.triu(np.ones((length, length), dtype=bool), max_length)
    usable = allowed[first:last]
    scores = np.where(band & usable[:, None] & usable[None, :], scores, -np.inf)
    null = float(start_logits[0] + end_logits[0])
    found: list[tuple[int, int, float]] = []
    while len(found) < n:
        start, end = divmod(int(scores.argmax()), length)
        if not np.isfinite(scores[start, end]):
            break
        found.append((first + start, first + end, float(scores[start, end]) - null))
        scores[: end + 1, start:] = -np.inf
    return found


# Inside a word for search and for eyes: letters, digits and the marks that combine with them.
_INNER = re.compile(r"\w")
_REFERENCE = re.compile(r"\[\d{1,3}\]")
_NEGATIVE = re.compile(r"[-\u2212]\d[\d.,٫٬]*+(?![-–—])")
_OPENING, _CLOSING = "([{«“‘", ")]}»”’"
_FIRST_OF_MANY = re.compile(r"\S+(?=\s)")
# "هو عاصمة ..." and "في أستانا": the word ties the answer to its sentence and is not of the answer.
_LINKS = frozenset(["هو", "هي", "هم", "هما", "هن", "وهو", "وهي", "وهم", "وهما", "وهن", "في"])
_EDGES = frozenset("،,؛;:.!؟?…|*'\"-–—\u200c\u200d")


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span moved to whole words without punctuation, reference marks, linking words or lone brackets at its edges.

    A minus before a number is of the number, unless another dash follows: "-1992-" is in brackets.

    Only offsets move; None where nothing is left.
    """
    while 0 < start < end and _is_inner(text[start]) and _is_inner(text[start - 1]):
        start -= 1
    while end < len(text) and end > start and _is_inner(text[end - 1]) and _is_inner(text[end]):
        end += 1
    while True:
        before = (start, end)
        reference = list(_REFERENCE.finditer(text, max(0, end - 5), min(len(text), end + 4)))
        for match in reference:
            if match.start() < end <= match.end():
                end = max(start, match.start())
        while start < end and _is_edge(text[start]):
            start += 1
        while start < end and _is_edge(text[end - 1]):
            end -= 1
        first = _FIRST_OF_MANY.match(text, start, end)
        if first and fold(first[0]) in _LINKS:
            start = first.end()
        inside = text[start:end]
        for opening, closing in zip(_OPENING, _CLOSING, strict=True):
            if opening in inside and closing not in inside and text[end : end + 1] == closing:
                end += 1
                break
            if (inside[:1] == opening and closing not in inside) or inside[:1] == closing:
                start += 1
                break
            if (inside[-1:] == closing and opening not in inside) or inside[-1:] == opening:
                end -= 1
                break
        if (start, end) == before:
            break
    if start < end and _NEGATIVE.match(text, max(0, start - 1)) and (start < 2 or is_blank(text[start - 2])):
        start -= 1
    return (start, end) if start < end else None


def _is_edge(character: str) -> bool:
    return character in _EDGES or is_blank(character)


def _is_inner(character: str) -> bool:
    return bool(_INNER.match(character)) or unicodedata.combining(character) > 0 or character == "ـ"


def without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """The spans without those that share document characters with a better one, in the same order."""
    kept: list[Span] = []
    for span in spans:
        document, base = span.hit.passage.document, span.hit.passage.start
        if not any(
            other.hit.passage.document is document
            and base + span.start < other.hit.passage.start + other.end
            and other.hit.passage.start + other.start < base + span.end
            for other in kept
        ):
            kept.append(span)
    return kept


_COEFFICIENTS = tuple(field.name for field in fields(Calibration))


def read_calibration(path: Path) -> Calibration:
    """The calibration in a JSON file, or the plain logistic curve where there is none."""
    if not path.exists():
        return Calibration()
    values = json.loads(path.read_text("utf-8"))
    try:
        return Calibration(**{name: float(values[name]) for name in _COEFFICIENTS})
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} needs the numbers {', '.join(_COEFFICIENTS)}; found {values!r}.") from error
