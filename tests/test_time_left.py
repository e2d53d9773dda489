"""How long a file that is being encoded still takes: by the passages that are done, and not a word where it is soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from own_sample import Clock, send, uploads

from chat.events.choosing import render_progress
from chat.html import STRINGS
from chat.uploads import Progress, Uploads
from corpus.document import Passage

_LONG = "\n\n".join(f"Paragraph {n}. " + "Something is said of it here. " * 14 for n in range(240)).encode()


def encoded(folder: Path, monkeypatch: pytest.MonkeyPatch, *, seconds: float) -> list[Progress]:
    """The steps of a file whose slices are each encoded in so many seconds."""
    clock = Clock()
    visitors = uploads(folder / "sent").visitors
    encode = visitors.workshop.encode

    def slowly(passages: Sequence[Passage]) -> Iterator[Any]:
        for part in encode(passages):
            clock.now += seconds
            yield part

    monkeypatch.setattr(visitors.workshop, "encode", slowly)
    return send(Uploads(visitors, folder / "sent", clock=clock), _LONG)  # type: ignore[return-value]


def test_the_rate_of_what_is_done_says_how_long_the_rest_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = encoded(tmp_path, monkeypatch, seconds=1.5)
    n = steps[-1].n
    assert n > 200
    assert [step.seconds_left for step in steps[:3]] == [None, None, None]  # read, none encoded, one slice of 16
    for step in steps[3:]:
        left = 1.5 * (n - step.n_done) / 16
        assert step.seconds_left == (pytest.approx(left) if left >= 5 else None)
    assert steps[-1].seconds_left is None


def test_of_a_file_that_is_soon_done_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = encoded(tmp_path, monkeypatch, seconds=0.12)
    assert len(steps) > 10 and not any(step.seconds_left for step in steps)


@pytest.mark.parametrize(
    ("seconds", "field", "value"),
    [(5.0, "seconds_left", 5), (11.0, "seconds_left", 15), (89.9, "seconds_left", 90), (90.1, "minutes_left", 2)],
)
def test_the_words_are_no_finer_than_the_estimate(seconds: float, field: str, value: int) -> None:
    shown = render_progress(Progress("a.pdf", 16, 200, seconds))
    for strings in STRINGS.values():
        assert getattr(strings, field).format(seconds=value, minutes=value) in shown
    assert 'class="left"' not in render_progress(Progress("a.pdf", 16, 200))
