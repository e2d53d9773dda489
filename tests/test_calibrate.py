"""Calibration on questions of one's own: what is written, and what is refused."""

from __future__ import annotations

import json

import pytest
from store_sample import Letters

from corpus.document import Document
from eval.gold import read_questions
from index.lexical import TranslationTable
from qa.reader import Proposal, read_calibration
from train.calibrate import calibrate, main, own_cells

pytestmark = pytest.mark.models  # scikit-learn's scipy asks whether arrays are torch's

YEARS = {f"town{at}": str(1900 + at) for at in range(24)}
DOCUMENTS = [Document(name, "en", name, f"The station of {name} opened in {year}.") for name, year in YEARS.items()]


class Years:
    """Proposes a passage's year, surely where the question asks for one; every fourth time it is sure and wrong."""

    def propose(self, question, hits):
        found = []
        for hit in hits:
            text = hit.passage.text
            start = text.index("The") if "rain" in question else len(text) - 5
            named = hit.passage.document.doc_id in question.split()
            found.append(
                Proposal(hit, start, start + 4, 3.0 if named and "rain" not in question else -3.0, 0.0, False, 0.0)
            )
        return found


def gold(path, n):
    rows = []
    for at, (name, year) in enumerate([*YEARS.items()][:n]):
        text = next(document.text for document in DOCUMENTS if document.doc_id == name)
        asks = at % 3 != 0
        answers = [{"start": text.index(year), "end": text.index(year) + 4, "text": year}] if asks else []
        question = f"When did the station of {name} open" if asks else f"How much rain fell on {name}"
        common = {"id": f"q{at}", "lang": "en", "question": question, "document": name, "answers": answers}
        rows.append(common | {"answerable": asks})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return own_cells(read_questions(path, DOCUMENTS))


def test_a_calibration_is_fitted_on_questions_of_ones_own_and_names_the_encoder(tmp_path, capsys):
    (cell,) = gold(tmp_path / "gold.jsonl", 24)
    assert (cell.name, len(cell.questions), cell.questions[0].golds, cell.questions[1].golds) == (
        "en-en",
        24,
        (),
        ("1901",),
    )
    calibrate([cell], Letters(), TranslationTable(), Years(), tmp_path, k=3)
    values = json.loads((tmp_path / "calibration.json").read_text("utf-8"))
    assert values["encoder"] == Letters().name
    assert values["across"] == values["support"] == 0.0  # said nothing here
    curve = read_calibration(tmp_path / "calibration.json")
    said = [curve.probability(reading=reading, search=0.0, across=False, support=0.0) for reading in (-3.0, 3.0)]
    assert said[0] < 0.2
    assert said[1] > 0.8
    assert str(tmp_path / "calibration.json") in capsys.readouterr().out


def test_too_few_questions_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ValueError, match=r"9 questions, .* a calibration needs 20 questions"):
        calibrate(gold(tmp_path / "gold.jsonl", 9), Letters(), TranslationTable(), Years(), tmp_path, k=3)
    assert not (tmp_path / "calibration.json").exists()


def test_a_file_of_questions_that_is_broken_is_named(tmp_path, capsys):
    (tmp_path / "gold.jsonl").write_text("{", "utf-8")
    assert main(["--gold", str(tmp_path / "gold.jsonl")]) == 2
    assert "gold.jsonl" in capsys.readouterr().err
