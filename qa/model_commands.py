"""`python -m qa models list|fetch|check`: the models of others that can answer, fetched once, and checked."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.presets import (
    KINDS,
    MODELS,
    PRESETS,
    HubError,
    Kind,
    Listing,
    LockError,
    Named,
    damage,
    fetch,
    is_here,
    list_model,
    read_lock,
)
from qa.errors import ModelError
from qa.settings import ROOT, ModelSettings, Settings, SettingsError, read_settings

COMMANDS = ("list", "fetch", "check")
_STEP = 5  # percent of a download between two lines


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all is done and whole, 1 when something is not, 2 where nothing could begin."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    try:
        return int(given.run(given, read_settings(given.settings)))
    except (HubError, LockError, ModelError, SettingsError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa models", description="Models of others, for [models] preset.")
    parser.add_argument("--settings", type=Path, default=ROOT / "settings.toml", help="(default %(default)s)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], said: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=said, description=f"{said[0].upper()}{said[1:]}.")
        added.set_defaults(run=run)
        return added

    command("list", _list, "presets and models, with licence and size, and which are here")
    fetched = command("fetch", _fetch, "bring models here; licence and size are shown before anything is")
    fetched.add_argument(
        "names", nargs="*", metavar="NAME", help="a preset or a hub id; what the settings name if none"
    )
    fetched.add_argument("--kind", choices=KINDS, default="encoder", help="of a hub id that no preset knows")
    fetched.add_argument("--yes", action="store_true", help="do not ask")
    command("check", _check, "compare what was fetched with its checksums, and load what the settings name")
    return parser


def _list(given: argparse.Namespace, settings: Settings) -> int:
    home, lock = settings.models.home, read_lock(settings.models.home)
    for name, preset in PRESETS.items():
        parts = ", ".join(filter(None, (getattr(preset, kind) for kind in KINDS)))
        print(f"{'*' if name == settings.models.preset else ' '} {name}: {parts}")
    print()
    for hub_id, model in MODELS.items():
        fetched = lock.get(hub_id)
        here = f"here, {fetched.revision[:12]}" if fetched and is_here(home, hub_id, fetched) else "not here"
        print(f"{model.kind:9} {hub_id}: {model.licence}, {_size(model.n_bytes)}, {here}")
        if model.note:
            print(f"          {model.note}")
    for hub_id in sorted(lock.keys() - MODELS.keys()):
        print(f"          {hub_id}: {lock[hub_id].licence}, here, {lock[hub_id].revision[:12]}")
    return 0


def _fetch(given: argparse.Namespace, settings: Settings) -> int:
    wanted = _wanted(given.names, given.kind, settings.models)
    home = settings.models.home
    lock = read_lock(home)
    missing = {
        hub_id: (named, kind)
        for hub_id, (named, kind) in wanted.items()
        if hub_id not in lock
        or named.revision not in (None, lock[hub_id].revision)
        or damage(home, hub_id, lock[hub_id])
    }
    if not missing:
        print(
            "Nothing is to be fetched: all of it is here." if wanted else "Nothing is to be fetched: all of it ships."
        )
        return 0
    listings = []
    for named, kind in missing.values():
        # What was pinned at the first fetch stays the revision until another one is named.
        pinned = lock[named.hub_id].revision if named.revision is None and named.hub_id in lock else named.revision
        listings.append(list_model(Named(named.hub_id, pinned), kind))
    for listing in listings:
        print(f"{listing.hub_id} at {listing.revision}: {listing.licence}, {_size(listing.n_bytes)}")
    if not (given.yes or _agreed(sum(listing.n_bytes for listing in listings), home)):
        return 1
    for listing in listings:
        print(f"{listing.hub_id}: {fetch(listing, home, _Percent(listing))}")
    return 0


def _wanted(names: Sequence[str], kind: Kind, models: ModelSettings) -> dict[str, tuple[Named, Kind]]:
    """The models on the hub among the presets and ids named, or among what the settings name; by hub id."""
    values: list[tuple[str, Kind]] = []
    for name in names:
        if name in PRESETS:
            values += [(getattr(PRESETS[name], each), each) for each in KINDS]
        else:
            if Named.of(name, ROOT) is None:
                raise ModelError(f"{name} is no preset ({', '.join(PRESETS)}) and no hub id, owner/name.")
            known = MODELS.get(name.partition("@")[0])
            values.append((name, kind if known is None else known.kind))
    values = values if names else [(models.named(each), each) for each in KINDS]
    found = [(Named.of(value, ROOT), each) for value, each in values if value]
    return {named.hub_id: (named, each) for named, each in found if named is not None}


def _agreed(n_bytes: int, home: Path) -> bool:
    if not sys.stdin.isatty():
        print("Nothing was fetched. Say --yes where nobody can be asked.", file=sys.stderr)
        return False
    return input(f"Fetch {_size(n_bytes)} into {home}? [y/N] ").strip().lower() in ("y", "yes")


def _check(given: argparse.Namespace, settings: Settings) -> int:
    home, n_problems = settings.models.home, 0
    for hub_id, fetched in read_lock(home).items():
        for problem in (found := damage(home, hub_id, fetched)):
            print(f"problem: {hub_id}: {problem}. Fetch it again: python -m qa models fetch {hub_id}", file=sys.stderr)
        n_problems += len(found)
        if not found:
            print(f"whole: {hub_id} at {fetched.revision}")
    if n_problems:
        return 1
    from index.sentence_encoder import best_device
    from qa.models import load_models

    started = time.perf_counter()
    models = load_models(settings)
    print(f"loaded in {time.perf_counter() - started:.1f} s; torch computes on {best_device()}")
    for part, name in models.names.items():
        print(f"{part}: {name}")
    return 0


class _Percent:
    """Says how much of a model came, some times."""

    def __init__(self, listing: Listing) -> None:
        self._listing, self._n, self._said = listing, 0, 0

    def __call__(self, n_bytes: int) -> None:
        self._n += n_bytes
        percent = 100 * self._n // max(1, self._listing.n_bytes)
        if percent >= self._said + _STEP or percent == 100 > self._said:
            self._said = percent
            print(f"  {percent} % of {_size(self._listing.n_bytes)}", file=sys.stderr, flush=True)


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:.2f} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.0f} MB"
