"""Glyphs into lines, lines into paragraphs: by the writer's own tags where there are any, else by the gaps."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.formats.pdf.glyphs import Glyph
from corpus.formats.pdf.order import direction
from corpus.formats.pdf.raised import read_raised
from corpus.formats.pdf.tags import Tag

# All in parts of the letters' size. Two letters further apart than this have a space between them: a
# space is 0.2 to 0.3 wide and shrinks in full lines. Where the line draws its spaces, this is a kern.
_SPACE = 0.14
_SPACE_BESIDE_DRAWN = 0.35
# A space of which more than this part lies under a letter parts no words; an alef is 0.8 of a space wide.
_COVERED = 0.7
# Words further apart than this stand in different columns or cells.
_COLUMN = 2.5
# Baselines nearer than this are one line, with a mark or a reference raised above it.
_SAME_LINE = 0.5
# Lines further apart than this many times the usual are two paragraphs.
_PARAGRAPH = 1.3
# Letters that differ by more than this are not of one paragraph.
_OTHER_SIZE = 0.12
# A line at the top or the foot that stands on more than this part of the pages is no part of the text.
_MOST_PAGES = 0.5
_EDGE_LINES = 3  # lines from the top and from the foot that are looked at
_ITEM = re.compile(r"(?:[-*•‣▪▸✓–]|\(?\w{1,3}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?؟:؛…][\"'»”)\]\d]*$")


@dataclass(slots=True)
class Line:
    """One line, or one column's or cell's part of it. `units` are its letters and spaces, seen left to right.

    `edges` has the left and the right edge of each unit, one after the other, in points: float32 [2 n_units].
    """

    page: int
    y: float
    x0: float
    x1: float
    size: float
    units: list[str]
    edges: array[float]
    tag: Tag | None
    running: bool  # a running head, a page number: no part of the text
    ends: tuple[float, float] = (0.0, 0.0)  # widths of the leftmost and of the rightmost word, in points
    has_value: bool = False  # of a form's field
    n_marks: int = 0  # raised marks of notes that `units` leave out

    @property
    def seen(self) -> str:
        """The line as it is seen, for comparing lines with each other."""
        return "".join(self.units)


def lines_of(page: int, glyphs: Sequence[Glyph], tags: Mapping[int, Tag]) -> list[Line]:
    """The lines of a page in the order in which they are drawn, which is nearly always that of reading."""
    lines: list[Line] = []
    group: list[Glyph] = []
    tag: Tag | None = None
    for glyph, at in zip(glyphs, _tagged(glyphs, tags), strict=True):
        if group and (
            at != tag
            or glyph.artifact != group[0].artifact
            or abs(glyph.y - group[0].y) > _SAME_LINE * max(glyph.size, group[0].size)
        ):
            lines += _pieces(page, group, tag)
            group = []
        tag = at
        group.append(glyph)
    return [*lines, *_pieces(page, group, tag)] if group else lines


def _tagged(glyphs: Sequence[Glyph], tags: Mapping[int, Tag]) -> list[Tag | None]:
    """The tag of each glyph. One without a tag, as browsers draw the marks around a quotation, has its neighbour's."""
    found = [None if glyph.mcid is None else tags.get(glyph.mcid) for glyph in glyphs]
    for step in (1, -1):  # the neighbour that is drawn before, or else the one that is drawn after
        places = range(len(glyphs))[::step]
        for beside, place in pairwise(places):
            glyph, other = glyphs[place], glyphs[beside]
            if found[place] is None and found[beside] is not None and not glyph.artifact and not other.artifact:
                gap = max(glyph.x0, other.x0) - min(glyph.x1, other.x1)
                if gap < glyph.size and abs(glyph.y - other.y) <= _SAME_LINE * max(glyph.size, other.size):
                    found[place] = found[beside]
    return found


def mark_running(lines: Sequence[Line], n_pages: int) -> None:
    """Marks lines at the top or the foot that most pages have, whatever the numbers in them."""
    if n_pages < 2:
        return
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for sign in (-1, 1):  # from the top down, from the foot up
        waiting = {page: sorted(found, key=lambda line: sign * line.y) for page, found in by_page.items()}
        for _ in range(_EDGE_LINES):
            alike: dict[tuple[str, int], list[Line]] = {}
            for page, found in waiting.items():
                edge = [line for line in found if abs(line.y - found[0].y) < 2]
                waiting[page] = found[len(edge) :]
                for line in edge:
                    alike.setdefault((_without_numbers(line.seen), round(line.y / 4)), []).append(line)
            on_most = [
                one for one in alike.values() if len({line.page for line in one}) > max(1, _MOST_PAGES * n_pages)
            ]
            running = [line for one in on_most for line in one]
            for line in running:
                line.running = True
            # What stands further in than a line of the text is of the text as well.
            waiting = {line.page: waiting[line.page] for line in running}


def _without_numbers(text: str) -> str:
    return re.sub(r"[\divxlc]+" if len(text) < 8 else r"\d+", "#", "".join(text.split()))


def paragraphs_of(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines by paragraph, in order. One that goes over to the next page is whole, running lines after it."""
    lines = list(lines)
    leading = _usual_leading(lines)
    extents = _extents(lines, leading)
    found: list[list[Line]] = []
    last: list[Line] | None = None  # the paragraph of the text that the next line may belong to
    for number, line in enumerate(lines):
        if line.running:
            found.append([line])
            continue
        if last is not None and _goes_on(last, line, leading, extents[number]):
            last.append(line)
        else:
            last = [line]
            found.append(last)
    return found


def is_rtl(lines: Sequence[Line], *, mostly_arabic: bool) -> bool:
    """The direction of a paragraph: an Arabic document quotes Latin names, seldom the other way round."""
    kinds = Counter(direction(unit) for line in lines for unit in line.units)
    return kinds["R"] * (2 if mostly_arabic else 1) > kinds["L"] or (kinds["L"] == 0 and mostly_arabic)


def _goes_on(paragraph: list[Line], line: Line, leading: Mapping[int, float], extent: tuple[float, float]) -> bool:
    last = paragraph[-1]
    if line.tag is not None or last.tag is not None:
        return line.tag is not None and last.tag is not None and line.tag.block == last.tag.block
    if abs(line.size - last.size) > _OTHER_SIZE * max(line.size, last.size):
        return False
    text = line.seen
    if _ITEM.match(text) or _ITEM.match(text[::-1]):
        return False
    down = last.y - line.y
    if line.page == last.page and abs(down) <= _SAME_LINE * line.size:
        return True
    if line.has_value or last.has_value:  # each row of a form says something by itself
        return False
    if line.page == last.page and not 0 < down <= _PARAGRAPH * leading.get(round(line.size), 1.2 * line.size):
        # The top of the next column, where the sentence has not ended.
        return down < 0 and not _ended(last)
    if line.page != last.page:
        return line.page == last.page + 1 and not _ended(last)
    # A word that would have fitted on the line before was put on a new one on purpose.
    left, right = extent
    room = (right - left) - (last.x1 - last.x0)
    return room < _first_word(line) + 0.5 * line.size


def _ended(line: Line) -> bool:
    text = line.seen.strip()
    return bool(_SENTENCE_END.search(text) or _SENTENCE_END.search(text[::-1]))


def _first_word(line: Line) -> float:
    """The width of the line's first word, in points."""
    return line.ends[1] if is_rtl([line], mostly_arabic=False) else line.ends[0]


def _usual_leading(lines: Sequence[Line]) -> dict[int, float]:
    """The usual distance between lines of one paragraph, for each size of letters, in points."""
    steps: dict[int, list[float]] = {}
    for before, line in pairwise(lines):
        down = before.y - line.y
        if before.page == line.page and _SAME_LINE * line.size < down < 3 * line.size:
            steps.setdefault(round(line.size), []).append(down)
    # Between paragraphs it is wider, so the lower quarter is a distance within one.
    return {size: median(sorted(found)[: len(found) // 2 + 1]) for size, found in steps.items()}


def _extents(lines: Sequence[Line], leading: Mapping[int, float]) -> list[tuple[float, float]]:
    """How far the lines around each one reach, left and right: the column, as far as it can be seen."""
    columns: list[list[Line]] = []
    for line in lines:
        before = columns[-1][-1] if columns else None
        if before is not None and _below(before, line, leading):
            columns[-1].append(line)
        else:
            columns.append([line])
    reaches = [(min(line.x0 for line in column), max(line.x1 for line in column)) for column in columns]
    return [reach for column, reach in zip(columns, reaches, strict=True) for _ in column]


def _below(before: Line, line: Line, leading: Mapping[int, float]) -> bool:
    """Whether the line follows the other one in its column: no gap between, and one edge in common."""
    down = before.y - line.y
    usual = leading.get(round(line.size), 1.2 * line.size)
    edge = min(abs(before.x0 - line.x0), abs(before.x1 - line.x1))
    return before.page == line.page and -_SAME_LINE * line.size <= down <= _PARAGRAPH * usual and edge < 2 * line.size


def _pieces(page: int, group: list[Glyph], tag: Tag | None) -> list[Line]:
    """The glyphs of one height as lines: one, or more where wide gaps part columns."""
    bases = _with_marks(group)
    order = {id(glyph): place for place, glyph in enumerate(bases)}
    parts: list[list[Glyph]] = []
    spaces: list[Glyph] = []  # since the last letter
    for glyph in sorted(bases, key=lambda glyph: (glyph.x0 + glyph.x1) / 2):
        if glyph.text.isspace():
            spaces.append(glyph)
            continue
        if not parts or glyph.x0 - parts[-1][-1].x1 > _COLUMN * max(glyph.size, parts[-1][-1].size):
            parts.append([])
        else:
            beside = parts[-1][-1], glyph
            parts[-1] += [space for space in spaces if not any(_covers(letter, space) for letter in beside)]
        parts[-1].append(glyph)
        spaces = []
    parts.sort(key=lambda part: min(order[id(glyph)] for glyph in part))
    wide = _space_within([glyph for part in parts for glyph in part])
    return [_line(page, part, tag, wide) for part in parts]


def _covers(letter: Glyph, space: Glyph) -> bool:
    """Whether the space is drawn under the letter: some writers set one behind each letter and then go back."""
    return min(letter.x1, space.x1) - max(letter.x0, space.x0) > _COVERED * (space.x1 - space.x0)


def _space_within(glyphs: Sequence[Glyph]) -> float:
    """From which gap on, in parts of the size, two letters of a line are of two words.

    A writer that draws spaces draws them all; some that move on instead draw a few, as part of a glyph for "و ".
    """
    gaps = [
        after.x0 - before.x1 > _SPACE * max(before.size, after.size)
        for before, after in pairwise(glyphs)
        if not before.text.isspace() and not after.text.isspace()
    ]
    n_drawn = sum(glyph.text.isspace() for glyph in glyphs)
    return _SPACE_BESIDE_DRAWN if n_drawn > sum(gaps) else _SPACE


def _line(page: int, part: list[Glyph], tag: Tag | None, wide: float) -> Line:
    units: list[str] = []
    edges = array("f")
    words: list[tuple[float, float]] = []
    size = median(glyph.size for glyph in part)
    parted = True
    part, n_marks = read_raised(part)
    for glyph in part:
        if glyph.text.isspace():
            parted = True
            continue
        if not glyph.text:  # a mark of a note, which takes up room and says nothing
            parted = parted or glyph.x0 - words[-1][1] > wide * size
            words[-1:] = [(words[-1][0], max(words[-1][1], glyph.x1))] if words else []
            continue
        if parted or glyph.x0 - words[-1][1] > wide * size:
            if units:
                units.append(" ")
                edges.extend((words[-1][1], glyph.x0))
            words.append((glyph.x0, glyph.x1))
        else:
            words[-1] = (words[-1][0], max(words[-1][1], glyph.x1))
        units.append(glyph.text)
        edges.extend((glyph.x0, glyph.x1))
        parted = False
    y = median(glyph.y for glyph in part)
    ends = (words[0][1] - words[0][0], words[-1][1] - words[-1][0])
    right = max(glyph.x1 for glyph in part)
    return Line(page, y, part[0].x0, right, size, units, edges, tag, part[0].artifact, ends, n_marks=n_marks)


def _with_marks(group: list[Glyph]) -> list[Glyph]:
    """The letters, each with the marks that are drawn over it.

    A mark stands near its letter in no way that is sure, but is drawn next to it: before it where the
    glyphs are drawn from left to right, as they are seen, and after it where they are drawn as they are read.
    """
    is_mark = [bool(glyph.text) and all(map(unicodedata.combining, glyph.text)) for glyph in group]
    found = [replace(glyph) for glyph in group]
    befores = _last_letters(found, is_mark)
    afters = _last_letters(found[::-1], is_mark[::-1])[::-1]
    for glyph, mark, before, after in zip(found, is_mark, befores, afters, strict=True):
        if mark and (before is not None or after is not None):
            to_the_right = before is None or (after is not None and after.x0 > before.x0)
            base = after if to_the_right else before
            if base is not None:
                base.text += glyph.text
    return [
        replace(glyph, text=_marks_in_order(glyph.text)) for glyph, mark in zip(found, is_mark, strict=True) if not mark
    ]


def _last_letters(glyphs: Sequence[Glyph], is_mark: Sequence[bool]) -> list[Glyph | None]:
    """For each glyph the last one before it that is no mark."""
    found: list[Glyph | None] = []
    last: Glyph | None = None
    for glyph, mark in zip(glyphs, is_mark, strict=True):
        found.append(last)
        last = last if mark else glyph
    return found


def _marks_in_order(text: str) -> str:
    """A letter before its marks, and those in Unicode's own order; more than one letter is in order already."""
    bases = [character for character in text if not unicodedata.combining(character)]
    if len(bases) != 1:
        return text
    return bases[0] + "".join(sorted(text.replace(bases[0], ""), key=unicodedata.combining))
