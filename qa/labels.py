"""Labels that a question asks for: "Laboratory C", "clause 3", "the third branch", "in 2021".

Where a text has siblings of a label, the same noun with another letter or number, and not the label itself, it is
about another of them, however well the rest of a sentence fits. A reader that goes by likeness does not notice:
"Laboratory B is run by Reem" is nearly what "Who runs Laboratory C?" asks for.

Only such forms are judged: what else a question names may be said in other words. On 320 answerable and 179
unanswerable development questions, a word that stands nowhere in the document beside one that does tells nothing (259
and 141 have one), and neither does a superlative in the question and none in the passage (10 and 2). On 851 and 513,
labels and years speak against 2 of the answerable ones and 14 of the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.language import FUNCTION_WORDS, PROCLITICS, fold, is_arabic, words
from qa.question import Question

# Whether two folded words, each maybe of another language, mean the same.
Alike = Callable[[str, str], bool]

_ORDINALS = (
    "first 1st اول اولي", "second 2nd ثان ثاني ثانيه", "third 3rd ثالث ثالثه", "fourth 4th رابع رابعه",
    "fifth 5th خامس خامسه", "sixth 6th سادس سادسه", "seventh 7th سابع سابعه", "eighth 8th ثامن ثامنه",
    "ninth 9th تاسع تاسعه", "tenth 10th عاشر عاشره",
)  # fmt: skip
_ORDINAL = {word: number for number, said in enumerate(_ORDINALS, start=1) for word in said.split()}
# The letters that number rooms and groups in one language, as the other has them.
LETTERS = dict(zip("ابجدهو", "abcdef", strict=True))
_WORD = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+(?:\.\d+)*|(?:[^\W\d_][\u0610-\u061a\u064b-\u065f\u0670\u0640]*)+")
_NUMBER = frozenset(["number", "no", "nr", "رقم"])
_TO = frozenset(["to", "till", "through", "الي", "حتي"])
_LEAST_HEAD = 3  # letters of the noun that a label belongs to
_REACH = 4  # words: "bays 1 to 12", "articles 3, 4 and 5"; behind it two, "the third pumping station"
_MONTHS = frozenset(fold("تشرين كانون ربيع جمادى").split())  # "تشرين الأول" is October
_LEAST_SAID = 3  # words that are said of an ordinal behind it, its noun among them
_SMALL = 1_000  # numbers from here on are amounts or years
_YEAR = re.compile(r"(?<![\d.,/])(?:1[0-9]|20)\d\d(?![\d/]|[.,]\d)")
# Beside these a year bounds what is asked for, and need not be said.
_BOUNDS = frozenset(
    fold("before after since until till by between from to than قبل بعد منذ حتى بين من إلى حوالي about around").split()
)
_RELATIVE = frozenset(
    fold(
        "before previous earlier last next following later ago "
        "السابق السابقة الماضي الماضية التالي التالية القادم قبل قبله"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the folded noun that it belongs to; `value` is a letter, "c", a number, 3, or a version, "1.3"."""

    head: str
    value: str | int
    is_ordinal: bool = False

    @property
    def is_letter(self) -> bool:
        """Labels are siblings of their own kind: letters of letters, numbers of numbers."""
        return _is_letter(self.value)


def labels_of(question: Question) -> tuple[Label, ...]:
    """What the question asks for by a letter, a small number or an ordinal beside its noun."""
    return tuple(dict.fromkeys(_labels(_words(question.text))))


def is_of_another(question: Question, view: str, around: str, alike: Alike) -> bool:
    """Whether `view`, what the reader sees, is about siblings of what the question asks for by its label.

    True where the view names a sibling of a label and not the label, and where the view names neither and what was
    found `around` it, in the same document, names a sibling.
    """
    return any(
        _siblings(label, _words(view), alike) or (_siblings(label, _words(around), alike) and not _has(label, view))
        for label in labels_of(question)
    )


def is_of_another_ordinal(question: Question, sentence: str, start: int) -> bool:
    """Whether what begins at `sentence[start:]` is said of another than the one that is asked for, and both are there.

    "The first was finished in May, the second in October": the nearest ordinal before it decides. Where ordinals stand
    behind what they belong to ("in October for the second.") the last of them ends the sentence, and nothing is told.
    """
    asked = {label.value for label in labels_of(question) if label.is_ordinal}
    found = list(_ordinals(sentence))
    if len(asked) != 1 or not asked <= {value for _, value in found}:
        return False
    before = [value for end, value in found if end <= start]
    return bool(before) and before[-1] not in asked and len(_words(sentence[found[-1][0] :])) >= _LEAST_SAID


def is_of_another_year(question: Question, sentence: str, context: str) -> bool:
    """Whether the question asks for one year, and `sentence`, where the answer stands, speaks of another.

    The year that is asked for must not stand in the view's context, title and heading. A year that bounds what is
    meant ("before 2015"), or that another is counted from ("in the year before"), tells nothing.
    """
    asked, said = (_years(fold(text)) for text in (question.text, sentence))
    if not asked or not said or _RELATIVE & set(words(sentence)):
        return False
    return not set(_YEAR.findall(f"{fold(sentence)} {fold(context)}")) & asked


def _ordinals(text: str) -> Iterator[tuple[int, str | int | None]]:
    """Where each ordinal of a text ends, and which it is; those of months' names are none."""
    before = ""
    for match in _WORD.finditer(text):
        word = fold(match[0])
        if _is_ordinal(word) and before not in _MONTHS:
            yield match.end(), _value(word)
        before = word


def _years(text: str) -> set[str]:
    """The years of a text; none where one of them is a bound."""
    found = set[str]()
    for match in _YEAR.finditer(text):
        before = text[: match.start()].split()[-2:]
        if _BOUNDS & {form for word in before for form in (word, word.lstrip(PROCLITICS))}:
            return set()
        found.add(match[0])
    return found


def _siblings(label: Label, among: list[str], alike: Alike) -> bool:
    """Whether the words name a sibling of the label, and never the label itself."""
    found = False
    heads = dict[str, bool]()
    for at, word in enumerate(among):
        value = _value(word)
        if value is None or _is_letter(value) != label.is_letter:
            continue
        if value == label.value and label.is_ordinal and _is_ordinal(word):
            return False  # "the first station ... and the second": its noun is left out
        for other in among[max(0, at - _REACH) : at + 3]:
            if other not in heads:
                heads[other] = len(other) >= _LEAST_HEAD and alike(label.head, other)
            if heads[other]:
                if value == label.value or _is_within(label.value, among[at : at + 3]):
                    return False
                found = True
    return found


def _is_within(value: str | int, following: list[str]) -> bool:
    """Whether the words begin with a range of numbers that takes it in: "1 to 12", "1–12"."""
    numbers = [int(word) for word in following if word.isdigit()]
    is_range = len(numbers) == 2 and (following[1].isdigit() or following[1] in _TO)
    return isinstance(value, int) and is_range and numbers[0] <= value <= numbers[1]


def _has(label: Label, text: str) -> bool:
    return any(_value(word) == label.value for word in _words(text))


def _labels(said: list[str]) -> Iterator[Label]:
    for at, word in enumerate(said):
        value = _value(word)
        if value is None:
            continue
        is_ordinal = _is_ordinal(word)
        # "the third floor" and "ثالث طابق"; every other label stands behind its noun, maybe with "no." between.
        is_before = is_ordinal and (not is_arabic(word) or _bare(word) == word)
        behind = [one for one in said[max(0, at - 2) : at] if one not in _NUMBER][-1:]
        heads = said[at + 1 : at + 2] if is_before else behind
        if heads and _is_noun(heads[0]):
            yield Label(heads[0], value, is_ordinal)


def _is_noun(word: str) -> bool:
    return (
        len(word) >= _LEAST_HEAD
        and not word[0].isdigit()
        and _value(word) is None
        and not any(word in known for known in FUNCTION_WORDS.values())
    )


def _words(text: str) -> list[str]:
    """The folded words in order; a letter by itself keeps its capital, and a small one in Latin is none."""
    found = (match[0] for match in _WORD.finditer(text))
    return [word if len(word) == 1 and word.isupper() else fold(word) for word in found]


def _value(word: str) -> str | int | None:
    if len(word) == 1 and not word.isdigit():
        if is_arabic(word):
            return LETTERS.get(word) if word != "و" else None
        return word.lower() if word.isupper() and word not in "AI" else None
    if "." in word:
        return word
    if word.isdigit():
        return int(word) if int(word) < _SMALL else None
    return _ORDINAL.get(word, _ORDINAL.get(_bare(word)))


def _is_letter(value: str | int) -> bool:
    return isinstance(value, str) and not value[0].isdigit()


def _is_ordinal(word: str) -> bool:
    return word in _ORDINAL or _bare(word) in _ORDINAL


def _bare(word: str) -> str:
    """An Arabic word without its article and what is written before it: "والثالثة"."""
    return re.sub(rf"^[{PROCLITICS}]?(?:ال|لل)", "", word) if is_arabic(word) else word
