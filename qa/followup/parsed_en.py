"""The parts of an English question, and what it speaks of.

There is no grammar in here, only closed classes of words (question words, auxiliaries, prepositions,
determiners, pronouns), capital letters and word order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.followup.topic import Asks, Topic, is_year, place_kind
from qa.question import QUESTION_WORDS


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


WH = QUESTION_WORDS["en"]
AUXILIARIES = word_set("is are was were do does did has have had can could will would shall should may might must")
BE = word_set("is are was were be been being r")
DO = word_set("do does did can could will would shall should may might must")
PREPOSITIONS = word_set(
    "in on at from to for with by of after before since until through during over under about between "
    "into against within among near around towards toward per as via inside outside out up off down back "
    "away"
)
DETERMINERS = word_set("the a an this that these those its their his her our your my each every both two all")
_BEFORE_NOUNS = DETERMINERS | word_set("first last most best newly recently only next")
STOPS = word_set("and or but that which who whom whose when where because if while than so")
PARTICIPLES = word_set(
    "built made held set put begun born written known found founded located called named opened "
    "established signed sold bought led won lost spoken taken given drawn grown shown driven chosen spent "
    "paid sent kept said told"
)
_OPENING = word_set("and but so then ok okay also well or")
# Nouns that only say what kind of answer is wanted: "what year", "which city".
KINDS: dict[str, Asks] = {
    **dict.fromkeys(word_set("year month day date century decade time"), "time"),
    **dict.fromkeys(
        word_set("city town country place region state continent village sea market markets cities"),
        "place",
    ),
    **dict.fromkeys(word_set("person official minister president leader man woman consul ambassador"), "person"),
    **dict.fromkeys(
        word_set("agency company organisation organization union language currency reason amount"),
        "thing",
    ),
}
# "The Kazakh prime minister": a capital that begins no name.
_OF_A_NATION = ("ian", "ish", "ese", "nch", "akh", "ani", "aqi", "bek", "men", "ean", "can", "man")
_LONGEST_TOPIC = 14  # words; more are no phrase
_SPOKEN_OF = word_set("it they he she we you i them him her this that these those its their his there")
_PERSONS = re.compile(
    r"\b(?:minister|president|king|queen|prince|princess|consul|ambassador|director|leader|official|author|founder|"
    r"chairman|secretary|governor|mayor|general|pope|emperor|scientist|writer|poet|player|coach|head of state)\b"
)
_SIMPLE: dict[str, Asks] = {
    "who": "person", "whom": "person", "whose": "person", "where": "place", "when": "time", "why": "reason",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in parts: "In what year" "did" "Iran open its embassy". `wh` is empty for yes or no."""

    wh: tuple[str, ...]
    auxiliary: str | None
    rest: tuple[str, ...]

    @property
    def asks(self) -> Asks:
        """What the question words ask for."""
        keys = [key_of(word) for word in self.wh]
        if self.auxiliary is None and keys and keys[-1] in {"which", "what"}:
            keys += [key_of(word) for word in self.rest[:3]]  # "Which Kazakh official said"
        for key in keys:
            if key in KINDS:
                return KINDS[key]
        if "how" in keys:
            return "number" if {"many", "much", "long", "far", "old", "big", "often"} & set(keys) else "manner"
        return next((_SIMPLE[key] for key in keys if key in _SIMPLE), "thing")


def noun_of(asked: Asked) -> list[str]:
    """The noun asked for, "consulates" of "how many consulates"; empty where it only says the kind of answer."""
    light = (
        PREPOSITIONS | WH | KINDS.keys() | {"many", "much", "long", "far", "often", "old", "big", "according", "the"}
    )
    return [word for word in asked.wh[1:] if key_of(word) not in light]


def split(question: str) -> list[str]:
    """The words as written, contractions of question words parted, without what closes the question."""
    text = re.sub(r"(?i)\b(who|what|where|when|why|how)['’](s|re|d)\b", _parted, question)
    return text.strip().rstrip("?؟.! ").split()


def _parted(found: re.Match[str]) -> str:
    return f"{found[1]} { {'s': 'is', 're': 'are', 'd': 'did'}[found[2].lower()] }"


def parse(words: Sequence[str]) -> Asked:
    """The question's parts. Where no auxiliary follows the question word, the rest begins after that word."""
    words = without_opening(words)
    keys = [key_of(word) for word in words]
    if keys and keys[0] in AUXILIARIES:
        return Asked((), words[0], tuple(words[1:]))
    at = next((i for i, key in enumerate(keys[:4]) if key in WH), None)
    if at is None or any(key not in PREPOSITIONS and key not in {"according", "apart"} for key in keys[:at]):
        # "Iran embassy opened in which year": the words are all there is.
        return Asked((), None, tuple(words))
    far = {"who": 1, "whom": 1, "where": 1, "when": 1, "why": 1}.get(keys[at], 6)
    for i in range(at + 1, min(len(keys), at + far + 1)):
        if keys[i] in AUXILIARIES:
            return Asked(tuple(words[:i]), words[i], tuple(words[i + 1 :]))
        if keys[i] in {"that", "he", "she", "it", "they", "said", "to"}:
            break
    return Asked(tuple(words[: at + 1]), None, tuple(words[at + 1 :]))


def without_opening(words: Sequence[str]) -> list[str]:
    """The words after "and", "but", "so"."""
    left = list(words)
    while len(left) > 1 and key_of(left[0]) in _OPENING:
        left = left[1:]
    return left


# What the question before speaks of.


def topic(question: str) -> Topic:
    """What an English question speaks of."""
    words = split(question)
    asked = parse(words)
    agent, thing = _agent_and_thing(asked)
    found = [name.removesuffix("'s").removesuffix("’s") for name in _names(words)]
    agent = agent if agent is None or not _PERSONS.search(agent.lower()) else None
    noun = " ".join(noun_of(asked))
    countries = list(dict.fromkeys(name for name in found if place_kind(name, "en") == "country"))
    text = " ".join(words)
    pair = re.search(r"([A-Z]\w+)(?: and |[–—-])([A-Z]\w+)", text)
    joined = f"{pair[1]} and {pair[2]}" if pair else " and ".join(countries) if len(countries) == 2 else None
    if thing is not None and (key_of(thing.split()[0]) in _SPOKEN_OF or len(thing.split()) > _LONGEST_TOPIC):
        agent = thing = None
    head = re.split(rf" (?:{'|'.join(PREPOSITIONS)}) ", thing or "")[0]
    placed = re.findall(r"\b(?:in|at|to|from|of) ((?:[A-Z][\w'’-]*)(?: [A-Z][\w'’-]*)*)", text)
    years = [word for word in map(key_of, words) if is_year(word)]
    return Topic(
        asks=asked.asks,
        thing=thing,
        is_many=thing is not None and _is_many(head),
        agent=agent,
        pair=joined,
        person=thing if _PERSONS.search(head.lower()) else None,
        place=next((name for name in reversed(placed) if not is_year(name)), None),
        year=years[0] if len(set(years)) == 1 else None,
        chosen_from=(f"{agent}’s {noun}" if agent else f"the {noun}") if noun and _is_many(noun) else None,
    )


def _agent_and_thing(asked: Asked) -> tuple[str | None, str | None]:
    """Who acts or owns, and what the question is about: the object where there is one, else the subject."""
    rest = list(asked.rest)
    auxiliary = None if asked.auxiliary is None else key_of(asked.auxiliary)
    if not rest:
        return None, None
    if auxiliary in DO or (auxiliary in {"has", "have", "had"} and verb_at(rest) < len(rest)):
        at = verb_at(rest)
        subject, objects = rest[:at], _object(rest[at + 1 :])
        agent = _owner(subject)
        if objects:
            owner = " ".join(subject)
            named = [f"{owner}’s" if key_of(word) in {"its", "their", "his", "her"} else word for word in objects]
            if named[0].lower() in {"a", "an"} and is_name(subject):
                named[0] = f"{owner}’s"
            return agent, " ".join(named)
        return agent, " ".join(_trimmed(subject)) or None
    if auxiliary is not None:
        phrase = _trimmed(rest[: participle_at(rest)])
        if not phrase or (asked.asks in {"thing", "person"} and asked.wh and not _begins_a_phrase(phrase[0])):
            return None, None
        if key_of(phrase[0]) == "there":
            return None, " ".join(_trimmed(phrase[1:])) or None
        return _owner(phrase), " ".join(phrase)
    objects = _object(rest)
    return (_owner(objects) if objects else None), " ".join(objects) or None


def _begins_a_phrase(word: str) -> bool:
    """Whether the word can only begin a phrase: what follows "who is" or "what was" may tell what it was instead."""
    return key_of(word) in DETERMINERS or is_capital(word) or word.endswith(("'s", "’s"))


def verb_at(rest: Sequence[str]) -> int:
    """Where the main verb stands after an auxiliary and the subject; the length where none is found."""
    keys = [key_of(word) for word in rest]
    since = 0  # words since the phrase began
    for i, (word, key) in enumerate(zip(rest, keys, strict=True)):
        following = keys[i + 1] if i + 1 < len(keys) else None
        if (
            key in PREPOSITIONS
            or key in {"and", "or"}
            or key in DETERMINERS
            or word.endswith(("'s", "’s", "s'", "s’"))
            or (i and keys[i - 1] in DETERMINERS and key.endswith(_OF_A_NATION))
        ):
            since = 0
        elif is_capital(word) or is_year(key):
            since = 2  # a name is a whole phrase: what follows it is the verb
        elif key in {"it", "they", "he", "she", "we", "you", "i"}:
            since = 2
        else:
            ends = (
                following is None or following in DETERMINERS or following in {"it", "he", "they", "she", "to", "them"}
            )
            ends = (
                ends or is_year(following or "") or (following in PREPOSITIONS and following not in {"of", "between"})
            )
            ends = ends or (i + 1 < len(rest) and is_capital(rest[i + 1]))
            if since >= 2 or (since >= 1 and ends):
                return i
            since += 1
    return len(rest)


def participle_at(rest: Sequence[str]) -> int:
    """Where the participle stands that ends the subject of "was", or the length."""
    for i, word in enumerate(rest):
        key = key_of(word)
        before = key_of(rest[i - 1]) if i else ""
        if i and (key in PARTICIPLES or (key.endswith("ed") and len(key) > 4)) and before not in _BEFORE_NOUNS:
            return i
        if i and key.endswith("ing") and is_capital(rest[i - 1]):
            return i
    return len(rest)


def _object(rest: Sequence[str]) -> list[str]:
    """The first phrase with a determiner, or the first name, up to the next clause; without a time at its end."""
    for i, word in enumerate(rest):
        key = key_of(word)
        if key in STOPS or key in PREPOSITIONS:
            return []
        if key in DETERMINERS or (is_capital(word) and i > 0):
            return _trimmed(_np(rest[i:]))
    return []


def _np(words: Sequence[str]) -> list[str]:
    """The words up to the next clause."""
    for i, word in enumerate(words):
        if i and (key_of(word) in STOPS - {"and", "or"} or key_of(words[i - 1]) != words[i - 1].lower()):
            return list(words[:i])
    return list(words)


def _trimmed(words: Sequence[str]) -> list[str]:
    """The phrase without a lone preposition, an adverb of number or a year at its end."""
    left = list(words)
    while left and (
        key_of(left[-1]) in PREPOSITIONS
        or key_of(left[-1]) in {"too", "together", "now", "today", "there", "first"}
        or (len(left) > 2 and is_year(key_of(left[-1])) and key_of(left[-2]) in PREPOSITIONS)
    ):
        left.pop()
    return left


def _owner(words: Sequence[str]) -> str | None:
    """The owner in a phrase: "Iran" of "Iran's embassy in Kazakhstan"; a phrase that is just a name is the owner."""
    for i, word in enumerate(words):
        if word.endswith(("'s", "’s")):
            return " ".join([*words[:i], word[:-2]])
    return " ".join(words) if words and is_name(words) else None


def is_name(words: Sequence[str]) -> bool:
    """Whether every word has a capital."""
    return bool(words) and all(is_capital(word) for word in words)


def _is_many(head: str) -> bool:
    if re.search(r"\b(?:and|two|three|four|five|both|these|those|many)\b", head):
        return True
    last = head.rsplit(maxsplit=1)[-1].lower() if head else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "'s", "’s"))


def _names(words: Sequence[str]) -> list[str]:
    """Runs of capitalised words, in order; the first word of the sentence is none."""
    runs: list[list[str]] = []
    open_run = False
    for i, word in enumerate(words):
        if is_capital(word) and i > 0:
            runs = [*runs[:-1], [*runs[-1], word]] if open_run else [*runs, [word]]
            open_run = not word.endswith(("'s", "’s", ","))
        else:
            open_run = False
    return [" ".join(run).strip(",;:") for run in runs]


def is_capital(word: str) -> bool:
    """Whether the word begins with a capital and is not "I"."""
    return word[:1].isupper() and word not in {"I", "I'm"}


def key_of(word: str) -> str:
    """The word as it is compared: in small letters, without the signs around it."""
    return word.lower().strip(",;:\"'“”‘’()")
