import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from eval_road import FakeRoad
from test_eval_cells import gold_file

from eval.compare import compare
from eval.compare import main as compare_main
from eval.plots import bars, lines
from eval.readme import BEGIN, END
from eval.readme import main as readme_main
from eval.report import page, plots
from eval.run import main
from eval.table import markdown, short

VOID = {"meta", "input", "br"}
HOSTILE = "<script>alert('x')</script>&\"<b>"


class Strict(HTMLParser):
    """Every tag is closed in order; scripts and addresses are noted."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("report")
    arguments = [str(gold_file(folder)), "--out", str(folder), "--baselines", "bm25,sentence"]
    assert main(arguments, open_road=FakeRoad) == 0
    return json.loads((folder / "report.json").read_text("utf-8"))


def parsed(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def test_page_stands_alone(report: dict[str, Any]) -> None:
    html = page(report)
    found = parsed(html)
    assert "script" not in found.seen
    assert "link" not in found.seen
    assert found.links == []
    assert "http:" not in html
    assert "https:" not in html
    assert "@import" not in html
    assert "url(" not in html


def test_page_escapes_every_text(report: dict[str, Any]) -> None:
    hostile = json.loads(json.dumps(report))
    first, fifth = hostile["questions"][0], hostile["questions"][4]
    for row in (first, fifth):
        for name in ("id", "question", "asked", "kind", "style"):
            row[name] = HOSTILE
        row["gold"] = [HOSTILE]
        row["end"]["text"] = row["end"]["best"] = HOSTILE
        row["reading"]["text"] = row["baselines"]["sentence"]["text"] = HOSTILE
        for source in (row["gold_source"], *(one["source"] for one in row["end"]["citations"])):
            source.update(title=HOSTILE, before=HOSTILE, quote=HOSTILE, after=HOSTILE)
    fifth["end"]["reason"] = HOSTILE
    hostile["models"] = {HOSTILE: HOSTILE}
    hostile["run"]["files"][0]["path"] = HOSTILE
    hostile["run"]["distractors"] = hostile["run"]["baselines_left_out"] = [HOSTILE]
    hostile["gold"]["mismatches"] = [{"question_id": HOSTILE, "gold": HOSTILE, "found": HOSTILE}]
    hostile["styles"] = {"en-en": {HOSTILE: {"n": 1, "right": 1.0, "f1": 1.0, "answered": 1.0}}}
    html = page(hostile)
    found = parsed(html)
    assert "<script" not in html
    assert "<b>" not in html
    assert "script" not in found.seen
    assert sum(HOSTILE in text for text in found.text) > 20


def test_every_question_has_its_filters(report: dict[str, Any]) -> None:
    html = page(report)
    classes = re.findall(r'<article class="q ([^"]+)">', html)
    assert classes == [
        "en-en wrong",  # 400 for 400 million: wrong, yet not far
        "en-en right",
        "en-en wrong far false-answer",
        "en-en right",
        "en-en wrong far false-refusal",
        "en-ar right",
    ]
    assert "wrong (3)" in html
    for name in ("wrong", "far", "false-answer", "false-refusal", "not-found", "right", "en-en", "en-ar"):
        assert f'id="only-{name}"' in html
        assert f"#only-{name}:checked~.list .q:not(.{name}){{display:none}}" in html


def test_sources_are_marked_and_arabic_runs_right_to_left(report: dict[str, Any]) -> None:
    html = page(report)
    cited = re.search(r'<blockquote lang="ar" dir="rtl">(.*?)</blockquote>', html, re.DOTALL)
    assert cited is not None
    assert '<mark class="cited">1993</mark>.' in cited[1]
    assert '<mark class="gold">400 million</mark> in 2009.' in html


def test_plots_are_well_formed(report: dict[str, Any]) -> None:
    drawn = plots(report)
    titles = [ET.fromstring(svg).attrib["aria-label"] for svg in drawn]
    assert titles[0] == "Risk and coverage"
    assert "Recall of the gold paragraph, en-en (n=3)" in titles
    assert "Reliability, en-en (n=5, ECE 0.260)" in titles
    assert titles[-1] == "Time of one question"


def test_lines_put_points_where_they_belong() -> None:
    svg = ET.fromstring(lines("<t>", {"a&b": [(0.0, 0.0), (1.0, 1.0)]}, axes=("x", "y"), diagonal=True))
    guide, drawn = (one.attrib["points"] for one in svg.iter("polyline"))
    assert guide == drawn == "48.0,218.0 368.0,30.0"  # from the lower left corner to the upper right one


def test_bars_are_as_high_as_their_values() -> None:
    svg = ET.fromstring(bars("t", {"g": {"p50": 9.0, "p99": 18.0}}, axes=("x", "ms")))
    heights = [float(one.attrib["height"]) for one in svg.iter("rect") if one.find("title") is not None]
    assert heights == pytest.approx([188 * 9 / 20, 188 * 18 / 20], abs=0.05)  # the axis ends at 20


def test_short_table(report: dict[str, Any]) -> None:
    lines_ = markdown(short(report)).splitlines()
    assert lines_[-1] == "| en-en | 5 | 1.000 | 1.000 | 1.000 | 33.3 / 55.6 | 33.3 / 55.6 | 33.3 / 55.6 | 50.0 of 2 |"
    assert lines_[-2].startswith("| en-ar | 1 | 1.000 |")
    assert lines_[-2].endswith("| – |")


def test_compare_by_hand(report: dict[str, Any]) -> None:
    first = report["questions"]
    second = json.loads(json.dumps(first))
    second[4]["end"].update(kind="answer", text="12")  # q5 is answered now, and rightly
    second[0]["retrieval"]["fused"]["paragraph"] = 2
    found = compare(first, second[:5], seed=1, n_samples=500)
    assert (found["n_common"], found["n_only_first"], found["n_only_second"]) == (5, 1, 0)
    scores = found["cells"]["en-en"]
    gained = scores["end to end em, corrected"]
    assert (gained["first"], gained["second"], gained["n"]) == (pytest.approx(0.4), pytest.approx(0.6), 5)
    assert gained["mean"] == pytest.approx(0.2)
    assert scores["fused recall@1"]["mean"] == pytest.approx(-1 / 3)
    assert scores["fused recall@1"]["n"] == 3
    assert scores["fused mrr@10"]["mean"] == pytest.approx(-1 / 6)
    assert scores["reading f1, corrected"]["p"] == 1.0
    assert scores["NoAns, corrected"]["n"] == 2


def test_compare_refuses_what_does_not_pair(report: dict[str, Any]) -> None:
    first = report["questions"]
    with pytest.raises(ValueError, match="no question is in both"):
        compare(first[:2], first[2:], seed=0)
    with pytest.raises(ValueError, match="'q1' is not the same in both"):
        compare(first, [{**first[0], "gold": ["401"]}], seed=0)


def test_compare_command(report: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    assert compare_main([str(path), str(path), "--samples", "100"]) == 0
    printed = capsys.readouterr().out
    assert "6 questions in both; only in the first 0, only in the second 0" in printed
    assert "| en-en reading f1, official | 3 | 0.556 | 0.556 | +0.000 | +0.000 to +0.000 | 1.000 |" in printed
    assert compare_main([str(path), str(path), "--samples", "100", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["n_common"] == 6
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    assert compare_main([str(path), str(tmp_path / "b.json")]) == 2
    assert "is no report" in capsys.readouterr().err


def test_readme_scores_stand_between_the_marks(report: dict[str, Any], tmp_path: Path) -> None:
    readme, path = tmp_path / "README.md", tmp_path / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    readme.write_bytes(f"# Sanad\r\n{BEGIN}\nold\n{END}\nrest\n".encode())
    for _ in range(2):  # a second time changes nothing
        assert readme_main([str(readme), str(path)]) == 0
        text = readme.read_bytes().decode()
        assert text.startswith(f"# Sanad\r\n{BEGIN}\n\n`gold.json`: 6 questions, 5 passages.\n\n**Scores.**")
        assert text.endswith(f"| 50.0 of 2 |\n\n{END}\nrest\n")
        assert "\nold\n" not in text
    readme.write_text("# Sanad\n", encoding="utf-8")
    assert readme_main([str(readme), str(path)]) == 2
    assert readme.read_text("utf-8") == "# Sanad\n"
