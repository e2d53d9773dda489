"""Pieces of a phrase: what rules find in its tokens, and how their tables are looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from qa.rendering.glossary import Tokens, tokens

Known = TypeVar("Known")

NUMBERS = frozenset({"numbers"})
CLDR = frozenset({"cldr"})
LEXICON = frozenset({"lexicon"})
LONGEST_NAME = 7  # words


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a phrase: its words in the other language, the token after it, and where the words come from."""

    text: str
    end: int
    sources: frozenset[str] = field(default_factory=frozenset)
    preposition: str = "in"  # what English says for "في": on a day, at a time, in a year


def table(entries: Mapping[str, Known]) -> dict[Tokens, Known]:
    """A table by tokens; spellings that mean the same share an entry, with "|" between them."""
    return {tokens(one): known for key, known in entries.items() for one in key.split("|")}


def longest(table: Mapping[Tokens, Known], read: Tokens, at: int) -> tuple[Known, int] | None:
    """What the longest run of tokens from `at` on means in the table, and the token after it."""
    for end in range(min(len(read), at + LONGEST_NAME), at, -1):
        known = table.get(read[at:end])
        if known is not None:
            return known, end
    return None
