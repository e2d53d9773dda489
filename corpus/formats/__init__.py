"""Readers of file formats: bytes in, an `Extract` out; in a process apart, because strangers make the files."""

from corpus.formats.apart import extract_apart, print_apart
from corpus.formats.encoding import decode
from corpus.formats.extract import RECOGNISE, Extract, FileLimits, LeftOut, Notice, Reason, Unreadable
from corpus.formats.known import FORMATS
from corpus.formats.printed import Box, Printed, boxes_of

__all__ = [
    "FORMATS",
    "RECOGNISE",
    "Box",
    "Extract",
    "FileLimits",
    "LeftOut",
    "Notice",
    "Printed",
    "Reason",
    "Unreadable",
    "boxes_of",
    "decode",
    "extract_apart",
    "print_apart",
]
