"""`python -m eval.run`: questions and documents in, one report out.

    python -m eval.run                                          the shipped question set
    python -m eval.run FILE.json --limit 200 --seed 1           any SQuAD file, a sample of its questions
    python -m eval.run ar-ar=A.json en-ar=B.json.gz             several, their languages said instead of guessed
    python -m eval.run SET.jsonl --documents MORE.jsonl --distractors WIKI.txt.xz

Writes report.json and report.html into var/eval/NAME (or --out) and prints the scores. Broken off with Ctrl-C or kill
it reports what it has; the same command goes on from there.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from corpus.document import Document, Lang
from corpus.read import shipped_articles
from eval.baselines import BASELINES, choose
from eval.cells import cells, groups
from eval.claims import count, read_claims
from eval.files import BrokenFile
from eval.gold import Gold, merge, read_distractors, read_documents, read_questions, together
from eval.measure import Measure, asked
from eval.peers import PEERS
from eval.report import page
from eval.road import Road
from eval.saved import SavedRows
from eval.squad import read_squad
from eval.table import table
from eval.timing import timed
from index.home import ROOT
from qa.errors import ModelError
from qa.written import Checker

SHIPPED = Path(__file__).parent / "questions" / "article.jsonl"
NEIGHBOURS = Path(__file__).parent / "questions" / "neighbours.jsonl"
_PAIR = re.compile(r"(ar|en)-(ar|en)=(.+)")
_PROGRESS_SECONDS = 2.0, 20.0  # between two lines on a screen, and in a log

OpenRoad = Callable[[Sequence[Document]], Road]


def main(arguments: Sequence[str] | None = None, open_road: OpenRoad | None = None) -> int:
    """0 when the report is complete, 2 for a file or model that cannot be used, 130 when broken off."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options, _shipped_road if open_road is None else open_road)
    except KeyboardInterrupt:
        _say("broken off before the first question")
        return 130


def _run(options: argparse.Namespace, open_road: OpenRoad) -> int:
    try:
        gold = load(options)
    except (BrokenFile, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    start = time.perf_counter()
    try:
        road = open_road(gold.documents)
    except ModelError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    open_seconds = time.perf_counter() - start
    baselines, notes = choose(options.baselines, road.retriever.passages, _reader_folder(road))
    run = _described(options, gold, road)
    folder = options.out or ROOT / "var" / "eval" / "+".join(
        Path(one["path"]).name.split(".")[0] for one in run["files"]
    )
    timing: dict[str, Any] = {}
    if not options.no_timing:
        _say(f"timing {road.settings.ask.k} passages a question ...")
        timing = timed(road, [asked(question) for question in gold.questions], open_seconds=open_seconds)
    started = time.perf_counter()
    with SavedRows(folder / "rows.jsonl", run) as saved:
        complete = _measure(Measure(road, gold.documents, baselines), gold, saved)
        seconds = time.perf_counter() - started
        report = {
            "claims": {} if options.files or options.no_claims else _claims(road),
            "cells": cells(saved.rows),
            "time": {**timing, "measuring": round(seconds, 1)},
            "models": dict(road.models),
            "settings": run["settings"],
            "run": {
                **{name: value for name, value in run.items() if name not in ("settings", "models")},
                "complete": complete,
                "n_done": len(saved.rows),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "baselines_left_out": notes,
            },
            "gold": {
                "n_questions": len(gold.questions),
                "n_mismatched": len(gold.mismatches),
                "mismatches": [dataclasses.asdict(one) for one in gold.mismatches],
            },
            "styles": groups(saved.rows, "style"),
            "kinds": groups(saved.rows, "kind"),
            "questions": saved.rows,
        }
        written = json.dumps(report, ensure_ascii=False, indent=1)
        (folder / "report.json").write_text(written, encoding="utf-8")
        (folder / "report.html").write_text(page(report), encoding="utf-8")
        if complete:
            saved.done()
    print(written if options.json else table(report))
    _say(f"{folder / 'report.html'} and report.json written")
    if not complete:
        _say(f"broken off after {len(saved.rows)} of {len(gold.questions)}; the same command goes on from here")
    return 0 if complete else 130


def load(options: argparse.Namespace) -> Gold:
    """The questions asked, and every document. Raises BrokenFile or OSError."""
    documents: list[Document] = []
    for path in options.documents:
        documents = together(documents, read_documents(path))
    files = options.files or [str(SHIPPED)]
    if not options.files:
        documents = together(documents, read_documents(NEIGHBOURS))
    parts = []
    for name in files:
        pair = _PAIR.fullmatch(name)
        path = Path(name if pair is None else pair[3])
        if path.name.endswith((".jsonl", ".jsonl.gz")):
            parts.append(read_questions(path, together(shipped_articles(), documents)))
        else:
            parts.append(read_squad(path, None if pair is None else cast("tuple[Lang, Lang]", (pair[1], pair[2]))))
    gold = merge(parts)
    if options.part != "all":
        gold = replace(gold, questions=tuple(one for one in gold.questions if one.part in ("", options.part)))
    if not gold.questions:
        raise BrokenFile(Path(files[0]), 1, f"no questions in part {options.part!r}; --part all takes every one")
    gold = gold.sample(options.limit, options.seed)
    left = options.distractor_limit
    documents = together(gold.documents, documents)
    for path in options.distractors:
        more = read_distractors(path, left)
        left = None if left is None else left - len(more)
        documents = together(documents, more)
    if gold.mismatches:
        one = gold.mismatches[0]
        _say(f"gold offsets do not fit: {len(gold.mismatches)}, {one.question_id} first: {one.gold!r} is {one.found!r}")
    return replace(gold, documents=tuple(documents))


def _measure(measure: Measure, gold: Gold, saved: SavedRows) -> bool:
    done = {row["id"] for row in saved.rows}
    todo = [question for question in gold.questions if question.question_id not in done]
    if done:
        _say(f"{len(done)} questions are there from a run that was broken off")
    start = last = time.perf_counter()
    pause = _PROGRESS_SECONDS[not sys.stderr.isatty()]
    try:
        for n, row in enumerate(measure.rows(todo), 1):
            saved.add(row)
            now = time.perf_counter()
            if now - last >= pause or n == len(todo):
                last, pace = now, n / (now - start)
                _say(
                    f"{len(saved.rows)}/{len(gold.questions)}  {pace:.1f} a second, {(len(todo) - n) / pace:.0f} s left"
                )
    except KeyboardInterrupt:
        return False
    order = {question.question_id: i for i, question in enumerate(gold.questions)}
    saved.rows.sort(key=lambda row: order[row["id"]])
    return True


def _described(options: argparse.Namespace, gold: Gold, road: Road) -> dict[str, Any]:
    """What makes this run this run; rows of a run described otherwise are not taken up."""
    return {
        "files": [dataclasses.asdict(source) for source in gold.sources],
        "languages": [name[:5] if _PAIR.fullmatch(name) else None for name in options.files],
        "part": options.part,
        "limit": options.limit,
        "seed": options.seed,
        "documents": [str(path) for path in options.documents],
        "distractors": [str(path) for path in options.distractors],
        "n_documents": len(gold.documents),
        "n_passages": len(road.retriever.passages),
        "baselines": options.baselines,
        "settings": dataclasses.asdict(cast("Any", road.settings)),
        "models": dict(road.models),
    }


def _shipped_road(documents: Sequence[Document]) -> Road:
    from qa.pipeline import open_pipeline  # seconds of imports that --help does not need
    from qa.settings import SettingsError

    try:
        return open_pipeline(documents, store=ROOT / "var" / "eval" / "index")
    except SettingsError as error:
        raise ModelError(str(error)) from error


def _claims(road: Road) -> dict[str, Any]:
    """What the check of written answers lets through and strikes out; nothing for a road without our parts."""
    renderer, encoder = getattr(road, "renderer", None), getattr(road.retriever, "encoder", None)
    if renderer is None or encoder is None:
        return {}
    _say("checking the claims of written answers ...")
    checker = Checker(cast("Any", road.reader), renderer.table)
    return count(checker, encoder, read_claims(), cast("Any", road.settings).split)


def _reader_folder(road: Road) -> Path | None:
    models = getattr(road.settings, "models", None)  # the tests' road has none, and no peer either
    return None if models is None else models.required("reader").folder


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", help="SQuAD JSON or our JSON Lines, plain or .gz; default: the shipped set")
    parser.add_argument("--documents", type=Path, action="append", default=[], help="more documents, JSON Lines")
    parser.add_argument("--distractors", type=Path, action="append", default=[], help="plain text, a passage a line")
    parser.add_argument("--distractor-limit", type=int, help="at most so many of them")
    parser.add_argument("--limit", type=int, help="a sample of so many questions; documents all stay")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--part", default="report", choices=["report", "fit", "all"], help="of our own question set")
    parser.add_argument(
        "--baselines",
        type=_names,
        default=BASELINES,
        help=f"default: {','.join(BASELINES)}; or some of them, {', '.join(PEERS)}, or none",
    )
    parser.add_argument("--no-timing", action="store_true", help="leave out the stage times and the askers")
    parser.add_argument("--no-claims", action="store_true", help="leave out the claims of written answers")
    parser.add_argument("--out", type=Path, help="folder of the report; default: var/eval/NAME")
    parser.add_argument("--json", action="store_true", help="print the report's JSON instead of the table")
    return parser


def _names(written: str) -> tuple[str, ...]:
    names = () if written == "none" else tuple(written.split(","))
    known = (*BASELINES, *PEERS)
    if unknown := set(names) - set(known):
        raise argparse.ArgumentTypeError(f"no baseline {sorted(unknown)[0]!r}; there are {', '.join(known)} and none")
    return names


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` is a Ctrl-C from elsewhere
    sys.exit(main())
