"""EML in, text out: who wrote to whom, when and about what, then the words of the letter."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default

from corpus.formats.encoding import decode
from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words
from corpus.formats.html import add_whole_page

_HEADERS = ("From", "To", "Cc", "Date")
_PARAGRAPHS = re.compile(r"(?:[ \t]*\r?\n){2,}")
_QUOTED = re.compile(r"(?m)^(?:> ?)+")
_DEEPEST = 5  # letters within letters


def read_mail(data: bytes, limits: FileLimits) -> Extract:
    """The text of a letter, its subject the title, with letters that it forwards. Raises Unreadable.

    Other attachments are left out, and so are the marks before quoted lines: who is quoted is said above them.
    """
    message = message_from_bytes(data, policy=default)
    if not isinstance(message, EmailMessage) or not any(name in message for name in ("From", "Date", "Subject")):
        raise Unreadable(
            "other_format", "is no mail: it has no From, Date or Subject. Give it the suffix of what it is."
        )
    builder = TextBuilder(limits.characters)
    _add_message(builder, message, 1)
    return with_words(
        builder.extract(_header(message, "Subject") or None), "has no words. Give a letter to answer from."
    )


def _add_message(builder: TextBuilder, message: EmailMessage, depth: int) -> None:
    builder.add(_header(message, "Subject"), heading=True)
    for name in _HEADERS:
        words = _header(message, name)
        builder.add(f"{name}: {words}" if words else "")
    body = message.get_body(("plain", "html"))
    # An empty text stands beside a page in letters that programs write.
    if body is not None and body.get_content_subtype() == "plain" and not _bytes_of(body).strip():
        body = message.get_body(("html",))
    if body is not None:
        _add_body(builder, body)
    for part in message.iter_attachments():
        inner = part.get_content() if part.get_content_type() == "message/rfc822" else None
        if isinstance(inner, EmailMessage) and depth < _DEEPEST:
            _add_message(builder, inner, depth + 1)
        elif part is not body:
            builder.left_out["attachments"] += 1


def _add_body(builder: TextBuilder, body: MIMEPart) -> None:
    text = _text_of(body)
    if body.get_content_subtype() == "html":
        # The byte order mark outweighs any declaration in the page: the letter's own encoding is the right one.
        add_whole_page(builder, text.encode("utf-8-sig", "replace"))
        return
    flowed = body.get_param("format") == "flowed"
    for block in _PARAGRAPHS.split(_QUOTED.sub("", text)):
        # RFC 3676: a space at the end of a line says that the paragraph goes on.
        builder.add((re.sub(r" \r?\n", " ", block) if flowed else block.replace("\r\n", "\n")).strip())


def _bytes_of(part: MIMEPart) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text_of(part: MIMEPart) -> str:
    """The words in the encoding that the letter declares, or in that which the bytes tell."""
    data, charset = _bytes_of(part), part.get_content_charset()
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message[name] or "").split())
    # Python's parser of headers fails so on some damaged ones.
    except (AttributeError, IndexError, TypeError, ValueError, UnicodeError):
        return ""
