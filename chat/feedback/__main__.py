"""What visitors said of the answers, taken out of the file of judgements.

python -m chat.feedback export FILE [--feedback DB]        the judgements as a question set for `python -m eval.run`
python -m chat.feedback promote [NAME ...] [--withdraw]    the corrections, or: lets these answer for everybody
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from chat.feedback.export import questions_of
from chat.feedback.file import Feedback, FeedbackError
from chat.feedback.promotion import corrections_of, question_key


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the questions are written; 2, with the reason, where there is nothing to read or to write."""
    parser = argparse.ArgumentParser(prog="python -m chat.feedback", description="What visitors said of the answers.")
    commands = parser.add_subparsers(required=True, dest="command", metavar="export|promote")
    export = commands.add_parser("export", help="write the judgements as a question set for python -m eval.run")
    export.add_argument("file", type=Path, help="JSON Lines, written anew")
    export.add_argument("--feedback", type=Path, help="the judgements (default: the file that settings.toml names)")
    promote = commands.add_parser("promote", help="list the corrections, or let some of them answer for everybody")
    promote.add_argument("names", nargs="*", metavar="NAME", help="of the corrections, as the list has them")
    promote.add_argument("--withdraw", action="store_true", help="let the models answer these questions again")
    promote.add_argument("--feedback", type=Path, help="the judgements (default: the file that settings.toml names)")
    options = parser.parse_args(arguments)
    try:
        path = _configured() if options.feedback is None else options.feedback
        if not path.exists():
            raise FeedbackError(f"No feedback in {path}. It is made when the chat first starts.")
        if options.command == "promote":
            print(_promote(Feedback(path), options.names, withdraw=options.withdraw))
            return 0
        exported = questions_of(Feedback(path).rows())
        if not exported.questions:
            raise FeedbackError(f"Nothing to export from {path}: {exported.in_words}.")
        lines = [json.dumps(question, ensure_ascii=False) + "\n" for question in exported.questions]
        options.file.write_text("".join(lines), encoding="utf-8", newline="\n")
    except (FeedbackError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{options.file}: {exported.in_words}")
    return 0


def _promote(feedback: Feedback, names: Sequence[str], *, withdraw: bool) -> str:
    """What was promoted or withdrawn, or without names the list of corrections. FeedbackError for an unknown name."""
    given = corrections_of(feedback.rows())
    chosen = [one for one in given if one.key in names]
    unknown = sorted(set(names) - {one.key for one in chosen})
    if unknown:
        raise FeedbackError(
            f"There is no correction {', '.join(unknown)}; there are {', '.join(one.key for one in given) or 'none'}."
        )
    if names and len({question_key(one.asked) for one in chosen}) < len(chosen):
        raise FeedbackError("Two of these answer the same question: name one of them.")
    if names:
        (feedback.withdraw if withdraw else feedback.promote)(chosen)
    standing = {(one.asked, one.document, one.start, one.end) for one in feedback.promoted()}
    return "\n".join(
        f"{one.key} {one.asked}  {one.instead_of or '(no answer)'} -> {one.answer}  ({one.n_readers})"
        f"{', for all' if (one.asked, one.document, one.start, one.end) in standing else ''}"
        for one in (chosen or given)
    )


def _configured() -> Path:
    from qa.settings import ROOT, read_settings

    return ROOT / read_settings().chat.feedback_file


if __name__ == "__main__":
    sys.exit(main())
