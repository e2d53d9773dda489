"""`python -m eval.load`: many askers at once, through the page that runs, and whether any answer was lost or crossed.

    python -m eval.load --url http://127.0.0.1:7860 --askers 20 --questions 200

Each asker has a connection of its own and asks one question after the other, all askers at the same time: by the
page's own queue or, with --post, by `POST /ask` as programs do. The questions are those of the shipped question set,
over again where more are wanted, or of any file of ours (--file). An answer says which question it answers; it is
crossed when that is another one than was sent. Times are from sending to having the answer, waiting for the others
included.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import numpy as np

from eval.files import BrokenFile, json_lines, text_of

_SECONDS = 120.0  # until a question is lost
SHIPPED = Path(__file__).parent / "questions" / "article.jsonl"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one question: the page's JSON, or None and why nothing came; seconds from sending."""

    question: str
    outcome: dict[str, Any] | None
    seconds: float
    lost_because: str = ""

    @property
    def is_crossed(self) -> bool:
        """Whether it answers another question."""
        return self.outcome is not None and self.outcome.get("question") != self.question


class Posting:
    """Asks by `POST /ask`, as gradio_client's Client asks by the page's queue."""

    def __init__(self, url: str) -> None:
        """OSError where there is no page."""
        self._url = url.rstrip("/")
        with urlopen(f"{self._url}/healthz", timeout=_SECONDS):
            pass

    def predict(self, question: str, *, api_name: str) -> dict[str, Any]:
        """The result's JSON. OSError for a refusal, of whatever kind."""
        body = json.dumps({"question": question}).encode()
        request = Request(f"{self._url}{api_name}", body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=_SECONDS) as response:
            return dict(json.load(response))


def ask_all(url: str, questions: Sequence[str], n_askers: int, *, by_post: bool = False) -> list[Reply]:
    """A reply for each question, in the order of the questions. ConnectionError where there is no page."""
    if not url.startswith(("http://", "https://")):
        raise ConnectionError(f"{url!r} is no address of a page; give one like http://127.0.0.1:7860")
    from gradio_client import Client  # --help need not wait for it

    replies: dict[int, Reply] = {}
    try:
        clients = [
            Posting(url) if by_post else Client(url, verbose=False, analytics_enabled=False, download_files=False)
            for _ in range(min(n_askers, len(questions)))
        ]
    except Exception as error:  # whatever the network has to say
        raise ConnectionError(f"No page answers at {url}: {error}. Start it with: python app.py") from error
    together = threading.Barrier(len(clients))

    def work(client: Any, mine: Sequence[int]) -> None:
        together.wait()
        for number in mine:
            replies[number] = _ask(client, questions[number])

    askers = [
        threading.Thread(target=work, args=(client, range(first, len(questions), len(clients))))
        for first, client in enumerate(clients)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return [replies[number] for number in range(len(questions))]


def in_words(replies: Sequence[Reply], n_askers: int, seconds: float) -> str:
    """Counts and times, a line each."""
    kinds = [str(reply.outcome.get("kind")) for reply in replies if reply.outcome is not None]
    times = [reply.seconds for reply in replies if reply.outcome is not None]
    reasons = sorted({reply.lost_because for reply in replies if reply.outcome is None})
    lines = [
        f"{len(replies)} questions of {n_askers} askers at once, {seconds:.1f} s, {len(times) / seconds:.1f} a second",
        f"answered {kinds.count('answer')}, refused {kinds.count('refusal')}, "
        f"lost {len(replies) - len(times)}, crossed {sum(reply.is_crossed for reply in replies)}",
        *(f"lost because: {reason}" for reason in reasons),
    ]
    if times:
        p50, p95 = np.percentile(times, [50, 95])
        lines.append(f"seconds from sending to the answer: p50 {p50:.2f}, p95 {p95:.2f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every question came back to its asker, 1 when not, 2 where there is no page or no question."""
    parser = argparse.ArgumentParser(prog="python -m eval.load", description="Ask a running page from many sides.")
    parser.add_argument("--url", default="http://127.0.0.1:7860", help="the page (default %(default)s)")
    parser.add_argument("--askers", type=_count, default=20, help="how many at once (default %(default)s)")
    parser.add_argument("--questions", type=_count, default=200, help="how many in all (default %(default)s)")
    parser.add_argument("--file", type=Path, default=SHIPPED, help="JSON Lines with the questions (the shipped set)")
    parser.add_argument("--post", action="store_true", help="by POST /ask in place of the page's queue")
    options = parser.parse_args(arguments)
    try:
        texts = [text_of(fields, "question") for _, fields in json_lines(options.file)]
        if not texts:
            raise BrokenFile(options.file, 1, "no questions")
        started = time.perf_counter()
        asked = list(islice(cycle(texts), options.questions))
        replies = ask_all(options.url, asked, options.askers, by_post=options.post)
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(in_words(replies, options.askers, time.perf_counter() - started))
    return 1 if any(reply.outcome is None or reply.is_crossed for reply in replies) else 0


def _ask(client: Any, question: str) -> Reply:
    started = time.perf_counter()
    try:
        outcome = client.predict(question, api_name="/ask")
    except Exception as error:  # a lost question is a finding, whatever lost it
        return Reply(question, None, time.perf_counter() - started, f"{type(error).__name__}: {error}")
    return Reply(question, dict(outcome), time.perf_counter() - started)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a count; give a number from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
