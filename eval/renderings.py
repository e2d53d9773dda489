"""How many quotes an asker gets in correct words of their own language.

Quotes and the renderings that are accepted for each were written by hand, without a look at what the program says.

    python -m eval.renderings [FILE] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.document import Document, Lang, other_lang
from corpus.read import shipped_articles
from eval.files import BrokenFile, json_lines
from index.lexical import TranslationError, TranslationTable
from qa.rendering import Renderer, renders_rightly
from qa.settings import ROOT, SettingsError, read_settings

SHIPPED = Path(__file__).parent / "questions" / "renderings.jsonl"

Outcome = Literal["right", "sentence", "wrong", "none"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document, and what it may be called in the other language."""

    document: Document
    start: int
    end: int
    accepted: tuple[str, ...]


def read_quotes(path: Path, documents: Sequence[Document]) -> list[Quote]:
    """The file's quotes: one object a line of document, start, end, text, accepted. Raises BrokenFile."""
    by_id = {document.doc_id: document for document in documents}
    quotes = []
    for number, row in json_lines(path):
        try:
            document = by_id[row["document"]]
            quote = Quote(document, int(row["start"]), int(row["end"]), tuple(map(str, row["accepted"])))
            text = str(row["text"])
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenFile(path, number, f"needs document (open), start, end, text, accepted: {error!r}") from error
        found = document.text[quote.start : quote.end]
        if found != text:
            raise BrokenFile(path, number, f"{document.doc_id} has {found!r} at {quote.start}, not {text!r}")
        quotes.append(quote)
    return quotes


def outcome(renderer: Renderer, quote: Quote) -> tuple[Outcome, str]:
    """What an asker of the other language gets for the quote, and its words.

    "right" and "wrong" are for words that claim to be the quote's; "sentence" is the document's own
    translation of the whole sentence, shown where those words are not known.
    """
    lang: Lang = other_lang(quote.document.lang)
    rendering = renderer.render(quote.document, quote.start, quote.end, lang)
    if rendering is None:
        return "none", ""
    if rendering.source == "sentence":
        return "sentence", rendering.text
    return ("right" if renders_rightly(rendering.text, quote.accepted) else "wrong"), rendering.text


def main(arguments: Sequence[str] | None = None) -> int:
    """0 once counted, 2 for a file or a table that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.renderings", description="Count right renderings.")
    parser.add_argument("file", type=Path, nargs="?", default=SHIPPED, help="quotes (default: the shipped ones)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    try:
        quotes = read_quotes(options.file, shipped_articles())
        renderer = Renderer(TranslationTable.load(ROOT / read_settings().models.translation))
    except (BrokenFile, OSError, TranslationError, SettingsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    counts: Counter[Outcome] = Counter()
    for quote in quotes:
        found, said = outcome(renderer, quote)
        counts[found] += 1
        if found == "wrong" and not options.json:
            print(f"not accepted: {said!r} for {quote.document.text[quote.start : quote.end]!r}")
    if options.json:
        print(json.dumps({"n": len(quotes)} | {name: counts[name] for name in ("right", "sentence", "wrong", "none")}))
    else:
        print(
            f"{len(quotes)} quotes: {counts['right']} in the right words, {counts['sentence']} as the translated "
            f"sentence around them, {counts['wrong']} in words not accepted, {counts['none']} not at all"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
