"""Sentences of a model as HTML: labelled, each over the document's words that hold it, and what was struck out."""

from __future__ import annotations

from chat.html.citing import render_citation
from chat.html.direction import direction_of_lang
from chat.html.markup import attributes, escape, isolate
from chat.html.strings import STRINGS
from corpus.document import Lang
from qa.answer import Statement, Written
from qa.written import REASONS


def render_written(written: Written | None, lang: Lang) -> str:
    """What a model wrote over an answer, so far; nothing where nothing was asked of one."""
    if written is None:
        return ""
    strings = STRINGS[lang]
    held = "".join(_render_statement(one, lang) for one in written.statements)
    label = f'<p class="label">{escape(strings.written_by)} {isolate(written.writer, "en")}</p>' if held else ""
    how = f'<p class="meaning">{escape(strings.written_how)}</p>' if held else ""
    said = []
    if written.struck:
        reasons = dict.fromkeys(REASONS[one.reason][lang] for one in written.struck)
        listed = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
        n = len(written.struck)
        said.append(f'<p class="label">{escape(strings.struck_out.format(n=n))}</p><ul>{listed}</ul>')
    if written.struck and not held:
        said.append(f"<p>{escape(strings.nothing_left)}</p>")
    if written.problem:
        said.append(f"<p>{escape(strings.writing_failed)}</p>")
    struck = f'<div class="struck">{"".join(said)}</div>' if said else ""
    inside = f"{label}{how}{held}{struck}"
    return (
        f'<section class="written" lang="{lang}" dir="{direction_of_lang(lang)}">{inside}</section>' if inside else ""
    )


def _render_statement(statement: Statement, lang: Lang) -> str:
    quotes = "".join(render_citation(citation, lang) for citation in statement.citations)
    return (
        f'<div class="statement"><p class="ours" {attributes(statement.text, lang)}>{escape(statement.text)}</p>'
        f"{quotes}</div>"
    )
