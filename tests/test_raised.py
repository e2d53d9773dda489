"""Raised characters: marks of notes go, exponents and ordinals stay readable, in HTML, DOCX and PDF alike."""

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from file_samples import pdf_file, saved, text_at

from corpus.formats.docx import read_docx
from corpus.formats.extract import FileLimits, Notice
from corpus.formats.html import read_html
from corpus.formats.pdf.read import read_pdf
from corpus.formats.raised import lowered, raised


@pytest.mark.parametrize(
    ("before", "words", "read"),
    [
        # Marks of notes: numbers behind words, figures and signs; signs and what is in brackets behind anything.
        ("was built in 1743", "1", None),
        ("by Omar Dib", "2", None),
        ("ground 60", "3", None),
        ("عام ١٧٤٣", "١", None),
        ("الحارس أنطون", "12", None),
        ("two claims.", "1,2", None),
        ("two claims", "3–5", None),
        ("38 metres", "3", None),
        ("chapter 2", "1", None),
        ("at least 10", "1", None),
        ("38 m", "1", None),
        ("p < .05", "*", None),
        ("1743", "[1]", None),
        ("1743", "(1)", None),
        ("1743", "[note 3]", None),
        ("1743", "[بحاجة لمصدر]", None),
        ("41,200", "a", None),
        ("population", "b", None),
        ("السكان", "أ", None),
        # Exponents.
        ("Water is 10 m", "3", "³"),
        ("an area of 5 km", "2", "²"),
        ("W/m", "2", "²"),
        ("مساحته 5 كم", "2", "²"),
        ("3 in", "2", "²"),
        ("10", "6", "⁶"),
        ("about 10", "-3", "⁻³"),
        ("6 × 10", "23", "²³"),
        ("1.5·10", "1", "¹"),
        ("all 2", "32", "³²"),
        ("m s", "−1", "⁻¹"),
        ("a side of x", "2", "²"),
        ("E = mc", "2", "²"),
        ("10", "n", "ⁿ"),
        ("Ca", "2+", "²⁺"),
        # Ordinals and abbreviations.
        ("the 1", "st", "st"),
        ("le 1", "er", "er"),
        ("le 2", "e", "e"),
        ("the 2", "d", "d"),
        ("some 900", "d", None),
        ("n", "o", "o"),
        ("Sanad", "TM", "TM"),
        # The number of a note before its text, and fractions.
        ("", "1", "1"),
        (" ", "*", "*"),
    ],
)
def test_what_raised_words_are(before, words, read):
    assert raised(words, before) == read


def test_what_the_document_itself_calls_a_note_is_one():
    assert raised("2", "38 m") == "²"
    assert raised("2", "38 m", is_note=True) is None
    assert raised("st", "1", is_note=True) is None


def test_fractions_and_lowered_words():
    assert [raised("1", "3", "⁄2"), raised("1", "about ", "/2")] == [" 1", "1"]
    assert [lowered("2", "CO"), lowered("2", "101"), lowered("max", "v")] == ["2", "₂", "max"]


def html(page):
    return read_html(f"<p>{page}".encode(), FileLimits())


@pytest.mark.parametrize(
    ("page", "text", "n_marks"),
    [
        ("Built in 1743<sup>1</sup> by Omar Dib<sup><a href='#n2'>2</a></sup>, it", "Built in 1743 by Omar Dib, it", 2),
        ("In 1743<a href='#fn1'><sup>1</sup></a>.<sup>[2]</sup> Then", "In 1743. Then", 2),
        ("5 m<sup>2</sup><sup class=footnote-ref>3</sup> wide", "5 m² wide", 1),
        ("H<sub>2</sub>O, CO<sub>2</sub> and 10<sup>6</sup> of the 1<sup>st</sup>", "H2O, CO2 and 10⁶ of the 1st", 0),
        ("<sup>1</sup>After the register.<br><sup>2</sup> A tree.", "1 After the register.\n2 A tree.", 0),
        ("3<sup>1</sup>/<sub>2</sub> cups and <sup>3</sup>⁄<sub>4</sub> more", "3 1/2 cups and 3⁄4 more", 0),
        ("بُني عام ١٧٤٣<sup>١</sup> على 5 كم<sup>2</sup>", "بُني عام ١٧٤٣ على 5 كم²", 1),
    ],
)
def test_raised_words_of_a_page(page, text, n_marks):
    extract = html(page)
    assert extract.text == text
    assert extract.notices == ((Notice("note_marks", str(n_marks)),) if n_marks else ())


def test_a_cell_has_a_text_before_of_its_own():
    table = "<table><tr><th>Town<th>People<sup>1</sup><tr><td>Sarin<td><sup>1</sup>41<tr><td>Qalma<td>90<sup>a</sup>"
    assert html(f"Words.{table}</table>").text.split("\n\n")[1:] == ["Town\tPeople", "Sarin\t1 41", "Qalma\t90"]


def set_in(*pieces, x=72, y=700):
    """A line of pieces (text, size, rise), one after the other, as TeX and browsers draw raised letters."""
    drawn = " ".join(f"/F1 {size} Tf {rise} Ts ({text}) Tj" for text, size, rise in pieces)
    return f"BT {x} {y} Td {drawn} ET"


@pytest.mark.parametrize(
    ("pieces", "text", "n_marks"),
    [
        ([("Built in 1743", 10, 0), ("1", 7, 4), (" by Omar", 10, 0)], "Built in 1743 by Omar", 1),
        ([("by Omar Dib", 10, 0), ("1, 2", 8, 3), (", who came", 10, 0)], "by Omar Dib, who came", 1),
        ([("Water is 10 m", 10, 0), ("3", 7, 4), (" a day", 10, 0)], "Water is 10 m³ a day", 0),
        ([("of 10", 10, 0), ("-3", 7, 4), (" and the 1", 10, 0), ("st", 7, 4)], "of 10⁻³ and the 1st", 0),
        ([("1", 7, 4), ("Port register, volume 3", 10, 0)], "1 Port register, volume 3", 0),
        # Neither smaller nor raised alone: a small capital, a raised letter of full size, a lowered one.
        ([("The N", 10, 0), ("ATO", 8, 0), (" of 1949", 10, 0)], "The NATO of 1949", 0),
        ([("CO", 10, 0), ("2", 7, -2), (" in air", 10, 0)], "CO2 in air", 0),
    ],
)
def test_raised_glyphs_of_a_pdf(pieces, text, n_marks):
    extract = read_pdf(pdf_file([set_in(*pieces)]), FileLimits())
    assert extract.text == text
    assert extract.notices == ((Notice("note_marks", str(n_marks)),) if n_marks else ())


def test_marks_where_gaps_are_the_spaces():
    pieces = text_at(72, 700, "1743") + text_at(94.5, 704, "1", 7) + text_at(101, 700, "by") + text_at(114, 700, "Omar")
    assert read_pdf(pdf_file([pieces]), FileLimits()).text == "1743 by Omar"


def word(*runs):
    """The extract of a paragraph of runs (text, what is set of its font)."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text, *looks in runs:
        run = paragraph.add_run(text)
        for look in looks:
            setattr(run.font, look, True)
    return read_docx(saved(document), FileLimits())


def test_raised_runs_of_a_word_document():
    extract = word(
        ("Built in 1743",), ("1", "superscript"), (",2", "superscript"), (" on 5 km",), ("2", "superscript"),
        (" by the 1",), ("st", "superscript"), (" owner of H",), ("2", "subscript"), ("O.",)
    )  # fmt: skip
    assert extract.text == "Built in 1743 on 5 km² by the 1st owner of H2O."
    assert extract.notices == (Notice("note_marks", "1"),)


def test_raised_by_a_character_style():
    document = docx.Document()
    document.styles.add_style("Mark", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    document.styles.add_style("Own mark", WD_STYLE_TYPE.CHARACTER).base_style = document.styles["Mark"]
    paragraph = document.add_paragraph("عام ١٧٤٣")
    paragraph.add_run("١", style="Own mark")
    plain = paragraph.add_run(" و١", style="Own mark")
    plain.font._element.get_or_add_rPr().get_or_add_vertAlign().set(qn("w:val"), "baseline")
    paragraph.add_run("9", style="Mark")
    assert read_docx(saved(document), FileLimits()).text == "عام ١٧٤٣ و١"
