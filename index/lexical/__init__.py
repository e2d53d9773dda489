"""Words and their search: BM25 over stems, roots, phonetic keys and translations."""

from index.lexical.search import LexicalIndex, LexicalSettings
from index.lexical.translate import TranslationError, TranslationTable
from index.lexical.words import Keys, Words, term_keys

__all__ = ["Keys", "LexicalIndex", "LexicalSettings", "TranslationError", "TranslationTable", "Words", "term_keys"]
