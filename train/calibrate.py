"""Stage 4: how the legs are weighed and what a reader's score means, on development questions.

Questions of four language pairs, those of `train/development.py`: half of them have no answer in what the search
finds, so that the right thing to say is nothing. Prints the figures, writes calibration.json into the reader's
folder and what it reads there into its run.json.

    python -m train.calibrate --data ../shared/data --encoder models/encoder --reader models/reader

Or questions of one's own, for the encoder and reader of the settings: a file in the form of `eval/questions/README.md`,
with its documents. Some 200 questions are a beginning; a third of them should have no answer.

    python -m train.calibrate --gold questions.jsonl --documents documents.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from corpus.read import shipped_articles
from eval.confidence import auroc, calibration_error, reliability
from eval.files import BrokenFile
from eval.gold import Gold, read_documents, read_questions
from eval.metrics import exact_match, f1
from index.build import open_index
from index.encode import Encoder, EncoderError
from index.fuse import HybridIndex, Leg, fuse
from index.hit import Hit
from index.lexical import TranslationTable
from index.load import load_encoder, load_part
from index.presets import CALIBRATION
from index.settings import FuseSettings, IndexSettings
from qa.errors import ModelError
from qa.models import load_reader
from qa.reader import Proposal, SpanReader
from qa.settings import ROOT, AskSettings, read_settings
from train.development import Cell, Question, cells, written_cells
from train.record import note_scores

FEATURES = ("reading", "search", "across", "support", "missing", "cosine")  # of a `qa.reader.Proposal`


_FOLDS = 10
_LEAST_QUESTIONS = 20
LEGS: tuple[Leg, ...] = ("dense", "lexical")


def recalls_at_1(index: HybridIndex, cell: Cell, weights: Sequence[float]) -> dict[str, float]:
    """Share of questions whose best passage is of the answering document: each leg alone, and fused by dense weight."""
    questions = [question.question for question in cell.questions]
    place = {id(passage): at for at, passage in enumerate(index.passages)}
    lists: dict[Leg, list[list[Hit]]] = {leg: index.search(questions, FuseSettings().depth, leg) for leg in LEGS}
    right: dict[str, list[bool]] = {}
    for row, question in enumerate(cell.questions):
        found = {}
        for leg in LEGS:
            hits = lists[leg][row]
            right.setdefault(leg, []).append(hits[0].passage.document is question.document)
            scores = np.array([hit.score for hit in hits], dtype=np.float32)
            found[leg] = scores, np.array([place[id(hit.passage)] for hit in hits])
        for weight in weights:
            _, places = fuse(*found["dense"], *found["lexical"], FuseSettings(dense_weight=weight))
            best = index.passages[places[0]].document
            right.setdefault(f"fused, dense weight {weight}", []).append(best is question.document)
    return {name: round(float(np.mean(values)), 3) for name, values in right.items()}


def reading_scores(reader: SpanReader, index: HybridIndex, cell: Cell) -> tuple[float, float]:
    """Mean exact match and F1 (SQuAD arithmetic, in percent) with the answering document given; 0.0 without gold."""
    own: dict[str, list[Hit]] = {}
    for passage in index.passages:
        own.setdefault(passage.document.doc_id, []).append(Hit(passage, 0.0, 1))
    exact, overlap = [], []
    for question in (each for each in cell.questions if each.golds):
        proposals = reader.propose(question.question, own[question.document.doc_id])
        text = _text(max(proposals, key=lambda each: each.reading)) if proposals else ""
        exact.append(exact_match(text, question.golds, "squad"))
        overlap.append(f1(text, question.golds, "squad"))
    if not exact:
        return 0.0, 0.0
    return 100 * float(np.mean(exact)), 100 * float(np.mean(overlap))


def candidates(
    reader: SpanReader, index: HybridIndex, cell: Cell, k: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    """Every passage's best span: its `FEATURES` [n, 6], whether right [n], its question [n]."""
    features, right, owner = [], [], []
    found = index.search([question.question for question in cell.questions], 4 * k)
    for number, (question, hits) in enumerate(zip(cell.questions, found, strict=True)):
        kept = [hit for hit in hits if question.keeps_document or hit.passage.document is not question.document][:k]
        proposals = reader.propose(question.question, kept)
        first_of: dict[int, Proposal] = {}
        for proposal in proposals:
            first_of.setdefault(id(proposal.hit), proposal)
        for proposal in first_of.values():
            features.append([float(getattr(proposal, name)) for name in FEATURES])
            right.append(
                question.is_answerable
                and proposal.hit.passage.document is question.document
                and f1(_text(proposal), question.golds, "corrected") >= 0.5
            )
            owner.append(number)
    return np.array(features), np.array(right), np.array(owner)


def own_cells(gold: Gold) -> list[Cell]:
    """The questions of a gold file, one cell a pair of languages, over all of its documents."""
    documents = {document.doc_id: document for document in gold.documents}
    pairs: dict[str, list[Question]] = {}
    for one in gold.questions:
        asked = Question(one.standalone or one.text, documents[one.doc_id], tuple(one.texts), True)
        pairs.setdefault(f"{one.lang}-{asked.document.lang}", []).append(asked)
    return [Cell(name, gold.documents, tuple(questions)) for name, questions in sorted(pairs.items())]


def calibrate(
    parts: Sequence[Cell], model: Encoder, translations: TranslationTable, reader: SpanReader, folder: Path, *, k: int
) -> None:
    """Prints what the questions say and writes calibration.json into the reader's folder.

    Raises ValueError for questions by which nothing can be told: too few, or all answered right or wrong.
    """
    rows, per_cell = [], {}
    for cell in parts:
        index = open_index(cell.documents, model, translations, None, IndexSettings())
        recalls = recalls_at_1(index, cell, (0.75, 1.0, 1.5, 2.0, 3.0))
        exact, overlap = reading_scores(reader, index, cell)
        found = candidates(reader, index, cell, k)
        rows.append(found)
        per_cell[cell.name] = {
            "n": len(cell.questions),
            "recall@1": recalls,
            "em": round(exact, 1),
            "f1": round(overlap, 1),
        }
        print(cell.name, per_cell[cell.name], flush=True)
    features, right = np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])
    starts = np.cumsum([0, *(len(cell.questions) for cell in parts)])
    owner = np.concatenate([row[2] + start for row, start in zip(rows, starts, strict=False)])
    if len(set(owner)) < _LEAST_QUESTIONS or right.all() or not right.any():
        raise ValueError(
            f"{len(set(owner))} questions, {right.sum()} of {len(right)} proposed spans right: a calibration needs "
            f"{_LEAST_QUESTIONS} questions, and spans of both kinds. Add questions, some without an answer."
        )
    mean, deviation = features.mean(0), features.std(0)  # [6]
    deviation[deviation == 0] = 1.0  # one language alone: `across` says nothing
    standardised = (features - mean) / deviation
    model_fit = LogisticRegression(C=10.0).fit(standardised, right)
    weights = model_fit.coef_[0] / deviation
    values = {"bias": round(float(model_fit.intercept_[0] - weights @ mean), 4)}
    values |= {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}
    values["usual_cosine"] = round(float(mean[FEATURES.index("cosine")]), 4)
    beside = {"encoder": model.name}  # whose cosines these are
    # Out of fold: the confidence of a question by a fit that has not seen it.
    probability = cross_val_predict(
        LogisticRegression(C=10.0), standardised, right, groups=owner, cv=GroupKFold(_FOLDS), method="predict_proba"
    )[:, 1]
    confidence, is_right = _top(probability, right, owner)
    questions = [question for cell in parts for question in cell.questions]
    asked = [questions[number] for number in sorted(set(owner))]
    can_be = np.array([question.is_answerable for question in asked])
    report: dict[str, Any] = {
        "auroc": auroc(confidence.tolist(), is_right.tolist()),
        "expected_calibration_error": calibration_error(reliability(confidence.tolist(), is_right.tolist())),
        "n": len(confidence),
    }
    by_cell = np.repeat([cell.name for cell in parts], [len(set(row[2])) for row in rows])
    for name in [*per_cell, ""]:
        here = (by_cell == name) if name else np.ones(len(by_cell), dtype=bool)
        print(name or "all", f"answerable {can_be[here].sum()} of {here.sum()}")
        for threshold in (0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
            given = confidence[here] >= threshold
            n_right, n_wrong = (given & is_right[here]).sum(), (given & ~is_right[here]).sum()
            n_refused, n_held = (~given & ~can_be[here]).sum(), (~given & can_be[here]).sum()
            # A wrong answer costs two refusals of what could be answered.
            print(
                f"   from {threshold}: right {n_right}, wrong {n_wrong}, rightly refused {n_refused} of "
                f"{(~can_be[here]).sum()}, cost {2 * n_wrong + n_held}"
            )
    print(values, report)
    path = folder / CALIBRATION
    path.write_text(
        json.dumps(values | beside | {"fitted_on": per_cell, "development": report}, indent=2) + "\n", "utf-8"
    )
    print(path)
    if (folder / "run.json").exists():  # a model of ours
        note_scores(folder, {name: {key: cell[key] for key in ("n", "em", "f1")} for name, cell in per_cell.items()})


def _top(
    probability: NDArray[np.float64], right: NDArray[np.bool_], owner: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of each question's best span, in order of their numbers: its probability, and whether it is right."""
    best = [max(np.flatnonzero(owner == number), key=lambda row: probability[row]) for number in sorted(set(owner))]
    return probability[best], right[best]


def _text(proposal: Proposal) -> str:
    return proposal.hit.passage.text[proposal.start : proposal.end]


def main(arguments: Sequence[str] | None = None) -> int:
    """2 for questions that cannot be read or by which nothing can be told, and for models that cannot be loaded."""
    parser = argparse.ArgumentParser(prog="python -m train.calibrate", description="Calibrate a reader.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help="folder with qa/ and qa_dev/")
    source.add_argument("--gold", type=Path, help="questions of one's own, for the models of the settings")
    parser.add_argument("--documents", type=Path, help="with --gold: the documents, JSON Lines; else the article's")
    parser.add_argument("--settings", type=Path, default=ROOT / "settings.toml", help="with --gold")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    parser.add_argument("--reader", type=Path, default=Path("models/reader"))
    parser.add_argument("--table", type=Path, default=Path("models/translation"))
    parser.add_argument("--questions", type=int, default=200, help="at most, for each language pair")
    parser.add_argument("--k", type=int, default=AskSettings().k, help="passages read for one question")
    given = parser.parse_args(arguments)
    try:
        if given.gold is None:
            parts = [*cells(given.data, given.questions), *written_cells(given.data, given.questions)]
            table = TranslationTable.load(given.table)
            encoder, folder = load_encoder(given.encoder, "openvino"), given.reader
            calibrate(parts, encoder, table, SpanReader(folder, None, table), folder, k=given.k)
            return 0
        settings = read_settings(given.settings)
        documents = [*shipped_articles()] if given.documents is None else read_documents(given.documents)
        parts = own_cells(read_questions(given.gold, documents))
        table = TranslationTable.load(ROOT / settings.models.translation)
        part = settings.models.required("encoder")
        encoder, reader = load_part(part), load_reader(settings, table, part)
        calibrate(parts, encoder, table, reader, settings.models.required("reader").folder, k=settings.ask.k)
    except (BrokenFile, EncoderError, ModelError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
