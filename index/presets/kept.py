"""Where fetched models lie: one folder a revision, and `lock.json`, which pins revisions and checksums.

    var/models/lock.json
    var/models/intfloat--multilingual-e5-base/d13f1b27baf3/model.safetensors ...

All of it is read without a network. A model is in the lock once every file of it is there and whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index.files import checksum, replacing

LOCK = "lock.json"
_N_HEX = 12  # of a revision in a folder's name


class LockError(ValueError):
    """The lock cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A model of the lock: its revision in full, and size and sha256 of each of its files by name."""

    revision: str
    licence: str
    files: dict[str, tuple[int, str]]


def folder_of(home: Path, hub_id: str, revision: str) -> Path:
    """Where the files of a revision lie."""
    return home / hub_id.replace("/", "--") / revision[:_N_HEX]


def read_lock(home: Path) -> dict[str, Fetched]:
    """What was fetched, by hub id; empty where nothing was. Raises LockError for a damaged file."""
    path = home / LOCK
    try:
        values = json.loads(path.read_text("utf-8"))
        return {
            hub_id: Fetched(
                str(value["revision"]),
                str(value["licence"]),
                {str(name): (int(size), str(sha256)) for name, (size, sha256) in value["files"].items()},
            )
            for hub_id, value in values.items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LockError(f"{path} is damaged ({error}). Delete it and fetch again: python -m qa models fetch") from error


def write_lock(home: Path, hub_id: str, fetched: Fetched) -> None:
    """Puts the model into the lock, in place of an earlier revision of it."""
    values = {name: asdict(one) for name, one in (read_lock(home) | {hub_id: fetched}).items()}
    with replacing(home / LOCK) as waiting:
        waiting.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n", "utf-8")


def is_here(home: Path, hub_id: str, fetched: Fetched) -> bool:
    """Whether every file is there in its full length; their bytes are not read."""
    folder = folder_of(home, hub_id, fetched.revision)
    return all(_size(folder / name) == size for name, (size, _) in fetched.files.items())


def damage(home: Path, hub_id: str, fetched: Fetched) -> list[str]:
    """What is missing or has other bytes than were fetched, each in words; every byte is read."""
    folder, found = folder_of(home, hub_id, fetched.revision), []
    for name, (size, sha256) in sorted(fetched.files.items()):
        actual = _size(folder / name)
        if actual is None:
            found.append(f"{name} is missing")
        elif actual != size:
            found.append(f"{name} has {actual:,} bytes; {size:,} were fetched")
        elif checksum(folder / name) != sha256:
            found.append(f"{name} has other bytes than were fetched")
    return found


def advice(folder: Path) -> str:
    """How to bring a damaged model folder back, whether it ships or was fetched."""
    home = folder.parent.parent
    if (home / LOCK).is_file():
        return f"Fetch it again: python -m qa models fetch {folder.parent.name.replace('--', '/', 1)}"
    return "Put the folder back: git checkout -- models"


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
