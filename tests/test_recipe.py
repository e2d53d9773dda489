"""How a store says what it was made by, in the forms of all times, and what is done with an older one."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from store_sample import SPLIT, Letters, opened

from corpus.document import Document, Passage
from corpus.view import VIEWING
from index import passages
from index.manifest import Recipe
from index.passages import searched_text
from index.store import repair
from index.store.repair import rebuild
from index.store.segment import FILES, FOLDER

_OLD = {"encoder": "e", "split": {"max_tokens": 40}, "splitting": "a49054ce52413cc9", "folding": "de429f7a98b2c65a"}


@pytest.fixture
def first(tmp_path):
    """A store that the first version wrote."""
    return Path(shutil.copytree(Path(__file__).parent / "frozen" / "store_1", tmp_path / "store"))


def vectors(store):
    return np.concatenate([part.used() for part in store.index.dense.parts])


def test_recipes_of_all_forms():
    assert Recipe.from_json(json.dumps(_OLD)) == Recipe("e", {"max_tokens": 40}, 1, 1, 1)
    others = json.dumps(_OLD | {"splitting": "0123456789abcdef", "folding": "salvaged"})
    assert Recipe.from_json(others) == Recipe("e", {"max_tokens": 40}, 0, 0, 1)
    now = Recipe.of(Letters(), SPLIT)
    assert Recipe.from_json(now.to_json()) == now
    with pytest.raises(ValueError, match=r"A later version .* its recipe has sounding. Use that version"):
        Recipe.from_json(json.dumps(_OLD | {"sounding": 1}))


def test_damaged_files_of_an_older_store_are_made_again_as_they_were(first):
    whole = opened(first)
    before = vectors(whole), [whole.index.search([word], 9, leg="lexical")[0][0].score for word in ("wheat", "Basra")]
    (home,) = (first / FOLDER).iterdir()
    for name in FILES:
        (home / name).write_bytes(b"")
    again = opened(first)
    assert np.allclose(vectors(again), before[0], atol=1e-6)
    scores = [again.index.search([word], 9, leg="lexical")[0][0].score for word in ("wheat", "Basra")]
    assert scores == pytest.approx(before[1])


def test_vectors_of_a_view_that_nobody_can_read_by_are_not_kept(first, monkeypatch):
    passage = Passage(Document("x", "en", "t", "Text."), 0, 5)
    assert searched_text(passage, titled=True, viewing=1) == "t\nText."
    with pytest.raises(ValueError, match="viewing is 0; passages can be read by the versions"):
        searched_text(passage, titled=True, viewing=0)
    for module in (repair, passages):
        monkeypatch.setattr(module, "VIEWINGS", (VIEWING,))
    encoder = Letters()
    assert rebuild(first, lambda: encoder, SPLIT) == []
    assert encoder.n == len(vectors(opened(first)))
