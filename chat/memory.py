"""A conversation as text that the visitor's browser keeps, and back again. The server keeps nothing.

What comes back is untrusted: anyone can write anything into a browser. Only the shapes of our own dataclasses are
taken, documents are named and never brought along, every offset is checked against its document, and an answer's words
are read from there again. Whatever does not fit is dropped without a word, turn by turn: damage, another version's
text, turns about a document that has changed since.

Shapes are read from the dataclasses' own type hints, so that a new field with a default needs nothing here.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from chat.conversation import Removed, Turn
from chat.judgement import is_turn_id
from chat.shelf import Shelf
from corpus.document import Document, Passage
from qa.answer import Answer, Candidate, Citation, Refusal, joined, quoted

VERSION = 1
_LONGEST_MEMORY = 4_000_000  # characters; a browser keeps about five million
# The page is rendered anew at each step, so that what is brought back must not cost more than what was answered here.
_LONGEST_TEXT = 4_000  # characters of one text in it; a question has 2,000 at most
_MOST_ITEMS = 20  # of one list in it; a refusal offers three passages
_MOST_DOCUMENTS = 400  # in it: a hundred turns with as many as they show

# What the browser has no business with, or can do without; each has a default.
# What a model wrote cannot be checked again without its passages, so that it is not brought back.
_LEFT_OUT = {(Refusal, "withheld"), (Passage, "sentences"), (Answer, "written")}
_hints = cache(get_type_hints)  # reading them takes longer than decoding a value


def to_memory(turns: Sequence[Turn], collection: str = "") -> str:
    """The turns as JSON, with the collection that they are about. One that is still being answered is left out."""
    kept = [turn for turn in turns if turn.outcome is not None]
    documents: dict[str, str] = {}
    encoded = [_encode(turn, documents) for turn in kept]
    kept_as = {"version": VERSION, "collection": collection, "documents": documents, "turns": encoded}
    return json.dumps(kept_as, ensure_ascii=False)


def collection_of(memory: object) -> str:
    """The collection that `to_memory` was given; empty where the memory names none. Never raises."""
    data = _read(memory)
    collection = data.get("collection")
    return collection if isinstance(collection, str) else ""


def from_memory(memory: object, shelf: Shelf, n_turns: int) -> list[Turn]:
    """The turns that `to_memory` wrote, at most the last `n_turns`; whatever is not sound is left out. Never raises."""
    data = _read(memory)
    if not isinstance(data.get("turns"), list):
        return []
    checks = data.get("documents")
    checks = checks if isinstance(checks, dict) else {}
    found = {doc_id: shelf.find(doc_id) for doc_id in islice(checks, _MOST_DOCUMENTS)}
    known = {
        doc_id: document
        for doc_id, document in found.items()
        if document is not None and checks[doc_id] == _checksum(document)
    }
    turns: list[Turn] = []
    for one in data["turns"][-n_turns:]:
        try:
            turns.append(_decode(Turn, one, known))
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return turns


def _read(memory: object) -> dict[str, Any]:
    """The memory's parts; none where it is not sound, or of another version."""
    if not isinstance(memory, str) or len(memory) > _LONGEST_MEMORY:
        return {}
    try:
        data = json.loads(memory)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) and data.get("version") == VERSION else {}


def _encode(value: Any, documents: dict[str, str]) -> Any:
    """Plain JSON for a value; the documents in it by their ids, which are noted in `documents` with a checksum."""
    if isinstance(value, Document):
        if value.doc_id not in documents:
            documents[value.doc_id] = _checksum(value)
        return value.doc_id
    if isinstance(value, tuple):
        return [_encode(item, documents) for item in value]
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value) if (type(value), one.name) not in _LEFT_OUT]
        return {"is": type(value).__name__} | {name: _encode(getattr(value, name), documents) for name in names}
    return value


def _decode(wanted: Any, data: Any, known: dict[str, Document]) -> Any:
    """The data as a value of the wanted type. ValueError, TypeError or KeyError where it is none."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if wanted is Document:
        return known[data]
    if dataclasses.is_dataclass(wanted):
        return _decode_dataclass(wanted, data, known)
    if origin in (Union, types.UnionType):
        return _decode_union(inner, data, known)
    if origin is tuple:
        if not isinstance(data, list) or len(data) > _MOST_ITEMS:
            raise ValueError("no list, or one without end")
        each = [inner[0]] * len(data) if inner[1:] == (...,) else inner
        return tuple(_decode(one, item, known) for one, item in zip(each, data, strict=True))
    if origin is Literal:
        if data not in inner:
            raise ValueError("not one of the few")
        return data
    if wanted is float and type(data) is int:
        return float(data)
    if wanted not in (str, int, float, bool, type(None)) or type(data) is not wanted:
        raise ValueError("of another type")
    if isinstance(data, str) and len(data) > _LONGEST_TEXT:
        raise ValueError("a text without end")
    return data


def _decode_union(members: Sequence[Any], data: Any, known: dict[str, Document]) -> Any:
    name = data.get("is") if isinstance(data, dict) else None
    for member in members:
        if dataclasses.is_dataclass(member) and member is not Document and getattr(member, "__name__", None) != name:
            continue
        try:
            return _decode(member, data, known)
        except (ValueError, TypeError, KeyError):
            continue
    raise ValueError("none of the types")


def _decode_dataclass(wanted: Any, data: Any, known: dict[str, Document]) -> Any:
    if not isinstance(data, dict) or data.get("is") != wanted.__name__:
        raise ValueError("another shape")
    hints = _hints(wanted)
    names = [one.name for one in dataclasses.fields(wanted) if one.init and (wanted, one.name) not in _LEFT_OUT]
    # A field that an older page did not write keeps its default; without one, TypeError.
    return _checked(wanted(**{name: _decode(hints[name], data[name], known) for name in names if name in data}))


def _checked(value: Any) -> Any:
    """The value if it is true of its documents. ValueError where not."""
    match value:
        case Citation():
            length = len(value.document.text)
            if not 0 <= value.sentence_start <= value.start < value.end <= value.sentence_end <= length:
                raise ValueError("offsets outside the document")
            headings = {value.document.heading(section) for section in value.document.sections}
            if value.section is not None and value.section not in headings:
                raise ValueError("a heading that the document does not have")
            if value.page != value.document.page_of(value.start):
                raise ValueError("another page")
        case Passage():
            if not 0 <= value.start < value.end <= len(value.document.text):
                raise ValueError("offsets outside the document")
            if value.section is not None and value.section not in value.document.sections:
                raise ValueError("a section that the document does not have")
        case Answer():
            first = value.citations[0]
            said = {joined(value.parts)} if value.parts else {first.words, first.quote, quoted(value.citations)}
            if value.text not in said or not 0 <= value.confidence <= 1:
                raise ValueError("not the document's words, or no probability")
        case Candidate():
            if not 0 <= value.confidence <= 1:
                raise ValueError("no probability")
        case Refusal():
            if not 0 <= value.confidence <= 1:
                raise ValueError("no probability")
        case Turn():
            if isinstance(value.outcome, Removed | None) or (value.turn_id and not is_turn_id(value.turn_id)):
                raise ValueError("a turn without an end, or another's name")
    return value


def _checksum(document: Document) -> str:
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
