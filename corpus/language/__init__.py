"""What is known of Arabic and English words: folding, stems, roots, function words, phonetic keys, edit candidates."""

from corpus.language.clitics import AND, PROCLITICS, forms_of, is_definite, without_proclitic
from corpus.language.edit_candidates import LONGEST_MISSPELLING, one_slip_away
from corpus.language.folding import FOLDING, MARKS, fold, lang_of, stem, words
from corpus.language.function_words import CONTRASTS, FUNCTION_WORDS, content_words, telling_words
from corpus.language.phonetic import is_arabic, is_latin, keys, likeness
from corpus.language.roots import root, simpler

__all__ = [
    "AND",
    "CONTRASTS",
    "FOLDING",
    "FUNCTION_WORDS",
    "LONGEST_MISSPELLING",
    "MARKS",
    "PROCLITICS",
    "content_words",
    "fold",
    "forms_of",
    "is_arabic",
    "is_definite",
    "is_latin",
    "keys",
    "lang_of",
    "likeness",
    "one_slip_away",
    "root",
    "simpler",
    "stem",
    "telling_words",
    "without_proclitic",
    "words",
]
