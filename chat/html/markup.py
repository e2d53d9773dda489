"""The few safe ways in which a text becomes HTML. Every character from outside passes through `escape`."""

from __future__ import annotations

import html
import re

from chat.html.direction import direction_of, direction_of_lang
from chat.html.strings import STRINGS, Strings
from corpus.document import Lang

_SURROGATES = re.compile("[\ud800-\udfff]")


def escape(text: str) -> str:
    """The text as HTML, in an element or in a quoted attribute; unescaped, it is the same text again.

    A carriage return is written out, because an HTML parser drops it before a line feed. A lone surrogate is
    no character, cannot be sent, and becomes U+FFFD: still one character, so no offset moves.
    """
    return html.escape(_SURROGATES.sub("\ufffd", text)).replace("\r", "&#13;")


def isolate(text: str, lang: Lang) -> str:
    """The text as an inline element of its own direction, which disturbs no neighbour's."""
    return f'<bdi lang="{lang}" dir="{direction_of(text, direction_of_lang(lang))}">{escape(text)}</bdi>'


def attributes(text: str, lang: Lang) -> str:
    """`lang` and `dir` for an element that holds this text alone. A text without letters goes with its language."""
    return f'lang="{lang}" dir="{direction_of(text, direction_of_lang(lang))}"'


def mark(text: str, start: int, end: int) -> str:
    """The text as HTML with `text[start:end]` marked."""
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"


def both(field: str, **values: int | str) -> str:
    """One string of the interface in both languages; the style sheet shows the page's (`html[lang]`).

    `values` fill the string's places; a number has its thousands set apart.
    """
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return "".join(
        f'<span class="ui" lang="{lang}">{escape(_string(strings, field).format(**shown))}</span>'
        for lang, strings in STRINGS.items()
    )


def _string(strings: Strings, field: str) -> str:
    value = getattr(strings, field)
    if not isinstance(value, str):
        raise TypeError(f"Strings.{field} is not one text; it is a {type(value).__name__}")
    return value
