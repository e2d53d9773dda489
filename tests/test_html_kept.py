"""What a page says in cells, addresses and footers, and people ask for."""

import pytest

from corpus.formats.extract import FileLimits
from corpus.formats.html import read_html
from corpus.formats.html_kept import says_contact

PROSE = "<p>The clinic was founded in 2008 by the doctor Siham Bakri and stands in the street of the university.</p>"


def blocks(page):
    return read_html(f"<html><body><main>{PROSE}{page}</body></html>".encode(), FileLimits()).text.split("\n\n")[1:]


def test_lists_in_cells_stay_in_their_row():
    table = (
        "<table><tr><th>Day</th><th>Hours</th></tr>"
        "<tr><td>Sunday</td><td><ul>\n<li>9:00 - 15:00</li>\n<li>17:00 - 20:00</li></ul></td></tr>"
        "<tr><td>Tuesday</td><td><ul><li>10:00 - 14:00</li></ul><p>by appointment</p> only</td></tr></table>"
    )
    assert blocks(table) == [
        "Day\tHours",
        "Sunday\t9:00 - 15:00 • 17:00 - 20:00",
        "Tuesday\t10:00 - 14:00 by appointment only",
    ]


def test_footers_and_addresses():
    page = (
        "</main><aside><p>Half price at another clinic!</p></aside><footer><ul><li><a href=/p>Privacy</a></li></ul>"
        "<p>© 2024 The clinic. هاتف <a href='tel:053555123'>05-3555123</a></p><p>Open since 2008 - 2009</p>"
        "<address>Tower Street 4<br>Salt</address></footer>"
    )
    assert blocks(page) == ["© 2024 The clinic. هاتف 05-3555123", "Tower Street 4\nSalt"]


def test_what_the_text_says_already_is_not_said_again():
    said = "<p>Write to <a href='mailto:a@clinic.example'>a@clinic.example</a> or call 06 555 0147 in the mornings.</p>"
    found = blocks(f"{said}</main><footer><p>a@clinic.example</p></footer>")
    assert found == ["Write to a@clinic.example or call 06 555 0147 in the mornings."]


@pytest.mark.parametrize(
    ("text", "is_contact"),
    [
        ("Tel.: 555 01 47", True),
        ("+962-6-5550147", True),
        ("(0096265551234)", True),
        ("06 (555) 0147", True),
        ("هاتف: ٥٥٥٠١٤٧", True),
        ("٠٦٥٥٥٠١٤٧", True),
        ("info@waha-hospital.example", True),
        ("© 2008 - 2024", False),
        ("in the years 2019–2021", False),
        ("population 1,234,567", False),
        ("no. 48750000", False),
        ("version 2.0.1234567", False),
        ("telephone by appointment", False),
    ],
)
def test_what_a_contact_is(text, is_contact):
    assert says_contact(text) == is_contact
