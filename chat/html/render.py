"""The conversation as HTML. An answer speaks the asker's language; its quotes keep the document's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.conversation import Notice, Removed, Turn
from chat.html.citing import in_our_words, render_citation, render_link, render_nearest, render_race, render_sentence
from chat.html.direction import direction_of, direction_of_lang, lang_of_message
from chat.html.judging import render_judging
from chat.html.markup import attributes, both, escape, isolate
from chat.html.strings import STRINGS, confidence_in_words
from chat.html.tools import render_tools
from chat.html.written import render_written
from chat.judgement import Giver
from chat.links import Place
from corpus.document import Lang, Passage
from qa.answer import Answer, Candidate, Refusal

_MOST_PASSAGES = 3
_LONGEST_SHOWN = 2000  # characters of a question in its bubble
_SENTENCE_END = re.compile(r"(?<=[.؟?!]) ")


def render_conversation(turns: Sequence[Turn], examples: Sequence[str]) -> str:
    """Every turn in order, oldest first; before the first one a welcome with the example questions."""
    if not turns:
        return f'<div class="talk">{render_welcome(examples)}</div>'
    save = (
        f'<div class="export choices"><span class="label">{both("save_conversation")}</span>'
        '<button type="button" data-export="markdown">Markdown</button>'
        '<button type="button" data-export="html">HTML</button>'
        '<button type="button" data-export="json">JSON</button>'
        f'<button type="button" data-do="print">{both("print")}</button></div>'
    )
    return f'<div class="talk">{"".join(map(render_turn, turns))}{save}</div>'


def render_welcome(examples: Sequence[str]) -> str:
    """What this is, and questions to begin with, grouped by language."""
    groups = []
    for lang in STRINGS:
        buttons = "".join(
            f'<button type="button" class="example" data-question="{escape(question)}"'
            f" {attributes(question, lang)}>{escape(question)}</button>"
            for question in examples
            if lang_of_message(question) == lang
        )
        groups.append(f'<div class="examples" lang="{lang}">{buttons}</div>' if buttons else "")
    return (
        f'<section class="welcome"><h2>{both("welcome")}</h2><p>{both("welcome_more")}</p>{"".join(groups)}</section>'
    )


def render_new(turn: Turn, n: int, *, is_known: bool = False) -> str:
    """The last of `n` turns alone, for a page that shows those before it; `is_known` where it shows this one, too."""
    return render_turn(turn, put="last" if is_known else "next", n=n)


def render_turn(turn: Turn, *, put: str = "", n: int = 0) -> str:
    """A question and its outcome; `put` tells page.js where: after the last, in its place, or in that of an id."""
    lang = turn.lang
    strings = STRINGS[lang]
    understood = _render_understood(turn, lang)
    shown = turn.question if len(turn.question) <= _LONGEST_SHOWN else f"{turn.question[:_LONGEST_SHOWN]}…"
    question = (
        f'<div class="question" role="group" aria-label="{escape(strings.question_label)}">'
        f'<p lang="{lang}" dir="{direction_of(turn.question)}">{escape(shown)}</p></div>'
        if turn.question.strip()
        else ""
    )
    match turn.outcome:
        case Answer(parts=(_, *_)) as answer:
            written = render_written(answer.written, lang)
            outcome = understood + written + "".join(_render_part(part, lang) for part in answer.parts)
        case Answer() as answer:
            outcome = _render_answer(answer, lang, understood, turn.giver, can_take=bool(turn.turn_id))
        case Refusal() as refusal:
            outcome = _render_refusal(
                refusal,
                lang,
                understood + _render_meant(turn.meant, lang),
                _render_suggestions(turn.suggested, lang),
                can_take=bool(turn.turn_id),
            )
        case Removed(text=str(text), title=title):
            label = f'<p class="label">{both("removed")} <bdi dir="auto">{escape(title)}</bdi></p>'
            outcome = f'<div class="reply removed">{label}<p class="short" dir="auto"><s>{escape(text)}</s></p></div>'
        case Notice(text, broken):
            said = getattr(strings, broken) if text is None else text
            outcome = f'<div class="reply notice" dir="{direction_of(said)}"><p>{escape(said)}</p></div>'
        case None:
            outcome = (
                f'<div class="reply searching" lang="{lang}" dir="{direction_of_lang(lang)}">'
                f"<p>{escape(strings.loading if turn.is_loading else strings.searching)}</p></div>"
            )
    where = f' data-put="{put}" data-n="{n}"' if put else ""
    return f'<article class="turn"{where}>{question}{outcome}{render_tools(turn)}{render_judging(turn)}</article>'


def _render_part(part: Answer | Refusal, lang: Lang) -> str:
    """One of several questions in one, with what came of it."""
    label = f'<p class="understood">{isolate(part.question, lang_of_message(part.question))}</p>'
    if isinstance(part, Answer):
        return _render_answer(part, lang, label)
    return _render_refusal(part, lang, label, "")


def _render_understood(turn: Turn, lang: Lang) -> str:
    """What a follow-up was understood as; nothing for a question that was asked as it stands."""
    if not isinstance(turn.outcome, Answer | Refusal) or turn.outcome.asked is None:
        return ""
    full = turn.outcome.question
    return (
        f'<p class="understood"><span class="label">{escape(STRINGS[lang].understood)}</span> '
        f"{isolate(full, lang_of_message(full))}</p>"
    )


def _render_meant(question: str, lang: Lang) -> str:
    """The prepared question that most likely means the same, as a button; nothing where there is none."""
    if not question:
        return ""
    label = escape(STRINGS[lang].meant)
    return (
        f'<div class="suggestions meant" role="group" aria-label="{label}"><p class="label">{label}</p>'
        f"{_render_button(question, lang)}</div>"
    )


def _render_button(question: str, lang: Lang) -> str:
    return (
        f'<button type="button" class="suggestion" data-question="{escape(question)}"'
        f" {attributes(question, lang)}>{escape(question)}</button>"
    )


def _render_suggestions(questions: Sequence[str], lang: Lang) -> str:
    """Questions to ask instead, as buttons; nothing where there are none."""
    if not questions:
        return ""
    label = escape(STRINGS[lang].suggested)
    buttons = "".join(_render_button(question, lang) for question in questions)
    return f'<div class="suggestions" role="group" aria-label="{label}"><p class="label">{label}</p>{buttons}</div>'


def _render_answer(
    answer: Answer, lang: Lang, understood: str, giver: Giver = "models", *, can_take: bool = False
) -> str:
    strings = STRINGS[lang]
    document_lang = answer.citations[0].document.lang
    foreign = strings.foreign_source[document_lang]
    race = render_race(answer.candidates, lang, can_take=can_take)
    note = f'<p class="foreign">{escape(foreign)}</p>' if foreign else ""
    return (
        f'<div class="reply answer" lang="{lang}" dir="{direction_of_lang(lang)}">{understood}'
        f"{render_written(answer.written, lang)}{_render_short(answer, lang)}{render_sentence(answer.rendering, lang)}"
        f"{''.join(render_citation(citation, lang) for citation in answer.citations)}"
        f"{''.join(_render_other(other, lang) for other in answer.others)}"
        f"{note}{_render_sureness(answer, lang, giver)}{race}</div>"
    )


def _render_sureness(answer: Answer, lang: Lang, giver: Giver) -> str:
    """How sure the models are; or, where they were not asked, who gave the answer."""
    strings = STRINGS[lang]
    if giver != "models":
        given, meaning = strings.given[giver]
        return f'<p class="confidence given"><span>{escape(given)}</span></p><p class="meaning">{escape(meaning)}</p>'
    level, meaning = confidence_in_words(answer.confidence, lang)
    return (
        f'<p class="confidence"><span class="label">{escape(strings.confidence)}</span> '
        f'<span>{escape(level)} (<bdi dir="ltr">{round(100 * answer.confidence)}%</bdi>)</span></p>'
        f'<p class="meaning">{escape(meaning)}</p>'
    )


def _render_short(answer: Answer, lang: Lang) -> str:
    """The answer in the largest letters: in the asker's language where its words are known in it, the quote beside."""
    document_lang, rendering = answer.citations[0].document.lang, answer.rendering
    # "1992" reads the same in both languages: saying it again would only puzzle.
    if rendering is None or rendering.source == "sentence" or rendering.text == answer.text:
        return f'<p class="short" {attributes(answer.text, document_lang)}>{escape(answer.text)}</p>'
    strings = STRINGS[lang]
    return (
        f'<p class="short">{in_our_words(rendering.text, rendering.lang, lang)} '
        f'<span class="beside"><span class="label">{escape(strings.document_has)}</span> '
        f"{isolate(answer.text, document_lang)}</span></p>"
    )


def _render_other(other: Candidate, lang: Lang) -> str:
    """What another document says otherwise, with its own confidence and place."""
    words, strings = other.citation.words, STRINGS[lang]
    return (
        f'<p class="other"><span class="label">{escape(strings.other_says)}</span> '
        f"{isolate(words, other.citation.document.lang)} "
        f'(<bdi dir="ltr">{round(100 * other.confidence)}%</bdi>)</p>{render_citation(other.citation, lang)}'
    )


def _render_refusal(refusal: Refusal, lang: Lang, understood: str, suggestions: str, *, can_take: bool = False) -> str:
    """The refusal's words, each sentence in its own direction, and the closest passages, named as that.

    Talk is answered in the same place, and without the look of a warning.
    """
    said = "".join(
        f'<p class="short" dir="{direction_of(sentence)}">{escape(sentence)}</p>'
        for sentence in _SENTENCE_END.split(refusal.text)
    )
    near = "" if refusal.is_absent else render_nearest(refusal.candidates, lang, can_take=can_take)
    closest = near or _render_closest(refusal.nearest, lang)
    kind = "talk-reply" if refusal.is_talk else "refusal"
    return (
        f'<div class="reply {kind}" lang="{lang}" dir="{direction_of_lang(lang)}">'
        f"{understood}{said}{suggestions}{closest}</div>"
    )


def _render_closest(passages: Sequence[Passage], lang: Lang) -> str:
    shown = "".join(_render_passage(passage, lang) for passage in passages[:_MOST_PASSAGES])
    label = f'<p class="label">{escape(STRINGS[lang].closest)}</p>'
    return f'<div class="closest">{label}<ol>{shown}</ol></div>' if shown else ""


def _render_passage(passage: Passage, lang: Lang) -> str:
    document, section = passage.document, passage.section
    where = document.title if section is None else document.heading(section)
    place = Place(document, (passage.start, passage.end), is_passage=True)
    return (
        f"<li><blockquote {attributes(passage.text, document.lang)}>{escape(passage.text)}</blockquote>"
        f'<p class="where"><span>{isolate(where, document.lang)}</span> '
        f"{render_link(place, STRINGS[lang].show_passage)}</p></li>"
    )
