"""OpenDocument files and rich text: headings, tables, notes, and what is withdrawn."""

import pytest
from file_samples import RICH, open_sheets_file, open_slides_file, open_text, open_text_file, word_file

from corpus.files import DocumentError, read_file, read_with_notices
from corpus.formats.extract import FileLimits, Notice, Unreadable
from corpus.formats.odt import read_odt
from corpus.formats.open_office import read_odp, read_ods
from corpus.formats.rtf import read_rtf

LIMITS = FileLimits()
TITLE = '<style:style style:name="Title" /><style:style style:name="P1" style:parent-style-name="Title"/>'


def blocks(extract):
    return extract.text.split("\n\n")


def headings(extract):
    return [extract.text[start:end] for start, end in extract.headings]


def rich(body):
    return read_rtf(b"{\\rtf1\\ansi\\ansicpg1252\\uc1 " + body + b"}", LIMITS)


def test_an_open_text_by_the_door(tmp_path):
    (tmp_path / "a.odt").write_bytes(open_text_file())
    reading = read_with_notices(tmp_path / "a.odt")
    assert reading.document.text == "ميناء أكتاو\n\nيقع على بحر قزوين.\n\nالسنة\t2018\t2018\n\nحاشية"
    assert reading.document.title == "ميناء أكتاو"
    assert set(reading.notices) == {Notice("withdrawn", "1"), Notice("note_marks", "1")}


def test_where_open_texts_have_their_words():
    extract = read_odt(
        open_text(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes>"
            '<text:p text:style-name="P1">The port</text:p>'
            "<text:table-of-content><text:index-body><text:p>Trade<text:tab/>3</text:p></text:index-body></text:table-of-content>"
            '<text:list><text:list-item><text:p>One\n  <text:s text:c="9"/>two</text:p></text:list-item></text:list>'
            '<text:section text:display="none"><text:p>Secret</text:p></text:section>'
            "<text:p>Before<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame> after"
            "<office:annotation><text:p>Remark</text:p></office:annotation><text:line-break/>10"
            '<text:span text:style-name="U">6</text:span> CO<text:span text:style-name="D">2</text:span></text:p>'
            "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>"
            "<table:table-cell><text:p>B</text:p></table:table-cell>"
            '<table:table-cell table:number-columns-repeated="16000"/>'
            "</table:table-row></table:table-header-rows><table:table-row><table:table-cell><text:p>1</text:p>"
            "<text:p>x</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>",
            styles=TITLE
            + '<style:style style:name="U"><style:text-properties style:text-position="super 58%"/></style:style>'
            + '<style:style style:name="D"><style:text-properties style:text-position="-33% 58%"/></style:style>',
            master="<style:header><text:p>Port office</text:p></style:header>"
            "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>",
        ),
        LIMITS,
    )
    assert blocks(extract) == [
        "Port office",
        "The port",
        "Trade\t3",
        "One two",
        "Before after\n10⁶ CO2",
        "In a box",
        "A\tB\n1 x\t",
        "Page",
    ]
    assert (extract.title, headings(extract)) == ("The port", ["The port"])
    assert [extract.text[slice(*one)] for one in extract.boilerplate] == ["Trade\t3"]
    assert extract.notices == (Notice("withdrawn", "1"),)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (open_text("<text:p>x</text:p>", manifest="<encryption-data/>"), "locked with a password"),
        (open_text("<text:p> </text:p>"), "has no words"),
        (open_text("<text:p>x</text:p>").replace(b"PK\x05\x06", b"PK\x05\x07"), "damaged ODT"),
        (open_text("<text:p>&x;</text:p>"), r"is damaged \(XMLSyntaxError\). Open it in LibreOffice"),
        (word_file(), "is a ZIP archive but no OpenDocument text"),
    ],
)
def test_open_texts_that_are_refused(data, says):
    with pytest.raises(Unreadable, match=says):
        read_odt(data, LIMITS)


def test_open_sheets_by_the_door(tmp_path):
    (tmp_path / "a.ods").write_bytes(open_sheets_file())
    reading = read_with_notices(tmp_path / "a.ods")
    assert reading.document.text == "الموانئ\n\nالميناء\tالسنة\nأكتاو\t1 963"
    assert [reading.document.heading(one) for one in reading.document.sections] == ["الموانئ"]
    assert reading.notices == (Notice("withdrawn", "1"),)


def test_open_slides_by_the_door(tmp_path):
    (tmp_path / "a.odp").write_bytes(open_slides_file())
    reading = read_with_notices(tmp_path / "a.odp")
    assert reading.document.text == "Ports\n\nOn the sea\n\nSay hello.\n\nAktau\t1963"
    assert reading.document.pages == (0, 31, 31)
    assert [reading.document.heading(one) for one in reading.document.sections] == ["Ports"]
    assert reading.notices == (Notice("withdrawn", "1"),)


@pytest.mark.parametrize(
    ("read", "data", "says"),
    [
        (read_ods, open_text_file(), "no spreadsheet"),
        (read_odp, open_sheets_file(), "no presentation"),
        (read_ods, open_text("<table:table/>", kind="spreadsheet"), "no words in its cells"),
        (read_odp, open_text("<draw:page/>", kind="presentation"), "If its slides are pictures"),
        (read_odp, open_text("<draw:page/>" * 2_001, kind="presentation"), "more than 2,000 slides"),
    ],
)
def test_sheets_and_slides_that_are_refused(read, data, says):
    with pytest.raises(Unreadable, match=says):
        read(data, LIMITS)


def test_hidden_rows_are_left_out_and_repeated_ones_are_there():
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = "<table:table-row{}>" + cell + cell.format(1) + "</table:table-row>"
    extract = read_ods(
        open_text(
            "<table:table>"
            + row.format("", "a")
            + row.format(' table:visibility="collapse"', "b")
            + row.format(' table:number-rows-repeated="2"', "c")
            + "</table:table>",
            kind="spreadsheet",
        ),
        LIMITS,
    )
    assert (extract.text, extract.notices) == ("a\t1\nc\t1\nc\t1", (Notice("withdrawn", "1"),))


def test_rich_text_by_the_door(tmp_path):
    (tmp_path / "a.rtf").write_bytes(RICH)
    reading = read_with_notices(tmp_path / "a.rtf")
    assert reading.document.text.split("\n\n") == [
        "Port office",
        "Trade",
        "It costs 55 dinars, 10⁶ m.",
        "1. Wheat",
        "ميناء قديم",
        "Year\tTons\n2018\t14 500",
        "End {x}.",
        "Of 2018.",
    ]
    assert reading.document.title == "The port"
    assert [reading.document.heading(one) for one in reading.document.sections] == ["Trade"]
    assert set(reading.notices) == {Notice("withdrawn", "2"), Notice("note_marks", "1")}
    (tmp_path / "b.rtf").write_bytes(b"words")
    with pytest.raises(DocumentError, match="named as a rich text document but does not start as one"):
        read_file(tmp_path / "b.rtf")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (rb"a\u8211-b", ["a–b"]),
        (rb"a{\uc2\u1602\'3f\'3fb}c\u1602?d", ["aقbcقd"]),
        (rb"x\u-10179?\u-8704?", ["x😀"]),
        (rb"caf\'e9 {\fonttbl{\f1\fcharset204 x;}}{\f1\'cf\'ee\'f0\'f2}", ["café Порт"]),
        (rb"{\fonttbl{\f1\fcharset128 x;}}{\f1\'8d\'60}", ["港"]),
        (rb"A{\*\unknown B}{\pict\bin5 }}}}} C}D", ["AD"]),
        (rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}", ["here"]),
        (rb"x\~y\_z\-w\line v", ["x\u00a0y\u2011zw\nv"]),
        (rb"{\shp{\*\shpinst{\sp{\sn k}{\sv v}}{\shptxt In a box\par}}}Text\par", ["Text", "In a box"]),
        (rb"{\deleted gone {\b all}} kept {\v0 shown}", ["kept shown"]),
        (rb"{\pntext\'b7\tab}Item\par{\pntext a)\tab}Item\par", ["Item", "a) Item"]),
        (rb"\trowd\intbl a\cell b\par c\cell\row\pard after", ["a\tb c", "after"]),
        (rb"\trowd\intbl a\cell b\cell", ["a\tb"]),
        (rb"in}}}} after", ["in after"]),
    ],
)
def test_words_of_rich_text(body, said):
    assert blocks(rich(body)) == said


def test_groups_without_end_are_no_recursion():
    with pytest.raises(Unreadable, match="groups in groups without end"):
        rich(b"{" * 100_000)
    with pytest.raises(Unreadable, match="has no words"):
        rich(b"{\\pict 00ff}")
