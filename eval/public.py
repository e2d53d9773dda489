"""`python -m eval.public --documents FOLDER`: right, wrong and refused answers on documents that nobody here wrote.

The documents are not shipped: `questions/public_documents.jsonl` names the repository, commit and path of each and
its SHA-256. All are open together, as a folder of a user's would be, and each question is asked of all of them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol

from corpus.document import Document
from corpus.files import read_file
from corpus.side import DocumentError
from eval.files import BrokenFile, fingerprint, json_lines, text_of
from eval.metrics import f1, normalise
from index.home import ROOT
from qa.answer import Answer, Refusal
from qa.errors import ModelError, QuestionError

QUESTIONS = Path(__file__).parent / "questions" / "public.jsonl"
DOCUMENTS = Path(__file__).parent / "questions" / "public_documents.jsonl"
LEAST_F1 = 0.6  # a judge with this floor and equal digits agreed with people's verdicts in 94 of 100

Verdict = Literal["right", "wrong", "refused"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "refused")


class Asked(Protocol):
    """What is measured: a pipeline, or the tests' fake of one."""

    def ask(self, question: str) -> Answer | Refusal:
        """The whole road."""
        ...


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question with the texts that are accepted; none of them where the documents do not say.

    `pair` is the question's language and the document's, `en-ar` for an English question on an Arabic document.
    """

    question_id: str
    pair: str
    text: str
    document: str
    kind: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question. `said` is empty for a refusal."""

    question: PublicQuestion
    verdict: Verdict
    said: str
    confidence: float


def read_documents(folder: Path, listed: Path) -> list[Document]:
    """The listed files of the folder, in the list's order. Raises BrokenFile for one that is missing or another."""
    documents = []
    for line, row in json_lines(listed):
        path = folder / text_of(row, "file")
        where = f"{row['path']} of github.com/{row['repository']} at {row['commit']}"
        if not path.is_file():
            raise BrokenFile(listed, line, f"no {path}; it is {where}")
        if (found := fingerprint(path).sha256) != row["sha256"]:
            raise BrokenFile(listed, line, f"{path} has SHA-256 {found}, needs {row['sha256']}: {where}")
        try:
            documents.append(read_file(path, doc_id=path.name))
        except DocumentError as error:
            raise BrokenFile(listed, line, str(error)) from error
    return documents


def read_questions(path: Path, listed: Path) -> list[PublicQuestion]:
    """The file's questions, in order. Raises BrokenFile, also for a document that is not listed."""
    langs = {row["file"]: row["lang"] for _, row in json_lines(listed)}
    questions = []
    for line, row in json_lines(path):
        try:
            document = text_of(row, "document")
            if document not in langs:
                raise ValueError(f"document: {document!r} is not in {listed}")
            question_id, lang, text, kind = (text_of(row, name) for name in ("id", "lang", "question", "kind"))
            answers = tuple(map(str, row["answers"] or ()))
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenFile(path, line, f"needs id, lang, document, kind, question, answers: {error}") from error
        questions.append(PublicQuestion(question_id, f"{lang}-{langs[document]}", text, document, kind, answers))
    return questions


def ask(road: Asked, question: PublicQuestion) -> Outcome:
    """The road's answer, judged. A question that is turned away at the door counts as refused."""
    try:
        result = road.ask(question.text)
    except QuestionError:
        return Outcome(question, "refused" if question.answers else "right", "", 0.0)
    if isinstance(result, Refusal):
        return Outcome(question, "refused" if question.answers else "right", "", result.confidence)
    right = any(agrees(result.text, answer) for answer in question.answers)
    return Outcome(question, "right" if right else "wrong", result.text, result.confidence)


def agrees(said: str, accepted: str) -> bool:
    """Whether F1 over folded words is at least .6 and the digits are the same, in the same order."""
    return f1(said, [accepted], "corrected") >= LEAST_F1 and _numbers(said) == _numbers(accepted)


def counts(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """How many of each verdict, by pair, pairs in order of their names; `all` is the last."""
    pairs = sorted({one.question.pair for one in outcomes})
    groups = {pair: [one for one in outcomes if one.question.pair == pair] for pair in pairs} | {"all": [*outcomes]}
    return {
        pair: {"n": len(group)} | {verdict: sum(one.verdict == verdict for one in group) for verdict in VERDICTS}
        for pair, group in groups.items()
    }


def main(arguments: Sequence[str] | None = None, open_road: Callable[[Sequence[Document]], Asked] | None = None) -> int:
    """0 once every question was asked, 2 for a file or model that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.public", description="Ask of public documents.")
    parser.add_argument("--documents", type=Path, required=True, help="the folder with the files of the list")
    parser.add_argument("--json", action="store_true", help="print one JSON object: counts and every outcome")
    options = parser.parse_args(arguments)
    try:
        questions, documents = read_questions(QUESTIONS, DOCUMENTS), read_documents(options.documents, DOCUMENTS)
        road = (_shipped_road if open_road is None else open_road)(documents)
    except (BrokenFile, ModelError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    outcomes = [ask(road, question) for question in questions]
    if options.json:
        rows = {"counts": counts(outcomes), "outcomes": [asdict(one) for one in outcomes]}
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for one in outcomes:
        if one.verdict != "right":
            said = f"{one.said!r} at {one.confidence:.2f}" if one.said else f"nothing at {one.confidence:.2f}"
            accepted = " / ".join(one.question.answers) or "a refusal"
            print(
                f"{one.verdict} {one.question.question_id} {one.question.text}\n    said {said}; accepted: {accepted}"
            )
    print("| pair | n | right | wrong | refused |\n| --- | ---: | ---: | ---: | ---: |")
    for pair, row in counts(outcomes).items():
        print(f"| {pair} | {row['n']} | {row['right']} | {row['wrong']} | {row['refused']} |")
    return 0


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", normalise(text, "corrected"))


def _shipped_road(documents: Sequence[Document]) -> Asked:
    from qa.pipeline import open_pipeline  # seconds of imports that --help does not need
    from qa.settings import SettingsError

    try:
        return open_pipeline(documents, store=ROOT / "var" / "eval" / "public")
    except SettingsError as error:
        raise ModelError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
