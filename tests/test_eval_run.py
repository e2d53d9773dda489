import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from eval_road import FakeRoad
from test_eval_cells import gold_file

from corpus.document import Document
from eval.run import main
from eval.saved import SavedRows
from eval.timing import percentiles
from qa.answer import Answer, Refusal
from qa.errors import ModelError

QUICK = ["--no-timing", "--baselines", "none"]


def run(folder: Path, *more: str, out: str = "out") -> tuple[int, dict[str, Any]]:
    code = main([str(gold_file(folder)), "--out", str(folder / out), *more], open_road=FakeRoad)
    return code, json.loads((folder / out / "report.json").read_text("utf-8"))


def test_report_keeps_its_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run(tmp_path, "--baselines", "bm25,sentence", "--json")
    assert code == 0
    assert json.loads(capsys.readouterr().out) == report
    cell = report["cells"]["en-en"]
    for leg in ("dense", "lexical", "fused"):
        assert set(cell["retrieval"][leg]) >= {"recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"}
    for part in ("reading", "end_to_end"):
        for scoring in ("official", "corrected"):
            assert set(cell[part][scoring]) == {"em", "f1"}
    assert cell["n"] == 5
    assert set(report["time"]["stages"]) == {"search", "read", "total"}
    assert set(report["time"]["throughput"]) == {"1", "4", "8"}
    assert report["time"]["peak_memory_mib"] > 1
    assert report["models"] == {"reader": "first-number"}
    assert report["settings"] == {"ask": {"k": 2}}
    assert report["run"]["complete"] is True
    assert report["gold"]["n_mismatched"] == 0
    assert not (tmp_path / "out" / "rows.jsonl").exists()


def test_the_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, *QUICK)
    printed = capsys.readouterr().out
    assert "| en-en fused | gold paragraph | 3 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in printed
    assert "| en-en | 5 | 40.0 / 53.3 | 33.3 / 55.6 | 40.0 / 53.3 |" in printed


def test_limit_samples_questions_never_documents(tmp_path: Path) -> None:
    _, whole = run(tmp_path, *QUICK, out="whole")
    _, some = run(tmp_path, *QUICK, "--limit", "3", "--seed", "5", out="some")
    ids = [row["id"] for row in some["questions"]]
    assert len(ids) == 3
    assert ids == sorted(ids)
    assert some["run"]["n_documents"] == whole["run"]["n_documents"] == 2
    by_id = {row["id"]: row["end"]["text"] for row in whole["questions"]}
    assert {row["id"]: row["end"]["text"] for row in some["questions"]}.items() <= by_id.items()


class Impatient(FakeRoad):
    """Someone presses Ctrl-C at the fourth question."""

    def ask(self, question: str) -> Answer | Refusal:
        if self.n_asked == 3:
            raise KeyboardInterrupt
        return super().ask(question)


def test_a_run_broken_off_reports_and_goes_on(tmp_path: Path) -> None:
    arguments = [str(gold_file(tmp_path)), "--out", str(tmp_path / "out"), *QUICK]
    assert main(arguments, open_road=Impatient) == 130
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["run"]["complete"] is False
    assert [row["id"] for row in report["questions"]] == ["q1", "q2", "q3"]
    assert (tmp_path / "out" / "report.html").exists()

    roads = []

    def open_road(documents: Sequence[Document]) -> FakeRoad:
        roads.append(FakeRoad(documents))
        return roads[0]

    assert main(arguments, open_road=open_road) == 0
    assert roads[0].n_asked == 3  # the other half only
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [row["id"] for row in report["questions"]] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert report["cells"]["en-en"]["n"] == 5


def test_broken_off_before_the_first_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def open_road(documents: Sequence[Document]) -> FakeRoad:
        raise KeyboardInterrupt

    assert main([str(gold_file(tmp_path)), "--out", str(tmp_path / "out")], open_road=open_road) == 130
    assert "broken off before the first question" in capsys.readouterr().err


def test_saved_rows_forget_a_row_cut_in_the_writing(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with SavedRows(path, {"seed": 1}) as saved:
        saved.add({"id": "a", "text": "سطر\u2028ثان"})
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "b", "te')
    with SavedRows(path, {"seed": 1}) as saved:
        assert saved.rows == [{"id": "a", "text": "سطر\u2028ثان"}]
        saved.add({"id": "c"})
    with SavedRows(path, {"seed": 1}) as saved:
        assert [row["id"] for row in saved.rows] == ["a", "c"]


def test_saved_rows_of_another_run_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with SavedRows(path, {"seed": 1}) as saved:
        saved.add({"id": "a"})
    with SavedRows(path, {"seed": 2}) as saved:
        assert saved.rows == []
        saved.done()
    assert not path.exists()
    assert '"a"' in (tmp_path / "rows.jsonl.old").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.json"], "nowhere.json"),
        (["{broken}"], "broken.json:1: not JSON at column 2"),
        (["{gold}", "--part", "fit", "--documents", "{broken}"], "broken.json:1: not JSON"),
    ],
)
def test_unusable_files_end_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{x", encoding="utf-8")
    names = {"broken": broken, "gold": gold_file(tmp_path)}
    assert main([argument.format(**names) for argument in arguments], open_road=FakeRoad) == 2
    assert message in capsys.readouterr().err


def test_a_missing_model_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def open_road(documents: Sequence[Document]) -> FakeRoad:
        raise ModelError("No reader in models/reader.")

    assert main([str(gold_file(tmp_path))], open_road=open_road) == 2
    assert "error: No reader in models/reader." in capsys.readouterr().err


def test_unknown_baseline_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([str(gold_file(tmp_path)), "--baselines", "oracle"], open_road=FakeRoad)
    assert caught.value.code == 2
    assert "no baseline 'oracle'" in capsys.readouterr().err


def test_distractors_join_the_collection(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("How far had trade rose, 5?\n\nنص آخر\nthird\n", encoding="utf-8")
    more = ["--distractors", str(tmp_path / "more.txt"), "--distractor-limit", "2"]
    _, report = run(tmp_path, *QUICK, *more)
    assert report["run"]["n_documents"] == 4
    assert report["questions"][0]["end"]["text"] == "5"
    assert report["questions"][0]["retrieval"]["fused"]["paragraph"] == 2


def test_languages_can_be_said(tmp_path: Path) -> None:
    code = main([f"ar-en={gold_file(tmp_path)}", "--out", str(tmp_path / "out"), *QUICK], open_road=FakeRoad)
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert code == 0
    assert list(report["cells"]) == ["ar-en"]


def test_percentiles_by_hand() -> None:
    # Of 0 to 10 the median is 5; 90 % of the way from first to last is 9, 99 % is 9.9.
    assert percentiles(list(range(11))) == {"p50": 5.0, "p90": 9.0, "p99": 9.9, "n": 11}
