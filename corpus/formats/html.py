"""HTML in, the page's main text out: no menus, scripts or markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.formats.encoding import decode_page
from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words
from corpus.formats.html_inline import drop_withdrawn, settle_raised
from corpus.formats.html_kept import contacts, open_cells, says_contact

_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|title|article|main|section|div|p|h[1-6]|table|ul|ol)\b", re.I)
# trafilatura's own names beside HTML's, for pages that it finds nothing in.
_HEADINGS = frozenset({"head", "h1", "h2", "h3", "h4", "h5", "h6"})
_ROWS = frozenset({"row", "tr"})
# Where a cell or a line begins, until the white space of the source is gone.
_SIGNS = {"cell": "\v", "td": "\v", "th": "\v", "lb": "\f", "br": "\f"}
_AS_TYPED = frozenset({"pre", "code"})
_BLOCKS = (
    _HEADINGS
    | {
        "p",
        "item",
        "row",
        "quote",
        "list",
        "table",
        "div",
        "li",
        "tr",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "pre",
        "blockquote",
    }
    | {"section", "article", "main", "body", "figcaption", "caption", "address", "details", "summary", "hr", "center"}
)
_NOT_TEXT = frozenset(
    {"script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "select", "svg"}
    | {"iframe", "object", "embed", "canvas", "audio", "video", "head", "title", "math", "textarea", "dialog"}
)
# These frame a web page, but are part of a book's text.
_FRAME = frozenset({"header", "footer", "aside"})
# The sign at the end of a heading that links to itself.
_PERMALINK = re.compile(r"\s?[#¶🔗]$")
# Below this part of the page's own text, trafilatura has missed what the page says: a list, a form letter.
_LEAST_FOUND = 0.2
# Above this part there is nothing to leave out, and the page itself keeps its lists and lines better.
_NEARLY_ALL = 0.9
# From so many letters on, and with at most this part of them in links, a block is prose and no menu (Kohlschütter,
# Fankhauser and Nejdl 2010 tell main text by these two).
_PROSE_LETTERS = 80
_PROSE_LINKED = 1 / 3
# Fewer letters than these stand in other blocks by chance.
_PIECE_LETTERS = 15
# A page of more blocks is taken whole: comparing takes time by their square, and menus are a small part of such a page.
_MOST_BLOCKS = 5_000
# Names of what stands beside a page's own text, in the classes and ids of elements.
_BESIDE = re.compile(r"advert|banner|comment|consent|cookie|newsletter|popup|promo|related|share", re.I)


def read_html(data: bytes, limits: FileLimits) -> Extract:
    """The main text of a page, block by block, with its h1 to h6 as headings. Raises Unreadable."""
    text = decode_page(data)
    if not _TAG.search(text):
        raise Unreadable("other_format", "holds no HTML. Give it the suffix of what it is: .txt or .md.")
    builder = TextBuilder(limits.characters)
    page, title = _settled(text, builder)
    contact_blocks = _contact_blocks(page)
    whole = _blocks_of(page, _NOT_TEXT)
    few = len(whole) <= _MOST_BLOCKS
    found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True) if few else None
    body = None if found is None else getattr(found, "body", None)
    main = whole if body is None else _with_lost_prose(_blocks_of(body, frozenset()), whole)
    share = _n_letters(main) / max(1, _n_letters(whole))
    if not _LEAST_FOUND <= share <= _NEARLY_ALL:
        main = whole
    main = main + _not_in(main, contact_blocks + [block for block in whole if says_contact(block.text)])
    for block in main:
        builder.add(block.text, heading=block.is_heading)
    return with_words(
        builder.extract(title),
        "shows no text of its own. If a script writes the page, save it from the browser as PDF.",
    )


def add_whole_page(builder: TextBuilder, data: bytes) -> str | None:
    """Adds all that a page says, and gives its title: chapters of books and mail have no menus to leave out."""
    text = decode_page(data)
    if not text.strip():
        return None
    page, title = _settled(text, builder)
    for block in _blocks_of(page, _NOT_TEXT - _FRAME):
        builder.add(block.text, heading=block.is_heading)
    return title


def _settled(text: str, builder: TextBuilder) -> tuple[HtmlElement, str | None]:
    """The page with nothing withdrawn in it, its cells and paragraphs told by their elements; and its title."""
    # Serialised anew so that no declaration in the text contradicts the encoding it is now in.
    page = document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=_parser())
    title = _title(page)
    for element in page.xpath("//template | //*[@hidden]"):
        element.drop_tree()
    builder.left_out += Counter({"withdrawn": drop_withdrawn(page), "note_marks": settle_raised(page, _BLOCKS)})
    open_cells(page, _BLOCKS)
    _mark_paragraphs(page)
    return page, title


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, a row, a list's item, a heading."""

    text: str
    is_heading: bool
    n_beside: int  # letters of it in links, or in what is not the page's own text

    @property
    def letters(self) -> str:
        return "".join(self.text.split())

    @property
    def is_prose(self) -> bool:
        n = len(self.letters)
        return n >= _PROSE_LETTERS and self.n_beside <= _PROSE_LINKED * n


def _contact_blocks(page: HtmlElement) -> list[_Block]:
    """What footers and addresses say of how to reach people."""
    return [
        block
        for element, is_address in contacts(page)
        for block in _blocks_of(element, _NOT_TEXT)
        if is_address or says_contact(block.text)
    ]


def _not_in(main: Sequence[_Block], blocks: Sequence[_Block]) -> list[_Block]:
    """Those of the blocks that `main` does not say, each once."""
    said = "\n".join(block.letters for block in main)
    found: dict[str, _Block] = {}
    for block in blocks:
        if block.letters not in said:
            found.setdefault(block.letters, replace(block, is_heading=False))
    return list(found.values())


def _n_letters(blocks: Sequence[_Block]) -> int:
    return sum(len(block.letters) for block in blocks)


def _mark_paragraphs(page: HtmlElement) -> None:
    """Makes a paragraph of every div that holds words and no other block: trafilatura loses words of such divs."""
    for element in page.iter("div"):
        says = [element.text, *(child.tail for child in element)]
        if any(text and text.strip() for text in says) and not any(
            inner.tag in _BLOCKS for inner in element.iterdescendants()
        ):
            element.tag = "p"


def _with_lost_prose(found: Sequence[_Block], whole: Sequence[_Block]) -> list[_Block]:
    """What trafilatura found, and in its place the prose of the page that it lost: boxes, notes, ends of paragraphs."""
    names, page = [block.letters for block in found], [block.letters for block in whole]
    main: list[_Block] = []
    for kind, first, last, start, end in SequenceMatcher(None, names, page).get_opcodes():
        waiting = list(range(first, last))
        for place in range(start, end) if kind != "equal" else ():
            same = [one for one in waiting if _is_piece(names[one], page[place]) or _is_piece(page[place], names[one])]
            if same:
                main += [found[one] for one in waiting if one < same[0]]
                waiting = [one for one in waiting if one > same[-1]]
                longer = len(page[place]) > len(names[same[0]])
                main += [whole[place]] if longer else [found[one] for one in same]
            elif whole[place].is_prose or (whole[place].is_heading and _heads_text(whole, place, end)):
                main.append(whole[place])
        main += [found[one] for one in waiting]
    return main


def _is_piece(few: str, many: str) -> bool:
    return len(few) >= _PIECE_LETTERS and few in many


def _heads_text(whole: Sequence[_Block], place: int, end: int) -> bool:
    """Whether the block under the headings at `place` is kept: by trafilatura, from `end` on, or as prose."""
    under = next((at for at in range(place, len(whole)) if not whole[at].is_heading), len(whole) - 1)
    return under >= end or whole[under].is_prose


def _parser() -> HTMLParser:
    return HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


def _title(page: HtmlElement) -> str | None:
    for path in ("//title[not(ancestor::svg)]", "//h1"):
        for element in page.xpath(path):
            words = " ".join("".join(element.itertext()).split())
            if words:
                return words
    return None


def _blocks_of(body: etree._Element, left_out: frozenset[str]) -> list[_Block]:
    blocks: list[_Block] = []
    parts: list[str] = []
    n_beside, heading = 0, False
    for kind, value in (*_walk(body, left_out), ("block", "")):
        if kind in ("text", "beside"):
            parts.append(value)
            n_beside += len("".join(value.split())) if kind == "beside" else 0
            continue
        text = _tidy("".join(parts))
        text = _PERMALINK.sub("", text) if heading else text
        if text.strip():
            blocks.append(_Block(text, heading, n_beside))
        parts, n_beside, heading = [], 0, kind == "heading"
    return blocks


@dataclass(frozen=True, slots=True)
class _Step:
    """An element to go into, or words to say."""

    element: etree._Element | None
    kind: str = "text"
    text: str = ""
    in_row: bool = False
    as_typed: bool = False


def _walk(root: etree._Element, left_out: frozenset[str]) -> Iterator[tuple[str, str]]:
    """("text" or "beside", words), and ("block", "") or ("heading", "") wherever another block begins.

    Elements of the names in `left_out` are; and hidden ones where there are such names.
    """
    waiting: list[_Step] = [_Step(root)]
    while waiting:
        step = waiting.pop()
        element = step.element
        if element is None:
            yield step.kind, step.text if step.as_typed else re.sub(r"\s+", " ", step.text)
            continue
        # What is to come is put down last first.
        if element.tail and element is not root:
            waiting.append(_Step(None, step.kind, element.tail, step.in_row, step.as_typed))
        name = element.tag if isinstance(element.tag, str) else ""
        if not name or name in left_out or (left_out and _is_hidden(element)):
            continue
        # Cells hold paragraphs, and a row is one block: inside one, no other begins.
        if name in _BLOCKS and not step.in_row:
            yield ("heading" if name in _HEADINGS else "block"), ""
            waiting.append(_Step(None, "block"))
        elif name in _SIGNS or name in _BLOCKS:
            yield "text", _SIGNS.get(name, " ")
        inside = replace(
            step,
            kind="beside" if _is_beside(element) else step.kind,
            in_row=step.in_row or name in _ROWS,
            as_typed=step.as_typed or name in _AS_TYPED,
        )
        waiting += [replace(inside, element=child) for child in reversed(element)]
        if element.text:
            waiting.append(replace(inside, element=None, text=element.text))


def _is_hidden(element: etree._Element) -> bool:
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


def _is_beside(element: etree._Element) -> bool:
    """Whether it is a link, or named as what is not the page's own text."""
    if element.tag == "a":
        return element.get("href") is not None
    names = f"{element.get('class')} {element.get('id')}"
    return element.tag not in ("html", "body") and _BESIDE.search(names) is not None


def _tidy(text: str) -> str:
    """A tab between cells, and a line's end where the page breaks a line; no space beside them."""
    said = re.sub(r" *\f *", "\n", re.sub(r" *\v *", "\t", text))
    # Empty cells at the ends of a row are cells.
    return said.strip(" \r\n").removeprefix("\t") if "\v" in text and said.strip() else said.strip()
