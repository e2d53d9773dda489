"""How many planted errors a written answer would get past the check, and how many true sentences it would lose.

Claims and errors were written by hand (eval/questions/README.md); the half "fit" chose the limits in
`qa.written.check`, and "report" is what counts. Each claim is checked against the passage that it is about, as if a
model had cited it.

    python -m eval.claims [--part report|fit] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from corpus.document import Document, Lang
from corpus.read import shipped_articles
from corpus.split import SplitSettings, split
from eval.files import BrokenFile, json_lines
from eval.gold import read_documents
from eval.table import claims_table, markdown
from index.encode import Encoder
from qa.errors import ModelError
from qa.written import Checker

CLAIMS = Path(__file__).parent / "questions" / "claims.jsonl"
DOCUMENTS = Path(__file__).parent / "questions" / "claims_documents.jsonl"
KINDS = ("number", "name", "added", "negation")  # of errors; the rest are "true"
_WAYS = ("one language", "across languages")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence in the asker's language on a range of a document; `kind` is its error, or "true"."""

    text: str
    lang: Lang
    kind: str
    document: Document
    start: int
    end: int


def read_claims(path: Path = CLAIMS, *, part: str = "report") -> list[Claim]:
    """The claims of one part. Raises BrokenFile."""
    documents = {one.doc_id: one for one in (*shipped_articles(), *read_documents(DOCUMENTS))}
    claims = []
    for number, row in json_lines(path):
        try:
            claim = Claim(
                str(row["claim"]),
                cast("Lang", row["lang"]),
                str(row["kind"]),
                documents[row["document"]],
                int(row["start"]),
                int(row["end"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenFile(path, number, f"needs claim, lang, kind, document, start, end: {error!r}") from error
        if claim.kind not in (*KINDS, "true") or not 0 <= claim.start < claim.end <= len(claim.document.text):
            raise BrokenFile(path, number, f"kind {claim.kind!r} at {claim.start}:{claim.end}")
        if row.get("part") == part:
            claims.append(claim)
    return claims


def count(
    checker: Checker, encoder: Encoder, claims: Sequence[Claim], settings: SplitSettings
) -> dict[str, dict[str, Any]]:
    """How many claims there are, were held and struck out: by kind, all errors together, and by whether the claim is
    in its document's language; names in that order.
    """
    names = ("true", *KINDS, "all errors", *(f"{one}, {way}" for one in ("true", "errors") for way in _WAYS))
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    passages = {
        one.document.doc_id: split(one.document, count_tokens=encoder.count_tokens, settings=settings)
        for one in {claim.document.doc_id: claim for claim in claims}.values()
    }
    for claim in claims:
        near = max(
            passages[claim.document.doc_id],
            key=lambda one: min(one.end, claim.end) - max(one.start, claim.start),
        )
        is_held = isinstance(checker.check(claim.text, claim.lang, [near]), tuple)
        way, is_true = _WAYS[claim.lang != claim.document.lang], claim.kind == "true"
        for name in (claim.kind, f"true, {way}") if is_true else (claim.kind, "all errors", f"errors, {way}"):
            counts[name].update(n=1, held=is_held)
    return {
        name: {"n": one["n"], "held": one["held"], "struck": one["n"] - one["held"]}
        for name, one in counts.items()
        if one["n"]
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """0 once counted, 2 for a file or a model that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.claims", description="Count what the check lets through.")
    parser.add_argument("--part", default="report", choices=["report", "fit"])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)

    from qa.models import load_models
    from qa.settings import SettingsError, read_settings

    try:
        settings = read_settings()
        models = load_models(settings)
        checker, claims = Checker(models.reader, models.table), read_claims(part=options.part)
        found = count(checker, models.encoder, claims, settings.split)
    except (BrokenFile, ModelError, OSError, SettingsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found) if options.json else markdown(claims_table(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
