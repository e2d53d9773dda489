"""The shipped article among its neighbours, with the shipped models: a database finds and answers what a store does."""

import json
from dataclasses import replace

import pytest

from corpus.read import shipped_articles
from eval.gold import read_documents
from index.manifest import Recipe
from index.postgres.address import Address
from index.postgres.push import push
from index.presets import Part
from index.sentence_encoder import SentenceEncoder
from index.store.writer import open_writer
from qa import Answer, Refusal, open_pipeline
from qa.models import load_models
from qa.settings import ROOT, Settings

pytestmark = [pytest.mark.models, pytest.mark.postgres]

QUESTIONS = ROOT / "eval" / "questions" / "article.jsonl"


class Once(SentenceEncoder):
    """Encodes the same questions once: they are asked in three legs, here and there."""

    def __init__(self, folder):
        super().__init__(Part("encoder", folder, "torch"))
        self._known = {}

    def encode_questions(self, texts):
        if tuple(texts) not in self._known:
            self._known[tuple(texts)] = super().encode_questions(texts)
        return self._known[tuple(texts)]


@pytest.fixture(scope="module")
def pipelines(postgres, tmp_path_factory):
    """One over a store, one over the database that it was pushed to."""
    url = postgres.url(options="?collection=shipped")
    folder, split = tmp_path_factory.mktemp("shipped") / "store", Settings().split
    encoder = Once(ROOT / "models" / "encoder")
    documents = [*shipped_articles(), *read_documents(QUESTIONS.with_name("neighbours.jsonl"))]
    with open_writer(folder, lambda: encoder, split) as writer:
        writer.add([(f"/in/{document.doc_id}.txt", document) for document in documents])
    push(folder, Address.of(url), lambda: pytest.fail("nothing is to be encoded"), Recipe.of(encoder, split))
    models = replace(load_models(Settings()), encoder=encoder)
    home, away = (open_pipeline(collection=where, models=models) for where in (folder, url))
    yield home, away
    away.retriever.readers.close()


def test_the_same_passages_for_every_question(pipelines):
    home, away = pipelines
    asked = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert len(asked) == 305 and len(away.retriever.passages) == len(home.retriever.passages) > len(home.documents)
    assert list(away.documents) == list(home.documents)
    for leg in ("dense", "lexical", "fused"):
        pairs = zip(home.retriever.search(asked, 8, leg=leg), away.retriever.search(asked, 8, leg=leg), strict=True)
        for here, there in pairs:
            assert [hit.passage for hit in there] == [hit.passage for hit in here]
            assert [hit.score for hit in there] == pytest.approx([hit.score for hit in here], abs=1e-4)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("متى بدأت العلاقات الدبلوماسية بين إيران وكازاخستان؟", Answer),
        ("When did diplomatic relations between Iran and Kazakhstan begin?", Answer),
        ("Who won the World Cup in 2018?", Refusal),
    ],
)
def test_the_same_answers(pipelines, question, kind):
    home, away = (pipeline.ask(question) for pipeline in pipelines)
    assert isinstance(away, kind)
    assert _rounded(away) == _rounded(home)


def _rounded(outcome):
    """The database sums a cosine in another order, so that the last digits of what is made of it differ."""
    return json.loads(json.dumps(outcome.to_json()), parse_float=lambda digits: pytest.approx(float(digits), abs=1e-5))
