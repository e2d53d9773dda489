"""One value of a series: "Adults pay 11 pounds and children 5" answers "How much do children pay?" with 5.

A reader of spans takes the first value of a series nearly as gladly as the one that is asked for. Each member of a
series says what its value is of, by words that the others do not have ("adults", "children"). Where the question says
all of those of one member, and not all of those of the member that the span stands in, that member's value is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.language import FUNCTION_WORDS, fold, is_arabic, stem, telling_words
from qa.question import Question
from qa.rendering import Tokens, longest, months, number_words

# Whether two folded words, each maybe of another language, mean the same.
Alike = Callable[[str, str], bool]

_TOKEN = re.compile(
    r"(?<![\[\d])\d+(?:[.,:٫٬/]\d+)*|[,،](?!\s+(?:1\d|20)\d\d\b)|[;؛]|(?:[^\W\d_][\u0610-\u061a\u064b-\u065f\u0670\u0640]*)+"
)
_JOINTS = frozenset([",", ";", "،", "؛", "and", "while", "whereas", "but", "و", "بينما", "اما"])
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_LONGEST_PARTICLE = 3  # letters of an Arabic word that is never taken apart


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number of a text."""

    start: int
    end: int
    word: str  # folded
    is_number: bool = False
    is_month: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A value, and what says of what it is; `start:end` is the value's range without its unit."""

    start: int
    end: int
    is_date: bool
    labels: tuple[str, ...]  # folded telling words beside the value and its unit
    unit: str  # the folded word behind the value, empty where none is
    beside: tuple[Token, ...]  # all words beside the value and its unit, in order


def member_asked_for(
    question: Question, text: str, sentence: tuple[int, int], span: tuple[int, int], alike: Alike
) -> tuple[int, int]:
    """The value that the question asks for among those of the sentence that the span is one of; else the span.

    All are half-open offsets into `text`. Values of one series have the same unit, or no unit but the first.
    """
    members = list(members_of(text, *sentence))
    own = next((one for one in members if one.start < span[1] and span[0] < one.end), None)
    if own is None or len(members) == 1:
        return span
    asked = question.telling_words
    found = [one for one in members if one is not own and _is_meant(one, own, asked, alike)]
    if len(found) != 1:
        return span
    behind = text[own.end : span[1]]
    end = found[0].end
    return found[0].start, end + len(behind) if text.startswith(behind, end) else end


def _is_meant(one: Member, own: Member, asked: Sequence[str], alike: Alike) -> bool:
    """Whether the question says all of the labels of `one`, some of them not of `own`, and not all that `own` has.

    The first member may say what holds of all ("It closes at four, in summer at six"): one label of it tells nothing.
    """

    def said(word: str, among: Sequence[str]) -> bool:
        return any(alike(word, other) for other in among)

    if one.is_date != own.is_date or (one.start < own.start and len(one.labels) == 1):
        return False
    return (
        is_same_unit(one.unit, own.unit)
        and all(said(word, asked) for word in one.labels)
        and any(not said(word, own.labels) for word in one.labels)
        and any(not said(word, asked) and not said(word, one.labels) for word in own.labels)
    )


def is_same_unit(unit: str, other: str) -> bool:
    """Whether two values may be of one series: they have the same unit, or one is without."""
    return not unit or not other or _stem_of_unit(unit) == _stem_of_unit(other)


def members_of(text: str, start: int, end: int) -> Iterator[Member]:
    """The members of a sentence that have one value each; those with none are told with the one behind them."""
    pieces: list[list[Token]] = [[]]
    for token in _tokens(text, start, end):
        is_joined = token.word[:1] == "و" and len(token.word) > _LONGEST_PARTICLE
        if (token.word in _JOINTS or is_joined) and any(each.is_number for each in pieces[-1]):
            pieces.append([])
        if token.word not in _JOINTS:
            pieces[-1].append(replace(token, start=token.start + 1, word=token.word[1:]) if is_joined else token)
    for piece in pieces:
        member = _member(text, piece)
        if member is not None:
            yield member


def _member(text: str, piece: Sequence[Token]) -> Member | None:
    runs: list[list[int]] = []
    for at, token in enumerate(piece):
        if not token.is_number and not token.is_month:
            continue
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    runs = [run for run in runs if any(piece[at].is_number for at in run)]  # "may" is no month, mostly
    # "84 in 2022": a year beside another value says when.
    values = [run for run in runs if len(run) > 1 or not _YEAR.fullmatch(piece[run[0]].word)] or runs
    if len(values) != 1:
        return None
    first, last = values[0][0], values[0][-1]
    behind = piece[last + 1 : last + 2]
    # "كم" behind a number is kilometre, and how many elsewhere.
    is_unit = bool(behind) and (
        behind[0].word == "كم" or not any(behind[0].word in known for known in FUNCTION_WORDS.values())
    )
    unit = behind[0].word if is_unit else ""
    others = [*piece[:first], *piece[last + (2 if is_unit else 1) :]]
    labels = telling_words(" ".join(token.word for token in others))
    return Member(
        piece[first].start,
        piece[last].end,
        any(piece[at].is_month for at in values[0]),
        tuple(labels),
        unit,
        tuple(others),
    )


def _stem_of_unit(unit: str) -> str:
    # Counted things end in an alef: "دينارًا".
    return stem(unit, "ar").removesuffix("ا") if is_arabic(unit) else stem(unit, "en")


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    found = [(match, fold(match[0])) for match in _TOKEN.finditer(text, start, end)]
    found = [(match, word) for match, word in found if word]  # a lone tatweel is no word
    words = tuple(word for _, word in found)
    until = 0
    for at, (match, word) in enumerate(found):
        if at >= until:
            month = longest(_months(), words, at)
            until = at if month is None else month[1]
        yield Token(*match.span(), word, word[0].isdigit() or word in _numbers(), at < until)


@cache
def _months() -> dict[Tokens, int]:
    return months("ar") | months("en")


@cache
def _numbers() -> frozenset[str]:
    # "The old one" is no number.
    return frozenset(number_words("ar") | number_words("en")) - {"one", *map(fold, ("واحد", "واحدة"))}
