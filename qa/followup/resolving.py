"""Follow-ups: a question that leans on the ones before, said in full. By rules, and only where they leave no doubt.

Three ways of leaning are known: question words alone ("and when?", "ومتى؟"), a fragment in the place of
another ("what about Almaty?", "وماذا عن 2015؟"), and a pronoun that nothing in the question can stand for
("who opened it?", "ومن افتتحها؟"). Everything else stands as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Lang
from qa.answer import Answer, Refusal
from qa.followup.rules import RULES
from qa.followup.topic import Fragment, Topic, answered, name_in
from qa.question import Question, lang_of_question

_LOOK_BACK = 3  # questions before: "he" may be named a little earlier than in the last one
# Question words of one language in the other, for a bare one.
_SAME: tuple[tuple[str, str], ...] = (
    ("when", "متى"), ("where", "أين"), ("who", "من"), ("why", "لماذا"), ("how many", "كم"),
    ("how much", "كم"), ("how", "كيف"), ("what", "ماذا"), ("in what year", "في أي عام"), ("in which year", "في أي عام"),
    ("in which city", "في أي مدينة"), ("which city", "أي مدينة"), ("which country", "أي دولة"),
    ("since when", "منذ متى"),
)  # fmt: skip


def resolve(asked: Question, before: Sequence[Answer | Refusal]) -> Question | None:
    """The question in full, in words of the ones before (oldest first); None where it stands alone.

    None as well where it leans on something that is not found there. The words that are filled in may be
    of the other language, where the question before was.
    """
    turns = [turn for turn in before if not _is_talk(turn)][-_LOOK_BACK:]
    full = _in_full(asked.text, asked.lang, turns) if turns else None
    return None if full is None else Question.of(full)


def _in_full(question: str, lang: Lang, turns: Sequence[Answer | Refusal]) -> str | None:
    last = turns[-1].question
    rules = RULES[lang]
    their_lang = lang_of_question(last)
    bare = rules.bare_question_words(question)
    if bare is not None:
        wh = bare if their_lang == lang else _in_other(bare, lang)
        return None if wh is None else RULES[their_lang].with_question_words(last, wh)
    found = rules.fragment(question)
    if found is not None:
        if their_lang != lang:
            found = _fragment_in(found, lang, their_lang)
        return RULES[their_lang].with_fragment(last, found, _topic(turns[-1], their_lang))
    pronoun = rules.pronoun_at(question)
    if pronoun is not None:
        for turn in reversed(turns):
            full = rules.with_pronoun(question, pronoun[0], _topic(turn, lang))
            if full is not None:
                return full
            if pronoun[1] not in _FAR:
                break
    return None


# Only a person or a place is spoken of across a question about something else.
_FAR = frozenset({"he", "she", "him", "his", "her", "there", "هناك"})


def _is_talk(turn: Answer | Refusal) -> bool:
    return isinstance(turn, Refusal) and (turn.is_talk or turn.reason in ("unsupported_language", "not_understood"))


def _topic(turn: Answer | Refusal, lang: Lang) -> Topic:
    """What a turn spoke of, with its answer in the asker's language where it is known in it."""
    topic = RULES[lang_of_question(turn.question)].topic(turn.question)
    if isinstance(turn, Refusal):
        return topic
    rendering = turn.rendering
    is_said = rendering is not None and rendering.lang == lang and rendering.source != "sentence"
    return answered(topic, rendering.text if rendering is not None and is_said else turn.text)


def _in_other(wh: str, lang: Lang) -> str | None:
    here, there = (1, 0) if lang == "ar" else (0, 1)
    said = " ".join(wh.lower().split())
    return next((pair[there] for pair in _SAME if pair[here] == said), None)


def _fragment_in(found: Fragment, lang: Lang, their_lang: Lang) -> Fragment:
    """A fragment with its preposition and name as the other language writes them."""
    prepositions = {"in": "في", "at": "في", "to": "إلى", "from": "من", "with": "مع", "before": "قبل", "after": "بعد"}
    if lang == "ar":
        prepositions = {arabic: english for english, arabic in reversed(prepositions.items())}
    preposition = None if found.preposition is None else prepositions.get(found.preposition, found.preposition)
    return Fragment(preposition, name_in(found.words, their_lang))
