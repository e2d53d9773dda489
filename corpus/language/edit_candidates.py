"""Edit candidates: what a misspelt word may have been meant to be."""

from __future__ import annotations

from corpus.document import Lang

LONGEST_MISSPELLING = 24  # letters; a longer word is no word
_LETTERS: dict[Lang, str] = {"en": "abcdefghijklmnopqrstuvwxyz", "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"}
# Letters written for each other because they sound or look alike, in folded spelling.
_ALIKE: dict[Lang, tuple[str, ...]] = {
    "en": ("aeiouy", "csk", "sz", "ckq", "gj", "vw", "fv", "bp", "dt", "mn"),
    "ar": ("اويه", "دذض", "ضظ", "تطث", "سصث", "حهخ", "قكغ", "جغ", "زذظ", "بن", "ءاع"),
}


def one_slip_away(word: str, lang: Lang) -> tuple[set[str], set[str]]:
    """The edit candidates of a folded word: strings at Damerau-Levenshtein distance 1, the likely ones and the others.

    Likely edits double a letter or undo that, swap two neighbours, or exchange letters that sound or look alike. The
    others leave out, put in or exchange any letter. No candidate is shorter than three letters.
    """
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    doubled = {a + b[0] + b for a, b in splits if b}
    undoubled = {a + b[1:] for a, b in splits if len(b) > 1 and b[0] == b[1]}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    alike = {a + c + b[1:] for a, b in splits if b for group in _ALIKE[lang] if b[0] in group for c in group}
    left_out = {a + b[1:] for a, b in splits if b}
    put_in = {a + c + b for a, b in splits for c in _LETTERS[lang]}
    exchanged = {a + c + b[1:] for a, b in splits if b for c in _LETTERS[lang]}
    likely = {other for other in doubled | undoubled | swapped | alike if other != word and len(other) >= 3}
    rest = {other for other in left_out | put_in | exchanged if other != word and len(other) >= 3}
    return likely, rest - likely
