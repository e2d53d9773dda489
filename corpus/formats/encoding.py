"""Bytes into text: UTF-8 and UTF-16, windows-1256 where the words it gives are Arabic, and what a page declares."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from corpus.formats.extract import Unreadable

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings of one byte a character that a text may be in when it is not UTF-8, the likelier first.
_ARABIC = ("cp1256", "iso8859_6")
_WESTERN = "cp1252"
# The letters that make up three quarters of Arabic prose; another encoding's bytes seldom give these.
_COMMON = frozenset("اليمنرتوبهعد")
# Too many characters to need all of them for a guess.
_LOOKED_AT = 200_000
_CONTROLS = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
# What texts here are made of: Latin and Arabic letters, and the signs of both.
_PLAIN = re.compile("[\r\n\t -~\xa0-\u024f\u0600-\u06ff\u2000-\u206f]")
_WORD = re.compile(r"[^\W\d_]+")
# What the web calls by these names is read as its larger relative; HTML's own standard says so.
_AS_ON_THE_WEB = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}
_DECLARED = re.compile(
    rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.+-]{2,40})"""
    rb"""|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.+-]{2,40})"""
)


def decode(data: bytes) -> str:
    """The text in the bytes. UTF-8 keeps every character, a byte order mark too; UTF-16's mark is no character.

    Raises Unreadable for bytes that are no text, and for text in an encoding that cannot be told.
    """
    if len(data) >= 2:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return _strict(data, encoding, f"starts with the mark of {encoding.upper()}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    else:
        if "\0" not in text:
            return text
        at = data.index(0)
    wide = _wide(data)
    if wide is not None:
        return wide
    if b"\0" in data:
        raise Unreadable(
            "other_format", f"is no text: it has a zero byte at {data.index(0)}. Give a text, Markdown or HTML file."
        )
    single = _single(data)
    if single is None:
        raise Unreadable(
            "encoding",
            f"is not UTF-8 text (byte 0x{data[at]:02x} at {at}) and is in no other encoding that can be told from it. "
            "Convert it, with the encoding it is in: iconv -f ENCODING -t utf-8",
        )
    return single


def decode_page(data: bytes) -> str:
    """The text of an HTML page: in the encoding that it declares, or else as `decode` tells. Raises Unreadable."""
    declared = _DECLARED.search(data[:4096])
    if declared is None or data.startswith((codecs.BOM_UTF8, *(mark for mark, _ in _MARKS))):
        return decode(data).removeprefix("\ufeff")
    name = (declared[1] or declared[2]).decode("ascii")
    try:
        found = codecs.lookup(name)
        # The codec must turn bytes to text. Encodings that can hide markup are refused, as browsers do.
        known = found._is_text_encoding and not found.name.startswith(("utf-7", "idna", "punycode", "unicode", "raw"))
    except LookupError:
        known = False
    if not known:
        raise Unreadable("encoding", f"declares the encoding {name!r}, which is not known. Save it as UTF-8.")
    # A page whose declaration can be read as ASCII is not in UTF-16, whatever it says.
    encoding = "utf-8" if found.name.startswith(("utf-16", "utf-32")) else _AS_ON_THE_WEB.get(found.name, found.name)
    return _strict(data, encoding, f"declares the encoding {name}")


def _strict(data: bytes, encoding: str, says: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "encoding",
            f"{says}, but cannot be read so (byte 0x{data[error.start]:02x} at {error.start}). Save it as UTF-8.",
        ) from error


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, where one of the two orders gives words and the other none."""
    if len(data) % 2 or len(data) < 4:
        return None
    found = []
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        looked_at = text[:_LOOKED_AT]
        plain = len(_PLAIN.findall(looked_at))
        if plain > 0.9 * len(looked_at):
            found.append(text)
    return found[0] if len(found) == 1 else None


def _single(data: bytes) -> str | None:
    for encoding in _ARABIC:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.search(text) is None and _is_arabic(text[:_LOOKED_AT]):
            return text
    try:
        text = data.decode(_WESTERN)
    except UnicodeDecodeError:
        return None
    return text if _CONTROLS.search(text) is None and _is_western(text[:_LOOKED_AT]) else None


def _is_arabic(text: str) -> bool:
    """Whether the words are Arabic ones: no Latin letters inside, and mostly the letters that Arabic is made of."""
    arabic, mixed = [], 0
    for word in _WORD.findall(text):
        beyond = sum(character > "\x7f" for character in word)
        if beyond and any(character <= "\x7f" for character in word):
            mixed += 1
        elif beyond:
            arabic.append(word)
    letters = Counter("".join(arabic))
    total = letters.total()
    common = sum(letters[letter] for letter in _COMMON)
    # Letters beyond ASCII that stand alone are accents and signs of other encodings.
    long = sum(len(word) > 1 for word in arabic)
    return total >= 2 and mixed <= 0.05 * len(arabic) and common >= 0.6 * total and long >= 0.6 * len(arabic)


def _is_western(text: str) -> bool:
    """Whether the characters beyond ASCII are accents in Latin words, or signs, and few."""
    beyond = [character for character in text if character > "\x7f"]
    letters = [character for character in beyond if character.isalpha()]
    lower = sum(character.islower() for character in letters)
    few = len(letters) <= 0.15 * len(text) and len(beyond) <= 0.25 * len(text)
    return few and 2 * lower >= len(letters)
