"""Questions as people type them: no capitals, slips of the finger, dialect, loose spelling and small talk around.

The question files were mostly written with care; a chat's visitors type as it comes. Only the
question is made so, and never the passage: answers are cited as they stand.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from corpus.language import lang_of

_WORD = re.compile(r"[^\W\d_]+")
# What Arabic writers leave to the reader: the hamza of an alef, the dots of the last letter.
_LOOSE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
_CASUAL = {
    "what": ("wat", "wot"),
    "when": ("wen",),
    "and": ("n", "&"),
    "are": ("r",),
    "because": ("cuz",),
    "متى": ("امتى", "ايمتى", "إمتى"),
    "أين": ("وين", "فين"),
    "ماذا": ("شو", "ايش", "ايه", "شنو"),
    "لماذا": ("ليش", "ليه"),
    "كيف": ("ازاي", "شلون"),
    "كم": ("كام", "قديش"),
    "الذي": ("اللي",),
    "التي": ("اللي",),
}
# As the first word alone: elsewhere the same letters say "from" and "not".
_CASUAL_FIRST = {"من": ("مين",), "ما": ("شو", "ايش")}
_BEFORE = {
    "en": ("hi,", "hey", "so", "ok", "please tell me", "do you know", "can you tell me", "any idea", "i wonder"),
    "ar": ("مرحبا،", "طيب", "لو سمحت", "ممكن تقول لي", "هل تعرف", "بدي اعرف", "عايز اعرف", "اخبرني"),
}
_AFTER = {"en": ("please", "pls", "thanks"), "ar": ("من فضلك", "لو سمحت", "شكرا")}


@dataclass(frozen=True, slots=True)
class Noise:
    """Shares of the questions that each kind of noise changes, each drawn by itself."""

    lower: float = 0.35  # no capitals
    loose: float = 0.2  # Arabic spelling without hamzas and final dots
    casual: float = 0.15  # dialect and chat words
    slip: float = 0.12  # a wrong letter in one word or two
    talk: float = 0.08  # a few words before or after
    no_mark: float = 0.35  # no question mark

    def add(self, question: str, generator: random.Random) -> str:
        """The question with noise."""
        lang = lang_of(question)
        if generator.random() < self.slip:
            for _ in range(generator.randint(1, 2)):
                question = _slipped(question, generator)
        if generator.random() < self.casual:
            question = _casual(question, generator)
        if generator.random() < self.loose:
            question = question.translate(_LOOSE)
        if generator.random() < self.talk:
            before = generator.random() < 0.7
            talk = generator.choice(_BEFORE[lang] if before else _AFTER[lang])
            question = f"{talk} {question}" if before else f"{question.rstrip('?؟ ')} {talk}"
        if generator.random() < self.no_mark:
            question = question.rstrip("?؟ ")
        return question.lower() if generator.random() < self.lower else question


def _casual(question: str, generator: random.Random) -> str:
    def replace(match: re.Match[str]) -> str:
        word = match[0].lower()
        chosen = _CASUAL.get(word) or (_CASUAL_FIRST.get(word) if match.start() == 0 else None)
        return generator.choice(chosen) if chosen else match[0]

    return _WORD.sub(replace, question)


def _slipped(question: str, generator: random.Random) -> str:
    """One letter of a word of four and more left out, doubled or exchanged with the next, never the first."""
    long = [match for match in _WORD.finditer(question) if len(match[0]) > 3]
    if not long:
        return question
    match = generator.choice(long)
    at = generator.randrange(match.start() + 1, match.end() - 1)
    letter, following = question[at], question[at + 1]
    put = generator.choice((following, letter * 2 + following, following + letter))
    return question[:at] + put + question[at + 2 :]
