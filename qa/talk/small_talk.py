"""What is said to the program itself: greetings, questions about it, and what quoting a document cannot do.

A message is taken for talk only where a pattern fits all of it, so that a question which merely holds a
greeting, a poem or a translation goes the main road. What is said back is in `qa.talk.replies`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.document import Lang
from corpus.language import fold
from qa.question import Question
from qa.talk.patterns import ALONG, FIRST_PERSON, PLEASANTRIES, REQUESTS, SUM
from qa.talk.replies import REPLIES, TalkReason, Topic


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say back. `topic` is what the message was about, within its reason."""

    reason: TalkReason
    topic: Topic
    text: str


def reply_to(message: Question) -> Reply | None:
    """The reply to a message that is talk, in the message's language; None for everything else."""
    said = " ".join(message.words)
    lang = message.lang
    if SUM.fullmatch(fold(message.text).strip()):
        return _reply("not_extractive", "calculation", lang)
    if re.match(FIRST_PERSON, message.text.strip()):  # before folding, "do I invest" is not yet "did he invest"
        return _reply("not_extractive", "advice", lang)
    if _pleasantries().fullmatch(said):
        topic = next((topic for topic, phrase in _phrases() if phrase.search(said)), None)
        return None if topic is None else _reply("small_talk", topic, lang)
    for reason, topic, pattern in _requests():
        if pattern.fullmatch(said):
            return _reply(reason, topic, lang)
    return None


def _reply(reason: TalkReason, topic: Topic, lang: Lang) -> Reply:
    return Reply(reason, topic, REPLIES[topic][lang])


@cache
def _pleasantries() -> re.Pattern[str]:
    """Pleasantries and what goes along with them, and nothing else."""
    return _compiled(f"{_politeness('(?: |$)')}+")


@cache
def _phrases() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return tuple((topic, _compiled(f"(?:^|(?<= ))(?:{phrase})(?= |$)")) for topic, phrase in PLEASANTRIES)


@cache
def _requests() -> tuple[tuple[TalkReason, Topic, re.Pattern[str]], ...]:
    """Each request with a greeting before it and politeness around it."""
    before = f"{_politeness(' ')}*+"
    return tuple(
        (reason, topic, _compiled(f"{before}(?:{pattern})(?: (?:{ALONG}))*")) for reason, topic, pattern in REQUESTS
    )


def _politeness(end: str) -> str:
    """One of them. Never tried in a second way: "bye bye" told two ways would take forever to refuse."""
    phrases = [phrase for pattern in (*(one for _, one in PLEASANTRIES), ALONG) for phrase in _alternatives(pattern)]
    return f"(?>(?:{'|'.join(sorted(phrases, key=len, reverse=True))}){end})"


def _alternatives(pattern: str) -> list[str]:
    """A pattern's alternatives outside every bracket, so that the longer of two can be tried first."""
    parts, depth = [""], 0
    for character in pattern:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fold(pattern))
