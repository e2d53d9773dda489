"""EPUB in, text out: the chapters of a book in the order in which they are read."""

from __future__ import annotations

import zipfile
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urldefrag

from lxml import etree

from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words_on
from corpus.formats.html import add_whole_page
from corpus.formats.package import Package, damaged, open_package, root_of

_EPUB = Package("EPUB", "book in EPUB", "META-INF/container.xml", "the program that made it, or calibre,")
_PAGES = ("application/xhtml+xml", "text/html")


def read_epub(data: bytes, limits: FileLimits) -> Extract:
    """The text of a book, chapter by chapter, without its table of contents. Raises Unreadable."""
    archive = open_package(data, _EPUB, limits, zipfile.ZipFile)
    builder = TextBuilder(limits.characters)
    try:
        folder, book = _book(archive)
        locked = _locked(archive)
        for name in _chapters(book, folder):
            if name in locked:
                raise Unreadable(
                    "locked", "is locked by its seller (DRM): its chapters are encrypted. Get a copy without that."
                )
            add_whole_page(builder, archive.read(name))
    # What is said of a part may be anything: that it is there, how it is packed, how long it is.
    except (KeyError, ValueError, OSError, NotImplementedError, zipfile.BadZipFile, etree.LxmlError) as error:
        raise damaged(_EPUB, error) from error
    title = next((" ".join("".join(one.itertext()).split()) for one in _named(book, "title")), "")
    return with_words_on(builder.extract(title or None), "pages")


def _book(archive: zipfile.ZipFile) -> tuple[str, Any]:
    """The folder and the root of the file that says what the book is made of."""
    container = root_of(archive.read(_EPUB.part))
    path = next((one.get("full-path") or "" for one in _named(container, "rootfile")), "")
    return dirname(path), root_of(archive.read(path))


def _chapters(book: Any, folder: str) -> list[str]:
    """The names of the pages in reading order, each once."""
    items = {item.get("id"): item for item in _named(book, "item")}
    names: list[str] = []
    for reference in _named(book, "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        names.append(normpath(join(folder, unquote(urldefrag(item.get("href") or "").url))))
    return list(dict.fromkeys(names))


def _locked(archive: zipfile.ZipFile) -> set[str]:
    """The names of the parts that are encrypted; fonts often are, to keep them from being copied."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return set()
    references = _named(root_of(archive.read("META-INF/encryption.xml")), "CipherReference")
    return {normpath(unquote(one.get("URI") or "")) for one in references}


def _named(root: Any, name: str) -> Any:
    """The elements of the name in any namespace: books of both versions are written in several."""
    return root.iter(f"{{*}}{name}")
