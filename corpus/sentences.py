"""Where sentences start and end: sentencex's boundaries, put right by moving, dropping and adding offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import sentencex

from corpus.blocks import Block, blocks
from corpus.document import Document, Lang, Section
from corpus.language import MARKS
from corpus.trim import is_blank, trim

# sentencex takes quadratic time over quotation marks that never close, so it sees this many characters at once.
_WINDOW = 5_000
# What belongs to the sentence before it: reference marks of an encyclopedia, as in "ألماتي.[1][2]".
_REFERENCES = re.compile(r"(?:\s{0,3}\[(?:\d{1,3}|[A-Za-zأ-ي]|note \d{1,3}|citation needed|بحاجة لمصدر)\])+")
_CLOSING = frozenset(")]}»”’›")
_STRAIGHT_QUOTES = frozenset("\"'")
# Ends that sentencex misses: before a reference mark, and after "عام 1992 م.".
_MISSED_END = re.compile(r"[.!?؟؛](?=\[)|(?<=\d\sم)\.(?=\s)|(?<=\d\sهـ)\.(?=\s)")
_SEMICOLON = re.compile("؛+")
_ASIDE = re.compile(r"\([^()]{1,200}\)")

# A token that ends in a full stop without ending a sentence. One letter does so in Arabic ("د. أحمد",
# "ص. 12") and so do letters between full stops ("ق.م.", "أ.د."); this many characters are looked at.
_LONGEST_ABBREVIATION = 8
_LETTERS_AND_STOPS = re.compile(r"[ء-ي](?:\.\s?[ء-ي])*|[A-Z](?:\.\s?[A-Z])*")
_ABBREVIATIONS = frozenset({"mr", "mrs", "ms", "dr", "prof", "vs", "cf", "e.g", "i.e", "أد", "الد"})
# "عام 1992 م." and "سنة 1413 هـ.": after a number these are units of time, and may well end a sentence.
_ERAS = frozenset("مه")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences that follow one another with neither a heading nor boilerplate between them, in one section.

    Sentences are half-open ranges of the document, in order, apart, at least one.
    """

    section: Section | None
    sentences: tuple[tuple[int, int], ...]


def sentences(document: Document) -> list[tuple[int, int]]:
    """The half-open ranges of the document's sentences, in order and apart; empty when it has none.

    No sentence starts or ends with a blank character. Together they hold every character that is
    neither blank nor in a heading nor in boilerplate.
    """
    return [sentence for stretch in stretches(document) for sentence in stretch.sentences]


def stretches(document: Document) -> list[Stretch]:
    """The document's sentences by stretch, in text order; no stretch crosses a section. A table's row is a sentence."""
    found = []
    for start, end, section in _between_cuts(document):
        inside = tuple(
            sentence for block in blocks(document.text, start, end) for sentence in _of_block(document, block)
        )
        if inside:
            found.append(Stretch(section, inside))
    return found


def _between_cuts(document: Document) -> list[tuple[int, int, Section | None]]:
    """The ranges outside headings and boilerplate, each within one section."""
    length = len(document.text)
    cuts = [*document.boilerplate, *((s.heading_start, s.heading_end) for s in document.sections)]
    # A section's own ends part ranges too, as cuts of no length.
    cuts += [(at, at) for section in document.sections for at in (section.start, section.end)]
    ranges: list[tuple[int, int, Section | None]] = []
    sections = iter(sorted(document.sections, key=lambda section: section.start))
    section = next(sections, None)
    at = 0
    for start, end in [*sorted(cuts), (length, length)]:
        if at < start:
            while section is not None and section.end <= at:
                section = next(sections, None)
            ranges.append((at, start, section if section is not None and section.start <= at else None))
        at = max(at, end)
    return ranges


def _of_block(document: Document, block: Block) -> list[tuple[int, int]]:
    if block.row is not None:
        return [trim(document.text, block.start, block.end)]
    return sentences_of(document.text, block.start, block.end, document.lang)


def sentences_of(text: str, start: int, end: int, lang: Lang) -> list[tuple[int, int]]:
    """The ranges of the sentences of the paragraph `text[start:end]`; none where it is blank."""
    start, end = trim(text, start, end)
    found: list[tuple[int, int]] = []
    at, has_letter = start, False
    last_cut = start
    for cut in _candidates(text, start, end, lang):
        has_letter = has_letter or any(map(str.isalpha, text[last_cut:cut]))
        last_cut = cut
        # A number or a bullet by itself counts what follows it.
        if has_letter and _ends_a_sentence(text, at, cut):
            found.append(trim(text, at, cut))
            at, has_letter = cut, False
    if at < end:
        last = trim(text, at, end)
        if found and not any(map(str.isalnum, text[last[0] : last[1]])):
            last = (found.pop()[0], last[1])
        if last[0] < last[1]:
            found.append(last)
    return found


def _candidates(text: str, start: int, end: int, lang: Lang) -> list[int]:
    """Offsets where a sentence may end, in order, within (start, end); what belongs to it stands before them."""
    asides = [match.span() for match in _ASIDE.finditer(text, start, end)]
    marks = [match.end() for match in _SEMICOLON.finditer(text, start, end)]
    cuts = _library_cuts(text, start, end, lang) + _outside(marks, asides)
    cuts += [match.end() for match in _MISSED_END.finditer(text, start, end)]
    moved = [start]
    for cut in sorted(cuts):
        if cut > moved[-1]:
            moved.append(_past_what_belongs(text, cut, end))
    return [cut for cut in moved if start < cut < end]


def _library_cuts(text: str, start: int, end: int, lang: Lang) -> list[int]:
    cuts = []
    while start < end:
        until = min(end, start + _WINDOW)
        found = [
            start + boundary["end_index"] for boundary in sentencex.get_sentence_boundaries(lang, text[start:until])
        ]
        if until < end:
            # The window's last sentence goes on; it starts the next window, unless it fills this one.
            found = [cut for cut in found if cut < until] or [_last_space(text, start, until)]
        cuts += found
        start = found[-1] if until < end else end
    return cuts


def _last_space(text: str, start: int, end: int) -> int:
    for at in range(end - 1, start, -1):
        if text[at].isspace():
            return at
    return end


def _outside(marks: list[int], asides: list[tuple[int, int]]) -> list[int]:
    outside = []
    waiting = iter(asides)
    aside = next(waiting, None)
    for mark in marks:
        while aside is not None and aside[1] < mark:
            aside = next(waiting, None)
        if aside is None or mark <= aside[0]:
            outside.append(mark)
    return outside


def _past_what_belongs(text: str, cut: int, end: int) -> int:
    """The cut moved past closing brackets, closing quotes, reference marks, accents and joiners."""
    if not text[cut - 1].isspace():
        while cut < end and (text[cut] in _CLOSING or _closes(text, cut, end) or _clings(text[cut])):
            cut += 1
    references = _REFERENCES.match(text, cut, end)
    return references.end() if references else cut


def _closes(text: str, at: int, end: int) -> bool:
    return text[at] in _STRAIGHT_QUOTES and (at + 1 == end or not text[at + 1].isalnum())


def _clings(character: str) -> bool:
    return character == "\u200d" or unicodedata.category(character).startswith("M")


def _ends_a_sentence(text: str, start: int, cut: int) -> bool:
    _, end = trim(text, start, cut)
    if text[end - 1] != "." or end < start + 2:
        return True
    stop = end - 1
    if end == cut and cut < len(text) and text[stop - 1].isdigit() and text[cut].isdigit():
        return False  # a decimal point
    token_start = stop
    while token_start > max(start, stop - _LONGEST_ABBREVIATION) and _in_abbreviation(text, token_start - 1):
        token_start -= 1
    token = MARKS.sub("", text[token_start:stop])
    if token in _ERAS and text[start:token_start].rstrip()[-1:].isdigit():
        return True
    return _LETTERS_AND_STOPS.fullmatch(token) is None and token.lower() not in _ABBREVIATIONS


def _in_abbreviation(text: str, at: int) -> bool:
    """Whether the character at `at` may stand inside "ق.م", "ق. م" or "e.g": a letter, a mark, or a full stop."""
    character = text[at]
    if character == ".":
        return at > 0 and text[at - 1].isalpha()
    return (
        character.isalpha()
        or MARKS.match(character) is not None
        or (is_blank(character) and at > 0 and text[at - 1] == ".")
    )
