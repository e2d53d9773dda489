"""BM25 over folded words, within a language and across two.

Across languages each question word becomes its weighted translations, with translated term and document
frequencies: the probabilistic structured queries of Darwish and Oard (2003). Within a language a word's
only translation is itself, so that one code path serves both, and a collection in two languages too.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from corpus.document import Lang, other_lang
from corpus.fold import stem, words
from index.files import replacing
from index.function_words import FUNCTION_WORDS
from index.romanise import is_arabic, is_latin, keys, likeness
from index.root import root, simpler
from index.slips import LONGEST_MISSPELLING, one_slip_away
from index.translate import TranslationTable

Scores = NDArray[np.float32]

_FUNCTION_STEMS: dict[Lang, frozenset[str]] = {
    lang: frozenset(stem(word, lang) for word in listed) for lang, listed in FUNCTION_WORDS.items()
}
_BATCH_SIZE = 128  # questions scored at once; each takes a row as long as the collection
_OF_ONE_SCRIPT = re.compile("[\u0600-\u06ff]+|[^\u0600-\u06ff]+")


@dataclass(frozen=True, slots=True)
class LexicalSettings:
    """The values of BM25 and of the ways from a question word to the words of passages.

    Chosen on development data: TyDi QA, ARCD, MLQA and SQuAD passages, FLORES sentences across languages.
    """

    k1: float = 0.9  # how soon more of the same word stops to count
    b: float = 0.7  # how much a long passage counts less, 0 to 1
    # The surface form counts this much beside the stem's 1. The Arabic stemmer takes "ألماتي" and "مات" for
    # one; the surface tells them apart.
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


class LexicalIndex:
    """BM25 over the texts that it was built from; text i has place i."""

    def __init__(
        self, terms: Sequence[str], counts: sparse.csr_array, n_words: NDArray[np.float32], table: TranslationTable,
        settings: LexicalSettings,
    ) -> None:  # fmt: skip
        """`counts` is [n_terms, n_texts]: how often a term stands in a text; `n_words` is [n_texts]. See `build`."""
        self._terms = list(terms)
        self._rows = {term: row for row, term in enumerate(self._terms)}
        self._counts = counts
        self._n_words = n_words
        self._table = table
        self._settings = settings
        self._n_texts_with: NDArray[np.float32] = np.diff(counts.indptr).astype(np.float32)  # [n_terms]
        mean = float(n_words.mean()) if len(n_words) else 0.0
        # What BM25 adds to a frequency below the line, by text.
        self._length_terms = settings.k1 * (1 - settings.b + settings.b * n_words / max(mean, 1.0))  # [n_texts]

    @classmethod
    def build(cls, texts: Sequence[str], table: TranslationTable, settings: LexicalSettings) -> LexicalIndex:
        """An index of the texts, in whatever languages they are."""
        rows: dict[str, int] = {}
        row_of, place_of, count_of = [], [], []
        n_words = np.zeros(len(texts), dtype=np.float32)
        for place, text in enumerate(texts):
            found = _words(text)
            n_words[place] = len(found)
            for term, count in Counter(term for word in found for term in _terms(word)).items():
                row_of.append(rows.setdefault(term, len(rows)))
                place_of.append(place)
                count_of.append(count)
        counts = sparse.coo_array(
            (np.array(count_of, dtype=np.float32), (np.array(row_of, dtype=int), np.array(place_of, dtype=int))),
            shape=(len(rows), len(texts)),
        ).tocsr()
        return cls(list(rows), counts, n_words, table, settings)

    @classmethod
    def joined(
        cls,
        parts: Sequence[tuple[LexicalIndex, NDArray[np.int64]]],
        table: TranslationTable,
        settings: LexicalSettings,
    ) -> LexicalIndex:
        """One index of the wanted places of others, part after part; equal to `build` over the same texts.

        Nothing is left of a text that is not wanted, of its words neither.
        """
        rows: dict[str, int] = {}
        row_of, place_of, count_of, n_words = [], [], [], [np.zeros(0, np.float32)]
        n_texts = 0
        for part, places in parts:
            wanted = part._counts[:, places].tocoo()
            used = np.unique(wanted.row)
            new_row = np.zeros(len(part._terms), dtype=np.int64)
            new_row[used] = [rows.setdefault(part._terms[row], len(rows)) for row in used]
            row_of.append(new_row[wanted.row])
            place_of.append(wanted.col.astype(np.int64) + n_texts)
            count_of.append(wanted.data)
            n_words.append(part._n_words[places])
            n_texts += len(places)
        empty = np.zeros(0, dtype=np.int64)
        ends = (np.concatenate([empty, *row_of]), np.concatenate([empty, *place_of]))
        counts = sparse.coo_array(
            (np.concatenate([np.zeros(0, np.float32), *count_of]), ends), shape=(len(rows), n_texts)
        ).tocsr()
        return cls(list(rows), counts, np.concatenate(n_words), table, settings)

    def __len__(self) -> int:
        return len(self._n_words)

    def search(self, questions: Sequence[str], k: int) -> tuple[Scores, NDArray[np.int64]]:
        """Scores and places of the k best texts for each question, best first: both [n, min(k, len(self))].

        A score is 0 or more, 0 where no word meets, without upper bound. Equal scores are in order of
        place. Raises ValueError for k < 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; it needs 1 or more")
        k = min(k, len(self))
        scores = np.zeros((len(questions), k), dtype=np.float32)
        places = np.zeros((len(questions), k), dtype=np.int64)
        for start in range(0, len(questions), _BATCH_SIZE):
            batch = slice(start, start + _BATCH_SIZE)
            found = self.scores(questions[batch])
            places[batch] = np.argsort(-found, axis=1, kind="stable")[:, :k]
            scores[batch] = np.take_along_axis(found, places[batch], axis=1)
        return scores, places

    def scores(self, questions: Sequence[str]) -> Scores:
        """BM25 of every text for each question: [n_questions, n_texts]."""
        groups = [
            (place, weight, meanings)
            for place, question in enumerate(questions)
            for weight, meanings in self.meanings(question)
        ]
        n_texts = len(self)
        if not groups or not n_texts:
            return np.zeros((len(questions), n_texts), dtype=np.float32)
        lengths = [len(meanings) for _, _, meanings in groups]
        mapped = sparse.csr_array(  # [n_groups, n_terms]
            (
                np.array([p for _, _, meanings in groups for p in meanings.values()], dtype=np.float32),
                np.array([row for _, _, meanings in groups for row in meanings], dtype=np.int64),
                np.cumsum([0, *lengths]),
            ),
            shape=(len(groups), len(self._terms)),
        )
        # A translated document frequency can pass the number of texts when several translations are common.
        n_with = np.minimum(mapped @ self._n_texts_with, n_texts)  # [n_groups]
        rarity = np.log1p((n_texts - n_with + 0.5) / (n_with + 0.5)) * [weight for _, weight, _ in groups]
        found = (mapped @ self._counts).tocsr()  # [n_groups, n_texts], translated term frequencies
        group_of = np.repeat(np.arange(len(groups)), np.diff(found.indptr))
        found.data = (
            rarity[group_of] * found.data * (self._settings.k1 + 1) / (found.data + self._length_terms[found.indices])
        ).astype(np.float32)
        asks = sparse.csr_array(  # [n_questions, n_groups]
            (np.ones(len(groups), dtype=np.float32), ([place for place, _, _ in groups], range(len(groups)))),
            shape=(len(questions), len(groups)),
        )
        return np.asarray((asks @ found).toarray(), dtype=np.float32)

    def meanings(self, question: str) -> list[tuple[float, dict[int, float]]]:
        """What each different word of the question counts, and the terms it may stand for with their probabilities.

        Function words are left out unless there is nothing else; a word that meets no term is left out.
        """
        asked = list(dict.fromkeys(_words(question)))
        telling = [word for word in asked if word not in FUNCTION_WORDS[_lang(word)]]
        groups = []
        for word in telling or asked:
            groups.append((1.0, self._stems_for(word)))
            surface = self._rows.get(f"={word}")
            if surface is not None:
                groups.append((self._settings.surface_weight, {surface: 1.0}))
        return [(weight, meanings) for weight, meanings in groups if meanings]

    def explain(self, question: str) -> list[dict[str, float]]:
        """`meanings` with the terms in letters, for people who wonder why a passage was found."""
        return [{self._terms[row]: p for row, p in meanings.items()} for _, meanings in self.meanings(question)]

    def _stems_for(self, word: str) -> dict[int, float]:
        lang = _lang(word)
        own = self._rows.get(_stem_term(word, lang))
        found = {own: 1.0} if own is not None else {}
        if word[0].isdigit():
            return found
        for source in [stem(word, lang), *(simpler(stem(word, lang)) if lang == "ar" else [])]:
            if self._table.knows(source, lang):
                found |= self._translated(source, lang)
                break
        if not found:
            found = self._sounding_like(word)
        return found or self._spelt_like(word, lang)

    @cached_property
    def _rows_by_sound(self) -> dict[str, list[int]]:
        """Surface terms by how the word sounds, to find names written in the other script."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, term in enumerate(self._terms):
            if term[0] == "=":
                for sound in keys(term[1:]):
                    rows[sound].append(row)
        return dict(rows)

    def _translated(self, word: str, lang: Lang) -> dict[int, float]:
        other = other_lang(lang)
        found: dict[int, float] = defaultdict(float)
        for target, p in self._table.translations(word, lang):
            row = self._rows.get(_key_of_stem(target, other))
            if row is not None and target not in _FUNCTION_STEMS[other]:
                found[row] += p
        mass = sum(found.values()) + self._settings.unseen
        return {row: p / mass for row, p in found.items()}

    def _sounding_like(self, word: str) -> dict[int, float]:
        """Surface terms of the other script that are this name as it sounds."""
        latin, lang = is_latin(word), _lang(word)
        known = self._table.knows(stem(word, lang), lang)
        least = self._settings.min_likeness_known if known else self._settings.min_likeness
        rows = {row for sound in keys(word) for row in self._rows_by_sound.get(sound, [])}
        found = {}
        for row in rows:
            term = self._terms[row][1:]
            if is_latin(term) != latin:
                like = likeness(word, term) if latin else likeness(term, word)
                if like >= least:
                    found[row] = like
        return found

    def _spelt_like(self, word: str, lang: Lang) -> dict[int, float]:
        """Stems of words one slip of the pen away: those of passages, or else translations of known words."""
        if not 5 <= len(word) <= LONGEST_MISSPELLING:
            return {}
        slips: tuple[set[str], ...] = one_slip_away(word, lang)
        weight = self._settings.misspelling_weight
        known = self._table.knows(stem(word, lang), lang)
        if known:
            # It may well be what was meant: only a likely slip is looked for, and counts half.
            slips, weight = slips[:1], weight / 2
        for near in slips:
            terms = {_stem_term(other, lang) for other in near if f"={other}" in self._rows}
            if terms:
                return {self._rows[term]: weight for term in terms}
        if known:
            return {}
        for near in slips:
            meant = sorted({s for other in near if self._table.knows(s := stem(other, lang), lang)})
            found: dict[int, float] = defaultdict(float)
            for other in meant:
                for row, p in self._translated(other, lang).items():
                    found[row] += p * weight / len(meant)
            if found:
                return dict(found)
        return {}

    def save(self, folder: Path) -> None:
        """Writes `lexical.npz` and `terms.json` into the folder, each whole or not at all."""
        with replacing(folder / "lexical.npz") as waiting, waiting.open("wb") as file:
            np.savez(
                file, data=self._counts.data, indices=self._counts.indices, indptr=self._counts.indptr,
                n_words=self._n_words,
            )  # fmt: skip
        with replacing(folder / "terms.json") as waiting:
            waiting.write_text(json.dumps(self._terms, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, table: TranslationTable, settings: LexicalSettings) -> LexicalIndex:
        """The index in a folder. Raises OSError, ValueError or KeyError where it is missing or damaged."""
        terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        with np.load(folder / "lexical.npz", allow_pickle=False) as saved:
            n_words = saved["n_words"]
            counts = sparse.csr_array(
                (saved["data"], saved["indices"], saved["indptr"]), shape=(len(terms), len(n_words))
            )
        return cls(terms, counts, n_words, table, settings)


def _words(text: str) -> list[str]:
    """The folded words of a text, parted where the script changes: "الـNATO" holds "nato"."""
    return [part for word in words(text) for part in _OF_ONE_SCRIPT.findall(word)]


def _terms(word: str) -> list[str]:
    """A word's terms: "=word" for its surface and "lang~stem" for its stem; a number has its surface in both places."""
    return [f"={word}", _stem_term(word, _lang(word))]


def _stem_term(word: str, lang: Lang) -> str:
    return f"#{word}" if word[0].isdigit() else _key_of_stem(stem(word, lang), lang)


def _key_of_stem(stemmed: str, lang: Lang) -> str:
    return f"ar~{root(stemmed)}" if lang == "ar" else f"en~{stemmed}"


def _lang(word: str) -> Lang:
    # By the word's own letters: a Latin name in an Arabic passage matches as it is.
    return "ar" if is_arabic(word) else "en"
