"""What a saved index was made of, so that another one is never taken for it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.language import FOLDING
from corpus.split import SPLITTING, SplitSettings
from corpus.view import VIEWING
from index.files import checksum, replacing

if TYPE_CHECKING:
    from index.encode import Encoder
    from index.presets import Part

# Raise it when the files of a saved index change their meaning.
_FORMAT = 3
# Stores of before the versions had numbers say, by the start of a sha256 of source files, what is version 1.
_FIRST = {"splitting": "a49054ce52413cc9", "folding": "de429f7a98b2c65a"}

FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a saved index depends on. Equal inputs make equal indexes."""

    format: int
    encoder: str
    dim: int
    documents: dict[str, str]  # sha256 of each document by id, in order
    split: dict[str, int]
    splitting: int
    folding: int
    viewing: int

    @classmethod
    def of(cls, documents: Sequence[Document], encoder: Encoder, split: SplitSettings) -> Inputs:
        """The inputs of an index of these documents. Raises ValueError where two have one id."""
        sums = {document.doc_id: _document_checksum(document) for document in documents}
        if len(sums) < len(documents):
            ids = [document.doc_id for document in documents]
            double = next(doc_id for doc_id in ids if ids.count(doc_id) > 1)
            raise ValueError(f"Two documents have the id {double!r}. Give one of them another.")
        made = dataclasses.asdict(split), SPLITTING, FOLDING, VIEWING
        return cls(_FORMAT, encoder.name, encoder.dim, sums, *made)

    def key(self) -> str:
        """A short name of these inputs, fit for a folder."""
        text = json.dumps([dataclasses.asdict(self), list(self.documents)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How documents become passages, vectors and words: everything that an index depends on but the documents."""

    encoder: str  # its name, which says its tokenizer's files, prefixes and length
    split: dict[str, int]
    splitting: int  # version of how sentences and passages are found; 0 for one that is not known any more
    folding: int  # version of how words are folded
    viewing: int = 1  # version of what is read of a passage

    @classmethod
    def of(cls, encoder: Encoder | Part, split: SplitSettings) -> Recipe:
        """The recipe of the present code with an encoder; one that is not loaded will do where nothing is encoded."""
        return cls(encoder.name, dataclasses.asdict(split), SPLITTING, FOLDING, VIEWING)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """What `to_json` wrote, or an earlier program: checksums of source files stood where versions are now.

        Raises ValueError for what a later program wrote.
        """
        values = json.loads(text)
        unknown = sorted(values.keys() - {known.name for known in dataclasses.fields(cls)})
        if unknown:
            raise ValueError(
                f"A later version of this program made the index: its recipe has {', '.join(unknown)}. "
                "Use that version, or add the documents to a new folder."
            )
        for name, first in _FIRST.items():
            if isinstance(values[name], str):
                values[name] = int(values[name] == first)
        return cls(**values)

    def to_json(self) -> str:
        """The values as JSON, the same for equal recipes."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    def answers(self, now: Recipe) -> bool:
        """Whether what was made by this recipe can be searched with the encoder and the code of `now`.

        Passages are offsets into texts that are kept: older ones are cut or folded otherwise, which costs some
        recall, and are as exact. Vectors of another encoder mean nothing.
        """
        return self.encoder == now.encoder

    def differences(self, other: Recipe) -> list[str]:
        """What differs, each in words that say this recipe's first; empty for equal ones."""
        names = [known.name for known in dataclasses.fields(self)]
        pairs = [(name, getattr(self, name), getattr(other, name)) for name in names]
        return [f"{name} was {mine} and is now {theirs}" for name, mine, theirs in pairs if mine != theirs]


def write_manifest(folder: Path, inputs: Inputs, names: Iterable[str]) -> None:
    """Writes manifest.json: the inputs, and the checksums of the folder's files of these names."""
    values = {"inputs": dataclasses.asdict(inputs), "sha256": {name: checksum(folder / name) for name in names}}
    with replacing(folder / FILE_NAME) as waiting:
        waiting.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def mismatch(folder: Path, inputs: Inputs, names: Iterable[str]) -> str | None:
    """Why the index saved in the folder is not the one of these inputs, whole and unchanged; None when it is."""
    try:
        values = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        if values["inputs"] != json.loads(json.dumps(dataclasses.asdict(inputs))):
            return "it was built from other documents, settings or models"
        for name in names:
            if values["sha256"][name] != checksum(folder / name):
                return f"{name} is damaged"
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{FILE_NAME} or a file it names cannot be read ({type(error).__name__}: {error})"
    return None


def _document_checksum(document: Document) -> str:
    sections = [dataclasses.astuple(section) for section in document.sections]
    described = json.dumps([document.lang, document.title, sections, list(document.boilerplate)], ensure_ascii=False)
    total = hashlib.sha256(described.encode("utf-8", "surrogatepass"))
    total.update(document.text.encode("utf-8", "surrogatepass"))
    return total.hexdigest()
