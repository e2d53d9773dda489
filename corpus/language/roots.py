"""Rough roots: what is left of an Arabic stem without the letters that its forms exchange.

The light stem keeps apart "تستورد" and "استوردت", "سفارتها" and "سفارة", "عقد" and "عقود". For search
within a few passages that is too fine. These roots are search keys only: they are compared with each
other, never shown, and merge some words that differ.
"""

from __future__ import annotations

from corpus.language.clitics import PREPOSITIONS

_PERSONS = frozenset("يتنا")  # first letters of verb forms
_WEAK = frozenset("اوي")


def root(stem: str) -> str:
    """The rough root of an Arabic stem, at least three letters of it where it has as many."""
    stem = without_clitic(_without_final_ta(stem))
    if len(stem) >= 4 and stem[0] in _PERSONS:
        stem = stem[1:]
    strong = stem[:1] + "".join(letter for letter in stem[1:] if letter not in _WEAK)
    return strong if len(strong) >= 3 else stem


def simpler(stem: str) -> list[str]:
    """Shorter stems that an Arabic stem may be a form of, the nearest first, for a table that lacks it."""
    plain = without_clitic(stem)
    forms = [_without_final_ta(stem), plain, _without_final_ta(plain)]
    return [form for form in dict.fromkeys(forms) if form != stem]


def without_clitic(stem: str) -> str:
    """The stem without a leading preposition, where four letters are left."""
    for clitic in PREPOSITIONS:
        if stem.startswith(clitic) and len(stem) >= len(clitic) + 4:
            return stem[len(clitic) :]
    return stem


def _without_final_ta(stem: str) -> str:
    return stem[:-1] if len(stem) >= 4 and stem.endswith("ت") else stem
