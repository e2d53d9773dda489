"""HTML out of answers and documents. Nothing here imports Gradio; all text of documents is escaped here."""

from chat.html.dialogs import About, Work, render_dialogs
from chat.html.judging import render_correction_bar, render_problem
from chat.html.markup import attributes, both, escape, isolate
from chat.html.original import page_at, render_original
from chat.html.render import render_conversation, render_new, render_turn
from chat.html.saved import render_saved
from chat.html.shell import BOOT, Shell, render_shell
from chat.html.strings import LEFT_OUT, STRINGS, UNREADABLE
from chat.html.tools import quote_with_source
from chat.html.viewer import render_viewer

__all__ = [
    "BOOT",
    "LEFT_OUT",
    "STRINGS",
    "UNREADABLE",
    "About",
    "Shell",
    "Work",
    "attributes",
    "both",
    "escape",
    "isolate",
    "page_at",
    "quote_with_source",
    "render_conversation",
    "render_correction_bar",
    "render_dialogs",
    "render_new",
    "render_original",
    "render_problem",
    "render_saved",
    "render_shell",
    "render_turn",
    "render_viewer",
]
