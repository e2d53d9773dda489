"""What a document takes back is not said: struck-out, hidden and deleted words, in DOCX, HTML and Markdown."""

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from file_samples import saved

from corpus.files import DocumentError, read_with_notices
from corpus.formats.docx import read_docx
from corpus.formats.extract import FileLimits, Notice
from corpus.formats.html import read_html
from corpus.markdown_struck import without_struck

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def left_out(n):
    return (Notice("withdrawn", str(n)),) if n else ()


def word(document):
    return read_docx(saved(document), FileLimits())


def test_struck_out_and_hidden_runs():
    document = docx.Document()
    paragraph = document.add_paragraph("الرسم ")
    for text, look in [("40 ", "strike"), ("دينارًا ", "strike"), ("55 دينارًا", ""), (" أو 60", "double_strike")]:
        run = paragraph.add_run(text)
        if look:
            setattr(run.font, look, True)
    document.add_paragraph().add_run("We would take 9,100.").font.hidden = True
    due = document.add_paragraph("Payment is due ")
    due.add_run("in advance").font.strike = True
    due.add_run(" after acceptance.")
    kept = document.add_paragraph().add_run("Kept.")
    kept.font.strike = False
    extract = word(document)
    assert extract.text == "الرسم 55 دينارًا\n\nPayment is due after acceptance.\n\nKept."
    assert extract.notices == left_out(4)
    assert extract.notices[0].words == "4 struck-out or hidden stretches of text are left out"


def test_styles_that_hide():
    document = docx.Document()
    document.styles.add_style("Secret", 1).font.hidden = True
    document.add_paragraph("Not for the reader.", style="Secret")
    shown = document.add_paragraph("Also not. ", style="Secret").add_run("But this.")
    shown.font.hidden = False
    assert word(document).text == "But this."


def test_deleted_rows_and_cells():
    document = docx.Document()
    table = document.add_table(3, 2)
    for cell, words in zip(table._cells, ("Valve", "Price", "V-8", "70", "V-9", "85"), strict=True):
        cell.text = words
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {NS} w:id="1"/>'))
    table.cell(1, 1)._tc.get_or_add_tcPr().append(parse_xml(f'<w:cellDel {NS} w:id="2"/>'))
    inserted = table.rows[0]._tr.get_or_add_trPr()
    inserted.append(OxmlElement("w:ins"))
    extract = word(document)
    assert (extract.text, extract.notices) == ("Valve\tPrice\n\nV-8", left_out(1))


@pytest.mark.parametrize(
    ("page", "text", "n"),
    [
        ("<p>Pay <del>40</del> <ins>55</ins> dinars <s>now</s> in May.", "Pay 55 dinars in May.", 2),
        ("<p>Pay <strike>40</strike> 55.<p><del>Gone.</del><p>Here.", "Pay 55.\n\nHere.", 2),
        ("<p>Pay <span style='color: red; text-decoration: line-through'>40</span> 55.", "Pay 55.", 1),
        ("<p>Pay <u style='text-decoration: underline'>40</u> and <del> </del>55.", "Pay 40 and 55.", 0),
        ("<p>Is <del>not <s>now</s> here</del> open.", "Is open.", 1),
    ],
)
def test_deleted_words_of_a_page(page, text, n):
    extract = read_html(page.encode(), FileLimits())
    assert (extract.text, extract.notices) == (text, left_out(n))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The fee is ~~40~~ 55 dinars.", "The fee is 55 dinars."),
        ("~~الرسم 40~~ الرسم 55.\r\n", "الرسم 55.\r\n"),
        ("- ~~one~~\n- two~~,\n  and three~~.", "- \n- two."),
        ("a ~~b~~ c ~~d~~ e", "a c e"),
        # No marks of anything: a space inside, a lone pair, a paragraph's end, an escape, a fence, code.
        ("about ~~ 40 ~~ 55", None),
        ("a ~~b\n\nc~~ d", None),
        (r"a \~~b~~ c", None),
        ("~~~\n~~a~~\n~~~\n", None),
        ("`~~a~~` and ``x ~~b~~ ` y``", None),
        ("a ~b~ c ~~~d~~~", None),
        ("5` long ~~and~~ wide", "5` long wide"),
    ],
)
def test_struck_out_words_of_markdown(text, kept):
    found, n = without_struck(text)
    assert found == (text if kept is None else kept)
    assert (n > 0) == (kept is not None)


def test_marks_without_end_are_no_trouble():
    """Quadratic time would not come to an end here."""
    assert without_struck("~~a " * 200_000)[1] == 0
    assert without_struck("`a ~~" * 200_000)[1] == 0


def test_a_markdown_file_says_what_it_leaves_out(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# Fees ~~of 2023~~\n\nThe fee is ~~40~~ 55 dinars.\n", "utf-8")
    reading = read_with_notices(path)
    assert reading.document.title == "Fees"
    assert reading.document.text == "# Fees \n\nThe fee is 55 dinars.\n"
    assert reading.said == "2 struck-out or hidden stretches of text are left out"
    path.write_text("~~All of it.~~\n", "utf-8")
    with pytest.raises(DocumentError, match="has no words"):
        read_with_notices(path)
    plain = tmp_path / "a.txt"
    plain.write_text("The fee is ~~40~~ 55 dinars.", "utf-8")
    assert read_with_notices(plain).document.text == "The fee is ~~40~~ 55 dinars."
