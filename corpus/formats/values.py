"""JSON in, text out: values as "key: value" lines, arrays of objects as tables, what is nested under its keys."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from corpus.formats.encoding import decode
from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words
from corpus.formats.rows import add_rows

# Numbers are kept as they are written: "1.10" is not 1.1.
_Value = None | bool | str | list["_Value"] | dict[str, "_Value"]

_WITHIN = " › "  # between the keys that lead to a value
_LONGEST_LIST = 200  # characters of a list of values that is said on one line
_MOST_COLUMNS = 60  # of objects with more keys, each is a section of its own
_TITLES = ("title", "name", "العنوان", "عنوان", "الاسم")


def read_json(data: bytes, limits: FileLimits) -> Extract:
    """What a JSON file says, or one with a JSON value on each line. Raises Unreadable."""
    text = decode(data).removeprefix("\ufeff")
    builder = TextBuilder(limits.characters)
    try:
        value = _parsed(text)
        _add(builder, value, "")
    except RecursionError as error:
        raise Unreadable("too_much", "is nested deeper than is read. Save the part that matters by itself.") from error
    titles = (value.get(key) for key in _TITLES) if isinstance(value, dict) else ()
    return with_words(
        builder.extract(next((one.strip() for one in titles if isinstance(one, str) and one.strip()), None)),
        "has no words in its values. Give a file to answer from.",
    )


def _parsed(text: str) -> _Value:
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            if len(lines) > 1:
                return [_loads(line) for line in lines]
        except json.JSONDecodeError as in_line:
            # Told of the line that is wrong only where the first is right, and so each was meant to be a value.
            error = in_line if in_line.doc != lines[0] else error
        raise Unreadable(
            "damaged",
            f"is not whole JSON: {error.msg} at line {error.lineno}, column {error.colno}. Repair it, "
            "or give it the suffix .txt to have it read as it stands.",
        ) from error


def _loads(text: str) -> _Value:
    found: _Value = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    return found


def _add(builder: TextBuilder, value: _Value, path: str) -> None:
    """Adds the value under its path; empty objects and arrays say nothing."""
    if isinstance(value, dict):
        _add_object(builder, value, path)
    elif isinstance(value, list):
        _add_array(builder, value, path)
    else:
        builder.add(f"{path}: {_said(value)}" if path else _said(value))


def _add_object(builder: TextBuilder, value: Mapping[str, _Value], path: str) -> None:
    """First what stands on one line, so that it is not taken for a part of what is nested."""
    lines = {key: line for key, one in value.items() if (line := _on_one_line(one)) is not None}
    if path and lines:
        builder.add(path, heading=True)
    for key, line in lines.items():
        builder.add(f"{key}: {line}" if line else "")
    for key, one in value.items():
        if key not in lines:
            _add(builder, one, f"{path}{_WITHIN}{key}" if path else key)


def _add_array(builder: TextBuilder, values: Sequence[_Value], path: str) -> None:
    flat = [_flat(one) for one in values if isinstance(one, dict)]
    columns = list(dict.fromkeys(key for one in flat for key in one or ()))
    if values and len(flat) == len(values) and None not in flat and 1 < len(columns) <= _MOST_COLUMNS:
        _head(builder, path)
        add_rows(builder, [columns, *([(one or {}).get(key, "") for key in columns] for one in flat)])
    elif values and all(isinstance(one, list) and all(map(_is_plain, one)) for one in values):
        _head(builder, path)
        add_rows(builder, ([_said(cell) for cell in one if _is_plain(cell)] for one in values if isinstance(one, list)))
    elif all(map(_is_plain, values)):
        _head(builder, path)
        for one in values:
            builder.add(_said(one) if _is_plain(one) else "")
    else:
        for number, one in enumerate(values, start=1):
            _add(builder, one, f"{path} {number}".strip())


def _head(builder: TextBuilder, path: str) -> None:
    if path:
        builder.add(path, heading=True)


def _flat(value: Mapping[str, _Value]) -> dict[str, str] | None:
    """The object as a row, with what is nested in columns of its own; None where it does not go into one."""
    row: dict[str, str] = {}
    for key, one in value.items():
        line = _on_one_line(one)
        if line is not None:
            row[key] = line
            continue
        inner = _flat(one) if isinstance(one, dict) else None
        if inner is None:
            return None
        row |= {f"{key}{_WITHIN}{name}": cell for name, cell in inner.items()}
    return row


def _on_one_line(value: _Value) -> str | None:
    """A plain value, or a short list of such; None for anything else."""
    if _is_plain(value):
        return _said(value)
    if isinstance(value, list) and all(map(_is_plain, value)):
        line = ", ".join(_said(one) for one in value if _is_plain(one))
        return line if len(line) <= _LONGEST_LIST else None
    return None


def _is_plain(value: _Value) -> TypeGuard[bool | str | None]:
    return value is None or isinstance(value, str | bool)


def _said(value: bool | str | None) -> str:
    """The value as JSON writes it, a string without its quotation marks."""
    return value if isinstance(value, str) else json.dumps(value)
