"""What comes out: spans, citations, and an answer or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from corpus.document import Document, Lang, Passage
from corpus.markup import as_seen
from index.hit import Hit
from qa.question import lang_of_question
from qa.rendering import Rendering
from qa.talk import REPLIES, TalkReason

RefusalReason = Literal["no_answer", "no_passage", "unsupported_language", "not_understood"] | TalkReason

_REFUSALS: dict[RefusalReason, dict[Lang, str]] = {
    "no_answer": {
        "ar": "لم أجد جوابًا عن هذا السؤال في الوثائق.",
        "en": "I did not find it in the documents.",
    },
    "no_passage": {
        "ar": "لا توجد وثائق للبحث فيها.",
        "en": "There are no documents to search.",
    },
    "unsupported_language": {
        "ar": "يمكن طرح الأسئلة بالعربية أو بالإنجليزية فقط.",
        "en": "Questions can be asked in Arabic or in English only. يمكن طرح الأسئلة بالعربية أو بالإنجليزية فقط.",
    },
    "not_understood": dict.fromkeys(
        ("ar", "en"),
        "لم يُفهم السؤال المكتوب بحروف لاتينية. اكتبه بالحروف العربية. "
        "This seems to be Arabic in Latin letters, and it was not understood. Write it in Arabic script.",
    ),
    "small_talk": REPLIES["assent"],
    "about_program": REPLIES["identity"],
    "not_extractive": REPLIES["more"],
}


# Instead, where the documents surely do not say: see `qa.absent`.
_ABSENT: dict[Lang, str] = {
    "ar": "لا تذكر الوثائق جوابًا عن هذا السؤال.",
    "en": "The documents do not say.",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a passage proposed as an answer: half-open character offsets into the passage."""

    hit: Hit
    start: int
    end: int
    score: float  # in [0, 1]

    @property
    def text(self) -> str:
        """The span's slice of the passage."""
        return self.hit.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of a document that an answer relies on, with the sentence they stand in.

    All offsets are half-open Python character offsets into `document.text`;
    `sentence_start <= start < end <= sentence_end`.
    """

    document: Document
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    section: str | None = None  # the heading's words; None outside every section
    page: int | None = None  # of the quote's first character, from 1; None where the document has no pages

    @property
    def quote(self) -> str:
        """The cited words, exactly as they stand in the document."""
        return self.document.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The cited words as a reader of the page sees them: without Markdown's marks, and what is struck out."""
        return as_seen(self.document, self.start, self.end)

    @property
    def sentence(self) -> str:
        """The sentence around the quote, exactly as it stands in the document."""
        return self.document.text[self.sentence_start : self.sentence_end]

    @property
    def is_recognised(self) -> bool:
        """Whether the sentence was recognised in a picture, and may not be what stands there."""
        return self.document.is_recognised(self.sentence_start, self.sentence_end)

    def to_json(self) -> dict[str, Any]:
        """A plain dict: document (its id), section, page, start, end, quote, sentence, recognised."""
        return {
            "document": self.document.doc_id,
            "section": self.section,
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "sentence": self.sentence,
            "recognised": self.is_recognised,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may answer the question as well, at a lower confidence, with the place where they stand."""

    citation: Citation
    confidence: float  # calibrated probability that these words are right, in [0, 1]
    rendering: Rendering | None = None  # the words in the asker's language; None where not needed or not known

    def to_json(self) -> dict[str, Any]:
        """A plain dict: confidence, citation."""
        return {"confidence": self.confidence, "citation": self.citation.to_json()}


# Why a sentence that a model wrote is not shown; `qa.written.REASONS` says each in words.
StrikeReason = Literal[
    "form", "language", "uncited", "number", "name", "added", "denial", "misplaced", "unread", "beside_the_point"
]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a model wrote and that was found in the passages it cites. Never without a citation."""

    text: str
    citations: tuple[Citation, ...]

    def to_json(self) -> dict[str, Any]:
        """A plain dict: text, citations."""
        return {"text": self.text, "citations": [citation.to_json() for citation in self.citations]}


@dataclass(frozen=True, slots=True)
class Struck:
    """A sentence that a model wrote and that is not shown, with the reason; the words are for logs and evaluation."""

    text: str
    reason: StrikeReason

    def to_json(self) -> dict[str, Any]:
        """A plain dict: the reason. What was not held is not handed on."""
        return {"reason": self.reason}


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote over an answer, sentence by sentence in order, and what was struck out of it."""

    writer: str  # the model, as its server calls it
    statements: tuple[Statement, ...] = ()
    struck: tuple[Struck, ...] = ()
    problem: str = ""  # why the writing ended early, in words; empty where it did not

    def to_json(self) -> dict[str, Any]:
        """A plain dict: writer, statements, struck, problem."""
        return {
            "writer": self.writer,
            "statements": [one.to_json() for one in self.statements],
            "struck": [one.to_json() for one in self.struck],
            "problem": self.problem,
        }


_JOINT = " · "  # between the words of several answers


@dataclass(frozen=True, slots=True)
class Answer:
    """Words of a document that answer the question. Never without a citation; the text is the first one's words.

    Where a whole list is the answer, its items are the citations, and the text is theirs joined.
    Of two questions in one it has `parts`, what came of each in order, one at least an answer. Its text is then
    the answers' texts joined, its citations are theirs in order, and its confidence is the lowest of theirs.
    """

    question: str  # a follow-up in full
    text: str
    citations: tuple[Citation, ...]
    confidence: float  # calibrated probability that the answer is right, in [0, 1]
    rendering: Rendering | None = None  # the text in the asker's language; None where not needed or not known
    asked: str | None = None  # the asker's own words, where `question` says them in full
    candidates: tuple[Candidate, ...] = ()  # runners-up that say something else (`qa.citing`), best first
    asker: Lang | None = None  # the asker's language as it was decided at the door; None: told by the words
    others: tuple[Candidate, ...] = ()  # answers of other documents in other words, above the threshold, best first
    parts: tuple[Answer | Refusal, ...] = ()
    written: Written | None = None  # sentences of a model over it; None where none were asked for

    kind: Literal["answer"] = "answer"

    @classmethod
    def of_parts(
        cls, question: str, parts: Sequence[Answer | Refusal], *, asked: str | None = None, asker: Lang | None = None
    ) -> Answer:
        """The answer to several questions in one; ValueError where none of them has one."""
        found = [part for part in parts if isinstance(part, Answer)]
        citations = tuple(citation for part in found for citation in part.citations)
        confidence = min((part.confidence for part in found), default=0.0)
        return cls(question, joined(parts), citations, confidence, asked=asked, asker=asker, parts=tuple(parts))

    @classmethod
    def of_list(
        cls,
        question: str,
        items: tuple[Citation, ...],
        confidence: float,
        *,
        asked: str | None = None,
        asker: Lang | None = None,
        candidates: tuple[Candidate, ...] = (),
    ) -> Answer:
        """The answer that is a whole list, in the order of its items; ValueError for none."""
        return cls(question, quoted(items), items, confidence, asked=asked, candidates=candidates, asker=asker)

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("an Answer needs at least one citation; without one it is a Refusal")

    @property
    def lang(self) -> Lang:
        """The asker's language."""
        return _lang_of_asker(self)

    def to_json(self) -> dict[str, Any]:
        """A plain dict: kind, question, text, confidence, citations, rendering, candidates, others, parts, written."""
        return {
            "kind": self.kind,
            "question": self.question,
            "text": self.text,
            "confidence": self.confidence,
            "citations": [citation.to_json() for citation in self.citations],
            "rendering": None if self.rendering is None else self.rendering.to_json(),
            "candidates": [candidate.to_json() for candidate in self.candidates],
            "others": [other.to_json() for other in self.others],
            "parts": [part.to_json() for part in self.parts],
            "written": None if self.written is None else self.written.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was found, or the documents were not asked. Cites nothing; `nearest` are close passages, best first."""

    question: str  # a follow-up in full
    reason: RefusalReason
    nearest: tuple[Passage, ...] = ()
    confidence: float = 0.0  # probability that the best span, had it been given, would have been right
    withheld: str = ""  # that span's words; for evaluation, never to be shown as an answer
    asked: str | None = None  # the asker's own words, where `question` says them in full
    reply: str = ""  # what to say, where the reason alone does not tell
    candidates: tuple[Candidate, ...] = ()  # the best span below the threshold, and its runners-up
    asker: Lang | None = None  # the asker's language as it was decided at the door; None: told by the words
    is_absent: bool = False  # whether the documents surely do not say, and it is not only that nothing was found

    kind: Literal["refusal"] = "refusal"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Always empty: nothing is claimed."""
        return ()

    @property
    def text(self) -> str:
        """The refusal in words, in the asker's language."""
        said = _ABSENT if self.is_absent else _REFUSALS[self.reason]
        return self.reply or said[self.lang]

    @property
    def lang(self) -> Lang:
        """The asker's language."""
        return _lang_of_asker(self)

    @property
    def parts(self) -> tuple[()]:
        """Always empty: several questions in one that are all refused are refused as one."""
        return ()

    @property
    def is_talk(self) -> bool:
        """Whether the message was not for the documents: a greeting, a question about the program, a request."""
        return self.reason in get_args(TalkReason)

    def to_json(self) -> dict[str, Any]:
        """A plain dict of the same shape as an answer's, with the reason; what was too unsure to say is not in it."""
        return {
            "kind": self.kind,
            "question": self.question,
            "text": self.text,
            "confidence": self.confidence,
            "citations": [],
            "rendering": None,
            "candidates": [],
            "others": [],
            "parts": [],
            "written": None,
            "reason": self.reason,
        }


def joined(parts: Sequence[Answer | Refusal]) -> str:
    """The words of those that are answers."""
    return _JOINT.join(part.text for part in parts if isinstance(part, Answer))


def quoted(items: Sequence[Citation]) -> str:
    """The words of a whole list's items."""
    return _JOINT.join(item.words for item in items)


def _lang_of_asker(outcome: Answer | Refusal) -> Lang:
    if outcome.asker is not None:
        return outcome.asker
    return lang_of_question(outcome.question if outcome.asked is None else outcome.asked)
