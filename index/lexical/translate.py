"""Word translation tables: for a word's stem, the stems it may become in the other language."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from corpus.document import Lang

# Probabilities are written with three decimals, so that a source's sum can pass 1 by a little.
_LARGEST_SUM = 1.02
# Lines looked at when a file is loaded, evenly spread; the rest is read when a word is asked for.
_N_LOOKED_AT = 500


class TranslationError(ValueError):
    """A table that cannot be used. The message says what was found, what was needed and what to do."""


class TranslationTable:
    """Translations in both directions, by stem (`corpus.language.folding.stem` of a folded word)."""

    def __init__(self, directions: Mapping[Lang, _Direction] | None = None) -> None:
        """`directions` by source language; none given makes an empty table, which translates nothing."""
        self._directions = dict(directions or {})

    @classmethod
    def of(cls, rows: Mapping[Lang, Sequence[tuple[str, str, float]]]) -> TranslationTable:
        """A table of (source, target, probability) rows by source language, in any order."""
        directions: dict[Lang, _Direction] = {}
        for lang, given in rows.items():
            lines = [f"{source}\t{target}\t{p!r}\n" for source, target, p in sorted(given, key=lambda row: row[0])]
            directions[lang] = _Direction("".join(lines).encode("utf-8"), f"the {lang} rows")
        return cls(directions)

    @classmethod
    def load(cls, folder: Path) -> TranslationTable:
        """The table in `en-ar.tsv.gz` and `ar-en.tsv.gz` of a folder.

        Lines are source, target and probability with tabs between them, sorted by source (code points);
        the probabilities of a source sum to at most 1. Raises TranslationError for a missing or damaged
        file; a broken rule in a line that was not looked at raises it when the line is needed.
        """
        return cls({"en": _read(folder / "en-ar.tsv.gz"), "ar": _read(folder / "ar-en.tsv.gz")})

    def translations(self, stem: str, lang: Lang) -> list[tuple[str, float]]:
        """The stems that a stem of `lang` may become in the other language, with their probabilities.

        Empty for a stem that the table does not know.
        """
        direction = self._directions.get(lang)
        return direction.translations(stem) if direction is not None else []

    def knows(self, stem: str, lang: Lang) -> bool:
        """Whether the stem has translations; to a table of some size, a word it does not know is rare, or misspelt."""
        direction = self._directions.get(lang)
        return direction is not None and direction.knows(stem)


class _Direction:
    """One direction: the sorted lines as they are, searched by halves.

    Half a million rows as Python objects would take seconds and a hundred megabytes at every start.
    """

    def __init__(self, lines: bytes, where: str) -> None:
        """`lines` end with a line feed each; raises TranslationError, naming `where` they come from."""
        self._lines = lines
        self._where = where
        if (lines and not lines.endswith(b"\n")) or lines.count(b"\t") != 2 * lines.count(b"\n"):
            raise TranslationError(f"{where}: found something else than lines of source, target and probability.")
        last = ""
        for at in range(0, len(lines), max(1, len(lines) // _N_LOOKED_AT)):
            source, _, _ = self._row(self._line_start(at))
            if source < last:
                raise TranslationError(f"{where}: {source!r} comes after {last!r}; sort the lines by source.")
            last = source
        self.translations = lru_cache(maxsize=10_000)(self._translations)
        self.knows = lru_cache(maxsize=50_000)(self._knows)

    def _knows(self, stem: str) -> bool:
        return self._lines.startswith(f"{stem}\t".encode("utf-8", "replace"), self._first(stem))

    def _translations(self, stem: str) -> list[tuple[str, float]]:
        at = self._first(stem)
        found = []
        while at < len(self._lines):
            source, target, probability = self._row(at)
            if source != stem:
                break
            found.append((target, probability))
            at = self._lines.index(b"\n", at) + 1
        if sum(probability for _, probability in found) > _LARGEST_SUM:
            raise TranslationError(
                f"{self._where}: the probabilities of {stem!r} sum to {sum(p for _, p in found):.3f}; "
                "they need to sum to at most 1."
            )
        return found

    def _first(self, stem: str) -> int:
        """Where the first line starts whose source is not less than the stem; UTF-8 sorts as its code points do."""
        wanted = stem.encode("utf-8", "replace")
        low, high = 0, len(self._lines)  # starts of lines; the one looked for is in [low, high]
        while low < high:
            middle = self._line_start((low + high) // 2)
            source = self._lines[middle : self._lines.index(b"\t", middle)]
            if source < wanted:
                low = self._lines.index(b"\n", middle) + 1
            else:
                high = middle
        return low

    def _line_start(self, at: int) -> int:
        return self._lines.rfind(b"\n", 0, at) + 1

    def _row(self, at: int) -> tuple[str, str, float]:
        line = self._lines[at : self._lines.index(b"\n", at)]
        try:
            source, target, written = line.decode("utf-8").split("\t")
            probability = float(written)
        except ValueError as error:
            raise TranslationError(f"{self._where}: {line!r} is not source, target and probability.") from error
        if not 0 < probability <= 1:
            raise TranslationError(
                f"{self._where}: {source!r} to {target!r} has probability {written}; it needs more than 0, at most 1."
            )
        return source, target, probability


def _read(path: Path) -> _Direction:
    advice = "Put the folder back: git checkout -- models; or make it: python -m train.translation"
    try:
        return _Direction(gzip.decompress(path.read_bytes()), str(path))
    except FileNotFoundError as error:
        raise TranslationError(f"There is no translation table at {path}. {advice}") from error
    except (OSError, EOFError, zlib.error) as error:
        raise TranslationError(f"{path} is damaged ({error}). {advice}") from error
