"""Every word that the page itself says, in Arabic and in English, by subject."""

from __future__ import annotations

from dataclasses import dataclass

from chat.html.strings import dialogs, documents, judging, page, turns
from chat.html.strings.documents import LEFT_OUT, UNREADABLE
from corpus.document import Lang

__all__ = ["LEFT_OUT", "STRINGS", "UNREADABLE", "Strings", "confidence_in_words"]


@dataclass(frozen=True, kw_only=True)
class Strings(
    page.PageStrings, turns.TurnsStrings, dialogs.DialogsStrings, judging.JudgingStrings, documents.DocumentsStrings
):
    """The words of one language. Plain text: they are escaped like any other where they meet the page.

    Some have places in braces, which `chat.html.markup.both` fills.
    """


STRINGS: dict[Lang, Strings] = {
    "ar": Strings(
        **vars(page.ARABIC),
        **vars(turns.ARABIC),
        **vars(dialogs.ARABIC),
        **vars(judging.ARABIC),
        **vars(documents.ARABIC),
    ),
    "en": Strings(
        **vars(page.ENGLISH),
        **vars(turns.ENGLISH),
        **vars(dialogs.ENGLISH),
        **vars(judging.ENGLISH),
        **vars(documents.ENGLISH),
    ),
}

# The confidence is a calibrated probability, so these are shares of right answers. No answer is called sure:
# on the 153 reported questions 10 of 28 answers below the first step were exactly right, 13 of 22 up to the
# second and 12 of 14 above it.
_CONFIDENCE_STEPS = (0.5, 0.75)


def confidence_in_words(confidence: float, lang: Lang) -> tuple[str, str]:
    """The level in the language and what it means: unsure, likely from 0.5 on, very likely from 0.75 on."""
    level = sum(confidence >= step for step in _CONFIDENCE_STEPS)
    return STRINGS[lang].confidence_levels[level], STRINGS[lang].confidence_meanings[level]
