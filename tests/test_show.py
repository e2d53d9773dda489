"""What was read of a file, in words: pieces with their places, notices, and files that were not read."""

from file_samples import PICTURE, pdf_file, text_at

from corpus import show
from corpus.document import Document
from corpus.show import Piece, pieces


def test_pieces_hold_all_that_is_not_blank():
    text = "# A\n\nWords of one\nparagraph.\n\na\tb\n1\t2\n\nEnd."
    document = Document("x", "en", "A", text, boilerplate=((0, 3),))
    assert list(pieces(document)) == [
        Piece("no passage", 0, 3),
        Piece("text", 5, 28),
        Piece("row", 30, 33, ((30, 31), (32, 33))),
        Piece("row", 34, 37, ((34, 35), (36, 37))),
        Piece("text", 39, 43),
    ]
    said = "".join(text[one.start : one.end] for one in pieces(document))
    assert "".join(said.split()) == "".join(text.split())


def test_rows_of_markdown_are_rows():
    text = "| City | Founded |\n|---|---|\n| Nabra | 1822 |\n"
    document = Document("x", "en", "x", text)
    assert [(one.kind, one.words(document)) for one in pieces(document)] == [
        ("row", "City | Founded"),
        ("row", "Nabra | 1822"),
    ]


def test_a_folder_is_shown_file_by_file(tmp_path, capsys):
    (tmp_path / "a.pdf").write_bytes(pdf_file([text_at(72, 700, "The port is old."), PICTURE]))
    (tmp_path / "b.md").write_text("# Fees\n\nThe fee is ~~40~~ 55 dinars.\n\n## When\n\nIn May.\n", "utf-8")
    (tmp_path / "c.csv").write_text("City,Founded\nNabra,1822\n", "utf-8")
    (tmp_path / "d.html").write_text("no tags", "utf-8")
    (tmp_path / "e.zip").write_bytes(b"PK")
    assert show.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}/a.pdf: a (en, 2 pages, 16 characters)",
        "  note: page 2 has no text: a picture",
        "  page 1 [0:16] text: The port is old.",
        f"{tmp_path}/b.md: Fees (en, 48 characters)",
        "  note: 1 struck-out or hidden stretch of text is left out",
        "  [0:6] no passage: # Fees",
        "  [8:29] text: The fee is 55 dinars.",
        "  [31:34] no passage: ##",
        "  [34:38] heading: When",
        "  [40:47] text: In May.",
        f"{tmp_path}/c.csv: c (en, 23 characters)",
        "  [0:12] row: City | Founded",
        "  [13:23] row: Nabra | 1822",
        f"refused: {tmp_path}/d.html holds no HTML. Give it the suffix of what it is: .txt or .md.",
        f"passed over: {tmp_path}/e.zip is an archive. Unpack it and give the folder of its files.",
    ]
    assert show.main([str(tmp_path / "none.txt")]) == 1
    assert "There is no file or folder at" in capsys.readouterr().out
