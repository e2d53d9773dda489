"""From settings to the models that answer: presets, parts over them, what stands in, and what a store says of it."""

from __future__ import annotations

import logging
import re
import shutil

import pytest
from hub_stub import REVISION, Hub, serving
from preset_models import make

from corpus.document import Document
from index.load import load_part
from index.presets import MODELS, PRESETS, Named, Part, Use, fetch, list_model
from index.settings import ROOT, ModelSettings, ReadSettings, SettingsError
from index.store import open_writer
from qa.errors import ModelError
from qa.models import load_reader
from qa.pipeline import open_pipeline
from qa.question import Question
from qa.reader import Calibration
from qa.settings import Settings

pytestmark = pytest.mark.models


def test_every_preset_names_models_of_the_table_and_every_revision_is_whole():
    for preset in PRESETS.values():
        for kind in ("encoder", "reader", "reranker"):
            value = getattr(preset, kind)
            named = Named.of(value, ROOT)
            assert (ROOT / value).is_dir() if named is None else MODELS[named.hub_id].kind == kind
    for model in MODELS.values():
        assert model.revision is None or re.fullmatch(r"[0-9a-f]{40}", model.revision)
        assert model.licence in ("MIT", "Apache-2.0", "CC-BY-4.0")
    e5 = [model for hub_id, model in MODELS.items() if hub_id.startswith("intfloat/")]
    assert {(model.query, model.passage, model.max_tokens) for model in e5} == {("query: ", "passage: ", 512)}


def test_parts_stand_over_the_preset():
    models = ModelSettings(preset="quality", reader="models/reader", reranker="none")
    assert models.named("encoder") == "intfloat/multilingual-e5-large"
    assert (models.named("reader"), models.named("reranker")) == ("models/reader", "")
    assert ModelSettings(reranker="BAAI/bge-reranker-v2-m3").named("reranker") == "BAAI/bge-reranker-v2-m3"


def test_an_unknown_preset_is_named():
    with pytest.raises(SettingsError, match=r"preset is 'best'; it needs to be one of \['balanced', 'embedded', 'qual"):
        ModelSettings(preset="best")


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (
            "intfloat/multilingual-e5-base",
            Named("intfloat/multilingual-e5-base", MODELS["intfloat/multilingual-e5-base"].revision),
        ),
        (f"some/model@{REVISION}", Named("some/model", REVISION)),
        ("some/model", Named("some/model", None)),
        ("models/encoder", None),
        ("models/encodr", None),  # a slip in a folder's name is not looked for on a hub
        ("./some/model", None),
        ("/srv/models/e5", None),
        ("some/model@main", None),
    ],
)
def test_a_hub_id_is_told_from_a_folder(value, named):
    assert Named.of(value, ROOT) == named


def test_what_was_not_fetched_is_said_and_what_ships_stands_in(tmp_path, caplog):
    models = ModelSettings(preset="quality", kept=str(tmp_path))
    parts = {kind: models.part(kind) for kind in ("encoder", "reader", "reranker")}
    assert parts["encoder"] == Part("encoder", ROOT / "models/encoder", "openvino")
    assert parts["reader"] == Part("reader", ROOT / "models/reader", "openvino")
    assert parts["reranker"] is None
    assert [record.getMessage() for record in caplog.records] == [
        "intfloat/multilingual-e5-large is not on this machine; going on with the encoder that ships. Fetch it: "
        "python -m qa models fetch",
        "deepset/xlm-roberta-large-squad2 is not on this machine; going on with the reader that ships. Fetch it: "
        "python -m qa models fetch",
        "BAAI/bge-reranker-v2-m3 is not on this machine; going on without a reranker. Fetch it: "
        "python -m qa models fetch",
    ]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Fetched models: an e5 and a reader of the table's names, in the revisions pinned, made on the spot."""
    home, hub = tmp_path_factory.mktemp("home"), Hub()
    with serving(hub) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", address)
        for hub_id, architecture in (
            ("intfloat/multilingual-e5-base", "xlm-roberta"),
            ("timpal0l/mdeberta-v3-base-squad2", "deberta-v2"),
            ("BAAI/bge-reranker-v2-m3", "xlm-roberta"),
        ):
            model = MODELS[hub_id]
            hub.put(hub_id, make(tmp_path_factory.mktemp("made"), architecture, model.kind))
            hub.revision = model.revision
            fetch(list_model(Named(hub_id, model.revision), model.kind), home, lambda n: None)
    return home


def test_a_fetched_model_is_used_as_the_table_says_and_named_for_its_revision(home):
    part = ModelSettings(preset="balanced", kept=str(home)).required("encoder")
    assert (part.use, part.engine) == (Use("query: ", "passage: ", 512), "torch")
    name = "multilingual-e5-base-d13f1b27baf3 (question 'query: ', passage 'passage: ', 512 tokens)"
    assert part.name == load_part(part).name == name
    reader = ModelSettings(preset="balanced", kept=str(home)).required("reader")
    assert reader.name == "mdeberta-v3-base-squad2-08d6e89c7a65 (512 tokens)"


def test_another_revision_than_was_fetched_does_not_count(home):
    named = f"intfloat/multilingual-e5-base@{REVISION}"
    assert ModelSettings(encoder=named, kept=str(home)).required("encoder").folder == ROOT / "models/encoder"


def test_fetched_models_answer_end_to_end_and_another_encoder_is_told_by_the_store(home, tmp_path, caplog):
    settings = Settings(models=ModelSettings(preset="balanced", reranker="BAAI/bge-reranker-v2-m3", kept=str(home)))
    text = "The embassy opened in 1992. Trade grew after that. Rain fell in spring."
    pipeline = open_pipeline([Document("d", "en", "Trade", text)], settings=settings)
    assert pipeline.models["reranker"] == "bge-reranker-v2-m3-953dc6f6f85a (1024 tokens)"
    asked = Question.of("When did the embassy open?")
    result = pipeline.answer_from(asked, pipeline.find(asked))
    assert 0 <= result.confidence <= 1
    assert any("has no calibration: its confidences are a plain curve" in each.getMessage() for each in caplog.records)

    encoder = load_part(settings.models.required("encoder"))
    with open_writer(tmp_path / "store", lambda: encoder, settings.split) as writer:
        writer.add([("d.txt", Document("d", "en", "Trade", text))])
    told = (
        r"encoder was multilingual-e5-base-d13f1b27baf3 \(question 'query: ', passage 'passage: ', 512 tokens\) and is "
        r"now encoder-.*python -m index --store .* rebuild"
    )
    with pytest.raises(ValueError, match=told):
        open_pipeline(settings=Settings(), collection=tmp_path / "store")


CURVE = '{"bias": -2, "reading": 1, "search": 0, "across": 0, "support": 0, "cosine": 4, "usual_cosine": 0.5%s}'


def test_a_calibration_beside_another_encoder_leaves_its_cosines_out(tmp_path, tiny_reader, tiny_encoder, caplog):
    folder = shutil.copytree(tiny_reader, tmp_path / "reader")
    settings = Settings(models=ModelSettings(reader=str(folder)))
    encoder = Part("encoder", tiny_encoder, "openvino")
    shipped = Part("encoder", ROOT / "models/encoder", "openvino")

    def curve(said, beside):
        (folder / "calibration.json").write_text(CURVE % said)
        caplog.clear()
        return load_reader(settings, None, beside).calibration, len(caplog.records)

    with caplog.at_level(logging.WARNING, "qa"):
        whole = Calibration(bias=-2.0, reading=1.0, cosine=4.0, usual_cosine=0.5)
        assert curve("", shipped) == (whole, 0)
        assert curve(f', "encoder": "{encoder.name}"', encoder) == (whole, 0)
        assert curve("", encoder) == (Calibration(bias=0.0, reading=1.0, usual_cosine=0.5), 1)
        assert "fitted beside another encoder" in caplog.records[0].getMessage()
        assert curve(f', "encoder": "{encoder.name}"', shipped)[1] == 1
    given = {"reading": 1.0, "search": 0.0, "across": False, "support": 0.0}
    assert whole.without_cosine().probability(**given, cosine=0.9) == pytest.approx(whole.probability(**given))


def test_a_window_longer_than_the_model_reads_is_refused(home):
    settings = Settings(models=ModelSettings(preset="balanced", kept=str(home)), read=ReadSettings(max_tokens=600))
    with pytest.raises(ModelError, match=r"max_tokens is 600; mdeberta-v3-base-squad2-.* reads at most 512"):
        load_reader(settings, None, settings.models.required("encoder"))
