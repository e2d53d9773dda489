"""The document as HTML: every character of it, in order, and nothing else between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from chat.html.direction import direction_of_lang
from chat.html.markup import attributes, both, escape, isolate
from chat.links import Place
from chat.shelf import Shelf
from corpus.document import Document
from corpus.tables import Table, tables

_REFERENCE = re.compile(r"\[\d{1,3}\]")
_ENDING = re.compile(r"(?:\r\n?|\n){0,2}")
_FIRST_WORDS = re.compile(r"\s*(\S[^\n]{0,80})")
_MOST_IN_OUTLINE = 300
_MOST_LINKS = 20  # to other documents; those of a large collection are found by asking


def render_viewer(place: Place | None, shelf: Shelf, shown: object = None) -> str:
    """The document that is open, under its title and, when there are more, links to the others.

    A page that shows the document of the id `shown` is told the place alone, where it is the same.
    """
    if place is None:
        return f'<p class="empty">{both("no_documents")}</p>'
    document = place.document
    doc_id = escape(document.doc_id)
    if doc_id == escape(str(shown)):
        span = "" if place.span is None else f' data-start="{place.span[0]}" data-end="{place.span[1]}"'
        kind = " data-passage" if place.is_passage else ""
        return (
            f'<div class="place" data-fragment="{escape(place.fragment)}"{span}{kind}>{_render_standing(place)}</div>'
        )
    can_be_shown = document.doc_id in shelf.with_original
    original = f'<div id="original" hidden><p class="label">{both("drawing_page")}</p><div></div></div>'
    return (
        f'<div class="viewer" data-document="{doc_id}" data-fragment="{escape(place.fragment)}">'
        f'<header><span class="label">{both("document")}</span>'
        f"<h2 {attributes(document.title, document.lang)}>{escape(document.title)}</h2>"
        f"{_render_standing(place)}{_render_ways(document, can_be_shown=can_be_shown)}"
        f"{_render_others(document, shelf)}</header>"
        f'<div class="document" tabindex="0" role="region" {attributes(document.title, document.lang)}'
        f' aria-label="{escape(document.title)}">'
        f"{render_text(document, place.span, is_passage=place.is_passage)}</div>"
        f"{original if can_be_shown else ''}</div>"
    )


def _render_standing(place: Place) -> str:
    """What became of the words of the link that was followed; nothing where none was."""
    if not place.standing:
        return ""
    return f'<p class="standing {place.standing}">{both(f"link_{place.standing}")}</p>'


def render_text(document: Document, span: tuple[int, int] | None = None, *, is_passage: bool = False) -> str:
    """The document's text as blocks: headings, lines and tables, each in its own direction, `span` marked.

    Offsets are the document's. Without its tags, and unescaped, the result is `document.text`; the
    `<mark>` elements, joined, hold `text[span[0]:span[1]]`. The first of them has the id "cited".
    """
    blocks, at = [], 0
    for table in tables(document.text):
        blocks += [_render_line(document, *line, span, is_passage) for line in _lines(document, at, table.start)]
        at = _after(document.text, table.end)
        blocks.append(_render_table(document, table, at, span, is_passage))
    blocks += [_render_line(document, *line, span, is_passage) for line in _lines(document, at, len(document.text))]
    return "".join(blocks).replace("<mark", '<mark id="cited"', 1)


def _after(text: str, at: int) -> int:
    """Behind the line's end at `at`."""
    ending = _ENDING.match(text, at)
    return at if ending is None else ending.end()


def _lines(document: Document, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """`text[start:end]` in order, cut at headings, at pages and after each line feed; True for a heading.

    A heading goes on to its section's start, so that the space between makes no block of its own.
    """
    headings = [(section.heading_start, section.start) for section in document.sections]
    cuts = {start, end, *(start + match.end() for match in re.finditer("\n", document.text[start:end]))}
    cuts |= {cut for cut in (*chain(*headings), *document.pages) if start < cut < end}
    for left, right in pairwise(sorted(cuts)):
        yield left, right, any(heading_start <= left < heading_end for heading_start, heading_end in headings)


def _render_line(  # noqa: PLR0917 - a line as `_lines` gives it
    document: Document, start: int, end: int, is_heading: bool, span: tuple[int, int] | None, is_passage: bool
) -> str:
    text = document.text[start:end]
    blank = ' class="blank"' if text.isspace() else ""
    tag = "h3" if is_heading else "p"
    inner = _render_pieces(document, start, end, span, is_passage=is_passage)
    return f"<{tag}{blank}{_page(document, start, end)} {attributes(text, document.lang)}>{inner}</{tag}>"


def _render_table(document: Document, table: Table, end: int, span: tuple[int, int] | None, is_passage: bool) -> str:
    """The table up to `end`. What stands between its cells is there, though not seen, so that no character is lost."""
    rows = [*([] if table.header is None else [table.header]), *table.rows]
    ends = [*(row.start for row in rows[1:]), end]

    def between(left: int, right: int) -> str:
        inner = _render_pieces(document, left, right, span, is_passage=is_passage) if left < right else ""
        return f'<span class="between">{inner}</span>' if inner else ""

    body, at = "", rows[0].start
    for row, row_end in zip(rows, ends, strict=True):
        tag = "th" if row is table.header else "td"
        cells = ""
        for number, (left, right) in enumerate(row.cells, start=1):
            inner = _render_pieces(document, left, right, span, is_passage=is_passage) if left < right else ""
            after = between(right, row_end) if number == len(row.cells) else ""
            where = attributes(document.text[left:right], document.lang)
            cells += f"<{tag} {where}>{between(at, left)}{inner}{after}</{tag}>"
            at = right
        body, at = f"{body}<tr>{cells}</tr>", row_end
    return f'<table dir="{direction_of_lang(document.lang)}"{_page(document, rows[0].start, end)}>{body}</table>'


def _page(document: Document, start: int, end: int) -> str:
    """Marks a block on which a page starts; the first page needs no break."""
    at = bisect_left(document.pages, start)
    number = at + 1 if 0 < at < len(document.pages) and document.pages[at] < end else 0
    return f' data-page="{number}"' if number > 1 else ""


def _render_pieces(document: Document, start: int, end: int, span: tuple[int, int] | None, *, is_passage: bool) -> str:
    opening = '<mark class="passage">' if is_passage else "<mark>"
    pieces = _pieces(document, start, end, span)
    return "".join(f"{opening}{piece}</mark>" if is_marked else piece for piece, is_marked in pieces)


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


def _render_ways(document: Document, *, can_be_shown: bool) -> str:
    """How one finds one's way in a document: its outline, words in it, its pages as they are printed, and a print."""
    original = (
        f'<button type="button" data-do="original" aria-expanded="false" aria-controls="original">'
        f"{both('original_page')}</button>"
    )
    return (
        f'<div class="ways choices">{_render_outline(document)}'
        f'<search><label><span class="label">{both("find_in_document")}</span> <input type="search" data-find'
        f' autocomplete="off"></label><button type="button" data-step="-1" disabled><span class="hidden">'
        f'{both("find_before")}</span>↑</button><button type="button" data-step="1" disabled>'
        f'<span class="hidden">{both("find_next")}</span>↓</button><bdi dir="ltr" class="count" role="status"></bdi>'
        f"</search>{original if can_be_shown else ''}"
        f'<button type="button" data-do="print_document">{both("print")}</button></div>'
    )


def _render_outline(document: Document) -> str:
    """Links to the sections or, where there are none, to the pages; nothing where there is neither."""
    places: list[tuple[str, Place]] = []
    if document.sections:
        for one in document.sections:
            if document.heading(one).strip():
                span = (one.heading_start, one.heading_end)
                places.append((isolate(document.heading(one), document.lang), Place(document, span, is_passage=True)))
    elif len(document.pages) > 1:
        for number, start in enumerate(document.pages, start=1):
            line = _FIRST_WORDS.match(document.text, start)
            if line is not None:
                words = f"{both('page')} <bdi>{number}</bdi>"
                places.append((words, Place(document, line.span(1), is_passage=True)))
    items = "".join(
        f'<li><a href="#{escape(place.fragment)}">{words}</a></li>' for words, place in places[:_MOST_IN_OUTLINE]
    )
    return f'<details class="outline"><summary>{both("outline")}</summary><ol>{items}</ol></details>' if items else ""


def _render_others(open_document: Document, shelf: Shelf) -> str:
    documents, n_more = shelf.first(_MOST_LINKS + 1)
    links = "".join(
        f'<li><a href="#{escape(Place(document).fragment)}">{isolate(document.title, document.lang)}</a></li>'
        for document in documents
        if document.doc_id != open_document.doc_id
    )
    more = f"<li>{both('more_documents', n=n_more)}</li>" if n_more else ""
    return f'<nav><span class="label">{both("other_documents")}</span><ul>{links}{more}</ul></nav>' if links else ""
