"""What extractors of main text lose of a page, and people ask for: lists in cells, addresses, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from copy import deepcopy

from lxml.html import HtmlElement

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Seven digits or more behind a word that announces a number, or behind a plus or zero, as dialling codes start.
_DIALLED = r"\d(?:[ ()/.–-]{0,2}\d){6,14}(?!\d)"
_PHONE = re.compile(
    r"(?i)(?:\b(?:tel|phone|telephone|fax|mobile|call|whatsapp)\b|هاتف|الهاتف|تلفون|جوال|خلوي|فاكس|واتساب)"
    rf"[^\d+]{{0,20}}\+?{_DIALLED}|(?<![\w.])(?:\+\s?|00?(?=\d)|٠(?=\d)){_DIALLED}"
)


def open_cells(page: HtmlElement, blocks: Collection[str]) -> None:
    """Makes plain words of lists and paragraphs in table cells, with a bullet between the items of a list.

    Cells that hold another table lay out the page and are left as they are.
    """
    for cell in page.iter("td", "th"):
        if next(cell.iter("table"), None) is not None:
            continue
        inside = [one for one in cell.iterdescendants() if one.tag in blocks]
        following = [
            one.tag == "li" and next(one.itersiblings("li", preceding=True), None) is not None for one in inside
        ]
        for inner, follows in zip(inside, following, strict=True):
            beside, around = inner.getprevious(), inner.getparent()
            if beside is not None:
                beside.tail = (beside.tail or "").rstrip()
            else:
                around.text = (around.text or "").rstrip()
            inner.text = f" {'• ' if follows else ''}{inner.text or ''}"
            inner.tail = f" {inner.tail}" if inner.tail else None
            inner.tag = "span"


def contacts(page: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    """Footers and addresses, each outermost and as an element of the text; and whether all of it is an address."""
    for element in page.iter("footer", "address"):
        if next(element.iterancestors("footer", "address"), None) is None:
            found = deepcopy(element)
            found.tag, found.tail = "div", None
            yield found, element.tag == "address"
            for inner in found.iter("address"):
                yield deepcopy(inner), True


def says_contact(text: str) -> bool:
    """Whether a mail address or a telephone number stands in it."""
    return _MAIL.search(text) is not None or _PHONE.search(text) is not None
