"""Words of a sentence found again in its translation: by links between words, or not at all.

Links are one to one, best first (competitive linking, Melamed 2000), from the translation table, equal
numbers and names that sound alike. A quote's words are then a stretch of the translation only where the
pair is consistent (Och and Ney 2004) and nothing is left over: every content word of the quote is linked,
every content word of the stretch is linked to one of them, no verb like "is" stands inside, and the content
words that border on the stretch are linked elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.document import Lang, other_lang
from corpus.language import FUNCTION_WORDS, forms_of, likeness, stem, words
from index.lexical import TranslationTable
from qa.rendering.amounts import number_of

# The two sentences say the same, so that a translation far from certain by itself is the only one that fits.
_LEAST_PROBABILITY = 0.1
_LEAST_LIKENESS = 0.7
_MOST_WORDS = 120  # of a sentence; linking compares every word with every word

# A word with its vowel signs; a sign that parts what is said.
_WORD = re.compile(r"\d+(?:[.,٫٬]\d+)*|(?:[^\W\d_][\u0610-\u061a\u064b-\u065f\u0670\u0640]*)+|[.,;:!?()،؛؟…–—]")
_STOPS = frozenset(".,;:!?()،؛؟…–—")
# Function words to a search, but not to a reader.
_NEGATIONS = frozenset({"لا", "لم", "لن", "ليس", "ليست", "غير", "سوي", "not", "no", "nor", "non"})
# Between words of one phrase these make a sentence of them: "relations are foreign".
_LINKING_VERBS = frozenset(
    {
        *("is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "do", "does", "did"),
        *("will", "would", "can", "could", "كان", "كانت", "يكون", "تكون"),
    }
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a sentence. `key` is its folded spelling; "" for a sign."""

    start: int
    end: int
    key: str
    is_name: bool
    is_content: bool


def words_of_translation(
    sentence: str, start: int, end: int, translation: str, *, lang: Lang, table: TranslationTable
) -> str | None:
    """The words of the translation that say `sentence[start:end]`; None where no rule above gives them.

    `lang` is the sentence's language.
    """
    here, there = _read(sentence, lang), _read(translation, other_lang(lang))
    if max(len(here), len(there)) > _MOST_WORDS:
        return None
    quoted = {at for at, word in enumerate(here) if word.is_content and word.start < end and start < word.end}
    links = _links(here, there, lang, table)
    if not quoted or not quoted <= links.keys():
        return None
    linked = {links[at] for at in quoted}
    first, last = min(linked), max(linked)
    taken = set(links.values())
    inside = {at for at in range(first, last + 1) if there[at].is_content or there[at].key in _LINKING_VERBS}
    if inside != linked or not _is_bordered(there, taken, first, -1) or not _is_bordered(there, taken, last, 1):
        return None
    return translation[there[first].start : there[last].end]


def _is_bordered(there: list[_Word], taken: set[int], at: int, step: int) -> bool:
    """Whether the next content word in this direction, up to the next sign, is linked to something."""
    at += step
    while 0 <= at < len(there) and there[at].key:
        if there[at].is_content:
            return at in taken
        at += step
    return True


def _links(here: list[_Word], there: list[_Word], lang: Lang, table: TranslationTable) -> dict[int, int]:
    """Content words of the one sentence to those of the other, by place in the lists; each at most once."""
    pairs = []
    for i, one in enumerate(here):
        for j, other in enumerate(there):
            if one.is_content and other.is_content:
                score = _score(one, other, lang, table)
                if score > 0:
                    # Where a word stands twice, its two places are linked in order.
                    apart = abs(i / len(here) - j / len(there))
                    pairs.append((-score, apart, i, j))
    links: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(pairs):
        if i not in links and j not in taken:
            links[i] = j
            taken.add(j)
    return links


def _score(one: _Word, other: _Word, lang: Lang, table: TranslationTable) -> float:
    numbers = [word.key if word.key[0].isdigit() else number_of(word.key) for word in (one, other)]
    if numbers != [None, None]:
        return 2.0 if str(numbers[0]) == str(numbers[1]) else 0.0
    arabic, english = (one, other) if lang == "ar" else (other, one)
    target = stem(english.key, "en")
    likely = 0.0
    for form in forms_of(arabic.key):
        source = stem(form, "ar")
        likely = max(likely, dict(table.translations(source, "ar")).get(target, 0.0))
        likely = max(likely, dict(table.translations(target, "en")).get(source, 0.0))
    if likely < _LEAST_PROBABILITY:
        likely = 0.0
    alike = likeness(english.key, arabic.key) if english.is_name else 0.0
    return max(likely, alike if alike >= _LEAST_LIKENESS else 0.0)


def _read(text: str, lang: Lang) -> list[_Word]:
    read = []
    for match in _WORD.finditer(text):
        key = "" if match[0] in _STOPS else "".join(words(match[0]))
        content = bool(key) and (key in _NEGATIONS or key not in FUNCTION_WORDS[lang])
        if key or match[0] in _STOPS:
            read.append(_Word(match.start(), match.end(), key, match[0][0].isupper(), content))
    return read
