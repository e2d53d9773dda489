"""Two legs, one order: the weighted sum of standardised scores."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage
from index.dense import DenseIndex, DenseParts
from index.errors import DamagedError
from index.hit import Hit
from index.lexical import LexicalIndex
from index.rows import Places
from index.settings import FuseSettings

if TYPE_CHECKING:
    from index.encode import Encoder

Leg = Literal["dense", "lexical", "fused"]
Scores = NDArray[np.float32]

log = logging.getLogger(__name__)


class HybridIndex:
    """Passages found by meaning (dense), by words (lexical), or by both (fused). A `Retriever`."""

    def __init__(
        self,
        passages: Sequence[Passage],
        *,
        encoder: Encoder,
        dense: DenseIndex | DenseParts,
        lexical: LexicalIndex,
        settings: FuseSettings,
    ) -> None:
        """Row i of `dense` and place i of `lexical` are passage i; ValueError where the numbers differ."""
        if not len(passages) == len(dense) == len(lexical):
            raise ValueError(
                f"There are {len(passages)} passages, {len(dense)} vectors and {len(lexical)} texts; the legs are of "
                "different documents. Rebuild the index: python -m index.build"
            )
        if dense.dim != encoder.dim:
            raise ValueError(
                f"The index was built with {dense.dim}-d vectors; {encoder.name} makes {encoder.dim}-d ones. "
                "Rebuild the index: python -m index.build"
            )
        self.passages = passages
        self.lexical = lexical
        self.encoder = encoder
        self.dense = dense
        self._settings = settings

    def search(self, questions: Sequence[str], k: int, leg: Leg = "fused") -> list[list[Hit]]:
        """The k best passages for each question, best first; one list per question, in order.

        A list is shorter than k only when the index is, when both legs' `depth` passages are fewer (fused), or
        when the store's database is damaged: what cannot be read is left out, with a warning. The
        score is cosine for "dense", BM25 for "lexical", and for "fused" the sum of `fuse`. Equal scores are in
        text order. Raises ValueError for k < 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it needs 1 or more")
        if not questions or not self.passages:
            return [[] for _ in questions]
        if leg == "lexical":
            return [self._hits(*found, k) for found in zip(*self.lexical.search(questions, k), strict=True)]
        vectors = self.encoder.encode_questions(questions)
        if leg == "dense":
            dense = zip(*self.dense.search(vectors, k), strict=True)
            return [self._hits(scores, places, k, scores) for scores, places in dense]
        depth = max(k, self._settings.depth)
        dense = zip(*self.dense.search(vectors, depth), strict=True)
        lexical = zip(*self.lexical.search(questions, depth), strict=True)
        hits = []
        for a, b in zip(dense, lexical, strict=True):
            scores, places = fuse(*a, *b, self._settings)
            hits.append(self._hits(scores, places, k, filled(*a, places)))
        return hits

    def _hits(self, scores: Scores, places: Places, k: int, cosines: Scores | None = None) -> list[Hit]:
        hits: list[Hit] = []
        for at, (score, place) in enumerate(zip(scores, places, strict=True)):
            if len(hits) == k:
                break
            cosine = None if cosines is None else float(cosines[at])
            try:
                hits.append(Hit(self.passages[int(place)], float(score), len(hits) + 1, cosine))
            except DamagedError as error:
                log.warning("%s; it is left out.", error)
        return hits


def fuse(
    dense_scores: Scores, dense_places: Places, lexical_scores: Scores, lexical_places: Places, settings: FuseSettings
) -> tuple[Scores, Places]:
    """One list out of two, over all places of either; scores and places, best first, equal ones by place.

    With s(leg, p) the leg's score of place p, or the leg's lowest score where it has not listed p, and
    mean and deviation over the places of both lists:

        score(p) = sum over legs of weight(leg) * (s(leg, p) - mean(leg)) / deviation(leg)

    A leg that gives all places one score tells nothing, and adds 0.
    """
    places = np.union1d(dense_places, lexical_places)
    total = settings.dense_weight * _standardised(dense_scores, dense_places, places)
    total += settings.lexical_weight * _standardised(lexical_scores, lexical_places, places)
    order = np.argsort(-total, kind="stable")
    return total[order].astype(np.float32), places[order]


def filled(scores: Scores, places: Places, among: Places) -> Scores:
    """A leg's score of each place in `among`: its lowest where it has not listed the place, 0 where it lists none."""
    if not len(places):
        return np.zeros(len(among), dtype=np.float32)
    order = np.argsort(places)
    at = np.searchsorted(places, among, sorter=order).clip(max=len(places) - 1)
    known: Scores = np.where(places[order][at] == among, scores[order][at], scores.min())
    return known


def _standardised(scores: Scores, places: Places, among: Places) -> NDArray[np.float64]:
    if not len(places):
        return np.zeros(len(among))
    known = filled(scores, places, among).astype(np.float64)
    deviation = known.std()
    # Scores that differ by no more than rounding are one score: dividing would blow the rounding up.
    if deviation <= 1e-6 * max(1.0, float(np.abs(known).max())):
        return np.zeros(len(among))
    standardised: NDArray[np.float64] = (known - known.mean()) / deviation
    return standardised
