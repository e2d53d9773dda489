"""Example questions: side data of the documents, read from a JSON file of document ids and questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from corpus.document import Document


def read_examples(path: Path, documents: Sequence[Document]) -> tuple[str, ...]:
    """The example questions of these documents, in the file's order; none when there is no such file.

    The file maps document ids to lists of questions; ids of documents that are not open are passed over.
    ValueError when it holds anything else.
    """
    if not path.exists():
        return ()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON in UTF-8: {error}") from error
    if not isinstance(data, dict):
        raise ValueError(f"{path} must map document ids to lists of questions; it holds a {type(data).__name__}")
    open_ids = {document.doc_id for document in documents}
    questions: list[str] = []
    for doc_id, listed in data.items():
        if not isinstance(listed, list) or not all(
            isinstance(question, str) and question.strip() for question in listed
        ):
            raise ValueError(f"{path}: {doc_id!r} must have a list of questions, each a text that is not empty")
        if doc_id in open_ids:
            questions += listed
    return tuple(questions)
