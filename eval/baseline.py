"""`python -m eval.baseline`: whether the program is still as good as it was, on a sample of questions that ships.

    python -m eval.baseline                    asks, and compares with eval/baseline.json; 1 where a floor is missed
    python -m eval.baseline --update           raises floors to what was measured, less the margin; lowers none
    python -m eval.baseline --lower "REASON"   also lowers those that were missed; the reason is kept in the file

The questions are drawn from the half of the shipped set that thresholds may be chosen on. Floors hold for the weights
and settings that they were measured with, which the file names: whoever changes either measures again.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.read import shipped_articles
from eval.baselines import Baselines
from eval.cells import PAIRS, is_right
from eval.gold import Gold, read_documents, read_questions, together
from eval.measure import Measure, Row
from eval.metrics import exact_match
from eval.run import NEIGHBOURS, SHIPPED
from index.files import checksum, replacing
from index.home import ROOT
from qa.settings import Settings, read_settings

FILE = Path(__file__).parent / "baseline.json"
N_QUESTIONS, SEED = 100, 0  # about 70 s on two cores with AVX2 alone
# Questions of a pair that a score may lose before the floor is missed: what another processor rounds otherwise.
MARGIN = 2
# The groups of settings that answers depend on.
STEERING = ("models", "split", "lexical", "fuse", "read", "ask")

Counted = dict[str, dict[str, tuple[int, int]]]  # by pair and score: how many, and of how many


def main(arguments: Sequence[str] | None = None, ask: Callable[[], Counted] | None = None) -> int:
    """0 where no floor is missed, or it was lowered; 1 where one is; 2 for a file that is no baseline."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.baseline", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, default=FILE, help="the floors; default: eval/baseline.json")
    parser.add_argument("--update", action="store_true", help="write floors raised to what is measured now")
    parser.add_argument("--lower", metavar="REASON", help="write missed floors lowered, too")
    options = parser.parse_args(arguments)
    try:
        known = read_baseline(options.file) if options.file.exists() else {"floors": {}, "lowered": []}
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    measured = ask_shipped() if ask is None else ask()
    missed = shortfalls(known["floors"], measured)
    print(table(known["floors"], measured))
    if options.update or options.lower is not None:
        written = updated(known, measured, lower=options.lower) | {"measured_with": measured_with(read_settings())}
        with replacing(options.file) as file:
            file.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if not missed:
        return 0
    if options.lower is not None:
        print(f"lowered, for this reason: {options.lower}", *missed, sep="\n", file=sys.stderr)
        return 0
    print("below the floor, which stays:", *missed, sep="\n", file=sys.stderr)
    print('Where that is meant: python -m eval.baseline --lower "why"', file=sys.stderr)
    return 1


def sample() -> Gold:
    """The questions asked, always the same ones, and the documents that they are asked of."""
    documents = together(shipped_articles(), read_documents(NEIGHBOURS))
    gold = read_questions(SHIPPED, documents)
    kept = tuple(question for question in gold.questions if question.part == "fit")
    return replace(gold, questions=kept).sample(N_QUESTIONS, SEED)


def ask_shipped() -> Counted:
    """Asks the shipped program every question of the sample, and counts."""
    from qa.pipeline import open_pipeline  # seconds of imports that --help does not need

    gold = sample()
    road = open_pipeline(gold.documents, store=ROOT / "var" / "eval" / "index")
    return counted(list(Measure(road, gold.documents, Baselines()).rows(gold.questions)))


def counted(rows: Sequence[Row]) -> Counted:
    """The scores of each pair that has questions, as counts: a margin of two questions is two in each of them."""
    return {pair: _scores(few) for pair in PAIRS if (few := [row for row in rows if row["cell"] == pair])}


def _scores(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    answerable = [row for row in rows if row["gold"]]
    without = [row for row in rows if not row["gold"]]
    ranks = [row["retrieval"]["fused"]["paragraph"] for row in answerable]
    read = [row for row in answerable if row["reading"] is not None]
    exact = [exact_match(row["reading"]["text"], row["gold"], "corrected") == 1 for row in read]
    return {
        "recall@1": (sum(rank == 1 for rank in ranks), len(ranks)),
        "recall@5": (sum(rank is not None and rank <= 5 for rank in ranks), len(ranks)),
        "reading": (sum(exact), len(read)),
        "right": (sum(is_right(row) for row in rows), len(rows)),
        "refused": (sum(row["end"]["kind"] == "refusal" for row in without), len(without)),
    }


def shortfalls(floors: Mapping[str, Any], measured: Counted) -> list[str]:
    """A line for each floor that is missed, or that was measured on other questions."""
    lines = []
    for pair, scores in floors.items():
        for score, floor in scores.items():
            n, of = measured.get(pair, {}).get(score, (0, 0))
            if of != floor["of"]:
                lines.append(f"{pair} {score}: the floor is of {floor['of']} questions, {of} were asked")
            elif n < floor["floor"]:
                was = f"the floor is {floor['floor']}, measured was {floor['measured']}"
                lines.append(f"{pair} {score}: {n} of {of}; {was}")
    return lines


def updated(known: Mapping[str, Any], measured: Counted, *, lower: str | None = None) -> dict[str, Any]:
    """The baseline with each floor raised where more was measured; lowered only with a reason, which is kept."""
    # What was not asked keeps its floor, and misses it.
    floors: dict[str, dict[str, Any]] = {pair: dict(scores) for pair, scores in known["floors"].items()}
    lowered = list(known["lowered"])
    for pair, scores in measured.items():
        for score, (n, of) in scores.items():
            new = {"floor": max(0, n - MARGIN), "measured": n, "of": of}
            old = floors.get(pair, {}).get(score)
            if old is not None and (old["of"] != of or new["floor"] < old["floor"]):
                missed = old["of"] != of or n < old["floor"]
                if lower is None or not missed:
                    new = old
                else:
                    lowered.append({"what": f"{pair} {score}", "from": old, "to": new, "why": lower})
            floors.setdefault(pair, {})[score] = new
    return {"asked": {"part": "fit", "n": N_QUESTIONS, "seed": SEED}, "floors": floors, "lowered": lowered}


def measured_with(settings: Settings) -> dict[str, Any]:
    """What floors hold for: the settings that answers depend on, and the checksums of weights and tables."""
    encoder, reader = (settings.models.required(kind).folder for kind in ("encoder", "reader"))
    files = [
        encoder / "model.safetensors",
        reader / "model.safetensors",
        reader / "calibration.json",
        *sorted((ROOT / settings.models.translation).glob("*.tsv.gz")),
    ]
    return {
        "settings": {name: dataclasses.asdict(getattr(settings, name)) for name in STEERING},
        "weights": {f"{path.parent.name}/{path.name}": checksum(path)[:16] for path in files},
    }


def read_baseline(path: Path) -> dict[str, Any]:
    """The file's floors. ValueError where it holds none."""
    try:
        read = json.loads(path.read_text("utf-8"))
        for scores in read["floors"].values():
            for floor in scores.values():
                if not all(isinstance(floor[name], int) for name in ("floor", "measured", "of")):
                    raise TypeError(f"{floor!r} needs whole numbers")
        return {**read, "lowered": list(read["lowered"])}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} is no baseline ({error}). Restore it from the repository.") from error


def table(floors: Mapping[str, Any], measured: Counted) -> str:
    """Markdown: what was measured beside its floor."""
    lines = ["| pair | score | measured | of | floor |", "| --- | --- | ---: | ---: | ---: |"]
    for pair, scores in measured.items():
        for score, (n, of) in scores.items():
            floor = floors.get(pair, {}).get(score, {}).get("floor", "–")
            lines.append(f"| {pair} | {score} | {n} | {of} | {floor} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
