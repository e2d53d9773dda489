"""Filled form fields: each value stands beside the words that ask for it."""

import pytest
from file_samples import pdf_file, text_at

from corpus.formats.extract import FileLimits
from corpus.formats.pdf.read import read_pdf


def hexed(words):
    return f"<FEFF{words.encode('utf-16-be').hex()}>"


def field(x, y, value, *, wide=150, kind="Tx", more=""):
    said = f"/V {value}" if value.startswith(("<", "[", "(")) else value
    return f"<< /Subtype /Widget /FT /{kind} /Rect [{x} {y} {x + wide} {y + 14}] {said} {more} >>"


def read(content, *fields):
    return read_pdf(pdf_file([content], page=f"/Annots [{' '.join(fields)}]"), FileLimits()).text.split("\n\n")


LABELS = text_at(72, 700, "Name:") + text_at(72, 680, "Born:") + text_at(72, 660, "The fee is 30 dinars.")


def test_values_stand_behind_their_labels():
    found = read(LABELS, field(110, 677, "(7 February 1988)"), field(110, 697, hexed("Ghassan\rMurr")))
    assert found == ["Name: Ghassan Murr", "Born: 7 February 1988", "The fee is 30 dinars."]


def test_values_of_a_kind_that_says_nothing():
    hidden = field(110, 697, "(no)", more="/F 2")
    password = field(110, 697, "(no)", more="/Ff 8192")
    signed = field(110, 697, "(no)", kind="Sig")
    button = field(110, 697, "/AS /Yes", kind="Btn", more="/Ff 65536")
    empty = field(110, 697, "()")
    assert read(LABELS, hidden, password, signed, button, empty)[0] == "Name:"


def test_a_choice_and_ticks():
    content = text_at(72, 700, "Colour:") + text_at(90, 660, "Member") + text_at(90, 640, "Guest")
    fields = [
        field(120, 697, "[(red) (blue)]", kind="Ch"),
        field(72, 658, "/AS /Yes", kind="Btn", wide=12),
        field(72, 638, "/AS /Off", kind="Btn", wide=12),
    ]
    assert read(content, *fields) == ["Colour: red, blue", "✓ Member", "Guest"]


def test_a_value_without_words_beside_it():
    alone = field(110, 300, "(Murr)"), field(110, 200, "(1988)", more="/TU (Year of birth)")
    assert read(LABELS, *alone)[-2:] == ["Murr", "Year of birth: 1988"]


@pytest.mark.parametrize("value", ["غسان مرّ", "شقة 12 (ب) في SAP"])
def test_an_arabic_value_behind_a_latin_label(value):
    assert read(LABELS, field(110, 697, hexed(value)))[0] == f"Name: {value}"


def test_fields_inherit_and_damaged_ones_are_passed_over():
    inherits = "<< /Subtype /Widget /Rect [110 697 200 711] /Parent << /FT /Tx /V (Murr) >> >>"
    broken = "<< /Subtype /Widget /FT /Tx /V (x) /Rect [1 2] >> << /Subtype /Link >> 7"
    assert read(LABELS, inherits, broken)[0] == "Name: Murr"
