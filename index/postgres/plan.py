"""Which parts of a collection stay as a store's documents come and go, which lose documents, and what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.postgres.parts import Part, PushedPart, key_of
from index.store import UNUSED

# Parts that the documents of one segment may be in: a question's words are looked for in each. With more, the segment
# is brought as one. What is brought again for that is at most what the store wrote when it merged the segment.
_MOST = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """Documents of the store that are to be a part."""

    part: Part
    number: int | None = None  # of the part in the database that has them; None where they are to be brought
    gone: tuple[int, ...] = ()  # ordinals of documents that this one has, and the store has not any more


@dataclass(frozen=True, slots=True)
class _Stay:
    number: int
    n_documents: int
    gone: tuple[int, ...]


def pieces_of(parts: Sequence[Part], made: str, there: Sequence[PushedPart], numbers: Mapping[str, int]) -> list[Piece]:
    """The store's documents, in order, as pieces.

    `there` are the parts that readers see, as far as they were made by the same recipe (`made`), `numbers` those of all
    parts by key. A part stays where what the store still has of it stands together in one of the store's parts, and
    fills three quarters of its places.
    """
    spots = {kept.identity: (number, at) for number, part in enumerate(parts) for at, kept in enumerate(part.documents)}
    stays: dict[tuple[int, int], _Stay] = {}
    for pushed in there:
        found = [(one.ordinal, spots.get(one.identity)) for one in pushed.documents]
        still = [spot for _, spot in found if spot is not None]
        if not still or still != [(still[0][0], still[0][1] + at) for at in range(len(still))]:
            continue
        n_used = sum(parts[number].documents[at].entry.n_passages for number, at in still)
        if n_used >= (1 - UNUSED) * pushed.n_places:
            gone = tuple(ordinal for ordinal, spot in found if spot is None)
            stays[still[0]] = _Stay(pushed.number, len(still), gone)
    return [
        piece
        for number, part in enumerate(parts)
        for piece in _of_segment(part, made, {at: stay for (of, at), stay in stays.items() if of == number}, numbers)
    ]


def _of_segment(part: Part, made: str, stays: Mapping[int, _Stay], numbers: Mapping[str, int]) -> list[Piece]:
    if part.key in numbers:
        return [Piece(part, numbers[part.key])]
    found, at, n = [], 0, len(part.documents)
    while at < n:
        stay = stays.get(at)
        end = at + stay.n_documents if stay is not None else min((s for s in stays if s > at), default=n)
        documents = part.documents[at:end]
        here = Part(key_of(made, documents), part.segment, documents)
        found.append(Piece(here, numbers.get(here.key)) if stay is None else Piece(here, stay.number, stay.gone))
        at = end
    return found if len(found) <= _MOST else [Piece(part)]
