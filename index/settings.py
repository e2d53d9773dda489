"""The settings in use: settings.toml, parsed in this one place, read once per entry point and passed down by argument.

All groups are here, those of the reader and of the chat too: each program reads the whole file and refuses each slip
in it, and reads it before anything large is loaded. What steers code that is light to import stands beside that code.
"""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from corpus.split import SplitSettings
from index.home import ROOT
from index.lexical import LexicalSettings
from index.presets import KINDS, PRESETS, Kind, LockError, Part, chosen, find_part

T = TypeVar("T")


class SettingsError(ValueError):
    """settings.toml holds something that no part of the program reads."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which models answer. Folders are seen from the repository's root or SANAD_HOME.

    Nothing is ever fetched but by `python -m qa models fetch`.
    """

    preset: str = "embedded"  # encoder, reader and reranker by name: those of `index/presets/table.py`
    # A part of its own over the preset's: a folder seen from the repository's root, or a hub id, "owner/name" or
    # "owner/name@" and a revision's 40 digits. Empty for the preset's.
    encoder: str = ""  # sentence-transformers folder
    reader: str = ""  # transformers span model; with calibration.json, or its confidences are a plain curve
    reranker: str = ""  # transformers cross-encoder between search and reader; "none" for none
    translation: str = "models/translation"  # word translation tables
    engine: str = "openvino"  # what computes BERT; "torch" where OpenVINO does not run; other models are torch's
    kept: str = "var/models"  # where fetched models lie

    def __post_init__(self) -> None:
        if self.engine not in ("openvino", "torch"):
            raise SettingsError(f'[models]: engine is {self.engine!r}; it needs to be "openvino" or "torch".')
        if self.preset not in PRESETS:
            raise SettingsError(f"[models]: preset is {self.preset!r}; it needs to be one of {sorted(PRESETS)}.")

    @property
    def home(self) -> Path:
        """Where fetched models lie."""
        return ROOT / self.kept

    def named(self, kind: Kind) -> str:
        """The folder or hub id of a part; empty for no reranker."""
        return chosen(self.preset, {each: getattr(self, each) for each in KINDS})[kind]

    def part(self, kind: Kind) -> Part | None:
        """The model to load for this part, or, after a warning, what ships where it was not fetched; None for none.

        Raises SettingsError for a damaged lock of fetched models.
        """
        for value in (self.named(kind), getattr(PRESETS["embedded"], kind)):
            try:
                part = find_part(kind, value, root=ROOT, home=self.home, engine=self.engine) if value else None
            except LockError as error:
                raise SettingsError(str(error)) from error
            if part is not None:
                return part
        return None

    def required(self, kind: Kind) -> Part:
        """`part` for a kind that every program has: "encoder" or "reader"."""
        part = self.part(kind)
        assert part is not None, "encoder and reader ship"
        return part


@dataclass(frozen=True, slots=True)
class FuseSettings:
    """How the legs are weighed. The class is here because `index.fuse` loads faiss, and settings are read without."""

    # Times the standardised cosine, and times the standardised BM25 score. Over eight development sets (each pair of
    # languages, in a collection of the documents' language and in one of both) recall@1 is flat from 1.25 to 2 to 1.
    dense_weight: float = 1.5
    lexical_weight: float = 1.0
    # Best passages of each leg that are compared. The leg's mean and deviation are computed over these; with few of
    # them the best passage cannot score far above the mean.
    depth: int = 100

    def __post_init__(self) -> None:
        if self.dense_weight < 0 or self.lexical_weight < 0 or self.dense_weight + self.lexical_weight == 0:
            raise ValueError(
                f"dense_weight is {self.dense_weight}, lexical_weight {self.lexical_weight}; "
                "they need 0 or more, and one of them more"
            )
        if self.depth < 1:
            raise ValueError(f"depth is {self.depth}; it needs 1 or more")


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """All settings of the index."""

    split: SplitSettings = field(default_factory=SplitSettings)
    lexical: LexicalSettings = field(default_factory=LexicalSettings)
    fuse: FuseSettings = field(default_factory=FuseSettings)


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How the reader reads passages. The class is here because `qa.reader` loads an engine."""

    max_question_tokens: int = 64  # a longer question is cut: the reader never saw longer ones
    max_tokens: int = 256  # of a window: question, passage and the three marks between them
    stride: int = 64  # tokens that neighbouring windows of a long passage share
    max_answer_tokens: int = 30
    n_spans: int = 8  # proposals returned for a question


@dataclass(frozen=True, slots=True)
class AskSettings:
    """From a question to an answer."""

    k: int = 6  # passages read for one question; more cost time in proportion
    # Probability below which the program refuses: the lowest from which, of 800 development questions, wrong answers
    # and refusals of what could be answered are together about as few as from any other (.25 to .4).
    min_confidence: float = 0.25
    max_characters: int = 2000  # of a question; a longer one is refused before any work
    n_nearest: int = 3  # closest passages offered with a refusal
    n_reranked: int = 20  # passages found that a reranker orders anew, where there is one; k of them are read


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What the page offers."""

    feedback: bool = True  # whether visitors can judge answers
    feedback_file: str = "var/feedback.sqlite"  # where that is kept, seen from the repository's root
    uploads: bool = True  # whether visitors can bring documents of their own


@dataclass(frozen=True, slots=True)
class UploadSettings:
    """What a visitor may bring to the page, and for how long. All of it is kept in memory."""

    n_documents: int = 10  # of one visitor
    file_bytes: int = 20_000_000  # of one file; a report with pictures fits
    # Of one visitor's PDFs, which are kept so that their pages can be shown; of those beyond the text alone is kept.
    original_bytes: int = 20_000_000
    n_passages: int = 2_000  # of one visitor's documents together: some 500 pages, and minutes of encoding
    ocr: bool = False  # whether pictures and scans are recognised, with Tesseract; 20 seconds are some 4 pages
    n_visitors: int = 20  # with documents at once; 2,000 passages take some 10 MB
    idle_minutes: float = 60.0  # without use, after which a visitor's documents are deleted
    place_minutes: float = 10.0  # without use, after which they are deleted where another visitor needs the place
    closed_seconds: float = 120.0  # after the page was closed or lost its connection, likewise


@dataclass(frozen=True, slots=True)
class WrittenSettings:
    """The model server that writes sentences over an answer; without an address nothing is written or sent."""

    # Where an OpenAI-compatible server answers, with its version: "http://127.0.0.1:11434/v1" for Ollama,
    # ":8000/v1" for vLLM, ":8080/v1" for llama.cpp. The question and the passages found are sent there.
    address: str = ""
    model: str = ""  # as the server calls it
    key_variable: str = ""  # the environment variable that holds the server's key; empty where it asks for none
    k: int = 4  # passages sent with one question
    connect_seconds: float = 3.0  # to reach the server
    silence_seconds: float = 30.0  # between two pieces of its answer: a cold model is loaded before the first
    seconds: float = 60.0  # for all of one answer

    def __post_init__(self) -> None:
        if not self.address:
            return
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f'address is {self.address!r}; it needs to be like "http://127.0.0.1:11434/v1"')
        if parts.username is not None or parts.password is not None:
            raise ValueError("address holds a key; name an environment variable in key_variable instead")
        if not self.model:
            raise ValueError("address is given and no model; say in model which one is to write")
        if self.k < 1 or min(self.connect_seconds, self.silence_seconds, self.seconds) <= 0:
            raise ValueError("k needs 1 or more, and each of the times more than 0")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that steers the program, one group a part."""

    models: ModelSettings = field(default_factory=ModelSettings)
    split: SplitSettings = field(default_factory=SplitSettings)
    lexical: LexicalSettings = field(default_factory=LexicalSettings)
    fuse: FuseSettings = field(default_factory=FuseSettings)
    read: ReadSettings = field(default_factory=ReadSettings)
    ask: AskSettings = field(default_factory=AskSettings)
    chat: ChatSettings = field(default_factory=ChatSettings)
    uploads: UploadSettings = field(default_factory=UploadSettings)
    written: WrittenSettings = field(default_factory=WrittenSettings)

    @property
    def index(self) -> IndexSettings:
        """Those that steer an index."""
        return IndexSettings(split=self.split, lexical=self.lexical, fuse=self.fuse)


def read_settings(path: Path | None = None) -> Settings:
    """The file's values over the defaults. Raises SettingsError naming an unknown key or a wrong type."""
    path = ROOT / "settings.toml" if path is None else path
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"No settings in {path}. Restore the file or name another one; where the program is not run from its "
            "repository, set SANAD_HOME to the folder that has settings.toml and models/."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    groups = {}
    for group in dataclasses.fields(Settings):
        groups[group.name] = _filled(group.default_factory(), values.pop(group.name, {}), f"{path}: [{group.name}]")  # type: ignore[operator]
    if values:
        raise SettingsError(f"{path}: unknown group {sorted(values)[0]!r}; known are {sorted(groups)}.")
    return Settings(**groups)


def _filled(defaults: T, values: dict[str, Any], where: str) -> T:
    known = {known.name: known for known in dataclasses.fields(defaults)}  # type: ignore[arg-type]
    for name, value in values.items():
        if name not in known:
            raise SettingsError(f"{where}: unknown key {name!r}; known are {sorted(known)}.")
        wanted = type(getattr(defaults, name))
        if not isinstance(value, (int, float) if wanted is float else wanted) or (wanted is bool) != isinstance(
            value, bool
        ):
            raise SettingsError(f"{where}: {name} is {value!r}; it needs to be of type {wanted.__name__}.")
    try:
        return dataclasses.replace(defaults, **values)  # type: ignore[type-var]
    except ValueError as error:  # a value that its group does not take
        raise SettingsError(f"{where}: {error}.") from error
