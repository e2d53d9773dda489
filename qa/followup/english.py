"""English questions that lean on the one before: what they leave out, and how it is filled in.

A question is changed only where its words (see `qa.followup.parsed_en`) leave no doubt that something is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.followup.parsed_en import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    KINDS,
    PARTICIPLES,
    PREPOSITIONS,
    STOPS,
    WH,
    is_capital,
    is_name,
    key_of,
    noun_of,
    parse,
    participle_at,
    split,
    verb_at,
    without_opening,
    word_set,
)
from qa.followup.topic import Fragment, Topic, is_year, place_kind

_FILLERS = word_set("exactly then precisely though please again")
# "It" that stands for nothing, or for what follows: "is it true that", "how long does it take to", "what time is it".
_MAKES_NO_REFERENCE = re.compile(
    r"\bit (?:\w+ly )?(?:true|possible|necessary|important|legal|illegal|raining|snowing|late|early)\b"
    r"|\bit (?:that|who|the|a|an)\b"
    r"|\b(?:is|was) it (?:\w+ ){1,3}(?:to|that|for|when|where|if|because|who|or|called)\b"
    r"|\b(?:is|was) it (?:when|where|for|called)\b|\bit become (?:\w+ )+(?:for|to)\b|\bit been (?:\w+ ){0,3}since\b"
    r"|\bit (?:take|took|mean|matter|get|rain|snow|seem|appear|been since)s?\b|\bit cost to\b"
    r"|\b(?:time|day|date|year|month|century) (?:of day )?(?:is|was) it\b"
)
# What people ask of something by name; "its" after "the population of Iran" is the country's.
_ATTRIBUTES = re.compile(
    r"the (?:population|capital|area|size|currency|president|king|languages?|flag|name|number|leader|head) of (.+)"
)


def bare_question_words(question: str) -> str | None:
    """The question words, where there is nothing else: "and when?", "in which city?", "when was that?"."""
    words = without_opening(split(question))
    keys = [key_of(word) for word in words]
    while keys and keys[-1] in _FILLERS:
        words, keys = words[:-1], keys[:-1]
    if not keys or len(keys) > 6 or not WH & set(keys):
        return None
    match keys:
        case [
            *front,
            ("is" | "was" | "were" | "did" | "does"),
            ("that" | "this" | "it"),
            ("happen" | "happened" | "occur"),
        ]:
            words, keys = words[: len(front)], front
        case [*front, ("is" | "was" | "were"), ("that" | "this")] if front not in (["what"], ["who"]):
            words, keys = words[: len(front)], front
        case [*front, "did", ("it" | "that" | "this"), "take", "place"]:
            words, keys = words[: len(front)], front
    light = WH | PREPOSITIONS | {"and", "or", "many", "much", "long", "far", "often", "according"}
    if all(key in light for key in keys):
        return " ".join(words)
    # "in which coastal city?": a noun that says what kind of answer is wanted may follow, with a word before the noun.
    at = max(i for i, key in enumerate(keys) if key in WH)
    named = keys[at + 1 :]
    if keys[at] in {"which", "what"} and named and named[-1] in KINDS and len(named) <= 2:
        return " ".join(words) if all(key in light for key in keys[:at]) else None
    return None


def with_question_words(question: str, wh: str) -> str:
    """The question before, asked with other question words: "When did Iran open it" and "where" make "Where did …"."""
    asked = parse(split(question))
    asker = wh[:1].upper() + wh[1:]
    old, rest = [key_of(word) for word in asked.wh], list(asked.rest)
    noun = noun_of(asked)
    if asked.auxiliary is None:
        if not old:
            return f"{asker}: {' '.join(rest)}?"
        subject = {"who": "someone", "what": "something"}.get(old[-1], "the")
        return f"{asker} was it that {subject} {' '.join(rest)}?"
    if wh.lower().split()[-1] in {"many", "much"} and noun:
        asker = f"{asker} {' '.join(noun)}"
    elif rest and (participle_at(["x", *rest]) == 1) and old:
        rest = [*(["the", *noun] if noun else ["someone" if old[-1] == "who" else "it"]), *rest]
    auxiliary = asked.auxiliary.lower()
    return f"{asker} {auxiliary} {' '.join(rest)}?"


def fragment(question: str) -> Fragment | None:
    """The words of a question that has neither verb nor question word of its own; None for any other."""
    words = split(question)
    keys = [key_of(word) for word in words]
    opened = bool(keys) and keys[0] in {"and", "but", "or"}
    words = without_opening(words)
    keys = [key_of(word) for word in words]
    if keys[:2] in (["what", "about"], ["how", "about"], ["what", "of"]):
        words, keys, opened = words[2:], keys[2:], True
    while keys and keys[-1] in _FILLERS | {"too", "instead"}:
        words, keys = words[:-1], keys[:-1]
    if not keys or len(keys) > 7 or (WH | AUXILIARIES) & set(keys):
        return None
    preposition = keys[0] if keys[0] in PREPOSITIONS and len(keys) > 1 else None
    body = words[1:] if preposition else words
    if not opened and (preposition is None or len(body) > 3 or not (is_name(body) or is_year(keys[-1]))):
        return None
    if {"it", "that", "this", "them", "me", "you"} & set(keys):
        return None
    return Fragment(preposition, " ".join(body))


def with_fragment(question: str, found: Fragment, topic_before: Topic) -> str | None:
    """The question before with the fragment in the place of what is of its kind; None where nothing is."""
    words = split(question)
    asked = parse(words)
    head = [*asked.wh, *([] if asked.auxiliary is None else [asked.auxiliary])]
    rest = list(asked.rest)
    new = found.words.split()
    if (
        key_of(new[0]) in {"the", "that"}
        and [key_of(word) for word in new[1:2]] in (["one"], ["ones"])
        and len(new) > 3
    ):
        found = Fragment(key_of(new[2]), " ".join(new[3:]))  # "the one in Aktau"
        new = new[3:]
    owner = topic_before.agent
    if key_of(new[0]) in {"its", "their", "his", "her"} and owner is not None:
        new = [f"{owner}’s", *new[1:]]
    changed = _changed(head, rest, new, found.preposition)
    if changed is None:
        return None
    text = " ".join(changed)
    return f"{text[:1].upper()}{text[1:]}?"


def _changed(head: list[str], rest: list[str], new: list[str], preposition: str | None) -> list[str] | None:
    if is_year(key_of(new[-1])) and len(new) == 1:
        words = [*head, *rest]
        at = next((i for i in reversed(range(len(words))) if is_year(key_of(words[i]))), None)
        if at is None:
            return [*words, preposition or "in", *new]
        return [*words[:at], *new, *words[at + 1 :]]
    if is_capital(new[0]) and not any(word.endswith(("'s", "’s")) for word in new[:-1]):
        at_end = _name_to_replace(rest, " ".join(new), preposition)
        if at_end is not None:
            start, end = at_end
            owns = rest[end - 1].rstrip(",").endswith(("'s", "’s"))
            return [*head, *rest[:start], *([*new[:-1], f"{new[-1]}’s"] if owns else new), *rest[end:]]
        return None if preposition is None else [*head, *rest, preposition, *new]
    phrase = _phrase_to_replace(rest, whole=any(key_of(word) in PREPOSITIONS for word in new))
    if phrase is None:
        return None if preposition is None else [*head, *rest, preposition, *new]
    start, end = phrase
    old = rest[start:end]
    if old[0].endswith(("'s", "’s")) and key_of(new[0]) == "the":
        new = [old[0], *new[1:]]
    return [*head, *rest[:start], *new, *rest[end:]]


def _name_to_replace(rest: list[str], name: str, preposition: str | None) -> tuple[int, int] | None:
    """Where the name stands that the new one replaces: of the same preposition, of the same kind, or the last."""
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(rest):
        end = at
        while end < len(rest) and is_capital(rest[end]):
            end += 1
            if rest[end - 1].endswith(("'s", "’s", ",")):
                break
        if end > at:
            places.append((at, end))
        at = max(end, at + 1)
    kind = place_kind(name, "en")

    def is_alike(place: tuple[int, int]) -> bool:
        old = " ".join(rest[place[0] : place[1]]).removesuffix("'s").removesuffix("’s")
        return kind is not None and place_kind(old, "en") == kind

    if preposition is not None:
        return next((p for p in reversed(places) if p[0] and key_of(rest[p[0] - 1]) == preposition), None)
    return next((p for p in reversed(places) if is_alike(p)), places[-1] if places else None)


def _phrase_to_replace(rest: list[str], *, whole: bool) -> tuple[int, int] | None:
    """The last phrase with a determiner or an owner, up to a preposition; `whole` takes one name after it as well."""
    starts = [
        i
        for i, word in enumerate(rest)
        if (key_of(word) in DETERMINERS or word.endswith(("'s", "’s")))
        and (i == 0 or key_of(rest[i - 1]) not in PREPOSITIONS)
    ]
    if not starts:
        return None
    start = end = starts[-1]
    if start and is_capital(rest[start - 1]) and rest[start].endswith(("'s", "’s")):
        start -= 1
    end += 1
    limit = start + participle_at(rest[start:])
    while end < limit and key_of(rest[end]) not in PREPOSITIONS | STOPS | AUXILIARIES:
        end += 1
    if whole and end < limit and key_of(rest[end]) in PREPOSITIONS:
        end += 1
        while end < limit and is_capital(rest[end]):
            end += 1
    return start, end


_ROLES = {
    "it": "thing", "they": "many", "them": "many", "he": "person", "she": "person", "him": "person", "there": "place",
    "its": "thing", "their": "many", "his": "person", "her": "person",
}  # fmt: skip
_OWNING = frozenset({"its", "their", "his", "her"})


def pronoun_at(question: str) -> tuple[int, str] | None:
    """The first pronoun that nothing in the question can stand for: its place among `split(question)`, and the word."""
    words = split(question)
    skipped = len(words) - len(without_opening(words))
    words = words[skipped:]
    keys = [key_of(word) for word in words]
    at = next((i for i, key in enumerate(keys) if key in _ROLES), None)
    if at is None or _MAKES_NO_REFERENCE.search(" ".join(keys)):
        return None
    asked = parse(words)
    n_wh = len(asked.wh)
    before = words[:at]
    has_antecedent = any(
        (is_capital(word) and i > 0) or key_of(word) in DETERMINERS - {"both", "all"} for i, word in enumerate(before)
    )
    pronoun, following = keys[at], keys[at + 1] if at + 1 < len(keys) else None
    found = False
    if pronoun == "there":
        beside = {keys[at - 1] if at else "", following or ""}
        to_a_place = re.search(r"\b(?:in|to|at|from) [A-Z]", " ".join(before)) is not None
        found = at > 1 and asked.asks != "place" and not beside & (BE | {"has", "have", "had"}) and not to_a_place
        found = found and (following is None or following in PREPOSITIONS - {"to"})
    elif has_antecedent:
        # "How long is the railway between them": a phrase never contains what it stands for.
        inside = keys[n_wh + 1 :]
        found = (
            asked.auxiliary is not None
            and key_of(asked.auxiliary) in BE
            and len(inside) <= 7
            and inside[:1] in (["the"], ["a"], ["an"])
            and at >= n_wh + 4
            and keys[at - 1] in {"of", "between", "for", "in", "to", "with"}
            and not any(is_capital(word) for word in before[1:])
            and keys[at - 1] == next((key for key in inside if key in PREPOSITIONS), None)
            and following is None
        )
    elif pronoun in _OWNING:
        light = WH | AUXILIARIES | PREPOSITIONS
        named_after = pronoun in {"his", "her"} and any(is_capital(word) for word in words[at:])
        asks_before = at == 0 or keys[at - 1] in AUXILIARIES - {"has", "have", "had"}
        found = following is not None and asks_before and not named_after and all(key in light for key in keys[:at])
    elif asked.auxiliary is not None and at == n_wh + 1:
        found = not (pronoun == "it" and following in {"that", "who"})
    elif pronoun in {"it", "them", "him"} and n_wh:
        plain = [key for key in keys[n_wh:at] if key not in AUXILIARIES | PREPOSITIONS]
        follows = following is None or following in PREPOSITIONS | {"now", "today", "first"} or is_year(following)
        found = follows and len(plain) <= 1 and not STOPS & set(keys[n_wh:at])
    return (skipped + at, pronoun) if found else None


def with_pronoun(question: str, at: int, topic_before: Topic) -> str | None:
    """The question with what its pronoun stands for, and a later "there" as well; None where nothing fits."""
    words = split(question)
    pronoun = key_of(words[at])
    following = [key_of(word) for word in words[at + 1 : at + 4]]
    meant = _meant(
        pronoun, topic_before, does=key_of(words[at - 1]) in DO, has_object=bool(DETERMINERS & set(following[1:3]))
    )
    if meant is None:
        return None
    opened = len(words) - len(without_opening(words))
    if pronoun in _OWNING:
        changed = _owned(words, at, meant)
    elif pronoun == "there":
        changed = [*words[:at], "in", meant, *words[at + 1 :]]
    else:
        changed = [*words[:at], meant, *words[at + 1 :]]
    last = key_of(changed[-1])
    if pronoun != "there" and last == "there" and topic_before.place is not None:
        changed = [*changed[:-1], "in", topic_before.place]
    elif _ROLES[pronoun] == "person" and last == "it" and topic_before.thing is not None:
        changed = [*changed[:-1], topic_before.thing]
    text = " ".join(changed[opened:])
    return f"{text[:1].upper()}{text[1:]}?"


def _meant(pronoun: str, topic: Topic, *, does: bool, has_object: bool) -> str | None:
    match _ROLES[pronoun]:
        case "person":
            return topic.person
        case "place":
            return topic.place
        case "many":
            many = topic.thing if topic.is_many else topic.chosen_from
            return (topic.pair or many) if does or pronoun == "their" else (many or topic.pair)
        case _:
            attribute = _ATTRIBUTES.match(topic.thing or "")
            if pronoun == "its" and attribute is not None:
                return attribute[1]
            if does and has_object and topic.agent is not None:
                return topic.agent
            return topic.thing or topic.answer if not topic.is_many else topic.answer or topic.agent


def _owned(words: Sequence[str], at: int, owner: str) -> list[str]:
    """Turns "its first consul" into "the first consul of …", or with "’s" where the owner is a name or two."""
    if all(is_capital(word) or word == "and" for word in owner.split()):
        return [*words[:at], f"{owner}’s", *words[at + 1 :]]
    end = at + 1
    if key_of(words[at - 1]) in DO:
        end = at + 1 + verb_at(["the", *words[at + 1 :]]) - 1
        return [*words[:at], "the", *words[at + 1 : end], "of", owner, *words[end:]]
    while end < len(words) and key_of(words[end]) not in PREPOSITIONS | STOPS | AUXILIARIES:
        end += 1
    if any(key_of(word) in PARTICIPLES or key_of(word).endswith("ed") for word in words[at + 1 : end]):
        end = next(i for i in range(at + 1, end) if key_of(words[i]) in PARTICIPLES or key_of(words[i]).endswith("ed"))
    return [*words[:at], "the", *words[at + 1 : end], "of", owner, *words[end:]]
