"""Logs and subtitles in, text out: an entry of a log is a paragraph, and so is what is said without a pause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.formats.encoding import decode
from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words

# Colours and other orders to a terminal (ECMA-48 5.4).
_ORDERS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE = re.compile(r"\r\n|\r|\n")
_TIMES = re.compile(r"\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})")
_TAGS = re.compile(r"</?(?:[biuscv]|font|ruby|rt|lang|\d{2}:)[^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
_LONGEST_PAUSE = 2.0  # seconds without words after which something else is said
_LONGEST_SAID = 600  # characters; a longer paragraph ends with the next sentence
_ENDS = tuple('.!?؟…”»"')


def read_log(data: bytes, limits: FileLimits) -> Extract:
    """The entries of a log: its lines, each with the indented lines that follow it. Raises Unreadable."""
    text = _CONTROLS.sub("", _ORDERS.sub("", decode(data).removeprefix("\ufeff")))
    builder = TextBuilder(limits.characters)
    entry: list[str] = []
    for line in (*_LINE.split(text), ""):
        if entry and not line[:1].isspace():
            builder.add("\n".join(entry))
            entry = []
        if line.strip():
            entry.append(line.rstrip())
    builder.add("\n".join(entry))
    return _with_words(builder, "lines")


def read_subtitles(data: bytes, limits: FileLimits) -> Extract:
    """What is said in subtitles (SRT, WebVTT), sentences whole; when it is said is boilerplate. Raises Unreadable."""
    builder = TextBuilder(limits.characters)
    said: list[str] = []
    until, n_cues = 0.0, 0
    for cue in _cues(decode(data).removeprefix("\ufeff")):
        n_cues += 1
        so_far = sum(map(len, said))
        pause = cue.start - until
        if said and (pause > _LONGEST_PAUSE or pause < 0 or (so_far > _LONGEST_SAID and said[-1].endswith(_ENDS))):
            builder.add(" ".join(said))
            said = []
        if not said and cue.words:
            builder.add(cue.time, boilerplate=True)
        said += [cue.words] if cue.words else []
        until = cue.end
    builder.add(" ".join(said))
    if not n_cues:
        raise Unreadable(
            "other_format",
            "has no subtitles: no line such as 00:00:01,000 --> 00:00:02,500. Give it the suffix of what it is.",
        )
    return _with_words(builder, "subtitles")


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words and when they are shown, in seconds; `time` is the beginning as the file writes it."""

    time: str
    start: float
    end: float
    words: str


def _cues(text: str) -> Iterator[_Cue]:
    lines = _LINE.split(text)
    at = 0
    while at < len(lines):
        times = _TIMES.match(lines[at])
        at += 1
        if times is None:
            continue
        words: list[str] = []
        while at < len(lines) and lines[at].strip():
            words.append(_TAGS.sub("", lines[at]).strip())
            at += 1
        yield _Cue(times[1], _seconds(times[1]), _seconds(times[2]), " ".join(filter(None, words)))


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = 60 * total + float(part)
    return total


def _with_words(builder: TextBuilder, what: str) -> Extract:
    return with_words(builder.extract(None), f"has no words in its {what}. Give a file to answer from.")
