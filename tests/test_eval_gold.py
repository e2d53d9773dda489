import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document
from eval.files import BrokenFile
from eval.gold import merge, read_distractors, read_documents, read_questions
from eval.squad import read_squad

DOCUMENT = Document("visits", "ar", "زيارات", "زار الرئيس ألماتي عام ١٩٩٢.\r\nثم عاد.")


def line(**changes: Any) -> str:
    fields = {
        "id": "q1",
        "lang": "en",
        "question": "When?",
        "document": "visits",
        "answers": [{"start": 22, "end": 26, "text": "١٩٩٢"}],
        "kind": "date",
        "style": "plain",
        "answerable": True,
        "part": "fit",
    }
    return json.dumps(fields | changes, ensure_ascii=False)


def squad(paragraphs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"version": "2.0", "data": [{"title": "Trade", "paragraphs": paragraphs}]}


def asked(question_id: str, question: str, *answers: tuple[str, int], **more: Any) -> dict[str, Any]:
    raws = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": question_id, "question": question, "answers": raws, **more}


def test_question_set(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    follow = line(id="q2", answers=[], answerable=False, history=["متى زار؟"], standalone="When did he leave?")
    path.write_text(f"{line()}\n\n{follow}\n", encoding="utf-8")
    gold = read_questions(path, [DOCUMENT])
    first, second = gold.questions
    assert (first.question_id, first.lang, first.kind, first.part) == ("q1", "en", "date", "fit")
    assert (first.texts, first.spans) == (["١٩٩٢"], [(22, 26)])
    assert (second.answers, second.history, second.standalone) == ((), ("متى زار؟",), "When did he leave?")
    assert gold.mismatches == ()
    assert len(gold.sources[0].sha256) == 64


def test_wrong_offsets_are_reported_and_the_question_stays(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(line(answers=[{"start": 21, "end": 25, "text": "١٩٩٢"}]), encoding="utf-8")
    gold = read_questions(path, [DOCUMENT])
    assert gold.questions[0].texts == ["١٩٩٢"]
    assert gold.questions[0].spans == []
    assert [(one.question_id, one.gold, one.found) for one in gold.mismatches] == [("q1", "١٩٩٢", " ١٩٩")]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("{", "2: not JSON at column"),
        ("[]", "2: needs an object, found list"),
        (line(), "2: id 'q1' stands on line 1 too"),
        (line(id="q2", lang="fr"), "2: lang: needs 'ar' or 'en', found 'fr'"),
        (line(id="q2", question=" "), "2: question: is blank"),
        (line(id="q2", question=7), "2: question: needs a string, found int"),
        (line(id="q2", document="nowhere"), "2: no document 'nowhere' among the 1 given"),
        (line(id="q2", answers=["1992"]), "2: answers: needs a list of objects"),
        (line(id="q2", answers=[{"text": "x"}]), "2: an answer needs 0 <= start < end, found None and None"),
        (line(id="q2", answerable=False), "2: answerable is False, yet there are 1 answers"),
        ('{"id": "q2"}', "2: no 'document'"),
    ],
)
def test_broken_question_set_is_refused(tmp_path: Path, second: str, reason: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{line()}\n{second}\n", encoding="utf-8")
    with pytest.raises(BrokenFile) as caught:
        read_questions(path, [DOCUMENT])
    assert str(caught.value).startswith(f"{path}:{reason}")


def test_documents(tmp_path: Path) -> None:
    path = tmp_path / "neighbours.jsonl"
    texts = ["سطر\u2028واحد", "Two.\r\nLines."]  # neither U+2028 nor \r\n may cut or change a text
    rows = [{"doc_id": f"d{i}", "lang": "ar", "title": "t", "text": text} for i, text in enumerate(texts)]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert [document.text for document in read_documents(path)] == texts
    path.write_text("\n".join(json.dumps(rows[0]) for _ in range(2)), encoding="utf-8")
    with pytest.raises(BrokenFile, match=r":2: doc_id 'd0' stands on an earlier line too"):
        read_documents(path)


def test_squad_with_questions_in_another_language(tmp_path: Path) -> None:
    path = tmp_path / "en-ar.json.gz"
    context = "بلغ التبادل ٤٠٠ مليون."
    qas = [
        asked("a", "How much?", ("٤٠٠", 12), ("٤٠٠ مليون", 12)),
        asked("b", "كم بلغ؟", is_impossible=True, plausible_answers=[{"text": "٤٠٠", "answer_start": 12}]),
        asked("c", "1992?", ("٤٠٠", 0)),
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(squad([{"context": context, "qas": qas}, {"context": "Other.", "qas": []}]), file)
    gold = read_squad(path)
    assert [(document.doc_id, document.lang, document.title) for document in gold.documents] == [
        ("en-ar/1", "ar", "Trade"),
        ("en-ar/2", "en", "Trade"),
    ]
    assert [question.lang for question in gold.questions] == ["en", "ar", "ar"]  # no letters: as the paragraph
    assert gold.questions[0].spans == [(12, 15), (12, 21)]
    assert gold.questions[1].answers == ()
    assert [(one.question_id, one.found) for one in gold.mismatches] == [("c", "بلغ")]
    named = read_squad(path, ("ar", "en"))
    assert {question.lang for question in named.questions} == {"ar"}
    assert {document.lang for document in named.documents} == {"en"}


def test_equal_paragraphs_and_ids_of_one_squad_file(tmp_path: Path) -> None:
    path = tmp_path / "twice.json"
    paragraph = {"context": "It is 1992.", "qas": [asked("a", "When?", ("1992", 6))]}
    path.write_text(json.dumps(squad([paragraph, paragraph, paragraph])), encoding="utf-8")
    gold = read_squad(path)
    assert len(gold.documents) == 1
    assert [question.question_id for question in gold.questions] == ["a", "a#2", "a#3"]


def set_at(data: Any, place: list[str | int], value: object) -> None:
    for step in place[:-1]:
        data = data[step]
    if value is None:
        del data[place[-1]]
    else:
        data[place[-1]] = value


QA: list[str | int] = ["data", 0, "paragraphs", 0, "qas", 0]


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (["data"], None, "1: the file: no 'data'"),
        (["data", 0, "paragraphs"], 5, "4: data[0]: paragraphs: needs a list of objects"),
        ([*QA[:4], "context"], None, "7: data[0].paragraphs[0]: no 'context'"),
        ([*QA, "question"], None, "10: data[0].paragraphs[0].qas[0]: no 'question'"),
        ([*QA, "id"], "", "10: data[0].paragraphs[0].qas[0]: id: is blank"),
        ([*QA, "is_impossible"], True, "10: data[0].paragraphs[0].qas[0]: is_impossible, yet there are 1 answers"),
        ([*QA, "answers", 0, "answer_start"], "6", "10: data[0].paragraphs[0].qas[0]: answer_start: needs an offset"),
    ],
)
def test_broken_squad_is_refused(tmp_path: Path, place: list[str | int], value: object, reason: str) -> None:
    path = tmp_path / "broken.json"
    data = squad([{"context": "It is 1992.", "qas": [asked("a", "When?", ("1992", 6))]}])
    set_at(data, place, value)
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    with pytest.raises(BrokenFile) as caught:
        read_squad(path)
    assert str(caught.value).startswith(f"{path}:{reason}")


@pytest.mark.parametrize("read", [read_squad, read_documents, read_distractors])
def test_damaged_files_are_refused(tmp_path: Path, read: Callable[[Path], object]) -> None:
    bytes_path = tmp_path / "latin.json"
    bytes_path.write_bytes(b'{"data":\n\xe9}')
    with pytest.raises(BrokenFile, match=r"latin\.json:(1|2): "):
        read(bytes_path)
    cut = tmp_path / "cut.json.gz"
    cut.write_bytes(gzip.compress(b"x" * 1000)[:20])
    with pytest.raises(BrokenFile, match=r"cut\.json\.gz:1: damaged archive"):
        read(cut)


def test_distractors(tmp_path: Path) -> None:
    path = tmp_path / "more.txt.xz"
    with lzma.open(path, "wt", encoding="utf-8", newline="") as file:
        file.write("سطر أول\n\nSecond\rline\r\nThird\n")
    found = read_distractors(path)
    assert [(one.doc_id, one.lang, one.text) for one in found] == [
        ("more.txt.xz:1", "ar", "سطر أول"),
        ("more.txt.xz:3", "en", "Second\rline"),
        ("more.txt.xz:4", "en", "Third"),
    ]
    assert [one.text for one in read_distractors(path, limit=2)] == ["سطر أول", "Second\rline"]


def test_merge_meets_over_equal_paragraphs(tmp_path: Path) -> None:
    parts = []
    for name, question in (("ar.json", "متى؟"), ("en.json", "When?")):
        qas = [asked("a", question, ("1992", 0 if name == "en.json" else 6))]
        (tmp_path / name).write_text(json.dumps(squad([{"context": "It is 1992.", "qas": qas}])), encoding="utf-8")
        parts.append(read_squad(tmp_path / name))
    gold = merge(parts)
    assert [document.doc_id for document in gold.documents] == ["ar/1"]
    assert [(one.question_id, one.doc_id) for one in gold.questions] == [("ar.json:a", "ar/1"), ("en.json:a", "ar/1")]
    assert [one.question_id for one in gold.mismatches] == ["en.json:a"]


def test_sample_draws_questions_never_documents(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(line(id=f"q{i}") for i in range(20)), encoding="utf-8")
    gold = read_questions(path, [DOCUMENT])
    some = gold.sample(5, seed=1)
    ids = [int(question.question_id[1:]) for question in some.questions]
    assert len(ids) == 5
    assert ids == sorted(ids)
    assert some == gold.sample(5, seed=1) != gold.sample(5, seed=2)
    assert some.documents == gold.documents
    assert gold.sample(None, seed=1) == gold.sample(99, seed=1) == gold
