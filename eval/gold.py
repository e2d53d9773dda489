"""Gold questions and the documents they are asked of, read from files and checked before any work starts.

A broken file is refused. A question whose offsets do not match its document stays in the run, is listed in
`Gold.mismatches`, and has no span: it is scored by its text, and left out where only a place would do.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

from corpus.document import Document, Lang
from corpus.language import lang_of
from eval.files import BrokenFile, Source, fingerprint, json_lines, list_of, opened, text_of


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """A text accepted as the answer, and where it stands in the document; None when it does not stand there."""

    text: str
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its gold. No answers means that the documents do not say.

    `paragraphs` are the ranges of the document that retrieval should find: all of a SQuAD paragraph, the lines (and
    sections) around the answers of a longer document; none where nothing answers or no offset is right.
    `kind` (date, person, ...), `style` (plain, noisy, dialect, ...) and `part` (fit, report) are empty where the
    file has none. `history` holds the turns before a follow-up, `standalone` what it means without them.
    """

    question_id: str
    lang: Lang
    text: str
    doc_id: str
    answers: tuple[GoldAnswer, ...]
    paragraphs: tuple[tuple[int, int], ...] = ()
    kind: str = ""
    style: str = ""
    part: str = ""
    history: tuple[str, ...] = ()
    standalone: str | None = None

    @property
    def texts(self) -> list[str]:
        """The accepted texts, as the metrics take them."""
        return [answer.text for answer in self.answers]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the answers stand in the document; maybe none."""
        return [answer.span for answer in self.answers if answer.span is not None]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Gold offsets under which the document has other words than the gold text."""

    question_id: str
    gold: str
    found: str


@dataclass(frozen=True, slots=True)
class Gold:
    """Questions in file order, the documents that the run reads, and what was found wrong."""

    questions: tuple[Question, ...]
    documents: tuple[Document, ...]
    mismatches: tuple[Mismatch, ...] = ()
    sources: tuple[Source, ...] = ()

    def sample(self, limit: int | None, seed: int) -> Gold:
        """At most `limit` questions drawn by the seed, in file order; all documents stay."""
        if limit is None or limit >= len(self.questions):
            return self
        kept = sorted(random.Random(seed).sample(range(len(self.questions)), limit))
        return replace(self, questions=tuple(self.questions[i] for i in kept))


def read_questions(path: Path, documents: Sequence[Document]) -> Gold:
    """Our JSON Lines question set, asked of documents that are read already."""
    known = {document.doc_id: document for document in documents}
    questions: list[Question] = []
    mismatches: list[Mismatch] = []
    seen: dict[str, int] = {}
    for line, fields in json_lines(path):
        try:
            question = _question(fields, known, mismatches)
            if question.question_id in seen:
                raise ValueError(f"id {question.question_id!r} stands on line {seen[question.question_id]} too")
        except ValueError as error:
            raise BrokenFile(path, line, str(error)) from error
        seen[question.question_id] = line
        questions.append(question)
    if not questions:
        raise BrokenFile(path, 1, "no questions")
    return Gold(tuple(questions), tuple(documents), tuple(mismatches), (fingerprint(path),))


def read_documents(path: Path) -> list[Document]:
    """JSON Lines of documents: doc_id, lang, title, text."""
    documents: dict[str, Document] = {}
    for line, fields in json_lines(path):
        try:
            doc_id, title, text = (text_of(fields, name) for name in ("doc_id", "title", "text"))
            document = Document(doc_id, _lang(fields), title, text)
            if doc_id in documents:
                raise ValueError(f"doc_id {doc_id!r} stands on an earlier line too")
        except ValueError as error:
            raise BrokenFile(path, line, str(error)) from error
        documents[doc_id] = document
    return list(documents.values())


def read_distractors(path: Path, limit: int | None = None) -> list[Document]:
    """Plain text, one passage a line (.txt, .gz or .xz); the first `limit` lines that are not blank."""
    with opened(path) as file:
        lines = ((number, line.rstrip("\r\n")) for number, line in enumerate(file, 1))
        full = ((number, line) for number, line in lines if line.strip())
        return [Document(f"{path.name}:{number}", lang_of(line), "", line) for number, line in islice(full, limit)]


def merge(parts: Sequence[Gold]) -> Gold:
    """One collection of several files.

    Documents of equal text become one, so that the Arabic and English questions of XQuAD meet over one paragraph.
    Question ids that more than one file has get the file's name in front.
    """
    documents: list[Document] = []
    questions: list[Question] = []
    mismatches: list[Mismatch] = []
    n_files = Counter(question.question_id for part in parts for question in part.questions)
    for part in parts:
        documents = together(documents, part.documents)
    by_text = {document.text: document.doc_id for document in documents}
    for part in parts:
        texts = {document.doc_id: document.text for document in part.documents}
        name = Path(part.sources[0].path).name
        ids = {
            one.question_id: f"{name}:{one.question_id}" if n_files[one.question_id] > 1 else one.question_id
            for one in part.questions
        }
        for question in part.questions:
            doc_id = by_text[texts[question.doc_id]]
            questions.append(replace(question, question_id=ids[question.question_id], doc_id=doc_id))
        mismatches.extend(replace(one, question_id=ids[one.question_id]) for one in part.mismatches)
    sources = tuple(source for part in parts for source in part.sources)
    return Gold(tuple(questions), tuple(documents), tuple(mismatches), sources)


def together(documents: Sequence[Document], others: Iterable[Document]) -> list[Document]:
    """The documents and those of the others whose text is new; an id that is taken gets `~2` behind it."""
    found = list(documents)
    texts = {document.text for document in found}
    ids = Counter(document.doc_id for document in found)
    for other in others:
        if other.text in texts:
            continue
        texts.add(other.text)
        ids[other.doc_id] += 1
        n = ids[other.doc_id]
        found.append(other if n == 1 else replace(other, doc_id=f"{other.doc_id}~{n}"))
    return found


def placed(gold: str, span: tuple[int, int], text: str) -> GoldAnswer:
    """The answer with its span, or without a span when other words stand there."""
    start, end = span
    return GoldAnswer(gold, span if text[start:end] == gold else None)


def _around(span: tuple[int, int], document: Document) -> tuple[int, int]:
    """The line with the span, cut to its section."""
    start, end = span
    low = document.text.rfind("\n", 0, start) + 1
    high = document.text.find("\n", end)
    high = len(document.text) if high < 0 else high
    for section in document.sections:
        if section.start <= start < section.end:
            low, high = max(low, section.start), min(high, max(section.end, end))
    return low, high


def _question(fields: dict[str, Any], known: dict[str, Document], mismatches: list[Mismatch]) -> Question:
    question_id, doc_id = text_of(fields, "id"), text_of(fields, "document")
    if doc_id not in known:
        raise ValueError(f"no document {doc_id!r} among the {len(known)} given")
    answers = []
    for raw in list_of(fields, "answers"):
        start, end = raw.get("start"), raw.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
            raise ValueError(f"an answer needs 0 <= start < end, found {start!r} and {end!r}")
        answer = placed(text_of(raw, "text"), (start, end), known[doc_id].text)
        if answer.span is None:
            mismatches.append(Mismatch(question_id, answer.text, known[doc_id].text[start:end]))
        answers.append(answer)
    answerable = fields.get("answerable", bool(answers))
    if answerable is not bool(answers):
        raise ValueError(f"answerable is {answerable!r}, yet there are {len(answers)} answers")
    return Question(
        question_id,
        _lang(fields),
        text_of(fields, "question"),
        doc_id,
        tuple(answers),
        paragraphs=tuple(
            sorted({_around(answer.span, known[doc_id]) for answer in answers if answer.span is not None})
        ),
        kind=str(fields.get("kind") or ""),
        style=str(fields.get("style") or ""),
        part=str(fields.get("part") or ""),
        history=tuple(str(turn) for turn in fields.get("history") or ()),
        standalone=fields.get("standalone"),
    )


def _lang(fields: dict[str, Any]) -> Lang:
    value = fields.get("lang")
    if value not in ("ar", "en"):
        raise ValueError(f"lang: needs 'ar' or 'en', found {value!r}")
    return cast("Lang", value)
