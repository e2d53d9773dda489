"""Files read line by line, plain or packed; what is broken is refused with file, line and reason."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_OPENERS: dict[str, Any] = {".gz": gzip.open, ".xz": lzma.open}


class BrokenFile(ValueError):  # noqa: N818 - what it is
    """A file that cannot be read as what it should be: the file, the line and the reason."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read."""

    path: str
    sha256: str


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    r"""A UTF-8 text file, or one packed as .gz or .xz. Lines end at \n only, so U+2028 inside a text cuts nothing."""
    try:
        with _OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8-sig", newline="\n") as file:
            yield file
    except UnicodeDecodeError as error:
        # The decoder counts from its last block, so the line is found again from the bytes.
        raise BrokenFile(path, _line_of_bad_byte(path), "not UTF-8") from error
    except (gzip.BadGzipFile, lzma.LZMAError, zlib.error, EOFError) as error:
        raise BrokenFile(path, 1, f"damaged archive: {error}") from error


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number from 1 and object of each line that is not blank."""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                fields = json.loads(line)
            except json.JSONDecodeError as error:
                raise BrokenFile(path, number, f"not JSON at column {error.colno}: {error.msg}") from error
            if not isinstance(fields, dict):
                raise BrokenFile(path, number, f"needs an object, found {type(fields).__name__}")
            yield number, fields


def fingerprint(path: Path) -> Source:
    """The file's name and the sha256 of its bytes."""
    with path.open("rb") as file:
        return Source(str(path), hashlib.file_digest(file, "sha256").hexdigest())


def text_of(fields: dict[str, Any], name: str) -> str:
    """A string field, exactly as it stands; ValueError when it is missing, blank or no string."""
    value = fields.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name}: needs a string, found {type(value).__name__}" if name in fields else f"no {name!r}")
    if not value.strip():
        raise ValueError(f"{name}: is blank")
    return value


def list_of(fields: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A field that is a list of objects; ValueError when it is missing or anything else."""
    value = fields.get(name)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError(f"{name}: needs a list of objects" if name in fields else f"no {name!r}")
    return value


def _line_of_bad_byte(path: Path) -> int:
    with _OPENERS.get(path.suffix, open)(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return int(number)
    return 1
