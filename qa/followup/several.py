"""Two questions in one: "When was the library founded and where is it?" is asked as two, where the rules are sure.

A question is parted before an "and" with a question word after it, and after a question mark. What stands before
has to ask something whole, what stands behind has to be a question of its own, to lean on the one before it by a
pronoun (`qa.followup.resolving` says it in full then), or to be question words alone ("and when?").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Lang
from corpus.language import is_arabic, is_definite
from qa.answer import Answer, Refusal
from qa.followup import arabic, english, parsed_ar, parsed_en
from qa.followup.resolving import resolve
from qa.followup.rules import RULES
from qa.followup.topic import Topic
from qa.question import ASK_FIRST, QUESTION_WORDS, Question

N_PARTS = 3  # questions in a message, at most; a message with more is asked as a single question
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
_JOINTS: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        rf",?\s+and\s+(?=(?:(?:{'|'.join(sorted(parsed_en.PREPOSITIONS))})\s+)?"
        rf"(?:{'|'.join(sorted(QUESTION_WORDS['en']))})\b)|[?]\s+(?:and\s+)?(?=\w)",
        re.IGNORECASE,
    ),
    "ar": re.compile(r"[،,]?\s+و(?=[^\W\d_])|[؟?]\s+و?(?=[^\W\d_])"),
}
_WHEN_WHERE: dict[Lang, frozenset[str]] = {
    "en": frozenset({"when", "where", "why", "how"}),
    "ar": parsed_ar.folded("متى أين لماذا كيف وين فين ليش امتى"),
}
# "what they grow" is no question, but an object.
_SUBJECTS = parsed_en.word_set("i you he she it we they that")
# "ومن" and "وما" are also "and from" and "and what is": they part only where the first half cannot be meant.
_MEASURE = re.compile(r"^(?:اسم|طول|عدد|حجم|مساحة|ارتفاع|عمق|عمر|سعر|ثمن|رقم|تاريخ)\s+")
_DOUBTFUL = frozenset({"من", "ما"})
_AFTER_WHAT = parsed_ar.folded("حول بعد قبل عند فوق تحت بين يليه يليها حولها حوله بعدها بعده قبلها قبله زال عدا اذا")


def parted(question: Question) -> list[str]:
    """The questions of a message, in order, not yet in full; the message alone where it is one question or unclear."""
    text = question.text
    if question.lang == "en":
        halves = _halves(text, [match.span() for match in _JOINTS["en"].finditer(text)])
    else:
        spans = [match.span() for match in _JOINTS["ar"].finditer(text) if _asks_in_arabic(text, match)]
        halves = _halves(text, spans)
    if not 2 <= len(halves) <= N_PARTS or _QUOTED.search(text):
        return [text]
    halves = _with_shared_rest(halves, question.lang)
    asks = _asks_en if question.lang == "en" else _asks_ar
    is_sure = all(asks(half, is_first=at == 0) for at, half in enumerate(halves))
    return [f"{half}{'?' if question.lang == 'en' else '؟'}" for half in halves] if is_sure else [text]


def in_full(part: Question, before: Sequence[Answer | Refusal]) -> Question | None:
    """A part said in full after what came of the parts before it; None where what it leans on is not found."""
    full = resolve(part, before)
    if full is not None or not before:
        return full or part
    first = before[0].question
    is_english = part.lang == "en"
    said = _after_english(part.text, first) if is_english else _after_arabic(part.text, parsed_ar.topic(first))
    return None if said is None else Question.of(said, part.lang)


def _after_english(half: str, first: str) -> str | None:
    """The second half with the person whom the first half names in the place of "he" or "she"."""
    pronoun = english.pronoun_at(half)
    if pronoun is None:
        return half
    named = parsed_en.topic(first)
    return english.with_pronoun(half, pronoun[0], replace(named, person=named.person or named.agent))


def _after_arabic(half: str, topic: Topic) -> str | None:
    """The half with the thing that the first question speaks of, where it has a verb or a pronoun and no noun for it.

    "كم سريرًا يضم" is said of the hospital before it, and "ما رقم هاتفه" of the director.
    """
    words = parsed_ar.split(half)
    if any(is_definite(word) or not is_arabic(word) for word in words[1:]):
        return half
    if topic.thing is None:
        return half if arabic.pronoun_at(half) is None else None
    asked, last = parsed_ar.parse(words), words[-1]
    thing = _MEASURE.sub("", topic.thing)  # what has a name or a length is spoken of, not the name
    if topic.asks == "person" and not thing.startswith("ال") and " ال" in thing:
        thing = thing[thing.index(" ال") + 1 :]  # "ألّف الكتاب": a verb that is not known for one
    if last.endswith(("ه", "ها", "هم", "هما")) and len(last) > 3:
        bare = parsed_ar.without_pronoun(last, is_noun=asked.verb != last)
        return f"{' '.join(words[:-1])} {bare} {thing}؟"
    if asked.verb is None:
        return half
    return f"{' '.join([*asked.wh, *asked.noun, asked.verb, thing, *asked.rest])}؟"


def _halves(text: str, joints: Sequence[tuple[int, int]]) -> list[str]:
    starts = [0, *(end for _, end in joints)]
    ends = [*(start for start, _ in joints), len(text)]
    halves = [text[start:end].strip().rstrip("?؟ .!") for start, end in zip(starts, ends, strict=True)]
    return [half for half in halves if half]


def _with_shared_rest(halves: list[str], lang: Lang) -> list[str]:
    """Question words alone at the beginning take the rest of the next question: "when and where was it signed"."""
    first = [parsed_en.key_of(word) if lang == "en" else parsed_ar.key_of(word) for word in halves[0].split()]
    if len(first) == 1 and first[0] in _WHEN_WHERE[lang] and len(halves[1].split()) > 2:
        asked = RULES[lang].with_question_words(halves[1], halves[0]).rstrip("?؟")
        return [asked, *halves[1:]]
    return halves


def _asks_en(half: str, *, is_first: bool) -> bool:
    """Whether half of an English question asks something by itself or after the half before it."""
    words = parsed_en.split(half)
    keys = [parsed_en.key_of(word) for word in words]
    asked = parsed_en.parse(words)
    if not asked.wh or (is_first and keys[0] in {"and", "or", "but"}):
        return False
    if not is_first and english.bare_question_words(half) is not None:
        return keys[-1] in _WHEN_WHERE["en"] | {"whom", "long", "often", "far"}
    if keys[-1] in QUESTION_WORDS["en"] or not asked.rest:
        return False
    if asked.auxiliary is not None:
        return True
    # "who runs it", "which company built the station": a verb and what it does something to.
    does = parsed_en.key_of(asked.rest[0]) not in _SUBJECTS
    return does and asked.wh[-1].lower() in {"who", "which", "what"} and len(asked.rest) >= (3 if is_first else 2)


def _asks_ar(half: str, *, is_first: bool) -> bool:
    """Whether half of an Arabic question asks something by itself or after the half before it."""
    words, _ = parsed_ar.without_opening(parsed_ar.split(half))
    keys = [parsed_ar.key_of(word) for word in words]
    asked = parsed_ar.parse(words)
    if not asked.wh or keys[0] == "هل":
        return False
    if not is_first and arabic.bare_question_words(half) is not None:
        return keys[-1] in _WHEN_WHERE["ar"]
    if keys[-1] in QUESTION_WORDS["ar"] - ASK_FIRST:
        return False
    return len(keys) >= (3 if is_first and keys[0] in ASK_FIRST else 2)


def _asks_in_arabic(text: str, joint: re.Match[str]) -> bool:
    """Whether a question word is meant after an "and", or a sentence begins."""
    before = [parsed_ar.key_of(word) for word in text[: joint.start()].split()]
    behind = [parsed_ar.key_of(word) for word in text[joint.end() :].split()]
    if joint[0].lstrip()[:1] in ("؟", "?"):
        return True
    joined = parsed_ar.folded("وين وش")  # words that begin with the letter of "and"
    # Inside the first half "من" and "ما" begin a clause, which may go on after the "and".
    if not behind or f"و{behind[0]}" in joined or _DOUBTFUL & set(before[1:]):
        return False
    if behind[0] in _DOUBTFUL:
        told = len(behind) > 1 and behind[1] not in _AFTER_WHAT | parsed_ar.PREPOSITIONS | parsed_ar.WH
        is_clause = behind[0] == "ما" and told and behind[1].endswith("ه") and behind[1] not in parsed_ar.WITH_HIS
        return told and not is_clause and before[0] != "هل"
    opened = [behind[0], *(behind[1:2] if behind[0] in parsed_ar.PREPOSITIONS else [])]
    return opened[-1] in QUESTION_WORDS["ar"] - {"لم", "عم", "مم"} and before[0] != "هل"
