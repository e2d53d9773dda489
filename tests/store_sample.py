"""A store over an encoder that counts letters: seconds become milliseconds, and vectors can be worked out again."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from corpus.read import document_from_text
from corpus.split import SplitSettings
from index.lexical.translate import TranslationTable
from index.settings import IndexSettings
from index.store.legs import texts_of
from index.store.open import open_store
from index.store.writer import open_writer

SPLIT = SplitSettings(max_tokens=40)
TABLE = TranslationTable.of({"en": [("wheat", "قمح", 1.0)]})
QUESTIONS = ["How much wheat is sold?", "كم يباع من القمح؟", "copper number 7"]


@contextmanager
def in_memory():
    """A folder that is lost when the machine stops: where only the program's end matters, no disk is waited for."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Letters:
    """Vectors that count letters; `n` counts the passages it was asked for."""

    def __init__(self, name="letters-1", dim=8):
        self.name, self.dim, self.n = name, dim, 0

    def encode_questions(self, texts):
        rows = [[1 + sum(ord(letter) % self.dim == at for letter in text) for at in range(self.dim)] for text in texts]
        vectors = np.array(rows, np.float32).reshape(-1, self.dim)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_passages(self, texts):
        self.n += len(texts)
        return self.encode_questions(texts)

    def count_tokens(self, text):
        return len(text) // 2


def text_of(name, version=1, n_sentences=6):
    """A text of both languages that no other name or version has; of about half as many passages as sentences."""
    said = [
        f"In {name} of version {version} the {at}th lot of wheat is {at * version + len(name)} tons. "
        f"ويباع القمح رقم {at} في سوق {name} كل عام."
        for at in range(n_sentences)
    ]
    return f"{name} {version}\n\n" + "\n".join(said)


def item(source, text):
    """What `Writer.add` takes: as if the text had been read from the path."""
    return source, document_from_text(text, doc_id=source.rpartition("/")[2].partition(".")[0])


def writer(folder, encoder=None, split=SPLIT, **options):
    encoder = encoder or Letters()
    return open_writer(folder, lambda: encoder, split, **options)


def add(folder, encoder=None, **texts):
    """Adds texts by name, each from the path /in/NAME.txt; the changes."""
    with writer(folder, encoder) as opened:
        return opened.add([item(f"/in/{name}.txt", text) for name, text in texts.items()])


def opened(folder, encoder=None, split=SPLIT):
    return open_store(folder, encoder or Letters(), TABLE, IndexSettings(split=split))


def found(index, k=5):
    """Everything that a search tells, with scores."""
    return [
        [(hit.passage.document.doc_id, hit.passage.start, hit.passage.end, round(hit.score, 5)) for hit in hits]
        for leg in ("dense", "lexical", "fused")
        for hits in index.search(QUESTIONS, k, leg=leg)
    ]


def require_true_vectors(store):
    """Each passage's vector is its own: what a shifted or swapped row would break."""
    index = store.index
    expected = Letters().encode_passages(texts_of(index.passages))
    vectors = [np.zeros((0, 8), np.float32), *(part.used() for part in index.dense.parts)]
    assert np.allclose(np.concatenate(vectors), expected, atol=1e-6)
