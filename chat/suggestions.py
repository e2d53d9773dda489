"""Which prepared questions are offered after one without an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chat.prepared import Prepared
from corpus.document import Lang, Passage
from corpus.language import FUNCTION_WORDS, stem, words
from qa.answer import Refusal

_MOST = 3  # offered at once


def suggest(
    suggestions: Sequence[Prepared], refusal: Refusal, lang: Lang, asked: Collection[str] = ()
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
            if one.lang == lang and one.question not in asked and (refusal.is_talk or one.document.doc_id in near_ids)
        ),
    )
    return tuple(suggestions[i].question for _, _, i in ranked[:_MOST])


def _place_among(near: Sequence[Passage], one: Prepared) -> int:
    """The place of the first passage that holds the answer; the number of passages where none does."""
    for i, passage in enumerate(near):
        is_here = passage.document.doc_id == one.document.doc_id
        if is_here and passage.start <= one.start and one.end <= passage.end:
            return i
    return len(near)


def _telling(question: str, lang: Lang) -> frozenset[str]:
    return frozenset(stem(word, lang) for word in words(question) if word not in FUNCTION_WORDS[lang])
