"""The formats of files that are read: all that is known of each but how it is read, which is its reader's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    name: str  # in the list of what is read; empty for what is read only where that is asked for
    called: str  # what a file of it is, in messages
    suffixes: tuple[str, ...]
    # "module.function" in this folder, `function(data, limits) -> Extract`, imported only in the process that needs it.
    # Empty for a text, which is kept as it stands; what it marks is told by offsets (`corpus.files`).
    reader: str = ""
    types: tuple[str, ...] = ()  # media types by which servers name it
    is_packed: bool = False  # whether its files are ZIP archives


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# By kind; those that people have most stand first, as they are listed to them.
FORMATS: dict[str, Format] = {
    "pdf": Format("PDF", "a PDF", (".pdf",), "pdf.read_pdf", ("application/pdf",)),
    "docx": Format(
        "DOCX", "a DOCX", (".docx",), "docx.read_docx", (f"{_OFFICE}wordprocessingml.document",), is_packed=True
    ),
    "odt": Format("ODT", "an OpenDocument text", (".odt",), "odt.read_odt", (f"{_OPEN}text",), is_packed=True),
    "rtf": Format("RTF", "a rich text document", (".rtf",), "rtf.read_rtf", ("application/rtf", "text/rtf")),
    "epub": Format("EPUB", "a book in EPUB", (".epub",), "epub.read_epub", ("application/epub+zip",), is_packed=True),
    "xlsx": Format(
        "XLSX", "an XLSX", (".xlsx",), "sheets.read_xlsx", (f"{_OFFICE}spreadsheetml.sheet",),
        is_packed=True,
    ),
    "ods": Format(
        "ODS", "an OpenDocument spreadsheet", (".ods",), "open_office.read_ods", (f"{_OPEN}spreadsheet",),
        is_packed=True,
    ),
    "pptx": Format(
        "PPTX", "a PPTX", (".pptx",), "slides.read_pptx", (f"{_OFFICE}presentationml.presentation",), is_packed=True
    ),
    "odp": Format(
        "ODP", "an OpenDocument presentation", (".odp",), "open_office.read_odp", (f"{_OPEN}presentation",),
        is_packed=True,
    ),
    "html": Format(
        "HTML", "an HTML page", (".html", ".htm", ".xhtml"), "html.read_html", ("text/html", "application/xhtml+xml")
    ),
    "csv": Format(
        "CSV", "a table of values", (".csv", ".tsv"), "sheets.read_csv", ("text/csv", "text/tab-separated-values")
    ),
    "json": Format(
        "JSON", "JSON", (".json", ".jsonl", ".ndjson", ".geojson"), "values.read_json", ("application/json",)
    ),
    "mail": Format("EML", "a mail", (".eml",), "mail.read_mail", ("message/rfc822",)),
    "log": Format("log", "a log", (".log",), "lines.read_log"),
    "subtitles": Format("SRT", "subtitles", (".srt", ".vtt"), "lines.read_subtitles"),
    "rst": Format("RST", "a reStructuredText", (".rst",)),
    "markdown": Format("Markdown (.md)", "a Markdown text", (".md", ".markdown"), types=("text/markdown",)),
    "text": Format("text (.txt)", "a text", (".txt", ".text"), types=("text/plain",)),
    "picture": Format(
        "",
        "a picture",
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp"),
        "recognised.read_picture",
        ("image/png", "image/jpeg", "image/tiff"),
    ),
}  # fmt: skip
