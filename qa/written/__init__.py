"""Answers written by a model on a server that the settings name: see README.md beside this file."""

from __future__ import annotations

from index.lexical import TranslationTable
from qa.reader import Reader
from qa.settings import WrittenSettings
from qa.written.check import Checker
from qa.written.server import WriterServer
from qa.written.writer import REASONS, Writer

__all__ = ["REASONS", "Checker", "Writer", "open_writer"]


def open_writer(settings: WrittenSettings, reader: Reader, table: TranslationTable) -> Writer | None:
    """The writer that the settings name; None where they name no address. Reaches nothing yet.

    WriterError where the server's key is to be in an environment variable that is not set.
    """
    return Writer(WriterServer(settings), Checker(reader, table)) if settings.address else None
