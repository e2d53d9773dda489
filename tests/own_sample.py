"""A library with a visitor's own documents, over an encoder that counts letters and a reader that finds years."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from chat_sample import ARABIC, HOSTILE, SUGGESTIONS, SamplePipeline
from file_samples import pdf_file, text_at
from store_sample import TABLE, Letters

from chat.library import Collection, Library
from chat.uploads import Uploads
from chat.visitors import Visitors
from corpus.document import Document, Passage
from corpus.language.folding import words
from index.hit import Hit
from qa.answer import Span
from qa.held import Workshop
from qa.models import Models
from qa.question import Question
from qa.settings import Settings, UploadSettings

ENGLISH_TEXT = b"The reservoir\n\nThe reservoir was built in 1987 in the north. Its dam is high.\n"
ARABIC_TEXT = "مكتبة المدينة\n\nافتُتحت مكتبة المدينة في عام 1954. يزورها كل يوم قراء كثيرون.\n".encode(
    "cp1256", "ignore"
)
HOSTILE_NAME = '<img src=x onerror="window.pwned=30">\u202e "quoted" & ’.txt'
HOSTILE_FILE = b"</mark><script>window.pwned=31</script> The gate </bdi> was opened in 1999 <!-- \n"
TWO_PAGES = pdf_file([text_at(72, 720, "A first page about nothing."), text_at(72, 720, "The bridge fell in 2011.")])


class Years:
    """Finds the year in the passage that shares most words with the question; nothing where none are shared."""

    def read(self, question: Question | str, hits: Sequence[Hit]) -> list[Span]:
        asked = {word for word in Question.of(question).words if len(word) > 3}
        found = []
        for hit in hits:
            year = re.search(r"[12]\d{3}", hit.passage.text)
            shared = len(asked & set(words(hit.passage.text)))
            if year and shared:
                found.append(Span(hit, *year.span(), min(0.99, 0.5 + shared / 10)))
        return sorted(found, key=lambda span: -span.score)


class Clock:
    """Stands still until it is told to go on."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


OTHER = Document("other", "en", "Another text", "The tower was finished in 1931 and stands by the sea.")


def workshop() -> Workshop:
    return Workshop(Models(Letters(), TABLE, Years(), {"reader": "years"}), Settings())


def uploads(folder: Path, settings: UploadSettings | None = None, clock: Callable[[], float] | None = None) -> Uploads:
    settings = UploadSettings() if settings is None else settings
    visitors = Visitors(workshop(), settings, clock=Clock() if clock is None else clock)
    return Uploads(visitors, folder)


def slowly(encode: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """The encoding, of which each step takes 0.7 seconds."""

    def encoded(passages: Sequence[Passage]) -> Iterator[Any]:
        for part in encode(passages):
            time.sleep(0.7)
            yield part

    return encoded


def library(taking: Uploads | None = None) -> Library:
    """The sample, another collection, one with a hostile name, and one that cannot be opened."""
    tower = workshop()
    held = tower.hold(OTHER, "other.txt", passages := tower.passages(OTHER), list(tower.encode(passages)))
    collections = [
        Collection("", SamplePipeline((ARABIC, HOSTILE)), ("متى بدأت العلاقات؟",), SUGGESTIONS),
        Collection("tower", tower.pipeline([held])),
        Collection("<b>x</b>", SamplePipeline((HOSTILE,))),
    ]
    return Library(collections, ["damaged"], None if taking is None else taking.visitors)


def send(taking: Uploads, content: bytes, session: str = "a", name: str = "file.txt", **said: str) -> list[object]:
    """What `Uploads.add` says of a file, which lies where Gradio would have put it."""
    folder = taking.folder / f"{len(content)}{session}"
    folder.mkdir(exist_ok=True)
    (folder / "sent").write_bytes(content)
    return list(taking.add(session, name, str(folder / "sent"), **said))


def asker(session: str | None) -> SimpleNamespace:
    return SimpleNamespace(session_hash=session)
