"""Development questions of four language pairs that no stage trains on, over whole collections.

TyDi QA's Arabic development part and held-out articles of SQuADShifts, each asked in its own language and, by
translations made for this, in the other: for half of the questions the document that answers is taken out of
what the search found. And the written part: every tenth paragraph and everyday document of ours, in both languages,
where two of five questions look as if they had an answer and have none.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import Document, Lang
from corpus.markdown import markdown_outline
from corpus.read import document_from_text
from train.data import HELD_OUT_TITLES, Example, held_out_titles, read_examples

QUESTIONS = Path("eval/questions")
WRITTEN = ("written", "desk", "prose", "contrast", "written2", "desk3", "prose3")
_LANGS: tuple[Lang, ...] = ("ar", "en")


@dataclass(frozen=True, slots=True)
class Question:
    """A development question: which document is asked about, and with what words it answers; none: it does not."""

    question: str
    document: Document
    golds: tuple[str, ...]
    keeps_document: bool  # whether the document stays in what the search finds

    @property
    def is_answerable(self) -> bool:
        """Whether there is an answer to find."""
        return self.keeps_document and bool(self.golds)


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
            questions = [
                Question(
                    question, documents[e.context], e.golds, hashlib.sha256(question.encode()).digest()[0] % 2 == 0
                )
                for question, e in asked[:n]
            ]
            found.append(Cell(name, tuple(documents.values()), tuple(questions)))
    return found


def _document(doc_id: str, lang: str, text: str) -> Document:
    language: Lang = "ar" if lang == "ar" else "en"
    return Document(doc_id, language, doc_id, text)


def written_cells(data: Path, n: int) -> list[Cell]:
    """The four cells of the written part, named "written ar-en" and the like, at most n questions each."""
    found = []
    for lang in _LANGS:
        for asked in _LANGS:
            paths = [data / "qa_dev" / f"{name}_{lang}_{asked}.json.gz" for name in WRITTEN]
            examples = [example for path in paths for example in read_examples(path)]
            documents: dict[str, Document] = {}
            for example in examples:
                if example.context not in documents:
                    documents[example.context] = _titled(f"{lang}-{len(documents)}", example)
            drawn = sorted(examples, key=lambda each: hashlib.sha256(each.example_id.encode()).digest())[:n]
            questions = [Question(each.question, documents[each.context], each.golds, True) for each in drawn]
            found.append(Cell(f"written {asked}-{lang}", tuple(documents.values()), tuple(questions)))
    return found


def _titled(doc_id: str, example: Example) -> Document:
    document = document_from_text(example.context, doc_id=doc_id, seen=markdown_outline(example.context))
    return replace(document, title=example.title)
