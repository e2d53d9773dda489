"""When a refusal may say that the documents do not say, and not only that nothing was found.

A low confidence is no proof: most of what is refused for it is not in the documents, and some is. Two things are:
a name that is asked for and stands nowhere in the documents, and a question of which hardly a word stands anywhere.
Words are looked up as the search does it, with their translations and in other spellings, so that doubt speaks
against the strong words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.function_words import FUNCTION_WORDS, content_words
from index.romanise import is_latin
from qa.glossary import places, tokens
from qa.pieces import longest
from qa.question import Question

if TYPE_CHECKING:
    from index.fuse import HybridIndex
    from index.postgres.index import PostgresIndex

_HIGHEST = 0.05  # confidence of the best span; above it something may be there after all
_LEAST_STANDING = 1 / 3  # of the question's content words; below it nothing near was found
_CAPITALS = re.compile(r"\b[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*")


def is_absent(question: Question, confidence: float, retriever: HybridIndex | PostgresIndex) -> bool:
    """Whether the documents surely do not say; `confidence` is the best span's."""
    asked = content_words(question.text)
    if confidence > _HIGHEST or not asked:
        return False
    names = [name for name in _names(question) if tokens(name)]
    found = retriever.search([*asked, *names], k=1, leg="lexical")
    stands = [bool(hits) and hits[0].score > 0 for hits in found]
    n_standing = sum(stands[: len(asked)])
    return n_standing < _LEAST_STANDING * len(asked) or not all(stands[len(asked) :])


def _names(question: Question) -> Iterator[str]:
    """What the question names: capitals inside an English sentence; Latin words and known places in an Arabic one."""
    if question.lang == "en":
        for match in _CAPITALS.finditer(question.text):
            # The first word of a sentence has its capital for that.
            name = match[0] if match.start() else match[0].partition(" ")[2]
            if any(word not in FUNCTION_WORDS["en"] for word in tokens(name)):
                yield name
        return
    yield from (word for word in question.words if is_latin(word) and word not in FUNCTION_WORDS["en"])
    read, at = tokens(question.text), 0
    while at < len(read):
        known = longest(places("ar"), read, at)
        if known is not None:
            yield " ".join(read[at : known[1]])
        at = at + 1 if known is None else known[1]
