"""Names across scripts: how alike a word in Latin letters and one in Arabic letters sound.

Both are brought to a string of sounds, consonants by the place where they are spoken and vowels by
colour; names of the same consonants are then compared letter by letter. Arabic leaves short vowels
unwritten, so a vowel missing inside an Arabic word costs little.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.language.clitics import ARTICLES, PROCLITICS

# Latin spellings to sounds, longest first. Small letters are consonants; A, I and U are vowels.
# Sounds that one script or the other does not tell apart share a letter: p and b, v and f, k g q gh and kh.
_LATIN = {
    "tch": "ts", "sch": "s", "sh": "s", "ch": "ts", "kh": "k", "gh": "k", "th": "t", "dh": "d", "zh": "z", "ph": "f",
    "ck": "k", "qu": "kU", "ts": "ts", "tz": "ts", "dj": "j", "ou": "U", "oo": "U", "ee": "I", "x": "ks",
    "b": "b", "p": "b", "c": "k", "d": "d", "f": "f", "v": "f", "g": "k", "h": "h", "j": "j", "k": "k", "l": "l",
    "m": "m", "n": "n", "q": "k", "r": "r", "s": "s", "t": "t", "z": "z",
    "w": "U", "y": "I", "a": "A", "e": "I", "i": "I", "o": "U", "u": "U",
}  # fmt: skip
_LATIN_SPELLING = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
# In the spelling of `corpus.language.folding.fold`.
_ARABIC = {
    "ا": "A", "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "j", "چ": "ts", "ح": "h", "خ": "k", "د": "d", "ذ": "d",
    "ر": "r", "ز": "z", "ژ": "z", "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "A", "غ": "k",
    "ف": "f", "ڤ": "f", "ق": "k", "ك": "k", "گ": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "U", "ي": "I",
    "ء": "",
}  # fmt: skip
_VOWELS = frozenset("AIU")
# Sounds that spelling often exchanges: English g and Arabic ج, English c before e and i, final ه for a.
_NEAR = frozenset({("j", "k"), ("k", "j"), ("s", "k"), ("z", "s"), ("s", "z"), ("h", "A"), ("h", "k")})
_ARABIC_PREFIXES = (*ARTICLES, *PROCLITICS)

_SHORTEST = 3  # letters
_LONGEST = 24  # letters
_INNER_VOWEL = 0.35  # cost of a vowel that the other word does not write, inside
_OUTER_VOWEL = 0.8  # the same at the start or the end, where Arabic writes it
_OTHER_VOWEL = 0.3  # cost of one vowel for another
_NEAR_SOUND = 0.4


def key(word: str) -> str:
    """The consonants of a folded word in either script, without doubling: words that sound alike share it.

    Empty for a word of another script, and for one too short or too long to be told by its sound.
    """
    sounds = _sounds(word)
    return _consonants(sounds)


def keys(word: str) -> frozenset[str]:
    """The keys of a word and, in Arabic, of the word without a prefix such as "و" or "ال"."""
    return frozenset(filter(None, (key(form) for form in _forms(word))))


def likeness(latin: str, arabic: str) -> float:
    """How alike two folded words sound, from 0 to 1; the better of the Arabic word with and without its prefix."""
    sounds = _sounds(latin)
    if not sounds:
        return 0.0
    return max((_likeness(sounds, other) for form in _forms(arabic) if (other := _sounds(form))), default=0.0)


def is_latin(word: str) -> bool:
    """Whether a folded word is in Latin letters."""
    return "a" <= unicodedata.normalize("NFD", word[:1]) < "{" if word else False


def is_arabic(word: str) -> bool:
    """Whether a folded word is in Arabic letters."""
    return "\u0600" <= word[:1] <= "\u06ff"


def _forms(word: str) -> list[str]:
    forms = [word]
    if is_arabic(word):
        forms += [
            word[len(prefix) :]
            for prefix in _ARABIC_PREFIXES
            if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST
        ]
    return forms


@lru_cache(maxsize=100_000)
def _sounds(word: str) -> str:
    if not _SHORTEST <= len(word) <= _LONGEST:
        return ""
    if is_arabic(word):
        return _undoubled("".join(_ARABIC.get(letter, "") for letter in word))
    if is_latin(word):
        plain = "".join(c for c in unicodedata.normalize("NFD", word) if "a" <= c <= "z")
        return _undoubled("".join(_LATIN[spelling] for spelling in _LATIN_SPELLING.findall(plain)))
    return ""


def _undoubled(sounds: str) -> str:
    return "".join(sound for at, sound in enumerate(sounds) if at == 0 or sound != sounds[at - 1])


def _consonants(sounds: str) -> str:
    # j and k share a class, and so do s and z; h is left out: each script writes them as the other does not.
    return _undoubled("".join(c for c in sounds if c not in _VOWELS and c != "h").replace("j", "k").replace("z", "s"))


def _likeness(latin: str, arabic: str) -> float:
    """1 less the cost of turning one into the other, over the length of the longer one."""
    n, m = len(latin), len(arabic)
    row = [0.0] * (m + 1)
    for j in range(m):
        row[j + 1] = row[j] + _cost_of_leaving(arabic, j)
    for i in range(n):
        above, row = row, [row[0] + _cost_of_leaving(latin, i)]
        for j in range(m):
            row.append(
                min(
                    above[j] + _cost_of_change(latin[i], arabic[j]),
                    above[j + 1] + _cost_of_leaving(latin, i),
                    row[j] + _cost_of_leaving(arabic, j),
                )
            )
    return max(0.0, 1.0 - row[m] / max(n, m))


def _cost_of_leaving(sounds: str, at: int) -> float:
    if sounds[at] not in _VOWELS:
        return _INNER_VOWEL if sounds[at] == "h" else 1.0
    return _OUTER_VOWEL if at in (0, len(sounds) - 1) else _INNER_VOWEL


def _cost_of_change(latin: str, arabic: str) -> float:
    if latin == arabic:
        return 0.0
    if latin in _VOWELS and arabic in _VOWELS:
        return _OTHER_VOWEL
    return _NEAR_SOUND if (latin, arabic) in _NEAR else 1.0
