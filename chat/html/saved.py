"""A conversation as one HTML file that stands alone: no script, nothing fetched, and the paragraphs that it quotes."""

from __future__ import annotations

from collections.abc import Sequence

from chat.conversation import Notice, Removed, Turn
from chat.html.citing import in_our_words, percent
from chat.html.direction import direction_of, direction_of_lang
from chat.html.markup import attributes, escape, isolate, mark
from chat.html.strings import STRINGS
from chat.links import check_of
from corpus.document import Lang
from qa.answer import Answer, Citation, Refusal

_LONGEST_PARAGRAPH = 4_000  # characters around a quote; a document without line breaks is one paragraph
_STYLE = (
    ":root{color-scheme:light dark}body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.7 system-ui,"
    "'Noto Sans Arabic','Noto Sans',sans-serif}article{border-top:1px solid #8886;padding:1rem 0}h2{font-size:1.15rem}"
    ".short{font-size:1.25rem;font-weight:600;margin:.3rem 0}.ours{text-decoration:underline dotted}"
    ".label,.where{font-size:.88rem;opacity:.8}blockquote{margin:.5rem 0;padding-inline-start:1rem;"
    "border-inline-start:3px solid #0f766e;white-space:pre-wrap}mark{background:#fde68a;color:#1c1917}"
    "h2,blockquote,p{overflow-wrap:anywhere;text-align:start}figure{margin:1rem 0}article,figure{break-inside:avoid}"
)
# Whatever a document says, the file runs and fetches nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render_saved(turns: Sequence[Turn], lang: Lang) -> str:
    """The file's text: each question with what came of it, in the asker's language; `lang` is the page's."""
    strings = STRINGS[lang]
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{direction_of_lang(lang)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(f'{strings.title} · {strings.conversation}')}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(strings.title)}</h1><p>{escape(strings.tagline)}</p><main>"
        f"{''.join(map(_render_turn, turns))}</main></body></html>\n"
    )


def _render_turn(turn: Turn) -> str:
    lang, outcome = turn.lang, turn.outcome
    asked = f'<h2 lang="{lang}" dir="{direction_of(turn.question)}">{escape(turn.question)}</h2>'
    said = ""
    if isinstance(outcome, Answer | Refusal):
        if outcome.asked is not None:
            said = f'<p class="label">{escape(STRINGS[lang].understood)} {isolate(outcome.question, lang)}</p>'
        said += "".join(_render_outcome(part, turn, named=part is not outcome) for part in outcome.parts or (outcome,))
    elif isinstance(outcome, Removed):
        title = f'<bdi dir="auto">{escape(outcome.title)}</bdi>'
        words = outcome.text or ""
        said = f'<p class="label">{escape(STRINGS[lang].removed)} {title}</p><s dir="auto">{escape(words)}</s>'
    elif isinstance(outcome, Notice):
        words = STRINGS[lang].failed if outcome.text is None else outcome.text
        said = f'<p dir="{direction_of(words)}">{escape(words)}</p>'
    return f'<article lang="{lang}" dir="{direction_of_lang(lang)}">{asked}{said}</article>'


def _render_outcome(outcome: Answer | Refusal, turn: Turn, *, named: bool) -> str:
    """An answer with its quotes in their paragraphs, or a refusal; `named` where it is one of several questions."""
    lang, strings = turn.lang, STRINGS[turn.lang]
    name = f'<p class="label">{isolate(outcome.question, lang)}</p>' if named else ""
    if isinstance(outcome, Refusal):
        return f'{name}<p class="short" dir="{direction_of(outcome.text)}">{escape(outcome.text)}</p>'
    document_lang, said = outcome.citations[0].document.lang, outcome.rendering
    short = isolate(outcome.text, document_lang)
    if said is not None and said.source != "sentence" and said.text != outcome.text:
        ours = in_our_words(said.text, said.lang, lang)
        short = f'{ours} <span class="label">{escape(strings.document_has)}</span> {short}'
    sure = f"{strings.confidence} {percent(outcome.confidence)}"
    sure = sure if turn.giver == "models" else strings.given[turn.giver][0]
    figures = "".join(_render_paragraph(citation, lang) for citation in outcome.citations)
    return f'{name}<p class="short">{short}</p><p class="label">{escape(sure)}</p>{figures}'


def _render_paragraph(citation: Citation, lang: Lang) -> str:
    """The paragraph around the quote, which is marked, and where it stands: title, heading, page, offsets and hash."""
    document, strings = citation.document, STRINGS[lang]
    start, end = _paragraph(citation)
    text = document.text[start:end]
    quoted = mark(text, citation.start - start, citation.end - start)
    where = [isolate(document.title, document.lang)]
    where += [] if citation.section is None else [isolate(citation.section, document.lang)]
    where += [] if citation.page is None else [isolate(f"{strings.page} {citation.page}", lang)]
    place = f"{citation.start}–{citation.end} · {check_of(citation.quote)}"
    return (
        f'<figure><figcaption class="label">{escape(strings.source)}</figcaption>'
        f"<blockquote {attributes(text, document.lang)}>{quoted}</blockquote>"
        f'<p class="where">{" › ".join(where)} <bdi dir="ltr">[{place}]</bdi></p></figure>'
    )


def _paragraph(citation: Citation) -> tuple[int, int]:
    """The lines that the quoted sentence stands in, without what is further from the quote than the file carries."""
    text = citation.document.text
    first = text.rfind("\n", 0, citation.sentence_start) + 1
    last = text.find("\n", citation.sentence_end)
    last = len(text) if last == -1 else last
    return max(first, citation.start - _LONGEST_PARAGRAPH), min(last, citation.end + _LONGEST_PARAGRAPH)
