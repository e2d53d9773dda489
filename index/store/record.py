"""A document as bytes and back, whatever fields it has, and what makes two documents the same."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from pathlib import PurePath

from pydantic import TypeAdapter

from corpus.document import Document

_LONGEST_NAME = 40  # characters of a file's name in an id
_N_HEX = 12  # of the content's sha256 in an id
_DOCUMENT = TypeAdapter(Document)
_FIELDS = {field.name for field in dataclasses.fields(Document)}


def to_bytes(document: Document) -> bytes:
    """Every field of the document but its id, as JSON in UTF-8."""
    fields = dataclasses.asdict(document)
    del fields["doc_id"]
    if not document.recognised:  # newer than stores: documents without it keep their ids
        del fields["recognised"]
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def from_bytes(doc_id: str, data: bytes) -> Document:
    """The document of `to_bytes`; a field it lacks has its default. Raises ValueError for anything else."""
    # JSON by the standard library: a text may hold halves of surrogate pairs, which other parsers refuse.
    fields = json.loads(data.decode("utf-8", "surrogatepass"))
    if not isinstance(fields, dict) or not fields.keys() <= _FIELDS:
        found = sorted(fields.keys() - _FIELDS) if isinstance(fields, dict) else type(fields).__name__
        raise ValueError(f"{doc_id} is not kept as a document: found {found}")
    return _DOCUMENT.validate_python({"doc_id": doc_id, **fields})


def content_of(document: Document, source: str) -> str:
    """sha256, in hex, of all that the document says, wherever it was read from.

    A title that is only its file's name is left out: a copy under another name says the same.
    """
    named = document.title in (document.doc_id, PurePath(source).stem, PurePath(source).name)
    said = dataclasses.replace(document, title="" if named else document.title)
    return hashlib.sha256(to_bytes(said)).hexdigest()


def id_of(content: str, name: str) -> str:
    """An id that a person recognises and that no other content has: a name, then the start of the checksum."""
    name = re.sub(r"[^\w]+", "-", name)[:_LONGEST_NAME].strip("-_")
    return f"{name or 'document'}-{content[:_N_HEX]}"
