"""Whether a sentence is held by a passage: nothing that it says may be missing there, denied there, or said of another.

The order of the checks is that of the reasons: what is cheap and certain first, the reader last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.document import Lang, Passage
from corpus.language import is_definite
from index.hit import Hit
from index.lexical import TranslationTable
from qa.answer import Citation, StrikeReason
from qa.reader import Reader
from qa.written.asked import questions_of
from qa.written.evidence import Evidence, evidence_for, is_said_too_often, is_turned_round, misplaced
from qa.written.items import Item, Said, is_year, read_items, unit
from qa.written.matching import Matcher

Verdict = Literal["for", "neither", "against"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Chosen on the half of eval/questions/claims.jsonl that is called "fit"; the other half is reported."""

    # Content words that the passage does not say, in all and side by side: a synonym has none beside it.
    n_added: int = 2
    n_added_together: int = 1
    misplaced_number: float = 0.7  # places by which another number or date fits better
    misplaced_name: float = 3.0  # and another name
    misplaced_denied: float = 1.5  # and another word, in a sentence that denies something
    read_against: float = 0.35  # the reader's confidence in another name from which it counts against one
    read_other: float = 0.15  # and in another number or date
    read_for: float = 0.2  # and in this one, from which what stands nearer does not
    read_more: float = 1.5  # and how many times the other's either has to be


class Checker:
    """Checks sentences against passages. Safe to share between threads as far as its reader is."""

    def __init__(self, reader: Reader, table: TranslationTable, limits: Limits | None = None) -> None:
        self.matcher = Matcher(table)
        self.limits = Limits() if limits is None else limits
        self._reader = reader

    def check(self, text: str, lang: Lang, passages: Sequence[Passage]) -> tuple[Citation, ...] | StrikeReason:
        """Where the passages hold the sentence, each by itself; else why the first of them does not."""
        claim = read_items(text, lang)
        outcomes = [self._held(text, lang, claim, passage) for passage in passages]
        held = tuple(outcome for outcome in outcomes if isinstance(outcome, Citation))
        return held or next((outcome for outcome in outcomes if not isinstance(outcome, Citation)), "uncited")

    def _held(self, text: str, lang: Lang, claim: Said, passage: Passage) -> Citation | StrikeReason:
        evidence = evidence_for(claim, passage, self.matcher)
        if evidence is None or not any(item.kind != "denial" for item in claim.items):
            return "added"
        reason = self._missing(text, lang, claim.items, evidence) or self._denial(claim, evidence)
        if reason is None:
            read = self._read(text, lang, claim, evidence)
            reason = "unread" if "against" in read.values() else self._misplaced(lang, claim, evidence, read)
        return _cited(evidence) if reason is None else reason

    def _missing(self, text: str, lang: Lang, items: Sequence[Item], evidence: Evidence) -> StrikeReason | None:
        """What is neither in the evidence nor, but for numbers and dates, in the title and heading over it."""
        missing = [
            at
            for at, item in enumerate(items)
            if evidence.found[at] is None
            and item.kind != "denial"
            and (item.kind in ("number", "date", "contrast") or not evidence.elsewhere[at])
        ]
        for at in missing:
            item = items[at]
            if item.kind in ("number", "date"):
                return "number"
            if item.kind == "contrast":
                return "denial"
            if item.kind == "name" or self.matcher.is_name(item.key, item.lang):
                return "name"
        if not missing:
            return None
        is_same = lang == evidence.passage.document.lang
        if is_same and (missing[-1] == len(items) - 1 or any(_is_thing(text, items[at]) for at in missing)):
            return "added"
        together = max(_run(missing, at) for at in missing)
        said = len(items) - len(missing)
        is_much = len(missing) > self.limits.n_added or together > self.limits.n_added_together
        return "added" if is_much or said <= len(missing) else None

    def _denial(self, claim: Said, evidence: Evidence) -> StrikeReason | None:
        """Each denial of the claim has to be one there, of a thing in common, and each one there of what is claimed."""
        there = evidence.said.denials
        here = [{evidence.found[at] for at in denied} - {None} for denied in claim.denials]
        if any(not any(len(one & set(other)) >= min(2, len(one) or 1) for other in there) for one in here):
            return "denial"
        claimed = set(evidence.found)
        for other in there:
            is_claimed = other[:1] and (other[0] in claimed or len(claimed & set(other)) > 1)
            if is_claimed and not any(one & set(other) for one in here):
                return "denial"
        return None

    def _misplaced(
        self, lang: Lang, claim: Said, evidence: Evidence, read: Mapping[int, Verdict]
    ) -> StrikeReason | None:
        """Whether something else fits better, by places; not so for a fact that the reader surely finds."""
        limits, kind = self.limits, self.matcher.kind
        most = {"number": limits.misplaced_number, "date": limits.misplaced_number, "name": limits.misplaced_name}
        if claim.denials:
            most["word"] = limits.misplaced_denied
        for at, item in enumerate(claim.items):
            limit = most.get(kind(item))
            if limit is None or read.get(at) == "for":
                continue
            if misplaced(claim.items, evidence, at, self.matcher) > limit:
                return "misplaced"
        if is_said_too_often(claim.items, evidence):
            return "misplaced"
        is_same = lang == evidence.passage.document.lang  # across languages the order of words is another
        return "misplaced" if is_same and is_turned_round(claim.items, evidence) else None

    def _read(self, text: str, lang: Lang, claim: Said, evidence: Evidence) -> dict[int, Verdict]:
        """For each number, date and name, by its place: what the reader says that is asked for it.

        "against" where it surely finds another of its kind and this one hardly: for a name only if not at all, since
        two names often answer one question ("what has an embassy in what"). What only the title says is not asked for.
        """
        limits, passage = self.limits, evidence.passage
        found: dict[int, Verdict] = {}
        for at, question in questions_of(text, lang, claim.items):
            item = claim.items[at]
            if evidence.found[at] is None:
                continue
            here = there = 0.0
            for span in self._reader.read(question, [Hit(passage, 1.0, 1)]):
                said = read_items(passage.text[span.start : span.end + _AFTER], passage.document.lang).items
                inside = [n for n, one in enumerate(said) if one.start < span.end - span.start]
                finds = [n for n in inside if self.matcher.same(item, said[n])]
                rivals = [n for n in inside if self._is_rival(claim.items, at, said, n)]
                # A name has other names around it; of two numbers in one span the first is the answer.
                if finds and (item.kind == "name" or finds[0] < min(rivals, default=len(said))):
                    here = max(here, span.score)
                elif rivals:
                    there = max(there, span.score)
            if item.kind == "name":
                is_other = here == 0.0 and there >= limits.read_against
            else:
                is_other = there >= max(limits.read_other, limits.read_more * here)
            is_this = here >= max(limits.read_for, limits.read_more * there)
            found[at] = "against" if is_other else "for" if is_this else "neither"
        return found

    def _is_rival(self, claim: Sequence[Item], at: int, said: Sequence[Item], n: int) -> bool:
        """Whether the passage's item is another answer to what asks for the claim's; another thing counted is none."""
        item, other = claim[at], said[n]
        if self.matcher.kind(other) != self.matcher.kind(item) or any(self.matcher.same(one, other) for one in claim):
            return False
        if item.kind != "number":
            return True
        counted, here = unit(claim, at), unit(said, n)
        if is_year(item) or is_year(other):
            return is_year(item) and is_year(other)
        return counted is None or here is None or self.matcher.same(counted, here)


_AFTER = 24  # characters behind a span, for what its number counts

# A word after one of these names a thing; another word for it is another thing. Elsewhere it may be a synonym.
_BEFORE_THINGS = frozenset(
    (
        *("the", "a", "an", "of", "in", "at", "on", "by", "for", "from", "with", "to", "their", "its", "his", "her"),
        *("في", "من", "عن"),
    )
)


def _is_thing(text: str, item: Item) -> bool:
    if item.lang == "ar" and is_definite(item.key):
        return True
    before = text[: item.start].split()
    return bool(before) and before[-1].lower() in _BEFORE_THINGS


def _run(places: Sequence[int], at: int) -> int:
    """How many of the places stand side by side from this one on."""
    n = 0
    while at + n in places:
        n += 1
    return n


def _cited(evidence: Evidence) -> Citation:
    """The sentences that hold the claim, as one stretch of the document."""
    document, section = evidence.passage.document, evidence.passage.section
    start, end = evidence.sentences[0][0], evidence.sentences[-1][1]
    heading = None if section is None else document.heading(section)
    return Citation(document, start, end, start, end, section=heading, page=document.page_of(start))
