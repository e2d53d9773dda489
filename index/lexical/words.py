"""The words of some texts as mapped arrays: which texts a term stands in, how often, and its phonetic keys.

A term is known by 64 bits of its checksum. Two terms whose checksums collide share one list of texts. For a million
terms the chance of any collision is 1 in 40 million.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Lang
from corpus.language import is_arabic, keys, root, stem, words
from index.lexical.arrays import map_arrays, save_arrays
from index.rows import Places, Rows, concatenated_ranges

Keys = NDArray[np.uint64]

_OF_ONE_SCRIPT = re.compile("[\u0600-\u06ff]+|[^\u0600-\u06ff]+")
_CACHED = 100_000  # words whose terms and phonetic keys are not worked out again for the next batch of texts
_ARRAYS = ("terms", "starts", "places", "counts", "n_words", "letters", "letter_starts", "sounds", "sounding")


class Words:
    """The terms of texts; text i has row i.

    - `terms` uint64 [n_terms], the terms' keys, rising; `letters` and `letter_starts` [n_terms + 1], their UTF-8.
    - `places` and `counts` [n_postings]: the rows that term t stands in, rising, and how often, are those of
      `starts[t]:starts[t + 1]`.
    - `n_words` [n_texts].
    - `sounds` uint64 [n_sounds], checksums of phonetic keys, rising; `sounding` [n_sounds], the surface term of each.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Raises KeyError or ValueError where the arrays are not those of words."""
        self._arrays = {name: arrays[name] for name in _ARRAYS}
        self.terms: Keys = arrays["terms"]
        self.sounds: Keys = arrays["sounds"]
        self.starts, self.n_words = arrays["starts"], arrays["n_words"]
        self.n_texts = len(self.n_words)
        n_terms, n_postings = len(self.terms), len(arrays["places"])
        if not len(self.starts) == len(arrays["letter_starts"]) == n_terms + 1 or len(arrays["counts"]) != n_postings:
            raise ValueError(f"{n_terms} terms and {n_postings} postings do not fit together")

    @classmethod
    def build(cls, texts: Sequence[str]) -> Words:
        """The words of the texts, in whatever languages they are."""
        terms: dict[str, int] = {}

        class Numbers(dict[str, tuple[int, ...]]):
            """The numbers of a word's two terms, given when the word is first met."""

            def __missing__(self, word: str) -> tuple[int, ...]:
                self[word] = numbers = tuple(terms.setdefault(term, len(terms)) for term in terms_of(word))
                return numbers

        numbers = Numbers()
        met = array("q")
        n_words = np.zeros(len(texts), np.int64)
        for row, text in enumerate(texts):
            found = words_in(text)
            n_words[row] = len(found)
            for word in found:
                met.extend(numbers[word])
        known, first, number = np.unique(term_keys(terms), return_index=True, return_inverse=True)
        term_met = number[np.frombuffer(met, np.int64)] if len(met) else np.zeros(0, np.int64)
        row_met = np.repeat(np.arange(len(texts)), 2 * n_words)
        postings, counts = np.unique(term_met * max(1, len(texts)) + row_met, return_counts=True)
        n_with = np.bincount(postings // max(1, len(texts)), minlength=len(known))
        written = [term.encode("utf-8", "surrogatepass") for term in terms]
        ordered = [written[at] for at in first]
        pairs = [
            (sound, at)
            for at, term in enumerate(ordered)
            if term[:1] == b"="
            for sound in phonetic_keys(_shown(term)[1:])
        ]
        return cls(
            {
                "terms": known,
                "starts": _starts(n_with),
                "places": _small(postings % max(1, len(texts)), len(texts)),
                "counts": _small(counts),
                "n_words": _small(n_words),
                "letters": np.frombuffer(b"".join(ordered), np.uint8),
                "letter_starts": _starts(np.array([len(term) for term in ordered], np.int64)),
            }
            | _sounds(np.array([sound for sound, _ in pairs], np.uint64), np.array([at for _, at in pairs], np.int64))
        )

    @classmethod
    def joined(cls, parts: Sequence[tuple[Words, Rows]]) -> Words:
        """The words of all parts' used texts, part after part; equal to `build` over the same texts.

        Nothing is left of a text that is not used, nor of its words.
        """
        pieces = [_Piece(words, rows) for words, rows in parts]
        terms: Keys = np.unique(np.concatenate([np.zeros(0, np.uint64), *(piece.terms for piece in pieces)]))
        n_with = np.zeros(len(terms), np.int64)
        lengths = np.zeros(len(terms), np.int64)
        for piece in pieces:
            piece.at = np.searchsorted(terms, piece.terms)
            n_with[piece.at] += piece.n_with
            lengths[piece.at] = piece.letter_lengths  # the same term has the same letters everywhere
        starts, letter_starts = _starts(n_with), _starts(lengths)
        n_texts = sum(len(rows) for _, rows in parts)
        places = np.zeros(starts[-1], _small(np.zeros(0, np.int64), n_texts).dtype)
        most = max((int(piece.counts.max()) for piece in pieces if len(piece.counts)), default=0)
        counts = np.zeros(starts[-1], np.min_scalar_type(most))
        letters = np.zeros(letter_starts[-1], np.uint8)
        filled, first = starts[:-1].copy(), 0
        for piece, (_, rows) in zip(pieces, parts, strict=True):
            to = concatenated_ranges(filled[piece.at], piece.n_with)
            places[to], counts[to] = piece.places + first, piece.counts
            filled[piece.at] += piece.n_with
            alike = lengths[piece.at] == piece.letter_lengths  # but where two terms are taken for one
            letters[concatenated_ranges(letter_starts[piece.at[alike]], lengths[piece.at[alike]])] = piece.letters(
                alike
            )
            first += len(rows)
        sounds = np.concatenate([np.zeros(0, np.uint64), *(piece.sounds for piece in pieces)])
        sounding = np.concatenate([np.zeros(0, np.int64), *(piece.at[piece.sounding] for piece in pieces)])
        n_words = np.concatenate([np.zeros(0, np.int64), *(words.n_words[rows.numbers] for words, rows in parts)])
        return cls(
            {"terms": terms, "starts": starts, "places": places, "counts": counts, "n_words": _small(n_words)}
            | {"letters": letters, "letter_starts": letter_starts}
            | _sounds(sounds, sounding)
        )

    def find(self, wanted: Keys) -> Places:
        """The number of each term, -1 for one that is in no text."""
        if not len(self.terms):
            return np.full(len(wanted), -1)
        at = np.minimum(np.searchsorted(self.terms, wanted), len(self.terms) - 1)
        return np.where(self.terms[at] == wanted, at, -1)

    def postings(self, term: int) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """The rows of the texts that the term stands in, rising, and how often it does."""
        within = slice(self.starts[term], self.starts[term + 1])
        return self._arrays["places"][within], self._arrays["counts"][within]

    def n_with(self, term: int) -> int:
        """How many texts the term stands in."""
        return int(self.starts[term + 1] - self.starts[term])

    def with_phonetic_key(self, key: int) -> list[str]:
        """The surface terms that have this phonetic key."""
        first, last = (np.searchsorted(self.sounds, np.uint64(key), side) for side in ("left", "right"))
        return [self.term(int(at)) for at in self._arrays["sounding"][first:last]]

    def term(self, term: int) -> str:
        """The term in letters."""
        start, end = self._arrays["letter_starts"][term : term + 2]
        return _shown(self._arrays["letters"][start:end].tobytes())

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all. Raises OSError."""
        save_arrays(path, self._arrays)

    @classmethod
    def load(cls, path: Path) -> Words:
        """The words of a file, mapped. Raises OSError, ValueError or KeyError for another file or a cut one."""
        return cls(map_arrays(path))


class _Piece:
    """What of a part goes into joined words: the terms that stand in used texts, with the places of these texts."""

    at: Places  # [n_terms], where its terms are among those of all

    def __init__(self, words: Words, rows: Rows) -> None:
        arrays, n_with = words._arrays, np.diff(words.starts)
        places, self.counts = arrays["places"], arrays["counts"]
        if rows.used is not None:
            kept = rows.used[places]
            n_with = np.diff(np.concatenate([[0], np.cumsum(kept)])[words.starts])
            places, self.counts = places[kept], self.counts[kept]
        used = n_with > 0
        self.terms: Keys = words.terms[used]
        self.places = rows.places(places)
        self.n_with = n_with[used]
        self.letter_lengths = np.diff(arrays["letter_starts"])[used]
        self._letters = arrays["letters"], arrays["letter_starts"][:-1][used]
        number = np.where(used, np.cumsum(used) - 1, -1)[arrays["sounding"]]
        self.sounds, self.sounding = words.sounds[number >= 0], number[number >= 0]

    def letters(self, of: NDArray[np.bool_]) -> NDArray[np.uint8]:
        letters, starts = self._letters
        picked: NDArray[np.uint8] = letters[concatenated_ranges(starts[of], self.letter_lengths[of])]
        return picked


def words_in(text: str) -> list[str]:
    """The folded words of a text, parted where the script changes: "الـNATO" holds "nato"."""
    return [part for word in words(text) for part in _OF_ONE_SCRIPT.findall(word)]


@lru_cache(maxsize=_CACHED)
def terms_of(word: str) -> tuple[str, str]:
    """A word's terms: its surface and its stem; a number has its surface in both places."""
    return surface_term(word), stem_term(word, lang_of_word(word))


def surface_term(word: str) -> str:
    """The term of the word as it is written."""
    return f"={word}"


def stem_term(word: str, lang: Lang) -> str:
    """The term of the word's stem; of a number, the number."""
    return f"#{word}" if word[0].isdigit() else term_of_stem(stem(word, lang), lang)


def term_of_stem(stemmed: str, lang: Lang) -> str:
    """The term of a stem."""
    return f"ar~{root(stemmed)}" if lang == "ar" else f"en~{stemmed}"


def lang_of_word(word: str) -> Lang:
    """By the word's own letters: a Latin name in an Arabic passage matches as it is."""
    return "ar" if is_arabic(word) else "en"


@lru_cache(maxsize=_CACHED)
def phonetic_keys(word: str) -> tuple[int, ...]:
    """The checksums of a word's phonetic keys: it has a key for every way that it may be read."""
    return tuple(term_key(key) for key in keys(word))


@lru_cache(maxsize=_CACHED)
def term_key(term: str) -> int:
    """64 bits of the term's checksum."""
    return int.from_bytes(blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def term_keys(terms: Iterable[str]) -> Keys:
    """The keys of terms, in order."""
    return np.array([term_key(term) for term in terms], np.uint64)


def _sounds(sounds: Keys, sounding: Places) -> dict[str, NDArray[Any]]:
    order = np.lexsort((sounding, sounds))
    sounds, sounding = sounds[order], sounding[order]
    new = np.ones(len(order), bool)
    new[1:] = (sounds[1:] != sounds[:-1]) | (sounding[1:] != sounding[:-1])
    return {"sounds": sounds[new], "sounding": _small(sounding[new])}


def _starts(lengths: Places) -> Places:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


def _small(numbers: NDArray[np.integer], below: int | None = None) -> NDArray[Any]:
    """The numbers in as few bytes as they, or all numbers below a limit, need."""
    most = max(0, below - 1) if below is not None else int(numbers.max(initial=0))
    return numbers.astype(np.min_scalar_type(most))


def _shown(term: bytes) -> str:
    return term.decode("utf-8", "surrogatepass")
