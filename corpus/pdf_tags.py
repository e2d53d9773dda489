"""What a tagged PDF says of its own structure: which marked content is one paragraph, heading or row."""

from __future__ import annotations

from dataclasses import dataclass

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

_HEADINGS = frozenset({"H", "H1", "H2", "H3", "H4", "H5", "H6", "Title"})
# What stands by itself on the page; all else (Span, Link, LBody ...) is part of what is around it.
_BLOCKS = _HEADINGS | {"P", "LI", "TR", "Caption", "BlockQuote", "Note", "TOCI", "Formula", "Code", "Div", "Sect"}
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
    waiting: list[tuple[object, int, Tag]] = [(root.get("K"), 0, outside)]
    n_elements = 0
    while waiting:
        item, page, tag = waiting.pop()
        if isinstance(item, PDFObjRef):
            if item.objid in seen:
                continue
            seen.add(item.objid)
            item = resolve1(item)
        if isinstance(item, list):
            waiting += [(kid, page, tag) for kid in item]
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
            waiting.append((item.get("K"), page, _inside(_role(item, roles), n_elements, tag)))
    return found


def _role(element: dict[str, object], roles: dict[str, object]) -> str:
    role = resolve1(element.get("S"))
    for _ in range(8):
        name = role.name if isinstance(role, PSLiteral) else ""
        mapped = resolve1(roles.get(str(name)))
        if not isinstance(mapped, PSLiteral) or name in _BLOCKS or name in _CELLS:
            return str(name)
        role = mapped
    return ""


def _inside(role: str, number: int, tag: Tag) -> Tag:
    if role in _CELLS and tag.block:
        return Tag(tag.block, number, heading=False, toc=tag.toc)
    if role in _BLOCKS and not tag.cell:
        return Tag(number, 0, heading=role in _HEADINGS, toc=role == "TOCI")
    return tag
