"""How much of a question the words around a span say: what a reader that sees one window at a time may overlook.

Found useful on development questions: the area under the ROC curve of the confidence, n=480 over four language
pairs, was .749 without and .812 with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from corpus.document import Lang
from corpus.language import CONTRASTS, forms_of, is_arabic, is_latin, likeness, simpler, stem, telling_words, words
from corpus.view import View
from index.lexical import TranslationTable
from qa.labels import LETTERS

_REACH = 120  # characters before and behind the span; 60 and 200 tell right spans from wrong ones less well
_LEAST_LIKENESS = 0.75  # of two names by sound; below it most pairs are of two names
_SHORT_NAME = 3  # letters; such words sound alike by chance, and have to do so nearly in full
_LEAST_LIKENESS_OF_SHORT = 0.9
# A translation with half of the probability is as good as certain: the rest is other forms of the same word.
_CERTAIN = 0.5
_LEAST_SPELT_ALIKE = 0.75  # of two spellings of a name in one script
_SURELY_ALIKE = 0.5  # from here on two words are taken for one


class Support:
    """Compares questions with the surroundings of spans, in one language or across two. Safe to share."""

    def __init__(self, table: TranslationTable) -> None:
        """`table` says which words translate which; an empty one leaves numbers, names and equal stems."""

        @lru_cache(maxsize=50_000)
        def translations(stemmed: str, lang: Lang) -> dict[str, float]:
            return dict(table.translations(stemmed, lang))

        @lru_cache(maxsize=200_000)
        def is_alike(word: str, other: str) -> bool:
            return any(self._alike(one, said) >= _SURELY_ALIKE for one in forms_of(word) for said in forms_of(other))

        self._translations = translations
        self._is_alike = is_alike

    def share(self, asked: Sequence[str], seen: View, start: int, end: int) -> float:
        """Mean over the question's telling words, `asked`, of how surely a word near the span says the same.

        The span is `start:end` of the view's body; its context, title and heading, is near every span. In [0, 1];
        0.0 where nothing is asked. The span's own words do not count.
        """
        around = f"{seen.body[max(0, start - _REACH) : start]} {seen.body[end : end + _REACH]}"
        return self.said(asked, f"{seen.before} {around}")

    def said(self, asked: Sequence[str], text: str) -> float:
        """Mean over the telling words `asked` of how surely a word of the text says the same; 0.0 for none."""
        near = telling_words(text)
        if not asked or not near:
            return 0.0
        return sum(max(self._alike(word, other) for other in near) for word in asked) / len(asked)

    def missing(self, names: Sequence[str], asked: Sequence[str], view: str) -> float:
        """How surely something that the question names stands nowhere in the text that the reader sees, in [0, 1].

        Named is what is in `names`, and a word of `asked` in Arabic, which has no capitals, that the table does not
        know. The worst of them counts: one name that is not there makes the text one about another.
        """
        named = list(dict.fromkeys([*names, *self._unknown(asked)]))
        there = dict.fromkeys(words(view)) if named else {}
        return max((1.0 - max((self._named(name, said) for said in there), default=0.0) for name in named), default=0.0)

    def _unknown(self, asked: Sequence[str]) -> list[str]:
        """The Arabic words that the table does not know; none where it knows none of them."""
        arabic = [word for word in asked if is_arabic(word) and len(word) > 1 and word not in CONTRASTS]
        stems = {word: stem(word, "ar") for word in arabic}
        known = [w for w, s in stems.items() if any(self._translations(form, "ar") for form in (s, *simpler(s)))]
        return [word for word in arabic if word not in known] if known else []

    def _named(self, name: str, said: str) -> float:
        """How surely a word is the name that was asked for: figures and letters exactly, other names by likeness."""
        if name == said:
            return 1.0
        if len(name) == 1 or len(said) == 1:
            return float(LETTERS.get(name) == said or LETTERS.get(said) == name)
        alike = self._alike(name, said)
        if alike or name[0].isdigit() or said[0].isdigit() or is_arabic(name) != is_arabic(said):
            return alike
        return spelling(name, said)

    def is_alike(self, word: str, other: str) -> bool:
        """Whether two folded words, each maybe of another language, are taken for one, a particle before them aside."""
        return self._is_alike(word, other)

    def says_the_same(self, one: str, other: str) -> bool:
        """Whether two answers may be one: all figures, or all words, of one of them stand in the other.

        Across languages words are compared as in `share`.
        """
        first, second = sorted((words(one), words(other)), key=len)
        figures, others = ({word for word in said if word[0].isdigit()} for said in (first, second))
        if figures and others:
            return figures <= others or others <= figures
        return all(max((self._alike(word, said) for said in second), default=0.0) >= _SURELY_ALIKE for word in first)

    def _alike(self, word: str, other: str) -> float:
        if word == other:
            return 1.0
        if word in CONTRASTS and other in CONTRASTS:
            return float(bool(CONTRASTS[word] & CONTRASTS[other]))
        if word[0].isdigit() or other[0].isdigit():
            return 0.0
        lang, other_lang = _lang(word), _lang(other)
        stemmed, other_stemmed = stem(word, lang), stem(other, other_lang)
        if lang == other_lang:
            return float(stemmed == other_stemmed)
        likely = max(
            self._translations(stemmed, lang).get(other_stemmed, 0.0),
            self._translations(other_stemmed, other_lang).get(stemmed, 0.0),
        )
        return max(min(1.0, likely / _CERTAIN), _sound(word, other))


@lru_cache(maxsize=50_000)
def spelling(name: str, said: str) -> float:
    """How alike two names of one script are written; 0.0 below the likeness at which one may be a slip of the other."""
    matcher = SequenceMatcher(None, name, said)
    if matcher.real_quick_ratio() < _LEAST_SPELT_ALIKE or matcher.quick_ratio() < _LEAST_SPELT_ALIKE:
        return 0.0
    alike = matcher.ratio()
    return alike if alike >= _LEAST_SPELT_ALIKE else 0.0


def _lang(word: str) -> Lang:
    return "ar" if is_arabic(word) else "en"


@lru_cache(maxsize=50_000)
def _sound(word: str, other: str) -> float:
    """How alike two names of different scripts sound; 0.0 below the likeness at which they may be the same."""
    latin, arabic = (word, other) if is_latin(word) else (other, word)
    shortest = min(len(latin), len(arabic))
    if shortest < _SHORT_NAME or not is_latin(latin) or not is_arabic(arabic):
        return 0.0
    alike = likeness(latin, arabic)
    return alike if alike >= (_LEAST_LIKENESS if shortest > _SHORT_NAME else _LEAST_LIKENESS_OF_SHORT) else 0.0
