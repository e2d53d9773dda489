"""Prepared questions: side data of the documents, each with the checked place of its answer. None is made up here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Any

from chat.links import Place
from corpus.document import Document, Lang
from corpus.language import FUNCTION_WORDS, stem, words
from corpus.sentences import sentences
from index.store import document_of
from qa.answer import Answer, Citation
from qa.question import QUESTION_WORDS, lang_of_question
from qa.rendering import Renderer

FILE = "prepared.json"  # beside the shipped articles, and in the folder of a store
_LEAST_ALIKE = 0.92  # of two questions letter by letter: a slip of the keyboard, not another word
_LEAST_ALIKE_WORD = 0.8  # of two stems, likewise


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question and where its document answers it: half-open character offsets."""

    document: Document
    question: str
    start: int
    end: int
    is_example: bool = False  # offered before the first question, too

    @property
    def lang(self) -> Lang:
        """The language of the question."""
        return lang_of_question(self.question)

    @property
    def place(self) -> Place:
        """Where the answer stands."""
        return Place(self.document, (self.start, self.end))


def read_prepared(path: Path, documents: Sequence[Document]) -> tuple[Prepared, ...]:
    """The prepared questions of these documents, in the file's order; none when there is no such file.

    The file maps document ids to lists of `{"question", "start", "text"}`, with `"is_example": true` for those of
    the first screen; ids of documents that are not open are passed over. ValueError for another shape, and for an
    answer that does not stand where the file says.
    """
    if not path.exists():
        return ()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON in UTF-8: {error}") from error
    if not isinstance(data, dict) or not all(isinstance(listed, list) for listed in data.values()):
        raise ValueError(f"{path} must map document ids to lists")
    found = {doc_id: document_of(documents, doc_id) for doc_id in data}
    return tuple(
        _read_one(path, document, entry)
        for doc_id, document in found.items()
        if document is not None
        for entry in data[doc_id]
    )


def _read_one(path: Path, document: Document, entry: Any) -> Prepared:
    match entry:
        case {"question": str(question), "start": int(start), "text": str(text)} if question.strip() and text.strip():
            if not start >= 0 or document.text[start : start + len(text)] != text:
                raise ValueError(f"{path}: the answer {text!r} does not stand at {start} in {document.doc_id!r}")
            return Prepared(document, question, start, start + len(text), entry.get("is_example") is True)
        case _:
            raise ValueError(f"{path}: {document.doc_id!r} must have question, start and text, not {entry!r}")


def same_question(question: str, prepared: Sequence[Prepared]) -> Prepared | None:
    """The prepared question in the very same words, but for what folding takes away; None where there is none."""
    asked = words(question)
    return next((one for one in prepared if words(one.question) == asked), None)


def nearest_question(question: str, prepared: Sequence[Prepared]) -> Prepared | None:
    """The prepared question that most likely means the same; None where none does.

    It is a slip of the keyboard away, or has the same content words in any order. Numbers are compared exactly,
    and "when" never meets "why".
    """
    lang, asked = lang_of_question(question), " ".join(words(question))
    found = [one for one in prepared if one.lang == lang and _means_the_same(question, one.question, lang)]
    return max(found, key=lambda one: SequenceMatcher(None, asked, " ".join(words(one.question))).ratio(), default=None)


def answer_at(question: str, place: Place, renderer: Renderer, lang: Lang) -> Answer:
    """The answer that somebody gave by pointing at these words, as surely as a person can say.

    Raises ValueError for a place without a span.
    """
    if place.span is None:
        raise ValueError(f"There are no words at {place.fragment!r} to answer with")
    document, (start, end) = place.document, place.span
    around = [(low, high) for low, high in sentences(document) if low < end and start < high]
    section = next((one for one in document.sections if one.start <= start < one.end), None)
    citation = Citation(
        document,
        start,
        end,
        sentence_start=min([start, *(low for low, _ in around)]),
        sentence_end=max([end, *(high for _, high in around)]),
        section=None if section is None else document.heading(section),
        page=document.page_of(start),
    )
    return Answer(question, citation.words, (citation,), 1.0, renderer.render(document, start, end, lang), asker=lang)


def _means_the_same(one: str, other: str, lang: Lang) -> bool:
    first, second = words(one), words(other)
    if _numbers(first) != _numbers(second) or _asks(first, lang) != _asks(second, lang):
        return False
    if SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() >= _LEAST_ALIKE:
        return True
    told, said = _telling(first, lang), _telling(second, lang)
    if len(told) != len(said) or not told:
        return False
    left = list(said)
    for word in told:
        close = get_close_matches(word, left, n=1, cutoff=_LEAST_ALIKE_WORD)
        if not close:
            return False
        left.remove(close[0])
    return True


def _numbers(said: Sequence[str]) -> list[str]:
    return sorted(word for word in said if word[0].isdigit())


def _asks(said: Sequence[str], lang: Lang) -> set[str]:
    return set(said) & QUESTION_WORDS[lang]


def _telling(said: Sequence[str], lang: Lang) -> list[str]:
    """The stems of the words that say what is asked about, each once; numbers, which are compared apart, left out."""
    plain = (word for word in said if word not in FUNCTION_WORDS[lang] and not word[0].isdigit())
    return sorted({stem(word, lang) for word in plain})
