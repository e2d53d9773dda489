"""Models that are handed out before they are loaded: what is known at once, who waits, what damage does."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from chat_sample import ARABIC, said

from chat.conversation import Notice, answer_turn
from chat.html import STRINGS, render_conversation
from chat.library import Collection, Library
from chat.opening import open_uploads
from index.encode import vector_size
from index.load import load_encoder
from qa.answer import Answer, Refusal
from qa.errors import ModelError
from qa.loading import Loading, Once
from qa.pipeline import open_pipeline
from qa.settings import read_settings


@pytest.fixture
def settings(tmp_path: Path, tiny_encoder: Path, tiny_reader: Path):
    shutil.copytree(tiny_reader, tmp_path / "reader")
    found = read_settings()
    models = replace(found.models, encoder=str(tiny_encoder), reader=str(tmp_path / "reader"))
    return replace(found, models=models)


def damage(settings) -> None:
    Path(settings.models.reader, "model.safetensors").write_bytes(b"no weights")


def test_what_is_known_before_is_what_is_loaded_then(settings) -> None:
    loading = Loading(settings)
    encoder = load_encoder(Path(settings.models.encoder), "openvino")
    early = loading.models.encoder
    assert (early.name, early.dim, loading.is_done) == (encoder.name, encoder.dim, False)
    assert loading.models.names["reader"].startswith("reader-")
    np.testing.assert_array_equal(early.encode_questions(["trade"]), encoder.encode_questions(["trade"]))
    assert early.count_tokens("trade grew") == encoder.count_tokens("trade grew") == 9
    assert not loading.is_done  # the reader was not needed yet
    loading.load()
    assert loading.is_done


def test_a_question_before_waits_and_is_answered(settings) -> None:
    loading = Loading(settings)
    uploads = open_uploads(loading.models, settings, Path(settings.models.reader).parent)
    pipeline = open_pipeline([ARABIC], settings=settings, models=loading.models)
    assert (uploads.visitors.nothing.documents, loading._reader.is_made) == ((), False)
    found: list[object] = []
    asking = threading.Thread(target=lambda: found.append(answer_turn(pipeline, "متى بدأت العلاقات؟").outcome))
    asking.start()
    loading.load()
    asking.join(60)
    assert isinstance(found[0], Answer | Refusal)
    assert answer_turn(pipeline, "شكرا").outcome.is_talk


def test_it_is_made_once_and_a_failure_is_kept() -> None:
    made: list[int] = []

    def slowly() -> str:
        time.sleep(0.05)
        made.append(1)
        return "here"

    def badly() -> str:
        made.append(2)
        raise ModelError("The weights are damaged.")

    once, failing = Once(slowly), Once(badly)
    waiting = [threading.Thread(target=once) for _ in range(4)]
    for one in waiting:
        one.start()
    for one in waiting:
        one.join()
    assert (made, once(), once.is_made) == ([1], "here", True)
    for _ in range(2):
        with pytest.raises(ModelError, match="The weights are damaged"):
            failing()
    assert (made, failing.is_made) == ([1, 2], False)


def test_a_missing_folder_is_seen_at_once_and_a_damaged_one_told_to_who_waits(settings) -> None:
    damage(settings)
    loading = Loading(settings)
    pipeline = open_pipeline([ARABIC], settings=settings, models=loading.models)
    with pytest.raises(ModelError, match=r"The reader in .*model\.safetensors cannot be read"):
        loading.load()
    turn = answer_turn(pipeline, "متى بدأت العلاقات؟")
    assert turn.outcome == Notice(None, "not_loaded")
    assert STRINGS["ar"].not_loaded in render_conversation([turn], ())
    shutil.rmtree(settings.models.reader)
    with pytest.raises(ModelError, match=r"config\.json is missing"):
        Loading(settings)


def test_the_page_says_that_models_are_loaded() -> None:
    from chat.events import Events

    class Nothing:
        documents: Sequence[object] = (ARABIC,)
        renderer = None

        def ask(self, question: str, before: Sequence[object] = ()) -> None:
            raise ModelError("damaged")

    is_loading = True
    library = Library([Collection("", Nothing())], is_loading=lambda: is_loading)
    shown = list(Events(library, n_turns=3).put_question([], None, "", said("trade?"), object()))
    assert STRINGS["en"].loading in shown[0][1]
    assert STRINGS["en"].not_loaded in shown[1][1]
    assert shown[1][0] == "trade?"  # back in the box
    is_loading = False
    first = next(iter(Events(library, n_turns=3).put_question([], None, "", said("trade?"), object())))
    assert STRINGS["en"].searching in first[1] and STRINGS["en"].loading not in first[1]


def test_the_size_is_the_last_layers(tiny_encoder: Path, tmp_path: Path) -> None:
    assert vector_size(tiny_encoder) == 32
    assert vector_size(Path(__file__).parent.parent / "models" / "encoder") == 384
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "modules.json").write_text("[]")
    assert vector_size(tmp_path) is None
