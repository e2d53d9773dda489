"""Books and letters."""

import pytest
from file_samples import LETTER, book_file, zipped

from corpus.files import DocumentError, read_file, read_with_notices
from corpus.formats.epub import read_epub
from corpus.formats.extract import FileLimits, Notice, Unreadable
from corpus.formats.mail import read_mail

LIMITS = FileLimits()
_REFERENCE = '<CipherReference URI="OEBPS/text/ch%201.xhtml"/>'
LOCKED = f'<encryption xmlns="urn:x"><EncryptedData>{_REFERENCE}</EncryptedData></encryption>'


def test_a_book_in_reading_order(tmp_path):
    chapters = [
        "<header><h1>ميناء أكتاو</h1></header><p>It is<a id='p2'/> old<sup>3</sup>.</p><aside><p>A note</p></aside>",
        "<title/><h2>Trade</h2><table><tr><td>Wheat</td><td>14</td></tr></table><p>The <del>bad </del>end.</p>",
    ]
    (tmp_path / "a.epub").write_bytes(book_file(chapters, title="The <i>port</i>"))
    reading = read_with_notices(tmp_path / "a.epub")
    document = reading.document
    assert document.text.split("\n\n") == ["ميناء أكتاو", "It is old.", "A note", "Trade", "Wheat\t14", "The end."]
    assert (document.title, document.pages) == ("The port", ())
    assert [document.heading(one) for one in document.sections] == ["ميناء أكتاو", "Trade"]
    assert set(reading.notices) == {Notice("withdrawn", "1"), Notice("note_marks", "1")}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (book_file(["<p>x</p>"], encryption=LOCKED), r"locked by its seller \(DRM\)"),
        (book_file(["<p> </p>"]), "has no words"),
        (zipped({"META-INF/container.xml": "<x/>"}), r"is damaged \(KeyError\). Open it in the program that made it"),
        (zipped({"a.txt": "x"}), "is a ZIP archive but no book in EPUB"),
        (zipped({"META-INF/container.xml": "x" * 3_000_000}), "as no text does"),
    ],
)
def test_books_that_are_refused(data, says):
    with pytest.raises(Unreadable, match=says):
        read_epub(data, LIMITS)


def test_a_font_that_is_locked_locks_no_book():
    assert (
        read_epub(book_file(["<p>x</p>"], encryption=LOCKED.replace("text/ch%201.xhtml", "a.otf")), LIMITS).text == "x"
    )


def test_a_letter_and_the_letter_in_it(tmp_path):
    (tmp_path / "a.eml").write_bytes(LETTER)
    reading = read_with_notices(tmp_path / "a.eml")
    assert reading.document.text.split("\n\n") == [
        "The new valve",
        "From: ماجد <majed@example.org>",
        "To: Office <office@example.org>",
        "Date: Mon, 03 Mar 2025 10:00:00 +0300",
        "مرحبا and hello.\nThe valve costs 85 dinars.",
        "On Sunday Sami wrote:\nWhat does it cost?",
        "Fwd",
        "From: Sami <sami@example.org>",
        "Please order two.",
        "Valve\t85",
    ]
    assert reading.document.title == "The new valve"
    assert reading.said == "1 attachment is left out; add its file by itself"
    (tmp_path / "b.eml").write_bytes(b"Just words.\n")
    with pytest.raises(DocumentError, match=r"b.eml is no mail: it has no From, Date or Subject"):
        read_file(tmp_path / "b.eml")


def test_letters_by_programs():
    flowed = b"Subject: x\nContent-Type: text/plain; format=flowed\n\nThe port \nis old.\nNew line\n\n> > Quoted\n"
    assert read_mail(flowed, LIMITS).text == "x\n\nThe port is old.\nNew line\n\nQuoted"
    empty = (
        b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n\n"
        b"--b\nContent-Type: text/html; charset=windows-1256\n\n"
        b"<meta charset=utf-8><p>\xe3\xd1\xcd\xc8\xc7</p>\n--b--\n"
    )
    assert read_mail(empty, LIMITS).text == "x\n\nمرحبا"
    unknown = b"Subject: x\nContent-Type: text/plain; charset=none\nContent-Transfer-Encoding: 8bit\n\n" + "نص".encode()
    assert read_mail(unknown, LIMITS).text == "x\n\nنص"
