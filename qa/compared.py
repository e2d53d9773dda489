"""Which of a series has the most: "Which route is the longest?" over "to Ghar six hours, to Nar nine hours".

No span model compares numbers. Where a sentence gives each of several things a value of one unit, and says all that
the question says of them, the thing with the greatest or the smallest value is the answer, as an exact quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from corpus.document import Lang, Passage
from corpus.language import fold, telling_words
from qa.counted import measure_of
from qa.lists import Listed
from qa.question import Question
from qa.rendering import number_words
from qa.series import Member, is_same_unit, members_of
from qa.support import Support

# Words of the greatest and of the smallest, by what they compare: a line of `qa.counted`, see `measure_of` of its unit.
_WORDS = {
    "km": ("longest longer farthest اطول ابعد", "shortest shorter nearest اقصر اقرب"),
    "metre": (
        "highest higher tallest taller deepest deeper widest wider اعلي اعمق اعرض", "lowest lower اخفض ادني"
    ),
    "hour": ("longest longer اطول", "shortest shorter اقصر"),
    "kg": ("heaviest heavier اثقل", "lightest lighter اخف"),
    "dollar": ("dearest اغلي", "cheapest cheaper ارخص"),
    "hectare": ("largest larger biggest bigger اكبر اوسع", "smallest smaller اصغر"),
}  # fmt: skip
_AMOUNTS = ("most more اكثر", "fewest fewer least less اقل")  # of what is named behind them
_ASKS: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"^\W*(?:(?:in|on|to|from|at)\s+)?(?:which|what|who|whose)\b", re.IGNORECASE),
    "ar": re.compile(r"^\W*(?:(?:في|الي|علي|من)\s+)?(?:اي|ايه|ايهما|ايهم|من|ما|ماهو|ماهي|مين)\s"),
}
_NUMBER = re.compile(r"\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?|\d+(?:[.٫]\d+)?")
_ARTICLE = "ال"


def most_of_series(question: Question, passages: Iterable[Passage], support: Support) -> Listed | None:
    """The name of the one with the most, or the least; None where nothing is compared or two are equal."""
    asked = [word.removeprefix(_ARTICLE) if question.lang == "ar" else word for word in question.words]
    word = next((one for one in asked if one in _directions()), None)
    if word is None or not _ASKS[question.lang].match(fold(question.text)):
        return None
    is_greatest, measures = _directions()[word]
    behind = asked[asked.index(word) + 1 :][:1]
    told = [one for one in question.telling_words if one.removeprefix(_ARTICLE) != word and one != word]
    for passage in passages:
        for sentence in passage.sentences:
            members = list(members_of(passage.document.text, *sentence))
            values = [_value(passage.document.text[one.start : one.end]) for one in members]
            if len(members) > 1 and None not in values and _is_series(members, measures, behind, told, support):
                best = (max if is_greatest else min)(value for value in values if value is not None)
                named = _name(members, values.index(best), question, passage.document.text, support)
                if values.count(best) == 1 and named is not None:
                    return Listed(passage.document, (named,))
    return None


def _is_series(
    members: Sequence[Member], measures: frozenset[int], behind: Sequence[str], told: Sequence[str], support: Support
) -> bool:
    """Whether the members have one unit, of what is compared, and the sentence says all that the question tells."""
    unit = next((one.unit for one in members if one.unit), "")
    if any(one.is_date or not is_same_unit(one.unit, unit) for one in members):
        return False
    labels = [label for one in members for label in one.labels]
    if measures:
        is_compared = measure_of(unit) in measures if unit else False
    else:
        is_compared = bool(behind) and support.is_alike(behind[0], unit or members[0].labels[0])
    return is_compared and all(any(support.is_alike(word, other) for other in (*labels, unit)) for word in told)


def _name(
    members: Sequence[Member], at: int, question: Question, text: str, support: Support
) -> tuple[int, int] | None:
    """The words of the member that neither the others nor the question say: the first of them that stand together."""
    others = {label for place, one in enumerate(members) if place != at for label in one.labels}
    others.update(question.words)
    run: list[tuple[int, int]] = []
    for token in members[at].beside:
        is_own = telling_words(token.word) and not any(support.is_alike(token.word, other) for other in others)
        if is_own and (not run or not text[run[-1][1] : token.start].strip()):
            run.append((token.start, token.end))
        elif run:
            break
    return (run[0][0], run[-1][1]) if run else None


def _value(said: str) -> float | None:
    folded = fold(said)
    if _NUMBER.fullmatch(folded):
        return float(re.sub("[,٬]", "", folded).replace("٫", "."))
    return next((float(known[folded]) for known in (number_words("ar"), number_words("en")) if folded in known), None)


@cache
def _directions() -> dict[str, tuple[bool, frozenset[int]]]:
    """Whether a word asks for the greatest, and the measures that it compares; none where it says them itself."""
    found: dict[str, tuple[bool, set[int]]] = {}
    for unit, (greatest, smallest) in _WORDS.items():
        measure = measure_of(unit)
        for is_greatest, said in ((True, greatest), (False, smallest)):
            for word in said.split():
                found.setdefault(word, (is_greatest, set()))[1].update([] if measure is None else [measure])
    amounts = {word: (at == 0, frozenset[int]()) for at, said in enumerate(_AMOUNTS) for word in said.split()}
    return {word: (is_greatest, frozenset(measures)) for word, (is_greatest, measures) in found.items()} | amounts
