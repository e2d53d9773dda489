"""Follow-ups of whole conversations: how many keep the thing that was talked about, by language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.document import Document, Lang
from corpus.language.folding import stem, words
from corpus.language.phonetic import is_arabic
from qa.answer import Answer, Citation, Refusal
from qa.followup.resolving import resolve
from qa.question import Question

_FILE = Path(__file__).resolve().parent.parent / "eval" / "questions" / "conversations.txt"
# What the rules keep today; a change that keeps more raises these.
_LEAST_KEPT: dict[Lang, int] = {"en": 42, "ar": 33}


def turn(question: str, answer: str, asked: str | None) -> Answer | Refusal:
    if answer == "_":
        return Refusal(question, "no_answer", asked=asked)
    document = Document("d", "ar", "t", answer)
    return Answer(question, answer, (Citation(document, 0, len(answer), 0, len(answer)),), 0.9, asked=asked)


def stems(text: str) -> set[str]:
    # A pronoun or an article written onto a word is not of the word.
    said = [word[:-2] if word.endswith("'s") else word for word in words(text)]
    return {stem(word, "ar" if is_arabic(word) else "en") for word in said}


def follow_ups() -> Iterator[tuple[str, str, bool, str]]:
    """Each follow-up with its full form, whether it holds what it has to, and its language."""
    for block in _FILE.read_text("utf-8").split("\n\n")[1:]:
        before: list[Answer | Refusal] = []
        for line in block.strip().splitlines():
            said, _, wanted = line.partition(" => ")
            question, _, answer = said.partition(" | ")
            full = resolve(Question.of(question), before)
            if wanted:
                must, _, must_not = wanted.partition(" but ")
                held = stems(question if full is None else full.text)
                kept = stems(must) <= held and not stems(must_not) & held
                yield question, "" if full is None else full.text, kept, Question.of(question).lang
            before.append(
                turn(question if full is None else full.text, answer.strip(), None if full is None else question)
            )


def test_follow_ups_keep_the_thing_that_was_talked_about() -> None:
    found = list(follow_ups())
    kept = {lang: sum(is_kept for *_, is_kept, one in found if one == lang) for lang in _LEAST_KEPT}
    assert len(found) >= 90
    assert all(kept[lang] >= least for lang, least in _LEAST_KEPT.items()), kept


def test_there_are_sixty_conversations_or_more_in_both_languages() -> None:
    asked = [block.strip().splitlines()[0] for block in _FILE.read_text("utf-8").split("\n\n")[1:]]
    assert len(asked) >= 60
    assert min(sum(is_arabic(one) for one in asked), sum(not is_arabic(one) for one in asked)) >= 30
