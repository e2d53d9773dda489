"""Translations beside a document: its sentences in the other language, as offsets into a text that stays as it is.

A JSON file beside the text (`notes.txt` and `notes.en.json` for an Arabic document, `notes.ar.json` for an
English one) lists stretches of whole sentences with their translation. It may leave sentences out.
"""

from __future__ import annotations

import json
from pathlib import Path

from corpus.document import Document, Lang, Translated, other_lang
from corpus.sentences import sentences
from corpus.side import DocumentError


def translation_path(path: Path, lang: Lang) -> Path:
    """Where the translation of a text in `lang` stands, whether it is there or not."""
    return path.with_name(f"{path.stem}.{other_lang(lang)}.json")


def read_translation(path: Path, document: Document) -> tuple[Translated, ...]:
    """The translation at `path`, checked against the document; in text order, apart.

    Raises DocumentError for unreadable JSON, an entry of another shape, offsets outside the text, an empty
    translation, entries out of order or overlapping, and offsets that do not keep to whole sentences.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError, OSError) as error:
        raise DocumentError(f"{path} is not readable JSON ({error}). Repair it or remove it.") from error
    if not isinstance(entries, list):
        raise DocumentError(f"{path} holds a {type(entries).__name__}; it needs a list of entries.")
    whole = sentences(document)
    starts, ends = {start for start, _ in whole}, {end for _, end in whole}
    found: list[Translated] = []
    for number, entry in enumerate(entries, start=1):
        translated = _entry(f"{path}: entry {number}", entry, len(document.text))
        if found and translated.start < found[-1].end:
            raise DocumentError(
                f"{path}: entry {number} starts at {translated.start}, before entry {number - 1} ends "
                f"at {found[-1].end}; entries need to be in text order and apart."
            )
        # An edited text moves its sentences: a translation must not drift to words that it does not translate.
        if translated.start not in starts or translated.end not in ends:
            raise DocumentError(
                f"{path}: entry {number} has {document.text[translated.start : translated.end]!r} at "
                f"{translated.start} to {translated.end}, which are no whole sentences of the document: was it edited? "
                f"Sentences near it: {_near(whole, translated.start)}."
            )
        found.append(translated)
    return tuple(found)


def _entry(where: str, entry: object, length: int) -> Translated:
    if not isinstance(entry, dict) or entry.keys() != {"start", "end", "text"}:
        raise DocumentError(f'{where} needs exactly "start", "end" and "text"; found {entry!r}.')
    start, end, text = entry["start"], entry["end"], entry["text"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
        raise DocumentError(
            f"{where} goes from {start!r} to {end!r}; it needs whole numbers, the start less than the end, "
            f"within the document's {length} characters."
        )
    if not isinstance(text, str) or not text.strip():
        raise DocumentError(f"{where} has the translation {text!r}; it needs words.")
    return Translated(start, end, text)


def _near(whole: list[tuple[int, int]], at: int) -> str:
    nearest = sorted(whole, key=lambda sentence: abs(sentence[0] - at))[:2]
    return ", ".join(f"{start} to {end}" for start, end in sorted(nearest)) or "none"
