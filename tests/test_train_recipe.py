"""The recipe's order: every stage starts from what an earlier one leaves, and what is finished is not run again."""

from __future__ import annotations

import json
from pathlib import Path

from train.recipe import main, stages


def test_every_stage_starts_from_what_an_earlier_one_left():
    left = set()
    for stage in stages(Path("data"), Path("work"), Path("out")):
        given = dict(zip(stage.arguments[::2], stage.arguments[1::2], strict=False))
        assert given.get("--start") in {None, *left}
        if stage.module == "train.export":
            source, target = stage.arguments
            assert source in left
            left.add(target)
        if stage.module in ("train.quantise", "train.calibrate"):
            folders = {value for value in stage.arguments if value.startswith("out")}
            assert folders and folders <= left
        if stage.out is not None:
            left.add(str(stage.out))
    assert {"out/encoder", "out/reader", "out/translation"} <= left


def test_finished_stages_are_told_with_their_time_and_not_run(tmp_path, capsys):
    body = tmp_path / "work" / "body"
    body.mkdir(parents=True)
    (body / "run.json").write_text(json.dumps({"seconds": 125}))
    places = ["--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")]
    assert main(["--data", str(tmp_path), *places, "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "train.body" in line] == [
        f"# 125 s: python -m train.body --data {tmp_path} --out {body}"
    ]
    assert sum(line.startswith("#") for line in lines) == 1
    assert not (tmp_path / "out").exists()


def test_a_failing_stage_ends_the_recipe(tmp_path):
    places = ["--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")]
    assert main(["--data", str(tmp_path / "none"), *places]) != 0
    assert not (tmp_path / "work" / "body").exists()
