"""Words of documents as HTML: citations, candidates on a line, the nearest sentence of a refusal, and words of ours."""

from __future__ import annotations

from collections.abc import Sequence

from chat.html.markup import attributes, escape, isolate, mark
from chat.html.strings import STRINGS
from chat.links import Place
from corpus.document import Lang
from qa.answer import Candidate, Citation
from qa.rendering import Rendering

_LEAST_NEAR = 0.01  # confidence; what is less likely is no nearer than the passages are


def render_citation(citation: Citation, lang: Lang, label: str | None = None) -> str:
    """The sentence with the cited words marked, where it stands, and the way there; `label` says what it is."""
    strings, document = STRINGS[lang], citation.document
    label = strings.source if label is None else label
    sentence = mark(citation.sentence, citation.start - citation.sentence_start, citation.end - citation.sentence_start)
    where = [isolate(document.title, document.lang)]
    if citation.section is not None:
        where.append(isolate(citation.section, document.lang))
    if citation.page is not None:
        where.append(isolate(f"{strings.page} {citation.page}", lang))
    if citation.is_recognised:
        where.append(f'<em class="recognised">{isolate(strings.recognised, lang)}</em>')
    return (
        f'<figure class="citation"><figcaption class="label">{escape(label)}</figcaption>'
        f"<blockquote {attributes(citation.sentence, document.lang)}>{sentence}</blockquote>"
        f'<p class="where"><span>{" › ".join(where)}</span> '
        f"{render_link(Place(document, (citation.start, citation.end)), strings.show)}</p></figure>"
    )


def render_link(place: Place, words: str) -> str:
    """A link that opens the place on the page."""
    return f'<a class="show" href="#{escape(place.fragment)}">{escape(words)}</a>'


def render_nearest(candidates: Sequence[Candidate], lang: Lang, *, can_take: bool) -> str:
    """The best sentence under the threshold with its words marked, and the runners-up as one line each.

    `can_take` where one of them can be said to be the answer.
    """
    if not candidates or candidates[0].confidence < _LEAST_NEAR:
        return ""
    strings, first = STRINGS[lang], candidates[0]
    take = f"<p>{_render_take(first, lang)}</p>" if can_take else ""
    return (
        f'<div class="nearest">{render_citation(first.citation, lang, strings.nearest)}'
        f"{render_sentence(first.rendering, lang)}"
        f"{take}{_render_list(candidates[1:], lang, strings.runners_up, can_take=can_take)}</div>"
    )


def render_race(candidates: Sequence[Candidate], lang: Lang, *, can_take: bool) -> str:
    """The runners-up under an answer, with how sure they are; nothing where there are none."""
    return _render_list(candidates, lang, STRINGS[lang].also_possible, can_take=can_take)


def in_our_words(text: str, text_lang: Lang, lang: Lang) -> str:
    """Words that are not the document's, and that look it."""
    return (
        f'<span class="ours" {attributes(text, text_lang)} title="{escape(STRINGS[lang].our_wording)}">'
        f"{escape(text)}</span>"
    )


def percent(confidence: float) -> str:
    """The confidence as it is shown."""
    return f"{round(100 * confidence)}%"


def _render_list(candidates: Sequence[Candidate], lang: Lang, label: str, *, can_take: bool) -> str:
    lines = "".join(f"<li>{_render_candidate(one, lang, can_take=can_take)}</li>" for one in candidates)
    head = f'<p class="label">{escape(label)}</p>'
    return f'<div class="runners-up">{head}<ol class="race">{lines}</ol></div>' if lines else ""


def _render_candidate(candidate: Candidate, lang: Lang, *, can_take: bool) -> str:
    """A candidate on one line: its words, what they say in the asker's language, how sure they are, and its place."""
    citation, said = candidate.citation, candidate.rendering
    words = f"<bdi {attributes(citation.words, citation.document.lang)}>{escape(citation.words)}</bdi>"
    if said is not None and said.source != "sentence" and said.text != citation.words:
        words = f"{in_our_words(said.text, said.lang, lang)} {words}"
    link = render_link(Place(citation.document, (citation.start, citation.end)), STRINGS[lang].show)
    take = f" {_render_take(candidate, lang)}" if can_take else ""
    return f'{words} <bdi class="share" dir="ltr">{percent(candidate.confidence)}</bdi> {link}{take}'


def _render_take(candidate: Candidate, lang: Lang) -> str:
    """A button that says that this is the answer; turns.js sends it as a judgement."""
    citation = candidate.citation
    place = Place(citation.document, (citation.start, citation.end))
    return (
        f'<button type="button" class="take" data-take="{escape(place.fragment)}"'
        f' data-words="{escape(citation.quote)}">{escape(STRINGS[lang].take)}</button>'
    )


def render_sentence(rendering: Rendering | None, lang: Lang) -> str:
    """What the quote's sentence says in the asker's language, named as what it is; nothing where not known."""
    if rendering is None or rendering.sentence is None:
        return ""
    label = escape(STRINGS[lang].rendered_sentence[rendering.lang])
    return f'<p class="rendering"><span class="label">{label}</span> {isolate(rendering.sentence, rendering.lang)}</p>'
