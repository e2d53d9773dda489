"""Text in pictures: where it goes, and that it is told from what was read. Tesseract itself only where it is there."""

import io
import os
import shutil
import stat
from dataclasses import replace

import pytest
from file_samples import PICTURE, pdf_file, text_at
from PIL import Image, ImageDraw, ImageFont

from chat.html.citing import render_citation
from chat.html.strings import STRINGS
from corpus.document import Document
from corpus.files import DocumentError, FileLimits, read_with_notices
from corpus.find import find_files, passed_over
from corpus.formats.extract import Extract, Notice
from corpus.formats.recognised import with_recognised
from corpus.show import described
from index.store.record import content_of, from_bytes, to_bytes
from qa.__main__ import in_place
from qa.answer import Citation

OCR = FileLimits(ocr=True)
HEAD = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\\t")


def fake_tesseract(folder, lines, *, languages="ara\\neng", status=0):
    """A program of the name that says these lines of a table, whatever picture it is given."""
    said = "".join(f"{line}\\n" for line in (HEAD, *lines))
    program = folder / "tesseract"
    program.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = --list-langs ]; then printf "List:\\n{languages}\\n"; exit; fi\n'
        f"cat > /dev/null; printf '{said}'; echo 'Error in pixRead' >&2; exit {status}\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def word(words, *, page=1, block=1, paragraph=1, sure=90):
    return "\\n".join(
        f"5\\t{page}\\t{block}\\t{paragraph}\\t1\\t1\\t0\\t0\\t0\\t0\\t{sure}\\t{one}" for one in words.split()
    )


@pytest.fixture
def program(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


def test_recognised_pages_stand_where_they_are():
    extract = Extract("t", "Head\n\nOne goes\non here.\n\nEnd.", ((0, 4),), ((25, 29),), (0, 15, 15, 25, 29))
    found = with_recognised(extract, {1: ["Scan a.", "Scan b."], 4: ["Last."]})
    assert found.text == "Head\n\nOne goes\n\n\nScan a.\n\nScan b.\n\non here.\n\nEnd.\n\nLast."
    assert [found.text[slice(*one)] for one in found.recognised] == ["Scan a.\n\nScan b.", "Last."]
    assert [found.text[slice(*one)] for one in found.headings] == ["Head"]
    assert [found.text[slice(*one)] for one in found.boilerplate] == ["End."]
    document = Document("x", "en", "x", found.text, pages=found.pages)
    pages = [document.page_of(found.text.index(words)) for words in ("One", "Scan a", "on here", "End", "Last")]
    assert pages == [1, 2, 3, 4, 5]
    assert found.notices == (Notice("recognised_pages", "2, 5"),)
    assert with_recognised(Extract(None, "", pages=(0, 0)), {0: ["A"], 1: ["B"]}).text == "A\n\nB"


def test_a_scanned_page_of_a_pdf(tmp_path, program):
    fake_tesseract(program, [word("Clause 7 of it."), word("noise", block=2, sure=12)])
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_file([text_at(72, 700, "The port is old."), PICTURE, text_at(72, 700, "The end.")]))
    assert read_with_notices(path).document.text == "The port is old.\n\nThe end."
    reading = read_with_notices(path, limits=OCR)
    document = reading.document
    assert document.text == "The port is old.\n\nClause 7 of it.\n\nThe end."
    assert reading.said == "page 2 is a picture: its text was recognised (OCR), not read, and may be wrong"
    assert document.recognised == ((18, 33),) and document.pages == (0, 18, 35)
    assert list(described(path, reading))[-2:] == [
        "  page 2 [18:33] text, recognised: Clause 7 of it.",
        "  page 3 [35:43] text: The end.",
    ]
    scanned, typed = Citation(document, 18, 24, 18, 33, page=2), Citation(document, 0, 8, 0, 16, page=1)
    assert [scanned.to_json()["recognised"], typed.to_json()["recognised"]] == [True, False]
    assert "recognised in a picture, not read" in in_place(scanned)
    assert "recognised" not in in_place(typed)


def test_what_was_recognised_is_kept_and_said():
    document = Document("x", "en", "x", "Read. Seen.", recognised=((6, 11),))
    assert from_bytes("x", to_bytes(document)) == document
    # Stores from before have no such field: the ids of what they hold stay.
    typed = replace(document, recognised=())
    assert b"recognised" not in to_bytes(typed) and content_of(typed, "x") != content_of(document, "x")
    said = [
        STRINGS[lang].recognised in render_citation(Citation(document, 6, 10, 6, 11), lang) for lang in ("ar", "en")
    ]
    assert said == [True, True]
    assert STRINGS["en"].recognised not in render_citation(Citation(document, 0, 4, 0, 5), "en")


def test_pictures_are_files_where_that_is_asked_for(tmp_path, program):
    fake_tesseract(program, [word("One page."), word("Two", page=2), word("more", page=2, paragraph=2)])
    path = tmp_path / "docs" / "a.TIF"
    path.parent.mkdir()
    path.write_bytes(b"MM\0*")
    document = read_with_notices(path, limits=OCR).document
    assert (document.text, document.pages) == ("One page.\n\nTwo\n\nmore", (0, 11))
    assert document.recognised == ((0, len(document.text)),)
    assert find_files([path.parent], ocr=True) == [path]
    ((_, why),) = passed_over(path.parent)
    assert why.startswith("is a picture. To have its text, put it through text recognition (OCR): --ocr does so")


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (None, r"Tesseract is not installed. Install it with its languages: apt install tesseract-ocr"),
        ({"languages": "eng"}, "Tesseract lacks ara. Install"),
        ({"status": 1}, r"picture that Tesseract cannot read \(Error in pixRead\)"),
        ({}, "in which no words are recognised"),
    ],
)
def test_why_nothing_is_recognised(tmp_path, program, monkeypatch, made, says):
    if made is None:
        monkeypatch.setenv("PATH", str(program))
    else:
        fake_tesseract(program, [], **made)
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    with pytest.raises(DocumentError, match=says):
        read_with_notices(tmp_path / "a.png", limits=OCR)


def test_what_recognises_too_long_is_ended_with_its_children(tmp_path, program):
    fake_tesseract(program, [])
    slow = program / "tesseract"
    slow.write_text(
        f"#!/bin/sh\n[ $1 = --list-langs ] && echo ara eng && exit\necho $$ > {tmp_path}/pid\nexec sleep 100\n"
    )
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    with pytest.raises(DocumentError, match="takes more than 4 seconds"):
        read_with_notices(tmp_path / "a.png", limits=FileLimits(ocr=True, seconds=4.0))
    with pytest.raises(ProcessLookupError):
        while True:  # until the system has taken it away
            os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_tesseract_itself(tmp_path):
    picture = Image.new("L", (1400, 300), 255)
    font = ImageFont.truetype("DejaVuSans.ttf", 48)
    draw = ImageDraw.Draw(picture)
    draw.text((40, 40), "The port was opened in 1963.", font=font, fill=0)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=150)
    (tmp_path / "a.pdf").write_bytes(out.getvalue())
    document = read_with_notices(tmp_path / "a.pdf", limits=OCR).document
    assert document.text == "The port was opened in 1963."
    assert document.recognised == ((0, 28),)
