"""Every way in which a model of a preset is loaded, on tiny models of the same architectures, against plain torch."""

from __future__ import annotations

import json
import pickle
import shutil

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from preset_models import KINDS, make
from safetensors.numpy import load_file, save_file
from transformers import AutoModel, AutoModelForQuestionAnswering, AutoModelForSequenceClassification

from corpus.document import Document, Passage
from index.encode import EncoderError
from index.hit import Hit
from index.load import load_part
from index.presets import Part, Use
from qa.errors import ModelError
from qa.reader import SpanReader
from qa.rerank import CrossEncoder

pytestmark = pytest.mark.models

E5 = Use("query: ", "passage: ", 24)
LONG = "متى بدأت trade " * 400


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """One folder for each architecture and part, made when it is first asked for."""
    made = {}

    def folder(architecture, part, **more):
        key = architecture, part, *more.items()
        if key not in made:
            made[key] = make(tmp_path_factory.mktemp(f"{architecture}-{part}"), architecture, part, **more)
        return made[key]

    return folder


def encoder(folder, use=E5, engine="torch"):
    return load_part(Part("encoder", folder, engine, use))


def reranker(folder, use=None):
    use = Use() if use is None else use
    return CrossEncoder(Part("reranker", folder, "torch", use))


def hit(text, score=0.0, lang="en"):
    return Hit(Passage(Document(text[:9], lang, "t", text), 0, len(text)), score, 1)


def plainly_encoded(folder, text, most):
    """Mean over the body's last states of the marks and the first tokens, at length 1."""
    from index.tokens import Tokenizer

    (tokens,) = Tokenizer(folder).texts([text], max_tokens=most)
    with torch.inference_mode():
        states = AutoModel.from_pretrained(folder)(input_ids=torch.tensor([tokens])).last_hidden_state[0]
    mean = states.mean(0).numpy()
    return mean / np.linalg.norm(mean), len(tokens)


@pytest.mark.parametrize("architecture", KINDS)
@pytest.mark.parametrize(("side", "prefix"), [("encode_questions", "query: "), ("encode_passages", "passage: ")])
def test_an_encoder_puts_the_tables_words_before_a_text_and_cuts_it_at_the_tables_length(
    folders, architecture, side, prefix
):
    folder = folders(architecture, "encoder")
    rows = getattr(encoder(folder), side)(["trade", LONG, "متى؟"])
    for row, text in zip(rows, ["trade", LONG, "متى؟"], strict=True):
        wanted, n_tokens = plainly_encoded(folder, prefix + text, 24)
        np.testing.assert_allclose(row, wanted, atol=2e-5)
        assert n_tokens <= 24
    assert abs(rows[0] @ plainly_encoded(folder, "trade", 24)[0]) < 0.9999  # without the prefix it is another


def test_both_engines_use_a_bert_of_others_alike(folders):
    folder = folders("bert", "encoder")
    ways = [encoder(folder, engine=engine) for engine in ("openvino", "torch")]
    assert ways[0].name == ways[1].name
    for side in ("encode_questions", "encode_passages"):
        ours, theirs = (getattr(way, side)(["trade", LONG]) for way in ways)
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_an_encoders_name_says_words_and_length(folders):
    folder = folders("xlm-roberta", "encoder")
    bare, used, longer = (encoder(folder, use).name for use in (Use(), E5, Use("query: ", "passage: ", 32)))
    assert used == f"{bare} (question 'query: ', passage 'passage: ', 24 tokens)"
    assert longer == f"{bare} (question 'query: ', passage 'passage: ', 32 tokens)"


@pytest.mark.parametrize("architecture", KINDS)
def test_a_readers_logits_are_the_models_own_whatever_stands_beside_a_window(folders, architecture):
    folder = folders(architecture, "reader")
    model = SpanReader(folder, engine="torch")._model
    texts = ["trade grew in 1992", "x", "متى بدأت العلاقات " * 5]
    windows = model.tokenizer.pairs("when?", texts, max_tokens=60, stride=8)
    starts, ends = model.logits(windows)
    plain = AutoModelForQuestionAnswering.from_pretrained(folder)
    assert len(windows.tokens) > len(texts)
    for row, mask in enumerate(windows.mask.astype(bool)):
        given = {"input_ids": torch.tensor(windows.tokens[row][mask].astype(np.int64))[None]}
        if architecture == "bert":
            given["token_type_ids"] = torch.tensor(windows.types[row][mask].astype(np.int64))[None]
        with torch.inference_mode():
            said = plain(**given)
        np.testing.assert_allclose(starts[row][mask], said.start_logits[0].numpy(), atol=1e-4)
        np.testing.assert_allclose(ends[row][mask], said.end_logits[0].numpy(), atol=1e-4)


@pytest.mark.parametrize("architecture", KINDS)
def test_a_reader_reads_a_long_passage_and_a_long_question(folders, architecture):
    reader = SpanReader(folders(architecture, "reader"), engine="torch")
    passages = [hit(LONG), hit("short words here")]
    proposals = reader.propose("question " * 300, passages)
    assert {id(each.hit) for each in proposals} == {id(each) for each in passages}
    for each in proposals:
        quote = each.hit.passage.text[each.start : each.end]
        assert quote == quote.strip() != ""


@pytest.mark.parametrize("architecture", ["xlm-roberta", "deberta-v2"])
@settings(max_examples=15, deadline=None)
@given(text=st.text(alphabet=" \n\tab1.متى|-#()«»ﷲé", min_size=1, max_size=60))
def test_a_space_that_a_token_holds_is_not_quoted(folders, architecture, text):
    for span in SpanReader(folders(architecture, "reader"), engine="torch").read("a متى?", [hit(text)]):
        assert span.text == text[span.start : span.end] == span.text.strip() != ""


@pytest.mark.parametrize("architecture", ["xlm-roberta", "bert"])
def test_a_reranker_orders_by_its_own_numbers_and_leaves_the_searchs_scores(folders, architecture):
    folder = folders(architecture, "reranker")
    ranker, plain = reranker(folder), AutoModelForSequenceClassification.from_pretrained(folder)
    texts = ["trade grew", "the embassy opened in 1992", "متى", "x y z", "rain"]
    numbers = []
    for text in texts:  # one window, no padding
        window = ranker._tokenizer.pairs("when?", [text], max_tokens=512, stride=8)
        given = {"input_ids": torch.tensor(window.tokens.astype(np.int64))}
        if architecture == "bert":
            given["token_type_ids"] = torch.tensor(window.types.astype(np.int64))
        with torch.inference_mode():
            numbers.append(float(plain(**given).logits[0, 0]))
    np.testing.assert_allclose(ranker.scores("when?", texts), numbers, atol=1e-4)
    hits = [Hit(hit(text).passage, -float(at), at + 1, 0.5) for at, text in enumerate(texts)]
    best = ranker.rerank("when?", hits, 3)
    assert [each.rank for each in best] == [1, 2, 3]
    wanted = np.argsort(-ranker.scores("when?", [f"t. {text}" for text in texts]))[:3]  # a view begins with the title
    assert [each.passage for each in best] == [hits[at].passage for at in wanted]
    assert [each.score for each in best] == [-float(at) for at in wanted]


def test_a_long_passage_counts_by_its_best_window(folders):
    ranker = reranker(folders("xlm-roberta", "reranker"), Use(max_tokens=40))
    text = " ".join(str(number) for number in range(200))
    windows = ranker._tokenizer.pairs("when?", [text], max_tokens=40, stride=64)
    single = [
        ranker.scores("when?", [text[each[kept].min() : each[kept].max()]])[0]
        for each, kept in zip(windows.offsets, windows.in_text, strict=True)
    ]
    assert len(single) > 5
    assert ranker.scores("when?", [text])[0] == pytest.approx(max(single), abs=0.5)
    assert ranker.rerank("when?", [], 3) == []


def test_a_classifier_with_two_outputs_is_no_reranker(folders):
    with pytest.raises(ModelError, match=r"no cross-encoder with one output: it has 2 outputs"):
        reranker(folders("xlm-roberta", "reranker", labels=2))
    with pytest.raises(ModelError, match=r"no cross-encoder with one output: it has no weights of bert\.pooler"):
        reranker(folders("bert", "reader"))


class _Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


LOADERS = {
    "encoder": (encoder, EncoderError),
    "reader": (lambda folder: SpanReader(folder, engine="torch"), ModelError),
    "reranker": (reranker, ModelError),
}


@pytest.mark.parametrize("part", LOADERS)
def test_a_pickle_in_place_of_safetensors_is_refused_and_not_read(folders, part, tmp_path):
    load, error = LOADERS[part]
    folder = shutil.copytree(folders("xlm-roberta", part), tmp_path / "model")
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Evil(tmp_path / "ran")))
    with pytest.raises(
        error, match=r"(lacks model\.safetensors|only as a pickle \(pytorch_model\.bin\), which can run)"
    ):
        load(folder)
    assert not (tmp_path / "ran").exists()


def test_a_pickle_in_a_modules_folder_is_refused(folders, tmp_path):
    folder = shutil.copytree(folders("xlm-roberta", "encoder"), tmp_path / "model")
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(pickle.dumps(_Evil(tmp_path / "ran")))
    with pytest.raises(EncoderError, match=r"2_Dense has its weights only as a pickle"):
        encoder(folder)
    assert not (tmp_path / "ran").exists()


def test_code_that_a_folder_brings_is_not_run(folders, tmp_path):
    folder = shutil.copytree(folders("xlm-roberta", "encoder"), tmp_path / "model")
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Module: ...\n")
    modules = json.loads((folder / "modules.json").read_text())
    (folder / "modules.json").write_text(
        json.dumps([*modules, {"idx": 3, "name": "3", "path": "", "type": "own.Module"}])
    )
    with pytest.raises(EncoderError, match=r"needs code of its own \(own\.Module\), which is never run"):
        encoder(folder)
    reading = shutil.copytree(folders("xlm-roberta", "reader"), tmp_path / "reader")
    config = json.loads((reading / "config.json").read_text())
    named = {"auto_map": {"AutoModelForQuestionAnswering": "own.Module"}}
    (reading / "config.json").write_text(json.dumps(config | named))
    shutil.copy(folder / "own.py", reading)
    with pytest.raises(ModelError, match=r"needs code of its own \(own\.Module\)"):
        SpanReader(reading, engine="torch")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("part", LOADERS)
@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_or_damaged_file_is_named(folders, part, name, tmp_path):
    load, error = LOADERS[part]
    folder = shutil.copytree(folders("xlm-roberta", part), tmp_path / "model")
    (folder / name).write_bytes((folder / name).read_bytes()[:-40])
    with pytest.raises(error, match=r"model.*(cannot be loaded|is damaged).*git checkout -- models"):
        load(folder)
    (folder / name).unlink()
    with pytest.raises(error, match=r"model.*(cannot be loaded|config\.json|lacks model\.safetensors)"):
        load(folder)


@pytest.mark.parametrize("part", LOADERS)
def test_weights_that_a_file_lacks_are_not_made_up(folders, part, tmp_path):
    load, error = LOADERS[part]
    folder = shutil.copytree(folders("xlm-roberta", part), tmp_path / "model")
    weights = load_file(folder / "model.safetensors")
    lost = next(name for name in weights if name.endswith("layer.1.output.dense.weight"))
    save_file(
        {name: each for name, each in weights.items() if name != lost}, folder / "model.safetensors", {"format": "pt"}
    )
    with pytest.raises(error, match=r"layer\.1\.output\.dense\.weight"):
        load(folder)
