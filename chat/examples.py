"""Example questions: side data of the documents, read from a JSON file of document ids and questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from corpus.document import Document
from index.kept import document_of


def read_examples(path: Path, documents: Sequence[Document]) -> tuple[str, ...]:
    """The example questions of these documents, in the file's order; none when there is no such file.

    The file maps document ids to lists of questions. ValueError when it holds anything else.
    """
    questions: list[str] = []
    for document, question in entries_of(path, documents):
        if not isinstance(question, str) or not question.strip():
            raise ValueError(f"{path}: {document.doc_id!r} must have questions, each a text, not {question!r}")
        questions.append(question)
    return tuple(questions)


def entries_of(path: Path, documents: Sequence[Document]) -> list[tuple[Document, object]]:
    """What a JSON file of document ids and lists has for these documents, in its order; nothing without a file.

    Ids of documents that are not open are passed over. ValueError for another shape.
    """
    if not path.exists():
        return []
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON in UTF-8: {error}") from error
    if not isinstance(data, dict) or not all(isinstance(listed, list) for listed in data.values()):
        raise ValueError(f"{path} must map document ids to lists")
    found = {doc_id: document_of(documents, doc_id) for doc_id in data}
    return [(document, entry) for doc_id, document in found.items() if document is not None for entry in data[doc_id]]
