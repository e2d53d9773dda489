"""PDF: glyphs into lines, lines into paragraphs, in the order in which they are read."""

from corpus.formats.pdf.read import read_pdf

__all__ = ["read_pdf"]
