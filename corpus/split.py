"""Documents into passages: whole sentences within a token budget, overlapping, never across a section."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Document, Passage
from corpus.sentences import sentences, stretches

__all__ = ["SPLITTING", "SplitSettings", "sentences", "split"]

# Raise it when sentences or passages come out otherwise: those of stores are kept as they were found.
# 2: a table's row is a sentence.
SPLITTING = 2

_WORD = re.compile(r"\S+")
_ENDS_A_CLAUSE = tuple("،,:؛;–—)»…")
# No text has more characters than this for each of its tokens, or else it counts as if it had fewer: to
# WordPiece a "word" of a million characters is one unknown token.
_CHARACTERS_PER_TOKEN = 16
# The longest piece of a word that is looked at whole, in characters; longer words are cut.
_LONGEST_WORD = 64


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """How long passages are and how much they share."""

    # Tokens of the encoder, without its own [CLS] and [SEP]. About five sentences: enough to name what
    # an answer is about, short enough for one vector. The encoder was taught on texts of about 96.
    max_tokens: int = 110
    # Sentences at the end of a passage that also start the next one, where both fit: what is said over
    # two sentences then stands together in one passage.
    overlap_sentences: int = 1

    def __post_init__(self) -> None:
        if self.max_tokens < 8:
            raise ValueError(f"max_tokens is {self.max_tokens}; a passage needs at least 8 tokens")
        if self.overlap_sentences < 0:
            raise ValueError(f"overlap_sentences is {self.overlap_sentences}; it needs 0 or more")


def split(document: Document, *, count_tokens: Callable[[str], int], settings: SplitSettings) -> list[Passage]:
    """The passages of the document in text order; empty when it has no sentence.

    - Every sentence of `sentences(document)` is whole in at least one passage; only a sentence longer than
      the budget is cut, at clause marks where it can, its pieces overlapping by a fifth of the budget.
    - A passage holds neither a heading nor boilerplate, stays in one section, and has at most
      `max_tokens` tokens. The one exception is a single unit that cannot be cut, a letter with its marks.
    - Starts rise from passage to passage, and so do ends.
    - The time taken is linear in the length of the text.
    """
    budget = _Budget(count_tokens, settings.max_tokens)
    passages = []
    for stretch in stretches(document):
        for units in _packed(document.text, stretch.sentences, budget, settings.overlap_sentences):
            passages.append(Passage(document, units[0][0], units[-1][1], stretch.section, units))
    return passages


class _Budget:
    """Counts tokens and says whether a range fits."""

    def __init__(self, count_tokens: Callable[[str], int], max_tokens: int) -> None:
        self.max_tokens = max_tokens
        self._count = count_tokens
        self._count_word = lru_cache(maxsize=50_000)(count_tokens)

    def cost(self, text: str, start: int, end: int) -> int:
        """Tokens of the range, at least one for every `_CHARACTERS_PER_TOKEN` characters."""
        least = -(-(end - start) // _CHARACTERS_PER_TOKEN)
        # A range this long fits in no case; its exact cost does not matter, the time to find it does.
        return least if least > self.max_tokens else max(least, self._count(text[start:end]))

    def cost_of_word(self, word: str) -> int:
        return max(-(-len(word) // _CHARACTERS_PER_TOKEN), self._count_word(word))

    def fits(self, text: str, start: int, end: int) -> bool:
        return self.cost(text, start, end) <= self.max_tokens


def _packed(
    text: str, ranges: tuple[tuple[int, int], ...], budget: _Budget, overlap: int
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Runs of neighbouring sentences, each within the budget; a longer sentence comes alone, in pieces."""
    costs = [budget.cost(text, start, end) for start, end in ranges]
    first = covered = 0  # `covered`: sentences before this one are in a passage already
    while covered < len(ranges):
        if costs[covered] > budget.max_tokens:
            yield from (((piece),) for piece in _pieces(text, *ranges[covered], budget))
            covered += 1
            first = covered
            continue
        last = first
        total = 0
        while last < len(ranges) and total + costs[last] <= budget.max_tokens:
            total += costs[last]
            last += 1
        # The whole can cost more than its parts where a tokenizer counts white space.
        while last > covered + 1 and not budget.fits(text, ranges[first][0], ranges[last - 1][1]):
            last -= 1
        if last <= covered or not budget.fits(text, ranges[first][0], ranges[last - 1][1]):
            first += 1  # the overlap leaves no room for a new sentence: share less
            continue
        yield ranges[first:last]
        covered = last
        shared = max(first + 1, last - overlap)
        # Half of a sentence that a semicolon divides says little by itself.
        while shared < last and shared > first + 1 and text[ranges[shared - 1][1] - 1] == "؛":
            shared -= 1
        first = shared


def _pieces(text: str, start: int, end: int, budget: _Budget) -> list[tuple[int, int]]:
    """Overlapping ranges that cover one long sentence, each within the budget, in order."""
    units = _units(text, start, end)
    costs = [budget.cost_of_word(text[a:b]) for a, b in units]
    shared = budget.max_tokens // 5
    pieces = []
    first = 0
    while True:
        last, total = first + 1, costs[first]
        while last < len(units) and total + costs[last] <= budget.max_tokens:
            total += costs[last]
            last += 1
        while last > first + 1 and not budget.fits(text, units[first][0], units[last - 1][1]):
            last -= 1
        if last < len(units):
            last = _at_clause_end(text, units, first, last)
        pieces.append((units[first][0], units[last - 1][1]))
        if last == len(units):
            return pieces
        next_first, total = last, 0
        while next_first > first + 1 and total + costs[next_first - 1] <= shared:
            next_first -= 1
            total += costs[next_first]
        # A piece that could not hold one unit more than the overlap would bring nothing new.
        if not budget.fits(text, units[next_first][0], units[last][1]):
            next_first = last
        first = next_first


def _at_clause_end(text: str, units: list[tuple[int, int]], first: int, last: int) -> int:
    """The place of the last clause mark in the second half of units[first:last], or `last`."""
    for place in range(last, first + (last - first) // 2, -1):
        if text[units[place - 1][1] - 1] in _ENDS_A_CLAUSE:
            return place
    return last


def _units(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Words, and pieces of overlong words that leave each letter with its marks."""
    units = []
    for match in _WORD.finditer(text, start, end):
        at, until = match.span()
        while until - at > _LONGEST_WORD:
            cut = at + _LONGEST_WORD
            while cut > at + 1 and _clings(text, cut):
                cut -= 1
            cut = cut if cut > at + 1 else at + _LONGEST_WORD
            units.append((at, cut))
            at = cut
        units.append((at, until))
    return units


def _clings(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before: an accent, a joiner, what a joiner joins."""
    character = text[at]
    return unicodedata.category(character).startswith("M") or character == "\u200d" or text[at - 1] == "\u200d"
