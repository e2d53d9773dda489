"""How answers are judged on the page, as HTML: the buttons under a turn, and the bar under the document.

All of it speaks the page's language, not the asker's: it is the page that asks.
"""

from __future__ import annotations

from chat.conversation import Turn
from chat.html.markup import attributes, both, escape
from chat.judgement import Judgement, Verdict
from chat.links import Place
from qa.answer import Answer


def render_judging(turn: Turn) -> str:
    """Right or wrong and, after wrong, what would be right; nothing for a turn that cannot be judged."""
    if not turn.turn_id:
        return ""
    verdict = None if turn.judgement is None else turn.judgement.verdict
    name = f"judge-{turn.turn_id}"
    is_wrong = verdict not in (None, "right")
    first = _button("right", "right", pressed=verdict == "right") + _button("wrong", "wrong", pressed=is_wrong)
    return (
        f'<div class="judging" data-turn="{turn.turn_id}">'
        f'<div class="choices" role="group" aria-labelledby="{name}"><span id="{name}" class="label">'
        f"{both('is_right')}</span>{first}</div>"
        f"{_render_correction_choices(turn, verdict) if is_wrong else ''}{_render_said(turn.judgement)}</div>"
    )


def render_correction_bar() -> str:
    """Under the document: for which question words are being selected, which, and that these are the answer.

    page.js shows it while an answer is being corrected, and fills in the question and the words.
    """
    return (
        f'<div class="correction" role="group" aria-labelledby="correction-how">'
        f'<p id="correction-how" class="label">{both("correction_how")}</p>'
        f'<p class="asked"></p><p class="picked" aria-live="polite">'
        f'<span class="none">{both("nothing_selected")}</span><q></q></p>'
        f'<div class="choices"><button type="button" class="give" data-do="give" disabled>'
        f"{both('give_answer')}</button>"
        f'<button type="button" data-do="cancel">{both("cancel")}</button></div></div>'
    )


def render_problem(field: str) -> str:
    """Why a judgement was not kept: a string of the interface by its name."""
    return f"<p><strong>{both('not_judged')}</strong> {both(field)}</p>"


def _render_correction_choices(turn: Turn, verdict: Verdict | None) -> str:
    name = f"correct-{turn.turn_id}"
    is_better = "true" if verdict == "better" else "false"
    select = f'<button type="button" data-correct aria-pressed="{is_better}">{both("select_answer")}</button>'
    # A refusal has said that already: who says the same finds it right.
    none = _button("not_in_documents", "not_in_documents", pressed=verdict == "not_in_documents")
    return (
        f'<div class="choices" role="group" aria-labelledby="{name}"><span id="{name}" class="label">'
        f"{both('what_is_right')}</span>{select}{none if isinstance(turn.outcome, Answer) else ''}</div>"
    )


def _render_said(judgement: Judgement | None) -> str:
    """That it was noted, and the words that were selected."""
    if judgement is None:
        return ""
    return f'<p class="said"><span class="thanks">{both("thanks")}</span>{_render_better(judgement.place)}</p>'


def _render_better(place: Place | None) -> str:
    if place is None or place.span is None:
        return ""
    words = place.document.text[slice(*place.span)]
    return (
        f' <span class="label">{both("better_answer")}</span> '
        f'<a class="show" href="#{escape(place.fragment)}"><bdi {attributes(words, place.document.lang)}>'
        f"{escape(words)}</bdi></a>"
    )


def _button(verdict: Verdict, words: str, *, pressed: bool) -> str:
    is_pressed = "true" if pressed else "false"
    return f'<button type="button" data-judge="{verdict}" aria-pressed="{is_pressed}">{both(words)}</button>'
