"""Lists that answer as a whole: "What are the conditions?" over the bullets under "Conditions".

A reader of spans gives one stretch, and so one item at most. Where a question asks for several things and what stands
over a list (its heading, the line that leads into it, the title) says every telling word of the question, all
items are the answer, each an exact quote. "What must a tenant bring?" asks for several things, too, where the line that
leads into the list says all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.blocks import Block, blocks
from corpus.document import Document, Lang, Passage
from corpus.language import fold
from corpus.outline import ITEM
from corpus.trim import trim
from qa.question import Question
from qa.support import Support

# How much of the question stands over the list, where 1 is every telling word; translations are rarely certain. At .65
# and .5, too, none of 6,439 written questions that ask for one thing got a list.
_SAID_IN_FULL = 0.8
_SAID_ACROSS = 0.6
CONFIDENCE = 0.6  # of a list as an answer: set by hand, not calibrated, because development sets ask for single items
_FEWEST_ITEMS = 2
_MOST_ITEMS = 20  # a longer list is a table of contents or a register: its place answers better than its text
_ENDS = tuple(":：")

_ENGLISH = re.compile(
    r"^\W*(?:(?:what|which)\s+(?:are|were)\b|(?:list|name|enumerate)\b"
    r"|(?:what|which)\s+(?:\w+\s+)?\w{3,}s\b(?!\s+(?:is|was|has)\b))",
    re.IGNORECASE,
)
# What one does: one thing or several, which the list tells.
_DOING: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"^\W*what\s+(?:else\s+)?(?:must|should|shall|can|may|do|does|did|has|have|needs?)\b", re.IGNORECASE
    ),
    "ar": re.compile(r"^\W*(?:وماذا|ماذا|ايش|شو|وش)\s"),
}
_ARABIC_ASKS = frozenset("ما ماهي ماهم هي هم هن اذكر عدد اي ايه شو شنو ايش وش وشو شنهي".split())  # noqa: SIM905
# Sound and broken plurals by their shape, folded and without the article: طلبات، شروط، أعضاء، وثائق، مراحل، شركاء.
_ARABIC_PLURAL = re.compile(
    r"^(?:\w{2,}(?:ات|ون|ين)|\w{2}و\w|ا\w{2}ا\w|\w{1,2}[او]ا\w[ي]?\w|\w\wائ\w|\w{1,2}ا[يئ]\w"
    r"|م\w{1,2}ا\w[ي]?\w?|\w{3}اء?|ا\w{2,3}(?:اء|يه))$"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of a document: half-open ranges of its items without their marks, and what stands over it."""

    document: Document
    items: tuple[tuple[int, int], ...]
    heading: str = ""  # over the list; empty where there is none
    lead: str = ""  # the line that leads into the list; empty where there is none

    @property
    def over(self) -> str:
        """What stands over the list."""
        return f"{self.heading} {self.lead}".strip()


def asks_for_several(question: Question) -> bool:
    """Whether the question asks for more than one thing, by its first words; a plural in Arabic goes by its shape."""
    if question.lang == "en":
        return _ENGLISH.match(question.text) is not None
    said = list(question.words)
    at = 0
    while at < len(said) and said[at] in _ARABIC_ASKS:
        at += 1
    return 0 < at < len(said) and _ARABIC_PLURAL.match(said[at].removeprefix("ال")) is not None


def whole_list(question: Question, passages: Iterable[Passage], support: Support) -> Listed | None:
    """The first list on the passages that answers the question as a whole; None where none does."""
    asked = question.telling_words
    is_several = asks_for_several(question)
    if not asked or not (is_several or _DOING[question.lang].match(fold(question.text))):
        return None
    for passage in passages:
        title = passage.document.title
        least = _SAID_IN_FULL if passage.document.lang == question.lang else _SAID_ACROSS
        # What the title says already, the list itself need not say again.
        untitled = [word for word in asked if support.said([word], title) < least] or asked
        for found in lists_at(passage):
            if is_several:
                is_told = support.said(asked, f"{title} {found.over}") >= least
                if is_told and 2 * support.said(untitled, found.over) >= 1:
                    return found
            elif found.lead and support.said(asked, found.lead) >= least:
                return found
    return None


def lists_at(passage: Passage) -> tuple[Listed, ...]:
    """The lists that reach into the passage, each in full, in text order."""
    document, section = passage.document, passage.section
    start, end = (0, len(document.text)) if section is None else (section.start, section.end)
    heading = "" if section is None else document.heading(section)
    return tuple(
        Listed(document, items, heading, lead)
        for lead, items in _lists(document.text, start, end)
        if items[0][0] < passage.end and passage.start < items[-1][1]
    )


@lru_cache(maxsize=500)
def _lists(text: str, start: int, end: int) -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
    """What leads into each list of a stretch, and its items."""
    return tuple(
        (lead, tuple(_without_mark(text, item) for item in run))
        for lead, run in _runs(text, blocks(text, start, end))
        if _FEWEST_ITEMS <= len(run) <= _MOST_ITEMS
    )


def _runs(text: str, among: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Items that follow one another, each run with the line that leads into it, empty where none does."""
    lead, run = "", list[Block]()
    for block in among:
        start, end = trim(text, block.start, block.end)
        if block.row is None and ITEM.match(text, start, end):
            run.append(block)
            continue
        if run:
            yield lead, run
        lead, run = (text[start:end] if text[start:end].endswith(_ENDS) else ""), []
    if run:
        yield lead, run


def _without_mark(text: str, item: Block) -> tuple[int, int]:
    mark = ITEM.match(text, item.start, item.end)
    start, end = trim(text, item.start if mark is None else mark.end(), item.end)
    while end > start and text[end - 1] in "؛;،,.":
        end -= 1
    return start, end
