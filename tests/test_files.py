import os
import subprocess
import sys
import zlib

import pytest
from file_samples import PAGE, pdf_file, text_at, with_part, word_file

from corpus.files import DocumentError, FileLimits, read_file
from corpus.find import find_files, passed_over
from corpus.formats.apart import ROOT, extract_apart
from corpus.formats.extract import Unreadable
from corpus.formats.known import FORMATS
from corpus.read import ARTICLES, read_document


def written(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def names(folder, paths):
    return [path.relative_to(folder).as_posix() for path in find_files(paths)]


def test_the_shipped_article_is_the_same_by_this_door():
    (path,) = ARTICLES.glob("*.txt")
    assert read_file(path) == read_document(path)


@pytest.mark.parametrize("text", ["one\r\ntwo\rthree\n", "\ufeffBOM\r\n", "ﷲ مُحَمَّد 👩‍👧 \u200f", "a\u2028b\x0bc\x85d"])
def test_text_and_markdown_are_kept_as_they_stand(tmp_path, text):
    for name in ("a.txt", "a.md", "A.TXT"):
        document = read_file(written(tmp_path, name, text))
        assert (document.text, document.pages, document.page_of(0)) == (text, (), None)


@pytest.mark.parametrize(
    ("name", "doc_id"),
    [
        ("notes.txt", "notes"),
        ("تقرير سنوي.txt", "تقرير-سنوي"),
        ("a\u202eb\nc;$(rm) d.txt", "a-b-c-rm-d"),
        ("...txt", "document"),
        ("..\\..\\x.txt", "x"),
        ("x" * 200 + ".txt", "x" * 80),
    ],
)
def test_ids_from_file_names(tmp_path, name, doc_id):
    assert read_file(written(tmp_path, name, "Words.")).doc_id == doc_id


def test_a_given_id_goes_before_all(tmp_path):
    path = written(tmp_path, "a.txt", "Words.")
    assert read_file(path, doc_id="b").doc_id == "b"
    written(tmp_path, "a.about.json", '{"doc_id": "side"}')
    assert [read_file(path).doc_id, read_file(path, doc_id="b").doc_id] == ["side", "b"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"%PDF-1.7 ...", "named as a text but is a PDF. Give it the suffix"),
        ("a.md", b"PK\x03\x04....", "named as a Markdown text but is a ZIP archive"),
        ("a.html", b"\x89PNG....", "named as an HTML page but is a picture"),
        ("a.pdf", b"Just words.", "named as a PDF but does not start as one"),
        ("a.docx", b"%PDF-1.7 ...", "named as a DOCX but is a PDF"),
        ("a.docx", b"words", "named as a DOCX but does not start as one"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old format, or one locked .* save it as DOCX, without"),
        ("a.docx", b"PK\x03\x04....", "damaged DOCX"),
        ("a.html", "كلمات بلا وسوم", "holds no HTML. Give it the suffix of what it is: .txt"),
        ("a.html", "<p> </p><script>words</script>", "shows no text of its own"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n", "has no words"),
        ("a.txt", b"\0\1\2\3\4words\0", "is no text: it has a zero byte at 0"),
        ("a.doc", b"words", "Word document of the old format. .* save it as DOCX"),
        ("a.xyz", b"words", "suffix '.xyz', which is not read. PDF, DOCX, ODT, RTF, EPUB, XLSX"),
        ("a.xlsx", b"words", "named as an XLSX but does not start as one"),
        ("a.pptx", b"PK\x03\x04....", "damaged PPTX"),
        ("a.xlsx", word_file(), "is a ZIP archive but no Excel workbook. Give it the suffix of what it is"),
        ("a.csv", b"%PDF-1.7 ...", "named as a table of values but is a PDF"),
        ("a.csv", b" ,;\n", "has no words in its cells"),
        ("a.xls", b"words", "old format. .* save it as XLSX"),
        ("a.ppt", b"words", "old format. .* save it as PPTX"),
        ("a.zip", b"PK", "is an archive. Unpack it"),
        ("a.mp3", b"ID3", "is a recording. Have it written down, or give its subtitles"),
        ("a.odt", word_file(), "is a ZIP archive but no OpenDocument text"),
        ("a.json", b"{", "is not whole JSON"),
        ("a", b"words", "suffix '', which is not read"),
    ],
)
def test_files_that_are_refused_in_words(tmp_path, name, data, says):
    path = written(tmp_path, name, data)
    with pytest.raises(DocumentError, match=says) as caught:
        read_file(path)
    assert str(path) in str(caught.value)


def test_paths_that_are_no_files(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, says in [("none.txt", "is not there"), ("folder.txt", "is a folder"), ("pipe.txt", "is no file")]:
        with pytest.raises(DocumentError, match=says):
            read_file(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data", "limits", "says"),
    [
        ("a.txt", b"12345 words", FileLimits(file_bytes=10), "larger than 10 bytes, the most"),
        ("a.txt", b"12345 words", FileLimits(characters=10), "holds 11 characters of text; at most 10"),
        ("a.html", PAGE, FileLimits(characters=30), "more than 30 characters"),
        ("a.docx", word_file(), FileLimits(characters=30), "more than 30 characters"),
        ("a.docx", word_file(), FileLimits(unpacked_bytes=1000), r"unpacks to \d.* at most 1,000 bytes"),
        ("a.pdf", pdf_file([text_at(9, 9, "Two")] * 3), FileLimits(pages=2), "more than 2 pages"),
        ("a.pdf", pdf_file([text_at(9, 9, "Two words")] * 3), FileLimits(characters=20), "more than 20 characters"),
    ],
)
def test_limits(tmp_path, name, data, limits, says):
    path = written(tmp_path, name, data)
    with pytest.raises(DocumentError, match=says):
        read_file(path, limits=limits)
    assert read_file(path).text


def test_a_part_that_grows_without_measure_is_not_unpacked(tmp_path):
    path = written(tmp_path, "a.docx", with_part(word_file(), "word/media/x.xml", b"0" * 20_000_000))
    with pytest.raises(DocumentError, match=r"unpacks to 20,000,000 bytes from .*, as no text does"):
        read_file(path)


def test_entities_are_not_filled_in(tmp_path):
    secret = written(tmp_path, "secret.xml", "<x>SECRET</x>")
    ns = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "many">]>'
        f'<w:document xmlns:w="{ns}"><w:body><w:p><w:r><w:t>Seen &x;</w:t></w:r></w:p></w:body></w:document>'
    )
    document = read_file(written(tmp_path, "a.docx", with_part(word_file(), "word/document.xml", body)))
    assert document.text == "Seen"


# More letters than can be placed in two seconds.
SLOW = "BT /F1 9 Tf " + "(aaaaaaaa) Tj " * 300_000 + "ET"


def test_what_takes_too_long_is_stopped(tmp_path):
    path = written(tmp_path, "a.pdf", pdf_file([SLOW]))
    with pytest.raises(DocumentError, match="takes more than 2 seconds to read"):
        read_file(path, limits=FileLimits(seconds=2.0))


def test_what_needs_too_much_memory_is_stopped(tmp_path):
    # 200 MB of nothing, packed to a thousandth of that.
    bomb = zlib.compress(bytes(200_000_000), 1).decode("latin-1")
    path = written(tmp_path, "a.pdf", pdf_file([bomb], stream="/Filter /FlateDecode"))
    with pytest.raises(DocumentError, match="needs more than 150 MB of memory to read"):
        read_file(path, limits=FileLimits(memory_bytes=150_000_000))


def test_a_crash_there_is_a_refusal_here(monkeypatch):
    monkeypatch.setattr("corpus.formats.apart._START", "import os; os.abort()")
    with pytest.raises(Unreadable, match=r"damaged or not what its name says \(status -6\)"):
        extract_apart("pdf", b"%PDF-", FileLimits())
    monkeypatch.setattr("corpus.formats.apart._START", "print('{\"text\": ')")
    with pytest.raises(Unreadable, match="damaged"):
        extract_apart("pdf", b"%PDF-", FileLimits())


def test_the_process_apart_imports_no_models():
    # Each reader with all it needs, in a fresh interpreter.
    readers = ", ".join(
        sorted({f"corpus.formats.{one.reader.split('.')[0]}" for one in FORMATS.values() if one.reader})
    )
    code = f"import sys, {readers}; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_files_folders_and_patterns(tmp_path):
    for name in ("b.md", "a.txt", "sub/c.PDF", "sub/deep/d.docx", ".hidden.txt", ".git/x.txt", "e.png", "a.about.json"):
        written(tmp_path, name, "x")
    assert names(tmp_path, [tmp_path]) == ["a.txt", "b.md", "sub/c.PDF", "sub/deep/d.docx"]
    assert names(tmp_path, [tmp_path / "sub", str(tmp_path / "a.txt"), tmp_path / "a.txt"]) == [
        "a.txt",
        "sub/c.PDF",
        "sub/deep/d.docx",
    ]
    assert names(tmp_path, [f"{tmp_path}/*"]) == ["a.txt", "b.md"]
    assert names(tmp_path, [f"{tmp_path}/**/*.docx"]) == ["sub/deep/d.docx"]
    # Named by itself a hidden file is meant.
    assert names(tmp_path, [tmp_path / ".hidden.txt"]) == [".hidden.txt"]


def test_what_is_passed_over_in_a_folder_is_named(tmp_path):
    written(tmp_path, "out/secret.txt", "x")
    for name in ("a.txt", "a.en.json", "b.zip", "old.doc", ".hidden.txt", ".git/x.txt", "sub/c"):
        written(tmp_path, f"in/{name}", "x")
    (tmp_path / "in/link.txt").symlink_to(tmp_path / "out/secret.txt")
    (tmp_path / "in/nowhere.txt").symlink_to(tmp_path / "in/none")
    found = {path.relative_to(tmp_path / "in").as_posix(): why for path, why in passed_over(tmp_path / "in")}
    assert list(found) == [".git", ".hidden.txt", "a.en.json", "b.zip", "link.txt", "nowhere.txt", "old.doc", "sub/c"]
    assert found[".git"] == found[".hidden.txt"] == "is hidden. Name it by itself to have it read."
    assert found["a.en.json"] == "stands beside a text and belongs to it."
    assert found["b.zip"] == "is an archive. Unpack it and give the folder of its files."
    assert found["sub/c"].startswith("has the suffix '', which is not read. PDF, DOCX, ODT")
    assert found["link.txt"] == found["nowhere.txt"] == "is a link to what is not in the folder."
    assert found["old.doc"].startswith("is a Word document of the old format.")
    assert list(passed_over(tmp_path / "in/a.txt")) == []
    pattern = f"{tmp_path}/in/[ab]*"
    assert find_files([pattern]) == [tmp_path / "in/a.txt"]
    assert [path.name for path, _ in passed_over(pattern)] == ["a.en.json", "b.zip"]


def test_a_name_with_the_signs_of_a_pattern_is_a_name(tmp_path):
    written(tmp_path, "a[1].txt", "x")
    written(tmp_path, "a1.txt", "x")
    assert names(tmp_path, [tmp_path / "a[1].txt"]) == ["a[1].txt"]


def test_links_out_of_a_folder_are_not_followed(tmp_path):
    written(tmp_path, "out/secret.txt", "x")
    inside = written(tmp_path, "in/a.txt", "x")
    (tmp_path / "in/link.txt").symlink_to(tmp_path / "out/secret.txt")
    (tmp_path / "in/folder").symlink_to(tmp_path / "out", target_is_directory=True)
    (tmp_path / "in/loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/nowhere.txt").symlink_to(tmp_path / "in/none")
    assert find_files([tmp_path / "in"]) == [inside]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("e.png", r"is a picture. To have its text, put it through text recognition \(OCR\): --ocr does so where Tess"),
        ("old.doc", "old format"),
        ("none.txt", "no file or folder at .*none.txt"),
        ("empty", "holds no file that can be read. PDF, DOCX"),
        ("*.png", "matches 1 files, none of which can be read"),
        ("*.zip", "matches 0 files"),
    ],
)
def test_paths_with_nothing_to_read(tmp_path, name, says):
    for file in ("e.png", "old.doc", "empty/.hidden.txt"):
        written(tmp_path, file, "x")
    with pytest.raises(DocumentError, match=says):
        find_files([tmp_path / name])
