"""What opens over the page, as HTML: about it, help, and the conversations that the browser keeps.

page.js and dialogs.js open them and fill the list in, as text, from a template that is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chat.html.markup import both, escape, isolate
from corpus.document import Lang


@dataclass(frozen=True, slots=True)
class Work:
    """A text that the program comes with."""

    title: str
    lang: Lang
    source: str
    licence: str
    taken: str  # the day on which it was taken, as 2026-11-23


@dataclass(frozen=True, slots=True)
class About:
    """What the page says of itself."""

    version: str
    models: Sequence[tuple[str, str]] = ()  # part and name
    works: Sequence[Work] = ()


_SHORTCUTS = (
    ("Enter", "help_enter"),
    ("Shift+Enter", "help_line"),
    ("↑", "help_up"),
    ("/", "help_slash"),
    ("?", "help_question"),
    ("Esc", "help_escape"),
)


def render_dialogs(about: About) -> str:
    """All of them, closed."""
    return _dialog("about", _about(about)) + _dialog("help", _help()) + _dialog("conversations", _CONVERSATIONS)


def _dialog(name: str, inside: str) -> str:
    return (
        f'<dialog id="dialog-{name}" aria-labelledby="dialog-{name}-title">'
        f'<h2 id="dialog-{name}-title" tabindex="-1">{both(f"{name}_title")}</h2>{inside}'
        f'<div class="choices"><button type="button" data-close>{both("close")}</button></div></dialog>'
    )


def _about(about: About) -> str:
    models = "".join(
        f'<li>{both(f"model_{part}")} <bdi dir="ltr">{escape(name)}</bdi></li>' for part, name in about.models
    )
    works = "".join(
        f"<li>{isolate(work.title, work.lang)}<br>{both('work_source')} <bdi>{escape(work.source)}</bdi><br>"
        f'{both("work_licence")} <bdi dir="ltr">{escape(work.licence)}</bdi><br>'
        f'{both("work_taken")} <time datetime="{escape(work.taken)}">{escape(work.taken)}</time></li>'
        for work in about.works
    )
    licence = "about_models_licence"
    return (
        f"<p>{both('about_what')}</p><p>{both('about_private')}</p>"
        f"{_part('about_models', models)}{f'<p>{both(licence)}</p>' if models else ''}{_part('about_works', works)}"
        f'<p>{both("about_code")} <bdi dir="ltr">{escape(about.version)}</bdi></p>'
    )


def _part(title: str, items: str) -> str:
    return f"<h3>{both(title)}</h3><ul>{items}</ul>" if items else ""


def _help() -> str:
    rows = "".join(f'<dt><kbd dir="ltr">{key}</kbd></dt><dd>{both(field)}</dd>' for key, field in _SHORTCUTS)
    return f"<p>{both('help_ask')}</p><p>{both('help_answer')}</p><h3>{both('help_keys')}</h3><dl>{rows}</dl>"


_CONVERSATIONS = (
    f'<p class="label">{both("conversations_where")}</p>'
    f'<label class="find">{both("conversations_find")} <input type="search" autocomplete="off"></label>'
    f'<p class="none" hidden>{both("conversations_none")}</p><ul class="list"></ul>'
    f'<p class="undo" role="status" hidden>{both("conversation_deleted")} '
    f'<button type="button" data-undo>{both("undo")}</button></p>'
    '<template><li><button type="button" class="open" data-open><bdi></bdi><time></time></button>'
    f'<label class="rename" hidden><span>{both("conversation_name")}</span> <input maxlength="120" dir="auto"></label>'
    f'<button type="button" data-rename>{both("rename")}</button>'
    f'<button type="button" data-delete>{both("remove")}</button></li></template>'
)
