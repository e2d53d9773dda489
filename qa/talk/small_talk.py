"""What is said to the program itself: greetings, questions about it, and what quoting a document cannot do.

A message is taken for talk only where a pattern fits all of it, so that a question which merely holds a
greeting, a poem or a translation goes the main road. What people say is in phrases.toml, which says how a phrase is
written; what is said back is in `qa.talk.replies`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from corpus.document import Lang
from corpus.language import fold
from qa.question import Question
from qa.talk.replies import REPLIES, TalkReason, TalkTopic

_PHRASES = Path(__file__).with_name("phrases.toml")
_PART = re.compile(r"<([^<>]+)>")
# A sum is two numbers with a sign between them, with or without a request around it; "1992-2009" is years.
_SUM = re.compile(
    r"(?:(?:what(?:'s|’s| is)|how much is|calculate|compute|كم يساوي|كم حاصل|ما حاصل|احسب|ما ناتج|كم ناتج)\s+)?"
    r"\d[\d.,]*\s*(?:[+*×x÷/^]|\s-\s|plus|minus|times|multiplied by|divided by|زايد|ناقص|ضرب|في|علي|تقسيم|% of)\s*"
    r"\d[\d.,]*\s*(?:=|كم|يساوي|\?|؟|\s)*"
)
_FIRST_PERSON = re.compile(
    "هل (?:أستثمر|أشتري|أبيع|أسافر|أذهب|أدرس|أعمل|أتزوج|أقبل|أستقيل) ?.*|(?:أين|ماذا|متى|كيف) (?:أستثمر|أشتري"
    "|أسافر) ?.*"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say back. `topic` is what the message was about, within its reason."""

    reason: TalkReason
    topic: TalkTopic
    text: str


def reply_to(message: Question) -> Reply | None:
    """The reply to a message that is talk, in the message's language; None for everything else."""
    said = " ".join(message.words)
    lang = message.lang
    if _SUM.fullmatch(fold(message.text).strip()):
        return _reply("not_extractive", "calculation", lang)
    if _FIRST_PERSON.match(message.text.strip()):  # before folding, "do I invest" is not yet "did he invest"
        return _reply("not_extractive", "advice", lang)
    if _pleasantries().fullmatch(said):
        topic = next((topic for topic, phrase in _topics() if phrase.search(said)), None)
        return None if topic is None else _reply("small_talk", topic, lang)
    for reason, topic, pattern in _requests():
        if pattern.fullmatch(said):
            return _reply(reason, topic, lang)
    return None


def _reply(reason: TalkReason, topic: TalkTopic, lang: Lang) -> Reply:
    return Reply(reason, topic, REPLIES[topic][lang])


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The patterns of phrases.toml, in its order: of two topics that fit, the first decides."""

    small_talk: dict[TalkTopic, list[str]]
    along: list[str]
    requests: dict[tuple[TalkReason, TalkTopic], list[str]]


@cache
def _phrases() -> _Phrases:
    data: dict[Any, Any] = tomllib.loads(_PHRASES.read_text("utf-8"))
    parts, along, small_talk = (data.pop(name) for name in ("parts", "along", "small_talk"))

    def patterns(lists: dict[Lang, list[str]]) -> list[str]:
        return [_PART.sub(lambda part: parts[part[1]], phrase) for phrases in lists.values() for phrase in phrases]

    return _Phrases(
        {topic: patterns(lists) for topic, lists in small_talk.items()},
        patterns(along),
        {(reason, topic): patterns(lists) for reason, topics in data.items() for topic, lists in topics.items()},
    )


@cache
def _pleasantries() -> re.Pattern[str]:
    """Pleasantries and what goes along with them, and nothing else."""
    return _compiled(f"{_politeness('(?: |$)')}+")


@cache
def _topics() -> tuple[tuple[TalkTopic, re.Pattern[str]], ...]:
    small_talk = _phrases().small_talk.items()
    return tuple((topic, _compiled(f"(?:^|(?<= )){_either(said)}(?= |$)")) for topic, said in small_talk)


@cache
def _requests() -> tuple[tuple[TalkReason, TalkTopic, re.Pattern[str]], ...]:
    """Each request with a greeting before it and politeness around it."""
    before, behind = f"{_politeness(' ')}*+", f"(?: {_either(_phrases().along)})*"
    return tuple(
        (reason, topic, _compiled(f"{before}{_either(said)}{behind}"))
        for (reason, topic), said in _phrases().requests.items()
    )


def _politeness(end: str) -> str:
    """One phrase of small talk, or of what is said along with it; the longest is tried first.

    An atomic group: without it overlapping phrases ("bye" and "bye bye") backtrack exponentially.
    """
    phrases = [*chain.from_iterable(_phrases().small_talk.values()), *_phrases().along]
    return f"(?>{_either(sorted(phrases, key=len, reverse=True))}{end})"


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _compiled(pattern: str) -> re.Pattern[str]:
    # Brackets capture nothing, which is a third faster.
    return re.compile(re.sub(r"\((?!\?)", "(?:", fold(pattern)))
