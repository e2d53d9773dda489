"""When a refusal may say that the documents do not say, and not only that nothing was found.

A low confidence is no proof: most of what is refused for it is not in the documents, and some is. Two things are:
names that are asked for of which none stands in the documents, and a question of which hardly a word stands anywhere.
One name of several is none. Words are looked up as the search does it, with their translations and in other
spellings, names in the translations that documents bring, too, and a city with its country ("Tehran" may be said for
Iran), so that doubt speaks against the strong words.

Of the 228 answerable questions of eval/questions/article.jsonl 4 would be said not to be in the article if all
were refused, and 3 of the 77 that it does not answer; any name of several would say it of 25 and of 15.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global

from corpus.document import Document, Lang
from corpus.language import FUNCTION_WORDS, content_words, is_latin, without_proclitic
from qa.question import Question
from qa.rendering import Tokens, longest, places, tokens

if TYPE_CHECKING:
    from index.fuse import HybridIndex
    from index.postgres.index import PostgresIndex

_HIGHEST = 0.05  # confidence of the best span; above it something may be there after all
_LEAST_STANDING = 1 / 4  # of the question's content words; below it nothing near was found
_LEAST_WORDS = 3  # with fewer, one synonym would decide
_CAPITALS = re.compile(r"\b[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*")


def is_absent(
    question: Question, confidence: float, retriever: HybridIndex | PostgresIndex, near: Iterable[Document]
) -> bool:
    """Whether the documents surely do not say; `confidence` is the best span's, `near` the nearest documents."""
    asked = content_words(question.text)
    if confidence > _HIGHEST or not asked:
        return False
    names = [name for name in _names(question) if tokens(name)]
    names += filter(None, (_countries(question.lang).get(tokens(name)) for name in list(names)))
    found = retriever.search([*asked, *names], k=1, leg="lexical")
    stands = [bool(hits) and hits[0].score > 0 for hits in found]
    if len(asked) >= _LEAST_WORDS and sum(stands[: len(asked)]) < _LEAST_STANDING * len(asked):
        return True
    if not names or any(stands[len(asked) :]):
        return False
    translated = {word for document in near for one in document.translation for word in tokens(one.text)}
    return not any(word in translated for name in names for word in tokens(name))


def _names(question: Question) -> Iterator[str]:
    """What the question names: capitals inside an English sentence; Latin words and known places in an Arabic one."""
    if question.lang == "en":
        for match in _CAPITALS.finditer(question.text):
            # The first word of a sentence has its capital for that.
            name = match[0] if match.start() else match[0].partition(" ")[2]
            if any(word not in FUNCTION_WORDS["en"] for word in tokens(name)):
                yield name
        return
    yield from (word for word in question.words if is_latin(word) and word not in FUNCTION_WORDS["en"])
    read = tokens(question.text)
    for at, word in enumerate(read):
        for said in ((word, *read[at + 1 :]), (without_proclitic(word), *read[at + 1 :])):
            known = longest(places("ar"), said, 0)
            if known is not None:
                yield " ".join(said[: known[1]])
                break


@cache
def _countries(lang: Lang) -> dict[Tokens, str]:
    """The cities that time zones are named for, to the names of their countries."""
    locale, found = Locale.parse(lang), {}
    for zone, code in get_global("zone_territories").items():
        city = locale.time_zones.get(zone, {}).get("city") or (zone.rpartition("/")[2].replace("_", " "))
        if code in locale.territories:
            found[tokens(city)] = str(locale.territories[code])
    return found
