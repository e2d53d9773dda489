"""One side of a contrast: "rose from 0.40 to 0.65 dinars" answers "to what?" with 0.65 dinars alone.

A span model gives the likeliest start and the likeliest end. Where it wavers between two values that stand side by
side, these are the start of one and the end of the other, and the span is both; and of two values that stand as "from
one to another" it takes the wrong one nearly as gladly. The question mostly tells which side it asks for: by "to" or
"from", "before" or "since", or by the year that stands beside one of them. Of "one instead of another" it is one.
What may not be kept of "cats may be kept; dogs may not" is said in the other half than what a reader likes best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language import CONTRASTS, is_arabic, words
from qa.question import Question

_PAIR = re.compile(
    r"(?P<first>\D{0,20}\d[\d.,٫٬]*\b(?:(?!\bto\b|\band\b|\s(?:إلى|الى)\s|\sو)\D){0,30}?(?:\b\d{4})?)"
    r"(?P<joint>\s+(?:to|and|إلى|الى)\s+|\s+و)"
    r"(?P<second>\D{0,20}\d[\d.,٫٬]*\D{0,30})"
)
_NUMBER = r"\d[\d.,٫٬]*\b"
_FROM_TO = re.compile(
    rf"(?:\bfrom|\bمن)\s+(?P<first>{_NUMBER}(?P<unit>(?:\s+[^\W\d]\S*){{0,3}}?))\s+(?:to|إلى|الى)\s+(?P<second>{_NUMBER})"
)
# What is said of a value behind it is no part of it: "84 in 2022".
_YEAR_BEHIND = re.compile(r"\s+(?:in|في|عام|سنة|في عام|في سنة)\s+\d{4}$")
_YEAR = re.compile(r"\b\d{4}\b")
_SECOND = re.compile(
    r"^\W*to\s+(?:what|which|how)\b|\bto\W*$|\b(?:now|today|after|since)\b|^\W*و?(?:إلى|الى)\s|\s(?:الآن|الان|اليوم|بعد|منذ)\s"
)
_FIRST = re.compile(r"^\W*from\s+(?:what|which|how)\b|\bfrom\W*$|\bbefore\b|^\W*و?من\s+كم\b|\sقبل\s")
# Behind these stands what does not hold any more, or never did.
_REPLACED = re.compile(
    r"(?:,?\s+(?:instead\s+of|rather\s+than|in\s+place\s+of)|,\s+not|[،,]?\s+(?:بدل|عوض)[\u064b-\u064d]?[اً]*\s+(?:من|عن)"
    r"|[،,]?\s+وليس(?:ت)?)(?!\w)"
)
_NOT = frozenset(word for word, senses in CONTRASTS.items() if senses & CONTRASTS["not"])
_HALVES = re.compile(
    r"[;؛]\s|[,،]\s|\s(?=(?:but|while|whereas|although|though|and\s+not|ولكن|لكن|بينما|ولا|ولم|ولن|وليس)\s)"
)
_SHORT = 4  # words of a half that says no more than "the dogs may not"
_CONJUNCTIONS = frozenset("but and while whereas although though ولكن لكن بينما".split())  # noqa: SIM905
_AUXILIARIES = frozenset("do does did has have had is are was were can could may might must will would should".split())  # noqa: SIM905
_CLAUSE_END = re.compile(r"[.,;،؛](?!\d)|\n")


def one_side(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The part of the span `text[start:end]` that the question asks for, or the other side of the "from one to
    another" that it is a side of; the span itself where it is neither, or the question does not tell. What a span
    says is replaced ("on Friday instead of Monday") is not of it.
    """
    replaced = _REPLACED.search(text, start, end)
    if replaced is not None and not _REPLACED.search(question.text):
        end = replaced.start()
    pair = _PAIR.fullmatch(text, start, end)
    if pair is None:
        return _of_from_and_to(question, text, start, end)
    low, high = pair.span("first")
    shown = _YEAR_BEHIND.search(text[low:high])
    first = (low, high if shown is None else low + shown.start())
    second = pair.span("second")
    asked = set(_YEAR.findall(" ".join(question.words)))
    if asked:
        stop = _CLAUSE_END.search(text, end)
        years = [set(_YEAR.findall(text[slice(*pair.span("first"))]))]
        years.append(set(_YEAR.findall(text[second[0] : len(text) if stop is None else stop.start()])))
        beside = [bool(asked & said) for said in years]
        if beside[0] != beside[1] and all(years):
            return first if beside[0] else second
    if pair["joint"].strip() in ("to", "إلى", "الى"):
        return {"first": first, "second": second}.get(_side(question), (start, end))
    return start, end


def is_affirmed(question: Question, sentence: str, start: int, end: int) -> bool:
    """Whether the question asks what is denied, and `sentence[start:end]` is of the half that affirms.

    "Cats may be kept; dogs may not": only a short half that says "not" of something else is of a contrast. A longer
    one denies something beside, and one without a subject ("but did not play") goes on about the same.
    """
    if not any(_denies(word) for word in question.words):
        return False
    cuts = [match.end() for match in _HALVES.finditer(sentence)]
    halves = list(zip([0, *cuts], [*cuts, len(sentence)], strict=True))
    own = [at for at, half in enumerate(halves) if half[0] < end and start < half[1]]
    if len(own) != 1:
        return False
    said = [words(sentence[slice(*half)]) for half in halves]
    at = own[0]
    beside = len(said[at]) - len(words(sentence[start:end]))
    neighbours = [*said[max(0, at - 1) : at], *said[at + 1 : at + 2]]
    return beside > 1 and not any(map(_denies, said[at])) and any(map(_is_short_denial, neighbours))


def _is_short_denial(half: Sequence[str]) -> bool:
    said = [word for word in half if word not in _CONJUNCTIONS]
    # Two words in Arabic are "not" and a verb.
    least = 3 if said and is_arabic(said[-1]) else 2
    return least <= len(said) <= _SHORT and said[0] not in _AUXILIARIES and any(map(_denies, said))


def _denies(word: str) -> bool:
    return word in _NOT or (word[0] in "وف" and word[1:] in _NOT)


def _of_from_and_to(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    side = _side(question)
    for match in _FROM_TO.finditer(text):
        low, high = match.span("second")
        if text.startswith(match["unit"], high):
            high += len(match["unit"])
        sides = {"first": match.span("first"), "second": (low, high)}
        if not sides["first"][0] <= start < high or side not in sides:
            continue
        if _YEAR.fullmatch(match["first"]) and _YEAR.fullmatch(match["second"]):
            continue  # "since" and "before" are said of years themselves
        is_there = start < sides[side][1] and sides[side][0] < end
        return (start, end) if is_there else sides[side]
    return start, end


def _side(question: Question) -> str:
    """Which value is asked for, "first" or "second"; nothing where the question does not tell."""
    is_first, is_second = (rule.search(question.text.lower()) is not None for rule in (_FIRST, _SECOND))
    return "" if is_first == is_second else "first" if is_first else "second"
