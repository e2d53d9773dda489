"""What the styles of an OpenDocument file say of its words: withdrawn, raised, a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_TITLES = frozenset({"title", "العنوان"})
_DEEPEST = 20  # styles that a style is based on; one may be based on itself in a damaged file
_PERCENT = re.compile(r"-?\d{1,4}(?=(?:\.\d+)?%)")


@dataclass(frozen=True, slots=True)
class _Style:
    """None where the style does not say, and what it is based on does."""

    name: str
    base: str
    is_struck: bool | None = None
    is_hidden: bool | None = None
    position: int | None = None  # above 0 for raised, below 0 for lowered
    is_hidden_page: bool = False  # of a sheet or a slide


class Styles:
    """The styles of a text by their names."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._styles: dict[str, _Style] = {}
        for root in roots:
            for element in root.iter(f"{_STYLE}style"):
                name = element.get(f"{_STYLE}name") or ""
                self._styles[name] = _style(name, element)

    def is_withdrawn(self, names: Sequence[str]) -> bool:
        """Whether words with these styles around them, the innermost last, are struck out or hidden."""
        return bool(self._says(names, "is_struck") or self._says(names, "is_hidden"))

    def position(self, names: Sequence[str]) -> int:
        """Above 0 where such words are raised, below 0 where they are lowered."""
        return self._says(names, "position")

    def is_title(self, paragraph: Any) -> bool:
        """Whether the paragraph is the title of the text, by its style or what that is based on."""
        return any(one.name.lower() in _TITLES for one in self._chain(paragraph.get(f"{_TEXT}style-name") or ""))

    def is_hidden_section(self, element: Any) -> bool:
        """Whether the element is a section that is not shown."""
        return bool(element.tag == f"{_TEXT}section" and element.get(f"{_TEXT}display") == "none")

    def is_hidden_page(self, element: Any) -> bool:
        """Whether the element is a sheet or a slide that is not shown."""
        names = (element.get(f"{_TABLE}style-name"), element.get(f"{_DRAW}style-name"))
        return any(one.is_hidden_page for name in names if name for one in self._chain(name))

    def _says(self, names: Sequence[str], what: str) -> int:
        for name in reversed(names):
            for style in self._chain(name):
                said = getattr(style, what)
                if said is not None:
                    return int(said)
        return 0

    def _chain(self, name: str) -> list[_Style]:
        chain: list[_Style] = []
        while (style := self._styles.get(name)) is not None and len(chain) < _DEEPEST:
            chain.append(style)
            name = style.base
        return chain


def _style(name: str, element: Any) -> _Style:
    properties = element.find(f"{_STYLE}text-properties")
    base = element.get(f"{_STYLE}parent-style-name") or ""
    sheet = element.find(f"{_STYLE}table-properties")
    slide = element.find(f"{_STYLE}drawing-page-properties")
    if sheet is not None and sheet.get(f"{_TABLE}display") == "false":
        return _Style(name, base, is_hidden_page=True)
    if slide is not None and slide.get(f"{_PRESENTATION}visibility") == "hidden":
        return _Style(name, base, is_hidden_page=True)
    if properties is None:
        return _Style(name, base)
    struck = properties.get(f"{_STYLE}text-line-through-style") or properties.get(f"{_STYLE}text-line-through-type")
    shown = properties.get(f"{_TEXT}display")
    return _Style(
        name,
        base,
        None if struck is None else struck != "none",
        None if shown is None else shown == "none",
        _position(properties.get(f"{_STYLE}text-position")),
    )


def _position(said: str | None) -> int | None:
    """How far the words are above the line: of "super 58%", "sub", "33% 58%" or "-33%"."""
    if said is None:
        return None
    first = (said.split() or [""])[0]
    if first in ("super", "sub"):
        return 1 if first == "super" else -1
    percent = _PERCENT.match(first)
    return 0 if percent is None else int(percent[0])
