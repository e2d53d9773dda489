"""From what the settings name to a folder that can be loaded, and how its model is used."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.files import checksum, model_name
from index.presets.kept import folder_of, is_here, read_lock
from index.presets.safe import json_of
from index.presets.table import KINDS, MODELS, PRESETS, Kind

log = logging.getLogger(__name__)

_HUB_ID = re.compile(r"(?P<id>[\w.-]+/[\w.-]+)(?:@(?P<revision>[0-9a-f]{40}))?")
CALIBRATION = "calibration.json"  # the one file of ours in a fetched folder


@dataclass(frozen=True, slots=True)
class Use:
    """How a model is used where its folder does not say so; None leaves it to the folder."""

    query: str | None = None  # words before a question
    passage: str | None = None  # words before a passage
    max_tokens: int | None = None  # of one input

    def __str__(self) -> str:
        said = [] if self.query is None else [f"question {self.query!r}", f"passage {self.passage!r}"]
        said += [] if self.max_tokens is None else [f"{self.max_tokens} tokens"]
        return f" ({', '.join(said)})" if said else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A model to load: its folder, what computes it, and how it is used."""

    kind: Kind
    folder: Path
    engine: str  # "openvino" or "torch"
    use: Use = Use()
    revision: str | None = None  # of a fetched model
    hub_id: str | None = None

    @property
    def name(self) -> str:
        """A name that changes whenever what the model says would; a store's recipe has the encoder's.

        A fetched model is named for its revision, whose bytes were compared when they came; others for their bytes.
        """
        if self.revision is None or self.hub_id is None:
            return f"{model_name(self.folder)}{self.use}"
        name = f"{self.hub_id.partition('/')[2]}-{self.revision[:12]}{self.use}"
        calibration = self.folder / CALIBRATION
        return f"{name}+{checksum(calibration)[:8]}" if calibration.is_file() else name


@dataclass(frozen=True, slots=True)
class Named:
    """A model on the hub as a setting writes it: `owner/name`, or `owner/name@` and 40 digits of a revision."""

    hub_id: str
    revision: str | None

    @classmethod
    def of(cls, value: str, root: Path) -> Named | None:
        """None for the path of a folder: one that is there, or that begins with a folder of the repository."""
        match = _HUB_ID.fullmatch(value)
        first = value.partition("/")[0]
        if match is None or (root / value).exists() or first in (".", "..", "~") or (root / first).is_dir():
            return None
        named = match["revision"]
        known = MODELS.get(match["id"])
        return cls(match["id"], named or (None if known is None else known.revision))


def chosen(preset: str, over: Mapping[str, str]) -> dict[Kind, str]:
    """What each part is to be: the preset's, or what is named over it; "" for no reranker."""
    names: dict[Kind, str] = {kind: over.get(kind) or getattr(PRESETS[preset], kind) for kind in KINDS}
    return names | {"reranker": "" if names["reranker"] == "none" else names["reranker"]}


def find_part(kind: Kind, value: str, *, root: Path, home: Path, engine: str) -> Part | None:
    """The part that a setting names, or None, with a warning, where it was not fetched: nothing is fetched here.

    `engine` computes plain BERT; models of other kinds are computed by torch. Raises LockError for a damaged lock.
    """
    named = Named.of(value, root)
    if named is None:
        folder = root / Path(value).expanduser()
        return Part(kind, folder, _engine(folder, engine))
    fetched = read_lock(home).get(named.hub_id)
    if fetched is None or named.revision not in (None, fetched.revision) or not is_here(home, named.hub_id, fetched):
        instead = "without a reranker" if kind == "reranker" else f"with the {kind} that ships"
        log.warning("%s is not on this machine; going on %s. Fetch it: python -m qa models fetch", value, instead)
        return None
    folder = folder_of(home, named.hub_id, fetched.revision)
    known = MODELS.get(named.hub_id)
    use = Use() if known is None else Use(max_tokens=known.max_tokens)
    if known is not None and kind == "encoder":
        use = Use(known.query, known.passage, known.max_tokens)
    return Part(kind, folder, _engine(folder, engine), use, fetched.revision, named.hub_id)


def _engine(folder: Path, engine: str) -> str:
    return engine if json_of(folder / "config.json").get("model_type", "bert") == "bert" else "torch"
