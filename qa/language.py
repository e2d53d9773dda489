"""Tells questions in a language that the models do not know."""

from __future__ import annotations

import unicodedata
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from qa.question import QUESTION_WORDS, Question

# The supported two and the languages most likely to be tried in their scripts. A list of ninety
# would take short English questions for Latin or Luxembourgish.
_LANGUAGES = ["ar", "fa", "ur", "en", "fr", "de", "es", "it", "pt", "nl", "sv", "ro", "tr", "pl", "id"]
_SURE = 0.95  # a name, a dialect or a misspelt question must never be turned away
_SURE_OF_FEW = 0.75  # the same for what is left without names: with fewer words nothing is as sure
_RULED_OUT = 0.01
_SUPPORTED = ("ar", "en")
# Of the languages above only Dutch ("is") begins a question with one of them; with "was" German would, too.
_BEGINS_ENGLISH = QUESTION_WORDS["en"] | {"is", "does", "did", "were", "could", "should", "would"}


def unsupported(question: Question) -> bool:
    """True where the question is surely in neither Arabic nor English; in doubt it is answered.

    Letters of another script decide at once, and so does an English question word that begins it. Else a language
    identifier does, which has to be sure of the whole question and of the question without its names.
    """
    letters = [letter for letter in question.text if letter.isalpha()]
    known = sum(unicodedata.name(letter, "").split(" ")[0] in ("ARABIC", "LATIN") for letter in letters)
    if known * 2 < len(letters):
        return True
    if question.words and question.words[0] in _BEGINS_ENGLISH:
        return False
    ranked = _identifier().rank(question.text)  # likeliest first
    (likeliest, sure), probability = ranked[0], dict(ranked)
    if likeliest in _SUPPORTED or sure <= _SURE or max(probability[lang] for lang in _SUPPORTED) >= _RULED_OUT:
        return False
    likeliest, sure = _identifier().rank(_without_names(question))[0]
    return bool(likeliest not in _SUPPORTED and sure > _SURE_OF_FEW)


def _without_names(question: Question) -> str:
    """The words that the sentence is built of: of its own script, and after the first one without capitals.

    "Is Istanbul Büyükşehir Belediyesi open?" is surely Turkish as a whole. The whole where nothing is left.
    """
    own = [word for word in question.text.split() if _is_arabic(word) == (question.lang == "ar")]
    plain = [word for at, word in enumerate(own) if at == 0 or not word[0].isupper()]
    return " ".join(plain) or question.text


def _is_arabic(word: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in word)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
