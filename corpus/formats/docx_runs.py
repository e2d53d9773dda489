"""The words of a Word paragraph: run by run, without what is struck out or hidden, raised digits as they read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from docx.oxml.ns import qn

from corpus.formats.extract import LeftOut
from corpus.formats.raised import lowered, raised

BOX = qn("w:txbxContent")
# Deleted words, the older picture of what a newer element shows, and boxes, which follow their paragraph.
LEFT_OUT = frozenset(
    {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", BOX}
)
_R, _T, _RPR, _PPR, _VAL = qn("w:r"), qn("w:t"), qn("w:rPr"), qn("w:pPr"), qn("w:val")
_WRITTEN = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "\u2011",
}
# What takes words back. `w:webHidden` hides on web pages only.
_WITHDRAWN = (qn("w:strike"), qn("w:dstrike"), qn("w:vanish"))
_FIELD, _FIELD_PART, _FIELD_TYPE = qn("w:fldSimple"), qn("w:fldChar"), qn("w:fldCharType")
_INSTRUCTION = qn("w:instrText")
_PAGE_NUMBER = re.compile(r"^\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
_KEPT = 40  # characters of the text before that say what is raised

Position = Literal["", "superscript", "subscript"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is shown, as far as that changes what it says."""

    is_withdrawn: bool = False
    position: Position = ""


@dataclass(slots=True)
class _Field:
    """Where in a field the words are: its beginning, its instruction, what it shows, its end."""

    instruction: str = ""
    is_page_number: bool = False  # what follows is the number of the page that was last printed

    def part(self, kind: str | None) -> None:
        if kind == "begin":
            self.instruction = ""
        self.is_page_number = kind == "separate" and _PAGE_NUMBER.search(self.instruction) is not None


class Runs:
    """Reads paragraphs' words; `left_out` counts what they leave out."""

    def __init__(self, styles: Any, left_out: Counter[LeftOut]) -> None:
        """`styles` is the root of the document's styles."""
        self._left_out = left_out
        self._styles: dict[str, tuple[str, Any]] = {}
        for style in styles.findall(qn("w:style")):
            base = style.find(qn("w:basedOn"))
            of_runs = style.find(_RPR)
            key = style.get(qn("w:styleId"))
            if key is not None:
                self._styles[key] = ("" if base is None else base.get(_VAL) or "", of_runs)

    def words(self, paragraph: Any) -> str:
        """What the paragraph says, with tabs and line breaks; text boxes are not in it."""
        text, follows_withdrawn = "", False
        pieces = groupby(self._pieces(paragraph), key=lambda piece: piece[1])
        for look, group in pieces:
            words = "".join(piece[0] for piece in group)
            # Withdrawn words take one of the two spaces around them along.
            words = words.removeprefix(" ") if follows_withdrawn and text[-1:] in ("", " ") else words
            follows_withdrawn = look.is_withdrawn
            if look.is_withdrawn:
                self._left_out["withdrawn"] += bool(words.strip())
            elif look.position == "superscript":
                read = raised(words, text[-_KEPT:])
                self._left_out["note_marks"] += read is None
                text += read or ""
            elif look.position == "subscript":
                text += lowered(words, text[-_KEPT:])
            else:
                text += words
        return text

    def _pieces(self, paragraph: Any) -> Iterator[tuple[str, Look]]:
        of_paragraph = self._inherited(paragraph.find(_PPR), qn("w:pStyle"))
        field = _Field()
        waiting = [(iter(paragraph), Look())]
        while waiting:
            inside, look = waiting[-1]
            element = next(inside, None)
            if element is None:
                waiting.pop()
            elif element.tag == _FIELD_PART:
                field.part(element.get(_FIELD_TYPE))
            elif element.tag == _INSTRUCTION:
                field.instruction += element.text or ""
            elif element.tag == _FIELD and _PAGE_NUMBER.search(element.get(qn("w:instr")) or ""):
                continue
            elif element.tag == _T:
                if element.text and not field.is_page_number:
                    yield element.text, look
            elif element.tag in _WRITTEN:
                yield _WRITTEN[element.tag], look
            elif element.tag == _R:
                waiting.append((iter(element), self._look(element, of_paragraph)))
            elif isinstance(element.tag, str) and element.tag not in LEFT_OUT and element.tag not in (_PPR, _RPR):
                waiting.append((iter(element), look))

    def _look(self, run: Any, of_paragraph: Mapping[str, str]) -> Look:
        properties = run.find(_RPR)
        if properties is None and not of_paragraph:
            return Look()
        said = {**of_paragraph, **self._inherited(properties, qn("w:rStyle")), **_said(properties)}
        position = said.get(qn("w:vertAlign"), "")
        return Look(
            is_withdrawn=any(said.get(name, "0") not in ("0", "false", "off") for name in _WITHDRAWN),
            position="superscript" if position == "superscript" else "subscript" if position == "subscript" else "",
        )

    def _inherited(self, properties: Any, kind: str) -> dict[str, str]:
        """What the style that `properties` name says of runs, and the styles that it is based on."""
        style = None if properties is None else properties.find(kind)
        key = None if style is None else style.get(_VAL)
        said: dict[str, str] = {}
        for _ in range(10):  # a style may be based on itself in a damaged file
            if key not in self._styles:
                break
            key, of_runs = self._styles[key]
            said = _said(of_runs) | said
        return said


def _said(properties: Any) -> dict[str, str]:
    """The values of the properties that matter here, by name; "1" for one that is merely there."""
    if properties is None:
        return {}
    wanted = (*_WITHDRAWN, qn("w:vertAlign"))
    return {one.tag: one.get(_VAL) or "1" for one in properties if one.tag in wanted}
