"""Arabic questions without annotators: a sentence of Wikipedia loses a date, number, place or name and asks for it.

'Unsupervised question answering by cloze translation' (Lewis et al. 2019), with question words by the
kind of the span and noise against copying (words dropped, neighbours swapped).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from corpus.language import fold
from train.data import SENTENCE, Example

_MONTHS = (
    "يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|"
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول|"
    "جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت"
)
_DATE = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})(?: (?:من )?(?:عام |سنة )?\d{{4}})?|\b(?:{_MONTHS}) (?:عام |سنة )?\d{{4}}"
)
_YEAR = re.compile(r"(?<=عام )\d{4}\b|(?<=سنة )\d{4}\b")
_AMOUNT = re.compile(
    r"\b\d+(?:[.,]\d+)*(?: (?:مليون|مليار|ألف|آلاف|بالمئة|في المئة|كيلومتر|كم|متر|نسمة|دولار|شخص|كيلومترا)\b)*"
    r"(?: (?:مربع|دولار|نسمة|شخص|يورو|جنيه|طن|برميل)\w*)?"
)
_PLACE_BEFORE = re.compile(r"(?:في|إلى|مدينة|بمدينة|من) ((?:[^\W\d_]{3,} ?){1,2})")
_WORDS = re.compile("[\\w\u064b-\u0652\u0670\u0640]+")

_ASKING = {
    "date": ("متى", "متى", "في أي تاريخ", "في أي يوم"),
    "year": ("متى", "في أي عام", "في أي سنة", "ما العام الذي"),
    "amount": ("كم", "كم عدد", "ما عدد", "كم بلغ", "ما مقدار"),
    "place": ("أين", "أين", "في أي مدينة", "في أي بلد", "ما المكان الذي"),
    "name": ("من", "من هو", "من الذي", "ما اسم"),
}


class ClozeMaker:
    """Makes questions from paragraphs; knows places and names from the lexicons."""

    def __init__(self, places: Sequence[str], names: Sequence[str], common: Sequence[str]) -> None:
        """`places` are Arabic names of towns and countries, `names` tokens of personal names.

        `common` are ordinary Arabic words: many a village is called "height" or "battle".
        """
        ordinary = {fold(word) for word in common}
        self._places = {fold(place) for place in places if len(place) > 2} - ordinary
        self._names = {fold(name) for name in names if len(name) > 2} - ordinary - self._places

    def example(self, paragraph: str, generator: random.Random) -> Example | None:
        """One question about one span of a paragraph of two sentences or more, or None where nothing fits."""
        sentences = [match.span() for match in SENTENCE.finditer(paragraph) if len(match[0].split()) > 4]
        if len(sentences) < 2:
            return None
        generator.shuffle(sentences)
        for first, last in sentences[:4]:
            if len(paragraph[first:last].split()) > 40:
                continue
            found = list(self._spans(paragraph[first:last]))
            if not found:
                continue
            kind, start, end = generator.choice(found)
            question = self._question(paragraph[first:last], kind, start, end, generator)
            return Example("", "", question, paragraph, first + start, first + end)
        return None

    def _spans(self, sentence: str) -> Iterator[tuple[str, int, int]]:
        taken: list[tuple[int, int]] = []
        for kind, pattern in (("date", _DATE), ("year", _YEAR), ("amount", _AMOUNT)):
            for match in pattern.finditer(sentence):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    taken.append(match.span())
                    # A bare four-digit number outside "in the year" is a year or an amount: nobody knows.
                    if kind != "amount" or not re.fullmatch(r"1\d{3}|20\d{2}|\d", match[0]):
                        yield kind, *match.span()
        for match in _PLACE_BEFORE.finditer(sentence):
            words = list(_WORDS.finditer(match[1]))
            for n in (2, 1):
                if len(words) >= n and fold(match[1][words[0].start() : words[n - 1].end()]) in self._places:
                    yield "place", match.start(1) + words[0].start(), match.start(1) + words[n - 1].end()
                    break
        run: list[re.Match[str]] = []
        followed: list[re.Match[str] | None] = [*_WORDS.finditer(sentence), None]
        for word in followed:
            if word is not None and fold(word[0]) in self._names and (not run or word.start() == run[-1].end() + 1):
                run.append(word)
                continue
            if 2 <= len(run) <= 4:
                yield "name", run[0].start(), run[-1].end()
            run = []

    @staticmethod
    def _question(sentence: str, kind: str, start: int, end: int, generator: random.Random) -> str:
        before = re.sub(r"(?:\bفي )?(?:\b(?:عام|سنة|يوم|في|إلى|مدينة|بمدينة|من) )$", "", sentence[:start])
        rest = _WORDS.findall(before + " " + sentence[end:])
        if len(rest) > 12:  # words nearest to the gap say most
            gap = len(_WORDS.findall(before))
            low = max(0, min(gap - generator.randint(3, 9), len(rest) - 12))
            rest = rest[low : low + 12]
        rest = [word for word in rest if generator.random() > 0.2]
        for at in range(len(rest) - 1):
            if generator.random() < 0.1:
                rest[at], rest[at + 1] = rest[at + 1], rest[at]
        return " ".join([generator.choice(_ASKING[kind]), *rest]) + generator.choice(("؟", "؟", "؟", ""))
