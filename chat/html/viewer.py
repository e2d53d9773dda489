"""The document as HTML: every character of it, in order, and nothing else between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chat.html.markup import attributes, both, escape, isolate
from chat.links import Place
from chat.shelf import Shelf
from corpus.document import Document

_REFERENCE = re.compile(r"\[\d{1,3}\]")
_MOST_LINKS = 20  # to other documents; those of a large collection are found by asking


def render_viewer(place: Place | None, shelf: Shelf) -> str:
    """The document that is open, under its title and, when there are more, links to the others."""
    if place is None:
        return f'<p class="empty">{both("no_documents")}</p>'
    document = place.document
    return (
        f'<div class="viewer" data-fragment="{escape(place.fragment)}">'
        f'<header><span class="label">{both("document")}</span>'
        f"<h2 {attributes(document.title, document.lang)}>{escape(document.title)}</h2>"
        f"{_render_standing(place)}{_render_others(document, shelf)}</header>"
        f'<div class="document" tabindex="0" role="region" {attributes(document.title, document.lang)}'
        f' aria-label="{escape(document.title)}">'
        f"{render_text(document, place.span, is_passage=place.is_passage)}</div></div>"
    )


def _render_standing(place: Place) -> str:
    """What became of the words of the link that was followed; nothing where none was."""
    if not place.standing:
        return ""
    return f'<p class="standing {place.standing}">{both(f"link_{place.standing}")}</p>'


def render_text(document: Document, span: tuple[int, int] | None = None, *, is_passage: bool = False) -> str:
    """The document's text as blocks: headings and lines, each in its own direction, `span` marked.

    Offsets are the document's. Without its tags, and unescaped, the result is `document.text`; the
    `<mark>` elements, joined, hold `text[span[0]:span[1]]`. The first of them has the id "cited".
    """
    blocks = []
    opening = '<mark class="passage">' if is_passage else "<mark>"
    unnamed = True
    for start, end, is_heading in _blocks(document):
        text = document.text[start:end]
        inner = ""
        for piece, is_marked in _pieces(document, start, end, span):
            if not is_marked:
                inner += piece
                continue
            inner += (opening.replace("<mark", '<mark id="cited"') if unnamed else opening) + piece + "</mark>"
            unnamed = False
        blank = ' class="blank"' if text.isspace() else ""
        tag = "h3" if is_heading else "p"
        blocks.append(f"<{tag}{blank} {attributes(text, document.lang)}>{inner}</{tag}>")
    return "".join(blocks)


def _blocks(document: Document) -> Iterator[tuple[int, int, bool]]:
    """The text in order, cut at the headings and after each line feed; True for a heading.

    A heading goes on to its section's start, so that the space between makes no block of its own.
    """
    text = document.text
    headings = [(section.heading_start, section.start) for section in document.sections]
    cuts = {
        0,
        len(text),
        *(match.end() for match in re.finditer("\n", text)),
        *(cut for pair in headings for cut in pair),
    }
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        yield start, end, any(heading_start <= start < heading_end for heading_start, heading_end in headings)


def _pieces(document: Document, start: int, end: int, span: tuple[int, int] | None) -> Iterator[tuple[str, bool]]:
    """One block's text as HTML, cut wherever its look changes; True for what is marked."""
    references = [match.span() for match in _REFERENCE.finditer(document.text, start, end)]
    in_references = {offset for pair in references for offset in range(*pair)}
    marked = [] if span is None else [span]
    ranges = [*references, *document.boilerplate, *marked]
    cuts = sorted({start, end, *(cut for pair in ranges for cut in pair if start < cut < end)})
    for left, right in pairwise(cuts):
        piece = escape(document.text[left:right])
        if left in in_references:
            piece = f'<sup class="reference">{piece}</sup>'
        if _covers(document.boilerplate, left):
            piece = f'<span class="boilerplate">{piece}</span>'
        yield piece, _covers(marked, left)


def _covers(ranges: Sequence[tuple[int, int]], offset: int) -> bool:
    return any(start <= offset < end for start, end in ranges)


def _render_others(open_document: Document, shelf: Shelf) -> str:
    documents, n_more = shelf.first(_MOST_LINKS + 1)
    links = "".join(
        f'<li><a href="#{escape(Place(document).fragment)}">{isolate(document.title, document.lang)}</a></li>'
        for document in documents
        if document.doc_id != open_document.doc_id
    )
    more = f"<li>{both('more_documents', n=n_more)}</li>" if n_more else ""
    return f'<nav><span class="label">{both("other_documents")}</span><ul>{links}{more}</ul></nav>' if links else ""
