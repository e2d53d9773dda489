"""ZIP packages of office programs: refused before anything is unpacked where they would grow without measure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from lxml import etree

from corpus.formats.extract import FileLimits, Unreadable

# Text shrinks to a twentieth at most when packed, and a part this small does no harm.
_HIGHEST_RATIO = 100
_SMALL_PART = 1_000_000
_MOST_PARTS = 10_000

_Opened = TypeVar("_Opened")


@dataclass(frozen=True, slots=True)
class Package:
    """What a format calls its files, and a part that all of them have: its name, or the folder that it is in."""

    kind: str  # "DOCX"
    called: str  # "Word document"
    part: str  # "word/"
    program: str  # that saves it anew


def check_package(data: bytes, package: Package, limits: FileLimits) -> None:
    """Raises Unreadable for what is no such package, is locked or damaged, or unpacks to more than it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(
            "damaged", f"is a damaged {package.kind} (not a whole ZIP archive). Get it anew, or save it again."
        ) from error
    if not any(part.filename.startswith(package.part) for part in parts):
        raise Unreadable("other_format", f"is a ZIP archive but no {package.called}. Give it the suffix of what it is.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes or len(parts) > _MOST_PARTS:
        raise Unreadable(
            "too_much",
            f"unpacks to {unpacked:,} bytes in {len(parts):,} parts; at most {limits.unpacked_bytes:,} bytes in "
            f"{_MOST_PARTS:,} parts are read. Split it.",
        )
    for part in parts:
        if part.file_size > _SMALL_PART and part.file_size > _HIGHEST_RATIO * max(1, part.compress_size):
            raise Unreadable(
                "damaged",
                f"has a part that unpacks to {part.file_size:,} bytes from {part.compress_size:,}, as no text does. "
                f"Open it in {package.program} and save it again.",
            )
        if part.flag_bits & 1:
            raise Unreadable("locked", "is locked with a password. Save a copy without one and give that.")


def open_package(
    data: bytes,
    package: Package,
    limits: FileLimits,
    opened_by: Callable[[IO[bytes]], _Opened],
    *damage: type[Exception],
) -> _Opened:
    """What a library opens of the package, once it is checked; Unreadable where that raises one of `damage`."""
    check_package(data, package, limits)
    expected: tuple[type[Exception], ...] = (KeyError, ValueError, zipfile.BadZipFile, *damage)
    try:
        return opened_by(io.BytesIO(data))
    except expected as error:
        raise damaged(package, error) from error


def damaged(package: Package, error: Exception) -> Unreadable:
    """What is said of a package in which a part is missing or cannot be read."""
    return Unreadable(
        "damaged", f"is damaged ({type(error).__name__}). Open it in {package.program} and save it again."
    )


def root_of(data: bytes) -> Any:
    """The root element of a part in XML; entities are not filled in. Raises lxml's XMLSyntaxError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)
