"""Raised glyphs of a PDF's line: smaller than its letters and above their baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from corpus.formats.pdf.glyphs import Glyph
from corpus.formats.pdf.order import direction
from corpus.formats.raised import raised

# In parts of the line's size. Browsers draw raised digits in 0.83 of it and a third of it higher, TeX and Word
# in 0.65 to 0.7; small capitals are as small and stand on the baseline.
_SMALLER = 0.9
_HIGHER = 0.15
# A word's letters and what is raised behind it are nearer than this.
_ATTACHED = 0.35
_TURNED = str.maketrans("()[]", ")(][")
_LOOKED_AT = 12  # glyphs before a raised one that say what it is


def read_raised(part: Sequence[Glyph]) -> tuple[list[Glyph], int]:
    """The line's glyphs from left to right, exponents as Unicode's raised characters; and how many marks of notes.

    A glyph of such a mark stays in its place with no text.
    """
    size = median(glyph.size for glyph in part)
    baseline = median(glyph.y for glyph in part if glyph.size >= _SMALLER * size)
    rtl = sum(direction(glyph.text) == "R" for glyph in part) > sum(direction(glyph.text) == "L" for glyph in part)
    found: list[Glyph] = []
    n_marks = at = 0
    while at < len(part):
        until = at
        while until < len(part) and _is_raised(part[until], size, baseline):
            until += 1
        while until > at and part[until - 1].text.isspace():
            until -= 1
        if until == at or part[at].text.isspace():
            found.append(part[at])
            at += 1
            continue
        run = part[at:until]
        before, after = _beside(part, at, until, size, rtl=rtl)
        said = "".join(glyph.text for glyph in run)
        # From right to left some writers say what a bracket means and others what it looks like.
        read = raised(said.translate(_TURNED) if said[0] in ")]" else said, before, after)
        if read is None:
            found += [replace(glyph, text="") for glyph in run]
            n_marks += 1
        elif not before:
            # The number of a note before its text: another word.
            apart = replace(run[-1], text=" ", x0=run[-1].x1), replace(run[0], text=" ", x1=run[0].x0)
            found += [apart[1], *run, apart[0]]
        elif read == said or said[0] in ")]":
            found += run
        else:
            found.append(replace(run[0], text=read, x1=run[-1].x1))
        at = until
    return found, n_marks


def _is_raised(glyph: Glyph, size: float, baseline: float) -> bool:
    return glyph.size <= _SMALLER * size and glyph.y >= baseline + _HIGHER * size


def _beside(part: Sequence[Glyph], at: int, until: int, size: float, *, rtl: bool) -> tuple[str, str]:
    """The text before the raised `part[at:until]` in reading order, and the first glyph after; "" where none is near.

    In a line from right to left the text before is on the right, but for Latin words and numbers.
    """
    left = part[at - 1] if at and _is_near(part[at - 1], part[at], size) else None
    right = part[until] if until < len(part) and _is_near(part[until - 1], part[until], size) else None
    after_left = left is not None and (not rtl or _reads_to_the_right(left))
    if left is not None and after_left:
        return _words(part[max(0, at - _LOOKED_AT) : at], size), "" if right is None else right.text
    if right is not None and rtl:
        before = _words(part[until : until + _LOOKED_AT], size)
        return before[::-1], "" if left is None else left.text
    return "", ""


def _is_near(one: Glyph, other: Glyph, size: float) -> bool:
    return not one.text.isspace() and not other.text.isspace() and other.x0 - one.x1 <= _ATTACHED * size


def _reads_to_the_right(glyph: Glyph) -> bool:
    return direction(glyph.text) in ("L", "N")


def _words(glyphs: Sequence[Glyph], size: float) -> str:
    """The glyphs' text as seen, with a space wherever a gap is."""
    text = ""
    for place, glyph in enumerate(glyphs):
        gap = place > 0 and glyph.x0 - glyphs[place - 1].x1 > _ATTACHED * size
        text += f" {glyph.text}" if gap else glyph.text
    return text
