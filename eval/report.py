"""One page for people: tables, plots, then every question. A file of its own: no scripts, no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from corpus.language import lang_of
from eval.cells import CLOSE, is_right
from eval.measure import Row
from eval.metrics import f1
from eval.plots import Point, bars, lines
from eval.road import RERANKED
from eval.table import Report, Table, tables

STYLE = Path(__file__).with_name("report.css")

# What can be asked to show alone: the class that a question carries, and the words on the button.
FILTERS = {
    "wrong": "wrong",
    "far": f"wrong, F1 under {CLOSE}",
    "false-answer": "answered, though nothing answers",
    "false-refusal": "refused, though something answers",
    "not-found": "gold paragraph not among the first 10",
    "right": "right",
}


def page(report: Report) -> str:
    """The whole page. Every text of a file or a model goes through `escape` on its way in."""
    rows: list[Row] = report["questions"]
    run = report["run"]
    names = ", ".join(Path(one["path"]).name for one in run["files"])
    style = STYLE.read_text("utf-8") + "".join(_rule(name) for name in (*FILTERS, *report["cells"]))
    body = [
        f"<h1>{escape(names)}</h1>",
        _about(report),
        *(_table(one) for one in tables(report)),
        "<h2>Plots</h2>",
        f'<div class="plots">{"".join(plots(report))}</div>',
        f"<h2>Questions ({len(rows)})</h2>",
        _questions(rows, list(report["cells"])),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(names)}</title><style>{style}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def plots(report: Report) -> list[str]:
    """Risk and coverage, recall per leg, reliability, latency."""
    cells: dict[str, Any] = report["cells"]
    curves = {
        pair: [(coverage, risk) for coverage, risk, _ in cell["refusal"]["risk_coverage"]]
        for pair, cell in cells.items()
    }
    found = [lines("Risk and coverage", curves, axes=("share of questions answered, surest first", "share wrong"))]
    for pair, cell in cells.items():
        if cell["n_answerable"]:
            legs: dict[str, list[Point]] = {
                leg: [(k, scores[f"recall@{k}"] or 0.0) for k in (1, 5, 10)]
                for leg, scores in cell["retrieval"].items()
            }
            title = f"Recall of the gold paragraph, {pair} (n={cell['n_answerable']})"
            found.append(lines(title, legs, axes=("k", "recall@k"), x_range=(1, 10), x_ticks=(1, 5, 10)))
    for pair, cell in cells.items():
        bins = [one for one in cell["refusal"]["reliability"] if one["n"]]
        points = [(one["confidence"], one["right"]) for one in bins]
        title = f"Reliability, {pair} (n={cell['n']}, ECE {cell['refusal']['ece']:.3f})"
        words = [f"n={one['n']}" for one in bins]
        axes = ("confidence", "share right")
        found.append(lines(title, {pair: points}, axes=axes, diagonal=True, labels={pair: words}))
    stages = report["time"].get("stages", {})
    if stages:
        times = {
            stage: {name: round(1000 * one[name], 1) for name in ("p50", "p90", "p99")} for stage, one in stages.items()
        }
        found.append(bars("Time of one question", times, axes=("stage", "milliseconds")))
    return found


def _about(report: Report) -> str:
    run, gold = report["run"], report["gold"]
    facts = {
        "finished": run["finished"]
        if run["complete"]
        else f"broken off after {run['n_done']} of {gold['n_questions']}",
        "questions": f"{run['n_done']} (part {run['part']}, limit {run['limit']}, seed {run['seed']})",
        "collection": f"{run['n_documents']} documents, {run['n_passages']} passages",
        "distractors": ", ".join(run["distractors"]) or "none",
        "gold offsets that do not fit": str(gold["n_mismatched"]),
        "models": ", ".join(f"{name} {value}" for name, value in report["models"].items()),
        "left out": "; ".join(run["baselines_left_out"]) or "nothing",
    }
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    wrong = "".join(
        f"<li>{escape(one['question_id'])}: {_words(one['gold'])} {_words(one['found'])}</li>"
        for one in gold["mismatches"]
    )
    if wrong:
        shown += f"<dt>wants, finds</dt><dd><details><summary>which</summary><ul>{wrong}</ul></details></dd>"
    return f"<dl>{shown}</dl>"


def _table(one: Table) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in one.head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row)}</tr>" for row in one.rows)
    return (
        f"<h2>{escape(one.title)}</h2><p>{escape(one.note)}</p>"
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _questions(rows: Sequence[Row], pairs: Sequence[str]) -> str:
    classes = [_classes(row) for row in rows]
    buttons = []
    for group, choices in (("show", FILTERS), ("pair", {pair: pair for pair in pairs})):
        buttons.append(
            f'<input type="radio" name="{group}" id="{group}-all" checked><label for="{group}-all">all</label>'
        )
        for name, words in choices.items():
            n = sum(name in one for one in classes)
            buttons.append(
                f'<input type="radio" name="{group}" id="only-{name}">'
                f'<label for="only-{name}">{escape(words)} ({n})</label>'
            )
        buttons.append("<br>")
    listed = "\n".join(_question(row, names) for row, names in zip(rows, classes, strict=True))
    return f'<div class="asked">{"".join(buttons)}<div class="list">\n{listed}\n</div></div>'


def _classes(row: Row) -> list[str]:
    """The filters that show this question."""
    end, answerable = row["end"], bool(row["gold"])
    right = is_right(row)
    ranks = row["retrieval"].get(RERANKED, row["retrieval"]["fused"])  # of what is read
    holds = {
        "right": right,
        "wrong": not right,
        "far": f1(end["text"], row["gold"], "corrected") < CLOSE,
        "false-answer": not answerable and end["kind"] == "answer",
        "false-refusal": answerable and end["kind"] != "answer",
        "not-found": answerable and row["placed"]["paragraph"] and ranks["paragraph"] is None,
    }
    return [row["cell"], *(name for name, held in holds.items() if held)]


def _question(row: Row, classes: Sequence[str]) -> str:
    end = row["end"]
    if end["kind"] == "answer":
        answer = _words(end["text"])
    else:
        answer = f"<i>{escape(end.get('reason') or end.get('error', ''))}</i>"
        if end["best"]:
            answer += f' <span class="aside">would have said</span> {_words(end["best"])}'
    ranks = ", ".join(f"{name} {one['paragraph'] or '–'}" for name, one in row["retrieval"].items())
    facts = [
        ("answer", f'{answer} <span class="aside">{end["confidence"]:.0%}</span>'),
        ("gold", "<br>".join(map(_words, row["gold"])) or "<i>nothing answers</i>"),
        *(("cited", _source(one["source"], "cited")) for one in end["citations"]),
    ]
    if row["gold_source"] is not None:
        facts.append(("gold stands", _source(row["gold_source"], "gold")))
    if row["reading"] is not None:
        facts.append(("read in gold", _words(row["reading"]["text"])))
    facts += [(name, _words(one["text"]) if one["text"] else "<i>none</i>") for name, one in row["baselines"].items()]
    if row["gold"]:
        facts.append(("paragraph at", escape(ranks)))
    about = " ".join(filter(None, (row["id"], row["cell"], row["kind"], row["style"])))
    asked = "" if row["asked"] == row["question"] else f'<p class="aside">asked as: {_words(row["asked"])}</p>'
    shown = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    return (
        f'<article class="q {escape(" ".join(classes))}"><header>{escape(about)}</header>'
        f"<h3{_direction(row['question'])}>{escape(row['question'])}</h3>{asked}<dl>{shown}</dl></article>"
    )


def _source(source: Row, kind: str) -> str:
    before, quote, after = (escape(source[name]) for name in ("before", "quote", "after"))
    title = f'<span class="aside">{escape(source["title"])}</span> ' if source["title"] else ""
    where = 'lang="ar" dir="rtl"' if source["lang"] == "ar" else 'lang="en" dir="ltr"'
    return f'<blockquote {where}>{title}… {before}<mark class="{kind}">{quote}</mark>{after} …</blockquote>'


def _words(text: str) -> str:
    return f"<bdi{_direction(text)}>{escape(text)}</bdi>"


def _direction(text: str) -> str:
    # By the script of most letters: dir="auto" would go by the first one, and Arabic may open with a Latin name.
    return ' lang="ar" dir="rtl"' if lang_of(text) == "ar" else ' lang="en" dir="ltr"'


def _rule(name: str) -> str:
    return f"#only-{name}:checked~.list .q:not(.{name}){{display:none}}"
