"""What a page's inline elements say of its words: raised, lowered, or withdrawn. Settled before the page is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree
from lxml.html import HtmlElement

from corpus.formats.raised import lowered, raised

_WITHDRAWN = frozenset({"del", "s", "strike"})
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.I)
_NOTE_NAMES = re.compile(r"footnote|noteref|reference|cite_ref|\bfn", re.I)
_KEPT = 40  # characters of the text before that say what is raised


def drop_withdrawn(page: HtmlElement) -> int:
    """Takes struck-out and deleted words out of the page; how many stretches of them there were."""
    found = []
    walk = etree.iterwalk(page, events=("start",))
    for _, element in walk:
        if _is_withdrawn(element):
            found.append(element)
            walk.skip_subtree()
    n = 0
    for element in found:
        n += bool("".join(element.itertext()).strip())
        if element.getparent() is not None:
            element.drop_tree()
    return n


def settle_raised(page: HtmlElement, blocks: Collection[str]) -> int:
    """Writes raised and lowered words as `corpus.formats.raised` reads them; how many marks of notes it took out.

    `blocks` are the names of elements that text does not run on into.
    """
    n_marks = 0
    for element, before in list(_raised_with_text_before(page, blocks)):
        words = " ".join("".join(element.itertext()).split())
        if element.getparent() is None or not words:
            continue
        if element.tag == "sub":
            _write(element, lowered(words, before))
            continue
        after = element.tail or "".join("" if (beside := element.getnext()) is None else beside.itertext())
        read = raised(words, before, after, is_note=_is_note(element))
        if read is None:
            element.drop_tree()
            n_marks += 1
        else:
            # The number of a note before its text is a word of its own.
            apart = " " if not before.strip() and words.isdigit() else ""
            _write(element, read + apart)
    return n_marks


def _is_withdrawn(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    return element.tag in _WITHDRAWN or _STRUCK.search(element.get("style") or "") is not None


def _raised_with_text_before(page: HtmlElement, blocks: Collection[str]) -> Iterator[tuple[HtmlElement, str]]:
    """The outermost raised and lowered elements, each with the end of the text before it in its block."""
    before, depth = "", 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        is_raised = element.tag in ("sup", "sub")
        if event == "start":
            if is_raised and not depth:
                yield element, before
            depth += is_raised
            before = "" if element.tag in blocks or element.tag in ("td", "th", "br") else before
            before = (before + (element.text or ""))[-_KEPT:]
        else:
            depth -= is_raised
            before = "" if element.tag in blocks or element.tag in ("td", "th") else before
            before = (before + (element.tail or ""))[-_KEPT:]


def _is_note(element: HtmlElement) -> bool:
    """Whether the page itself says that this is a mark of a note: by a link within the page, a role or a name."""
    around = (element, *element.iterancestors("a"), *element.iterdescendants("a"))
    return any(
        (one.tag == "a" and (one.get("href") or "").startswith("#"))
        or one.get("role") == "doc-noteref"
        or _NOTE_NAMES.search(f"{one.get('class')} {one.get('id')}") is not None
        for one in around
    )


def _write(element: HtmlElement, words: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = words
    element.drop_tag()
