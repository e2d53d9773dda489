"""What visitors say of answers, kept in a file of this machine, and taken out again as questions for `eval`.

What is kept: one row for each judgement in a SQLite file (by default var/feedback.sqlite): the time, the question in
the words it was asked in, its language, what was answered (document, characters, words, confidence) or why not, the
judgement, the better answer's characters where one was selected, and the names of the models. Nothing of the person:
no name, no address, no session, no cookie, no browser, and no other turn of the conversation. A row is found again by a
random number that only the asker's own page knows, so that a changed mind replaces the earlier judgement. A question is
kept as it was typed, so whoever runs the page for others should tell them so, or switch this off:
`[chat] feedback = false` in settings.toml. Nothing is sent anywhere.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from chat.conversation import Turn
from chat.feedback.migrations import migrate
from chat.feedback.promotion import Correction, question_key
from chat.judgement import Row, is_turn_id
from qa.answer import Answer, Refusal

_BUSY_SECONDS = 5.0  # for another process that is writing
_LONGEST = 4_000  # characters of a question or an answer; no pipeline takes or gives one so long
_MOST_ROWS = 200_000  # a few hundred megabytes
_MOST_A_MINUTE = 60  # of all visitors: people judge what they have read


class FeedbackError(RuntimeError):
    """The file cannot be used, or nothing can be kept: what was found, and what to do."""


class Feedback:
    """The file of judgements. Every call opens it for itself, so threads and processes may share it."""

    def __init__(self, path: Path, models: Mapping[str, str] | None = None) -> None:
        """Opens or makes the file. `models` are the names of what answers. FeedbackError when it cannot be used."""
        self.path = path
        self.models = json.dumps(dict(models or {}), ensure_ascii=False, sort_keys=True)
        self._kept: deque[float] = deque()
        self._counting = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FeedbackError(f"{path.parent} cannot be made for the feedback: {error.strerror}") from error
        with self._open() as database:
            try:
                migrate(database)
            except ValueError as error:
                raise FeedbackError(f"{path} {error}. Use the program that wrote it, or name another file.") from error
            database.execute("PRAGMA journal_mode = WAL")

    def keep(self, turn: Turn) -> None:
        """Writes the turn's judgement over any earlier one of the same turn. FeedbackError when it cannot be kept."""
        row = self._row(turn)
        self._count()
        names = [f'"{one.name}"' for one in fields(Row)]
        with self._open() as database:
            if database.execute("SELECT count(*) FROM judgements").fetchone()[0] >= _MOST_ROWS:
                raise FeedbackError(f"{self.path} holds {_MOST_ROWS:,} judgements. Export them and move it away.")
            database.execute(
                f"INSERT OR REPLACE INTO judgements ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                [getattr(row, one.name) for one in fields(Row)],
            )

    def _count(self) -> None:
        """FeedbackError when so many came in the last minute."""
        now = time.monotonic()
        with self._counting:
            while self._kept and now - self._kept[0] > 60:
                self._kept.popleft()
            if len(self._kept) >= _MOST_A_MINUTE:
                raise FeedbackError(f"{_MOST_A_MINUTE} judgements were kept in the last minute, the most that are.")
            self._kept.append(now)

    def rows(self) -> list[Row]:
        """Every judgement, oldest first."""
        names = ", ".join(f'"{one.name}"' for one in fields(Row))
        with self._open() as database:
            found = database.execute(f"SELECT {names} FROM judgements ORDER BY time, turn_id")
            return [Row(*values) for values in found]

    def promoted(self) -> list[Correction]:
        """The corrections that stand for everybody, the latest first."""
        names = ", ".join(f'"{one.name}"' for one in fields(Correction))
        with self._open() as database:
            return [
                Correction(*values) for values in database.execute(f"SELECT {names} FROM promoted ORDER BY rowid DESC")
            ]

    def promote(self, corrections: Sequence[Correction]) -> None:
        """Lets these answer for everybody, each in the place of an earlier one to the same question."""
        self.withdraw(corrections)
        names = [f'"{one.name}"' for one in fields(Correction)]
        insert = f"INSERT INTO promoted ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        with self._open() as database:
            database.executemany(insert, [[getattr(one, field.name) for field in fields(one)] for one in corrections])

    def withdraw(self, corrections: Sequence[Correction]) -> None:
        """Lets the models answer these questions again."""
        asked = {question_key(one.asked) for one in corrections}
        kept = [one for one in self.promoted() if question_key(one.asked) in asked]
        with self._open() as database:
            database.executemany("DELETE FROM promoted WHERE asked = ?", [(one.asked,) for one in kept])

    def _row(self, turn: Turn) -> Row:
        outcome, judgement = turn.outcome, turn.judgement
        if not isinstance(outcome, Answer | Refusal) or judgement is None or not is_turn_id(turn.turn_id):
            raise FeedbackError("Only answers and refusals are judged.")
        citation = outcome.citations[0] if isinstance(outcome, Answer) else None
        better = judgement.place
        span = None if better is None else better.span
        # A prepared question can be asked with any number of spaces, and any stretch of a document be selected.
        said = [turn.question, outcome.question]
        said += [] if citation is None else [citation.quote]
        said += [] if better is None or span is None else [better.document.text[slice(*span)]]
        if not all(one.strip() and len(one) <= _LONGEST for one in said):
            raise FeedbackError(f"The question or an answer is empty, or longer than {_LONGEST:,} characters.")
        nearest = outcome.nearest[0].document.doc_id if isinstance(outcome, Refusal) and outcome.nearest else None
        return Row(
            turn_id=turn.turn_id,
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            question=_sound(turn.question),
            asked=_sound(outcome.question),
            lang=turn.lang,
            kind=outcome.kind,
            reason=outcome.reason if isinstance(outcome, Refusal) else None,
            document=nearest if citation is None else citation.document.doc_id,
            start=None if citation is None else citation.start,
            end=None if citation is None else citation.end,
            answer=None if citation is None else _sound(citation.quote),
            confidence=outcome.confidence,
            verdict=judgement.verdict,
            better_document=None if better is None else better.document.doc_id,
            better_start=None if span is None else span[0],
            better_end=None if span is None else span[1],
            better_answer=None if better is None else _sound(said[-1]),
            models=self.models,
        )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept when the block ends well."""
        try:
            with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS)) as database, database:
                yield database
        except sqlite3.Error as error:
            raise FeedbackError(f"{self.path} cannot be used for feedback: {error}. Name another file.") from error


def _sound(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
