"""Views of passages: every character of the body stands in the document or is context that nobody can quote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Section
from corpus.markdown import markdown_outline
from corpus.read import document_from_text
from corpus.split import SplitSettings, split
from corpus.tables import tables
from corpus.view import view

SETTINGS = SplitSettings(max_tokens=40)
POOL = """# Pool

## Fees

The fees of this year:

| Ticket | Members | Guests |
|---|:-:|---|
| Adult | 1.500 | 3.000 |
| *Child* | 0.700 |  |

Nobody swims **alone**, see [the rules](https://pool.example/r).

## Rules

It is forbidden:

- to dive at the shallow end,
- to bring glass.
"""


def passages_of(text, max_tokens=40):
    document = document_from_text(text, doc_id="d", seen=markdown_outline(text))
    settings = SplitSettings(max_tokens=max_tokens)
    return split(document, count_tokens=lambda words: len(words.split()), settings=settings)


def quoted(seen, words):
    at = seen.body.index(words)
    return seen.quoted(at, at + len(words))


def test_a_row_says_the_names_of_its_columns_and_quotes_only_cells():
    fees = passages_of(POOL)[0]
    seen = view(fees)
    assert seen.context == ("Pool", "Fees")
    assert seen.before == "Pool. Fees. "
    assert seen.body.split("\n") == [
        "The fees of this year:",
        "Ticket: Adult; Members: 1.500; Guests: 3.000",
        "Ticket: Child; Members: 0.700",
        "Nobody swims alone, see the rules.",
    ]
    assert POOL[slice(*quoted(seen, "3.000"))] == "3.000"
    assert POOL[slice(*quoted(seen, "Child"))] == "Child"
    assert POOL[slice(*quoted(seen, "swims alone"))] == "swims **alone"
    # Tokens begin with the space before their word: that of the body's first word is outside of it.
    assert POOL[slice(*seen.quoted(-1, 3))] == "The"
    at = seen.body.index("3.000")
    assert POOL[slice(*seen.quoted(at - 1, at + 5))] == "3.000"
    column, cell, other = (seen.body.index(words) for words in ("Guests", "3.000", "1.500"))
    assert seen.blocks[column] == seen.origins[column] == -1
    assert 0 <= seen.blocks[other] != seen.blocks[cell] >= 0


def test_rows_of_a_later_passage_have_the_header_too_and_items_what_leads_into_them():
    found = [view(passage) for passage in passages_of(POOL, max_tokens=11)]
    rows = [seen.body for seen in found if "0.700" in seen.body]
    assert rows == ["Ticket: Child; Members: 0.700"]
    glass = next(seen for seen in found if seen.body.endswith("- to bring glass."))
    assert glass.context == ("Pool", "Rules", "It is forbidden:")
    assert glass.before == "Pool. Rules. It is forbidden: "


def test_rows_of_a_later_passage_have_what_introduces_their_table():
    rows = "\n".join(f"| Member {at} | {at} |" for at in range(40))
    table = f"| Name | Card |\n|---|---|\n{rows}"
    text = (
        f"# Club\n\n## Members\n\nIt is old. Members of the **youth** section\n\n{table}\n\nAdults pay more:\n\n{table}"
    )
    found = [view(passage) for passage in passages_of(text)]
    told = [seen.context[2:] for seen in found if seen.body.startswith("Name: ")]
    youth, adults = ("Members of the youth section",), ("Adults pay more:",)
    # The first passages of the tables begin with what introduces them.
    assert told == [youth] * (told.count(youth)) + [adults] * (len(told) - told.count(youth))
    assert told.count(youth) > 2 < told.count(adults)
    assert found[0].context == ("Club", "Members")


def test_no_heading_and_nothing_struck_out_introduces_a_table():
    rows = "\n".join(f"Member {at}\t{at}\tx" for at in range(20))
    text = f"Fees\nOf 2024 2025:\n\nName\tCard\tSport\n{rows}"
    document = Document("d", "en", "Club", text, (Section(0, 4, 4, len(text)),), boilerplate=((8, 13),))
    settings = SplitSettings(max_tokens=20)
    *_, last = split(document, count_tokens=lambda words: len(words.split()), settings=settings)
    assert view(last).context == ("Club", "Fees", "Of 2025:")
    bare = text.replace("Of 2024 2025:\n", "")
    document = Document("d", "en", "Club", bare, (Section(0, 4, 4, len(bare)),))
    *_, last = split(document, count_tokens=lambda words: len(words.split()), settings=settings)
    assert view(last).context == ("Club", "Fees")


def test_an_answer_has_its_question_before_it():
    text = "متى تفتح العيادة؟\n\nتفتح كل يوم في الثامنة.\n\nأين تقع؟\n\nبجانب المدرسة."
    first, *_, last = [view(passage) for passage in passages_of(text, max_tokens=8)]
    assert first.body.startswith("متى") or first.context[-1] == "متى تفتح العيادة؟"
    assert last.body.endswith("بجانب المدرسة.")
    assert "أين تقع؟" in last.text


def test_without_a_title_the_heading_stays():
    document = Document("d", "en", "Title", "Head\nWords here.", (Section(0, 4, 5, 16),))
    (passage,) = split(document, count_tokens=lambda words: len(words.split()), settings=SETTINGS)
    assert view(passage).context == ("Title", "Head")
    assert view(passage, titled=False).context == ("Head",)


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        ("City\tGovernor\tFounded\n\nNabra\tTarek\t1822\n\nQalma\tHind\t1790", ["City", "Governor", "Founded"], 2),
        ("Rent\t450 dinars\nDeposit\t900 dinars", None, 2),
        ("Name\tAge\nSami\t41\nHuda\t38", ["Name", "Age"], 2),
        ("Item\t2023\t2024\nLift\t1,150\t980", ["Item", "2023", "2024"], 1),
        ("12\t13\t14\n15\t16\t17", None, 2),
        ("a\tb\nno cells here\nc\td", None, 0),
        ("a | b\n--- | ---\n1 | 2\n", ["a", "b"], 1),
        ("| a | b |\n|---|\n| 1 | 2 |", None, 0),
        ("x || y is no table\n-- nor this", None, 0),
        (r"| a \| b | c |" + "\n|-|-|\n| 1 | 2 |", [r"a \| b", "c"], 1),
    ],
)
def test_tables_seen_in_a_text(text, header, rows):
    found = tables(text)
    assert sum(len(table.rows) for table in found) == rows
    names = [None if t.header is None else [text[slice(*cell)] for cell in t.header.cells] for t in found]
    assert names == ([header] if rows else [])


@given(st.text(alphabet="ab. \t|-\n:*[](#؟م", max_size=120), st.integers(8, 20))
def test_any_text_is_mapped_exactly(text, max_tokens):
    if not any(map(str.isalnum, text)):
        return
    for passage in passages_of(text, max_tokens):
        seen = view(passage)
        assert len(seen.body) == len(seen.origins) == len(seen.blocks)
        shown = [(character, at) for character, at in zip(seen.body, seen.origins, strict=True) if at >= 0]
        assert all(text[at] == character for character, at in shown)
        assert [at for _, at in shown] == sorted({at for _, at in shown})
        assert all(passage.start <= at < passage.end for _, at in shown)
        assert ((seen.origins < 0) == (seen.blocks < 0)).all()
