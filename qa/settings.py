"""The settings in use, read once per entry point and passed down by argument."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from corpus.split import SplitSettings
from index.build import IndexSettings
from index.fuse import FuseSettings
from index.lexical import LexicalSettings
from qa.reader import ReadSettings

ROOT = Path(__file__).resolve().parent.parent

T = TypeVar("T")


class SettingsError(ValueError):
    """settings.toml holds something that no part of the program reads."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Local folders, seen from the repository's root. Nothing is ever fetched."""

    encoder: str = "models/encoder"  # sentence-transformers folder
    reader: str = "models/reader"  # transformers span model, with calibration.json
    translation: str = "models/translation"  # word translation tables
    engine: str = "openvino"  # what computes encoder and reader; "torch" where OpenVINO does not run

    def __post_init__(self) -> None:
        if self.engine not in ("openvino", "torch"):
            raise SettingsError(f'[models]: engine is {self.engine!r}; it needs to be "openvino" or "torch".')


@dataclass(frozen=True, slots=True)
class AskSettings:
    """From a question to an answer."""

    k: int = 6  # passages read for one question; more cost time in proportion
    min_confidence: float = 0.2  # probability below which the program refuses; chosen on the questions kept for it
    max_characters: int = 2000  # of a question; a longer one is refused before any work
    n_nearest: int = 3  # closest passages offered with a refusal


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What the page offers; here and not in `chat`, because the settings come before it."""

    feedback: bool = True  # whether visitors can judge answers
    feedback_file: str = "var/feedback.sqlite"  # where that is kept, seen from the repository's root
    uploads: bool = True  # whether visitors can bring documents of their own


@dataclass(frozen=True, slots=True)
class UploadSettings:
    """What a visitor may bring to the page, and for how long. All of it is kept in memory."""

    n_documents: int = 10  # of one visitor
    file_bytes: int = 20_000_000  # of one file; a report with pictures fits
    n_passages: int = 2_000  # of one visitor's documents together: some 500 pages, and minutes of encoding
    n_visitors: int = 20  # with documents at once; 2,000 passages take some 10 MB
    idle_minutes: float = 60.0  # without use, after which a visitor's documents are deleted
    closed_seconds: float = 120.0  # after the page was closed or lost its connection, likewise


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
        raise SettingsError(f"No settings in {path}. Restore the file or name another one.") from None
    except tomllib.TOMLDecodeError as error:
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
    return dataclasses.replace(defaults, **values)  # type: ignore[type-var]
