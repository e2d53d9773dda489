"""A quote in the asker's language: dates, amounts, names, and words by the translation that the document has."""

from qa.rendering.glossary import Tokens, names, places, tokens
from qa.rendering.pieces import longest
from qa.rendering.renderer import Renderer, Rendering, renders_rightly

__all__ = ["Renderer", "Rendering", "Tokens", "longest", "names", "places", "renders_rightly", "tokens"]
