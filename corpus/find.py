"""Which files the paths mean that somebody names: files, folders and patterns."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.files import BESIDE, READABLE, kind_of
from corpus.formats import Unreadable
from corpus.side import DocumentError

_HIDDEN = "is hidden. Name it by itself to have it read."
_LINK = "is a link to what is not in the folder."
_BELONGS = "stands beside a text and belongs to it."


def find_files(paths: Sequence[Path | str], *, ocr: bool = False) -> list[Path]:
    """The files that the paths name, each once, sorted: files, whole folders, and patterns such as "notes/*.md".

    In folders and patterns, hidden files and files of other formats are passed over, and so is what a link
    leads to outside the folder; pictures too, unless `ocr` has them recognised. Raises DocumentError for a named
    file of another format, and for a path with nothing to read.
    """
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = [one for one, why in _inside(path, ocr) if not why]
            if not inside:
                raise DocumentError(f"{path} holds no file that can be read. {READABLE}; put some there.")
        elif path.exists():
            try:
                kind_of(path, ocr=ocr)
            except Unreadable as error:
                raise DocumentError(f"{path} {error}") from error
            inside = [path]
        else:
            matches = list(_matching(str(path), ocr))
            inside = [one for one, why in matches if not why]
            if not inside:
                raise DocumentError(
                    f"{path} matches {len(matches)} files, none of which can be read. {READABLE}; check the pattern."
                )
        for one in inside:
            found.setdefault(one.resolve(), one)
    return sorted(found.values())


def passed_over(path: Path | str, *, ocr: bool = False) -> Iterator[tuple[Path, str]]:
    """The files in the folder, or that match the pattern, which `find_files` leaves out, sorted by folder; and why.

    The reason is the end of a sentence that starts with the file's name. A hidden folder is named once.
    """
    path = Path(path)
    if path.is_dir():
        yield from ((one, why) for one, why in _inside(path, ocr) if why)
    elif not path.exists():
        yield from ((one, why) for one, why in _matching(str(path), ocr) if why)


def _inside(folder: Path, ocr: bool) -> Iterator[tuple[Path, str]]:
    """The files in the folder and in those in it, each with why it is passed over; "" where it is not."""
    home = folder.resolve()
    for at, folders, names in os.walk(folder, followlinks=False):
        hidden = [name for name in folders if name.startswith(".")]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names + hidden):
            path = Path(at) / name
            real = path.resolve()
            why = _HIDDEN if name.startswith(".") else _why_not(path, ocr)
            if not why and not (real.is_file() and real.is_relative_to(home)):
                why = _LINK
            yield path, why


def _matching(pattern: str, ocr: bool) -> Iterator[tuple[Path, str]]:
    if not glob.has_magic(pattern):
        raise DocumentError(f"There is no file or folder at {pattern}. Check the path.")
    # Path.glob takes no absolute patterns, and takes hidden files.
    matches = sorted(map(Path, glob.glob(pattern, recursive=True)))  # noqa: PTH207
    yield from ((path, _why_not(path, ocr)) for path in matches if path.is_file())


def _why_not(path: Path, ocr: bool) -> str:
    if path.name.endswith(BESIDE):
        return _BELONGS
    try:
        kind_of(path, ocr=ocr)
    except Unreadable as error:
        return str(error)
    return ""
