"""Tables of values and workbooks: each row a line of cells, as `corpus.tables` finds a table, sheets as sections."""

import datetime
import io

import openpyxl
import pytest

from corpus.files import read_file
from corpus.formats.extract import FileLimits, Notice, Unreadable
from corpus.formats.sheets import _number, read_csv, read_xlsx


def csv(text, encoding="utf-8"):
    return read_csv(text.encode(encoding), FileLimits()).text


def saved(workbook):
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_rows_are_lines_of_cells(mark):
    rows = ["City,Governor,Founded", 'Nabra,"Shahin, Tarek",1822', '"Qalma\nNew",Zaki,', "Tolba,,1866"]
    said = "\r\n".join(row if "Shahin" in row else row.replace(",", mark) for row in rows)
    said = said.replace("Nabra,", f"Nabra{mark}").replace(",1822", f"{mark}1822")
    assert csv(said) == "City\tGovernor\tFounded\nNabra\tShahin, Tarek\t1822\nQalma New\tZaki\t\nTolba\t\t1866"


def test_lines_before_a_table_empty_rows_and_empty_columns():
    said = "Cities of the province,,,\n,,,\n,City,,Founded\n,Nabra,,1822\n,,,\nAs of 2024,,,\nName,Age\nHind,30\n"
    assert csv(said).split("\n\n") == [
        "Cities of the province",
        "City\tFounded\nNabra\t1822",
        "As of 2024",
        "Name\tAge\nHind\t30",
    ]


def test_one_column_is_a_list():
    assert csv("Wheat\nBarley\n\nOats").split("\n\n") == ["Wheat", "Barley", "Oats"]


def test_other_encodings_and_marks():
    said = "المدينة,المحافظ,السنة\nنبرة,طارق شاهين,1822\nقلمة,هند زكي,1790\n"
    expected = "المدينة\tالمحافظ\tالسنة\nنبرة\tطارق شاهين\t1822\nقلمة\tهند زكي\t1790"
    assert [csv(said, encoding) for encoding in ("utf-8-sig", "cp1256", "utf-16")] == [expected] * 3


def test_a_table_that_is_too_long():
    with pytest.raises(Unreadable, match="more than 100 characters of text"):
        read_csv(b"a,b\n" * 40, FileLimits(characters=100))


def test_a_workbook():
    workbook = openpyxl.Workbook()
    workbook.properties.title = "Cities"
    sheet = workbook.active
    sheet.title = "مدن"
    for row in [
        ["City", "People", "Share", "Founded", "Open"],
        ["Nabra", 41200, 0.125, datetime.date(1922, 3, 5), True],
    ]:
        sheet.append(row)
    sheet["B2"].number_format = "#,##0"
    sheet["C2"].number_format = "0.0%"
    other = workbook.create_sheet("Prices")
    other["B3"], other["C3"], other["B4"], other["C4"] = "Item", "Price", "Valve", 85.5
    other["C4"].number_format = '#,##0.00 "dirhams"'
    workbook.create_sheet("Empty")
    workbook.create_sheet("Secret").append(["not", "said"])
    workbook["Secret"].sheet_state = "hidden"
    extract = read_xlsx(saved(workbook), FileLimits())
    assert extract.title == "Cities"
    assert extract.text.split("\n\n") == [
        "مدن",
        "City\tPeople\tShare\tFounded\tOpen\nNabra\t41,200\t12.5%\t1922-03-05\tTRUE",
        "Prices",
        "Item\tPrice\nValve\t85.50 dirhams",
    ]
    assert [extract.text[slice(*heading)] for heading in extract.headings] == ["مدن", "Prices"]
    assert extract.notices == (Notice("withdrawn", "1"),)


def test_a_workbook_by_the_door_of_files(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name", "Born"])
    workbook.active.append(["Hind", 1990])
    path = tmp_path / "people.xlsx"
    path.write_bytes(saved(workbook))
    document = read_file(path)
    assert (document.title, document.text, document.sections) == ("people", "Name\tBorn\nHind\t1990", ())
    table = tmp_path / "people.tsv"
    table.write_text("Name\tBorn\nHind\t1990\n", "utf-8")
    assert read_file(table).text == document.text
    with pytest.raises(Unreadable, match="no words in its cells"):
        read_xlsx(saved(openpyxl.Workbook()), FileLimits())


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (41200, "General", "41200"),
        (0.1 + 0.2, "General", "0.3"),
        (41200.0, "#,##0", "41,200"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.125, "0%", "13%"),
        (1.005, "0.00", "1.01"),
        (0.125, "0.00%", "12.50%"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (1234.5, '"$"#,##0.00', "$1,234.50"),
        (1234.5, "[$$-409]#,##0.00", "$1,234.50"),
        (1.5, "0.0##", "1.5"),
        (2.0, "0.##", "2"),
        (-3, "0;[Red]-0", "-3"),
        (5, '0" كم"', "5 كم"),
    ],
)
def test_numbers_as_their_cells_show_them(value, form, shown):
    assert _number(value, form) == shown
