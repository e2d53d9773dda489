"""A collection in a folder: documents in SQLite, vectors and words in segments, safe against a crash at any moment."""

from index.store.connect import to_read
from index.store.database import FILE_NAME, Database, Entry, SegmentRow, sum_of
from index.store.kept import document_of
from index.store.legs import joined, read_part, texts_of, viewing_of
from index.store.open import Opened, by_segment, listing, open_store, require_recipe, status
from index.store.record import content_of, from_bytes, to_bytes
from index.store.repair import rebuild
from index.store.segment import FULL, UNUSED, Legs, write_segment
from index.store.verify import check
from index.store.writer import Writer, open_writer

__all__ = [
    "FILE_NAME",
    "FULL",
    "UNUSED",
    "Database",
    "Entry",
    "Legs",
    "Opened",
    "SegmentRow",
    "Writer",
    "by_segment",
    "check",
    "content_of",
    "document_of",
    "from_bytes",
    "joined",
    "listing",
    "open_store",
    "open_writer",
    "read_part",
    "rebuild",
    "require_recipe",
    "status",
    "sum_of",
    "texts_of",
    "to_bytes",
    "to_read",
    "viewing_of",
    "write_segment",
]
