"""A page as it is printed: its picture, and where on it a stretch of the document's text stands."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from corpus.formats.extract import FileLimits

# A stranger's page may be made to be drawn for ever, or into all memory. Others take 0.4 s and 75 MB.
DRAWING = FileLimits(seconds=20.0, memory_bytes=1_000_000_000)
_AROUND = 60  # letters before and behind that tell alike words apart
_APART = 0.6  # in parts of a letter's height; letters of one line further apart are in two boxes


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a picture, in its dots from the upper left corner."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as it is printed. `boxes`, int32 [n_letters, 4] in one row, are the box of each letter in Box's order.

    `letters` are the page's letters and digits in reading order, as the document's text has them; empty where the page
    is a picture, or holds more than anybody reads.
    """

    picture: bytes  # WebP
    width: int  # of the picture, in dots, as is the height
    height: int
    letters: str
    boxes: array[int]

    def box(self, at: int) -> Box:
        """Where `letters[at]` stands."""
        return Box(*self.boxes[4 * at : 4 * at + 4])


def boxes_of(printed: Printed, text: str, start: int, end: int) -> list[Box]:
    """Where `text[start:end]` stands on the page whose text is `text`: a box a line, or more where it has a gap.

    Words that are there several times are told apart by what stands around them. Empty where they are not found.
    """
    before, words, after = map(_letters, (text[:start], text[start:end], text[end:]))
    if not words:
        return []
    page, best, found = printed.letters, -1, -1
    at = page.find(words)
    while at >= 0:
        end = at + len(words)
        alike = _n_alike(before[: -_AROUND - 1 : -1], page[max(0, at - _AROUND) : at][::-1])
        alike += _n_alike(after[:_AROUND], page[end : end + _AROUND])
        if alike > best:
            best, found = alike, at
        at = page.find(words, at + 1)
    return [] if found < 0 else _joined(map(printed.box, range(found, found + len(words))))


def _letters(text: str) -> str:
    """What of a text is compared: spaces, signs and marks over letters differ between a page and its text."""
    return "".join(filter(str.isalnum, text))


def _n_alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """Boxes of letters as boxes of what they make up, line by line from the top."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box.top, box.left)):
        last = found[-1] if found else None
        near = _APART * (box.bottom - box.top)
        if last is not None and last.top == box.top and last.bottom == box.bottom and box.left - last.right <= near:
            found[-1] = Box(last.left, last.top, max(last.right, box.right), last.bottom)
        else:
            found.append(box)
    return found
