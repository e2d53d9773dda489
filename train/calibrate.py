"""Stage 4: how the legs are weighed and what a reader's score means, on development questions.

Questions of four language pairs over whole collections that no stage trains on: TyDi QA's Arabic
development part and held-out articles of SQuADShifts, each asked in its own language and, by
translations made for this, in the other. For half of the questions the document that answers is taken
out of what the search found, so that the right thing to say is nothing. Prints the figures, writes
calibration.json into the reader's folder and what it reads there into its run.json.

    python -m train.calibrate --data ../shared/data --encoder models/encoder --reader models/reader
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from corpus.document import Document, Lang
from eval.confidence import auroc, calibration_error, reliability
from eval.metrics import exact_match, f1
from index.build import open_index
from index.encode import SentenceEncoder
from index.fuse import HybridIndex, Leg, fuse
from index.hit import Hit
from index.settings import FuseSettings, IndexSettings
from index.translate import TranslationTable
from qa.reader import Proposal, SpanReader
from qa.settings import AskSettings
from train.data import HELD_OUT_TITLES, held_out_titles, read_examples
from train.record import note_scores

QUESTIONS = Path("eval/questions")
FEATURES = ("reading", "search", "across", "support", "missing", "cosine")  # of a `qa.reader.Proposal`


@dataclass(frozen=True, slots=True)
class Question:
    """A development question: which document answers it and with what words."""

    question: str
    document: Document
    golds: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        """Whether its document is left in what the search found; by a hash, so that every run agrees."""
        return hashlib.sha256(self.question.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One language pair, named question language, hyphen, document language."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


def cells(data: Path, n: int) -> list[Cell]:
    """The four development cells, at most n questions each."""
    held_out = held_out_titles(HELD_OUT_TITLES)["en_squadshifts_new_wiki.json.gz"]
    found = []
    for lang, path, translations in (
        ("ar", data / "qa_dev" / "ar_tydiqa_goldp_dev.json.gz", "dev_en_of_ar.jsonl"),
        ("en", data / "qa" / "en_squadshifts_new_wiki.json.gz", "dev_ar_of_en.jsonl"),
    ):
        examples = [each for each in read_examples(path) if lang == "ar" or each.title in held_out]
        contexts = {context: f"{lang}-{row}" for row, context in enumerate(dict.fromkeys(e.context for e in examples))}
        documents = {context: _document(doc_id, lang, context) for context, doc_id in contexts.items()}
        rows = map(json.loads, (QUESTIONS / translations).read_text("utf-8").splitlines())
        translated = {str(row["id"]): row["question"] for row in rows}
        own = sorted(examples, key=lambda each: hashlib.sha256(each.example_id.encode()).digest())
        other = "en" if lang == "ar" else "ar"
        for name, asked in (
            (f"{lang}-{lang}", [(each.question, each) for each in own]),
            (f"{other}-{lang}", [(translated[e.example_id], e) for e in own if e.example_id in translated]),
        ):
            questions = [Question(question, documents[e.context], e.golds) for question, e in asked[:n]]
            found.append(Cell(name, tuple(documents.values()), tuple(questions)))
    return found


def _document(doc_id: str, lang: str, text: str) -> Document:
    language: Lang = "ar" if lang == "ar" else "en"
    return Document(doc_id, language, doc_id, text)


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
    """Mean exact match and F1 (SQuAD arithmetic, in percent) with the answering document given."""
    own: dict[str, list[Hit]] = {}
    for passage in index.passages:
        own.setdefault(passage.document.doc_id, []).append(Hit(passage, 0.0, 1))
    exact, overlap = [], []
    for question in cell.questions:
        proposals = reader.propose(question.question, own[question.document.doc_id])
        text = _text(max(proposals, key=lambda each: each.reading)) if proposals else ""
        exact.append(exact_match(text, question.golds, "squad"))
        overlap.append(f1(text, question.golds, "squad"))
    return 100 * float(np.mean(exact)), 100 * float(np.mean(overlap))


def candidates(
    reader: SpanReader, index: HybridIndex, cell: Cell, k: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    """Every passage's best span: its `FEATURES` [n, 6], whether right [n], its question [n]."""
    features, right, owner = [], [], []
    found = index.search([question.question for question in cell.questions], 4 * k)
    for number, (question, hits) in enumerate(zip(cell.questions, found, strict=True)):
        kept = [hit for hit in hits if question.is_answerable or hit.passage.document is not question.document][:k]
        proposals = reader.propose(question.question, kept)
        first_of: dict[int, Proposal] = {}
        for proposal in proposals:
            first_of.setdefault(id(proposal.hit), proposal)
        for proposal in first_of.values():
            features.append([float(getattr(proposal, name)) for name in FEATURES])
            right.append(
                proposal.hit.passage.document is question.document
                and f1(_text(proposal), question.golds, "corrected") >= 0.5
            )
            owner.append(number)
    return np.array(features), np.array(right), np.array(owner)


def calibrate(data: Path, encoder: Path, reader_folder: Path, table: Path, *, n: int, k: int) -> None:
    """Prints what the development questions say and writes calibration.json."""
    model, translations, reader = (
        SentenceEncoder(encoder),
        TranslationTable.load(table),
        SpanReader(reader_folder, None, TranslationTable.load(table)),
    )
    rows, per_cell = [], {}
    for cell in cells(data, n):
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
    mean, deviation = features.mean(0), features.std(0)  # [6]
    model_fit = LogisticRegression(C=10.0).fit((features - mean) / deviation, right)
    weights = model_fit.coef_[0] / deviation
    values = {"bias": round(float(model_fit.intercept_[0] - weights @ mean), 4)}
    values |= {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}
    values["usual_cosine"] = round(float(mean[FEATURES.index("cosine")]), 4)
    top = [_top(model_fit, (found - mean) / deviation, right, owner) for found, right, owner in rows]
    confidence, is_right = (np.concatenate([each[at] for each in top]) for at in (0, 1))
    report = {
        "auroc": auroc(confidence.tolist(), is_right.tolist()),
        "expected_calibration_error": calibration_error(reliability(confidence.tolist(), is_right.tolist())),
        "n": len(confidence),
    }
    for name, (scores, correct) in zip(per_cell, top, strict=True):
        print(name, "right at best span:", round(float(correct.mean()), 3), "of", len(correct))
        for threshold in (0.2, 0.3, 0.4, 0.5):
            given = scores >= threshold
            print(f"   from {threshold}: answers {given.mean():.2f}, right of them {correct[given].mean():.2f}")
    print(values, report)
    (reader_folder / "calibration.json").write_text(
        json.dumps(values | {"fitted_on": per_cell, "development": report}, indent=2) + "\n", "utf-8"
    )
    note_scores(reader_folder, {name: {key: cell[key] for key in ("n", "em", "f1")} for name, cell in per_cell.items()})


def _top(
    model: LogisticRegression, features: NDArray[np.float64], right: NDArray[np.bool_], owner: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    probability = model.predict_proba(features)[:, 1]
    best = [max(np.flatnonzero(owner == number), key=lambda row: probability[row]) for number in sorted(set(owner))]
    return probability[best], right[best]


def _text(proposal: Proposal) -> str:
    return proposal.hit.passage.text[proposal.start : proposal.end]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Stage 4: calibrate on development questions.")
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/ and qa_dev/")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    parser.add_argument("--reader", type=Path, default=Path("models/reader"))
    parser.add_argument("--table", type=Path, default=Path("models/translation"))
    parser.add_argument("--questions", type=int, default=200, help="at most, for each language pair")
    parser.add_argument("--k", type=int, default=AskSettings().k, help="passages read for one question")
    given = parser.parse_args()
    calibrate(given.data, given.encoder, given.reader, given.table, n=given.questions, k=given.k)
