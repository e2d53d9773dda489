"""The reader: the words of a few passages that answer a question, by a span head over striding windows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from corpus.view import view
from index.files import model_name
from index.hit import Hit
from index.settings import ReadSettings
from index.translate import TranslationTable
from qa.answer import Span
from qa.errors import ModelError
from qa.question import Question
from qa.spans import best_spans, trim, without_overlaps
from qa.support import Support


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

    @property
    def cosine(self) -> float | None:
        """Of the question's vector and the passage's, where the search compared them."""
        return self.hit.cosine


class SpanReader:
    """A BERT-style span model in a local transformers folder, with its calibration beside it."""

    def __init__(
        self, folder: Path, settings: ReadSettings | None = None, table: TranslationTable | None = None
    ) -> None:
        """Loads the folder. Raises ModelError where it is missing, damaged or no span model.

        Without a `table`, what supports a span across languages is numbers and names alone.
        """
        self.settings = ReadSettings() if settings is None else settings
        self._support = Support(TranslationTable() if table is None else table)
        if not (folder / "config.json").is_file():
            raise ModelError(
                f"No reader in {folder}: config.json is missing. Restore the folder from the repository "
                "or point models.reader in settings.toml at a local span model."
            )
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model, loading = AutoModelForQuestionAnswering.from_pretrained(
                folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
            )
            self.calibration = read_calibration(folder / "calibration.json")
        except ModelError:
            raise
        except Exception as error:  # every library below raises its own kind
            raise ModelError(
                f"The reader in {folder} cannot be loaded: {error}. Restore the folder from the repository."
            ) from error
        if loading["missing_keys"]:
            raise ModelError(
                f"The model in {folder} is no span model: it lacks {sorted(loading['missing_keys'])}. "
                "Point models.reader in settings.toml at a question-answering model."
            )
        self._model = model.eval()
        self.name = model_name(folder)

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
                ),
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
        asked, text = question.telling_words, self._cut(question.text)
        views = [view(hit.passage) for hit in hits]
        encoded = self._tokenizer(
            [text] * len(hits),
            [seen.text for seen in views],
            truncation="only_second",
            max_length=self.settings.max_tokens,
            stride=self.settings.stride,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()  # [n_windows, seq, 2]
        hit_of = encoded.pop("overflow_to_sample_mapping").tolist()
        with torch.inference_mode():
            logits = self._model(**encoded)
        starts, ends = logits.start_logits.numpy(), logits.end_logits.numpy()  # [n_windows, seq]
        proposals: list[list[Proposal]] = [[] for _ in hits]
        names = question.names
        missing = [self._support.missing(names, asked, seen.text) for seen in views]
        for window, at in enumerate(hit_of):
            hit, seen = hits[at], views[at]
            in_view = np.array([sequence == 1 for sequence in encoded.sequence_ids(window)])
            low, high = (offsets[window, :, side] - len(seen.before) for side in (0, 1))  # [seq] in the view's body
            blocks = np.where(in_view & (high > 0), seen.block_of(high - 1), -1).astype(np.int32)  # [seq]
            for first, last, score in best_spans(
                starts[window], ends[window], blocks, max_length=self.settings.max_answer_tokens, n=3
            ):
                start, end = seen.quoted(int(low[first]), int(high[last]))
                span = trim(hit.passage.text, start - hit.passage.start, end - hit.passage.start)
                if span is not None:
                    across = hit.passage.document.lang != question.lang
                    support = self._support.share(asked, seen, int(low[first]), int(high[last]))
                    proposals[at].append(
                        Proposal(hit, *span, score, hit.score - best_score, across, support, missing[at])
                    )
        return [
            proposal
            for per_hit in proposals
            for proposal in sorted(per_hit, key=lambda proposal: -proposal.reading)[:3]
        ]

    def _cut(self, question: str) -> str:
        encoded = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
        offsets = encoded["offset_mapping"][: self.settings.max_question_tokens]
        return question[: offsets[-1][1]] if offsets else question


_COEFFICIENTS = tuple(field.name for field in fields(Calibration))


def read_calibration(path: Path) -> Calibration:
    """The calibration in a JSON file, or the plain logistic curve where there is none."""
    if not path.exists():
        return Calibration()
    values = {"missing": 0.0} | json.loads(path.read_text("utf-8"))  # files from before it was counted have none
    try:
        return Calibration(**{name: float(values[name]) for name in _COEFFICIENTS})
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} needs the numbers {', '.join(_COEFFICIENTS)}; found {values!r}.") from error
