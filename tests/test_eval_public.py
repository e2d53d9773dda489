"""Public documents: which files are taken, and which answers count as right."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from eval_road import FakeRoad

from eval import public
from eval.files import BrokenFile
from eval.public import LEAST_F1, agrees, main, read_documents, read_questions

PRICES = "The bridge cost 40 pounds.\nThe ferry cost 12 pounds.\n"
TIMES = "يفتح المتحف في الساعة 9 صباحا.\n"


def test_right_is_enough_of_the_words_and_the_same_digits() -> None:
    assert agrees("ثلاثة (٣) أيام", "ثلاثة (3) أيام")
    assert agrees("the snow storm in Buffalo", "a snow storm")  # two of two and two of four words: F1 2/3
    assert LEAST_F1 < 2 / 3
    assert not agrees("a snow storm that fell in Buffalo", "a snow storm")  # two of two and two of six: F1 1/2
    assert not agrees("14 ساعة معتمدة", "18 ساعة معتمدة")  # F1 2/3, another number
    assert not agrees("1.40 - 1.38", "1.38 - 1.40")
    assert not agrees("from 9 to 17", "17 from to 9")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files, their list, and four questions: answered, refused, wrong and rightly refused by the tests' road."""
    files = {"prices.txt": ("en", PRICES), "times.txt": ("ar", TIMES)}
    listed = []
    for name, (lang, text) in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        row = {"file": name, "lang": lang, "sha256": hashlib.sha256(text.encode()).hexdigest()}
        listed.append(row | {"repository": "a/b", "path": f"docs/{name}", "commit": "c0ffee", "licence": "CC0"})
    questions = [
        ("en", "prices.txt", "What did the bridge cost?", ["40 pounds", "40"]),
        ("en", "times.txt", "When are visitors let in?", ["9"]),
        ("ar", "times.txt", "متى يفتح المتحف؟", ["10"]),
        ("en", "prices.txt", "Who was mayor?", None),
    ]
    rows = [
        {"id": f"q{n}", "lang": lang, "document": document, "kind": "amount", "question": text, "answers": answers}
        for n, (lang, document, text, answers) in enumerate(questions, 1)
    ]
    for name, lines in (("DOCUMENTS", listed), ("QUESTIONS", rows)):
        path = tmp_path / f"{name.lower()}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        monkeypatch.setattr(public, name, path)
    return tmp_path


def test_verdicts_by_language_pair(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--documents", str(folder)], open_road=FakeRoad) == 0
    printed = capsys.readouterr().out
    assert "| ar-ar | 1 | 0 | 1 | 0 |\n| en-ar | 1 | 0 | 0 | 1 |\n| en-en | 2 | 2 | 0 | 0 |\n" in printed
    assert "| all | 4 | 2 | 1 | 1 |" in printed
    assert "wrong q3 متى يفتح المتحف؟\n    said '9' at 0.90; accepted: 10" in printed
    assert "refused q2 When are visitors let in?\n    said nothing at 0.10; accepted: 9" in printed
    assert main(["--documents", str(folder), "--json"], open_road=FakeRoad) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in found["outcomes"]] == ["right", "refused", "wrong", "right"]
    assert found["counts"]["en-en"] == {"n": 2, "right": 2, "wrong": 0, "refused": 0}


def test_a_file_that_is_missing_or_another_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "times.txt").write_text("يفتح المتحف في الساعة 8 صباحا.\n", encoding="utf-8")
    with pytest.raises(
        BrokenFile, match=r"documents\.jsonl:2: .*times\.txt has SHA-256 .*, needs .*: docs/times\.txt of"
    ):
        read_documents(folder, public.DOCUMENTS)
    (folder / "times.txt").unlink()
    assert main(["--documents", str(folder)], open_road=FakeRoad) == 2
    error = capsys.readouterr().err
    assert f"no {folder / 'times.txt'}; it is docs/times.txt of github.com/a/b at c0ffee" in error


def test_a_question_on_a_document_that_is_not_listed_is_refused(folder: Path) -> None:
    row = {"id": "q", "lang": "en", "document": "other.txt", "kind": "date", "question": "When?", "answers": None}
    public.QUESTIONS.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(BrokenFile, match=r"questions\.jsonl:1: needs id, .*'other\.txt' is not in"):
        read_questions(public.QUESTIONS, public.DOCUMENTS)


def test_the_shipped_questions_are_as_described() -> None:
    """24 documents, 12 a language; 60 questions, 15 in the other language, 12 that the documents do not answer."""
    questions = read_questions(public.QUESTIONS, public.DOCUMENTS)
    assert Counter(one.pair for one in questions) == {"ar-ar": 23, "en-en": 22, "en-ar": 8, "ar-en": 7}
    assert sum(not one.answers for one in questions) == 12
    assert all((one.kind == "unanswerable") == (not one.answers) for one in questions)
    rows = [json.loads(line) for line in public.DOCUMENTS.read_text("utf-8").splitlines()]
    assert Counter(row["lang"] for row in rows) == {"ar": 12, "en": 12}
    assert {row["file"] for row in rows} == {one.document for one in questions}
    suffixes = Counter(Path(row["file"]).suffix for row in rows)
    assert suffixes[".pdf"] >= 6
    assert suffixes[".csv"] + suffixes[".xlsx"] == 3
