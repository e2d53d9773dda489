"""The main road: a question goes in, a cited answer or a refusal comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document, Lang
from corpus.language import stem, words
from corpus.read import shipped_articles
from index.build import open_index
from index.fuse import HybridIndex
from index.hit import Hit
from index.postgres.address import Address, store_at
from index.store import listing, open_store
from qa.absent import is_absent
from qa.answer import Answer, Candidate, Citation, Refusal, Span, Written
from qa.arabizi import in_arabic, is_arabizi, words_to_find
from qa.citing import cite, cite_list, nearest, runners_up
from qa.compared import most_of_series
from qa.entries import whole_entry
from qa.errors import QuestionError, WriterError
from qa.followup import in_full, parted, resolve
from qa.language import unsupported
from qa.lists import CONFIDENCE, Listed, whole_list
from qa.models import Models, load_models
from qa.question import Question
from qa.reader import Reader
from qa.rendering import Renderer
from qa.rerank import Reranker
from qa.settings import ROOT, Settings, read_settings
from qa.support import Support
from qa.talk import reply_to
from qa.written import Writer, open_writer

if TYPE_CHECKING:
    from index.postgres.index import PostgresIndex

_N_NEAR_WORDS = 20  # passages whose words tell how a question in Latin letters may be meant
_LEAST_KNOWN = 0.5  # share of its content words that have to be words


class Pipeline:
    """Answers questions from its documents. Safe to share between threads: it holds no state of a conversation."""

    def __init__(
        self,
        documents: Sequence[Document],
        retriever: HybridIndex | PostgresIndex,
        reader: Reader,
        settings: Settings,
        models: Mapping[str, str],
        *,
        renderer: Renderer | None = None,
        reranker: Reranker | None = None,
        writer: Writer | None = None,
    ) -> None:
        """`models` are the names of what answers, for reports; `open_pipeline` puts the shipped parts together.

        Without a `renderer`, one without a translation table renders answers; without a `reranker`, passages are
        read in the search's order; without a `writer` nothing is written.
        """
        self.documents = documents
        self.retriever = retriever
        self.reader = reader
        self.settings = settings
        self.models = dict(models)
        self.renderer = Renderer() if renderer is None else renderer
        self.writer = writer
        self._support = Support(self.renderer.table)
        self._reranker = reranker

    def ask(self, question: str, before: Sequence[Answer | Refusal] = (), *, written: bool = False) -> Answer | Refusal:
        """The answer with its citations, or a refusal: with the nearest passages, or a reply to what is no question.

        `before` is what came of the questions before, oldest first; where this one leans on them, the
        result's `question` says it in full and `asked` as it was put. With `written`, an answer comes with what the
        model server writes over it. Raises QuestionError for a question without words or one that is too long, and
        WriterError where something is to be written and no server is configured.
        """
        if written:
            self.check_writer()
            outcome = self.ask(question, before)
            if not isinstance(outcome, Answer):
                return outcome
            *_, whole = self.write(outcome)
            return replace(outcome, written=whole)
        self._check(question)
        asked = Question.of(question)
        talk = reply_to(asked)
        if talk is not None:
            return Refusal(question, talk.reason, reply=talk.text, asker=asked.lang)
        read = asked
        if is_arabizi(question):
            arabic = self._from_arabizi(question)
            if arabic is None:
                return Refusal(question, reason="not_understood", asker="ar")
            asked, read = Question.of(question, "ar"), arabic
        elif unsupported(asked):
            return Refusal(question, reason="unsupported_language", asker=asked.lang)
        full = resolve(read, [part for outcome in before for part in outcome.parts or [outcome]])
        if full is None or len(full.text) > self.settings.ask.max_characters:
            full = read
        several = parted(full)
        found = None if len(several) == 1 else self._answer_each(several, full, asked)
        if found is not None:
            return found
        return self.answer_from(full, self.find(full), asked=asked)

    def find(self, question: Question, k: int | None = None) -> list[Hit]:
        """The passages to read for a question that stands alone, best first: found, and ordered anew where a
        reranker is there. `k` of them, or as many as the settings have read.
        """
        ask = self.settings.ask
        k = ask.k if k is None else k
        if self._reranker is None:
            return self.retriever.search([question.text], k=k)[0]
        found = self.retriever.search([question.text], k=max(k, ask.n_reranked))[0]
        return self._reranker.rerank(question.text, found, k)

    def write(self, answer: Answer, turn: AbstractContextManager[object] | None = None) -> Iterator[Written]:
        """What the model server writes over an answer, sentence by sentence: see `qa.written`.

        `turn` is held while models of ours work, for a pipeline that several threads share. Raises WriterError where
        no server is configured; what fails later is said in the last `Written`.
        """
        writer = self.check_writer()
        asked = [part.question for part in answer.parts if isinstance(part, Answer)] or [answer.question]
        with nullcontext() if turn is None else turn:
            found = self.retriever.search(asked, k=writer.settings.k)
        passages = list(dict.fromkeys(hit.passage for hits in found for hit in hits))
        return writer.write(answer, passages, turn)

    def check_writer(self) -> Writer:
        """The writer. WriterError where there is none."""
        if self.writer is None:
            raise WriterError("No model server is configured to write. Name one in settings.toml: [written] address.")
        return self.writer

    def answer_from(
        self, question: Question | str, hits: Sequence[Hit], *, asked: Question | None = None
    ) -> Answer | Refusal:
        """The same from passages already found, best first; `asked` is the question in the asker's own words."""
        full = Question.of(question)
        asker = full.lang if asked is None else asked.lang
        put = None if asked is None or asked.text == full.text else asked.text
        if not hits:
            return Refusal(full.text, reason="no_passage", asked=put, asker=asker)
        spans = self.reader.read(full, hits)
        passages = [hit.passage for hit in hits]
        listed = whole_entry(full, passages, self._support) or most_of_series(full, passages, self._support)
        if listed is None:
            listed = whole_list(full, passages, self._support)
            listed = None if listed is not None and self._answers_elsewhere(spans, listed) else listed
        if listed is not None:
            return self._list_answer(full, listed, spans, asked=put, asker=asker)
        if not spans or spans[0].score < self.settings.ask.min_confidence:
            confidence, withheld = (spans[0].score, spans[0].text) if spans else (0.0, "")
            return Refusal(
                full.text,
                "no_answer",
                tuple(passages[: self.settings.ask.n_nearest]),
                confidence,
                withheld,
                put,
                candidates=self._rendered(nearest(full, spans, self._support), asker),
                asker=asker,
                is_absent=is_absent(full, confidence, self.retriever, [hit.passage.document for hit in hits]),
            )
        best = spans[0]
        citations: dict[tuple[str, int], Citation] = {}
        for span in spans:
            if span.score >= self.settings.ask.min_confidence and words(span.text) == words(best.text):
                citation = cite(span)
                # The same year twice in one sentence is often two facts; the better span is the answer's.
                citations.setdefault((citation.document.doc_id, citation.sentence_start), citation)
        first = next(iter(citations.values()))  # the best span's
        rendering = self.renderer.render(first.document, first.start, first.end, asker)
        candidates = self._rendered(runners_up(full, spans, tuple(citations.values()), self._support), asker)
        others = self._others(spans, best)
        return Answer(
            full.text, first.words, tuple(citations.values()), best.score, rendering, put, candidates, asker, others
        )

    def _answers_elsewhere(self, spans: Sequence[Span], listed: Listed) -> bool:
        """Whether the best span is an answer and stands outside the list."""
        if not spans or spans[0].score < self.settings.ask.min_confidence:
            return False
        place = cite(spans[0])
        is_there = listed.items[0][0] < place.end and place.start < listed.items[-1][1]
        return place.document.doc_id != listed.document.doc_id or not is_there

    def _list_answer(
        self, full: Question, listed: Listed, spans: Sequence[Span], *, asked: str | None, asker: Lang
    ) -> Answer:
        citations = tuple(cite_list(listed))
        return Answer.of_list(
            full.text,
            citations,
            CONFIDENCE,
            asked=asked,
            asker=asker,
            candidates=self._rendered(runners_up(full, spans, citations, self._support), asker),
        )

    def _rendered(self, candidates: Sequence[Candidate], lang: Lang) -> tuple[Candidate, ...]:
        """The candidates with what their words say in the asker's language."""
        render = self.renderer.render
        return tuple(
            replace(one, rendering=render(place.document, place.start, place.end, lang))
            for one, place in ((one, one.citation) for one in candidates)
        )

    def _others(self, spans: Sequence[Span], best: Span) -> tuple[Candidate, ...]:
        """What other documents say otherwise than the best span, as surely as an answer has to be; one of each."""
        found: dict[str, Candidate] = {}
        for span in spans:
            document = span.hit.passage.document
            is_other = document.doc_id != best.hit.passage.document.doc_id and document.doc_id not in found
            if is_other and span.score >= self.settings.ask.min_confidence:
                said = [best.text, *(other.citation.quote for other in found.values())]
                if not any(self._support.says_the_same(span.text, one) for one in said):
                    found[document.doc_id] = Candidate(cite(span), span.score)
        return tuple(found.values())

    def _answer_each(self, several: Sequence[str], whole: Question, asked: Question) -> Answer | None:
        """What came of each of several questions in one; None where nothing did, or one cannot be said in full."""
        outcomes: list[Answer | Refusal] = []
        for one in several:
            full = in_full(Question.of(one, whole.lang), outcomes)
            if full is None:
                return None
            outcomes.append(self.answer_from(full, self.find(full), asked=replace(full, lang=asked.lang)))
        if not any(isinstance(outcome, Answer) for outcome in outcomes):
            return None
        put = None if asked.text == whole.text else asked.text
        return Answer.of_parts(whole.text, outcomes, asked=put, asker=asked.lang)

    def _from_arabizi(self, question: str) -> Question | None:
        """The question in Arabic letters, spelt as documents spell its words; None where most are no known words."""
        hits = self.retriever.search([words_to_find(question)], k=_N_NEAR_WORDS, leg="lexical")[0]
        near = {word for hit in hits for word in words(f"{hit.passage.document.title} {hit.passage.text}")}
        table = self.renderer.table
        text, known = in_arabic(question, near, lambda word: table.knows(stem(word, "ar"), "ar"))
        return Question.of(text, "ar") if known >= _LEAST_KNOWN else None

    def _check(self, question: str) -> None:
        longest = self.settings.ask.max_characters
        if len(question) > longest:
            raise QuestionError(
                f"The question has {len(question):,} characters; at most {longest:,} can be asked at once. Shorten it."
            )
        if not words(question):
            raise QuestionError("The question holds no words. Write a question in Arabic or in English.")


def open_pipeline(
    documents: Sequence[Document] | None = None,
    *,
    settings: Settings | None = None,
    store: Path | None = None,
    collection: Path | str | Address | None = None,
    models: Models | None = None,
) -> Pipeline:
    """The pipeline over the given documents, by default the shipped article, with the shipped models.

    `collection` stands in place of `documents`: a folder kept with `python -m index`, taken as it is now, or the
    address of a database that a store was pushed to, `postgresql://...`, where later pushes are seen. `store`
    is where the index of `documents` is kept between runs, by default `var/index` for the shipped article and
    nowhere for others. `models` are loaded here unless they are given: several pipelines can share them.
    Raises ModelError for a missing or damaged model folder, StoreError for a collection that cannot be used, and
    WriterError where the model server's key is missing.
    """
    if collection is not None and (documents is not None or store is not None):
        raise ValueError("A collection has its own documents and index: give either it, or documents and a store.")
    settings = read_settings() if settings is None else settings
    kept_at = None if collection is None else store_at(collection)
    if isinstance(kept_at, Path):
        listing(kept_at)  # whether there is one, before seconds of loading
    elif kept_at is not None:
        from index.postgres.index import Readers, open_collection  # its libraries are an extra

        readers = Readers(kept_at)
    elif documents is None:
        documents = shipped_articles()
        store = ROOT / "var" / "index" if store is None else store
    models = load_models(settings) if models is None else models
    index: HybridIndex | PostgresIndex
    if isinstance(kept_at, Address):
        shared = open_collection(readers, models.encoder, models.table, settings.index)
        index, documents = shared.index, shared.documents
    elif kept_at is not None:
        kept = open_store(kept_at, models.encoder, models.table, settings.index)
        index, documents = kept.index, kept.documents
    else:
        documents = tuple(documents or ())
        index = open_index(documents, models.encoder, models.table, store, settings.index)
    return Pipeline(
        documents,
        index,
        models.reader,
        settings,
        models.names,
        renderer=Renderer(models.table),
        reranker=models.reranker,
        writer=open_writer(settings.written, models.reader, models.table),
    )
