"""Names of one form: "Dr Rima Saleh" is asked for, and the rows are of Dr Hana Saleh and Dr Hani Saleh.

A reader of spans goes by likeness, and takes the nearest name for the one that is asked for. Where a question says
the name of a row, or the heading of a section, with a word exchanged for one that the document has nowhere, and others
are named in the same form, it is another thing's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from corpus.document import Document, Passage
from corpus.language import FUNCTION_WORDS, is_arabic, stem, words
from qa.question import Question
from qa.rendering import places
from qa.rows import row_and_others
from qa.support import spelling

_VOWELS = re.compile(r"[aeiouyاوي]|(.)(?=\1)")


def is_row_of_another(question: Question, document: Document, start: int, end: int) -> bool:
    """Whether the span is in a row whose name, its first cell, is the one that is asked for but for a word.

    `start:end` are characters of the document. Only where question and document are of one language.
    """
    place = row_and_others(document.text, start, end) if document.lang == question.lang else None
    if place is None:
        return False
    row, others = place
    names = (document.text[slice(*one.cells[0])] for one in others)
    return _is_of_another(question, document, document.text[slice(*row.cells[0])], names, lambda word: True)


def is_section_of_another(question: Question, passage: Passage) -> bool:
    """The same for a passage whose heading names it ("Branch in Cairo"), where another name is in the word's place."""
    document, section = passage.document, passage.section
    if section is None or document.lang != question.lang:
        return False
    names = (document.heading(one) for one in document.sections)
    known = places(question.lang)
    return _is_of_another(
        question, document, document.heading(section), names, lambda word: word in question.names or (word,) in known
    )


def _is_of_another(
    question: Question, document: Document, name: str, names: Iterable[str], may_be_exchanged: Callable[[str], bool]
) -> bool:
    """Whether the question says the name with one word exchanged, and others among the `names` have the same form."""
    own, asked = words(name), question.words
    for at in range(len(asked) - len(own) + 1):
        window = asked[at : at + len(own)]
        exchanged = [place for place, (one, other) in enumerate(zip(own, window, strict=True)) if one != other]
        if (
            len(exchanged) == 1 < len(own)
            and may_be_exchanged(window[exchanged[0]])
            and _is_new(window[exchanged[0]], own[exchanged[0]], asked, document.text)
            and any(_has_form(words(one), own, exchanged[0]) for one in names)
        ):
            return True
    return False


def _is_new(word: str, other: str, asked: Sequence[str], text: str) -> bool:
    """Whether the word stands nowhere in the text, and is no other spelling of the one in its place."""
    if other in asked or any(word in known for known in FUNCTION_WORDS.values()):
        return False
    return (
        not spelling(word, other) and _VOWELS.sub("", word) != _VOWELS.sub("", other) and _key(word) not in _keys(text)
    )


def _has_form(name: Sequence[str], form: Sequence[str], exchanged: int) -> bool:
    """Whether the two names are the same but for the word at `exchanged`."""
    return len(name) == len(form) and all(
        (one == other) == (at != exchanged) for at, (one, other) in enumerate(zip(name, form, strict=True))
    )


@lru_cache(maxsize=32)
def _keys(text: str) -> frozenset[str]:
    return frozenset(map(_key, words(text)))


def _key(word: str) -> str:
    return stem(word, "ar" if is_arabic(word) else "en")
