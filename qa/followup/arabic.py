"""Arabic questions that lean on the one before: what they leave out, and how it is filled in.

Arabic leaves more out than English (the subject of a verb) and writes pronouns onto words, where they look
like endings; a question is changed only where nothing else in it can be meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.followup.parsed_ar import (
    COPULAS,
    KINDS,
    NUMBER_VERBS,
    PREPOSITIONS,
    RELATIVE,
    VERBS,
    WH,
    WITH_PRONOUN,
    ending_of,
    folded,
    has_pronoun,
    is_place,
    key_of,
    parse,
    place_in,
    split,
    without_opening,
    without_pronoun,
)
from qa.followup.topic import Fragment, Topic, is_year, place_kind

_PARENTS = folded("والده والدها والدته والدتها والدهم والدان والدين")  # their first letters are no "and the"
_LONGEST_WITH_WAL = 5  # letters of words such as "والدة"
_WHERE_IS = frozenset({"اين", "كيف", "وين", "فين"})
_FILLERS = folded("بالضبط تحديدا إذن اذا أيضا بالتحديد طيب")
_VERBS_OF_PERSONS = folded("عين عينت انتخب انتخبت استقال استقالت ولد ولدت توفي توفيت مات ماتت عاش عاشت")


def bare_question_words(question: str) -> str | None:
    """The question words, where there is nothing else: "ومتى؟", "وفي أي مدينة؟", "ومتى كان ذلك؟"."""
    words, opened = without_opening(split(question))
    keys = [key_of(word) for word in words]
    while keys and keys[-1] in _FILLERS:
        words, keys = words[:-1], keys[:-1]
    for ending in (["كان", "ذلك"], ["حدث", "ذلك"], ["تم", "ذلك"], ["ذلك"], ["كان", "هذا"], ["حدث", "هذا"], ["هذا"]):
        if len(keys) > len(ending) and keys[-len(ending) :] == ending:
            words, keys = words[: -len(ending)], keys[: -len(ending)]
            break
    if not keys or len(keys) > 4 or not WH & set(keys) or keys == ["هل"]:
        return None
    if all(key in WH | PREPOSITIONS | {"و"} or (key.startswith("و") and key[1:] in WH) for key in keys):
        return " ".join(words)
    at = next(i for i, key in enumerate(keys) if key in WH)
    named = keys[at + 1 :]
    of_kind = named[0] in KINDS if named else False
    chosen = keys[at] in {"اي", "ايه", "باي", "لاي", "كم", "بكم"} and (
        of_kind or (opened and keys[at] == "كم" and len(named) == 1)
    )
    if chosen and len(named) <= 2 and (len(named) == 1 or named[1].endswith("يه")) and named[0] not in NUMBER_VERBS:
        owned = has_pronoun(words[-1]) or words[-1].endswith(("ه", "ها", "هم"))  # "كم عمقه"; not "كم مرة"
        return " ".join(words) if all(key in PREPOSITIONS for key in keys[:at]) and not owned else None
    return None


def with_question_words(question: str, wh: str) -> str:
    """The question before, asked with other question words."""
    asked = parse(split(question))
    noun = list(asked.noun) if asked.noun and key_of(asked.noun[0]) not in KINDS else []
    if key_of(wh) == "كم" and noun:
        wh, noun = " ".join([wh, *noun]), []
    if asked.verb is not None:
        return f"{' '.join([wh, asked.verb, *asked.rest, *noun])}؟"
    link = ["كان"] if asked.wh and key_of(asked.wh[0]) in {"ما", "ماهو", "ماهي", "من"} and key_of(wh) == "متي" else []
    return f"{' '.join([wh, *link, *noun, *asked.rest])}؟"


def fragment(question: str) -> Fragment | None:
    """The words of a question that has neither verb nor question word of its own; None for any other."""
    words = split(question)
    keys = [key_of(word) for word in words]
    about = next(
        (
            2
            for first in (0, 1)
            for i in [first]
            if keys[i : i + 2] in ([w, p] for w in ("ماذا", "وماذا", "شو", "وشو") for p in ("عن", "بشان"))
        ),
        0,
    )
    if about:
        at = next(i for i, key in enumerate(keys) if key in {"عن", "بشان"})
        return Fragment(None, " ".join(words[at + 1 :])) if 0 < len(words) - at - 1 <= 6 else None
    bare, opened = without_opening(words)
    keys = [key_of(word) for word in bare]
    while keys and keys[-1] in _FILLERS:
        bare, keys = bare[:-1], keys[:-1]
    if keys[:1] in (["في"], ["العام"], ["السنه"]) and opened and _shift(bare) is not None:
        return Fragment(None, " ".join(bare[1:] if keys[0] == "في" else bare))
    if not keys or len(keys) > 4 or (WH - {"من"}) & set(keys) or any(has_pronoun(word) for word in bare):
        return None
    if keys[0] in PREPOSITIONS and len(keys) > 1:
        body = bare[1:]
        known = is_place(body[-1]) or is_year(key_of(body[-1]))
        leans = opened or (len(body) <= 2 and keys[0] != "من")
        return Fragment(bare[0], " ".join(body)) if known and leans else None
    if len(keys) == 1 and keys[0].startswith("وال") and len(keys[0]) > _LONGEST_WITH_WAL and keys[0] not in _PARENTS:
        return Fragment(None, bare[0][1:])  # "والنفق؟"
    if keys[0].startswith("و") and len(keys[0]) > 3 and place_kind(bare[0], "ar") is None:
        named = [bare[0][1:], *bare[1:]]
        if place_kind(named[-1], "ar") is not None or is_year(key_of(named[-1])):
            return Fragment(None, " ".join(named))
    return None


def with_fragment(question: str, found: Fragment, topic_before: Topic) -> str | None:
    """The question before with the fragment in the place of what is of its kind; None where nothing is."""
    words = split(question)
    words, _ = without_opening(words)
    new = found.words.split()
    shifted = _shifted(new, topic_before)
    if shifted is not None:
        new = [shifted]
    if is_year(key_of(new[-1])):
        at = next((i for i in reversed(range(len(words))) if is_year(key_of(words[i]))), None)
        if at is None:
            return f"{' '.join([*words, 'في', 'عام', new[-1]])}؟"
        return f"{' '.join([*words[:at], new[-1], *words[at + 1 :]])}؟"
    if len(new) > 1 and is_place(new[-1]) and found.preposition is None and place_kind(" ".join(new), "ar") is None:
        # "and the capital of Chile" after "the capital of Peru"
        if [key_of(word) for word in new[:-1]] != [
            key_of(word) for word in words if key_of(word) in {key_of(w) for w in new[:-1]}
        ]:
            return None
        new = new[-1:]
    name = " ".join(new)
    kind = place_kind(name, "ar")
    if kind is not None or not key_of(new[0]).startswith("ال"):
        at = _name_to_replace(words, kind, found.preposition)
        if at is not None:
            old = place_in(words[at]) or words[at]
            return f"{' '.join([*words[:at], words[at].replace(old, name), *words[at + 1 :]])}؟"
        return None if found.preposition is None else f"{' '.join([*words, found.preposition, name])}؟"
    return _with_head(question, new, topic_before)


def _name_to_replace(words: Sequence[str], kind: str | None, preposition: str | None) -> int | None:
    """Where the name stands that the new one replaces: of the same preposition, of the same kind, or the last."""
    places = [i for i, word in enumerate(words) if is_place(word)]
    after = [i for i in places if i and key_of(words[i - 1]) in {"في", "مدينه", "الي", "لدي"}]
    if preposition is not None:
        same = [i for i in places if i and key_of(words[i - 1]) in {key_of(preposition), "مدينه"}]
        return same[-1] if same else None
    alike = [i for i in places if kind is not None and place_kind(place_in(words[i]) or "", "ar") == kind]
    return alike[-1] if alike else after[-1] if after else places[-1] if places else None


def _with_head(question: str, new: list[str], topic_before: Topic) -> str | None:
    """The question before with another noun at the head of what it is about: its embassy, not its consulate."""
    words, _ = without_opening(split(question))
    asked = parse(words)
    rest = list(asked.rest)
    at = len(words) - len(rest)
    if asked.verb is not None and rest and is_place(rest[0]) and len(rest) > 1:
        at += 1
    if asked.verb is None and asked.noun and key_of(asked.noun[0]) not in KINDS:
        at -= len(asked.noun)
    if at >= len(words) or key_of(words[at]) in PREPOSITIONS:
        return None
    following = words[at + 1 : at + 2]
    if following and is_place(following[0]) and len(new) == 1:
        new = [new[0].removeprefix("ال")]
        return f"{' '.join([*words[:at], *new, *words[at + 1 :]])}؟"
    skip = 1 if following and key_of(following[0]).startswith("ال") and key_of(words[at]).startswith("ال") else 0
    return f"{' '.join([*words[:at], *new, *words[at + 1 + skip :]])}؟"


def _shifted(new: Sequence[str], topic_before: Topic) -> str | None:
    """The year that "the year after" means, where one is known."""
    step = _shift(new)
    return None if step is None or topic_before.year is None else str(int(topic_before.year) + step)


def _shift(words: Sequence[str]) -> int | None:
    """1 for "the year after", -1 for "the year before", None for anything else."""
    text = " ".join(map(key_of, words)).removeprefix("في ")
    if not text.startswith(("العام ", "السنه ")):
        return None
    return 1 if text.endswith(_AFTER) else -1 if text.endswith(_BEFORE) else None


_AFTER = ("التالي", "التاليه", "يليه", "يليها", "بعده", "بعدها", "الذي بعده")
_BEFORE = ("السابق", "السابقه", "قبله", "قبلها", "سبقه", "سبقها")


def pronoun_at(question: str) -> tuple[int, str] | None:
    """The first word with a pronoun, or the verb without a subject, that nothing in the question can stand for.

    Its place among `split(question)` without its "and", and what leans: a pronoun's ending, "هناك", or ""
    for a verb alone.
    """
    words, opened = without_opening(split(question))
    keys = [key_of(word) for word in words]
    asked = parse(words)
    if not asked.wh and not opened:
        return None
    if opened and keys[1:2] in (["هو"], ["هي"]) and keys[0] in _WHERE_IS and keys[2:] in ([], ["الان"], ["اليوم"]):
        return 1, keys[1]
    n_wh = len(asked.wh)
    verb = "" if asked.verb is None else key_of(asked.verb)
    # After "and when", a word in the feminine past can hardly be anything else.
    is_verb = verb in VERBS or (opened and verb.endswith("ت") and len(verb) > 3)
    if is_verb and not asked.rest and not RELATIVE & set(keys):
        is_kind = not asked.noun or key_of(asked.noun[0]) in KINDS
        if is_kind and keys[n_wh - 1 if n_wh else 0] not in folded("ما هو هي"):
            return len(words) - 1, ""
    if RELATIVE & {key_of(word) for word in asked.wh}:
        return None  # "what is it that": the pronoun goes back to it
    chosen = bool(asked.wh) and key_of(asked.wh[-1]) in {"اي", "ايه", "باي", "لاي"}
    most = 4 if opened else 1
    for at, word in enumerate(words):
        key = keys[at]
        ending = ending_of(word, alone=opened and at >= n_wh and at == len(words) - 1)
        if key == "هناك" and at == len(words) - 1 and at > 1:
            ending = "هناك"
        if ending is None or at < max(n_wh, 1 if asked.wh else 0):
            continue
        if chosen and at < len(words) - 1 and ending != "هما":
            continue  # "which country does the pipeline link": in Arabic, "links it"
        if ending == "هما":
            named = [before for before in words[:at] if is_place(before)]
            twin = any(key_of(before).endswith(("ان", "ين")) and len(key_of(before)) > 4 for before in words[:at])
            return (at, ending) if not named and not twin else None
        light = PREPOSITIONS | COPULAS | WH | VERBS | WITH_PRONOUN.keys()
        before = [w for w in words[n_wh:at] if key_of(w) not in light]
        if not opened and any(key_of(w) in VERBS for w in words[n_wh:at]):
            before = [w for w in before if w not in asked.noun]
            most = 0  # what follows the verb is its subject, and "its" goes back to it
        free = not any(
            is_place(w) or key_of(w) in RELATIVE or key_of(w).startswith("ال") or ending_of(w, alone=False)
            for w in before
        )
        if ending == "هناك":
            free = not any(key_of(w) in {"في", "الي"} for w in words[n_wh:at])
        return (at, ending) if free and len(before) <= most else None
    return None


def with_pronoun(question: str, at: int, topic_before: Topic) -> str | None:
    """The question with what its pronoun stands for, and a later "هناك" as well; None where nothing fits."""
    words, _ = without_opening(split(question))
    word = words[at]
    ending = (
        ""
        if at == len(words) - 1 and parse(words).verb == word and ending_of(word, alone=True) is None
        else ("هناك" if key_of(word) == "هناك" else ending_of(word, alone=True))
    )
    meant = _meant(ending or "", topic_before, to_agent=WITH_PRONOUN.get(key_of(word)) == "ل")
    if not ending and key_of(word) in _VERBS_OF_PERSONS:
        meant = topic_before.person
    if meant is None:
        return None
    if key_of(word) in {"هو", "هي"}:
        return f"{' '.join([*words[:at], meant, *words[at + 1 :]])}؟"
    if ending == "هناك":
        changed = [*words[:at], "في", meant]
    elif not ending:
        changed = [*words, meant]
    elif key_of(word) in WITH_PRONOUN:
        changed = [*words[:at], _joined(WITH_PRONOUN[key_of(word)], meant), *words[at + 1 :]]
    else:
        is_noun = parse(words).verb != word and key_of(words[at - 1]) != "هل"
        bare = without_pronoun(word, is_noun=is_noun)
        if not is_noun and len(key_of(bare)) == 3 and bare.endswith("ا") and key_of(bare) != "دعا":
            bare = f"{bare[:-1]}ى"  # "بناها": the alef was written for the pronoun's sake
        changed = [*words[:at], bare, meant, *words[at + 1 :]]
    if ending != "هناك" and key_of(changed[-1]) == "هناك" and topic_before.place is not None:
        changed = [*changed[:-1], "في", topic_before.place]
    return f"{' '.join(changed)}؟"


def _meant(ending: str, topic: Topic, *, to_agent: bool) -> str | None:
    match ending:
        case "هناك":
            return topic.place
        case "هما":
            return topic.pair
        case "هم":
            return topic.person or topic.pair
        case "ه" if topic.person is not None:
            return topic.person
        case "ها" if to_agent and topic.acts:
            return topic.agent
        case _:
            return topic.thing or topic.answer if not topic.is_many else topic.agent or topic.answer


def _joined(preposition: str, meant: str) -> str:
    if preposition not in {"ل", "ب"}:
        return f"{preposition} {meant}"
    if not ("\u0600" <= meant[0] <= "\u06ff"):
        return f"{preposition}ـ {meant}"
    if preposition == "ل" and meant.startswith("ال"):
        return f"لل{meant[2:]}"
    return f"{preposition}{meant}"
