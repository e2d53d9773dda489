"""Tells questions in a language that the models do not know."""

from __future__ import annotations

import unicodedata
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from qa.question import Question

# The supported two and the languages most likely to be tried in their scripts. A list of ninety
# would take short English questions for Latin or Luxembourgish.
_LANGUAGES = ["ar", "fa", "ur", "en", "fr", "de", "es", "it", "pt", "nl", "sv", "ro", "tr", "pl", "id"]
_SURE = 0.95  # a name, a dialect or a misspelt question must never be turned away
_RULED_OUT = 0.01


def unsupported(question: Question) -> bool:
    """True where the question is surely in neither Arabic nor English; in doubt it is answered.

    Letters of another script decide at once; within the two scripts a language identifier does.
    """
    letters = [letter for letter in question.text if letter.isalpha()]
    known = sum(unicodedata.name(letter, "").split(" ")[0] in ("ARABIC", "LATIN") for letter in letters)
    if known * 2 < len(letters):
        return True
    probability = dict(_identifier().rank(question.text))
    return bool(
        max(probability.values()) > _SURE and probability[question.lang] < _RULED_OUT and probability["en"] < _RULED_OUT
    )


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
