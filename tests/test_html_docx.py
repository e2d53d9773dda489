import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from file_samples import FILES, PAGE, saved, with_part, word_file

from corpus.files import read_file
from corpus.formats.docx import read_docx
from corpus.formats.extract import FileLimits, Unreadable
from corpus.formats.html import read_html

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def html(page):
    return read_html(page.encode("utf-8"), FileLimits())


def word(data):
    return read_docx(data, FileLimits())


def headings(extract):
    return [extract.text[start:end] for start, end in extract.headings]


def test_a_page_without_its_menus():
    extract = html(PAGE)
    assert extract.title == "ميناء أكتاو - موسوعة"
    assert extract.text.split("\n\n") == [
        "ميناء أكتاو",
        "يقع ميناء أكتاو على الساحل الشرقي لبحر قزوين، وقد افتُتح عام ١٩٦٣ ميلادية.",
        "التجارة",
        "تستخدم الشركة نظام SAP & ERP، و3 < 5.\nسطر ثان في الفقرة نفسها.",
        "القمح",
        "الشعير",
        "السنة\tالصادرات",
        "2018\t14.5 مليون",
    ]
    assert headings(extract) == ["ميناء أكتاو", "التجارة"]


def test_a_page_becomes_a_document_with_sections(tmp_path):
    path = tmp_path / "page.htm"
    path.write_text(PAGE, "utf-8")
    document = read_file(path)
    assert (document.doc_id, document.lang, document.pages) == ("page", "ar", ())
    trade = document.sections[1]
    assert document.text[trade.start : trade.end].startswith("\n\nتستخدم الشركة")


def test_short_pages_lists_and_tables():
    assert html("<p>Words").text == "Words"
    assert (
        html("<title>T</title><ul><li>One</li><li>Two <ul><li>Three</li></ul></li></ul>").text == "One\n\nTwo\n\nThree"
    )
    rows = "".join(f"<tr><td>Town {n}</td><td><p>{n}</p><p>people</p></td></tr>" for n in range(3))
    assert html(f"<table>{rows}</table>").text.split("\n\n")[1] == "Town 1\t1 people"


def test_paragraphs_in_divs_and_boxes_are_kept_and_comments_are_not():
    """As DocBook makes them: headings in divs of their own, code in paragraphs, notes in a box named sidebar."""
    menu = "<ul>" + "".join(f"<li><a href='{n}.html'>Chapter {n} of the handbook</a></li>" for n in range(9)) + "</ul>"
    box = "A hard link cannot be told from the file itself, and deleting it leaves the file's contents where they are."
    comment = "I have kept my backups on tapes for twenty years now, and no disk will ever come into my house, I say."
    page = f"""<html><head><title>Backup</title></head><body><p id="title"><a href="/">Product site</a></p>{menu}
    <div class="section"><div class="titlepage"><h2 class="title">9.10. Backup</h2></div>
    <div class="para">Many programs exist, such as <code>amanda</code>, <code>bacula</code>, or <code>BackupPC</code>,
    and their configuration is rather difficult for people who have never run a server.</div>
    <div class="sidebar"><div><p class="title">BASICS</p></div><div class="para">{box}</div></div>
    <div class="para">The data of all servers are copied every night with <code>rsync</code> to a server that stands
    in another building, so that neither a fire nor a thief can take both copies in the same night.</div></div>
    <div id="comments"><p>{comment}</p></div>{menu}</body></html>"""
    extract = html(page)
    assert extract.text.split("\n\n") == [
        "9.10. Backup",
        "Many programs exist, such as amanda, bacula, or BackupPC, and their configuration is rather difficult for "
        "people who have never run a server.",
        box,
        "The data of all servers are copied every night with rsync to a server that stands in another building, so "
        "that neither a fire nor a thief can take both copies in the same night.",
    ]
    assert headings(extract) == ["9.10. Backup"]


def test_titles_of_pages():
    assert html("<title> A \n port </title><p>Words").title == "A port"
    assert html("<h1>A <b>port</b></h1><p>Words").title == "A port"
    assert html("<p>Words").title is None
    assert html("<svg><title>Icon</title></svg><h1>Port</h1><p>Words").title == "Port"


def test_nothing_hidden_and_no_markup():
    page = "<p>Seen.</p><p hidden>Not.</p><p style='display: none'>Nor.</p><!-- nor --><template>nor</template>"
    assert html(page + "<p>&lt;b&gt; is a tag; x&#x200f;y</p>").text == "Seen.\n\n<b> is a tag; x\u200fy"


def test_a_deep_page_is_read_or_refused():
    try:
        assert "Words" in html("<div>" * 50_000 + "<p>Words").text
    except Unreadable as error:
        assert "no text" in str(error)


def test_a_word_document():
    extract = word(word_file())
    assert extract.title == "ميناء أكتاو"
    assert extract.text.split("\n\n") == [
        "ميناء أكتاو",
        "يقع الميناء على بحر قزوين.",
        "السنة\tالصادرات",
        "2018\t14.5 مليون",
        "Trade",
        "• Wheat",
        "• Barley\tand\noats",
    ]
    assert headings(extract) == ["ميناء أكتاو", "Trade"]


def test_an_office_programs_docx():
    document = read_file(FILES / "office.docx")
    assert (document.title, document.lang, len(document.sections)) == ("ميناء أكتاو", "ar", 3)
    assert document.text.endswith("السكان\n\nيسكن المدينة 183,350 نسمة، وهي تبعد 1,500 كم عن Almaty.")
    # The header is on every page and said once.
    assert document.text.startswith("وزارة النقل\n\nميناء أكتاو\n\n") and document.text.count("وزارة النقل") == 1


def test_headings_by_style_by_level_and_by_inheritance():
    document = docx.Document()
    document.add_paragraph("The title", style="Title")
    own = document.styles.add_style("Own", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("By inheritance", style="Own")
    level = document.add_paragraph("By level")
    level._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {NS} w:val="1"/>'))
    document.add_paragraph("Words.")
    toc = document.styles.add_style("toc 1", 1)
    document.add_paragraph("By level\t3", style=toc)
    extract = word(saved(document))
    assert (extract.title, headings(extract)) == ("The title", ["The title", "By inheritance", "By level"])
    assert [extract.text[start:end] for start, end in extract.boilerplate] == ["By level\t3"]


def test_changes_links_controls_and_boxes():
    document = docx.Document()
    runs = (
        f'<w:p {NS}><w:r><w:t xml:space="preserve">Seen </w:t></w:r>'
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        '<w:ins><w:r><w:t xml:space="preserve">put in </w:t></w:r></w:ins>'
        "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink><w:r><w:noBreakHyphen/><w:t>x</w:t></w:r></w:p>"
    )
    body = document.element.body
    body.insert(0, parse_xml(runs))
    body.insert(
        1, parse_xml(f"<w:sdt {NS}><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    box = (
        f'<w:p {NS} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>Around</w:t></w:r>'
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
        "</mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Again</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    body.insert(2, parse_xml(box))
    assert word(saved(document)).text == "Seen put in link\u2011x\n\nControlled\n\nAround\n\nIn a box"


def test_footnotes_come_at_the_end():
    document = docx.Document()
    document.add_paragraph("Words.")
    data = with_part(
        saved(document),
        "word/footnotes.xml",
        f"<w:footnotes {NS}><w:footnote><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>",
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        rels = parts.read("word/_rels/document.xml.rels").decode()
        types = parts.read("[Content_Types].xml").decode()
    rels = rels.replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    )
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = types.replace("</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{part}"/></Types>')
    data = with_part(with_part(data, "word/_rels/document.xml.rels", rels), "[Content_Types].xml", types)
    assert word(data).text == "Words.\n\nA note."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (saved(docx.Document()), "has no words. If its pages are pictures"),
        (with_part(word_file(), "word/document.xml", b"<broken"), r"is damaged \(XMLSyntaxError\)"),
        (word_file()[:-200], "not a whole ZIP archive"),
    ],
)
def test_word_documents_that_are_refused(data, says):
    with pytest.raises(Unreadable, match=says):
        word(data)


def test_a_zip_archive_that_is_no_word_document(tmp_path):

    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.txt", "words")
    with pytest.raises(Unreadable, match=r"is a ZIP archive but no Word document. Give it the suffix"):
        word(path.read_bytes())
