"""A PDF's page as it is printed, as HTML: its picture, boxes over the quote, and ways to the pages beside it."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from chat.html.markup import both, escape
from chat.html.strings import STRINGS, Strings
from corpus.document import Document
from corpus.formats import Box, Printed

_AROUND = 4  # dots between words and their box
_LONGEST = 200  # characters of a quote that the picture's description repeats


def render_original(
    document: Document, number: int, printed: Printed, boxes: Sequence[Box], span: tuple[int, int] | None
) -> str:
    """The page of the number, counted from 1, with the boxes of what the span has on it.

    The picture's description is there in both languages; original.js puts it where it is read.
    """
    n = len(document.pages)
    picture = base64.b64encode(printed.picture).decode()
    quote = document.text[span[0] : span[1]] if span is not None and boxes else ""
    said = "".join(
        f' data-{lang}="{escape(_description(strings, document.title, number, quote))}"'
        for lang, strings in STRINGS.items()
    )
    rectangles = "".join(
        f'<rect x="{box.left - _AROUND}" y="{box.top - _AROUND}" width="{box.right - box.left + 2 * _AROUND}"'
        f' height="{box.bottom - box.top + 2 * _AROUND}" rx="{_AROUND}"/>'
        for box in boxes
    )
    is_missing = span is not None and not boxes and _is_on(document, span, number)
    missing = f'<p class="label">{both("not_placed")}</p>' if is_missing else ""
    return (
        f'<div class="choices">{_to(number - 1, n, "before", "‹")}<span class="label" id="page-shown">'
        f"{both('page_of', page=number, n=n)}</span>{_to(number + 1, n, 'next', '›')}"
        f'<button type="button" data-do="enlarge" aria-pressed="false">{both("enlarge")}</button></div>{missing}'
        f'<div class="paper" tabindex="0" role="group" aria-labelledby="page-shown"><div>'
        f'<img src="data:image/webp;base64,{picture}" width="{printed.width}" height="{printed.height}" alt=""{said}>'
        f'<svg viewBox="0 0 {printed.width} {printed.height}" aria-hidden="true">{rectangles}</svg></div></div>'
    )


def page_at(document: Document, span: tuple[int, int] | None) -> int:
    """The page that the span begins on, counted from 1; the first without a span."""
    return 1 if span is None else document.page_of(span[0]) or 1


def _is_on(document: Document, span: tuple[int, int], number: int) -> bool:
    first, last = document.page_of(span[0]), document.page_of(span[1] - 1)
    return first is not None and last is not None and first <= number <= last


def _description(strings: Strings, title: str, number: int, quote: str) -> str:
    said, words = strings.original_alt.format(page=number, title=title), " ".join(quote.split())
    if not words:
        return said
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return f"{said} {strings.original_boxed.format(quote=words)}"


def _to(number: int, n: int, which: str, sign: str) -> str:
    off = "" if 1 <= number <= n else " disabled"
    words = both(f"page_{which}")
    return (
        f'<button type="button" class="{which}" data-to="{number}"{off}><span class="hidden">{words}</span>'
        f'<span aria-hidden="true">{sign}</span></button>'
    )
