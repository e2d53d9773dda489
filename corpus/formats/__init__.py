"""Readers of file formats: bytes in, an `Extract` out; in a process apart, because strangers make the files."""

from corpus.formats.apart import extract_apart
from corpus.formats.encoding import decode
from corpus.formats.extract import RECOGNISE, Extract, FileLimits, LeftOut, Notice, Reason, Unreadable
from corpus.formats.known import FORMATS

__all__ = [
    "FORMATS",
    "RECOGNISE",
    "Extract",
    "FileLimits",
    "LeftOut",
    "Notice",
    "Reason",
    "Unreadable",
    "decode",
    "extract_apart",
]
