"""Scores of a predicted text against gold texts: the published arithmetic, and one corrected for Arabic.

Five scorings. The first four give what the published scripts give, quirks included; only the last is ours.

- `squad`: SQuAD v1.1, also used for XQuAD and TyDi. ASCII punctuation only, so `،` and `؟` stay on their words.
- `squad2`: SQuAD v2.0. As `squad`, but gold texts that normalise to nothing do not count, and nothing
  predicted where nothing is gold scores 1 instead of an F1 of 0.
- `mlqa-ar`, `mlqa-en`: MLQA with that language of the documents. Unicode punctuation; for Arabic every `ال`
  becomes a space, inside words too (`العالم` falls into `ع` and `م`), and English articles stay.
- `corrected`: for both languages; see `normalise`.

`exact_match` and `f1` take the best over the gold texts. No gold texts at all means that the right
prediction is none: 1 when the prediction normalises to nothing, under every scoring.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

Scoring = Literal["squad", "squad2", "mlqa-ar", "mlqa-en", "corrected"]

_ASCII_PUNCTUATION = frozenset(string.punctuation)
_ENGLISH_ARTICLES = re.compile(r"\b(a|an|the)\b")

# The letters of `corrected` are kept apart from corpus.language on purpose: a change to what search compares
# must not move the scores. Hamza on waw and ya is part of the word here, and stays.
_DIRECTION_MARKS = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Marks standing alone (ﹰ, ﱞ): NFKC would put a space in front of them and cut the word in two.
_LONE_MARKS = re.compile("[\ufc5e-\ufc63\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e]")
_TASHKEEL_AND_TATWEEL = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640]")
_LETTERS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىی", "ي"), "ة": "ه", "ک": "ك"})
# The article at the start of a word. Behind a conjunction or preposition it is taken for one only where three
# letters follow, which spares والد and بالغ; the clitic becomes a word of its own, as "and" and "in" are in English.
_ARABIC_ARTICLE = re.compile(
    r"(?<!\w)(?:(?P<al>ال(?=\w{2}))|(?P<clitics>[وف]?[بك]|[وف])ال(?=\w{3})|(?P<lil>[وف]?ل)ل(?=\w{3}))"
)


def exact_match(prediction: str, golds: Sequence[str], scoring: Scoring) -> float:
    """1.0 when the prediction equals any gold text once both are normalised, else 0.0."""
    return _best(_same, prediction, golds, scoring)


def f1(prediction: str, golds: Sequence[str], scoring: Scoring) -> float:
    """The best overlap of words with any gold text, 0 to 1."""
    return _best(_overlap, prediction, golds, scoring)


@lru_cache(maxsize=16_384)
def normalise(text: str, scoring: Scoring) -> str:
    """The text as one scoring compares it; its words are separated by single spaces.

    Corrected: NFKC, lower case; no tashkeel, tatweel, direction marks or Unicode punctuation; one alef, ya for
    alef maqsura, ha for ta marbuta, Western digits; no English articles; no `ال` at the start of a word,
    with a clitic in front of it set apart (`وبالعاصمة` is `وب عاصمه`, `للدولة` is `ل دوله`).
    """
    if scoring in ("squad", "squad2"):
        bare = _without(text.lower(), _is_ascii_punctuation)
        return " ".join(_ENGLISH_ARTICLES.sub(" ", bare).split())
    if scoring == "mlqa-en":
        bare = _without(text.lower(), _is_punctuation)
        return " ".join(_ENGLISH_ARTICLES.sub(" ", bare).split())
    if scoring == "mlqa-ar":
        return " ".join(_without(text.lower(), _is_punctuation).replace("ال", " ").split())
    if scoring == "corrected":
        return _corrected(text)
    raise ValueError(f"unknown scoring {scoring!r}; there are squad, squad2, mlqa-ar, mlqa-en and corrected")


def _corrected(text: str) -> str:
    text = unicodedata.normalize("NFKC", _LONE_MARKS.sub("", _DIRECTION_MARKS.sub("", text))).lower()
    text = _TASHKEEL_AND_TATWEEL.sub("", text).translate(_LETTERS)
    text = "".join(_western(character) for character in text if not _is_punctuation(character))
    text = _ARABIC_ARTICLE.sub(_apart, _ENGLISH_ARTICLES.sub(" ", text))
    return " ".join(text.split())


def _apart(article: re.Match[str]) -> str:
    clitics = article["clitics"] or article["lil"]
    return "" if clitics is None else f"{clitics} "


def _western(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _is_ascii_punctuation(character: str) -> bool:
    return character in _ASCII_PUNCTUATION


def _is_punctuation(character: str) -> bool:
    return character in _ASCII_PUNCTUATION or unicodedata.category(character).startswith("P")


def _without(text: str, unwanted: Callable[[str], bool]) -> str:
    return "".join(character for character in text if not unwanted(character))


def _best(
    score: Callable[[str, str, Scoring], float], prediction: str, golds: Sequence[str], scoring: Scoring
) -> float:
    if not golds:
        return float(not normalise(prediction, scoring))
    if scoring in ("squad2", "corrected"):
        golds = [gold for gold in golds if normalise(gold, scoring)] or [""]
    return max(score(prediction, gold, scoring) for gold in golds)


def _same(prediction: str, gold: str, scoring: Scoring) -> float:
    return float(normalise(prediction, scoring) == normalise(gold, scoring))


def _overlap(prediction: str, gold: str, scoring: Scoring) -> float:
    predicted = normalise(prediction, scoring).split()
    wanted = normalise(gold, scoring).split()
    if scoring in ("squad2", "corrected") and not (predicted and wanted):
        return float(predicted == wanted)
    n_common = sum((Counter(predicted) & Counter(wanted)).values())
    if n_common == 0:
        return 0.0
    precision, recall = n_common / len(predicted), n_common / len(wanted)
    return 2 * precision * recall / (precision + recall)
