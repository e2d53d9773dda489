"""Trimming by moving offsets."""

from __future__ import annotations

# Characters that show nothing at the end of a piece of text, besides white space: the byte order mark,
# the zero-width space and word joiner, and the direction marks.
_INVISIBLE = frozenset("\ufeff\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069")


def is_blank(character: str) -> bool:
    """Whether the character shows nothing at the end of a piece of text."""
    return character.isspace() or character in _INVISIBLE


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blank characters at its ends; empty, at `end`, when there are only such."""
    while start < end and is_blank(text[start]):
        start += 1
    while start < end and is_blank(text[end - 1]):
        end -= 1
    return start, end
