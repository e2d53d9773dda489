"""CSV, TSV and XLSX in, text out: each row a line of cells; a workbook's sheets are its sections."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import partial
from itertools import chain, islice

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException

from corpus.formats.encoding import decode
from corpus.formats.extract import Extract, FileLimits, TextBuilder, Unreadable, with_words
from corpus.formats.package import Package, open_package
from corpus.formats.rows import UNNAMED, add_rows

_XLSX = Package("XLSX", "Excel workbook", "xl/", "Excel or LibreOffice")
_DELIMITERS = ",;\t|"
_LOOKED_AT = 200  # rows that tell the delimiter
_GENERAL = frozenset({"", "General", "@"})


def read_csv(data: bytes, limits: FileLimits) -> Extract:
    """The rows of comma-separated values; also with semicolons, tabs or strokes between. Raises Unreadable."""
    text = decode(data).removeprefix("\ufeff")
    csv.field_size_limit(limits.characters)
    builder = TextBuilder(limits.characters)
    try:
        add_rows(builder, csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Unreadable("damaged", f"is a damaged table of values ({error}). Save it again.") from error
    return _with_words(builder.extract(None))


def read_xlsx(data: bytes, limits: FileLimits) -> Extract:
    """The visible sheets of a workbook, each under its name; of formulas the values that were saved with them.

    Numbers are written as their cells show them, dates as year-month-day. Raises Unreadable.
    """
    load = partial(openpyxl.load_workbook, read_only=True, data_only=True, keep_links=False)
    workbook = open_package(data, _XLSX, limits, load, InvalidFileException)
    builder = TextBuilder(limits.characters)
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            builder.left_out["withdrawn"] += 1
            continue
        sheet.reset_dimensions()  # what the file says of its size may be anything
        rows = ([_shown(cell) for cell in row] for row in sheet.iter_rows())
        first = next((row for row in rows if any(row)), None)
        if first is None:
            continue
        if len(workbook.worksheets) > 1 or not UNNAMED.fullmatch(sheet.title):
            builder.add(sheet.title, heading=True)
        add_rows(builder, chain([first], rows))
    title = (workbook.properties.title or "").strip()
    return _with_words(builder.extract(title or None))


def _with_words(extract: Extract) -> Extract:
    return with_words(extract, "has no words in its cells. Give a table to answer from.")


def _delimiter(text: str) -> str:
    """The sign that parts most of the first rows into the same number of cells, and into the most of these."""

    def rank(delimiter: str) -> tuple[float, int]:
        try:
            rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT)
            widths = Counter(len(row) for row in rows if row)
        except csv.Error:
            return 0.0, 0
        width, n = max(widths.items(), key=lambda one: one[1], default=(1, 0))
        return (n / widths.total(), width) if width > 1 else (0.0, 0)

    return max(_DELIMITERS, key=rank)


def _shown(cell: Cell) -> str:
    """What the cell shows, as far as its format is one of those that most cells have."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime.datetime():
            return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
        case datetime.date() | datetime.time() | datetime.timedelta():
            return str(value)
        case int() | float():
            try:
                return _number(value, cell.number_format or "")
            except (InvalidOperation, ValueError, OverflowError):  # a number or a format of no sheet
                return str(value)
    return str(value)


def _number(value: float, form: str) -> str:
    """The number as "General", "0.00", "#,##0", "0.0%" and "#,##0.00 [$€-407]" show it."""
    shape = form.split(";", maxsplit=1)[0]
    words = "".join(found[0] or found[1] for found in re.findall(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]', shape))
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", shape)
    if form in _GENERAL or not re.search("[0#]", bare):
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if "E+" in bare:
        return f"{value:g}"
    value = value * 100 if "%" in bare else value
    decimals = re.search(r"\.([0#?]+)", bare)
    n_decimals = len(decimals[1]) if decimals is not None else 0
    # Spreadsheets round halves upwards by the digits that they show; a float may lie just below its digits.
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-n_decimals), ROUND_HALF_UP)
    shown = f"{rounded:{',' if re.search('[0#],[0#]', bare) else ''}f}"
    if decimals is not None and decimals[1].endswith("#"):
        least = len(decimals[1].rstrip("#?"))
        whole, _, part = shown.partition(".")
        part = part[:least] + part[least:].rstrip("0")
        shown = f"{whole}.{part}" if part else whole
    shown += "%" if "%" in bare else ""
    sign = words.strip() or ("$" if "$" in bare else "")
    before = bool(sign) and re.match(r"[^0#]*(?:\"|\[\$|\$)", shape) is not None
    return f"{sign}{shown}" if before else f"{shown} {sign}".strip()
