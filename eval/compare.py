"""`python -m eval.compare FIRST.json SECOND.json`: two reports side by side, on the questions that both asked."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.bootstrap import N_SAMPLES, paired_bootstrap
from eval.cells import PAIRS
from eval.measure import N_HITS, Row
from eval.metrics import Scoring, exact_match, f1
from eval.ranking import recall_at, reciprocal_rank_at
from eval.table import Table, markdown

Score = Callable[[Row], float | None]  # None: this question does not count here


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 for reports that cannot be compared."""
    parser = argparse.ArgumentParser(prog="python -m eval.compare", description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="of the bootstrap")
    parser.add_argument("--samples", type=int, default=N_SAMPLES, help="drawn by the bootstrap")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    options = parser.parse_args(arguments)
    try:
        first, second = _rows(options.first), _rows(options.second)
        found = compare(first, second, seed=options.seed, n_samples=options.samples)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    only = f"only in the first {found['n_only_first']}, only in the second {found['n_only_second']}"
    print(f"{found['n_common']} questions in both; {only}\n")
    print(markdown(_table(found)))
    return 0


def compare(first: Sequence[Row], second: Sequence[Row], *, seed: int, n_samples: int = N_SAMPLES) -> dict[str, Any]:
    """For each language pair and each score: both means, and their difference with its interval and p.

    Raises ValueError when no question is in both, or one has other gold or other words.
    """
    others = {row["id"]: row for row in second}
    pairs = [(row, others[row["id"]]) for row in first if row["id"] in others]
    if not pairs:
        raise ValueError("no question is in both reports")
    for one, other in pairs:
        if (one["question"], one["gold"], one["cell"]) != (other["question"], other["gold"], other["cell"]):
            raise ValueError(f"question {one['id']!r} is not the same in both reports")
    cells: dict[str, Any] = {}
    for pair in PAIRS:
        for name, score in _SCORES.items():
            both = [(score(one), score(other)) for one, other in pairs if one["cell"] == pair]
            kept = [(a, b) for a, b in both if a is not None and b is not None]
            if kept:
                difference = paired_bootstrap(*zip(*kept, strict=True), seed=seed, n_samples=n_samples)
                means = {
                    key: sum(few) / len(few)
                    for key, few in zip(("first", "second"), zip(*kept, strict=True), strict=True)
                }
                cells.setdefault(pair, {})[name] = {**means, **dataclasses.asdict(difference)}
    n = len(pairs)
    return {"n_common": n, "n_only_first": len(first) - n, "n_only_second": len(second) - n, "cells": cells}


def _recall(leg: str, k: int, view: str = "paragraph") -> Score:
    def score(row: Row) -> float | None:
        rank = row["retrieval"][leg][view]
        return recall_at(k, [] if rank is None else [rank]) if row["gold"] and row["placed"][view] else None

    return score


def _mrr(row: Row) -> float | None:
    rank = row["retrieval"]["fused"]["paragraph"]
    counts = row["gold"] and row["placed"]["paragraph"]
    return reciprocal_rank_at(N_HITS, [] if rank is None else [rank]) if counts else None


def _reading(metric: Callable[[str, Sequence[str], Scoring], float], scoring: Scoring) -> Score:
    return lambda row: metric(row["reading"]["text"], row["gold"], scoring) if row["gold"] and row["reading"] else None


def _end(metric: Callable[[str, Sequence[str], Scoring], float], scoring: Scoring, answerable: bool | None) -> Score:
    def score(row: Row) -> float | None:
        if answerable is not None and bool(row["gold"]) is not answerable:
            return None
        return metric(row["end"]["text"], row["gold"], scoring)

    return score


_SCORES: dict[str, Score] = {
    "dense recall@1": _recall("dense", 1),
    "lexical recall@1": _recall("lexical", 1),
    "fused recall@1": _recall("fused", 1),
    "fused recall@5": _recall("fused", 5),
    "fused recall@5, gold place": _recall("fused", 5, "span"),
    "fused mrr@10": _mrr,
    "reading em, official": _reading(exact_match, "squad"),
    "reading f1, official": _reading(f1, "squad"),
    "reading em, corrected": _reading(exact_match, "corrected"),
    "reading f1, corrected": _reading(f1, "corrected"),
    "end to end em, official": _end(exact_match, "squad2", None),
    "end to end f1, official": _end(f1, "squad2", None),
    "end to end em, corrected": _end(exact_match, "corrected", None),
    "end to end f1, corrected": _end(f1, "corrected", None),
    "HasAns f1, corrected": _end(f1, "corrected", True),
    "NoAns, corrected": _end(exact_match, "corrected", False),
}


def _table(found: dict[str, Any]) -> Table:
    rows = [
        (
            f"{pair} {name}",
            str(one["n"]),
            f"{one['first']:.3f}",
            f"{one['second']:.3f}",
            f"{one['mean']:+.3f}",
            f"{one['low']:+.3f} to {one['high']:+.3f}",
            "< 0.001" if one["p"] < 0.001 else f"{one['p']:.3f}",
        )
        for pair, scores in found["cells"].items()
        for name, one in scores.items()
    ]
    return Table(
        "Second less first",
        "Paired bootstrap over the questions; the interval holds 95 % of the samples, p is two-sided.",
        ("pair and score", "n", "first", "second", "difference", "interval", "p"),
        tuple(rows),
    )


def _rows(path: Path) -> list[Row]:
    report = json.loads(path.read_text("utf-8"))
    if not isinstance(report, dict) or not isinstance(report.get("questions"), list):
        raise ValueError(f"{path} is no report: it has no 'questions'. Reports are written by python -m eval.run.")
    return list(report["questions"])


if __name__ == "__main__":
    sys.exit(main())
