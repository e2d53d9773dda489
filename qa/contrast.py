"""One side of a contrast: "rose from 0.40 to 0.65 dinars" answers "to what?" with 0.65 dinars alone.

A span model gives the likeliest start and the likeliest end. Where it wavers between two values that stand side by
side, these are the start of one and the end of the other, and the span is both; and of two values that stand as "from
one to another" it takes the wrong one nearly as gladly. The question mostly tells which side it asks for: by "to" or
"from", "before" or "since", or by the year that stands beside one of them. Of "one instead of another" it is one.
Of "cats may be kept; dogs may not" each half answers the question that is put as it is, with or without "not".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language import CONTRASTS, words
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
# "Not until 1990", "not only" and "not by ship but by air" deny nothing of what is asked.
_NO_DENIAL = re.compile(
    r"\bnot\s+(?:until|only|just)\b|\bno\s+(?:later|earlier|fewer|less|more)\b|ليس\s+فقط|لا\s+(?:سيما|يزال|تزال)"
)
_HALVES = re.compile(
    r"[;؛]\s|[,،]\s|\s(?=(?:but|while|whereas|although|though|and\s+not|ولكن|لكن|بينما|ولا|ولم|ولن|وليس)\s)"
)
_SHORT = 4  # words of a half that says no more than "and the dogs may not"
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


def is_of_the_reverse(question: Question, sentence: str, start: int, end: int) -> bool:
    """Whether the span `sentence[start:end]` stands in the half that affirms what is denied in another, or is denied
    there, and the question asks for the other half.

    A question without "not" asks for all but a short half that says "not": others only deny something beside.
    """
    if _NO_DENIAL.search(sentence):
        return False
    cuts = [match.end() for match in _HALVES.finditer(sentence)]
    halves = list(zip([0, *cuts], [*cuts, len(sentence)], strict=True))
    own = [half for half in halves if half[0] < end and start < half[1]]
    others = [half for half in halves if half not in own]
    if len(own) != 1 or not others:
        return False
    said = words(sentence[slice(*own[0])])
    if _denies(question.words):
        beside = len(said) - len(words(sentence[start:end]))
        return not _denies(said) and beside > 1 and any(_denies(words(sentence[slice(*one)])) for one in others)
    return _denies(said) and len(said) <= _SHORT and not all(_denies(words(sentence[slice(*one)])) for one in others)


def _denies(said: Sequence[str]) -> bool:
    return any(word in _NOT or (word[0] in "وف" and word[1:] in _NOT) for word in said)


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
