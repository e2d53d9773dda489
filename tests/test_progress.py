"""Long work says how far it is and how long the rest takes, at a clock of our own."""

import logging
from types import SimpleNamespace

import pytest
from store_sample import SPLIT, Letters, add, opened, require_true_vectors, text_of

from corpus.split import SplitSettings
from index import progress
from index.progress import Progress, duration
from index.store.repair import rebuild


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (89, "1 min"), (3569, "59 min"), (3590, "1 h 0 min"),
     (7300, "2 h 2 min")],
)  # fmt: skip
def test_a_duration_in_words(seconds, said):
    assert duration(seconds) == said


def test_the_time_left_follows_the_pace(monkeypatch, caplog):
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    counted = Progress("passages encoded", 4000)
    with caplog.at_level(logging.INFO):
        for at, n in [(4, 500), (10, 500), (12, 500), (300, 1500), (400, 1000)]:
            now[0] = at
            counted.add(n)
    # Nothing before five seconds have passed since the last line, nor at the end.
    assert [record.getMessage() for record in caplog.records] == [
        "  1,000 of 4,000 passages encoded, about 30 s left",
        "  3,000 of 4,000 passages encoded, about 2 min left",
    ]


def test_a_rebuild_says_how_far_it_is_and_encodes_only_what_reads_otherwise(tmp_path, monkeypatch, caplog):
    add(tmp_path, short="One sentence.", a=text_of("a"), b=text_of("b"))
    monkeypatch.setattr(progress, "QUIET", -1.0)
    encoder, longer = Letters(), SplitSettings(max_tokens=SPLIT.max_tokens + 40)
    with caplog.at_level(logging.INFO):
        assert rebuild(tmp_path, lambda: encoder, longer) == []
    total = sum(len(document.text) for document in opened(tmp_path, split=longer).documents)
    lines = [record.getMessage() for record in caplog.records if "characters" in record.getMessage()]
    assert [line.split(" characters")[0] for line in lines] == [
        f"  13 of {total:,}", f"  {13 + len(text_of('a')):,} of {total:,}",
    ]  # fmt: skip
    store = opened(tmp_path, split=longer)
    require_true_vectors(store)
    n = len(store.index.passages)
    assert 0 < encoder.n < n
    assert f"  {encoder.n} of {n} passages had to be encoded" in caplog.text
