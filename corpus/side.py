"""Side files: what a text cannot say of itself, as offsets into it. The text is never edited.

A JSON file beside the text (`notes.txt` and `notes.about.json`) names the document and points at its
headings and at the ranges that belong to no passage. Each is given as its words and where they start,
so that a person can read it and a program can check it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import cast

from corpus.document import Lang

SUFFIX = ".about.json"
_KEYS = frozenset({"doc_id", "lang", "title", "source", "licence", "taken", "headings", "boilerplate"})


class DocumentError(ValueError):
    """A document that cannot be used. The message says what was found, what was needed and what to do."""


@dataclass(frozen=True, slots=True)
class Side:
    """A side file, checked against its text. `headings` and `boilerplate` are half-open ranges in text order."""

    doc_id: str | None
    lang: Lang | None
    title: str | None
    headings: tuple[tuple[int, int], ...]
    boilerplate: tuple[tuple[int, int], ...]


def side_path(path: Path) -> Path:
    """Where the side file of a text stands, whether it is there or not."""
    return path.with_name(path.stem + SUFFIX)


def read_side(path: Path, text: str) -> Side:
    """The side file at `path`, its words checked against `text`.

    Raises DocumentError for unreadable JSON, an unknown key, a value of the wrong kind, words that do
    not stand where the file says, and ranges that overlap.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DocumentError(f"{path} is not readable JSON ({error}). Repair it or remove it.") from error
    if not isinstance(values, dict):
        raise DocumentError(
            f"{path} holds {_kind(values)}; it needs an object with keys of {', '.join(sorted(_KEYS))}."
        )
    for key in values:
        if key not in _KEYS:
            raise DocumentError(f"{path} has an unknown key {key!r}; known are {', '.join(sorted(_KEYS))}.")
    lang = _string(path, values, "lang")
    if lang not in ("ar", "en", None):
        raise DocumentError(f'{path} says lang {lang!r}; it must be "ar" or "en".')
    headings = _ranges(path, values, "headings", text)
    boilerplate = _ranges(path, values, "boilerplate", text)
    _check_apart(path, sorted(headings + boilerplate), text)
    return Side(
        doc_id=_string(path, values, "doc_id"),
        lang=cast("Lang | None", lang),
        title=_string(path, values, "title"),
        headings=tuple(headings),
        boilerplate=tuple(boilerplate),
    )


def _ranges(path: Path, values: Mapping[str, object], key: str, text: str) -> list[tuple[int, int]]:
    entries = values.get(key, [])
    if not isinstance(entries, list):
        raise DocumentError(f"{path}: {key} is {_kind(entries)}; it needs a list.")
    ranges = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or entry.keys() != {"start", "text"}:
            raise DocumentError(f'{path}: {key} entry {number} needs exactly "start" and "text"; found {entry!r}.')
        start, expected = entry["start"], entry["text"]
        if type(start) is not int or start < 0 or not isinstance(expected, str) or not expected:
            raise DocumentError(
                f"{path}: {key} entry {number} needs a start of 0 or more and a text of one character or more; "
                f"found {entry!r}."
            )
        found = text[start : start + len(expected)]
        if found != expected:
            raise DocumentError(
                f"{path}: {key} entry {number} expected {expected!r} at {start}; the document has {found!r} there. "
                f"{_elsewhere(text, expected)}"
            )
        ranges.append((start, start + len(expected)))
    return sorted(ranges)


def _elsewhere(text: str, expected: str) -> str:
    places = [at for at in (text.find(expected), text.rfind(expected)) if at >= 0]
    if not places:
        return "The text has it nowhere: was the document edited? Restore it, or write the side file anew."
    return f"The text has it at {' and '.join(str(at) for at in sorted(set(places)))}: correct the start."


def _check_apart(path: Path, ranges: list[tuple[int, int]], text: str) -> None:
    for (start, end), (next_start, next_end) in pairwise(ranges):
        if next_start < end:
            raise DocumentError(
                f"{path}: {text[start:end]!r} at {start} and {text[next_start:next_end]!r} at {next_start} overlap; "
                "headings and boilerplate must stand apart."
            )


def _string(path: Path, values: Mapping[str, object], key: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise DocumentError(f"{path}: {key} is {_kind(value)}; it needs words.")
    return value


def _kind(value: object) -> str:
    return f"{type(value).__name__} {value!r}" if not isinstance(value, dict | list) else type(value).__name__
