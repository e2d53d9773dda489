"""Questions in other words: some of their words replaced by synonyms of the same language.

Question files were written with the passage in view and share its words; people who ask without having
read it use their own. Two words are near in meaning when dictionaries give them the same translations
('paraphrasing with bilingual parallel corpora', Bannard and Callison-Burch 2005, with a lexicon for the
corpus): one shared translation may be another sense, two seldom are.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from corpus.document import Lang
from corpus.language import FUNCTION_WORDS, fold
from train.data import MARKS, Pair

_WORD = re.compile(rf"(?:[^\W\d_]{MARKS}*)+")
_FEWEST_SHARED = 2
_LEAST_COSINE = 0.3  # of the two words' translations
_MOST_SYNONYMS = 4
_MOST_WORDS: Mapping[Lang, int] = {"en": 2, "ar": 1}  # of an entry; longer ones are explanations


class Synonyms:
    """Words and short phrases of nearly the same meaning, in both languages."""

    def __init__(self, lexicon: Sequence[Pair]) -> None:
        """`lexicon` holds dictionary entries, verbs with or without "to"."""
        translations: dict[Lang, dict[str, set[str]]] = {"en": defaultdict(set), "ar": defaultdict(set)}
        written: dict[str, str] = {}
        for pair in lexicon:
            english = pair.en.removeprefix("to ")
            if len(english.split()) > _MOST_WORDS["en"] or len(pair.ar.split()) > _MOST_WORDS["ar"]:
                continue
            en, ar = fold(english), fold(pair.ar)
            written.setdefault(en, english)
            written.setdefault(ar, re.sub(MARKS, "", pair.ar))
            translations["en"][en].add(ar)
            translations["ar"][ar].add(en)
        self._synonyms: dict[Lang, Mapping[str, Sequence[str]]] = {
            "en": _near(translations["en"], translations["ar"], FUNCTION_WORDS["en"], written),
            "ar": _near(translations["ar"], translations["en"], FUNCTION_WORDS["ar"], written),
        }

    def of(self, word: str, lang: Lang) -> Sequence[str]:
        """The synonyms of a folded word, the nearest first; none for a function word."""
        return self._synonyms[lang].get(word, ())

    def reword(self, text: str, lang: Lang, rate: float, generator: random.Random) -> str:
        """The text with each word that has synonyms replaced by one of them with probability `rate`; names stay."""

        def replace(match: re.Match[str]) -> str:
            known = () if match[0][0].isupper() else self.of(fold(match[0]), lang)
            return generator.choice(known) if known and generator.random() < rate else match[0]

        return _WORD.sub(replace, text)


def _near(
    there: Mapping[str, set[str]], back: Mapping[str, set[str]], left_out: frozenset[str], written: Mapping[str, str]
) -> dict[str, list[str]]:
    """For each word the nearest ones as they are written; `there` translates it, `back` its translations."""
    found = {}
    for word, targets in there.items():
        if word in left_out or " " in word or len(word) == 1 or len(targets) < _FEWEST_SHARED:
            continue
        shared = Counter(other for target in targets for other in back[target] if other != word)
        cosines = {
            other: n / (len(targets) * len(there[other])) ** 0.5
            for other, n in shared.items()
            if n >= _FEWEST_SHARED and other not in left_out
        }
        near = [other for other in cosines if cosines[other] >= _LEAST_COSINE]
        near.sort(key=lambda other: (-cosines[other], other))  # the same in every run, equal ones too
        if near:
            found[word] = [written[other] for other in near[:_MOST_SYNONYMS]]
    return found
