"""The side road: documents in, an index out, kept in a store and taken from there the next time.

python -m index.build [DOCUMENT ...] [--encoder models/encoder] [--table models/translation] [--store var/index]
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import shutil
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document, Passage
from corpus.read import DocumentError, read_document, shipped_articles
from corpus.split import split
from index.dense import DenseIndex
from index.files import replacing
from index.fuse import HybridIndex
from index.home import ROOT
from index.lexical import LexicalIndex, TranslationError, TranslationTable, Words
from index.manifest import FILE_NAME, Inputs, mismatch, write_manifest
from index.passages import passage_of, rows_of, searched_text
from index.rows import Rows
from index.settings import IndexSettings, read_settings

if TYPE_CHECKING:
    from index.encode import Encoder

log = logging.getLogger(__name__)

_FILES = ("passages.json", "dense.faiss", "words.bin")
# Indexes kept in a store, the youngest: those of other documents are likely to be asked for again.
_KEPT = 8
# Seconds after which a folder that was being built is taken for abandoned.
_LONGEST_BUILD = 24 * 3600
_HIDDEN = re.compile(r"\.[0-9a-f]{16}\.[0-9a-f]{32}")


def open_index(
    documents: Sequence[Document],
    encoder: Encoder,
    table: TranslationTable,
    store: Path | None,
    settings: IndexSettings,
) -> HybridIndex:
    """The index of the documents: from the store where it is there, whole and of these inputs, else built.

    A built index is saved to the store, in a folder named for its inputs; a store that is None or cannot
    be written to is done without. Safe with several processes at one store. Raises ValueError for two
    documents of one id.
    """
    inputs = Inputs.of(documents, encoder, settings.split)
    folder = store / inputs.key() if store is not None else None
    if folder is not None and folder.is_dir():
        reason = mismatch(folder, inputs, _FILES)
        if reason is None:
            try:
                return _load(folder, documents, encoder, table, settings)
            # Another process may take the folder away between the check and the reading.
            except (OSError, ValueError, KeyError) as error:
                reason = str(error)
        log.warning("The index in %s is not used: %s. It is built anew.", folder, reason)
    started = time.monotonic()
    passages, dense, words = _build(documents, encoder, settings)
    index = _index(passages, dense, words, encoder=encoder, table=table, settings=settings)
    log.info("Built an index of %d passages in %.1f s.", len(passages), time.monotonic() - started)
    if folder is not None:
        try:
            _save(folder, inputs, documents, passages=passages, dense=dense, words=words)
        except OSError as error:
            log.warning("The index is not kept: %s cannot be written to (%s).", folder.parent, error)
    return index


def _build(
    documents: Sequence[Document], encoder: Encoder, settings: IndexSettings
) -> tuple[list[Passage], DenseIndex, Words]:
    passages = [
        passage
        for document in documents
        for passage in split(document, count_tokens=encoder.count_tokens, settings=settings.split)
    ]
    texts = [searched_text(passage, titled=len(documents) > 1) for passage in passages]
    return passages, DenseIndex(encoder.encode_passages(texts)), Words.build(texts)


def _index(
    passages: Sequence[Passage],
    dense: DenseIndex,
    words: Words,
    *,
    encoder: Encoder,
    table: TranslationTable,
    settings: IndexSettings,
) -> HybridIndex:
    lexical = LexicalIndex([(words, Rows(words.n_texts))], table, settings.lexical)
    return HybridIndex(tuple(passages), encoder=encoder, dense=dense, lexical=lexical, settings=settings.fuse)


def _load(
    folder: Path, documents: Sequence[Document], encoder: Encoder, table: TranslationTable, settings: IndexSettings
) -> HybridIndex:
    rows = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    passages = [passage_of(documents[place], (section, sentences)) for place, section, sentences in rows]
    dense, words = DenseIndex.load(folder / "dense.faiss"), Words.load(folder / "words.bin")
    return _index(passages, dense, words, encoder=encoder, table=table, settings=settings)


def _save(
    folder: Path,
    inputs: Inputs,
    documents: Sequence[Document],
    *,
    passages: Sequence[Passage],
    dense: DenseIndex,
    words: Words,
) -> None:
    """Builds the folder under another name and moves it into place, so that no reader ever sees it half-written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    waiting = _hidden(folder)
    waiting.mkdir()
    try:
        place = {document.doc_id: at for at, document in enumerate(documents)}
        rows = [
            (place[passage.document.doc_id], *row) for passage, row in zip(passages, rows_of(passages), strict=True)
        ]
        with replacing(waiting / "passages.json") as file:
            file.write_text(json.dumps(rows), encoding="utf-8")
        dense.save(waiting / "dense.faiss")
        words.save(waiting / "words.bin")
        write_manifest(waiting, inputs, _FILES)
        if folder.exists() and mismatch(folder, inputs, _FILES) is not None:
            damaged = _hidden(folder)
            folder.replace(damaged)
            shutil.rmtree(damaged, ignore_errors=True)
        try:
            waiting.replace(folder)
        except OSError:
            # Another process put the same index there first; a folder in place is never half-written.
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    _tidy(folder.parent)


def _hidden(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")


def _tidy(store: Path) -> None:
    """Removes all but the youngest indexes, and what builds that were cut off left behind."""
    folders = [(path.stat().st_mtime, path) for path in store.iterdir() if path.is_dir()]
    kept = [(when, path) for when, path in folders if (path / FILE_NAME).exists() and not path.name.startswith(".")]
    left = [(when, path) for when, path in folders if _HIDDEN.fullmatch(path.name)]
    old = sorted(kept, reverse=True)[_KEPT:]
    old += [(when, path) for when, path in left if time.time() - when > _LONGEST_BUILD]
    for _, path in old:
        shutil.rmtree(path, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Builds the index that the program will look for, and says what is in it; 2 for misuse."""
    from index.encode import EncoderError
    from index.load import load_part

    parser = argparse.ArgumentParser(prog="python -m index.build", description="Builds the search index.")
    parser.add_argument("documents", nargs="*", type=Path, help="UTF-8 text files; the shipped articles if none")
    parser.add_argument("--settings", type=Path, default=ROOT / "settings.toml")
    parser.add_argument("--store", type=Path, default=ROOT / "var" / "index")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        settings = read_settings(given.settings)
        documents = [read_document(path) for path in given.documents] or list(shipped_articles())
        encoder = load_part(settings.models.required("encoder"))
        table = TranslationTable.load(ROOT / settings.models.translation)
        index = open_index(documents, encoder, table, given.store, IndexSettings(split=settings.split))
    # A slip in the settings is a ValueError that names it.
    except (DocumentError, EncoderError, TranslationError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{given.store}: {len(documents)} documents, {len(index.passages)} passages, {encoder.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
