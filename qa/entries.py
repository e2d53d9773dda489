"""Numbered entries that answer as a whole: "What does article 7 say?" over a line "Article 7: ..."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from corpus.document import Document, Lang, Passage
from corpus.language import fold
from corpus.trim import trim
from qa.labels import Label, labels_of
from qa.lists import Listed
from qa.question import Question
from qa.support import Support

_ASKS: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"^\W*what\s+(?:does|do|did)\s.*\b(?:say|state|provide|stipulate|prescribe|require)\W*$", re.IGNORECASE
    ),
    "ar": re.compile(
        r"^\W*(?:(?:ماذا|علام|علي ماذا|علي ما|شو|ايش|وش|بماذا|ما الذي)\s+"
        r"(?:تقول|يقول|تنص|ينص|نصت|نص|تقضي|يقضي|ورد في|جاء في)\s"
        r"|ما\s+(?:هو\s+)?(?:نص|مضمون|محتوي)\s)"
    ),
}
# "Article 7: ...", "المادة السابعة - ..."; the sign parts the label from what it says.
_ENTRY = re.compile(r"(?m)^[ \t]*(?P<label>[^\W\d_][^\n:.;،؛–—-]{1,38}[^\W_])[ \t]*[:.–—-][ \t]*(?P<said>\S[^\n]*)$")
# A number alone may stand before an entry: "3. The treasurer ..."
_NUMBERED = re.compile(r"(?m)^[ \t]*\(?(?P<number>\d{1,3})[.)][ \t]+(?P<said>\S[^\n]*)$")
_OF_A_NUMBER = frozenset(
    fold(
        "clause item point article section paragraph rule provision بند البند مادة المادة فقرة الفقرة نقطة النقطة"
    ).split()
)
_LONGEST = 800  # characters of an entry that answers as a whole


def whole_entry(question: Question, passages: Iterable[Passage], support: Support) -> Listed | None:
    """What the one entry says that the question asks for by its label; None where none or several have it."""
    labels = labels_of(question)
    if len(labels) != 1 or not _ASKS[question.lang].match(fold(question.text)):
        return None
    for document in dict.fromkeys(passage.document for passage in passages):
        found = list(_entries(document, labels[0], support))
        if len(found) == 1:
            start, end = found[0]
            return Listed(document, ((start, end),)) if end - start <= _LONGEST else None
    return None


def _entries(document: Document, label: Label, support: Support) -> Iterator[tuple[int, int]]:
    """The ranges of the entries with this label: those that name it, else those of its number alone."""
    named = [said for one, said in _named_entries(document) if _is_same(one, label, support)]
    if named or label.head not in _OF_A_NUMBER:
        yield from named
        return
    for match in _NUMBERED.finditer(document.text):
        if int(match["number"]) == label.value:
            yield trim(document.text, *match.span("said"))


def _is_same(one: Label, label: Label, support: Support) -> bool:
    return one.value == label.value and support.is_alike(one.head, label.head)


@lru_cache(maxsize=32)
def _named_entries(document: Document) -> Sequence[tuple[Label, tuple[int, int]]]:
    """The labelled lines and sections of a document, each with what stands behind its label."""
    text = document.text
    found = [(match["label"], match.span("said")) for match in _ENTRY.finditer(text)]
    found += [(document.heading(one), (one.start, one.end)) for one in document.sections]
    return [
        (labels[0], trim(text, *said))
        for over, said in found
        if len(labels := labels_of(Question.of(over, document.lang))) == 1
        and len(over.split()) <= 3
        and text[slice(*said)].strip()
    ]
