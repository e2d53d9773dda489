"""What a tagged PDF says of its own structure: which marked content is one paragraph, heading or row."""

from __future__ import annotations

from dataclasses import dataclass

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

_HEADINGS = frozenset({"H", "H1", "H2", "H3", "H4", "H5", "H6", "Title"})
# What stands by itself on the page; all else (Span, Link, LBody ...) is part of what is around it.
_BLOCKS = _HEADINGS | {"P", "LI", "TR", "Caption", "BlockQuote", "TOCI", "Div", "Sect"}
# What stands by itself only where there are no words around it.
_INLINE = frozenset({"Code", "Note", "Formula"})
# In these there are words around it, whatever they hold.
_TEXT = _HEADINGS | {"P", "LI", "LBody", "Caption", "TD", "TH"}
# What these hold is one paragraph; items and cells may hold several.
_PARAGRAPHS = _HEADINGS | {"P", "Caption"}
# What browsers make of a div: a container, or the paragraph itself.
_NEUTRAL = frozenset({"NonStruct", "Document", "Part", "Art"})
_CELLS = frozenset({"TD", "TH"})
# More elements than this are not looked at: the text is then put in paragraphs by where it stands.
_MOST_ELEMENTS = 400_000


@dataclass(frozen=True, slots=True)
class Tag:
    """Where marked content belongs: equal blocks are one paragraph, equal cells in it one cell."""

    block: int
    cell: int
    heading: bool
    toc: bool  # an entry of the table of contents


@dataclass(frozen=True, slots=True)
class _Around:
    """What an element stands in: among words, and within one paragraph."""

    words: bool = False
    paragraph: bool = False


def tags_of(document: PDFDocument) -> dict[tuple[int, int], Tag]:
    """The tag of each marked content by (object number of its page, MCID); empty where there are none."""
    root = resolve1(document.catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return {}
    roles = resolve1(root.get("RoleMap"))
    roles = roles if isinstance(roles, dict) else {}
    found: dict[tuple[int, int], Tag] = {}
    seen: set[int] = set()
    outside = Tag(0, 0, heading=False, toc=False)
    waiting: list[tuple[object, int, Tag, _Around]] = [(root.get("K"), 0, outside, _Around())]
    n_elements = 0
    while waiting:
        item, page, tag, around = waiting.pop()
        if isinstance(item, PDFObjRef):
            if item.objid in seen:
                continue
            seen.add(item.objid)
            item = resolve1(item)
        if isinstance(item, list):
            waiting += [(kid, page, tag, around) for kid in item]
        elif isinstance(item, int):
            found[page, item] = tag
        elif isinstance(item, dict):
            n_elements += 1
            if n_elements > _MOST_ELEMENTS:
                return {}
            on = item.get("Pg")
            page = on.objid if isinstance(on, PDFObjRef) else page
            if "S" not in item:
                # A reference to marked content (MCR); one to an annotation (OBJR) has no MCID.
                mcid = resolve1(item.get("MCID"))
                if isinstance(mcid, int):
                    found[page, mcid] = tag
                continue
            role = _role(item, roles)
            has_words = _has_words(item)
            inner = _inside(role, n_elements, tag, around, has_words=has_words)
            inherited = around if inner is tag else _Around()
            within = _Around(
                words=has_words or role in _TEXT or inherited.words,
                paragraph=has_words or role in _PARAGRAPHS or inherited.paragraph,
            )
            waiting.append((item.get("K"), page, inner, within))
    return found


def _role(element: dict[str, object], roles: dict[str, object]) -> str:
    role = resolve1(element.get("S"))
    for _ in range(8):
        name = role.name if isinstance(role, PSLiteral) else ""
        mapped = resolve1(roles.get(str(name)))
        if not isinstance(mapped, PSLiteral) or name in _BLOCKS or name in _INLINE or name in _CELLS:
            return str(name)
        role = mapped
    return ""


def _inside(role: str, number: int, tag: Tag, around: _Around, *, has_words: bool) -> Tag:
    if role in _CELLS and tag.block:
        return Tag(tag.block, number, heading=False, toc=tag.toc)
    is_block = (
        role in _BLOCKS
        or (role in _INLINE and not around.words)
        # Browsers make the same of a div and of inline elements (sup, mark, time, q): these stand in a paragraph.
        or (role in _NEUTRAL and has_words and not around.paragraph)
    )
    if is_block and not tag.cell:
        return Tag(number, 0, heading=role in _HEADINGS, toc=role == "TOCI")
    return tag


def _has_words(element: dict[str, object]) -> bool:
    """Whether words stand in it beside other elements. Browsers put each stretch of them into an element of its own."""
    kids = _kids(element)
    return any(map(_is_element, kids)) and any(
        not isinstance(kid, dict) or not _is_element(kid) or _is_stretch(kid) for kid in kids
    )


def _is_stretch(element: dict[str, object]) -> bool:
    kids = _kids(element)
    return _role(element, {}) in ("NonStruct", "Span") and bool(kids) and not any(map(_is_element, kids))


def _is_element(kid: object) -> bool:
    """An element of the structure, and no reference to what it holds."""
    return isinstance(kid, dict) and "S" in kid


def _kids(element: dict[str, object]) -> list[object]:
    kids = resolve1(element.get("K"))
    return [resolve1(kid) for kid in kids] if isinstance(kids, list) else [kids]
