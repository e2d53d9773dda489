"""Users' own files in, documents out: text, Markdown and what has a reader of its own, each told by what it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.formats import FORMATS, RECOGNISE, Extract, FileLimits, Notice, Unreadable, decode, extract_apart
from corpus.language import lang_of
from corpus.markdown import markdown_outline
from corpus.markdown_struck import without_struck
from corpus.outline import sections_of
from corpus.read import document_from_file, document_from_text
from corpus.rst import rst_outline
from corpus.rst_tables import with_plain_tables
from corpus.side import DocumentError, side_path

__all__ = ["SUFFIXES", "DocumentError", "FileLimits", "Reading", "kind_of", "read_file", "read_with_notices"]

# What a file of each suffix is.
SUFFIXES = {suffix: kind for kind, one in FORMATS.items() if one.name for suffix in one.suffixes}
# Of pictures, which are recognised where that is asked for.
PICTURES = FORMATS["picture"].suffixes
_NAMES = [one.name for one in FORMATS.values() if one.name]
READABLE = f"{', '.join(_NAMES[:-1])} and {_NAMES[-1]} files are read"
# What stands beside a text, and is no document of its own.
BESIDE = (".about.json", ".en.json", ".ar.json")
# What is said of files that people often have instead.
_INSTEAD = {
    ".doc": "is a Word document of the old format. Open it in Word or LibreOffice and save it as DOCX.",
    ".xls": "is an Excel workbook of the old format. Open it in Excel or LibreOffice and save it as XLSX.",
    ".ppt": "is a PowerPoint presentation of the old format. Open it in PowerPoint and save it as PPTX.",
    ".docm": "is a Word document with macros. Save it as DOCX, without them.",
    ".pages": "is a document of Apple Pages. Open it there and export it as DOCX.",
    ".mobi": "is a book of a format that is not read. Convert it to EPUB with calibre.",
    ".azw3": "is a book of a format that is not read. Convert it to EPUB with calibre.",
    ".mht": "is a web archive. Save the page as HTML or PDF.",
    ".mhtml": "is a web archive. Save the page as HTML or PDF.",
    ".msg": "is a message of Outlook. Save it as EML.",
    ".mbox": "is a box of many letters. Save the letters as EML, each by itself.",
    **dict.fromkeys(
        (".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"),
        "is an archive. Unpack it and give the folder of its files.",
    ),
    **dict.fromkeys(
        (".mp3", ".wav", ".m4a", ".ogg", ".mp4", ".mkv", ".avi", ".mov"),
        "is a recording. Have it written down, or give its subtitles (SRT).",
    ),
    **dict.fromkeys((".heic", ".svg"), "is a picture of a kind that is not read. Save it as PNG."),
}
# How files of other formats start, whatever their names say.
_STARTS = {
    b"PK\x03\x04": "a ZIP archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a Word document of the old format, or one locked with a password",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"II*\0": "a picture (TIFF)",
    b"MM\0*": "a picture (TIFF)",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\x1f\x8b": "a packed file (gzip)",
    b"7z\xbc\xaf": "a packed file (7z)",
    b"Rar!": "a packed file (RAR)",
}
# A PDF may have other bytes before its mark, this many at most.
_PDF_WITHIN = 1024
_LONGEST_ID = 80  # characters


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file, and what of the file was not."""

    document: Document
    notices: tuple[Notice, ...] = ()

    @property
    def said(self) -> str:
        """All the notices in one line of English; empty where nothing was left out."""
        return "; ".join(notice.words for notice in self.notices)


def read_file(path: Path, *, doc_id: str | None = None, limits: FileLimits = FileLimits()) -> Document:  # noqa: B008 - frozen
    """The document of `read_with_notices`, for callers who tell nobody what was left out. Raises DocumentError."""
    return read_with_notices(path, doc_id=doc_id, limits=limits).document


def read_with_notices(path: Path, *, doc_id: str | None = None, limits: FileLimits = FileLimits()) -> Reading:  # noqa: B008 - frozen
    """The document in a file, by its suffix and by what its first bytes say; both must agree.

    The text is as the reader of its format gives it and never changes after: offsets hold. UTF-8 text and
    Markdown are kept character by character, with a side file where there is one; words that Markdown strikes
    out (~~so~~) are left out where there is none. All other formats are
    parsed in a process of their own. Without a `doc_id`, the id comes from the file's name. Raises DocumentError.
    """
    path = Path(path)
    try:
        kind = kind_of(path, ocr=limits.ocr)
        data = _bytes_of(path, limits)
        _check_start(kind, data)
        if not FORMATS[kind].reader:
            return _text_document(path, decode(data), doc_id, kind, limits)
        extract = extract_apart(kind, data, limits)
        return Reading(_document(extract, doc_id or _id_of(path)), extract.notices)
    except Unreadable as error:
        raise DocumentError(f"{path} {error}") from error


def kind_of(path: Path, *, ocr: bool = False) -> str:
    """Which reader reads a file of this name; pictures have one where `ocr` is asked for. Raises Unreadable."""
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        if ocr:
            return "picture"
        raise Unreadable("no_ocr", f"is a picture. To have its text, {RECOGNISE}.")
    kind = SUFFIXES.get(suffix)
    if kind is None:
        other = f"has the suffix {suffix!r}, which is not read. {READABLE}; convert it to one of these."
        raise Unreadable("other_format", _INSTEAD.get(suffix, other))
    return kind


def _bytes_of(path: Path, limits: FileLimits) -> bytes:
    try:
        if not path.is_file():
            # A folder, or a pipe or device that might never end.
            what = "is a folder" if path.is_dir() else "is no file" if path.exists() else "is not there"
            raise DocumentError(f"{path} {what}. Give the path of a file.")
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise DocumentError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error
    if len(data) > limits.file_bytes:
        raise Unreadable(
            "too_much", f"is larger than {limits.file_bytes:,} bytes, the most that is read. Split it into parts."
        )
    return data


def _check_start(kind: str, data: bytes) -> None:
    if not data:
        raise Unreadable("no_words", "is empty (0 bytes). Give a file with words in it.")
    is_pdf = b"%PDF-" in data[:_PDF_WITHIN] if kind == "pdf" else data.startswith(b"%PDF-")
    called, is_packed = FORMATS[kind].called, FORMATS[kind].is_packed
    found = "a PDF" if is_pdf else next((name for start, name in _STARTS.items() if data.startswith(start)), None)
    expected = "a ZIP archive" if is_packed else called if kind in ("pdf", "rtf") else None
    # Pictures come in many formats, and with the suffix of another: Tesseract tells them itself.
    if found == expected or (kind == "picture" and (found is None or "picture" in found)):
        return
    seen = f"is {found}" if found is not None else "does not start as one"
    if kind == "docx" and found is not None and "Word" in found:
        raise Unreadable(
            "other_format",
            f"is named as a DOCX but is {found}. Open it in Word and save it as DOCX, without a password.",
        )
    raise Unreadable("other_format", f"is named as {called} but {seen}. Give it the suffix of what it is.")


def _text_document(path: Path, text: str, doc_id: str | None, kind: str, limits: FileLimits) -> Reading:
    if len(text) > limits.characters:
        raise Unreadable(
            "too_much",
            f"holds {len(text):,} characters of text; at most {limits.characters:,} are read. Split it into parts.",
        )
    n_struck = 0
    if kind == "markdown" and not side_path(path).exists():  # the offsets of a side file are those of the whole text
        text, n_struck = without_struck(text)
    elif kind == "rst" and not side_path(path).exists():
        text = with_plain_tables(text)
    if not any(map(str.isalnum, text)):
        raise Unreadable("no_words", f"has no words in its {len(text):,} characters. Give a text to answer from.")
    if kind != "text" and not side_path(path).exists():
        seen = markdown_outline(text) if kind == "markdown" else rst_outline(text)
        document = document_from_text(text, doc_id=doc_id or _id_of(path), seen=seen)
        return Reading(document, (Notice("withdrawn", str(n_struck)),) if n_struck else ())
    return Reading(document_from_file(path, text, doc_id=doc_id, default_id=_id_of(path)))


def _document(extract: Extract, doc_id: str) -> Document:
    return Document(
        doc_id=doc_id,
        lang=lang_of(extract.text),
        title=extract.title or _first_heading(extract) or doc_id,
        text=extract.text,
        sections=sections_of(extract.text, extract.headings),
        boilerplate=extract.boilerplate,
        pages=extract.pages,
        recognised=extract.recognised,
    )


def _first_heading(extract: Extract) -> str | None:
    return next((extract.text[start:end] for start, end in extract.headings if not extract.text[:start].strip()), None)


def _id_of(path: Path) -> str:
    """The file's name without its suffix, of letters, digits and `.-_` only."""
    stem = unicodedata.normalize("NFC", path.stem)
    return re.sub(r"[^\w.\-]+", "-", stem)[:_LONGEST_ID].strip("-.") or "document"
