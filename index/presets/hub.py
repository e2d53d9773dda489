"""Fetching a model: what a revision holds, and its files, each compared with the hub's checksum before it counts.

Nothing else of the program uses the network, and this only where somebody asked to fetch. Of a revision only
descriptions, vocabularies and safetensors are taken. A file that is cut off stays as `NAME.part` and goes on there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.files import checksum, sync_folder, try_lock
from index.presets.kept import Fetched, folder_of, write_lock
from index.presets.parts import CALIBRATION, Named
from index.presets.table import MODELS, Borrowed, Kind

HUB = "https://huggingface.co"  # another one by HF_ENDPOINT, the name that its own programs use
PATIENCE = 5.0  # seconds for the first word of the hub
_SILENCE = 30.0  # seconds without a byte after which a download counts as cut off
_BLOCK = 1 << 20  # bytes
_REVISION = re.compile(r"[0-9a-f]{40}")
# Top-level and in the folders of sentence-transformers modules; exports for other engines lie in other folders.
_WANTED = re.compile(r"(\d+_[A-Za-z]+/)?[\w.-]+\.(json|safetensors)|README\.md|LICENSE(\.\w+)?")


class HubError(RuntimeError):
    """A model cannot be fetched. The message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a revision, with the hub's checksum of it: sha256 of a large file, git's sha1 of a small one."""

    hub_id: str
    revision: str
    name: str
    n_bytes: int
    sha256: str | None
    blob: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What would be fetched of a model."""

    hub_id: str
    revision: str
    licence: str
    files: tuple[File, ...]

    @property
    def n_bytes(self) -> int:
        """Of all files together."""
        return sum(file.n_bytes for file in self.files)


def list_model(named: Named, kind: Kind) -> Listing:
    """The files of the revision named, or of the main branch's where none is, with those the table borrows.

    Raises HubError within some seconds where the hub cannot be reached, and for a model without safetensors or
    a tokenizer.json.
    """
    known = MODELS.get(named.hub_id)
    listing = _listed(named.hub_id, named.revision or "main")
    files = tuple(file for file in listing.files if _WANTED.fullmatch(file.name))
    names = {file.name for file in files}
    if known is not None and known.borrowed is not None and known.borrowed.name not in names:
        files = (*files, _borrowed(listing, known.borrowed))
        names.add(known.borrowed.name)
    if not any(name.endswith(".safetensors") and "/" not in name for name in names):
        raise HubError(
            f"{named.hub_id} at {listing.revision} has no model.safetensors; other forms of weights can run code and "
            f"are not fetched. Name a revision that has it: {named.hub_id}@REVISION"
        )
    needed = {"config.json", "tokenizer.json", *(["modules.json"] if kind == "encoder" else [])}
    if missing := sorted(needed - names):
        raise HubError(
            f"{named.hub_id} at {listing.revision} has no {missing[0]}, without which no {kind} is loaded. "
            "Choose another."
        )
    return Listing(named.hub_id, listing.revision, known.licence if known else listing.licence, files)


def _borrowed(listing: Listing, said: Borrowed) -> File:
    """The other model's file. HubError where the hub does not show that it was made of what this model has, too."""
    theirs = {file.name: file for file in _listed(said.hub_id, said.revision).files}
    ours = {file.name: file for file in listing.files}
    one, other = ours.get(said.witness), theirs.get(said.witness)
    is_same = one is not None and other is not None and (one.sha256, one.blob) == (other.sha256, other.blob)
    if said.name not in theirs or not is_same:
        raise HubError(
            f"{listing.hub_id} at {listing.revision} has no {said.name}, and that of {said.hub_id} cannot stand in: "
            f"the two have no {said.witness} in common. Choose another, or a revision that has its own."
        )
    return theirs[said.name]


def fetch(listing: Listing, home: Path, told: Callable[[int], object]) -> Path:
    """Brings the files that are not there yet, and pins the model in the lock; `told` is how many bytes came at once.

    Returns the folder. Raises HubError where a download is cut off or its bytes are others than the hub said; what
    came of it stays, and the next fetch goes on from there.
    """
    folder = folder_of(home, listing.hub_id, listing.revision)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        for file in listing.files:
            path = folder / file.name
            path.parent.mkdir(exist_ok=True)
            if path.is_file() and _is_whole(path, file):
                told(file.n_bytes)
            else:
                _download(file, path, told)
        for path in folder.rglob("*"):
            ours = {CALIBRATION, *(file.name for file in listing.files)}
            if path.is_file() and path.relative_to(folder).as_posix() not in ours:
                path.unlink()  # of a revision with the same beginning, or a download that is not wanted any more
        sync_folder(folder)
        sums = {file.name: (file.n_bytes, checksum(folder / file.name)) for file in listing.files}
        write_lock(home, listing.hub_id, Fetched(listing.revision, listing.licence, sums))
    return folder


def _listed(hub_id: str, revision: str) -> Listing:
    asked = f"{_hub()}/api/models/{hub_id}/revision/{urllib.parse.quote(revision, safe='')}?blobs=true"
    try:
        found = json.loads(_soon(lambda: _read(asked), asked))
        exact = str(found["sha"])
        files = tuple(_file(hub_id, exact, each) for each in found["siblings"])
        licence = str((found.get("cardData") or {}).get("license", "not stated"))
    except urllib.error.HTTPError as error:
        error.close()  # it holds the connection
        what = {401: "asks for a login", 403: "asks for a login", 404: "is not known there"}.get(error.code)
        raise HubError(f"{hub_id} at {revision}: {_hub()} says {error.code}, {what or error.reason}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HubError(f"{_hub()} answered something else than a model's files ({error}). Try again later.") from error
    if not _REVISION.fullmatch(exact) or (_REVISION.fullmatch(revision) and exact != revision):
        raise HubError(f"{_hub()} answered with revision {exact!r} of {hub_id}; {revision} was asked for.")
    return Listing(hub_id, exact, licence, files)


def _file(hub_id: str, revision: str, said: dict[str, Any]) -> File:
    large = said.get("lfs") or {}
    return File(hub_id, revision, said["rfilename"], int(said["size"]), large.get("sha256"), said.get("blobId"))


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return bytes(answer.read())


def _soon(work: Callable[[], bytes], url: str) -> bytes:
    """What `work` returns, waited for PATIENCE seconds: looking up a name has no time limit of its own."""
    came: list[bytes] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            came.append(work())
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if came:
        return came[0]
    if failed and isinstance(failed[0], urllib.error.HTTPError):
        raise failed[0]
    why = getattr(failed[0], "reason", failed[0]) if failed else f"no answer within {PATIENCE:.0f} seconds"
    raise HubError(
        f"{urllib.parse.urlsplit(url).netloc} cannot be reached ({why}). The models that ship answer without it."
    ) from (failed[0] if failed else None)


def _download(file: File, path: Path, told: Callable[[int], object]) -> None:
    part = path.with_name(f"{path.name}.part")
    start = part.stat().st_size if part.is_file() else 0
    if start >= file.n_bytes:
        part.unlink(missing_ok=True)
        start = 0
    url = f"{_hub()}/{file.hub_id}/resolve/{file.revision}/{urllib.parse.quote(file.name)}"
    request = urllib.request.Request(url, headers={"Range": f"bytes={start}-"} if start else {})
    try:
        with urllib.request.urlopen(request, timeout=_SILENCE) as answer:
            goes_on = answer.status == 206  # a server that knows no ranges begins anew
            with part.open("ab" if goes_on else "wb") as kept:
                told(start if goes_on else 0)
                while block := answer.read(_BLOCK):
                    kept.write(block)
                    told(len(block))
                kept.flush()
                os.fsync(kept.fileno())
    except OSError as error:  # URLError and time-outs are OSErrors; so is a full disk
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise HubError(
            f"{file.name} of {file.hub_id} was cut off ({getattr(error, 'reason', error)}). Fetch again: it goes on "
            "from there."
        ) from error
    if part.stat().st_size < file.n_bytes:
        raise HubError(
            f"{file.name} of {file.hub_id} was cut off at {part.stat().st_size:,} of {file.n_bytes:,} bytes. "
            "Fetch again: it goes on from there."
        )
    if not _is_whole(part, file):
        part.unlink()
        raise HubError(f"{file.name} of {file.hub_id} came with other bytes than the hub said. Fetch it again.")
    part.replace(path)


def _is_whole(path: Path, file: File) -> bool:
    if path.stat().st_size != file.n_bytes:
        return False
    if file.sha256 is not None:
        return checksum(path) == file.sha256
    content = path.read_bytes()
    return file.blob == hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two fetches of one model would write into each other's files."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not try_lock(handle):
            raise HubError(f"Another program is fetching into {folder}. Wait for it.")
        yield
    finally:
        os.close(handle)


def _hub() -> str:
    return os.environ.get("HF_ENDPOINT", HUB).rstrip("/")
