"""What somebody names on a command line, found and read: files, folders, patterns, and addresses on the web."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.files import FileLimits, Reading, read_with_notices
from corpus.find import find_files, passed_over
from corpus.web import is_url, read_url

_OCR_SECONDS = 3_600.0  # of one file; a page takes some 5 on one core


@dataclass(frozen=True, slots=True)
class Sources:
    """How what is named is read."""

    ocr: bool = False  # whether pictures, and pages that are pictures, are recognised
    allow_private: bool = False  # whether addresses that are not on the public internet may be asked

    @classmethod
    def of(cls, given: argparse.Namespace) -> Sources:
        """As the arguments of `add_arguments` say."""
        return cls(given.ocr, given.allow_private)

    def find(self, name: str) -> list[Path | str]:
        """The files that the name means, or the address that it is. Raises DocumentError."""
        return [name] if is_url(name) else [*find_files([name], ocr=self.ocr)]

    def passed_over(self, name: str) -> Iterator[tuple[Path, str]]:
        """The files of a folder or pattern that are not read, and why."""
        return iter(()) if is_url(name) else passed_over(name, ocr=self.ocr)

    def read(self, source: Path | str) -> Reading:
        """The document in a file, or at an address. Raises DocumentError."""
        limits = FileLimits(ocr=True, seconds=_OCR_SECONDS) if self.ocr else FileLimits()
        if isinstance(source, str):
            return read_url(source, limits=limits, allow_private=self.allow_private)
        return read_with_notices(source, limits=limits)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say what is to be read, and how."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, a pattern, or an https:// address")
    parser.add_argument(
        "--ocr", action="store_true", help="recognise text in pictures and scans, where Tesseract is installed"
    )
    parser.add_argument(
        "--allow-private", action="store_true", help="ask addresses that are not on the public internet, too"
    )
