"""The glyphs of a PDF page: what each shows and where it stands. pdfminer's interpreter is driven here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, decode_text, mult_matrix

# What stands for a glyph whose font does not say which letters it shows.
UNKNOWN = "\ufffd"
# Bullets of symbol fonts that writers of office programs use, in the private area of Unicode.
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "▸", "\uf0fc": "✓", "\uf02d": "-"}
# A slope of more than this, rise over run, is not a line of text: watermarks, labels of axes.
_STEEPEST = 0.1


@dataclass(slots=True)
class Glyph:
    """One glyph, or the glyphs of one ActualText: its letters in logical order, its box along the line."""

    text: str
    x0: float  # points, as are x1, y and size; x grows to the right, y upwards
    x1: float
    y: float  # of the baseline
    size: float
    mcid: int | None  # the marked content that it belongs to; None outside
    artifact: bool  # marked by its writer as no part of the text: running heads, page numbers
    span: _Span | None = None


@dataclass(slots=True)
class _Span:
    """Marked content; `actual` is what its writer says that its glyphs read."""

    mcid: int | None
    artifact: bool
    actual: str | None


def letters(text: str) -> str:
    """Presentation forms and Latin ligatures as the letters they stand for; other characters as they are.

    Ornate brackets and signs that are one character to a writer (U+FDFA) are letters there too: spelt out.
    """
    return "".join(
        unicodedata.normalize("NFKC", character).strip() or character
        if "\ufb00" <= character <= "\ufb06" or "\ufb50" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc"
        else character
        for character in text
    )


class PageReader:
    """Reads the glyphs of pages, one page after the other."""

    def __init__(self) -> None:
        resources = PDFResourceManager()
        self._device = _Device(resources)
        self._interpreter = _Interpreter(resources, self._device)

    def read(self, page: PDFPage) -> list[Glyph]:
        """The page's glyphs in the order in which they are drawn."""
        self._device.glyphs, self._device.spans, self._device.has_picture = [], [], False
        self._interpreter.process_page(page)
        return list(_without_doubles(_joined(self._device.glyphs)))

    @property
    def has_picture(self) -> bool:
        """Whether the page that was read last draws a picture."""
        return self._device.has_picture


class _Interpreter(PDFPageInterpreter):
    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802 - pdfminer's name
        if isinstance(props, PSLiteral):
            named = resolve1((self.resources or {}).get("Properties"))
            props = resolve1(named.get(props.name)) if isinstance(named, dict) else None
        super().do_BDC(tag, props)


class _Device(PDFTextDevice):
    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self.spans: list[_Span] = []
        self.has_picture = False

    def render_image(self, name: str, stream: PDFStream) -> None:
        self.has_picture = True

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        outer = self.spans[-1] if self.spans else _Span(None, artifact=False, actual=None)
        values = props if isinstance(props, dict) else {}
        mcid, actual = resolve1(values.get("MCID")), resolve1(values.get("ActualText"))
        artifact = outer.artifact or tag.name == "Artifact"
        if isinstance(mcid, int) or isinstance(actual, bytes) or artifact != outer.artifact:
            said = decode_text(actual) if isinstance(actual, bytes) and outer.actual is None else outer.actual
            outer = _Span(mcid if isinstance(mcid, int) else outer.mcid, artifact, said)
        self.spans.append(outer)

    def end_tag(self) -> None:
        if self.spans:
            self.spans.pop()

    def render_char(  # noqa: PLR0917 - pdfminer's signature
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        advance = font.char_width(cid) * fontsize * scaling
        try:
            text = letters(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            text = UNKNOWN
        text = "".join(_SYMBOLS.get(character, _shown(character)) for character in text)
        a, b, c, d, x, y = mult_matrix((1, 0, 0, 1, 0, rise), matrix)
        if a > 0 and abs(b) <= _STEEPEST * a and text:
            span = self.spans[-1] if self.spans else None
            x0, x1 = sorted((x, x + a * advance))
            size = hypot(c, d) * abs(fontsize)
            mcid, artifact = (None, False) if span is None else (span.mcid, span.artifact)
            self.glyphs.append(Glyph(text, x0, x1, y, size, mcid, artifact, span))
        return float(advance)


def _shown(character: str) -> str:
    """A space for every kind of it, nothing for what only steers the direction, UNKNOWN for private letters."""
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category in ("Cc", "Cs", "Co", "Cn"):
        return UNKNOWN
    # Joiners and the soft hyphen are part of how words are written; direction marks are of how lines are.
    return "" if category == "Cf" and character not in "\u200c\u200d\u00ad" else character


def _joined(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """The glyphs of one ActualText as one, where they stand on one line; the ActualText is in logical order."""
    at = 0
    while at < len(glyphs):
        first, until = glyphs[at], at + 1
        if first.span is None or first.span.actual is None:
            yield first
        else:
            while until < len(glyphs) and glyphs[until].span is first.span:
                until += 1
            group = glyphs[at:until]
            # The glyph with the widest box is the letter; a mark above it may have a baseline of its own.
            base = max(group, key=lambda glyph: glyph.x1 - glyph.x0)
            if max(abs(glyph.y - base.y) for glyph in group) < base.size:
                base.x0, base.x1 = min(glyph.x0 for glyph in group), max(glyph.x1 for glyph in group)
                base.text = "".join(map(_shown, letters(first.span.actual)))
                if base.text:
                    yield base
            else:
                yield from group
        at = until


def _without_doubles(glyphs: Iterator[Glyph]) -> Iterator[Glyph]:
    """Each letter once: some writers draw a letter twice, a hair apart, to make it bold."""
    seen: dict[tuple[str, int], list[Glyph]] = {}
    for glyph in glyphs:
        row = int(glyph.y)
        near = (other for key in (row - 1, row, row + 1) for other in seen.get((glyph.text, key), ()))
        # In a font that gives no widths all letters stand on one spot, and are not doubles of each other.
        if (
            glyph.text == " "
            or glyph.x0 == glyph.x1
            or not any(abs(other.x0 - glyph.x0) + abs(other.y - glyph.y) < 0.1 * glyph.size for other in near)
        ):
            yield glyph
        # A line of one letter without end must not take quadratic time: the last few are enough.
        seen.setdefault((glyph.text, row), []).append(glyph)
        del seen[glyph.text, row][:-40]
