"""The tables. What comes from documents is bytes: their texts may hold what PostgreSQL's texts may not, as U+0000."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from index.errors import StoreError
from index.postgres.address import Address

# What there is of a part, in tables of their own.
OF_PARTS = ("documents", "passages", "postings", "sounds")
# Raise it when the tables change their meaning.
FORMAT = 2
# In format 1 no part has lost a document: what reads this one reads that, too.
_READ = (1, FORMAT)
# Readers see the parts that have a position. A push brings the others first, and gives all of them their
# position in one transaction. In that transaction a part may lose documents, too: their rows go, and every other
# passage keeps its place (`index.postgres.cut`). Nothing else of a part changes, and its number is never used again; of
# its documents, only where they came from and when. `n_passages` counts places, those of removed passages, too. Texts
# in "C" order: no library of the machine can change it.
# Terms and phonetic keys (`sounds`) are known by the checksums of `index.lexical.words`; a term stands in letters where
# a phonetic key leads to it.
_TABLES = f"""
CREATE SCHEMA sanad;
CREATE TABLE sanad.format AS SELECT {FORMAT} AS number;
CREATE TABLE sanad.collections (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE,
    generation bigint NOT NULL DEFAULT 0, recipe text NOT NULL DEFAULT '', dim integer NOT NULL DEFAULT 0,
    is_approximate boolean NOT NULL DEFAULT false
);
CREATE TABLE sanad.parts (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, collection integer NOT NULL, key text COLLATE "C" NOT NULL,
    position integer, n_passages integer NOT NULL, n_words bytea NOT NULL, UNIQUE (collection, key)
);
CREATE TABLE sanad.documents (
    part bigint NOT NULL, ordinal integer NOT NULL, doc_id bytea NOT NULL, content text NOT NULL, added text NOT NULL,
    sources bytea NOT NULL, sum text NOT NULL, body bytea NOT NULL, PRIMARY KEY (part, ordinal)
);
CREATE INDEX documents_by_id ON sanad.documents (doc_id);
CREATE TABLE sanad.passages (
    part bigint NOT NULL, place integer NOT NULL, collection integer NOT NULL, document integer NOT NULL,
    section integer, sentences text NOT NULL, embedding vector NOT NULL, PRIMARY KEY (part, place)
);
ALTER TABLE sanad.passages ALTER embedding SET STORAGE PLAIN;
CREATE TABLE sanad.postings (
    part bigint NOT NULL, term bigint NOT NULL, places bytea NOT NULL, counts bytea NOT NULL, PRIMARY KEY (part, term)
);
CREATE TABLE sanad.sounds (
    part bigint NOT NULL, sound bigint NOT NULL, terms text[] COLLATE "C" NOT NULL, PRIMARY KEY (part, sound)
);
"""


def create(connection: Connection[Any]) -> None:
    """Makes the tables where there are none."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanad', 0))")
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        if connection.execute("SELECT to_regclass('sanad.format')").fetchone() == (None,):
            connection.execute(_TABLES)
        connection.execute(f"UPDATE sanad.format SET number = {FORMAT} WHERE number = ANY(%s)", (list(_READ[:-1]),))


def check_format(connection: Connection[Any], address: Address) -> None:
    """Raises StoreError where the tables are missing or another program's."""
    if connection.execute("SELECT to_regclass('sanad.format')").fetchone() == (None,):
        raise StoreError(
            f"There are no documents in {address}: nothing was ever pushed there. "
            f"Push a store: python -m index --store DIR push {address}"
        )
    row = connection.execute("SELECT number FROM sanad.format").fetchone()
    if row is None or row[0] not in _READ:
        raise StoreError(
            f"{address} was written in format {row and row[0]}; this program reads format {FORMAT}. "
            "Use the program that wrote it, or push to another database."
        )
