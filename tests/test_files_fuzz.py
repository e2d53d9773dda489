"""Damaged files of every format: a document or a refusal in words, in time. More of them: tests/fuzz_files.py."""

import importlib
import random
import time

import pytest
from file_samples import damaged, samples

from corpus.document import Document
from corpus.files import SUFFIXES, DocumentError, FileLimits, read_file
from corpus.formats.known import FORMATS

LIMITS = FileLimits(seconds=10.0)
# Starting a process for each takes most of the time.
CASES = {".pdf": 10, ".docx": 8, ".xlsx": 6, ".pptx": 6, ".html": 5, ".csv": 5, ".md": 150, ".txt": 150, ".rst": 150}
CASES |= {".odt": 6, ".ods": 4, ".odp": 4, ".epub": 4, ".eml": 4, ".rtf": 8, ".json": 5, ".srt": 3, ".log": 2}


def test_no_format_was_forgotten():
    """Samples are in tests/file_samples.py, how many of them are damaged is in CASES here."""
    assert {SUFFIXES[suffix] for suffix in CASES} == set(SUFFIXES.values())
    for one in FORMATS.values():
        if one.reader:
            module, name = one.reader.split(".")
            assert callable(getattr(importlib.import_module(f"corpus.formats.{module}"), name))


def outcome(path):
    started = time.monotonic()
    try:
        found = read_file(path, limits=LIMITS)
    except DocumentError as error:
        assert str(error).startswith(str(path)) and str(error).endswith((".", "utf-8"))
    else:
        assert isinstance(found, Document) and any(map(str.isalnum, found.text))
        ranges = [(s.heading_start, s.heading_end) for s in found.sections] + list(found.boilerplate)
        assert all(0 <= start <= end <= len(found.text) for start, end in ranges)
        assert list(found.pages) == sorted(found.pages) and all(0 <= at <= len(found.text) for at in found.pages)
    assert time.monotonic() - started < LIMITS.seconds + 5


@pytest.mark.parametrize("suffix", CASES)
def test_damaged_files(tmp_path, suffix):
    chance = random.Random(f"damaged {suffix}")
    files = samples()[suffix]
    path = tmp_path / f"x{suffix}"
    for number in range(CASES[suffix]):
        path.write_bytes(damaged(files[number % len(files)], chance))
        outcome(path)


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        *((".pdf", b"%PDF-1.7\n"), (".docx", b"PK\x03\x04"), (".csv", b"a,b\n"), (".html", b"<p>"), (".txt", b"")),
        *((".rtf", b"{\\rtf1 "), (".eml", b"Subject: x\n"), (".odt", b"PK\x03\x04"), (".json", b"[")),
    ],
)
def test_noise(tmp_path, suffix, start):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(start + random.Random(f"noise {suffix}").randbytes(20_000))
    outcome(path)
