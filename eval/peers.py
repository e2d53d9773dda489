"""The nearest peers that run offline, given the same passages and the same reader weights: `pip install '.[peers]'`.

haystack_bm25 is Haystack's in-memory BM25 as it comes; haystack_reader its extractive reader and txtai_reader txtai's
Questions pipeline, both over what our search found. The only file that knows either library.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module  # by name: neither library is there when types are checked
from pathlib import Path

from corpus.document import Passage
from index.hit import Hit

PEERS = ("haystack_bm25", "haystack_reader", "txtai_reader")

# Read when Haystack is imported: nothing is to be reported to anyone.
os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")


class HaystackBm25:
    """Haystack's in-memory store and BM25 with their defaults. Raises ImportError where it is not installed."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        document = import_module("haystack").Document
        store = import_module("haystack.document_stores.in_memory").InMemoryDocumentStore()
        retrievers = import_module("haystack.components.retrievers.in_memory")
        self.passages = passages
        store.write_documents(
            [document(id=str(i), content=passage.text) for i, passage in enumerate(passages)]  # ids: equal texts differ
        )
        self.retriever = retrievers.InMemoryBM25Retriever(store)

    def search(self, questions: Sequence[str], k: int) -> list[list[Hit]]:
        """As every retriever, but a list holds only passages that share a word with the question."""
        found = []
        for question in questions:
            documents = self.retriever.run(query=question, top_k=k)["documents"]
            ranked = enumerate(documents, 1)
            found.append([Hit(self.passages[int(one.id)], float(one.score or 0.0), rank) for rank, one in ranked])
        return found


class HaystackReader:
    """Haystack's extractive reader with its defaults, on the CPU. Raises ImportError where it is not installed."""

    def __init__(self, folder: Path) -> None:
        readers = import_module("haystack_integrations.components.readers.transformers")
        device = import_module("haystack.utils").ComponentDevice.from_str("cpu")
        self.document = import_module("haystack").Document
        self.reader = readers.TransformersExtractiveReader(model=str(folder), device=device, top_k=1)
        self.reader.warm_up()

    def __call__(self, question: str, hits: Sequence[Hit]) -> str:
        """Its surest answer; "" where it is surer that there is none."""
        documents = [self.document(id=str(hit.rank), content=hit.passage.text) for hit in hits]
        answers = self.reader.run(query=question, documents=documents)["answers"] if documents else []
        best = max(answers, key=lambda answer: float(answer.score), default=None)
        return "" if best is None or best.data is None else str(best.data)


class TxtaiReader:
    """txtai's Questions, which reads one text. Raises ImportError where it is not installed."""

    def __init__(self, folder: Path) -> None:
        self.questions = import_module("txtai.pipeline").Questions(str(folder), gpu=False)

    def __call__(self, question: str, hits: Sequence[Hit]) -> str:
        """Its answer from the best passage; "" where it gives none."""
        if not hits:
            return ""
        try:
            return str(self.questions([question], [hits[0].passage.text])[0] or "")
        except TypeError:  # txtai 9.14 breaks down where its best span lies in the question
            return ""
