"""An answer in the asker's language beside the document's words, where it is known for certain.

The quote is the answer; a rendering is an addition, and is shown as such. In doubt there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from corpus.document import Document, Lang, Translated
from corpus.language import words
from index.lexical import TranslationTable
from qa.rendering.aligned import words_of_translation
from qa.rendering.amounts import number_of
from qa.rendering.phrases import Phrase, phrase

_ARTICLES = frozenset({"a", "an", "the"})
_NAME = re.compile(r"\b[A-Z]\w{3,}")
_SENTENCE_END = re.compile(r"[.!?؟](?=\s)")
_FAR = 1000  # characters: what stands further away in a paragraph is not about the quote
_LEAST_ALIKE = 0.8  # of two spellings of one name: Aqtau and Aktau are .8 alike, Iran and Iraq .75
_PREPOSITIONS = frozenset({"in", "on", "at", "from", "to", "by", "of", "في", "من", "الي"})


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a quote says, in the other language; never the document's own words.

    `source` is where the words come from: "cldr" (names, months and units of the Unicode locale data),
    "numbers", "lexicon", "romanisation", several of them joined by "+", "translation" for words found in
    a translation that the document brings, or "sentence" when `text` is that translation of the whole
    sentence, because which of its words are the quote's is not known.
    """

    lang: Lang
    text: str
    source: str
    sentence: str | None = None  # the translation of the sentence around the quote, where the document brings one

    def to_json(self) -> dict[str, Any]:
        """A plain dict: lang, text, source, sentence."""
        return {"lang": self.lang, "text": self.text, "source": self.source, "sentence": self.sentence}


class Renderer:
    """Renders quotes. Holds nothing but its table, and is safe to share between threads."""

    def __init__(self, table: TranslationTable | None = None) -> None:
        """`table` links words of a document with those of its translation; without one only names and numbers link."""
        self.table = TranslationTable() if table is None else table

    def render(self, document: Document, start: int, end: int, lang: Lang) -> Rendering | None:
        """The document's characters from `start` to `end` in the asker's language `lang`.

        None where they are in that language already, and where nothing reliable is known.
        """
        if lang == document.lang:
            return None
        known = phrase(document.text[start:end], document.lang, _texts_around(document, start, end))
        around = next((entry for entry in document.translation if entry.start <= start and end <= entry.end), None)
        if around is None:
            return None if known is None else Rendering(lang, known.text, _sources(known))
        sentence = around.text
        # A name is written as the document's translation writes it elsewhere: Aktau, not Aqtau.
        if known is not None and not _is_a_name(known):
            return Rendering(lang, _spelt_as_in(sentence, known.text), _sources(known), sentence)
        found = self._in_translation(document, start, end, around)
        if found is not None:
            return Rendering(lang, found, "translation", sentence)
        if known is not None:
            return Rendering(lang, known.text, _sources(known), sentence)
        return Rendering(lang, sentence, "sentence", sentence)

    def _in_translation(self, document: Document, start: int, end: int, around: Translated) -> str | None:
        return words_of_translation(
            document.text[around.start : around.end],
            start - around.start,
            end - around.start,
            around.text,
            lang=document.lang,
            table=self.table,
        )


def renders_rightly(rendered: str, accepted: Sequence[str]) -> bool:
    """Whether a rendering says what one of the accepted ones says: the rule by which renderings are counted.

    Compared are the folded words in order, numbers by value, without articles and without a preposition
    at the beginning, which depends on how the question is put.
    """
    return _compared(rendered) in [_compared(one) for one in accepted]


def _texts_around(document: Document, start: int, end: int) -> tuple[str, str, str]:
    """The sentence that a quote stands in, its paragraph and the document's title; of long ones what is near."""
    text = document.text
    first = max(text.rfind("\n", 0, start) + 1, start - _FAR)
    last = min(text.find("\n", end) % (len(text) + 1), end + _FAR)
    before, after = text[first:start], text[end:last]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    stop = _SENTENCE_END.search(after)
    sentence = text[first + (ends[-1] if ends else 0) : last if stop is None else end + stop.end()]
    return sentence, text[first:last], document.title


def _compared(text: str) -> list[str]:
    compared = [str(number_of(word) or word) for word in words(text) if word not in _ARTICLES]
    return compared[1:] if compared and compared[0] in _PREPOSITIONS else compared


def _spelt_as_in(translation: str, said: str) -> str:
    """Names in what is said, in the spelling that the translation of the sentence has for them: Aktau, not Aqtau."""
    there = _NAME.findall(translation)

    def respelt(match: re.Match[str]) -> str:
        close = [] if match[0] in there else get_close_matches(match[0], there, n=1, cutoff=_LEAST_ALIKE)
        return close[0] if close else match[0]

    return _NAME.sub(respelt, said)


def _is_a_name(known: Phrase) -> bool:
    return known.sources <= {"cldr", "romanisation"} and not any(map(str.isdigit, known.text))


def _sources(known: Phrase) -> str:
    return "+".join(sorted(known.sources))
