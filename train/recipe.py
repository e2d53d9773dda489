"""The whole recipe: from the data to the shipped folders, every stage in its order, with one command.

    python -m train.recipe --data DATA            runs what is not finished yet; an interrupted stage goes on
    python -m train.recipe --data DATA --dry-run  only says what would run, and how long each finished stage took

A stage is finished when its folder has a run.json, which training writes last. The data are those of `../shared/data`
with the rows of `train/rows` packed into them (its README says how). The models come to lie in `--out`, by default
`var/models`: what is shipped is replaced by hand, after `train.calibrate` and `eval.run` have said that it is better.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Passes of the reader, each from the one before: questions, learning rate, seed, and the share of the pass in the mean
# with what it started from. models/reader/README.md says how the shipped weights came to be, over many sessions.
PASSES = ((20_000, 1.2e-4, 0, 1.0), (48_000, 1.2e-4, 31, 1.0), (28_800, 7e-5, 41, 0.8))


@dataclass(frozen=True, slots=True)
class Stage:
    """A command of the recipe and the folder that it leaves; no folder: it runs every time, and is quick."""

    module: str
    arguments: tuple[str, ...]
    out: Path | None = None

    @property
    def seconds(self) -> int | None:
        """How long it took by its run.json; None where it is not finished."""
        if self.out is None or not (self.out / "run.json").is_file():
            return None
        return int(json.loads((self.out / "run.json").read_text("utf-8"))["seconds"])

    @property
    def command(self) -> list[str]:
        """For `subprocess.run`."""
        return [sys.executable, "-m", self.module, *self.arguments]


def stages(data: Path, work: Path, out: Path) -> Iterator[Stage]:
    """The recipe, in its order: `work` keeps what training leaves, `out` the folders in their shipped form."""
    source = ("--data", str(data))
    yield Stage("train.translation", (*source, "--out", str(out / "translation")), out / "translation")
    yield Stage("train.body", (*source, "--out", str(work / "body")), work / "body")
    start, encoder = ("--start", str(work / "body")), work / "encoder"
    yield Stage("train.encoder", (*source, *start, "--out", str(encoder)), encoder)
    before = work / "body"
    for number, (questions, rate, seed, share) in enumerate(PASSES):
        folder = work / f"reader{number}"
        chosen = ("--questions", questions, "--learning-rate", rate, "--seed", seed, "--share", share)
        arguments = (*source, "--start", str(before), "--out", str(folder), *map(str, chosen))
        yield Stage("train.reader", arguments, folder)
        before = folder
    yield Stage("train.export", (str(encoder), str(out / "encoder")))
    yield Stage("train.export", (str(before), str(out / "reader")))
    models = ("--model", str(out / "encoder"), "--model", str(out / "reader"))
    yield Stage("train.quantise", (*source, *models))
    parts = ("--encoder", out / "encoder", "--reader", out / "reader", "--table", out / "translation")
    yield Stage("train.calibrate", (*source, *map(str, parts)))


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the stage that failed, or 0."""
    parser = argparse.ArgumentParser(prog="python -m train.recipe", description="From the data to the shipped folders.")
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/, qa_dev/, parallel/, lexicon/, mono/")
    parser.add_argument("--work", type=Path, default=Path("var/train"), help="what training leaves")
    parser.add_argument("--out", type=Path, default=Path("var/models"), help="the folders in their shipped form")
    parser.add_argument("--dry-run", action="store_true", help="only say what would run")
    given = parser.parse_args(arguments)
    for stage in stages(given.data, given.work, given.out):
        said = shlex.join(["python", *stage.command[1:]])
        if stage.seconds is not None:
            print(f"# {stage.seconds} s: {said}", flush=True)
            continue
        print(said, flush=True)
        if not given.dry_run:
            done = subprocess.run(stage.command, check=False)
            if done.returncode:
                return done.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
