"""BM25 over folded words, within a language and across two.

Across languages each question word becomes its weighted translations, with translated term and document
frequencies: the probabilistic structured queries of Darwish and Oard (2003). Within a language a word's
only translation is itself, so that one code path serves both, and a collection in two languages too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Lang, other_lang
from corpus.language import FUNCTION_WORDS, LONGEST_MISSPELLING, is_latin, likeness, one_slip_away, simpler, stem
from index.lexical.translate import TranslationTable
from index.lexical.words import (
    Keys,
    Words,
    lang_of_word,
    phonetic_keys,
    stem_term,
    surface_term,
    term_keys,
    term_of_stem,
    words_in,
)
from index.rows import Places, Rows

Scores = NDArray[np.float32]
# The number of a term in each part, -1 where the part has not got it.
_At = tuple[int, ...]

_FUNCTION_STEMS: dict[Lang, frozenset[str]] = {
    lang: frozenset(stem(word, lang) for word in listed) for lang, listed in FUNCTION_WORDS.items()
}


@dataclass(frozen=True, slots=True)
class LexicalSettings:
    """The values of BM25 and of the ways from a question word to the words of passages.

    Chosen on development data: TyDi QA, ARCD, MLQA and SQuAD passages, FLORES sentences across languages.
    """

    k1: float = 0.9  # how soon more of the same word stops to count
    b: float = 0.7  # how much a long passage counts less, 0 to 1
    # The surface form counts this much beside the stem's 1. The Arabic stemmer gives "ألماتي" and
    # "مات" the same stem; the surface tells them apart.
    surface_weight: float = 0.25
    # The translations of a word that the collection knows are brought to a sum of 1, but for this share of
    # probability that is kept for those it does not know: one improbable translation then counts little.
    unseen: float = 0.15
    # Less likeness than this and two words of two scripts are not the same name (0 to 1).
    min_likeness: float = 0.75
    # The same where the table has translations for the word, none of which is in any passage.
    min_likeness_known: float = 0.9
    # What a word one letter away counts when neither the table nor a passage knows the word (0 to 1); half
    # of it when the table does.
    misspelling_weight: float = 0.6


class Postings(Protocol):
    """What BM25 asks of the words of texts: mapped ones (`Words`), or those of a database."""

    @property
    def n_texts(self) -> int:
        """How many texts there are."""

    @property
    def n_words(self) -> NDArray[np.integer]:
        """How many words each has: [n_texts]."""

    def find(self, wanted: Keys) -> Places:
        """The number of each term, -1 for one that is in no text."""

    def n_with(self, term: int) -> int:
        """How many texts the term of this number stands in."""

    def postings(self, term: int) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """The rows of these texts, rising, and how often the term stands in each."""

    def with_phonetic_key(self, key: int) -> list[str]:
        """The surface terms that have this phonetic key."""


class LexicalIndex:
    """BM25 over the used texts of parts, part after part; a term is as rare as it is in all of them."""

    def __init__(
        self, parts: Sequence[tuple[Postings, Rows]], table: TranslationTable, settings: LexicalSettings
    ) -> None:
        self._parts = [_Part(words, rows) for words, rows in parts]
        self._table = table
        self._settings = settings
        self._n_texts = sum(len(rows) for _, rows in parts)
        n_words = sum(int(words.n_words[rows.numbers].sum(dtype=np.int64)) for words, rows in parts)
        mean = max(n_words / max(1, self._n_texts), 1.0)
        for part in self._parts:
            # What BM25 adds to a frequency below the line, by text.
            part.length_terms = settings.k1 * (1 - settings.b + settings.b / mean * part.words.n_words).astype(
                np.float32
            )

    @classmethod
    def build(cls, texts: Sequence[str], table: TranslationTable, settings: LexicalSettings) -> LexicalIndex:
        """An index of the texts, in whatever languages they are; text i has place i."""
        return cls([(Words.build(texts), Rows(len(texts)))], table, settings)

    def __len__(self) -> int:
        return self._n_texts

    def search(self, questions: Sequence[str], k: int) -> tuple[Scores, Places]:
        """Scores and places of the k best texts for each question, best first: both [n, min(k, len(self))].

        A score is 0 or more, 0 where no word meets, without upper bound. Equal scores are in order of
        place. Raises ValueError for k < 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it needs 1 or more")
        k = min(k, len(self))
        scores = np.zeros((len(questions), k), dtype=np.float32)
        places = np.zeros((len(questions), k), dtype=np.int64)
        for at, question in enumerate(questions):
            found = self._scores(question)
            places[at] = _best(found, k)
            scores[at] = found[places[at]]
        return scores, places

    def scores(self, questions: Sequence[str]) -> Scores:
        """BM25 of every text for each question: [n_questions, n_texts]."""
        rows = [self._scores(question) for question in questions]
        return np.array(rows, np.float32).reshape(len(questions), len(self))

    def _scores(self, question: str) -> Scores:
        """BM25 of every text: [n_texts]."""
        groups = self._meanings(question)
        scores, first = np.zeros(len(self), np.float32), 0
        rarities = [weight * self._rarity(meanings) for weight, meanings in groups]
        for number, part in enumerate(self._parts):
            of_part = np.zeros(part.words.n_texts, np.float32)
            for rarity, (_, meanings) in zip(rarities, groups, strict=True):
                try:
                    rows, frequencies = part.frequencies({at[number]: p for at, p in meanings if at[number] >= 0})
                    of_part[rows] += rarity * frequencies / (frequencies + part.length_terms[rows])
                except IndexError as error:  # of a mapped file of which no checksum was compared
                    raise ValueError(
                        f"The words of the index name a text that is not there ({error}): a file is damaged. "
                        "Find it: python -m index --store DIR check"
                    ) from error
            end = first + len(part.rows)
            scores[first:end] = of_part if part.rows.used is None else of_part[part.rows.used]
            first = end
        return scores

    def _rarity(self, meanings: Sequence[tuple[_At, float]]) -> float:
        # A translated document frequency can pass the number of texts when several translations are common.
        n_with = min(self._n_texts, sum(p * self._n_with(at) for at, p in meanings))
        return float(np.log1p((self._n_texts - n_with + 0.5) / (n_with + 0.5))) * (self._settings.k1 + 1)

    def _n_with(self, at: _At) -> int:
        return sum(part.n_with(term) for part, term in zip(self._parts, at, strict=True) if term >= 0)

    def _find(self, terms: Iterable[str]) -> dict[str, _At]:
        """Where each term stands; those that stand in no used text are left out."""
        terms = list(dict.fromkeys(terms))
        wanted = term_keys(terms)
        columns = [part.words.find(wanted).tolist() for part in self._parts]
        found = dict(zip(terms, zip(*columns, strict=True), strict=False))
        return {term: at for term, at in found.items() if max(at) >= 0 and self._n_with(at)}

    def _meanings(self, question: str) -> list[tuple[float, list[tuple[_At, float]]]]:
        groups = self.meanings(question)
        at = self._find(term for _, meanings in groups for term in meanings)
        return [(weight, [(at[term], p) for term, p in meanings.items()]) for weight, meanings in groups]

    def meanings(self, question: str) -> list[tuple[float, dict[str, float]]]:
        """What each different word of the question counts, and the terms it may stand for with their probabilities.

        Function words are left out unless there is nothing else; a word that meets no term is left out.
        """
        asked = list(dict.fromkeys(words_in(question)))
        telling = [word for word in asked if word not in FUNCTION_WORDS[lang_of_word(word)]]
        groups = []
        for word in telling or asked:
            groups.append((1.0, self._stems_for(word)))
            if self._find([surface_term(word)]):
                groups.append((self._settings.surface_weight, {surface_term(word): 1.0}))
        return [(weight, meanings) for weight, meanings in groups if meanings]

    def _stems_for(self, word: str) -> dict[str, float]:
        lang = lang_of_word(word)
        found = dict.fromkeys(self._find([stem_term(word, lang)]), 1.0)
        if word[0].isdigit():
            return found
        for source in [stem(word, lang), *(simpler(stem(word, lang)) if lang == "ar" else [])]:
            if self._table.knows(source, lang):
                found |= self._translated(source, lang)
                break
        if not found:
            found = self._pronounced_like(word)
        return found or self._spelt_like(word, lang)

    def _translated(self, word: str, lang: Lang) -> dict[str, float]:
        other = other_lang(lang)
        targets = [
            (term_of_stem(target, other), p)
            for target, p in self._table.translations(word, lang)
            if target not in _FUNCTION_STEMS[other]
        ]
        known = self._find(term for term, _ in targets)
        found: dict[str, float] = defaultdict(float)
        for term, p in targets:
            if term in known:
                found[term] += p
        mass = sum(found.values()) + self._settings.unseen
        return {term: p / mass for term, p in found.items()}

    def _pronounced_like(self, word: str) -> dict[str, float]:
        """Surface terms of the other script that are this name as it sounds."""
        latin, lang = is_latin(word), lang_of_word(word)
        known = self._table.knows(stem(word, lang), lang)
        least = self._settings.min_likeness_known if known else self._settings.min_likeness
        shared = phonetic_keys(word)
        terms = {term for part in self._parts for key in shared for term in part.words.with_phonetic_key(key)}
        found = {}
        for term in sorted(terms):
            if is_latin(term[1:]) != latin:
                like = likeness(word, term[1:]) if latin else likeness(term[1:], word)
                if like >= least:
                    found[term] = like
        used = self._find(found)
        return {term: like for term, like in found.items() if term in used}

    def _spelt_like(self, word: str, lang: Lang) -> dict[str, float]:
        """Stems of the word's edit candidates: those that stand in passages, or else translations of known words."""
        if not 5 <= len(word) <= LONGEST_MISSPELLING:
            return {}
        slips: tuple[set[str], ...] = one_slip_away(word, lang)
        weight = self._settings.misspelling_weight
        known = self._table.knows(stem(word, lang), lang)
        if known:
            # The asker may well have meant this known word: only likely slips are looked for, and count half.
            slips, weight = slips[:1], weight / 2
        for candidates in slips:
            written = self._find(surface_term(other) for other in candidates)
            if written:
                return {stem_term(term[1:], lang): weight for term in sorted(written)}
        if known:
            return {}
        for candidates in slips:
            meant = sorted({s for other in candidates if self._table.knows(s := stem(other, lang), lang)})
            found: dict[str, float] = defaultdict(float)
            for other in meant:
                for term, p in self._translated(other, lang).items():
                    found[term] += p * weight / len(meant)
            if found:
                return dict(found)
        return {}


class _Part:
    """One part with what BM25 needs of it beside the words."""

    length_terms: Scores  # [n_texts]

    def __init__(self, words: Postings, rows: Rows) -> None:
        if words.n_texts != rows.n_rows:
            raise ValueError(f"There are {words.n_texts} texts and {rows.n_rows} rows")
        self.words, self.rows = words, rows

    def n_with(self, term: int) -> int:
        """How many used texts the term stands in."""
        used = self.rows.used
        return self.words.n_with(term) if used is None else int(used[self.words.postings(term)[0]].sum())

    def frequencies(self, meanings: Mapping[int, float]) -> tuple[NDArray[np.integer], Scores]:
        """The rows in which any of the terms stands, each once, and how often: the sum over terms, weighted."""
        if len(meanings) == 1:
            ((term, p),) = meanings.items()
            rows, counts = self.words.postings(term)
            return rows, np.float32(p) * counts
        total = np.zeros(self.words.n_texts if meanings else 0, np.float32)
        for term, p in meanings.items():
            rows, counts = self.words.postings(term)
            total[rows] += np.float32(p) * counts
        rows = np.flatnonzero(total)
        return rows, total[rows]


def _best(scores: Scores, k: int) -> Places:
    """The places of the k highest scores of 0 or more, best first; equal ones in order."""
    if k == 0:
        return np.zeros(0, np.int64)
    # Most texts share no word with the question, and numpy's partition takes 20 times as long where most are equal.
    found = scores[scores > 0]
    least = np.partition(found, len(found) - k)[len(found) - k] if len(found) > k else 0.0
    above = np.flatnonzero(scores > least)
    places = np.concatenate([above, np.flatnonzero(scores == least)[: k - len(above)]])
    best: Places = places[np.argsort(-scores[places], kind="stable")]
    return best
