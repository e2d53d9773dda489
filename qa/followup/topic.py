"""What a question before left to speak of: what "it", "they", "he" or "there" may stand for in the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from corpus.document import Lang
from qa.rendering import names, places, tokens

# What a question asks for.
Asks = Literal["time", "place", "person", "number", "reason", "manner", "thing"]


@dataclass(frozen=True, slots=True)
class Topic:
    """What one question speaks of, in its own words; None where it names no such thing.

    `agent` is who does what the question asks about, and owns it: "Iran" in "When did Iran open its embassy?".
    """

    asks: Asks
    thing: str | None = None
    is_many: bool = False  # of the thing: "relations", "two consulates"
    agent: str | None = None
    acts: bool = False  # the agent does something to the thing, and does not merely own it
    pair: str | None = None  # two names, joined
    person: str | None = None
    place: str | None = None
    year: str | None = None
    chosen_from: str | None = None  # what is counted or chosen from: "consulates" of "how many consulates"
    answer: str | None = None  # the answer's words, where the answer is a thing that may be spoken of


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words to put in the place of others of their kind: "and in Almaty?", "what about its embassy?"."""

    preposition: str | None
    words: str


def answered(topic: Topic, words: str | None) -> Topic:
    """The topic with the answer's words where they are of the kind that the question asked for."""
    if words is None:
        return topic
    match topic.asks:
        case "person":
            return replace(topic, person=words)
        case "place":
            return replace(topic, place=words, answer=words)
        case "time":
            years = [word for word in tokens(words) if is_year(word)]
            return replace(topic, year=years[-1]) if len(years) == 1 else topic
        case "thing" if len(tokens(words)) <= _LONGEST_NAMED:
            is_place = place_kind(words, "ar") is not None or place_kind(words, "en") is not None
            return replace(topic, answer=words, place=words if is_place else topic.place)
        case _:
            return topic


_LONGEST_NAMED = 6  # words that may stand for "it"; more are a clause


def is_year(word: str) -> bool:
    """Whether a word is a year in digits."""
    return len(word) == 4 and word.isdigit() and "1000" <= word <= "2999"


def place_kind(name: str, lang: Lang) -> str | None:
    """What a known name is: "country" or "city"; None for any other."""
    return places(lang).get(tokens(name))


def name_in(name: str, lang: Lang) -> str:
    """A name of the other language as `lang` writes it, where that is known; else as it stands."""
    there: Lang = "en" if lang == "ar" else "ar"
    return names(there).get(tokens(name), name)
