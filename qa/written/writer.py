"""Sentences of a model over an answer, each released when it is checked; what fails is struck out and counted."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from corpus.document import Lang, Passage
from corpus.language import lang_of
from qa.answer import Answer, Statement, StrikeReason, Struck, Written
from qa.errors import WriterError
from qa.question import Question
from qa.settings import WrittenSettings
from qa.written.check import Checker
from qa.written.drafts import Draft, drafts
from qa.written.items import read_items
from qa.written.orders import is_order
from qa.written.prompt import messages
from qa.written.server import WriterServer

_log = logging.getLogger(__name__)

_MOST_STATEMENTS = 4  # shown
_MOST_DRAFTS = 8  # checked; a model that goes on and on is cut off
_LONGEST = 500  # characters of a sentence
# Links, addresses, code, markup, marks that turn the direction of a text: no sentence of an answer needs them.
_FORM = re.compile(
    r"https?:|www\.|\S@\S|[<>{}\[\]|\\`]|!\[|^\s*#|[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff\x00-\x08\x0b-\x1f]"
)

REASONS: dict[StrikeReason, dict[Lang, str]] = {
    "form": {"ar": "ليست جملة عادية", "en": "it is no plain sentence"},
    "language": {"ar": "ليست بلغة السؤال", "en": "it is not in the question's language"},
    "uncited": {"ar": "لا تشير إلى مقطع", "en": "it cites no passage"},
    "number": {"ar": "فيها عدد أو تاريخ ليس في المقطع", "en": "a number or date is not in the passage"},
    "name": {"ar": "فيها اسم ليس في المقطع", "en": "a name is not in the passage"},
    "added": {"ar": "تقول ما لا يقوله المقطع", "en": "it says more than the passage"},
    "denial": {"ar": "تنفي ما يثبته المقطع أو تثبت ما ينفيه", "en": "it denies what the passage says, or the reverse"},
    "misplaced": {"ar": "تنسب إلى شيء ما قيل في غيره", "en": "the passage says it of something else"},
    "unread": {"ar": "يقرأ القارئ في المقطع غيرها", "en": "the reader finds something else there"},
    "beside_the_point": {"ar": "لا تتعلق بالسؤال", "en": "it has nothing to do with the question"},
}


class Writer:
    """One model's sentences, checked. Holds nothing of a question; safe to share as far as the checker's reader is."""

    def __init__(self, server: WriterServer, checker: Checker) -> None:
        self.server = server
        self.checker = checker

    @property
    def settings(self) -> WrittenSettings:
        """What steers it."""
        return self.server.settings

    def write(
        self, answer: Answer, passages: Sequence[Passage], turn: AbstractContextManager[object] | None = None
    ) -> Iterator[Written]:
        """What is written so far, each time that a sentence is released or struck out; whole at the end.

        `turn` is held while a sentence is checked and not while the model is waited for: the reader may be shared.
        A server that fails ends it with what was released, and `problem` says why; nothing is raised.
        """
        turn = nullcontext() if turn is None else turn
        written = Written(self.settings.model)
        n_drafts = 0
        try:
            for draft in drafts(self.server.stream(messages(answer.question, answer.lang, passages))):
                n_drafts += 1
                if any(draft.text == one.text for one in written.statements):
                    continue
                with turn:
                    outcome = self.judge(draft, answer, passages, written)
                if isinstance(outcome, Statement):
                    written = replace(written, statements=(*written.statements, outcome))
                else:
                    written = replace(written, struck=(*written.struck, Struck(draft.text, outcome)))
                yield written
                if len(written.statements) == _MOST_STATEMENTS or n_drafts == _MOST_DRAFTS:
                    break
        except WriterError as error:
            _log.warning("A written answer ended early. %s", error)
            written = replace(written, problem=str(error))
        yield written

    def judge(
        self, draft: Draft, answer: Answer, passages: Sequence[Passage], before: Written
    ) -> Statement | StrikeReason:
        """The sentence with what holds it, or why it is struck out."""
        if len(draft.text) > _LONGEST or _FORM.search(draft.text) or is_order(draft.text):
            return "form"
        if lang_of(draft.text) != answer.lang:
            return "language"
        cited = [passages[number - 1] for number in draft.cites if 1 <= number <= len(passages)]
        if not cited or len(cited) < len(draft.cites):
            return "uncited"
        if not self._is_to_the_point(draft.text, answer, before):
            return "beside_the_point"
        outcome = self.checker.check(draft.text, answer.lang, cited)
        return Statement(draft.text, outcome) if isinstance(outcome, tuple) else outcome

    def _is_to_the_point(self, text: str, answer: Answer, before: Written) -> bool:
        """Whether it shares something with the question, the answer's quotes, or a sentence released before."""
        same = self.checker.matcher.same
        said = read_items(text, answer.lang).items
        about = [
            *(
                (answer.question, Question.of(answer.question).lang),
                *((one.text, answer.lang) for one in before.statements),
            ),
            *((citation.quote, citation.document.lang) for citation in answer.citations),
        ]
        known = [item for words, lang in about for item in read_items(words, lang).items if item.kind != "denial"]
        return any(same(one, other) for one in said for other in known)
