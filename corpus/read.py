"""Files in, documents out: the text exactly as it was read, with what its side file says of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.document import Document, Lang
from corpus.language import lang_of
from corpus.outline import Outline, outline, sections_of
from corpus.side import DocumentError, read_side, side_path
from corpus.translation import read_translation, translation_path

__all__ = ["DocumentError", "document_from_text", "read_document", "shipped_articles"]

ARTICLES = Path(__file__).parent / "articles"


def read_document(path: Path, *, doc_id: str | None = None, title: str | None = None) -> Document:
    r"""The document in a UTF-8 text file, every character kept: `\r\n` and a byte order mark too.

    The side file `<name>.about.json` gives id, language, title, headings and boilerplate where it is
    there; otherwise the id is the file's name, the language that of the script, and the rest what
    `corpus.outline` sees. `doc_id` and `title` go before both. `<name>.en.json`, or `<name>.ar.json` of an
    English text, brings its translation. Raises DocumentError.
    """
    return document_from_file(path, _read_text(path), doc_id=doc_id, title=title)


def document_from_file(
    path: Path, text: str, *, doc_id: str | None = None, title: str | None = None, default_id: str | None = None
) -> Document:
    """The document of a text that was read from `path`, with what stands beside it, as `read_document` gives it.

    `default_id`, by default the file's name, is the id where neither `doc_id` nor a side file gives one.
    """
    default_id = path.stem if default_id is None else default_id
    if side_path(path).exists():
        side = read_side(side_path(path), text)
        document = Document(
            doc_id=doc_id or side.doc_id or default_id,
            lang=side.lang or lang_of(text),
            title=title or side.title or default_id,
            text=text,
            sections=sections_of(text, side.headings),
            boilerplate=side.boilerplate,
        )
    else:
        document = document_from_text(text, doc_id=doc_id or default_id, title=title)
    beside = translation_path(path, document.lang)
    return replace(document, translation=read_translation(beside, document)) if beside.exists() else document


def document_from_text(
    text: str, *, doc_id: str, title: str | None = None, lang: Lang | None = None, seen: Outline | None = None
) -> Document:
    """A document of a text in memory, its title, headings and language seen in the text where not given.

    `seen` is the outline where it is known already, as a reader of Markdown knows it.
    The title is the id where none is given or seen. Raises DocumentError for a text without words.
    """
    if not any(character.isalnum() for character in text):
        raise DocumentError(f"{doc_id} has no words in its {len(text)} characters. Give a text to answer from.")
    seen = outline(text, title) if seen is None else seen
    return Document(
        doc_id=doc_id,
        lang=lang or lang_of(text),
        title=seen.title or doc_id,
        text=text,
        sections=sections_of(text, seen.headings),
        boilerplate=seen.boilerplate,
    )


def shipped_articles(folder: Path = ARTICLES) -> tuple[Document, ...]:
    """The articles that come with the program, by file name: every `.txt` file of the folder.

    Raises DocumentError when there is none, when one cannot be read, or when two have the same id.
    """
    documents = tuple(read_document(path) for path in sorted(folder.glob("*.txt")))
    if not documents:
        raise DocumentError(f"{folder} holds no .txt file. Put the articles back: git checkout -- {folder}")
    ids = [document.doc_id for document in documents]
    for doc_id in ids:
        if ids.count(doc_id) > 1:
            raise DocumentError(f"Two articles in {folder} have the id {doc_id!r}. Give one of them another.")
    return documents


def _read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(f"There is no document at {path}. Give the path of a UTF-8 text file.") from error
    except IsADirectoryError as error:
        raise DocumentError(f"{path} is a folder. Give the path of a UTF-8 text file in it.") from error
    except OSError as error:
        raise DocumentError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path} is not UTF-8 text: byte 0x{data[error.start]:02x} at {error.start}. "
            f"If it is a text in another encoding, convert it: iconv -f windows-1256 -t utf-8 {path.name}"
        ) from error
    if not any(character.isalnum() for character in text):
        raise DocumentError(f"{path} has no words in its {len(data)} bytes. Give a text to answer from.")
    return text
