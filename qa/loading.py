"""Models that are handed out before they are loaded: whoever needs one waits for it, or loads it.

The first page needs no model. Everything is put together with these, the page is served, and only then `load` takes its
seconds. Folders that are missing are seen at once; damaged ones when they are loaded, by `load` and by all who wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Generic, TypeVar

from index.encode import Encoder, EncoderError, Vectors, check_complete, vector_size
from index.hit import Hit
from index.presets import Part
from qa.answer import Span
from qa.errors import ModelError
from qa.models import Models, load_reader, load_reranker, load_table, load_vectors, names_of
from qa.question import Question
from qa.reader import Reader
from qa.settings import Settings
from qa.span_model import check_span_model

T = TypeVar("T")
Stage = Callable[[str], AbstractContextManager[None]]


class Once(Generic[T]):
    """What `make` gives, made when it is first asked for; others wait meanwhile. A failure is kept like a result."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: T | None = None
        self._error: ModelError | None = None

    def __call__(self) -> T:
        """Raises ModelError where it cannot be made."""
        with self._lock:
            if self._error is not None:
                raise ModelError(str(self._error)) from self._error
            if self._made is None:
                try:
                    self._made = self._make()
                except ModelError as error:
                    self._error = error
                    raise
            return self._made

    @property
    def is_made(self) -> bool:
        """Whether nobody has to wait any more."""
        return self._made is not None


class LaterEncoder:
    """An encoder of which only the name and the size of its vectors are known before it is loaded."""

    def __init__(self, part: Part, encoder: Once[Encoder], stage: Stage) -> None:
        """EncoderError where files are missing."""
        check_complete(part.folder)
        self.name = part.name
        self._size = vector_size(part.folder)
        self._encoder = encoder
        self._stage = stage

    @property
    def dim(self) -> int:
        """Numbers in a vector; where the folder does not say it, it is loaded to know."""
        return self._encoder().dim if self._size is None else self._size

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """As the encoder itself."""
        encoder = self._encoder()
        with self._stage("encoding"):
            return encoder.encode_questions(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As the encoder itself."""
        return self._encoder().encode_passages(texts)

    def count_tokens(self, text: str) -> int:
        """As the encoder itself."""
        return self._encoder().count_tokens(text)


class LaterReader:
    """A reader that is not loaded yet."""

    def __init__(self, reader: Once[Reader], stage: Stage) -> None:
        self._reader = reader
        self._stage = stage

    def read(self, question: Question | str, hits: Sequence[Hit]) -> list[Span]:
        """As the reader itself."""
        reader = self._reader()
        with self._stage("reading"):
            return reader.read(question, hits)


class Loading:
    """The models that the settings name: `models` are handed out at once, and loaded by `load`."""

    def __init__(self, settings: Settings, stage: Stage = lambda name: nullcontext()) -> None:
        """`stage` is entered for what is done of a question, "encoding" and "reading", to take its time.

        Raises ModelError for a missing folder, and for a damaged translation table, which is quick to read.
        """
        part = settings.models.required("encoder")
        table = load_table(settings)
        self._encoder = Once(lambda: load_vectors(part))
        self._reader: Once[Reader] = Once(lambda: load_reader(settings, table, part))
        try:
            encoder = LaterEncoder(part, self._encoder, stage)
        except EncoderError as error:
            raise ModelError(str(error)) from error
        check_span_model(settings.models.required("reader").folder)
        # A reranker is an option of those who have the time: it is loaded before the page.
        reranker = load_reranker(settings)
        self.models = Models(encoder, table, LaterReader(self._reader, stage), names_of(settings), reranker)

    def load(self) -> None:
        """Returns when all is loaded; some seconds. Raises ModelError for what is damaged."""
        self._encoder()
        self._reader()

    @property
    def is_done(self) -> bool:
        """Whether all is loaded."""
        return self._encoder.is_made and self._reader.is_made
