"""What is searched of a passage, and what is kept of it beside its document's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.document import Document, Passage
from corpus.view import VIEWING, view

# The versions of the view that passages can still be read by. An older version is added only together with code that
# reads by it.
VIEWINGS = (1, VIEWING)
# The place of a passage's section among its document's, if it is in one, and its sentences' ranges.
Row = tuple[int | None, Sequence[Sequence[int]]]


def searched_text(passage: Passage, *, titled: bool, viewing: int = VIEWING) -> str:
    """What the index reads of a passage: its view, a line for each part of its context; the title only if `titled`.

    A title tells documents apart; in a collection of one it would only make passages more alike. `viewing` is the
    version of the view, for what was read of the passages of an older store. Raises ValueError for one that is not
    among `VIEWINGS`.
    """
    if viewing not in VIEWINGS:
        raise ValueError(f"viewing is {viewing}; passages can be read by the versions {VIEWINGS}")
    if viewing == 1:
        heading = [] if passage.section is None else [passage.document.heading(passage.section)]
        return "\n".join([*([passage.document.title] if titled else []), *heading, passage.text])
    seen = view(passage, titled=titled)
    return "\n".join([*seen.context, seen.body])


def rows_of(passages: Iterable[Passage]) -> list[Row]:
    """The row of each passage, in order: with its document, enough to have it again."""
    places: dict[str, dict[object, int]] = {}
    rows: list[Row] = []
    for passage in passages:
        document = passage.document
        if document.doc_id not in places:
            places[document.doc_id] = {section: at for at, section in enumerate(document.sections)}
        section = None if passage.section is None else places[document.doc_id][passage.section]
        rows.append((section, passage.sentences))
    return rows


def passage_of(document: Document, row: Row) -> Passage:
    """The passage of a row. Raises ValueError where the document has no such sentences or section."""
    section, sentences = row
    ranges = tuple((int(start), int(end)) for start, end in sentences)
    at = 0
    for start, end in ranges:
        if not at <= start < end <= len(document.text):
            raise ValueError(f"{document.doc_id} has {len(document.text)} characters and no sentence {start}:{end}")
        at = start
    if not ranges or (section is not None and not 0 <= section < len(document.sections)):
        raise ValueError(f"{document.doc_id} has no passage of the sentences {ranges} in section {section}")
    within = document.sections[section] if section is not None else None
    return Passage(document, ranges[0][0], ranges[-1][1], within, ranges)
