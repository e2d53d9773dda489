"""What is asked about, as HTML: buttons to choose by, a visitor's own documents, and a file on its way there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice

from chat.html import LEFT_OUT, UNREADABLE, attributes, both, escape, isolate
from chat.library import OWN, Library
from chat.uploads import Progress
from chat.visitors import Note, Own, Visitor
from corpus.document import Document
from corpus.files import PICTURES, SUFFIXES
from corpus.language import lang_of
from corpus.show import Piece, pieces
from qa.settings import UploadSettings

_MOST_PIECES = 200  # of a document, that are shown of what was read
_LONGEST_PIECE = 300  # characters of one


def render_chooser(library: Library, key: str) -> str:
    """A button for each collection, and one for the visitor's own documents; nothing where there is no choice."""
    if not library.is_choice:
        return ""
    buttons = [
        _choice(one.title, both("shipped") if not one.title else _named(one.title), is_chosen=one.title == key)
        for one in library.collections
    ]
    buttons += [
        f'<button type="button" disabled>{_named(title)} <small>({both("not_opened")})</small></button>'
        for title in library.unopened
    ]
    if library.visitors is not None:
        buttons.append(_choice(OWN, both("own_documents"), is_chosen=key == OWN))
    return (
        f'<div class="choices" role="group" aria-labelledby="ask-about"><span id="ask-about" class="label">'
        f"{both('ask_about')}</span>{''.join(buttons)}</div>"
    )


def render_own(
    visitor: Visitor | None, settings: UploadSettings, *, notes: Sequence[Note] = (), expired: bool = False
) -> str:
    """A visitor's documents, with the way to add and to remove them, and how long they stay.

    `notes` are said in place of the visitor's; `expired` says that documents were just deleted.
    """
    own = () if visitor is None else visitor.own
    suffixes = [*SUFFIXES, *(PICTURES if settings.ocr else ())]
    minutes = round(settings.idle_minutes)
    notes = notes or (() if visitor is None else visitor.notes)
    token = "" if visitor is None else f' data-token="{visitor.token}"'
    held = f'<ul class="held"{token}>{"".join(map(_render_one, own))}</ul>' if own else ""
    until = f'<p class="until">{both("own_until")} <time data-idle="{60 * settings.idle_minutes:.0f}"></time></p>'
    deleted = f'<p class="expired">{both("own_expired", minutes=minutes)}</p>' if expired else ""
    limits = both(
        "own_limits",
        documents=settings.n_documents,
        megabytes=settings.file_bytes // 1_000_000,
        passages=settings.n_passages,
    )
    return (
        f"<details{'' if own and not notes else ' open'}>"
        f"<summary>{both('own_documents')} <bdi>({len(own)})</bdi></summary>{_render_notes(notes)}{deleted}"
        f'<p class="private">{both("own_private", minutes=minutes)}</p>{until if own else ""}'
        f'<div class="add"><label><input type="file" multiple accept="{",".join(suffixes)}"'
        f' data-most="{settings.file_bytes}">'
        f"<span>{both('add_files')}</span></label> <span>{both('drop_files')}</span></div>"
        f'<p class="limits">{limits}</p>'
        f"{held}</details>"
        f'<div class="sending"><p id="sending">{both("sending")} <bdi></bdi></p><progress max="100" value="0"'
        f' aria-labelledby="sending"></progress><p class="waits">{both("file_waits")}</p></div>'
    )


def render_progress(progress: Progress) -> str:
    """How far a file is: being read, then its passages."""
    said = both("file_encoded", done=progress.n_done, n=progress.n) if progress.n else both("file_read")
    bar = f'<progress max="{progress.n}" value="{progress.n_done}"' if progress.n else "<progress"
    left = "" if progress.seconds_left is None else f' · <span class="left">{_left(progress.seconds_left)}</span>'
    return (
        f'<p id="progress-said">{_named(progress.name)}<br>{said}{left}</p>'
        f'{bar} aria-labelledby="progress-said"></progress>'
    )


def _left(seconds: float) -> str:
    """An estimate is no finer than five seconds, and from a minute and a half on than a minute."""
    if seconds < 90:
        return both("seconds_left", seconds=5 * math.ceil(seconds / 5))
    return both("minutes_left", minutes=math.ceil(seconds / 60))


def _choice(key: str, words: str, *, is_chosen: bool) -> str:
    pressed = "true" if is_chosen else "false"
    own = " data-own" if key == OWN else ""
    return f'<button type="button" data-room="{escape(key)}"{own} aria-pressed="{pressed}">{words}</button>'


def _render_one(one: Own) -> str:
    document = one.held.document
    name, title = f"remove-{document.doc_id}", document.title
    told = [both("n_passages", n=len(one.held.passages))]
    told += [both("n_pages", n=len(document.pages))] if document.pages else []
    shown = f"<strong {attributes(title, document.lang)}>{escape(title)}</strong>"
    return (
        f'<li><span id="{name}">{shown} '
        f'<span class="about"><bdi>{escape(one.name)}</bdi> · {" · ".join(told)}{_render_left_out(one)}</span></span>'
        f'<button type="button" id="{name}-button" data-remove="{document.doc_id}"'
        f' aria-labelledby="{name}-button {name}">{both("remove")}</button>{_render_read(document)}</li>'
    )


def _render_read(document: Document) -> str:
    """What was read of the file, piece by piece, as `python -m corpus.show` prints it; the first of many."""
    shown = list(islice(pieces(document), _MOST_PIECES + 1))
    items = "".join(_render_piece(document, piece) for piece in shown[:_MOST_PIECES])
    more = f"<p>{both('more_pieces', n=_MOST_PIECES)}</p>" if len(shown) > _MOST_PIECES else ""
    return f'<details class="read"><summary>{both("what_was_read")}</summary><div>{items}{more}</div></details>'


def _render_piece(document: Document, piece: Piece) -> str:
    words, page = piece.words(document), document.page_of(piece.start)
    told = [both(f"piece_{piece.kind.replace(' ', '_')}")]
    told += [] if page is None else [f"{both('page')} <bdi>{page}</bdi>"]
    told += [both("recognised")] if document.is_recognised(piece.start, piece.end) else []
    words = words if len(words) <= _LONGEST_PIECE else f"{words[:_LONGEST_PIECE]}…"
    said = f"<span {attributes(words, document.lang)}>{escape(words)}</span>"
    return f'<p><span class="about">{" · ".join(told)}</span> {said}</p>'


def _render_left_out(one: Own) -> str:
    """What of the file was not read; nothing where all of it was."""
    if not one.left_out:
        return ""
    in_arabic = "؛ ".join(LEFT_OUT[notice.kind].format(where=notice.where) for notice in one.left_out)
    in_english = "; ".join(notice.words for notice in one.left_out)
    said = "".join(
        f'<span class="ui" lang="{lang}" dir="{way}">{escape(words)}</span>'
        for lang, way, words in (("ar", "rtl", in_arabic), ("en", "ltr", in_english))
    )
    return f'<br><span class="left-out">{both("left_out")} {said}</span>'


def _render_notes(notes: Sequence[Note]) -> str:
    """Why files were not kept."""
    items = "".join(
        f"<li><strong>{both('not_kept')}</strong> {_named(note.name)}<br>{_why(note)}</li>" for note in notes
    )
    return f'<ul class="notes">{items}</ul>' if items else ""


def _why(note: Note) -> str:
    """A file's reader says more in its own words than in Arabic, where it tells one of a few reasons."""
    if note.reason is None:
        return both(note.field, **dict(note.values))
    in_arabic = f'<span class="ui" lang="ar">{escape(UNREADABLE[note.reason])}</span>'
    return f'{in_arabic}<span class="ui" lang="en">{escape(note.words)}</span>'


def _named(name: str) -> str:
    return isolate(name, lang_of(name))
