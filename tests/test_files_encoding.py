import pytest

from corpus.formats.encoding import decode, decode_page
from corpus.formats.extract import Unreadable
from corpus.markdown import markdown_outline

ARABIC = "يقع ميناء أكتاو على بحر قزوين، وافتُتح عام 1963؛ فهل زرته؟ (Aktau)\r\n"
ENGLISH = "The café on the quay – “Zoë’s” – costs £5.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256"])
def test_arabic(encoding):
    text = ARABIC.replace("ُ", "") if encoding == "cp1256" else ARABIC
    # UTF-8 keeps its mark, as it always did here: it counts as a character of the text.
    assert decode(text.encode(encoding)) == ("\ufeff" if encoding == "utf-8-sig" else "") + text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_english(encoding):
    assert decode(ENGLISH.encode(encoding)) == ENGLISH


def test_utf_16_with_a_mark_of_the_other_order():
    assert decode(b"\xfe\xff" + ARABIC.encode("utf-16-be")) == ARABIC


def test_iso_8859_6():
    text = "يقع ميناء أكتاو على بحر قزوين، وهو قديم"
    assert decode(text.encode("iso8859_6")) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("Он живёт в Алматы, у моря.".encode("cp1251"), "not UTF-8 text .byte 0xce at 0. and is in no other encoding"),
        ("日本語のテキストです。".encode("shift_jis"), "not UTF-8 text"),
        # Arabic in UTF-8 with a byte lost: read as another encoding it would be nonsense.
        ("ميناء أكتاو على بحر قزوين".encode()[1:], "not UTF-8 text .byte 0x85 at 0."),
        (bytes(range(1, 256)), "in no other encoding"),
        (b"ab\0cd", "zero byte at 2"),
        (b"\xff\xfe\x00\xd8\x00", "starts with the mark of UTF-16, but cannot be read so"),
    ],
)
def test_what_cannot_be_told_is_refused(data, says):
    with pytest.raises(Unreadable, match=says):
        decode(data)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1256">', "cp1256"),
        ("<META http-equiv=Content-Type content='text/html; charset=ISO-8859-6'>", "iso8859_6"),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        ("<p>", "utf-8-sig"),
        ("<p>", "utf-16"),
        ("<p>", "cp1256"),
        # A page that can be read this far is in no encoding of two bytes a letter.
        ('<meta charset="utf-16">', "utf-8"),
    ],
)
def test_a_pages_own_encoding(head, encoding):
    page = f"{head}<p>ميناء أكتاو على البحر</p>"
    assert decode_page(page.encode(encoding)) == page


def test_a_page_that_says_latin_1_means_windows_1252():
    assert decode_page(b"<meta charset=iso-8859-1>\x93caf\xe9\x94") == "<meta charset=iso-8859-1>“café”"


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (b'<meta charset="utf-8">\xe3', "declares the encoding utf-8, but cannot be read so .byte 0xe3 at 22."),
        (b'<meta charset="klingon">x', "declares the encoding 'klingon', which is not known. Save it as UTF-8."),
        (b'<meta charset="utf-7">x', "'utf-7', which is not known"),
        (b'<meta charset="rot13">x', "'rot13', which is not known"),
    ],
)
def test_declarations_that_cannot_be_obeyed(page, says):
    with pytest.raises(Unreadable, match=says):
        decode_page(page)


def shown(text):
    seen = markdown_outline(text)
    return seen.title, [text[a:b] for a, b in seen.headings], [text[a:b] for a, b in seen.boilerplate]


@pytest.mark.parametrize(
    ("text", "title", "headings", "boilerplate"),
    [
        ("# أ\n\nنص\n## ب ##\nنص\n", "أ", ["ب"], ["# أ", "## ", " ##"]),
        ("Aktau\n=====\n\nA port.\n\nالسكان\r\n---\r\nMany.\n", "Aktau", ["السكان"], ["Aktau\n=====", "\r\n---"]),
        ("Aktau\nis.\n\nSea\n===\nBlue.\n", None, ["Sea"], ["\n==="]),
        # Code, items, rows and rules are no headings.
        ("Run:\n```\n# comment\nx\n---\n```\n# Real\n~~~\n# open\n", None, ["Real"], ["# "]),
        ("Text.\n\n---\n\n- item\n---\n| a |\n---\n\tcode\n---\n> quote\n---\n", None, [], []),
        ('---\ntitle: "ميناء"\n---\n# أكتاو\n\nنص.\n', "ميناء", [], ['---\ntitle: "ميناء"\n---\n', "# أكتاو"]),
        ("\ufeffSea\n===\nBlue.", "Sea", [], ["Sea\n==="]),
    ],
)
def test_markdown(text, title, headings, boilerplate):
    assert shown(text) == (title, headings, boilerplate)
