"""`python -m qa "question" [--store DIR|URL] [--written] [--json]`: one cited answer; `python -m qa models ...`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.document import Lang
from qa.answer import Answer, Citation, Refusal, Written

_BY: dict[Lang, str] = {"ar": "كتبها النموذج {writer}:", "en": "Written by {writer}:"}
_STRUCK: dict[Lang, str] = {"ar": "حُذفت جملة:", "en": "A sentence was struck out:"}
_OTHER: dict[Lang, str] = {"ar": "وثيقة أخرى تقول:", "en": "Another document says:"}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 for an answer and for a refusal, 2 where the question cannot be asked, or a model or the store is missing."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["models"]:
        from qa import model_commands

        return model_commands.main(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="Ask the documents a question.",
        epilog="Stronger models: python -m qa models list",
    )
    parser.add_argument("question", help="in Arabic or in English")
    parser.add_argument("--store", help="documents kept with `python -m index`, or their database; else the article")
    parser.add_argument("--settings", type=Path, default=None, help="the settings (default: settings.toml)")
    parser.add_argument("--written", action="store_true", help="with sentences of the model server in settings.toml")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)

    from index.errors import StoreError  # the models take seconds to import, --help none
    from qa.errors import ModelError, QuestionError, WriterError
    from qa.pipeline import open_pipeline
    from qa.settings import SettingsError, read_settings

    try:
        pipeline = open_pipeline(settings=read_settings(options.settings), collection=options.store)
        result = pipeline.ask(options.question, written=options.written and options.json)
        if options.written and not options.json and isinstance(result, Answer):
            print_written(pipeline.write(result), result.lang)
    except (ModelError, QuestionError, SettingsError, StoreError, WriterError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result.to_json(), ensure_ascii=False, indent=2) if options.json else in_words(result))
    return 0


def print_written(stages: Iterable[Written], lang: Lang) -> None:
    """Each sentence when it is released, with the place that holds it; at the end what was struck out, and why."""
    from qa.written import REASONS

    written, n_shown = None, 0
    for written in stages:
        for statement in written.statements[n_shown:]:
            places = "\n".join(map(in_place, statement.citations))
            print(f"{_BY[lang].format(writer=written.writer)} {statement.text}\n{places}", flush=True)
        n_shown = len(written.statements)
    if written is None:
        return
    for struck in written.struck:
        print(f"{_STRUCK[lang]} {REASONS[struck.reason][lang]}.")
    if written.problem:
        print(written.problem, file=sys.stderr)


def in_words(result: Answer | Refusal) -> str:
    """What a person reads in a terminal."""
    if isinstance(result, Refusal):
        return result.text
    if result.parts:
        return "\n".join(f"{part.question}\n{in_words(part)}" for part in result.parts)
    lines = [f"{result.text}   ({result.confidence:.0%})"]
    if result.rendering is not None and result.rendering.text != result.text:
        said = {"en": "in English, not the document's words", "ar": "بالعربية، وليست كلمات الوثيقة"}
        lines.append(f"  {said[result.rendering.lang]}: {result.rendering.text}")
    lines += [in_place(citation) for citation in result.citations]
    for other in result.others:
        lines.append(f"{_OTHER[result.lang]} {other.citation.words}   ({other.confidence:.0%})")
        lines.append(in_place(other.citation))
    return "\n".join(lines)


def in_place(citation: Citation) -> str:
    """Where a quote stands, and the sentence around it."""
    place = [f"{citation.document.doc_id} [{citation.start}:{citation.end}]"]
    place += [] if citation.page is None else [f"p. {citation.page}"]
    place += [] if citation.section is None else [citation.section]
    place += ["recognised in a picture, not read"] if citation.is_recognised else []
    return f"  {' · '.join(place)}: {citation.sentence}"


if __name__ == "__main__":
    sys.exit(main())
