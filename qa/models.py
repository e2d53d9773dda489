"""What answers, loaded once: encoder, translation table and reader, shared by every pipeline of a program."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from index.encode import Encoder, EncoderError
from index.files import model_name
from index.lexical import TranslationError, TranslationTable
from index.load import load_part
from index.presets import CALIBRATION, KINDS, PRESETS, Part, json_of
from qa.errors import ModelError
from qa.reader import Reader, SpanReader
from qa.rerank import CrossEncoder, Reranker
from qa.settings import ROOT, Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Models:
    """The loaded models. They hold nothing of a collection or a question, and may be used from several threads."""

    encoder: Encoder
    table: TranslationTable
    reader: Reader
    names: Mapping[str, str]  # of what answers, by part, for reports
    reranker: Reranker | None = None  # between search and reader; None reads the passages as they were found


def load_models(settings: Settings) -> Models:
    """The models that the settings name; some seconds. Raises ModelError for a missing or damaged folder.

    A model of the hub that was not fetched is told, and what ships stands in for it.
    """
    part = settings.models.required("encoder")
    encoder, table = load_vectors(part), load_table(settings)
    reader = load_reader(settings, table, part)
    return Models(encoder, table, reader, names_of(settings), load_reranker(settings))


def names_of(settings: Settings) -> dict[str, str]:
    """What answers, by part, for reports."""
    parts = {kind: settings.models.part(kind) for kind in KINDS}
    names = {kind: part.name for kind, part in parts.items() if part is not None}
    return names | {"translation": model_name(ROOT / settings.models.translation)}


def load_vectors(part: Part) -> Encoder:
    """The encoder alone. Raises ModelError."""
    try:
        return load_part(part)
    except EncoderError as error:
        raise ModelError(str(error)) from error


def load_table(settings: Settings) -> TranslationTable:
    """The translation table alone. Raises ModelError."""
    try:
        return TranslationTable.load(ROOT / settings.models.translation)
    except TranslationError as error:
        raise ModelError(str(error)) from error


def load_reranker(settings: Settings) -> Reranker | None:
    """The reranker alone; None where the settings name none. Raises ModelError."""
    part = settings.models.part("reranker")
    return None if part is None else CrossEncoder(part)


def load_reader(settings: Settings, table: TranslationTable, encoder: Part) -> SpanReader:
    """The reader that the settings name; `encoder` is the one beside it."""
    part = settings.models.required("reader")
    limit = part.use.max_tokens
    if limit is not None and settings.read.max_tokens > limit:
        raise ModelError(
            f"[read] max_tokens is {settings.read.max_tokens}; {part.name} reads at most {limit} at once. Lower it."
        )
    reader = SpanReader(part.folder, settings.read, table, engine=part.engine, name=part.name)
    path = part.folder / CALIBRATION
    if path.is_file() and not _fitted_beside(json_of(path).get("encoder"), encoder):
        log.warning(
            "The confidences of %s were fitted beside another encoder than %s, and leave its cosines out. Fit them "
            "anew on questions of yours: python -m train.calibrate --gold FILE",
            part.name,
            encoder.name,
        )
        reader.calibration = reader.calibration.without_cosine()
    return reader


def _fitted_beside(name: str | None, encoder: Part) -> bool:
    """Files from before the encoder was named were fitted beside the one that ships."""
    return encoder.folder == ROOT / PRESETS["embedded"].encoder if name is None else name == encoder.name
