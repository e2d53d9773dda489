"""What answers, loaded once: encoder, translation table and reader, shared by every pipeline of a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.encode import Encoder, EncoderError, load_encoder
from index.files import model_name
from index.lexical import TranslationError, TranslationTable
from qa.errors import ModelError
from qa.reader import Reader, SpanReader
from qa.settings import ROOT, Settings


@dataclass(frozen=True, slots=True)
class Models:
    """The loaded models. They hold nothing of a collection or a question, and may be used from several threads."""

    encoder: Encoder
    table: TranslationTable
    reader: Reader
    names: Mapping[str, str]  # of what answers, by part, for reports


def load_models(settings: Settings) -> Models:
    """The models that the settings name; some seconds. Raises ModelError for a missing or damaged folder."""
    translation = ROOT / settings.models.translation
    try:
        encoder = load_encoder(ROOT / settings.models.encoder, settings.models.engine)
        table = TranslationTable.load(translation)
    except (EncoderError, TranslationError) as error:
        raise ModelError(str(error)) from error
    reader = SpanReader(ROOT / settings.models.reader, settings.read, table, engine=settings.models.engine)
    names = {"encoder": encoder.name, "reader": reader.name, "translation": model_name(translation)}
    return Models(encoder, table, reader, names)
