"""What the README shows of the program, written by the program.

python -m eval.readme README.md REPORT.json ...    the scores of the reports, between two marks
python -m eval.readme README.md                    the questions after "> " asked again, with what is printed now
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.table import markdown, short

BEGIN, END = "<!-- scores: written by python -m eval.readme -->", "<!-- end of scores -->"
# A question as it is typed, and the indented lines that are printed for it.
_EXCHANGE = re.compile(r"^    > (?P<question>.+)\n(?P<printed>(?:    (?!> ).*\n)+)", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 where the marks or a report are missing; then nothing is changed."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.readme", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("readme", type=Path)
    parser.add_argument("reports", type=Path, nargs="*")
    options = parser.parse_args(arguments)
    try:
        # Bytes, so that line ends stay as they are.
        text = options.readme.read_bytes().decode("utf-8")
        reports = [json.loads(path.read_text("utf-8")) for path in options.reports]
        written = with_scores(text, reports) if reports else with_exchanges(text, ask_shipped())
        options.readme.write_bytes(written.encode("utf-8"))
    except (OSError, ValueError, KeyError) as error:
        print(f"error: {options.readme}: {error}", file=sys.stderr)
        return 2
    return 0


def with_exchanges(text: str, ask: Callable[[str], str]) -> str:
    """The text with what is printed for each question now. ValueError where it shows no question."""
    written, n = _EXCHANGE.subn(
        lambda found: (
            f"    > {found['question']}\n" + "".join(f"    {line}\n" for line in ask(found["question"]).split("\n"))
        ),
        text,
    )
    if not n:
        raise ValueError('needs a question, on a line that starts with "    > "')
    return written


def ask_shipped() -> Callable[[str], str]:
    """What `python -m qa` prints for a question."""
    from qa.__main__ import in_words  # the models take seconds to import, --help none
    from qa.pipeline import open_pipeline

    pipeline = open_pipeline()
    return lambda question: in_words(pipeline.ask(question))


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
