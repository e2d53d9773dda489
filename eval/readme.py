"""`python -m eval.readme README.md REPORT.json ...`: the scores of the reports, written between two marks."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.table import markdown, short

BEGIN, END = "<!-- scores: written by python -m eval.readme -->", "<!-- end of scores -->"


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 where the marks or a report are missing; then nothing is changed."""
    parser = argparse.ArgumentParser(prog="python -m eval.readme", description=__doc__)
    parser.add_argument("readme", type=Path)
    parser.add_argument("reports", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    try:
        # Bytes, so that line ends stay as they are.
        text = options.readme.read_bytes().decode("utf-8")
        reports = [json.loads(path.read_text("utf-8")) for path in options.reports]
        options.readme.write_bytes(with_scores(text, reports).encode("utf-8"))
    except (OSError, ValueError, KeyError) as error:
        print(f"error: {options.readme}: {error}", file=sys.stderr)
        return 2
    return 0


def with_scores(text: str, reports: Sequence[dict[str, Any]]) -> str:
    """The text with the scores in place of what stood between the marks. ValueError without both marks, in order."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"needs the lines {BEGIN!r} and {END!r}, in this order")
    return f"{before}{BEGIN}\n\n{chr(10).join(map(scores, reports))}\n{END}{after}"


def scores(report: dict[str, Any]) -> str:
    """One report: what was asked of what, and a line a language pair."""
    run = report["run"]
    names = ", ".join(f"`{Path(one['path']).name}`" for one in run["files"])
    sample = "" if run["limit"] is None else f", a sample of {run['limit']} by seed {run['seed']}"
    part = f", part `{run['part']}`" if any(row["part"] for row in report["questions"]) else ""
    finished = "" if run["complete"] else ", broken off"
    about = f"{names}{part}{sample}{finished}: {run['n_done']} questions, {run['n_passages']} passages"
    return f"{about}.\n\n{markdown(short(report))}\n"


if __name__ == "__main__":
    sys.exit(main())
