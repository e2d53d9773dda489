"""Tables of reStructuredText: found as tables, and told from what only looks like one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.files import read_file
from corpus.rst_tables import with_plain_tables
from corpus.tables import tables

GRID = """+-------+---------+
| Port  | Tons    |
|       | a year  |
+=======+=========+
| Aktau | 14 500  |
+-------+---------+
| both closed     |
+-------+---------+
"""
SIMPLE = """=====  ======
Port   Tons
=====  ======
Aktau  14 500
Kuryk  9 000
       in all
=====  ======
"""
LIST = """.. list-table:: Ports
   :header-rows: 1

   * - Port
     - Tons
   * - Aktau
     - 14 500
       a year
"""
VALUES = """.. csv-table:: Fees
   :header: "Who", "Fee"

   "Members, old", 12
   Guests, 18
"""


def rows(text):
    read = with_plain_tables(text)
    return [
        [
            [read[slice(*cell)] for cell in row.cells]
            for row in ([] if one.header is None else [one.header]) + [*one.rows]
        ]
        for one in tables(read)
    ]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        (GRID, [["Port", "Tons a year"], ["Aktau", "14 500"], ["both closed", ""]]),
        (SIMPLE, [["Port", "Tons"], ["Aktau", "14 500"], ["Kuryk", "9 000 in all"]]),
        (LIST, [["Port", "Tons"], ["Aktau", "14 500 a year"]]),
        (VALUES, [["Who", "Fee"], ["Members, old", "12"], ["Guests", "18"]]),
        (".. table:: Truth\n\n   === ===\n   A   B\n   === ===\n   yes no\n   === ===\n", [["A", "B"], ["yes", "no"]]),
    ],
)
def test_tables_by_hand(text, table):
    assert rows(f"Before.\n\n{text}\nAfter.\n") == [table]
    assert with_plain_tables(f"Before.\n\n{text}\nAfter.\n").split()[-1] == "After."


def test_a_table_keeps_its_title():
    assert "Ports" in with_plain_tables(LIST).splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "Title\n=====\n\nWords + words | more.\n",
        "+---+---+\n| a | b |\n+   +---+\n|   | c |\n+---+---+\n",  # a cell over two rows
        "=== ===\na   b\n",  # without end
        ".. note:: Words\n",
        "",
    ],
)
def test_what_is_no_table_stays_as_it_is(text):
    assert with_plain_tables(text) == text


def test_by_the_door(tmp_path):
    (tmp_path / "a.rst").write_text(f"Ports\n=====\n\nHere\n----\n\n{SIMPLE}", "utf-8")
    document = read_file(tmp_path / "a.rst")
    assert "Aktau\t14 500" in document.text
    assert [document.heading(one) for one in document.sections] == ["Here"]


@given(st.lists(st.sampled_from([*GRID.splitlines(), *SIMPLE.splitlines(), ""])))
def test_every_word_is_kept(lines):
    text = "\n".join(lines)
    assert sorted(re.findall(r"\w+", with_plain_tables(text))) == sorted(re.findall(r"\w+", text))
