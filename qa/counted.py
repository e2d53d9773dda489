"""How many of what: "How many projects are there?" is not answered by "21 million riyals".

Where things are counted that no text counts, in a list, a reader proposes whatever number stands nearby. What
a number measures is told by the word behind it. What something costs is no number of days or persons, either.
"""

from __future__ import annotations

import re

from corpus.document import Lang
from corpus.language import fold, is_arabic, stem, words
from qa.question import Question

# Each line measures one thing, so that days may answer for weeks.
_MEASURES = """
dollar euro pound dinar riyal dirham shilling rupee lira peso franc kroner cent دولار يورو جنيه جنيها دولارا دينار دينارا دنانير ريال ريالا ريالات درهم درهما دراهم ليرة ليرات فرنك قرش قرشا قروش فلس
percent per بالمئة بالمائة بالمية
metre meter kilometre kilometer mile foot feet centimetre km cm متر مترا أمتار كيلومتر كيلومترا كم ميل ميلا أميال سنتيمتر سم
ton tonne kilogram kilogramme gram kg طن طنا أطنان كيلوغرام كيلوجرام كيلو غرام جرام كغ
hour minute second day week month year ساعة ساعات دقيقة دقائق ثانية ثوان يوم يوما أيام أسبوع أسبوعا أسابيع شهر شهرا أشهر شهور سنة سنوات عام عاما أعوام
hectare acre هكتار هكتارا دونم فدان
litre liter لتر لترا ليتر
"""  # noqa: E501
_MEASURE = {
    stem(word, "ar" if is_arabic(word) else "en"): kind
    for kind, said in enumerate(_MEASURES.strip().split("\n"))
    for word in fold(said).split()
}
_SCALES = frozenset(
    fold("hundred thousand million billion مئة مائة ألف آلاف مليون مليونا ملايين مليار مليارات من").split()
)
# The noun that is counted; in Arabic after "كم" it ends in an alef, and so is told from "كم ثمن".
_ENGLISH = re.compile(r"\bhow\s+many\s+(?:\w+\s+){0,2}?(\w{3,}(?:s|men|people|children))\b")
_ARABIC = re.compile(r"(?:^|\s)(?:وكم|كم)\s+(\w{2,}ا)(?!\w)|(?:^|\s)(?:ما|كم)\s+عدد\s+(\w{3,})")
# What asks for a price; amounts and shares of one answer it.
_PRICE: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"^how\s+much\s.*\b(?:cost|costs|pay|charge)\b|^what\s+(?:is|was|are|were)\s+(?:the\s+)?(?:price|cost|fee|fare|rent)s?\b"
    ),
    "ar": re.compile(r"^و?بكم\s|^و?(?:ما|كم)\s+(?:هو\s+|هي\s+)?(?:سعر|ثمن|رسم|رسوم|تكلفه|كلفه|اجره|ايجار)\s"),
}
_PRICED = frozenset([0, 1])  # the kinds of money and of per cent
_PERSONS = frozenset(fold("person persons people شخص شخصا أشخاص اشخاص").split())
_AFTER = 40  # characters behind a number in which it is said what it measures


def counts_another(question: Question, text: str, start: int, end: int) -> bool:
    """Whether the question counts things, or asks for a price, and the span `text[start:end]` is a number of a measure
    of something else.
    """
    asked = _counted(question)
    is_price = asked is None and _PRICE[question.lang].search(fold(question.text)) is not None
    if asked is None and not is_price:
        return False
    number = next((one for one in re.finditer(r"\d[\d.,٫٬]*", text[start:end])), None)
    if number is None:
        return False
    behind = text[start + number.end() : min(len(text), max(end, start + number.end() + _AFTER))]
    following = [word for word in words(re.split(r"[.;؛\n\t](?!\d)", behind)[0]) if word not in _SCALES][:1]
    measured = None if not following else measure_of(following[0])
    if asked is None:
        return (measured is not None and measured not in _PRICED) or bool(_PERSONS.intersection(following))
    return measured is not None and measured != measure_of(asked)


def _counted(question: Question) -> str | None:
    said = fold(question.text)
    found = (_ENGLISH if question.lang == "en" else _ARABIC).search(said)
    return None if found is None else next(filter(None, found.groups()))


def measure_of(word: str) -> int | None:
    """What a unit measures, as the number of its line above; None for a word that measures nothing."""
    return _MEASURE.get(stem(word, "ar" if is_arabic(word) else "en"))
