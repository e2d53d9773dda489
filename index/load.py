"""The encoder that a program's settings name: each engine is imported where it is asked for."""

from __future__ import annotations

from pathlib import Path

from index.encode import Encoder, EncoderError
from index.presets import Part


def load_encoder(folder: Path, engine: str) -> Encoder:
    """The encoder of a folder that says all of itself, computed by "openvino" or "torch"; as `load_part`."""
    return load_part(Part("encoder", folder, engine))


def load_part(part: Part) -> Encoder:
    """The part's encoder, on a GPU where torch computes it and finds one. EncoderError says what is missing or damaged.

    The engine "simulated" is OpenVINO's 8 bits as they round, wherever it runs, to measure what they cost.
    """
    if part.engine == "torch":
        from index.sentence_encoder import SentenceEncoder

        return SentenceEncoder(part)
    try:
        from index.graph_encoder import GraphEncoder
    except ImportError as error:
        raise EncoderError(no_openvino(error)) from error
    return GraphEncoder(part)


def no_openvino(error: ImportError) -> str:
    """What to do where OpenVINO does not run."""
    return (
        f"OpenVINO cannot be loaded ({error}). Install the program again (python -m pip install -e .), or put "
        'engine = "torch" under [models] in settings.toml: the answers are the same, some times as late.'
    )
