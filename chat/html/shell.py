"""The page as one HTML text: its head, its frame, and in it what is shown first, to be read before any script runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chat.html.direction import direction_of_lang
from chat.html.markup import both, escape
from chat.html.strings import STRINGS
from corpus.document import Lang

# The one script in the page itself, which the policy knows by its hash: language and look before anything is painted.
BOOT = (
    "(()=>{const r=document.documentElement,g=n=>{try{return localStorage.getItem(n)}catch{return null}},"
    't=g("sanad-theme"),l=(g("sanad-lang")||navigator.language||r.lang).toLowerCase().startsWith("ar");'
    'r.lang=l?"ar":"en";r.dir=l?"rtl":"ltr";if(t)r.dataset.theme=t})()'
)


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame holds, as HTML, by the parts of the page that events change later."""

    dialogs: str
    chooser: str
    own: str
    conversation: str
    viewer: str
    correction: str
    events: Mapping[str, Any]  # Gradio's events by name, as client.js sends them
    longest_question: int
    n_turns: int
    can_be_written: bool


def render_shell(shell: Shell, lang: Lang, *, address: str, files: Mapping[str, str], style: str) -> str:
    """The whole page in a language; `address` is where it is seen, `files` the addresses of static files by name.

    `style` is the style sheet. It stands in the page, because a browser paints nothing before the sheet is there, and
    on a slow line a request of its own takes longer than its bytes.
    """
    strings = STRINGS[lang]
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{direction_of_lang(lang)}" data-view="talk">'
        f"<head>{_head(lang, address, files, style)}</head>"
        f'<body data-events="{escape(json.dumps(shell.events))}" data-failed-ar="{escape(STRINGS["ar"].failed)}"'
        f' data-failed-en="{escape(STRINGS["en"].failed)}"><a class="skip" href="#question-box">{both("skip")}</a>'
        f'<header id="header">{_HEADER}{shell.dialogs}</header><main id="main"><div id="talk">'
        f'<div id="chooser">{shell.chooser}</div><div id="own">{shell.own}</div><div id="progress"></div>'
        f'<div id="conversation" role="log" aria-live="off" tabindex="0" data-most="{shell.n_turns}">'
        f"{shell.conversation}</div>"
        f'<noscript><p class="problem">{escape(strings.without_scripts)}</p></noscript>'
        f'<div id="waiting"><p>{both("waiting")}</p></div>'
        f'<div id="counter"><p data-most="{shell.longest_question}" hidden>{both("characters")}'
        f' <bdi dir="ltr"></bdi></p></div>{_composer(lang, can_be_written=shell.can_be_written)}</div>'
        f'<div id="source"><div id="viewer">{shell.viewer}</div><div id="correction">{shell.correction}</div></div>'
        f'<div id="problem"></div></main><div id="drop" aria-hidden="true">{both("drop_anywhere")}</div>'
        '<div id="download" hidden></div><div id="memory" hidden></div></body></html>\n'
    )


def _head(lang: Lang, address: str, files: Mapping[str, str], style: str) -> str:
    strings = STRINGS[lang]
    title = f"{strings.title} · {strings.tagline}"
    said = {
        "og:type": "website",
        "og:title": title,
        "og:description": strings.description,
        "og:url": address,
        "og:image": f"{address}{files['preview.png']}",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": title,
        "twitter:card": "summary_large_image",
    }
    preview = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in said.items())
    return (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><meta name="description" content="{escape(strings.description)}">{preview}'
        f'<link rel="icon" href="{files["icon.svg"]}" type="image/svg+xml"><script>{BOOT}</script>'
        f'<script defer src="{files["page.js"]}"></script><style>{style}</style>'
    )


def _tool(does: str, words: str, sign: str) -> str:
    """A button of the header; a narrow screen shows its sign, and tells its words to who listens."""
    return (
        f'<button type="button" data-do="{does}"><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="words">{both(words)}</span></button>'
    )


_HEADER = (
    f'<div class="brand"><h1>{both("title")}</h1><p>{both("tagline")}</p></div>'
    f'<div class="views"><button type="button" data-view="talk" aria-pressed="true">{both("conversation")}</button>'
    f'<button type="button" data-view="source" aria-pressed="false">{both("document")}</button></div>'
    f'<div class="tools">{_tool("start_again", "new_conversation", "+")}'
    f"{_tool('conversations', 'conversations_title', '☰')}{_tool('help', 'help_title', '?')}"
    f"{_tool('about', 'about_title', 'i')}{_tool('theme', 'theme', '◐')}"
    f'<button type="button" data-lang="ar" lang="ar">{STRINGS["ar"].name}</button>'
    f'<button type="button" data-lang="en" lang="en">{STRINGS["en"].name}</button></div>'
)


def _composer(lang: Lang, *, can_be_written: bool) -> str:
    """The question box and its button; page.js changes their words with the page's language."""
    arabic, english, strings = STRINGS["ar"], STRINGS["en"], STRINGS[lang]
    written = f'<label id="written"><input type="checkbox"> {both("write")}</label>' if can_be_written else ""
    return (
        f'<form id="composer"><label id="question"><span class="hidden">{both("question_label")}</span>'
        f'<textarea id="question-box" rows="1" autofocus placeholder="{escape(strings.placeholder)}"'
        f' data-ar="{escape(arabic.placeholder)}" data-en="{escape(english.placeholder)}"></textarea></label>{written}'
        f'<button type="submit" id="ask" disabled data-ar="{escape(arabic.ask)}" data-en="{escape(english.ask)}">'
        f"{escape(strings.ask)}</button></form>"
    )
