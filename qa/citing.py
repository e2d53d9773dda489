"""Spans as citations, and which other spans stand beside an answer: those that say something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.language import content_words
from qa.answer import Candidate, Citation, Span
from qa.lists import Listed
from qa.question import Question
from qa.rows import is_same_row
from qa.support import Support

_N_RUNNERS_UP = 2
_LEAST_SHARE = 0.05  # confidence, which is calibrated: of twenty runners-up below it at most one is right
_ADJOINING = re.compile(r"[^\S\r\n]*[()\[\]]?[^\S\r\n]*")


def cite(span: Span) -> Citation:
    """The span as characters of its document, with the sentence and the section around it, and its page."""
    passage = span.hit.passage
    start, end = passage.start + span.start, passage.start + span.end
    around = [sentence for sentence in passage.sentences if sentence[0] < end and start < sentence[1]]
    return Citation(
        passage.document,
        start,
        end,
        sentence_start=min([start, *(low for low, _ in around)]),
        sentence_end=max([end, *(high for _, high in around)]),
        section=None if passage.section is None else passage.document.heading(passage.section),
        page=passage.document.page_of(start),
    )


def cite_list(listed: Listed) -> Iterator[Citation]:
    """Each item as a citation, in order; the item is its own sentence."""
    document = listed.document
    for start, end in listed.items:
        section = next((document.heading(one) for one in document.sections if one.start <= start < one.end), None)
        yield Citation(document, start, end, start, end, section=section, page=document.page_of(start))


def nearest(question: Question, spans: Sequence[Span], support: Support) -> tuple[Candidate, ...]:
    """What a refusal carries: the best span, however unlikely, and its runners-up; `spans` are best first.

    Empty where no span has a content word.
    """
    best = next((span for span in spans if content_words(span.text)), None)
    if best is None:
        return ()
    first = Candidate(cite(best), best.score)
    return (first, *runners_up(question, spans, (first.citation,), support))


def runners_up(
    question: Question, spans: Sequence[Span], told: Sequence[Citation], support: Support
) -> tuple[Candidate, ...]:
    """The next best spans that say something else than `told` and than one another; `spans` are best first.

    What is left out is unlikely, has function words alone, says the same (`Support.says_the_same`: all figures or all
    words of one stand in the other), repeats the question where what is told does not, or is a piece of what is told:
    it shares its characters, goes on where it ends, or stands in its row of a table.
    """

    def repeats(text: str) -> bool:
        return all(any(support.is_alike(word, asked) for asked in question.words) for word in content_words(text))

    found: list[Candidate] = []
    pieces = list(told)
    may_repeat = any(repeats(one.quote) for one in told)
    for span in spans:
        if len(found) == _N_RUNNERS_UP or span.score < _LEAST_SHARE:
            break
        citation = cite(span)
        if any(_is_piece(citation, one) for one in pieces):
            pieces.append(citation)  # so is what adjoins it
            continue
        said = [*told, *(one.citation for one in found)]
        is_new = content_words(span.text) and not any(support.says_the_same(span.text, one.quote) for one in said)
        if is_new and (may_repeat or not repeats(span.text)):
            pieces.append(citation)
            found.append(Candidate(citation, span.score))
    return tuple(found)


def _is_piece(one: Citation, other: Citation) -> bool:
    """Whether two quotes overlap, adjoin in their line, or stand in one row of a table."""
    if one.document.doc_id != other.document.doc_id:
        return False
    first, second = sorted((one, other), key=lambda citation: citation.start)
    text = one.document.text
    if second.start < first.end or _ADJOINING.fullmatch(text, first.end, second.start):
        return True
    return is_same_row(text, first.start, second.start)
