"""What of a passage a sentence is about: the few neighbouring sentences of its view that say most of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from corpus.document import Passage
from corpus.view import View, view
from qa.written.items import Item, Said, read_items
from qa.written.matching import Matcher, apart
from qa.written.orders import believed

_MOST_SENTENCES = 2  # that a claim may put together
_NEAR = 3  # places between two names that one verb may govern


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim beside what it is about. `found[i]` is the place in `said.items` of the claim's item i, or None."""

    passage: Passage
    sentences: tuple[tuple[int, int], ...]  # half-open ranges of the document
    said: Said
    found: tuple[int | None, ...]
    elsewhere: tuple[bool, ...]  # whether an item that is not found there stands in the title, the heading, the lead


def evidence_for(claim: Said, passage: Passage, matcher: Matcher) -> Evidence | None:
    """The best window of the passage, of two as good the shorter; None where all of it speaks to the writer."""
    document, seen = passage.document, view(passage)
    ranges = believed(passage)
    context = read_items(seen.before, document.lang).items
    best: tuple[float, Evidence] | None = None
    for size in range(1, _MOST_SENTENCES + 1):
        for at in range(len(ranges) - size + 1):
            window = tuple(ranges[at : at + size])
            said = read_items(_shown(seen, window[0][0], window[-1][1]), document.lang)
            found = matcher.align(claim.items, said.items)
            score = sum(1.0 if place is not None else 0.0 for place in found) - (size - 1)
            score += sum(
                0.5 for item, place in zip(claim.items, found, strict=True) if place is not None and item.kind != "word"
            )
            if best is None or score > best[0]:
                elsewhere = tuple(any(matcher.same(item, other) for other in context) for item in claim.items)
                best = score, Evidence(passage, window, said, tuple(found), elsewhere)
    return None if best is None else best[1]


def _shown(seen: View, start: int, end: int) -> str:
    """What the view shows of a range of the document, with the context that stands between its characters."""
    inside = [at for at, origin in enumerate(seen.origins) if start <= origin < end]
    return seen.body[inside[0] : inside[-1] + 1] if inside else ""


def misplaced(claim: Sequence[Item], evidence: Evidence, at: int, matcher: Matcher) -> float:
    """By how many places something else of its kind fits the words around the claim's item `at` better; 0.0 for none.

    "The Kittiwake carries 260 passengers": nearest to "Kittiwake", "carries" and "passengers" stands another number.
    What the claim says elsewhere is no rival.
    """
    place, said = evidence.found[at], evidence.said.items
    if place is None:
        return 0.0
    around = [
        (1 / (1 + abs(other.place - claim[at].place)), [o for o, item in enumerate(said) if matcher.same(other, item)])
        for i, other in enumerate(claim)
        if i != at and evidence.found[i] is not None
    ]
    total = sum(weight for weight, _ in around)
    if not around:
        return 0.0

    def cost(item: int) -> float:
        return (
            sum(weight * min(apart(said[item], said[other]) for other in places) for weight, places in around) / total
        )

    taken = set(evidence.found)
    here = min(cost(other) for other, item in enumerate(said) if matcher.same(claim[at], item))
    rivals = [
        cost(other)
        for other, item in enumerate(said)
        if other not in taken
        and matcher.kind(item) == matcher.kind(claim[at])
        and not any(matcher.same(one, item) for one in claim)
    ]
    return max(0.0, here - min(rivals, default=here))


def is_turned_round(claim: Sequence[Item], evidence: Evidence) -> bool:
    """Whether two names near one another stand in the other order in the evidence: who did it to whom."""
    placed = [
        (item.place, place)
        for item, place in zip(claim, evidence.found, strict=True)
        if place is not None and item.kind == "name"
    ]
    return any(
        one[1] > other[1] and other[0] - one[0] <= _NEAR for i, one in enumerate(placed) for other in placed[i + 1 :]
    )


def is_said_too_often(claim: Sequence[Item], evidence: Evidence) -> bool:
    """Whether two neighbours that the evidence says once stand twice in the claim: said of one thing and of another.

    "The people of A moved to New Town and the people of B to New Town", where only one of them did.
    """
    pairs = [
        (one, other)
        for one, other in pairwise(range(len(claim)))
        if evidence.found[one] is not None and evidence.found[other] is not None
    ]
    return any(
        evidence.found[one] == evidence.found[again] and evidence.found[other] == evidence.found[after]
        for (one, other), (again, after) in combinations(pairs, 2)
    )
