"""One side of a contrast: "rose from 0.40 to 0.65 dinars" answers "to what?" with 0.65 dinars alone.

A span model gives the likeliest start and the likeliest end. Where it wavers between two values that stand side by
side, these are the start of one and the end of the other, and the span is both. The question mostly tells which side
it asks for: by "to" or "from", "before" or "since", or by the year that stands beside one of them.
"""

from __future__ import annotations

import re

from qa.question import Question

_PAIR = re.compile(
    r"(?P<first>\D{0,20}\d[\d.,٫٬]*\b(?:(?!\bto\b|\band\b|\s(?:إلى|الى)\s|\sو)\D){0,30}?(?:\b\d{4})?)"
    r"(?P<joint>\s+(?:to|and|إلى|الى)\s+|\s+و)"
    r"(?P<second>\D{0,20}\d[\d.,٫٬]*\D{0,30})"
)
# What is said of a value behind it is no part of it: "84 in 2022".
_YEAR_BEHIND = re.compile(r"\s+(?:in|في|عام|سنة|في عام|في سنة)\s+\d{4}$")
_YEAR = re.compile(r"\b\d{4}\b")
_SECOND = re.compile(
    r"^\W*to\s+(?:what|which|how)\b|\bto\W*$|\b(?:now|today|after|since)\b|^\W*و?(?:إلى|الى)\s|\s(?:الآن|الان|اليوم|بعد|منذ)\s"
)
_FIRST = re.compile(r"^\W*from\s+(?:what|which|how)\b|\bfrom\W*$|\bbefore\b|^\W*و?من\s+كم\b|\sقبل\s")
_CLAUSE_END = re.compile(r"[.,;،؛](?!\d)|\n")


def one_side(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The part of the span `text[start:end]` that the question asks for; the whole where it is no pair of values, or
    the question does not tell.
    """
    pair = _PAIR.fullmatch(text, start, end)
    if pair is None:
        return start, end
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
        is_first, is_second = (rule.search(question.text.lower()) is not None for rule in (_FIRST, _SECOND))
        if is_first != is_second:
            return first if is_first else second
    return start, end
