r"""RTF in, text out: paragraphs, tables and notes, from the control words of Microsoft's specification 1.9.1.

By our own walk: striprtf (BSD) writes cells with strokes between, as words may have them too, knows no headings, and
gives struck-out and hidden words as if they stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words_on
from corpus.formats.rtf_stream import Stream
from corpus.formats.rtf_words import CODECS, NOT_TEXT, SIGNS, STREAMS, codec_of

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\"
)
_MOST_GROUPS = 2_000  # within one another


def read_rtf(data: bytes, limits: FileLimits) -> Extract:
    """The text of a rich text document; its heading styles are headings.

    What headers say comes first, notes, text boxes and what footers say last. What is struck out, hidden or deleted
    is left out, and so are comments. Raises Unreadable.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise Unreadable("other_format", "is no rich text document. Give it the suffix of what it is.")
    parser = _Parser(data.decode("latin-1"))
    parser.read()
    builder = TextBuilder(limits.characters)
    for stream in (*parser.headers, parser.body, *parser.notes, *parser.footers):
        stream.add_to(builder)
    builder.left_out["note_marks"] += parser.n_notes
    return with_words_on(builder.extract(parser.title.strip().strip(";") or None), "pages")


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it, and gives up at its end."""

    stream: Stream
    goes_to: str = "text"  # or "skip", "fonts", "styles", "info", "title", "number"
    is_withdrawn: tuple[str, ...] = ()  # the control words that take the words back
    position: int = 0  # above 0 for raised words, below 0 for lowered ones
    font: int = 0
    n_instead: int = 1  # characters behind \u for programs that do not know it
    style: int = 0
    level: int = 9  # of the outline; 9 is plain text
    in_table: bool = False


@dataclass(slots=True)
class _Parser:
    text: str
    body: Stream = field(default_factory=Stream)
    headers: list[Stream] = field(default_factory=list)
    footers: list[Stream] = field(default_factory=list)
    notes: list[Stream] = field(default_factory=list)
    title: str = ""
    n_notes: int = 0
    _codec: str = "cp1252"
    _fonts: dict[int, str] = field(default_factory=dict)
    _headings: set[int] = field(default_factory=set)
    _pending: bytearray = field(default_factory=bytearray)  # of a character that may have more bytes
    _instead: int = 0
    _is_starred: bool = False

    def read(self) -> None:
        """Reads all of it. What is behind the last group, and a group that is never closed, are read as they stand."""
        state = _State(self.body)
        around: list[_State] = []
        for match in self._tokens():
            word, number, byte, sign, brace, plain = match.groups()
            if byte is None and self._pending:
                self._flush(state)
            if brace == "{":
                if len(around) == _MOST_GROUPS:
                    raise Unreadable("damaged", "is damaged (groups in groups without end). Save it again.")
                around.append(state)
                self._instead = 0
            elif brace == "}":
                self._instead = 0
                self._leave(state, around[-1] if around else None)
                state = around.pop() if around else state
            elif word is not None:
                state = self._word(state, word, None if number is None else int(number))
            elif sign == "*":
                self._is_starred = True
                continue
            elif self._instead and (byte is not None or sign is not None or plain is not None):
                skipped = min(self._instead, len(plain or "x"))
                self._instead -= skipped
                if plain is not None:
                    self._write(state, plain[skipped:])
            elif byte is not None:
                self._pending.append(int(byte, 16))
            elif sign is not None:
                self._sign(state, sign)
            elif plain is not None:
                self._write(state, plain if plain.isascii() else self._decoded(state, plain.encode("latin-1")))
            self._is_starred = False
        self._flush(state)
        self.body.end_paragraph()

    def _tokens(self) -> Iterator[re.Match[str]]:
        at = 0
        while (match := _TOKEN.match(self.text, at)) is not None:
            at = match.end()
            if match[1] == "bin":  # so many bytes of a picture
                at += max(0, int(match[2] or 0))
            yield match

    def _word(self, state: _State, word: str, number: int | None) -> _State:
        """What the control word makes of the state; words that write something write it."""
        if state.goes_to == "skip":
            return state
        if word in STREAMS and state.goes_to == "text":
            return self._opened(state, STREAMS[word])
        if word in NOT_TEXT or (self._is_starred and word not in ("shpinst", "listtext", "pntext")):
            return replace(state, goes_to=NOT_TEXT.get(word, "skip"))
        if word == "title" and state.goes_to == "info":
            return replace(state, goes_to="title")
        match word:
            case "ansicpg":
                self._codec = codec_of(number, self._codec)
            case "fcharset":
                self._fonts[state.font] = CODECS.get(number or 0, "")
            case "u":
                code = (number or 0) % 0x10000
                self._write(state, chr(code))
                self._instead = state.n_instead
            case "uc":
                return replace(state, n_instead=max(0, min(number or 0, 100)))
            case "f":
                return replace(state, font=number or 0)
            case _:
                return self._look(state, word, number)
        return state

    def _look(self, state: _State, word: str, number: int | None) -> _State:
        """Words for the look of characters and paragraphs, and those that stand for a sign or an end."""
        on = number != 0
        match word:
            case "v" | "strike" | "striked" | "deleted":
                others = tuple(one for one in state.is_withdrawn if one != word)
                return replace(state, is_withdrawn=(*others, word) if on else others)
            case "plain":
                return replace(state, is_withdrawn=(), position=0)
            case "super" | "sub" | "nosupersub":
                return replace(state, position={"super": 1, "sub": -1}.get(word, 0) if on else 0)
            case "pard":
                return replace(state, style=0, level=9, in_table=False)
            case "s":
                return replace(state, style=number or 0)
            case "outlinelevel":
                if state.goes_to == "styles" and (number or 0) < 6:
                    self._headings.add(state.style)
                return replace(state, level=number or 0)
            case "intbl":
                return replace(state, in_table=on)
            case "par" | "sect" | "page" if state.goes_to == "text":
                is_heading = state.level < 6 or state.style in self._headings
                state.stream.end_paragraph(is_heading=is_heading, in_table=state.in_table)
            case "cell" | "nestcell" if state.goes_to == "text":
                state.stream.end_cell(is_nested=word == "nestcell")
            case "row" if state.goes_to == "text":
                state.stream.end_row()
            case _ if word in SIGNS:
                self._write(state, SIGNS[word])
        return state

    def _opened(self, state: _State, kind: str) -> _State:
        """Into a stream of its own: a note, a text box, a header or a footer."""
        stream = Stream()
        {"header": self.headers, "footer": self.footers}.get(kind, self.notes).append(stream)
        self.n_notes += kind == "note"
        return _State(stream, font=state.font, n_instead=state.n_instead)

    def _leave(self, state: _State, around: _State | None) -> None:
        if around is not None and around.stream is not state.stream:
            state.stream.end_paragraph()

    def _sign(self, state: _State, sign: str) -> None:
        written = {"~": "\u00a0", "_": "\u2011", "-": "", "\\": "\\", "{": "{", "}": "}"}
        if sign in "\r\n" and state.goes_to == "text":
            state.stream.end_paragraph(in_table=state.in_table)
        else:
            self._write(state, written.get(sign, ""))

    def _flush(self, state: _State) -> None:
        data, self._pending = bytes(self._pending), bytearray()
        if data:
            self._write(state, self._decoded(state, data))

    def _decoded(self, state: _State, data: bytes) -> str:
        return data.decode(self._fonts.get(state.font) or self._codec, "replace")

    def _write(self, state: _State, words: str) -> None:
        match state.goes_to:
            case "text":
                state.stream.write(words, is_withdrawn=bool(state.is_withdrawn), position=state.position)
            case "number":
                state.stream.number += words
            case "title":
                self.title += words
            case "styles" if words.strip().lower().startswith("heading"):
                self._headings.add(state.style)
