"""From what the program was started with to a library: models are loaded once, and each collection is opened."""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from chat.feedback import Feedback, FeedbackError
from chat.html import About, Work
from chat.library import Collection, Library
from chat.options import program_version
from chat.prepared import FILE, read_prepared
from chat.uploads import Uploads
from chat.visitors import Visitors
from corpus.read import ARTICLES
from index.errors import StoreError
from index.files import try_lock
from index.postgres.address import Address, store_at
from qa.held import Workshop
from qa.models import Models
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import ROOT, Settings

_log = logging.getLogger(__name__)

_UPLOADS = "sanad-uploads-"


def open_library(
    stores: Sequence[str | Path],
    models: Models,
    settings: Settings,
    *,
    article: bool,
    visitors: Visitors | None = None,
    is_loading: Callable[[], bool] = lambda: False,
) -> Library:
    """The shipped article if `article`, then the stores: folders, named by their ends, then collections in databases.

    A store that cannot be opened is logged with the reason, and named on the page. Raises StoreError where
    nothing can be opened.
    """
    collections = [_shipped(models, settings)] if article else []
    reasons: dict[str, str] = {}
    for title, store in _titles([store_at(store) for store in stores]).items():
        try:
            pipeline = open_pipeline(settings=settings, collection=store, models=models)
            collections.append(_with_prepared(title, pipeline, store / FILE if isinstance(store, Path) else None))
        except (StoreError, OSError, ValueError) as error:
            reasons[title] = str(error)
    if not collections:
        raise StoreError(" ".join(reasons.values()) or "There is nothing to ask: name a --store.")
    for title, reason in reasons.items():
        _log.warning("The collection %s cannot be opened, the others can. %s", title, reason)
    return Library(collections, list(reasons), visitors, is_loading)


def about_program(models: Models, *, article: bool) -> About:
    """What the page says of itself: the models in use and, if it is asked, where the shipped article comes from."""
    works = []
    for path in sorted(ARTICLES.glob("*.about.json")) if article else []:
        said = json.loads(path.read_text(encoding="utf-8"))
        works.append(Work(said["title"], said["lang"], said["source"], said["licence"], said["taken"]))
    return About(program_version(), tuple(models.names.items()), works)


def open_uploads(models: Models, settings: Settings, data: Path | None = None) -> Uploads:
    """The way for visitors' own documents, over a new folder that is gone when the program has ended.

    It is made in `data`, or where the system puts such things; what a killed program left there is deleted.
    """
    return Uploads(Visitors(Workshop(models, settings), settings.uploads), new_folder(data))


def open_feedback(settings: Settings, models: Mapping[str, str], data: Path | None = None) -> Feedback | None:
    """The file of judgements, in `data` or where the settings say; None where it cannot be used, and why in the log."""
    path = ROOT / settings.chat.feedback_file
    try:
        return Feedback(path if data is None else data / path.name, models)
    except FeedbackError as error:
        _log.warning("Answers cannot be judged, all else works. %s", error)
        return None


def new_folder(parent: Path | None = None) -> Path:
    """A folder of this process alone, deleted at its end, and by the next process where this one is killed.

    A lock on the folder says that its process lives: the system lets go of it, however the process ends.
    """
    parent = Path(tempfile.gettempdir()) if parent is None else parent
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob(f"{_UPLOADS}*"):
        if left.is_dir() and not left.is_symlink() and left.stat().st_uid == os.getuid():
            lock = _lock(left)
            if lock is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)
    folder = Path(tempfile.mkdtemp(prefix=_UPLOADS, dir=parent))
    _lock(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _lock(folder: Path) -> int | None:
    """The folder's lock, held until it is closed or the process has ended; None where another process has it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    with suppress(OSError):
        if try_lock(handle):
            return handle
    os.close(handle)
    return None


def _shipped(models: Models, settings: Settings) -> Collection:
    return _with_prepared("", open_pipeline(settings=settings, models=models), ARTICLES / FILE)


def _with_prepared(title: str, pipeline: Pipeline, path: Path | None) -> Collection:
    """The collection with the questions that are prepared for its documents, where there is such a file."""
    prepared = () if path is None else read_prepared(path, pipeline.documents)
    return Collection(title, pipeline, tuple(one.question for one in prepared if one.is_example), prepared)


def _titles(stores: Sequence[Path | Address]) -> dict[str, Path | Address]:
    """The stores, each once: folders by the shortest ends of their paths that tell them apart, others by name."""
    paths = list(dict.fromkeys(store.resolve() for store in stores if isinstance(store, Path)))
    titles: dict[str, Path | Address] = {}
    for path in paths:
        parts = path.parts[1:] or path.parts
        ends = ["/".join(parts[-n:]) for n in range(1, len(parts) + 1)]
        others = ["/".join(("", *other.parts)) for other in paths if other != path]
        titles[next((end for end in ends if not any(other.endswith(f"/{end}") for other in others)), str(path))] = path
    for address in dict.fromkeys(store for store in stores if isinstance(store, Address)):
        names = chain([address.collection], (f"{address.collection} ({n})" for n in count(2)))
        titles[next(name for name in names if name not in titles)] = address
    return titles
