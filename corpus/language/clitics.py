"""Arabic particles that are written onto the next word, in the spelling of `corpus.language.folding.fold`.

No other file lists them; a rule that needs fewer of them says beside its set why.
"""

from __future__ import annotations

AND = "و"
# One-letter particles: "and", "so", "by", "for", "like".
PROCLITICS = "وفبلك"
ARTICLE = "ال"
# The article by itself and with a particle before it, longest first: the prefixes of Light10 but for "and".
ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
# "by" and "for", and the same after "and", before a word without its article.
PREPOSITIONS = ("وب", "ول", "ب", "ل")

_LONGEST_WHOLE = 3  # letters of a word that is never taken apart


def without_proclitic(word: str) -> str:
    """An Arabic word without the particle that may be written onto it: "كازاخستان" of "وكازاخستان"; others as they are.

    A word that merely begins with such a letter loses it too, so that the result is one more spelling to look up.
    """
    return word[1:] if len(word) > _LONGEST_WHOLE and word[0] in PROCLITICS else word


def forms_of(word: str) -> tuple[str, ...]:
    """The word as it stands and, where these are others, `without_proclitic` and with its article in full.

    "للصف" is "الصف" with "for" before it.
    """
    whole = f"ال{word[2:]}" if len(word) > _LONGEST_WHOLE and word.startswith("لل") else word
    return tuple(dict.fromkeys((word, without_proclitic(word), whole)))


def is_definite(word: str) -> bool:
    """Whether an Arabic word begins with the article, maybe with a particle before it."""
    return word.startswith(ARTICLES)
