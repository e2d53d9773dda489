"""JSON, logs, subtitles and reStructuredText."""

import pytest
from file_samples import SUBTITLES, VALUES

from corpus.files import read_file, read_with_notices
from corpus.formats.extract import FileLimits, Unreadable
from corpus.formats.lines import read_log, read_subtitles
from corpus.formats.values import read_json
from corpus.rst import rst_outline
from corpus.tables import tables

LIMITS = FileLimits()


def test_values_stand_under_their_keys(tmp_path):
    (tmp_path / "a.json").write_text(VALUES, "utf-8")
    document = read_file(tmp_path / "a.json")
    assert document.text.split("\n\n") == [
        "title: الموانئ",
        "port: أكتاو",
        "opened: 1963",
        "depth: 6.50",
        "open: true",
        "tags: sea, oil",
        "owner",
        "name: State",
        "since: null",
        "years",
        "year\ttons\tnote › by\n2018\t14.50\t\n2019\t\tA",
        "grid",
        "a\t1\nb\t2",
        "mixed 1: 1",
        "mixed 2 › x 1",
        "y: z",
    ]
    assert document.title == "الموانئ"
    assert [document.heading(one) for one in document.sections] == ["owner", "years", "grid", "mixed 2 › x 1"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('[{"a": 1, "b": "x"}, {"a": 2.0}]', "a\tb\n1\tx\n2.0\t"),
        ('{"a": 1, "b": 2}\n\n{"a": 3, "b": "4\\n5"}\n', "a\tb\n1\t2\n3\t4 5"),
        ('["one", "two"]', "one\n\ntwo"),
        ('\ufeff"word"', "word"),
        ('{"list": ["' + "x" * 150 + '", "' + "y" * 150 + '"]}', "list\n\n" + "x" * 150 + "\n\n" + "y" * 150),
        ('{"a": {"b": {"c": 1}}}', "a › b\n\nc: 1"),
    ],
)
def test_shapes_of_values(data, said):
    assert read_json(data.encode(), LIMITS).text == said


def test_arrays_of_objects_are_tables_with_headers():
    text = read_json(b'[{"city": "Nabra", "founded": 1822}, {"city": "Soba", "founded": 1901}]', LIMITS).text
    (table,) = tables(text)
    assert [text[slice(*cell)] for cell in table.header.cells] == ["city", "founded"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"a": }', r"not whole JSON: Expecting value at line 1, column 7. Repair it"),
        (b'{"a": 1}\n{"a": \n', r"not whole JSON"),
        (b"[" * 100_000, "nested deeper than is read"),
        (b'{"a": {}}', "has no words"),
    ],
)
def test_values_that_are_refused(data, says):
    with pytest.raises(Unreadable, match=says):
        read_json(data, LIMITS)


def test_entries_of_a_log():
    log = b"2025-03-01 start\r\n\tat port\r\n\r\n2025-03-02 \x1b[31mred\x1b[0m\r\n"
    assert read_log(log, LIMITS).text == "2025-03-01 start\n\tat port\n\n2025-03-02 red"
    with pytest.raises(Unreadable, match="no words in its lines"):
        read_log(b"---\n", LIMITS)


def test_what_is_said_in_subtitles_is_whole(tmp_path):
    (tmp_path / "a.srt").write_text(SUBTITLES, "utf-8")
    document = read_with_notices(tmp_path / "a.srt").document
    assert document.text.split("\n\n") == [
        "00:00:01,000",
        "The port was opened in 1963.",
        "00:01:00,000",
        "وهو على بحر قزوين.",
    ]
    assert [document.text[slice(*one)] for one in document.boilerplate] == ["00:00:01,000", "00:01:00,000"]
    web = b"WEBVTT\n\nNOTE x\n\nintro\n01:02.500 --> 01:04.000 align:start\n<v Sami>Hello,\n<00:01:03.000>all.\n"
    assert read_subtitles(web, LIMITS).text == "01:02.500\n\nHello, all."
    with pytest.raises(Unreadable, match="has no subtitles"):
        read_subtitles(b"words", LIMITS)


def test_long_speech_is_parted_between_sentences():
    cues = "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{'word ' * 30}end.\n\n" for n in range(20))
    said = read_subtitles(cues.encode(), LIMITS).text.split("\n\n")[1::2]
    assert len(said) == 5 and all(one.endswith("end.") for one in said)


def test_outline_of_restructured_text(tmp_path):
    text = (
        "=======\nالميناء\n=======\n\nWords.\n\nTrade\n-----\n\n.. image:: a.png\n   :alt: x\n\n"
        ".. note::\n\n   Read me.\n\n"
        "====  ====\nA     B\n====  ====\n1     2\n====  ====\n\n::\n\n   code\n\n----\n\nEnd\n"
    )
    (tmp_path / "a.rst").write_text(text, "utf-8")
    document = read_file(tmp_path / "a.rst")
    plain = text.replace("====  ====\nA     B\n====  ====\n1     2\n====  ====\n", "\nA\tB\n1\t2\n\n")
    assert (document.text, document.title) == (plain, "الميناء")
    assert [document.heading(one) for one in document.sections] == ["Trade"]
    assert [text[slice(*one)] for one in document.boilerplate] == [
        "=======\n",
        "الميناء\n=======",
        "\n-----",
        ".. image:: a.png",
        ".. note::",
    ]
    assert rst_outline("Just a line.\n\nAnd words.").headings == ()
    assert rst_outline("A title\n\nAnd words.").title == "A title"
