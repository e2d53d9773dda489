"""What a Word document says outside its runs: headers, footers, and the numbers that Word itself writes."""

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from file_samples import saved

from corpus.formats.docx import read_docx
from corpus.formats.docx_numbers import _written
from corpus.formats.extract import FileLimits

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(document):
    return read_docx(saved(document), FileLimits())


def add_field(paragraph, instruction, shown):
    for kind, text in [("begin", ""), ("", instruction), ("separate", ""), ("shown", shown), ("end", "")]:
        run = paragraph.add_run(text if kind == "shown" else "")
        if kind in ("begin", "separate", "end"):
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
            run._r.append(part)
        elif not kind:
            run._r.append(parse_xml(f"<w:instrText {NS}>{text}</w:instrText>"))


def test_headers_come_first_and_footers_last_each_once():
    document = docx.Document()
    document.add_heading("تعميم", 1)
    document.add_paragraph("يُسلَّم البذار في المستودعات.")
    first = document.sections[0]
    first.header.paragraphs[0].text = "وزارة الزراعة — كتاب رقم 318/ز"
    first.footer.paragraphs[0].text = "هاتف 06-5667788"
    table = first.footer.add_table(1, 2, docx.shared.Inches(4))
    table.cell(0, 0).text, table.cell(0, 1).text = "فاكس", "06-5667799"
    add_field(page := first.footer.add_paragraph("صفحة "), " PAGE ", "7")
    page.add_run(" من ")
    add_field(page, " NUMPAGES ", "9")
    second = document.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "وزارة الزراعة — كتاب رقم 318/ز"
    extract = word(document)
    assert extract.text.split("\n\n") == [
        "وزارة الزراعة — كتاب رقم 318/ز",
        "تعميم",
        "يُسلَّم البذار في المستودعات.",
        "هاتف 06-5667788",
        "فاكس\t06-5667799",
    ]
    assert extract.title == "تعميم"


def test_headers_that_no_page_shows():
    document = docx.Document()
    document.add_paragraph("Words.")
    section = document.sections[0]
    section.header.paragraphs[0].text = "On every page"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "On the first page"
    section.even_page_header.paragraphs[0].text = "On even pages"
    assert word(document).text == "On every page\n\nOn the first page\n\nWords."
    section.different_first_page_header_footer = False
    document.settings.odd_and_even_pages_header_footer = True
    assert word(document).text == "On every page\n\nOn even pages\n\nWords."


def test_other_fields_show_what_they_show():
    document = docx.Document()
    add_field(document.add_paragraph("Due on "), " DATE ", "3 May 2024")
    document.add_paragraph()._p.append(
        parse_xml(f'<w:fldSimple {NS} w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>')
    )
    assert word(document).text == "Due on 3 May 2024"


def numbered(levels, paragraphs, overrides=""):
    """The text of paragraphs (level, words) in a list whose levels are (form, text); a level of None is in no list."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    drawn = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="77">{drawn}</w:abstractNum>'))
    for number, inner in (("77", ""), ("78", overrides)):
        numbering.append(parse_xml(f'<w:num {NS} w:numId="{number}"><w:abstractNumId w:val="77"/>{inner}</w:num>'))
    for level, words in paragraphs:
        paragraph = document.add_paragraph(words.removesuffix("*"))
        if level is not None:
            number = "78" if words.endswith("*") else "77"
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
            )
    return word(document).text.split("\n\n")


def test_numbers_of_clauses_and_of_what_is_under_them():
    levels = [("decimal", "Clause %1:"), ("lowerLetter", "(%2)"), ("decimal", "%1.%2.%3")]
    paragraphs = [(0, "One."), (1, "A."), (1, "B."), (2, "Deep."), (None, "Plain."), (0, "Two."), (1, "C."), (0, "")]
    assert numbered(levels, [*paragraphs, (0, "Four.")]) == [
        "Clause 1: One.",
        "(a) A.",
        "(b) B.",
        "1.b.1 Deep.",
        "Plain.",
        "Clause 2: Two.",
        "(a) C.",
        "Clause 4: Four.",
    ]


def test_a_list_that_starts_anew_or_elsewhere():
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    assert numbered([("upperRoman", "%1.")], [(0, "a"), (0, "b"), (0, "c*"), (0, "d*")], restart) == [
        "I. a",
        "II. b",
        "V. c",
        "VI. d",
    ]


def test_bullets_have_a_mark_and_styles_a_number():
    assert numbered([("bullet", "•")], [(0, "Wheat")]) == ["• Wheat"]
    document = docx.Document()
    for words in ("First", "Second"):
        document.add_paragraph(words, style="List Number")
    assert word(document).text == "1. First\n\n2. Second"


@pytest.mark.parametrize(
    ("count", "form", "written"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (27, "lowerLetter", "aa"),
        (28, "upperLetter", "BB"),
        (1994, "lowerRoman", "mcmxciv"),
        (4, "arabicAlpha", "ث"),
        (4, "arabicAbjad", "د"),
        (3, "unheardOf", "3"),
        (0, "upperRoman", "0"),
    ],
)
def test_forms_of_numbers(count, form, written):
    assert _written(count, form) == written
