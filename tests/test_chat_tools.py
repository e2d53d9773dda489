"""What is copied from a turn, as text."""

from __future__ import annotations

from dataclasses import replace

from chat_sample import BEGAN, EMBASSY, HOSTILE, TRADE

from chat.conversation import Notice, Turn
from chat.html.tools import answer_as_text, quote_with_source, render_tools
from qa.answer import Answer, Refusal
from qa.rendering.renderer import Rendering


def test_an_answer_is_copied_in_the_askers_words_with_the_documents_behind() -> None:
    answer = Answer("When?", BEGAN.quote, (BEGAN,), 0.9, Rendering("en", "29 January 1992", "cldr"))
    assert answer_as_text(answer) == f"29 January 1992 ({BEGAN.quote})"
    assert answer_as_text(replace(answer, rendering=None)) == BEGAN.quote


def test_a_quote_is_copied_with_its_place() -> None:
    where = "العلاقات الإيرانية الكازاخستانية › التجارة › صفحة 12"
    assert quote_with_source(replace(TRADE, page=12)) == f"«{TRADE.sentence}» — {where} [{TRADE.start}:{TRADE.end}]"
    assert quote_with_source(EMBASSY).startswith(f"“{EMBASSY.sentence}” — {HOSTILE.title} [")


def test_what_can_be_copied_hangs_on_the_outcome() -> None:
    shown = render_tools(Turn("<b>When?", Answer("When?", EMBASSY.quote, (EMBASSY,), 0.9)))
    assert shown.count("<button") == 4
    assert 'data-copy="&lt;/mark&gt;1992&lt;!--"' in shown
    assert 'data-edit="&lt;b&gt;When?"' in shown
    assert render_tools(Turn("Who?", Refusal("Who?", "no_answer"))).count("<button") == 1
    assert render_tools(Turn("Who?")) == render_tools(Turn("  ", Notice("No words."))) == ""
