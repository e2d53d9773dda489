"""A quote in the asker's language: dates, amounts, names, and words by the translation that the document has."""

from qa.rendering.amounts import number_words, quantity
from qa.rendering.glossary import Tokens, months, names, nouns, places, tokens, weekdays
from qa.rendering.pieces import longest
from qa.rendering.renderer import Renderer, Rendering, renders_rightly

__all__ = [
    "Renderer",
    "Rendering",
    "Tokens",
    "longest",
    "months",
    "names",
    "nouns",
    "number_words",
    "places",
    "quantity",
    "renders_rightly",
    "tokens",
    "weekdays",
]
