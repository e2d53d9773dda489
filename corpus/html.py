"""HTML in, the page's main text out: no menus, scripts or markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.encoding import decode_page
from corpus.extract import Extract, FileLimits, TextBuilder, Unreadable

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
# The sign at the end of a heading that links to itself.
_PERMALINK = re.compile(r"\s?[#¶🔗]$")
# Below this part of the page's own text, trafilatura has missed what the page says: a list, a form letter.
_LEAST_FOUND = 0.2
# Above this part there is nothing to leave out, and the page itself keeps its lists and lines better.
_NEARLY_ALL = 0.9


def read_html(data: bytes, limits: FileLimits) -> Extract:
    """The main text of a page, block by block, with its h1 to h6 as headings. Raises Unreadable."""
    text = decode_page(data)
    if not _TAG.search(text):
        raise Unreadable("other_format", "holds no HTML. Give it the suffix of what it is: .txt or .md.")
    # Serialised anew so that no declaration in the text contradicts the encoding it is now in.
    page = document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=_parser())
    title = _title(page)
    for element in page.xpath("//template | //*[@hidden]"):
        element.drop_tree()
    whole = _blocks_of(page, limits, html=True)
    found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True)
    body = None if found is None else getattr(found, "body", None)
    main = whole if body is None else _blocks_of(body, limits, html=False)
    share = _n_letters(main) / max(1, _n_letters(whole))
    if not _LEAST_FOUND <= share <= _NEARLY_ALL:
        main = whole
    extract = main.extract(title)
    if not any(map(str.isalnum, extract.text)):
        raise Unreadable(
            "no_words", "shows no text of its own. If a script writes the page, save it from the browser as PDF."
        )
    return extract


def _n_letters(builder: TextBuilder) -> int:
    return len("".join(builder.extract(None).text.split()))


def _parser() -> HTMLParser:
    return HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


def _title(page: HtmlElement) -> str | None:
    for path in ("//title[not(ancestor::svg)]", "//h1"):
        for element in page.xpath(path):
            words = " ".join("".join(element.itertext()).split())
            if words:
                return words
    return None


def _blocks_of(body: etree._Element, limits: FileLimits, *, html: bool) -> TextBuilder:
    builder = TextBuilder(limits.characters)
    parts: list[str] = []
    heading = False
    for kind, value in _walk(body, html=html):
        if kind == "text":
            parts.append(value)
            continue
        block = _tidy("".join(parts))
        builder.add(_PERMALINK.sub("", block) if heading else block, heading=heading)
        parts, heading = [], kind == "heading"
    builder.add(_tidy("".join(parts)), heading=heading)
    return builder


@dataclass(frozen=True, slots=True)
class _Step:
    """An element to go into, or words to say."""

    element: etree._Element | None
    kind: str = "text"
    text: str = ""
    in_row: bool = False
    as_typed: bool = False


def _walk(root: etree._Element, *, html: bool) -> Iterator[tuple[str, str]]:
    """("text", words), and ("block", "") or ("heading", "") wherever another block begins."""
    waiting: list[_Step] = [_Step(root)]
    while waiting:
        step = waiting.pop()
        element = step.element
        if element is None:
            yield step.kind, step.text if step.as_typed else re.sub(r"\s+", " ", step.text)
            continue
        # What is to come is put down last first.
        if element.tail and element is not root:
            waiting.append(_Step(None, "text", element.tail, step.in_row, step.as_typed))
        name = element.tag if isinstance(element.tag, str) else ""
        if not name or (html and (name in _NOT_TEXT or _is_hidden(element))):
            continue
        # Cells hold paragraphs, and a row is one block: inside one, no other begins.
        if name in _BLOCKS and not step.in_row:
            yield ("heading" if name in _HEADINGS else "block"), ""
            waiting.append(_Step(None, "block"))
        elif name in _SIGNS or name in _BLOCKS:
            yield "text", _SIGNS.get(name, " ")
        inside = replace(step, in_row=step.in_row or name in _ROWS, as_typed=step.as_typed or name in _AS_TYPED)
        waiting += [replace(inside, element=child) for child in reversed(element)]
        if element.text:
            waiting.append(replace(inside, element=None, kind="text", text=element.text))


def _is_hidden(element: etree._Element) -> bool:
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


def _tidy(text: str) -> str:
    """A tab between cells, and a line's end where the page breaks a line; no space beside them."""
    return re.sub(r" *\f *", "\n", re.sub(r" *\v *", "\t", text)).strip()
