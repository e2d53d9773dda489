"""A small deterministic pipeline over real documents, so that the chat is tested without models."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from chat.library import N_AT_ONCE, Collection, Library
from chat.prepared import Prepared
from corpus.document import Document, Passage, Section
from qa.answer import Answer, Citation, Refusal
from qa.errors import QuestionError
from qa.followup.resolving import resolve
from qa.question import Question
from qa.rendering.renderer import Renderer
from qa.talk.small_talk import reply_to

_ROOT = Path(__file__).resolve().parent.parent
_FILLER = "تتعاون الدولتان في النقل والزراعة والطاقة وفي منظمات دولية كثيرة منذ سنوات طويلة. " * 40

ARABIC_TEXT = (
    "العلاقات الإيرانية الكازاخستانية\n"
    "بدأت العلاقات الدبلوماسية بين البلدين في 29 يناير عام 1992 وفقًا لكازاخستان.[1] "
    f"{_FILLER}"
    "التجارةارتفع حجم التبادل التجاري من 400 مليون دولار إلى أكثر من مليارَي دولار (2009).[2] "
    f"{_FILLER}"
    "التعاون المستمروقّعت إيران وكازاخستان أكثر من 60 عقدًا مع شركة KazMunayGas في عام 2010.\n"
    "أُعدّت هذه الصفحة آليًا"
)
HOSTILE_TEXT = (
    "<script>window.pwned=1</script>\r\n"
    '"><img src=x onerror="window.pwned=2"> costs $5-$7, **not** `free`, \\(x^2\\) &amp; {{7*7}} ${window.pwned=3}\n\n'
    "</mark></p><svg onload=window.pwned=4> [1] The embassy opened in </mark>1992<!-- in Almaty. \u202eevil\n"
    "    four spaces, a tab\tand an emoji 👩‍👩‍👧 and ﷺ."
)
HOSTILE_ID = "\"><script>window.pwned=5</script>/../a b#c:1-2'&.txt"
HOSTILE_TITLE = '</h2><img src=x onerror="window.pwned=6"> “title” & `x`'
HOSTILE_QUESTION = '<img src=x onerror="window.pwned=7">"><script>window.pwned=8</script> embassy **bold** $x$ ${1}'


def _arabic_document() -> Document:
    text = ARABIC_TEXT
    first = text.index("التجارةارتفع")
    second = text.index("التعاون المستمروق")
    last = text.index("أُعدّت")
    sections = (
        Section(first, first + len("التجارة"), first + len("التجارة"), second),
        Section(second, second + len("التعاون المستمر"), second + len("التعاون المستمر"), last),
    )
    boilerplate = ((0, text.index("\n")), (last, len(text)))
    return Document("relations", "ar", "العلاقات الإيرانية الكازاخستانية", text, sections, boilerplate)


ARABIC = _arabic_document()
ASKER = SimpleNamespace(session_hash="asker")  # what Gradio says of who asks


def said(question: str, **more: object) -> SimpleNamespace:
    """What Gradio says of a question that the page sent."""
    return SimpleNamespace(question=question, **more)


HOSTILE = Document(HOSTILE_ID, "en", HOSTILE_TITLE, HOSTILE_TEXT)


def cite(document: Document, sentence: str, quote: str, section: str | None = None) -> Citation:
    """The quote inside the first place where the document has the sentence."""
    low = document.text.index(sentence)
    start = document.text.index(quote, low)
    return Citation(document, start, start + len(quote), low, low + len(sentence), section)


BEGAN = cite(ARABIC, "بدأت العلاقات الدبلوماسية بين البلدين في 29 يناير عام 1992 وفقًا لكازاخستان.", "29 يناير عام 1992")
TRADE = cite(
    ARABIC,
    "ارتفع حجم التبادل التجاري من 400 مليون دولار إلى أكثر من مليارَي دولار (2009).",
    "أكثر من مليارَي دولار (2009)",
    "التجارة",
)
CONTRACTS = cite(
    ARABIC,
    "وقّعت إيران وكازاخستان أكثر من 60 عقدًا مع شركة KazMunayGas في عام 2010.",
    "60 عقدًا مع شركة KazMunayGas",
    "التعاون المستمر",
)
EMBASSY = cite(HOSTILE, "The embassy opened in </mark>1992<!-- in Almaty.", "</mark>1992<!--")


# Questions that the sample below answers, with the places of their answers.
SUGGESTIONS = tuple(
    Prepared(ARABIC, question, citation.start, citation.end)
    for question, citation in (
        ("منذ متى تربط البلدين علاقات؟", BEGAN),
        ("Since when are there relations?", BEGAN),
        ("ما قيمة التبادل التجاري؟", TRADE),
        ("What was the volume of trade?", TRADE),
        ("كم وُقّع من العقود؟", CONTRACTS),
        ("How many contracts were signed?", CONTRACTS),
    )
)


class SamplePipeline:
    """Knows four answers by a word of the question, and nothing else. Breaks when too many ask at once."""

    def __init__(self, documents: tuple[Document, ...] = (ARABIC, HOSTILE), delay: float = 0.1) -> None:
        self.documents = documents
        self.renderer = Renderer()
        self._delay = delay
        self._free = threading.BoundedSemaphore(N_AT_ONCE)

    def ask(self, question: str, before: Sequence[Answer | Refusal] = ()) -> Answer | Refusal:
        if not self._free.acquire(blocking=False):
            raise RuntimeError("asked too often at once")
        try:
            if "slowly" in question:
                time.sleep(self._delay)
            asked = Question.of(question)
            talk = reply_to(asked)
            if talk is not None:
                return Refusal(question, talk.reason, reply=talk.text)
            full = resolve(asked, before)
            return (
                self._answer(question)
                if full is None
                else replace(self._answer(full.text), asked=question, asker=asked.lang)
            )
        finally:
            self._free.release()

    def _answer(self, question: str) -> Answer | Refusal:
        if not question.strip():
            raise QuestionError("The question holds no words. Write a question in Arabic or in English.")
        if "break" in question:
            raise RuntimeError("secret reason")
        known = {
            ("متى", "relations begin"): (BEGAN, 0.93),
            ("التجارة", "trade"): (TRADE, 0.61),
            ("عقد", "contracts"): (CONTRACTS, 0.5),
            ("embassy",): (EMBASSY, 0.2),
        }
        for words, (citation, confidence) in known.items():
            if any(word in question for word in words):
                return Answer(question, citation.quote, (citation,), confidence)
        if question.startswith("Où"):
            return Refusal(question, "unsupported_language")
        section = ARABIC.sections[0]
        low = ARABIC.text.index("ارتفع")
        return Refusal(question, "no_answer", (Passage(ARABIC, low, low + 200, section), Passage(ARABIC, 33, 109)))


def library_of(pipeline: SamplePipeline | None = None, examples: Sequence[str] = ()) -> Library:
    """One collection: the sample."""
    pipeline = SamplePipeline() if pipeline is None else pipeline
    return Library([Collection("", pipeline, tuple(examples), SUGGESTIONS)])


@contextmanager
def served(
    kind: str = "sample",
    examples: tuple[str, ...] = (),
    *,
    feedback: Path | None = None,
    delay: float = 0.1,
    log: Path | None = None,
    said: list[str] | None = None,
) -> Iterator[str]:
    """The page on a free port of this machine, in a process of its own; yields its address.

    Judgements go into `feedback`, or cannot be given. A question asked "slowly" takes `delay` seconds.

    What it says on standard error goes into `log`, what it prints into `said`. Afterwards it is an error if that
    process tried to reach any other machine.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    command = [
        sys.executable,
        str(Path(__file__)),
        kind,
        str(port),
        json.dumps(examples),
        str(feedback or ""),
        str(delay),
    ]
    with (
        nullcontext() if log is None else log.open("w") as errors,
        subprocess.Popen(
            command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as server,
    ):
        assert server.stdout is not None
        lines: list[str] = []
        try:
            for line in server.stdout:
                lines.append(line)
                if line.startswith("ready "):
                    break
            else:
                raise RuntimeError(f"The page did not start: {''.join(lines)}")
            yield lines[-1].removeprefix("ready ").strip()
        finally:
            server.terminate()
            lines += server.stdout
            if said is not None:
                said += lines
    assert [line for line in lines if line.startswith("outside ")] == []


def _tell_of_outside_connections() -> None:
    """Print every address other than this machine's that anything in this process tries to reach."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        host: object = None
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        elif event == "socket.getaddrinfo":
            host = arguments[0]
        host = host.decode() if isinstance(host, bytes) else host
        if host not in (None, "", "127.0.0.1", "::1", "localhost"):
            print(f"outside {event} {host}", flush=True)

    sys.addaudithook(watch)


def _main(kind: str, port: str, examples: str, feedback: str, delay: str) -> None:
    _tell_of_outside_connections()
    taking = None
    import chat.web.serving
    from chat.feedback.file import Feedback
    from chat.page import build_page
    from chat.web.serving import serve

    if kind == "crowded":
        chat.web.serving.N_SESSIONS = 5
    if kind in ("sample", "crowded", "ending"):
        kept = Feedback(Path(feedback), {"reader": "sample"}) if feedback else None
        shown = library_of(SamplePipeline(delay=float(delay)), json.loads(examples))
        page = build_page(shown, feedback=kept)
    elif kind in ("own", "own alone", "own slow"):
        from own_sample import library, slowly, uploads

        from qa.settings import UploadSettings

        limits = UploadSettings(n_documents=3, file_bytes=1_000_000)
        if kind == "own alone":
            limits = replace(limits, n_visitors=1, closed_seconds=0.5)
        taking = uploads(Path(tempfile.mkdtemp()), limits, time.monotonic)
        if kind == "own slow":
            taking.visitors.workshop.encode = slowly(taking.visitors.workshop.encode)  # type: ignore[method-assign]
        shown = library(taking)
        page = build_page(shown, uploads=taking)
    else:
        from chat.opening import open_library
        from qa.models import load_models
        from qa.settings import read_settings

        settings = read_settings()
        shown = open_library([], load_models(settings), settings, article=True)
        page = build_page(shown)
    server = serve(page, shown, host="127.0.0.1", port=int(port), uploads=taking)
    print("ready", server.url, flush=True)
    if kind == "ending":
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.stop).start())
    server.wait()
    print("ended", flush=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
