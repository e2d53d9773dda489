"""`python -m index --store DIR COMMAND`: a store of documents by hand."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.side import DocumentError
from corpus.sources import Sources, add_arguments
from index.errors import StoreError
from index.home import ROOT
from index.manifest import Recipe
from index.postgres.address import Address, store_at
from index.settings import Settings, read_settings
from index.store import FILE_NAME, Entry, check, listing, open_writer, rebuild, status

if TYPE_CHECKING:
    from index.encode import Encoder

# Characters of text that are kept together: some minutes of encoding are the most that an end can cost.
_BATCH = 60_000
_PATIENCE = 5.0  # seconds that another writer is waited for


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all that was asked for is done and on the disk, 1 when some of it is not, 2 where nothing could begin."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    logging.getLogger("index").setLevel(logging.INFO)
    try:
        store = store_at(given.store)
        if isinstance(store, Address):
            return _say(2, f"error: {store} is a database; this works on a folder. Bring it into one: pull ADDRESS")
        given.store = store
        return int(given.run(given, read_settings(given.settings)))
    # A slip in the settings is a ValueError; the encoder's errors are RuntimeErrors.
    except (StoreError, OSError, RuntimeError, ValueError) as error:
        return _say(2, f"error: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="Keep documents to ask questions of.")
    parser.add_argument("--store", required=True, metavar="DIR", help="the folder that they are kept in")
    parser.add_argument("--settings", type=Path, default=ROOT / "settings.toml", help="(default %(default)s)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], said: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=said, description=f"{said[0].upper()}{said[1:]}.")
        added.set_defaults(run=run)
        return added

    add = command("add", _add, "keep documents, or what changed in them")
    add_arguments(add)
    remove = command("remove", _remove, "take documents away; nothing of them is left")
    remove.add_argument("ids", nargs="+", metavar="ID", help="as `list` shows them")
    listed = command("list", _list, "the documents, in the order in which they were added")
    listed.add_argument("--json", action="store_true", help="print a JSON list")
    command("status", _status, "how much there is, and how it was made")
    command("check", _check, "read everything and compare it with its checksums")
    command("rebuild", _rebuild, "repair what is damaged, and bring all up to date with models, settings and code")
    for name, run, said in (
        ("push", _push, "make a collection in a PostgreSQL database what the store is"),
        ("pull", _pull, "make the store what a collection in a PostgreSQL database is"),
    ):
        moved = command(name, run, said)
        moved.add_argument("address", help="postgresql://USER@HOST:PORT/DATABASE?collection=NAME")
        moved.add_argument("--replace", action="store_true", help="though nothing of what is there would stay")
    return parser


def _add(given: argparse.Namespace, settings: Settings) -> int:
    sources = Sources.of(given)
    files, n_refused = _found(given.paths, sources)
    started, n_done, n_kept, n_changed = time.monotonic(), 0, 0, 0
    with open_writer(given.store, _encoder(settings), settings.split, patience=_PATIENCE) as writer:
        batches = _batches(files, sources)
        for batch, refused in batches:
            n_refused += refused
            try:
                changes = writer.add(batch)
            except StoreError as error:
                if not n_kept:
                    raise
                left = [source for source, _ in batch] + [source for rest, _ in batches for source, _ in rest]
                for source in left:
                    _say(1, f"not kept: {source}: {error}")
                n_refused += len(left)
                break
            n_kept += len(changes)
            n_changed += sum(change.kind != "unchanged" for change in changes)
            for change in changes:
                print(f"{change.kind}: {change.doc_id}  {change.source}", flush=True)
            n_done += len(batch) + refused
            if n_done < len(files):
                _say(0, f"{n_done} of {len(files)} files, {time.monotonic() - started:.0f} s")
    print(f"{n_kept} files kept ({n_changed} of them new or changed), {n_refused} refused")
    return 1 if n_refused else 0


def _found(paths: Sequence[str], sources: Sources) -> tuple[list[Path | str], int]:
    """The files and addresses that the paths name, each once, and how many of the paths name none."""
    files: list[Path | str] = []
    n_refused = 0
    for path in paths:
        try:
            files += sources.find(path)
            for other, why in sources.passed_over(path):
                _say(0, f"passed over: {other} {why}")
        except DocumentError as error:
            n_refused += _say(1, f"refused: {error}")
    return list(dict.fromkeys(file if isinstance(file, str) else file.resolve() for file in files)), n_refused


def _batches(files: Sequence[Path | str], sources: Sources) -> Iterator[tuple[list[tuple[str, Document]], int]]:
    """The documents in the files, some at a time, and how many files were refused on the way."""
    batch: list[tuple[str, Document]] = []
    n_characters = n_refused = 0
    for file in files:
        try:
            reading = sources.read(file)
        except DocumentError as error:
            n_refused += _say(1, f"refused: {error}")
            continue
        if reading.notices:
            _say(0, f"note: {file}: {reading.said}")
        batch.append((str(file), reading.document))
        n_characters += len(reading.document.text)
        if n_characters >= _BATCH:
            yield batch, n_refused
            batch, n_characters, n_refused = [], 0, 0
    if batch or n_refused:
        yield batch, n_refused


def _remove(given: argparse.Namespace, settings: Settings) -> int:
    listing(given.store)  # says so where there is no store
    with open_writer(given.store, _encoder(settings), settings.split, patience=_PATIENCE) as writer:
        unknown = writer.remove(given.ids)
    for doc_id in unknown:
        _say(1, f"not here: {doc_id}")
    print(f"{len(set(given.ids)) - len(set(unknown))} documents removed")
    return 1 if unknown else 0


def _list(given: argparse.Namespace, settings: Settings) -> int:
    entries = listing(given.store)
    if given.json:
        print(json.dumps([_shown(entry) for entry in entries], ensure_ascii=False, indent=2))
        return 0
    for entry in entries:
        print(f"{entry.doc_id}  {entry.lang}  {entry.n_passages} passages  {entry.title}")
    return 0


def _shown(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.doc_id,
        "title": entry.title,
        "lang": entry.lang,
        "sources": list(entry.sources),
        "n_passages": entry.n_passages,
        "n_characters": entry.n_characters,
        "added": entry.added,
    }


def _status(given: argparse.Namespace, settings: Settings) -> int:
    now = status(given.store)
    print(f"{now.n_documents:,} documents, {now.n_passages:,} passages, {now.n_characters:,} characters")
    print(f"{now.n_bytes:,} bytes in {now.n_segments} segments; {now.n_unused_rows:,} rows are of removed passages")
    if now.n_listed:
        print(f"{now.n_listed:,} passages are searched by shortlists")
    print(f"generation {now.generation}")
    if now.recipe is not None:
        made = {name: value for name, value in dataclasses.asdict(now.recipe).items() if name != "split"}
        print(", ".join(f"{name} {value}" for name, value in (made | now.recipe.split).items()))
    return 0


def _check(given: argparse.Namespace, settings: Settings) -> int:
    report = check(given.store, Recipe.of(settings.models.required("encoder"), settings.split))
    for note in report.notes:
        print(f"note: {note}")
    for problem in report.problems:
        _say(1, f"problem: {problem}")
    if report.problems:
        return _say(1, f"Repair it: python -m index --store {given.store} rebuild")
    print(f"whole: {report.n_documents:,} documents, {report.n_passages:,} passages, {report.n_segments} segments")
    return 0


def _rebuild(given: argparse.Namespace, settings: Settings) -> int:
    if not (given.store / FILE_NAME).exists():
        listing(given.store)  # says so where there is no store
    lost = rebuild(given.store, _encoder(settings), settings.split, patience=_PATIENCE)
    for entry in lost:
        _say(1, f"lost: {entry.doc_id}. Add it again: {', '.join(entry.sources) or entry.title}")
    now = status(given.store)
    print(f"{now.n_documents:,} documents, {now.n_passages:,} passages, {now.n_segments} segments; {len(lost)} lost")
    return 1 if lost else 0


def _push(given: argparse.Namespace, settings: Settings) -> int:
    address = Address.of(given.address)
    from index.postgres.push import push

    recipe = Recipe.of(settings.models.required("encoder"), settings.split)
    moved = push(given.store, address, _encoder(settings), recipe, replace=given.replace)
    print(f"{address}: {moved}")
    return 0


def _pull(given: argparse.Namespace, settings: Settings) -> int:
    address = Address.of(given.address)
    from index.postgres.pull import pull

    recipe = Recipe.of(settings.models.required("encoder"), settings.split)
    moved = pull(address, given.store, _encoder(settings), settings.split, recipe, replace=given.replace)
    print(f"{given.store}: {moved}")
    return 0


def _encoder(settings: Settings) -> Callable[[], Encoder]:
    def load() -> Encoder:
        from index.load import load_part

        return load_part(settings.models.required("encoder"))

    return load


def _say(code: int, line: str) -> int:
    print(line, file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
