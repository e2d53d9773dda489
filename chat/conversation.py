"""What is said: turns of a question and what came of it. No page in here."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from chat.judgement import Giver, Judgement
from chat.links import Place
from corpus.document import Document, Lang
from qa.answer import Answer, Refusal, Written
from qa.errors import ModelError, QuestionError
from qa.question import lang_of_question
from qa.rendering import Renderer

_log = logging.getLogger(__name__)


class Pipeline(Protocol):
    """What the chat needs of `qa.open_pipeline()`. `ask` is called from several threads at once."""

    @property
    def documents(self) -> Sequence[Document]:
        """What the answers come from; each may be read only when it is asked for."""
        ...

    @property
    def renderer(self) -> Renderer:
        """What says a quote in the asker's language."""
        ...

    def ask(self, question: str, before: Sequence[Answer | Refusal] = ()) -> Answer | Refusal:
        """The answer with its citations, or a refusal; `before` is what came before, oldest first.

        QuestionError when the question cannot be asked.
        """
        ...


class WritingPipeline(Pipeline, Protocol):
    """A pipeline that a model server writes for, where one is configured."""

    @property
    def writer(self) -> object | None:
        """None where no server is configured."""
        ...

    def write(self, answer: Answer, turn: AbstractContextManager[object] | None = None) -> Iterator[Written]:
        """What is written over an answer so far, at each sentence; `turn` is held while it is checked."""
        ...


N_WRITING = 3  # answers that are written at once; each waits for the model server most of the time


def can_write(pipeline: Pipeline) -> bool:
    """Whether a model server is configured for it."""
    return getattr(pipeline, "writer", None) is not None


def write_over(pipeline: Pipeline, answer: Answer, turn: AbstractContextManager[object]) -> Iterator[Written]:
    """What is written over an answer, as it grows; nothing where the pipeline cannot. Never raises."""
    if not can_write(pipeline):
        return
    try:
        yield from cast("WritingPipeline", pipeline).write(answer, turn)
    except Exception:  # the answer stands; the reason is for the log
        _log.exception("Writing over an answer broke off")


@dataclass(frozen=True, slots=True)
class Notice:
    """Why a question was not asked at all: words for the asker, or None when something broke on our side."""

    text: str | None
    broken: Literal["failed", "not_loaded"] = "failed"  # which words of the interface say so


@dataclass(frozen=True, slots=True)
class Removed(Notice):
    """What is left of an outcome whose document was removed: its words, and the title. The document itself is gone."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its outcome; None while it is being looked for.

    `turn_id` is what judgements of the turn are kept under; empty where it cannot be judged.
    """

    question: str
    outcome: Answer | Refusal | Notice | Removed | None = None
    turn_id: str = ""
    judgement: Judgement | None = None
    suggested: tuple[str, ...] = ()  # questions to ask instead, best first
    meant: str = ""  # the prepared question that most likely means the same; offered before a refusal
    giver: Giver = "models"
    is_loading: bool = False  # the outcome waits for models that are being loaded

    @property
    def lang(self) -> Lang:
        """The asker's language: as the outcome has it, else as the question's words tell."""
        return self.outcome.lang if isinstance(self.outcome, Answer | Refusal) else lang_of_question(self.question)


def answer_turn(pipeline: Pipeline, question: str, turns: Sequence[Turn] = ()) -> Turn:
    """Ask, after these turns, and turn whatever happens into something to show. Never raises."""
    before = [turn.outcome for turn in turns if isinstance(turn.outcome, Answer | Refusal)]
    try:
        return Turn(question, pipeline.ask(question, before))
    except QuestionError as error:
        return Turn(question, Notice(str(error)))
    except ModelError:  # whoever loads the models says why in the log
        return Turn(question, Notice(None, "not_loaded"))
    except Exception:  # the page stays; the reason is for the log, not for the asker
        _log.exception("A question of %d characters was not answered", len(question))
        return Turn(question, Notice(None))


def place_after(turn: Turn, before: Place | None) -> Place | None:
    """Where the document opens after a turn: at the first citation; else where it was, with nothing marked.

    Talk is not about the document, which stays as it is.
    """
    if isinstance(turn.outcome, Answer):
        citation = turn.outcome.citations[0]
        return Place(citation.document, (citation.start, citation.end))
    if isinstance(turn.outcome, Refusal) and turn.outcome.is_talk:
        return before
    return None if before is None else Place(before.document)


def first_place(documents: Sequence[Document]) -> Place | None:
    """Where the document opens before anything is asked; None without documents."""
    return Place(documents[0]) if len(documents) else None


def without_documents(turn: Turn, here: Container[str]) -> Turn:
    """The turn as it is where all documents that it shows are `here`; else with the words of its outcome alone."""
    gone = [one for one in documents_of([turn], None) if one.doc_id not in here]
    if not gone or not isinstance(turn.outcome, Answer | Refusal):
        return turn
    return Turn(turn.question, Removed(turn.outcome.text, title=gone[0].title))


def documents_of(turns: Sequence[Turn], place: Place | None) -> list[Document]:
    """The documents that these turns and the place show, each once."""
    found = {} if place is None else {place.document.doc_id: place.document}
    for turn in turns:
        if isinstance(turn.outcome, Answer | Refusal):
            shown = [one.document for one in turn.outcome.citations]
            for part in turn.outcome.parts or [turn.outcome]:
                others = part.others if isinstance(part, Answer) else ()
                shown += [one.citation.document for one in (*part.candidates, *others)]
                shown += [] if isinstance(part, Answer) else [one.document for one in part.nearest]
            found |= {document.doc_id: document for document in shown}
    return list(found.values())
