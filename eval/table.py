"""The report's figures as tables: the same ones for the terminal, the README and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eval.road import RERANKED

Report = dict[str, Any]

SCORINGS = {
    "official": "SQuAD arithmetic (v1.1 reading, v2.0 end to end)",
    "mlqa": "MLQA arithmetic of the documents' language, questions with an answer",
    "corrected": "corrected Arabic",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A title, a line that says how to read it, and rows as wide as the head; the first column is words."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(report: Report) -> list[Table]:
    """Everything that is worth a table, in the order of the page; those without rows are left out."""
    cells: dict[str, Any] = report["cells"]
    found = [
        _retrieval(cells),
        _texts(cells, "reading", "Reading, with the gold passage given", "Exact match / F1, in percent. No refusals."),
        _texts(
            cells, "end_to_end", "End to end", "Exact match / F1, in percent; a refusal is right where nothing answers."
        ),
        _refusal(cells),
        _confidence(cells),
        _citations(cells),
        _baselines(cells),
        _groups(report.get("styles", {}), "style"),
        _groups(report.get("kinds", {}), "kind"),
        claims_table(report.get("claims", {})),
        _time(report["time"]),
    ]
    return [table for table in found if table.rows]


def table(report: Report) -> str:
    """All of them in Markdown."""
    return "\n\n".join(markdown(one) for one in tables(report))


def markdown(one: Table) -> str:
    """Title, note and a Markdown table."""
    lines = [one.head, tuple("---" if i == 0 else "---:" for i in range(len(one.head))), *one.rows]
    return "\n".join([f"**{one.title}.** {one.note}", "", *(f"| {' | '.join(line)} |" for line in lines)])


def short(report: Report) -> Table:
    """One line a language pair: the figures that a README gives."""
    rows, order = [], "the fused legs"
    for pair, cell in report["cells"].items():
        order = "the reranker's order" if RERANKED in cell["retrieval"] else order
        *_, found = cell["retrieval"].values()
        refusal = cell["refusal"]
        rows.append(
            (
                pair,
                str(cell["n"]),
                _share(found["recall@1"]),
                _share(found["recall@5"]),
                _share(found["answer_place"]["recall@5"]),
                _both(cell["reading"]["official"]),
                _both(cell["reading"]["corrected"]),
                _both(refusal["at_shipped_threshold"]["HasAns"]["corrected"]),
                _of(refusal["refused_of_unanswerable"], refusal["n_unanswerable"]),
            )
        )
    return Table(
        "Scores",
        f"Questions-documents; recall of {order}; exact match / F1 in percent.",
        (
            "pair",
            "n",
            "recall@1",
            "recall@5",
            "answer in 5",
            "reading, SQuAD",
            "reading, corrected",
            "end to end, answerable, corrected",
            "unanswerable refused",
        ),
        tuple(rows),
    )


def _retrieval(cells: Report) -> Table:
    names = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
    views = {"gold paragraph": None, "gold place": "answer_place", "an answer's words": "answer_words"}
    rows = []
    for pair, cell in cells.items():
        legs = list(cell["retrieval"].items())
        legs += [(name, one["retrieval"]) for name, one in cell["baselines"].items() if "retrieval" in one]
        for view, key in views.items():
            for name, scores in legs:
                shown = scores if key is None else scores[key]
                rows.append((f"{pair} {name}", view, str(shown["n"]), *(_share(shown[one]) for one in names)))
    return Table(
        "Retrieval",
        "Over the questions with an answer. Found is the gold paragraph, the passage that holds the gold place, or any "
        "passage with the words of an answer. One thing to find a question, so nDCG is 1/log2(1 + rank).",
        ("pair and leg", "found", "n", *names),
        tuple(rows),
    )


def _texts(cells: Report, name: str, title: str, note: str) -> Table:
    rows = [
        (pair, str(cell[name]["n"]), *(_both(cell[name][scoring]) for scoring in SCORINGS))
        for pair, cell in cells.items()
    ]
    return Table(title, note, ("pair", "n", *SCORINGS.values()), tuple(rows))


def _refusal(cells: Report) -> Table:
    rows = []
    for pair, cell in cells.items():
        one = cell["refusal"]
        shipped, best = one["at_shipped_threshold"], one["at_best_threshold"]
        for scoring in ("official", "corrected"):
            rows.append(
                (
                    f"{pair} {scoring}",
                    f"{_both(shipped['HasAns'][scoring])} ({one['n_answerable']})",
                    f"{_percent(shipped['NoAns'][scoring]['em'])} ({one['n_unanswerable']})",
                    _both(cell["end_to_end"][scoring]),
                    f"{_percent(best[scoring]['best_exact'])} / {_percent(best[scoring]['best_f1'])}",
                    f"{best[scoring]['best_f1_confidence']:.2f}",
                    _percent(one["answered_of_answerable"]),
                    _percent(one["right_of_answered"]),
                )
            )
    return Table(
        "Answer or refuse",
        "HasAns and NoAns (n) and all, at the shipped threshold. The best possible threshold is chosen on these same "
        "questions: it is what no threshold could beat, not a score to quote.",
        (
            "pair and scoring",
            "HasAns",
            "NoAns",
            "all, as shipped",
            "all, best possible",
            "its confidence",
            "answerable answered",
            "answers right",
        ),
        tuple(rows),
    )


def _confidence(cells: Report) -> Table:
    names = ("auroc_answerable", "auroc_right", "aurc", "ece")
    rows = [
        (
            pair,
            str(cell["n"]),
            *(_share(cell["refusal"][name]) for name in names),
            *(_share(cell["refusal"]["lenient"][name]) for name in names[1:]),
        )
        for pair, cell in cells.items()
    ]
    return Table(
        "Confidence",
        "Of the best span of every question, given or refused. AUROC: 1 is perfect, 0.5 chance; AURC and calibration "
        "error: lower is better. Right is corrected exact match; in the last three, corrected F1 of 0.5 and more.",
        ("pair", "n", "AUROC has answer", "AUROC right", "AURC", "ECE", "AUROC right, lenient", "AURC, l.", "ECE, l."),
        tuple(rows),
    )


def _citations(cells: Report) -> Table:
    rows = []
    for pair, cell in cells.items():
        one = cell["citations"]
        shares = (one["quote_is_text"], one["quote_is_answer"], one["passage_holds_gold"], one["touches_gold"])
        rows.append((pair, str(one["n_answers"]), *map(_percent, shares), str(one["on_refusals"])))
    return Table(
        "Citations",
        "Of all answers given, those to unanswerable questions too. The first two must be 100.0, the last 0.",
        ("pair", "answers", "quote is the text", "and the answer", "passage holds gold", "touches gold", "on refusals"),
        tuple(rows),
    )


def _baselines(cells: Report) -> Table:
    rows = [
        (f"{pair} {name}", str(scores["n"]), *(_both(scores[scoring]) for scoring in SCORINGS))
        for pair, cell in cells.items()
        for name, scores in [
            ("this pipeline", cell["end_to_end"]),
            *((name, one["end_to_end"]) for name, one in cell["baselines"].items() if "end_to_end" in one),
        ]
    ]
    return Table(
        "Baselines, end to end",
        "bm25: plain BM25, then our reader. sentence: the best one of the first passage, no reader, never a refusal.",
        ("pair and system", "n", *SCORINGS.values()),
        tuple(rows) if len(rows) > len(cells) else (),
    )


def _groups(groups: Report, what: str) -> Table:
    rows = [
        (f"{pair} {name}", str(one["n"]), _percent(one["right"]), _percent(one["f1"]), _percent(one["answered"]))
        for pair, names in groups.items()
        for name, one in names.items()
    ]
    head = (f"pair and {what}", "n", "right", "F1", "answered")
    return Table(f"By {what} of question", "End to end, corrected scoring, in percent.", head, tuple(rows))


def _time(time: Report) -> Table:
    rows: list[tuple[str, ...]] = []
    for stage, one in time.get("stages", {}).items():
        numbers = (time["cold"][stage], one["p50"], one["p90"], one["p99"])
        rows.append((stage, str(one["n"]), *(f"{1000 * seconds:.0f}" for seconds in numbers)))
    askers = ", ".join(f"{pace:.2f} with {n}" for n, pace in time.get("throughput", {}).items())
    peak, opened = time.get("peak_memory_mib"), time.get("open")
    return Table(
        "Time",
        f"Milliseconds a question, warm; the first one apart. Opened in {opened} s. "
        f"Questions a second: {askers} asking at once. Peak memory of the run {peak} MiB.",
        ("stage", "n", "first", "p50", "p90", "p99"),
        tuple(rows),
    )


def claims_table(claims: Report) -> Table:
    """What `eval.claims` counted, a row for each kind of claim."""
    return Table(
        "Written answers",
        "Sentences checked against the passage they cite. A true one should be held, an error struck out.",
        ("claims", "checked", "struck out", "held", "wrong"),
        tuple(
            (
                name,
                str(one["n"]),
                str(one["struck"]),
                str(one["held"]),
                f"{100 * (one['struck'] if name.startswith('true') else one['held']) / one['n']:.1f} %",
            )
            for name, one in claims.items()
        ),
    )


def _both(scores: Report) -> str:
    return f"{_percent(scores['em'])} / {_percent(scores['f1'])}"


def _of(share: float | None, n: int) -> str:
    return "–" if share is None else f"{_percent(share)} of {n}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
