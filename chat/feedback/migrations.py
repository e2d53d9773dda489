"""The tables of the feedback file: numbered steps from an empty file to today's. A file's version is how many it had.

A step that was released stays as it is. Whoever changes the tables adds a step at the end, and to `tests/frozen` a file
that the program before wrote.
"""

from __future__ import annotations

import sqlite3


def m001_judgements(database: sqlite3.Connection) -> None:
    """One row for each judgement, `chat.judgement.Row`."""
    # A program that was cut off could leave the table without the number of its version.
    database.execute(
        "CREATE TABLE IF NOT EXISTS judgements (turn_id TEXT PRIMARY KEY, time TEXT, question TEXT, asked TEXT, "
        'lang TEXT, kind TEXT, reason TEXT, document TEXT, start INTEGER, "end" INTEGER, answer TEXT, confidence REAL, '
        "verdict TEXT, better_document TEXT, better_start INTEGER, better_end INTEGER, better_answer TEXT, "
        "models TEXT) STRICT"
    )


def m002_promoted(database: sqlite3.Connection) -> None:
    """One row for each correction that stands for everybody, `chat.feedback.promotion.Correction`."""
    # Before steps were numbered, files of version 1 were given this table, too.
    database.execute(
        'CREATE TABLE IF NOT EXISTS promoted (key TEXT, asked TEXT, document TEXT, start INTEGER, "end" INTEGER, '
        "answer TEXT, instead_of TEXT, n_readers INTEGER) STRICT"
    )


STEPS = (m001_judgements, m002_promoted)


def migrate(database: sqlite3.Connection) -> None:
    """Takes the steps that the file has not had, all or none. Raises ValueError for a later program's file."""
    database.execute("BEGIN IMMEDIATE")
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if not 0 <= version <= len(STEPS):
        raise ValueError(f"is of version {version}, and this program knows versions up to {len(STEPS)}")
    for step in STEPS[version:]:
        step(database)
    database.execute(f"PRAGMA user_version = {len(STEPS)}")
    database.execute("COMMIT")
