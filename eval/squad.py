"""SQuAD 1.1 and 2.0 JSON, and everything in its shape: XQuAD, MLQA, TyDi, ARCD.

Each paragraph becomes a document. Languages are told by script, question by question and paragraph by paragraph,
because cross-lingual files ask in one language about paragraphs in another; a caller who knows better says so.
"""

from __future__ import annotations

import json
import json.scanner
from collections.abc import Callable, Iterator
from json.decoder import JSONObject  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from corpus.document import Document, Lang
from corpus.language import lang_of
from eval.files import BrokenFile, fingerprint, list_of, opened, text_of
from eval.gold import Gold, GoldAnswer, Mismatch, Question, placed

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
Place = tuple[str | int, ...]  # the way to an object inside the file: ("data", 3, "paragraphs", 0)


class _BrokenPartError(ValueError):
    """What is wrong, and with which object."""

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(reason)
        self.place = place


def read_squad(path: Path, languages: tuple[Lang, Lang] | None = None) -> Gold:
    """Questions and paragraphs of one file, plain or .gz; `languages` are the questions' and the paragraphs'.

    Paragraphs of equal text are one document. Published files do repeat ids; a later question gets `#2` behind its own.
    """
    ask, tell = (None, None) if languages is None else languages
    with opened(path) as file:
        text = file.read()
    try:
        data = json.loads(text)
        documents: dict[str, Document] = {}
        questions: list[Question] = []
        seen: dict[str, int] = {}
        mismatches: list[Mismatch] = []
        for place, paragraph, title in _paragraphs(data):
            context = _checked(place, text_of, paragraph, "context")
            name = f"{path.name.split('.')[0]}/{len(documents) + 1}"
            document = documents.setdefault(context, Document(name, tell or lang_of(context), title, context))
            for i, fields in enumerate(_checked(place, list_of, paragraph, "qas")):
                where = (*place, "qas", i)
                question_id = _checked(where, _id, fields)
                if question_id in seen:
                    seen[question_id] += 1
                    question_id = f"{question_id}#{seen[question_id]}"
                seen[question_id] = 1
                answers = _checked(where, _answers, fields, question_id, context, mismatches)
                text = _checked(where, text_of, fields, "question")
                lang = ask or (lang_of(text) if any(map(str.isalpha, text)) else document.lang)
                whole = ((0, len(context)),) if answers else ()
                questions.append(Question(question_id, lang, text, document.doc_id, answers, whole))
    except json.JSONDecodeError as error:
        raise BrokenFile(path, error.lineno, f"not JSON at column {error.colno}: {error.msg}") from error
    except _BrokenPartError as error:
        raise BrokenFile(path, _line(text, error.place), f"{_written(error.place)}: {error}") from error
    if not questions:
        raise BrokenFile(path, 1, "no questions")
    return Gold(tuple(questions), tuple(documents.values()), tuple(mismatches), (fingerprint(path),))


def _paragraphs(data: object) -> Iterator[tuple[Place, dict[str, Any], str]]:
    if not isinstance(data, dict):
        raise _BrokenPartError((), f"needs an object with 'data', found {type(data).__name__}")
    for i, article in enumerate(_checked((), list_of, data, "data")):
        for j, paragraph in enumerate(_checked(("data", i), list_of, article, "paragraphs")):
            yield ("data", i, "paragraphs", j), paragraph, str(article.get("title") or "")


def _id(fields: dict[str, Any]) -> str:
    return str(fields["id"]) if isinstance(fields.get("id"), int) else text_of(fields, "id")


def _answers(
    fields: dict[str, Any], question_id: str, context: str, mismatches: list[Mismatch]
) -> tuple[GoldAnswer, ...]:
    # SQuAD v2.0's script decides by the answers alone, and XQuAD has no is_impossible.
    raws = list_of(fields, "answers")
    if fields.get("is_impossible") and raws:
        raise ValueError(f"is_impossible, yet there are {len(raws)} answers")
    answers = []
    for raw in raws:
        start, gold = raw.get("answer_start"), text_of(raw, "text")
        if not isinstance(start, int) or start < 0:
            raise ValueError(f"answer_start: needs an offset, found {start!r}")
        answer = placed(gold, (start, start + len(gold)), context)
        if answer.span is None:
            mismatches.append(Mismatch(question_id, gold, context[start : start + len(gold)]))
        answers.append(answer)
    return tuple(answers)


def _checked(
    place: Place,
    read: Callable[_Arguments, _Result],
    *arguments: _Arguments.args,
    **named: _Arguments.kwargs,
) -> _Result:
    try:
        return read(*arguments, **named)
    except ValueError as error:
        raise _BrokenPartError(place, str(error)) from error


def _written(place: Place) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".") or "the file"


class _Placing(json.JSONDecoder):
    """A slow decoder that remembers where each object starts; used only once something is known to be broken."""

    def __init__(self) -> None:
        super().__init__()
        self.starts: dict[int, int] = {}
        self.parse_object = self._object
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _object(self, text_and_start: tuple[str, int], *rest: object) -> tuple[Any, int]:
        value, end = JSONObject(text_and_start, *rest)
        self.starts[id(value)] = text_and_start[1]
        return value, end


def _line(text: str, place: Place) -> int:
    decoder = _Placing()
    value: Any = decoder.decode(text)
    start = decoder.starts.get(id(value), 0)
    for step in place:
        value = value[step]
        start = decoder.starts.get(id(value), start)
    return text.count("\n", 0, start) + 1
