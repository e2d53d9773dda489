import hashlib
import json

import pytest

from corpus.outline import outline
from corpus.read import ARTICLES, DocumentError, document_from_text, read_document, shipped_articles

ARTICLE = ARTICLES / "iran-kazakhstan-relations.ar.txt"


def written(folder, text, side=None, name="notes.txt"):
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    if side is not None:
        (folder / "notes.about.json").write_text(json.dumps(side), encoding="utf-8")
    return path


def headings(document):
    return [document.heading(section) for section in document.sections]


def test_the_shipped_article_is_the_seed_byte_for_byte():
    digest = hashlib.sha256(ARTICLE.read_bytes()).hexdigest()
    assert digest == "0a3c837eda59b0ecfa152abb907806e9d474c3a95b1fcef1736b4a0cac64b548"
    (document,) = shipped_articles()
    assert document.text.encode("utf-8") == ARTICLE.read_bytes()
    assert (document.doc_id, document.lang) == ("iran-kazakhstan-relations", "ar")
    assert document.title == "العلاقات الإيرانية الكازاخستانية"


def test_the_shipped_articles_headings_and_boilerplate():
    (document,) = shipped_articles()
    assert headings(document) == [
        "التجارة",
        "الالتزام المستمر",
        "مقارنة بين البلدين",
        "مدن متوأمة",
        "منظمات دولية مشتركة",
        "وصلات خارجية",
        "مراجع",
    ]
    trade = document.sections[0]
    assert document.text[trade.start : trade.start + 8] == "ارتفع حج"
    assert document.text[trade.end : trade.end + 8] == "الالتزام"
    cut = [document.text[start:end] for start, end in document.boilerplate]
    assert cut[0] == document.title
    assert cut[-1].endswith("Portal di Ensiklopedia Dunia")


@pytest.mark.parametrize("text", ["one\r\ntwo\rthree\n", "\ufeffBOM\r\n", "ﷲ مُحَمَّد 👩‍👧", "a\u2028b\x0bc\x85d"])
def test_the_text_is_kept_as_it_stands_in_the_file(tmp_path, text):
    assert read_document(written(tmp_path, text)).text == text


def test_without_a_side_file(tmp_path):
    document = read_document(written(tmp_path, "Aktau is a port.\n", name="aktau.txt"))
    assert (document.doc_id, document.lang, document.title) == ("aktau", "en", "aktau")
    assert read_document(written(tmp_path, "أكتاو ميناء.\n")).lang == "ar"
    named = read_document(written(tmp_path, "Aktau is a port.\n"), doc_id="port", title="Aktau")
    assert (named.doc_id, named.title) == ("port", "Aktau")


@pytest.mark.parametrize(
    ("text", "title", "cut"),
    [
        ("Aktau\n\nAktau is a port.", "Aktau", ["Aktau"]),
        ("أكتاو\nأكتاو ميناء على بحر قزوين.", "أكتاو", ["أكتاو"]),
        ("\ufeff\r\n  Aktau \r\n\r\nA port.", "Aktau", ["Aktau"]),
        ("# Aktau #\n\nA port.", "Aktau", ["# Aktau #"]),
        # Content, not titles.
        ("Aktau is a port.\n\nIt is on the sea.", None, []),
        ("A first line that\ngoes on in the second.", None, []),
        ("Aktau", None, []),
        (f"{'long ' * 40}\n\nA port.", None, []),
    ],
)
def test_a_first_line_that_is_a_title(text, title, cut):
    seen = outline(text)
    assert seen.title == title
    assert [text[start:end] for start, end in seen.boilerplate] == cut


def test_a_given_title_is_found_in_the_first_line():
    seen = outline("Aktau\nis a port.", "Aktau")
    assert seen.boilerplate == ((0, 5),)
    assert outline("Port\n\nAktau is a port.", "Aktau").boilerplate == ()


def test_markdown_headings():
    text = "# Aktau\r\n\r\nA port.\r\n## السكان ##\r\nMany.\r\n#hashtag\r\n### Sea\nBlue.\n"
    document = document_from_text(text, doc_id="x")
    assert headings(document) == ["السكان", "Sea"]
    assert [text[start:end] for start, end in document.boilerplate] == ["# Aktau", "## ", " ##", "### "]
    assert text[document.sections[0].start : document.sections[0].end] == " ##\r\nMany.\r\n#hashtag\r\n### "


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("أكتاو ميناء".encode("cp1256"), "not UTF-8 text: byte 0xc3 at 0"),
        ("نص".encode("utf-16"), "not UTF-8"),
        (b"", "no words in its 0 bytes"),
        (b"\xef\xbb\xbf \r\n", "no words in its 6 bytes"),
        (b"*** --- ***", "no words"),
    ],
)
def test_files_that_cannot_be_answered_from(tmp_path, data, says):
    path = tmp_path / "notes.txt"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=says):
        read_document(path)


def test_paths_without_a_document(tmp_path):
    with pytest.raises(DocumentError, match=r"There is no document at .*nowhere\.txt"):
        read_document(tmp_path / "nowhere.txt")
    with pytest.raises(DocumentError, match="is a folder"):
        read_document(tmp_path)
    with pytest.raises(DocumentError, match=r"holds no \.txt file"):
        shipped_articles(tmp_path)


def test_two_articles_of_one_id(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("Words.", "utf-8")
        (tmp_path / f"{name}.about.json").write_text('{"doc_id": "same"}', "utf-8")
    with pytest.raises(DocumentError, match="have the id 'same'"):
        shipped_articles(tmp_path)


def test_a_side_file_goes_before_what_is_seen(tmp_path):
    side = {
        "doc_id": "port",
        "lang": "ar",
        "title": "Aktau",
        "headings": [{"start": 12, "text": "Sea"}],
        "boilerplate": [{"start": 20, "text": "Exporter"}],
    }
    document = read_document(written(tmp_path, "A big port. SeaBlue.Exporter", side))
    assert (document.doc_id, document.lang, document.title) == ("port", "ar", "Aktau")
    assert headings(document) == ["Sea"]
    assert document.text[document.sections[0].start : document.sections[0].end] == "Blue.Exporter"
    assert document.boilerplate == ((20, 28),)


@pytest.mark.parametrize(
    ("side", "says"),
    [
        ({"headings": [{"start": 3, "text": "port"}]}, r"expected 'port' at 3; .* has 'ig p' there.* has it at 6"),
        ({"headings": [{"start": 0, "text": "ship"}]}, "has it nowhere"),
        ({"headings": [{"start": 6, "text": "port"}], "boilerplate": [{"start": 8, "text": "rt"}]}, "overlap"),
        ({"headings": [{"start": -1, "text": "."}]}, "0 or more"),
        ({"headings": [{"start": True, "text": " "}]}, "0 or more"),
        ({"headings": [{"start": 0, "text": ""}]}, "one character or more"),
        ({"headings": [{"start": 0}]}, 'exactly "start" and "text"'),
        ({"headings": {}}, "needs a list"),
        ({"heading": []}, "unknown key 'heading'; known are boilerplate,"),
        ({"lang": "fr"}, "says lang 'fr'"),
        ({"title": 3}, "title is int 3"),
        ([], "needs an object"),
    ],
)
def test_side_files_that_do_not_fit(tmp_path, side, says):
    path = written(tmp_path, "A big port.", side)
    with pytest.raises(DocumentError, match=says) as caught:
        read_document(path)
    assert "notes.about.json" in str(caught.value)


def test_a_side_file_that_is_no_json(tmp_path):
    path = written(tmp_path, "A big port.")
    (tmp_path / "notes.about.json").write_text("{", "utf-8")
    with pytest.raises(DocumentError, match="is not readable JSON"):
        read_document(path)
