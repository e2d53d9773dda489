"""What a sentence claims, as questions: each of its numbers, dates and names is left out and asked for (a cloze)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.document import Lang
from qa.question import Question
from qa.written.items import Item, facts, is_year

_MOST = 5  # questions about one sentence; each takes the reader's time
_ASKING: dict[Lang, dict[str, str]] = {
    "en": {"number": "how many", "year": "which year", "date": "when", "name": "what"},
    "ar": {"number": "كم", "year": "أي سنة", "date": "متى", "name": "ماذا"},
}


def questions_of(text: str, lang: Lang, items: Sequence[Item]) -> Iterator[tuple[int, Question]]:
    """The place of each fact with the question that it answers, in the sentence's order."""
    said = text.rstrip(".!?؟… ")
    for at in facts(items)[:_MOST]:
        item = items[at]
        if said[item.start : item.end].endswith("fold"):
            continue  # no question is asked for "fivefold" alone
        word = _ASKING[lang]["year" if is_year(item) else item.kind]
        mark = "؟" if lang == "ar" else "?"
        yield at, Question.of(f"{said[: item.start]}{word}{said[item.end :]}{mark}", lang)
