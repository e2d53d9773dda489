"""Training windows as the program reads them: views of passages, with the context that serving puts before them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from corpus.markdown import markdown_outline
from corpus.read import document_from_text
from corpus.split import SplitSettings, split
from corpus.view import View, view
from index.lexical import LexicalIndex, LexicalSettings, TranslationTable
from train.data import Example

# Shorter titles are numbers of paragraphs ("c12"), for want of better ones.
_SHORTEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A view's text; the answer's half-open character offsets in it, or None twice; where its body starts."""

    text: str
    start: int | None
    end: int | None
    body: int


@dataclass(frozen=True, slots=True)
class _Served:
    views: tuple[View, ...]
    search: LexicalIndex


class Served:
    """Cuts contexts as the program cuts documents. Deterministic but for the generators that it is given."""

    def __init__(
        self, count_tokens: Callable[[str], int], table: TranslationTable, *, bare_share: float = 0.25
    ) -> None:
        """`table` finds tempting passages across languages; `bare_share` of the windows come without their context."""
        self._bare_share = bare_share

        @lru_cache(maxsize=20_000)
        def served(title: str, context: str) -> _Served:
            outline = markdown_outline(context)
            document = document_from_text(context, doc_id="served", seen=outline)
            name = title.replace("_", " ").strip()
            document = replace(document, title=name if len(name) >= _SHORTEST_TITLE else "")
            passages = split(document, count_tokens=count_tokens, settings=SplitSettings())
            views = tuple(view(passage) for passage in passages)
            return _Served(views, LexicalIndex.build([each.body for each in views], table, LexicalSettings()))

        self._served = served

    def answered(self, example: Example, generator: random.Random) -> Shown | None:
        """A view that holds the answer in one block; None where no passage does."""
        assert example.start is not None and example.end is not None
        found = []
        for each in self._served(example.title, example.context).views:
            place = _place(each, example.start, example.end)
            if place is not None:
                found.append((each, place))
        if not found:
            return None
        each, (start, end) = generator.choice(found)
        return self._shown(each, generator, start, end)

    def tempting(self, example: Example, generator: random.Random, answer: str | None = None) -> Shown | None:
        """A view of the context that does not hold the answer, mostly the one that search finds first.

        `answer` is that of another context; None for the example's own.
        """
        served = self._served(example.title, example.context)
        if answer is None and example.start is not None:
            answer = example.context[example.start : example.end]
        answer = None if answer is None else answer.casefold()
        _, places = served.search.search([example.question], len(served.views))
        order = [int(place) for place in places[0]]
        order += [place for place in range(len(served.views)) if place not in set(order)]
        kept = [served.views[at] for at in order if answer is None or answer not in served.views[at].body.casefold()]
        if not kept:
            return None
        chosen = kept[0] if generator.random() < 0.6 else generator.choice(kept[:4])
        return self._shown(chosen, generator)

    def _shown(self, seen: View, generator: random.Random, start: int | None = None, end: int | None = None) -> Shown:
        before = "" if generator.random() < self._bare_share else seen.before
        shift = len(before)
        if start is None or end is None:
            return Shown(before + seen.body, None, None, shift)
        return Shown(before + seen.body, start + shift, end + shift, shift)


def _place(seen: View, start: int, end: int) -> tuple[int, int] | None:
    """The characters of the body that stand for the document's `start:end`, where all of them do and in one block."""
    at = np.flatnonzero((seen.origins >= start) & (seen.origins < end))
    if not len(at) or seen.origins[at[0]] != start or seen.origins[at[-1]] != end - 1:
        return None
    first, last = int(at[0]), int(at[-1])
    return (first, last + 1) if seen.blocks[first] == seen.blocks[last] else None
