"""Questions that a document is known to answer: side data, with the place of each answer. None is made up here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from chat.direction import lang_of_message
from chat.examples import entries_of
from corpus.document import Document, Lang, Passage
from corpus.fold import stem, words
from index.function_words import FUNCTION_WORDS
from qa.answer import Refusal

_MOST = 3  # offered at once


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and where its document answers it: half-open character offsets."""

    document: Document
    question: str
    start: int
    end: int


def read_suggestions(path: Path, documents: Sequence[Document]) -> tuple[Suggestion, ...]:
    """The suggestions for these documents, in the file's order; none when there is no such file.

    The file maps document ids to lists of `{"question", "start", "text"}`. ValueError for another shape, and for
    an answer that does not stand where the file says.
    """
    return tuple(_read_one(path, document, entry) for document, entry in entries_of(path, documents))


def _read_one(path: Path, document: Document, entry: object) -> Suggestion:
    match entry:
        case {"question": str(question), "start": int(start), "text": str(text)} if question.strip() and text:
            if document.text[start : start + len(text)] != text:
                raise ValueError(f"{path}: the answer {text!r} does not stand at {start} in {document.doc_id!r}")
            return Suggestion(document, question, start, start + len(text))
        case _:
            raise ValueError(f"{path}: {document.doc_id!r} must have question, start and text, not {entry!r}")


def suggest(
    suggestions: Sequence[Suggestion], refusal: Refusal, lang: Lang, asked: Collection[str] = ()
) -> tuple[str, ...]:
    """At most three questions of the language to ask instead, best first; none that were `asked` already.

    After a question that found no answer: those answered in its nearest passages, in their order, and
    among them those that share more words with it; other documents' are not offered. After a request that
    no document answers, the first of all. After a greeting, or without documents, none.
    """
    if refusal.reason not in ("no_answer", "about_program", "not_extractive"):
        return ()
    near = refusal.nearest
    near_ids = {passage.document.doc_id for passage in near}
    told = _telling(refusal.question, lang)
    ranked = sorted(
        (
            (_place_among(near, one), -len(told & _telling(one.question, lang)), i)
            for i, one in enumerate(suggestions)
            if lang_of_message(one.question) == lang
            and one.question not in asked
            and (refusal.is_talk or one.document.doc_id in near_ids)
        ),
    )
    return tuple(suggestions[i].question for _, _, i in ranked[:_MOST])


def _place_among(near: Sequence[Passage], one: Suggestion) -> int:
    """The place of the first passage that holds the answer; the number of passages where none does."""
    for i, passage in enumerate(near):
        is_here = passage.document.doc_id == one.document.doc_id
        if is_here and passage.start <= one.start and one.end <= passage.end:
            return i
    return len(near)


def _telling(question: str, lang: Lang) -> frozenset[str]:
    return frozenset(stem(word, lang) for word in words(question) if word not in FUNCTION_WORDS[lang])
