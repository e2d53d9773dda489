"""What follow-ups need of a language, in one shape for both; all else that they know stays in the language's files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from corpus.document import Lang
from qa.followup import arabic, english, parsed_ar, parsed_en
from qa.followup.topic import Fragment, Topic


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language. Each takes a question as text first; None says that the rule does not fit it."""

    topic: Callable[[str], Topic]  # what the question speaks of
    bare_question_words: Callable[[str], str | None]  # the question's, where it has nothing else
    with_question_words: Callable[[str, str], str]  # the question asked with others
    fragment: Callable[[str], Fragment | None]  # words that ask nothing by themselves
    with_fragment: Callable[[str, Fragment, Topic], str | None]  # the question with the fragment in its place
    pronoun_at: Callable[[str], tuple[int, str] | None]  # the word's place in the question, and the pronoun
    with_pronoun: Callable[[str, int, Topic], str | None]  # the question with what the pronoun stands for


RULES: Mapping[Lang, Rules] = {
    "ar": Rules(
        parsed_ar.topic,
        arabic.bare_question_words,
        arabic.with_question_words,
        arabic.fragment,
        arabic.with_fragment,
        arabic.pronoun_at,
        arabic.with_pronoun,
    ),
    "en": Rules(
        parsed_en.topic,
        english.bare_question_words,
        english.with_question_words,
        english.fragment,
        english.with_fragment,
        english.pronoun_at,
        english.with_pronoun,
    ),
}
