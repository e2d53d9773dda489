"""A question as it goes through the rooms: its text, the language it is asked in and its words, made once at the door.

The language is that of the sentence, not of the names in it: "من هو Nursultan Nazarbayev؟" is Arabic and
"Who wrote مقدمة ابن خلدون?" English, though most letters are of the other script. Of 110 such questions
(tests/test_question.py), 56 Arabic and 54 English, most letters tell 44, most words 65, the first word 98, most
function words and then the first word 102, and `lang_of_question` 106. The last 40 questions were written after
the rule was thought of and before it was run: it tells 38 of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.document import Lang
from corpus.language import FUNCTION_WORDS, PROCLITICS, fold, is_arabic, is_latin, telling_words, words

# Words that ask, dialects beside standard Arabic, in the spelling of `corpus.language.folding.fold`.
QUESTION_WORDS: dict[Lang, frozenset[str]] = {
    "ar": frozenset(
        fold(
            "متى امتى إمتى ايمتى أين وين فين من مين منو شكون ما ماذا ماهو ماهي شو شنو ايش وش ايه كم قديش شحال كام "
            "لماذا ليش ليه علاش كيف شلون ازاي كيفاش أي أية هل علام عم عما بم فيم لم مم لمن بكم ممن بماذا مما بأي "
            "لأي وقتاش"
        ).split()
    ),
    "en": frozenset(["who", "whom", "whose", "what", "when", "where", "which", "why", "how"]),
}
# These ask at the beginning of a sentence; inside one they mostly do not: "رجال من ورق", "since when".
ASK_FIRST = frozenset(fold("من ما لم أي أية عم عما مم مما ممن").split())
# What is written onto a question word: "ومتى". "Like" is not: "كما" is no question.
_PROCLITICS = PROCLITICS.replace("ك", "")
# What is quoted is talked about; the sentence around it is what is said.
# A word with its vowel signs, in the case that it is written in.
_SAID = re.compile(r"\d+(?:[.,٫٬]\d+)*|(?:[^\W\d_][\u0610-\u061a\u064b-\u065f\u0670\u0640]*)+")
_APOSTROPHES = frozenset("'’")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in one of the two languages; `Question.of` makes one."""

    text: str
    lang: Lang
    words: tuple[str, ...]  # folded, in order

    @classmethod
    def of(cls, question: Question | str, lang: Lang | None = None) -> Question:
        """The question for a text, in the language of its sentence unless `lang` is known; a question stays itself."""
        if isinstance(question, Question):
            return question
        return cls(question, lang_of_question(question) if lang is None else lang, tuple(words(question)))

    @property
    def telling_words(self) -> list[str]:
        """What an answer's surroundings should say: content words, contrast words ("not", "before"), single letters."""
        letters = [name for name in self.names if len(name) == 1]
        return list(dict.fromkeys([*telling_words(self.text), *letters]))

    @property
    def names(self) -> tuple[str, ...]:
        """What the question calls by its name, folded: figures, words with a capital, and single letters."""
        return _names_in(self.text)


def lang_of_question(text: str, default: Lang = "en") -> Lang:
    """The language that the sentence is put in, whatever names stand in it; `default` for a text without letters.

    The first of these that tells decides: a question word that begins the sentence; question words of one
    language alone; more function words of one language; the Arabic question mark; the script of the first word.
    Quoted words count only where nothing else is said.
    """
    said = _lettered(_QUOTED.sub(" ", text)) or _lettered(text)
    if not said:
        return default
    if all(is_arabic(word) for word in said) or not any(is_arabic(word) for word in said):
        return "ar" if is_arabic(said[0]) else "en"
    bare = [_without_proclitic(word) for word in said]
    for lang, asking in QUESTION_WORDS.items():
        if bare[0] in asking:
            return lang
    asks = {lang: any(word in asking - ASK_FIRST for word in bare) for lang, asking in QUESTION_WORDS.items()}
    if asks["ar"] != asks["en"]:
        return "ar" if asks["ar"] else "en"
    n = {lang: sum(word in listed for word in said) for lang, listed in FUNCTION_WORDS.items()}
    if n["ar"] != n["en"]:
        return "ar" if n["ar"] > n["en"] else "en"
    return "ar" if "؟" in text or is_arabic(said[0]) else "en"


def _names_in(text: str) -> tuple[str, ...]:
    said = [(found[0], text[found.start() - 1 : found.start()]) for found in _SAID.finditer(text)]
    # "WHO RUNS THE LIBRARY": then capitals tell nothing.
    is_titled = bool(said) and said[0][0][0].isupper() and not any(word[0].islower() for word, _ in said)
    found: list[str] = []
    for at, (word, before) in enumerate(said):
        key = "".join(words(word))
        if word[0].isdigit():
            found.append(key)
        elif at == 0 or before in _APOSTROPHES or not key:
            continue
        elif len(key) == 1:
            following = said[at + 1][0] if at + 1 < len(said) else ""
            is_label = word.isupper() and word != "I" and (word != "A" or not following[:1].islower())
            if is_label or (is_arabic(key) and key != "و"):
                found.append(key)
        elif word[0].isupper() and not is_titled and key not in FUNCTION_WORDS["en"]:
            found.append(key)
    return tuple(dict.fromkeys(found))


def _lettered(text: str) -> list[str]:
    """The folded words of the two scripts."""
    return [word for word in words(text) if is_arabic(word) or is_latin(word)]


def _without_proclitic(word: str) -> str:
    """A question word without what is written onto it; any other word as it is."""
    asking = QUESTION_WORDS["ar"]
    return word[1:] if word not in asking and word[0] in _PROCLITICS and word[1:] in asking else word
