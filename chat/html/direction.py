"""Which way a text runs and which language it is in, decided by the sentence and not by its first letter."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from corpus.document import Lang
from corpus.language import fold, words
from qa.question import lang_of_question

Direction = Literal["rtl", "ltr"]

# What is quoted or in brackets is talked about; the sentence around it is what is said.
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|\([^()]*\)")

# Words that build a sentence rather than name something, in the spelling of `corpus.language.folding.fold`.
# "متى تأسست Kazakhstan Temir Zholy" is Arabic by its first word although most of its letters are Latin.
_FRAME: frozenset[str] = frozenset(
    fold(
        "ما ماذا من متى أين كم كيف لماذا هل أي في على إلى عن هو هي بين التي الذي مع وما ومتى وأين ومن "
        "إيش شو ليش ليه وين فين إمتى مين كان كانت هذا هذه ذلك "
        "what who whom whose when where how which why is are was were did does do has have had the a an of in on at "
        "to for by from with and or between many much tell me about this that"
    ).split()
)
_FRAME_WEIGHT = 3
_LONGEST_RUN = 2  # words of one script in a row that count: a long name is still one name


def direction_of(text: str, default: Direction = "ltr") -> Direction:
    """The direction of the sentence as a whole; `default` for a text without letters, such as "1992".

    Each word votes by its script, words that build the sentence with more weight than names, and an
    Arabic question mark with theirs; of many names in a row two count. Quoted words vote only when
    nothing else does. The first word breaks a tie.
    """
    votes = _votes(_QUOTED.sub(" ", text)) or _votes(text)
    balance = sum(votes)
    if not votes:
        return default
    return "rtl" if balance > 0 or (balance == 0 and votes[0] > 0) else "ltr"


def direction_of_lang(lang: Lang) -> Direction:
    """The direction that a language is written in."""
    return "rtl" if lang == "ar" else "ltr"


def lang_of_message(text: str, default: Lang = "en") -> Lang:
    """The language to reply in where no outcome tells it; `default` for a text without letters."""
    return lang_of_question(text, default)


def _votes(text: str) -> list[int]:
    """One signed weight for each word that has a direction, in order; positive is right to left."""
    votes: list[int] = []
    run = 0  # names of one script in a row, signed
    for word in words(text):
        sides = {_SIDE[kind] for kind in map(unicodedata.bidirectional, word) if kind in _SIDE}
        if len(sides) != 1:
            continue
        side = sides.pop()
        if word in _FRAME:
            votes, run = [*votes, side * _FRAME_WEIGHT], 0
            continue
        run = run + side if run * side > 0 else side
        votes.append(side if abs(run) <= _LONGEST_RUN else 0)
    if votes and "؟" in text:
        votes.append(_FRAME_WEIGHT)
    return votes


_SIDE = {"R": 1, "AL": 1, "L": -1}
