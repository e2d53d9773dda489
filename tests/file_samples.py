"""Files of every format, made in memory or shipped beside the tests, and ways to damage them."""

import datetime
import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx

FILES = Path(__file__).parent / "files"
# A picture of one grey point, as the content of a PDF's page.
PICTURE = "q 9 0 0 9 9 9 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"

PAGE = """<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>ميناء أكتاو - موسوعة</title>
<script>var hidden = "<p>خفي</p>";</script><style>p { color: red }</style></head><body>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/x">اتصل بنا</a></li></ul></nav>
<main><article><h1>ميناء أكتاو<a href="#top">¶</a></h1>
<p>يقع ميناء <b>أكتاو</b> على الساحل الشرقي لبحر <a href="q">قزوين</a>،&nbsp;وقد افتُتح عام ١٩٦٣ ميلادية.</p>
<h2>التجارة</h2><p>تستخدم الشركة نظام SAP &amp; ERP، و3 &lt; 5.<br>سطر ثان في الفقرة نفسها.</p>
<ul><li>القمح</li><li>الشعير</li></ul>
<table><tr><th>السنة</th><th>الصادرات</th></tr><tr><td>2018</td><td>14.5 مليون</td></tr></table>
</article></main><aside><h3>مقالات أخرى</h3><a href="1">مقال</a></aside>
<footer>جميع الحقوق محفوظة <a href="p">الخصوصية</a></footer></body></html>
"""


def word_file():
    """A DOCX with headings, a table, a list and a title."""
    document = docx.Document()
    document.core_properties.title = "ميناء أكتاو"
    document.add_heading("ميناء أكتاو", 1)
    document.add_paragraph("يقع الميناء على بحر قزوين.")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ("السنة", "الصادرات", "2018", "14.5 مليون"), strict=True):
        cell.text = words
    document.add_heading("Trade", 2)
    document.add_paragraph("Wheat", style="List Bullet")
    document.add_paragraph("Barley\tand\noats", style="List Bullet")
    return saved(document)


def workbook_file():
    """An XLSX with two sheets, a date and formats."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["City", "Founded", "Share"])
    workbook.active.append(["نبرة", datetime.date(1822, 3, 5), 0.125])
    workbook.active["C2"].number_format = "0.0%"
    workbook.create_sheet("Prices").append(["Valve", 85])
    return saved(workbook)


def slides_file():
    """A PPTX with a title, a list and a table."""
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "ميناء أكتاو", "The port\nThe sea"
    table = slide.shapes.add_table(1, 2, 0, 0, 99, 99).table
    table.cell(0, 0).text, table.cell(0, 1).text = "السنة", "2018"
    return saved(presentation)


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = "".join(
    f' xmlns:{name}="{_ODF}:{whole}:1.0"'
    for name, whole in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
    )
)


def open_text(body, *, styles="", master="", title="", manifest="", kind="text"):
    """An ODT of the body's XML, with automatic styles, the master page's headers and footers, and a title.

    Of another kind, "spreadsheet" or "presentation", it is an ODS or an ODP.
    """
    content = (
        f"<office:document-content{_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    page = f"<style:master-page>{master}</style:master-page>"
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "styles.xml": f"<office:document-styles{_SPACES}><office:master-styles>{page}</office:master-styles>"
        "</office:document-styles>",
        "meta.xml": f'<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></m>',
        "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
    }
    return zipped(parts)


def book_file(chapters, *, title="", nav=None, encryption=""):
    """An EPUB of chapters in XHTML, with a page of contents before them."""
    names = [f"text/ch {number}.xhtml" for number in range(1, len(chapters) + 1)]
    items = [f'<item id="c{number}" href="{name.replace(" ", "%20")}"' for number, name in enumerate(names)]
    page = ' media-type="application/xhtml+xml"'
    manifest = (
        "".join(f"{item}{page}/>" for item in items) + f'<item id="nav" href="nav.xhtml" properties="nav"{page}/>'
    )
    spine = '<itemref idref="nav"/>' + "".join(f'<itemref idref="c{number}"/>' for number in range(len(names)))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>{title}</dc:title></metadata><manifest>{manifest}</manifest><spine>{spine}</spine>"
        "</package>",
        "OEBPS/nav.xhtml": nav or "<html><body><nav><ol><li>Contents</li></ol></nav></body></html>",
    }
    head = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
    )
    parts |= {f"OEBPS/{name}": f"{head}<body>{body}</body></html>" for name, body in zip(names, chapters, strict=True)}
    if encryption:
        parts["META-INF/encryption.xml"] = encryption
    return zipped(parts)


def zipped(parts):
    """A ZIP archive of texts or bytes by their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def open_text_file():
    """An ODT with a heading, a raised mark, a struck word, a table and a note."""
    return open_text(
        '<text:h text:outline-level="1">ميناء أكتاو</text:h>'
        '<text:p>يقع على <text:span text:style-name="S">نهر</text:span>'
        " بحر قزوين<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>حاشية</text:p>"
        "</text:note-body></text:note>.</text:p><table:table><table:table-row><table:table-cell><text:p>السنة</text:p>"
        '</table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>2018</text:p>'
        "</table:table-cell></table:table-row></table:table>",
        styles='<style:style style:name="S">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>',
    )


def open_sheets_file():
    """An ODS of two sheets, of which the second is hidden."""
    return open_text(
        '<table:table table:name="الموانئ"><table:table-row>'
        "<table:table-cell><text:p>الميناء</text:p></table:table-cell>"
        "<table:table-cell><text:p>السنة</text:p></table:table-cell></table:table-row><table:table-row>"
        '<table:table-cell><text:p>أكتاو</text:p></table:table-cell><table:table-cell office:value="1963">'
        '<text:p>1 963</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="9999">'
        '<table:table-cell table:number-columns-repeated="9999"/></table:table-row></table:table>'
        '<table:table table:name="b" table:style-name="H"><table:table-row><table:table-cell><text:p>gone</text:p>'
        "</table:table-cell></table:table-row></table:table>",
        styles='<style:style style:name="H" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>",
        kind="spreadsheet",
    )


def open_slides_file():
    """An ODP of three slides, of which the second is hidden, with a table and notes."""
    frame = "<draw:frame{}><draw:text-box>{}</draw:text-box></draw:frame>"
    return open_text(
        "<draw:page>"
        + frame.format("", "<text:list><text:list-item><text:p>On the sea</text:p></text:list-item></text:list>")
        + frame.format(' presentation:class="title"', "<text:p>Ports</text:p>")
        + frame.format(' presentation:class="date-time"', "<text:p>3 March</text:p>")
        + "<presentation:notes>"
        + frame.format(' presentation:class="notes"', "<text:p>Say hello.</text:p>")
        + '</presentation:notes></draw:page><draw:page draw:style-name="H">'
        + frame.format("", "<text:p>gone</text:p>")
        + "</draw:page><draw:page><draw:g><draw:frame><table:table><table:table-row><table:table-cell><text:p>Aktau"
        "</text:p></table:table-cell><table:table-cell><text:p>1963</text:p></table:table-cell></table:table-row>"
        "</table:table></draw:frame></draw:g></draw:page>",
        styles='<style:style style:name="H" style:family="drawing-page"><style:drawing-page-properties '
        'presentation:visibility="hidden"/></style:style>',
        kind="presentation",
    )


RICH = (
    rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}{\f1\fcharset178 Arial;}}"
    rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}{\info{\title The port}}"
    rb"{\header Port office\par}\pard\s1 Trade\par\pard\f0 It costs {\strike 40 }55 dinars, {\v hidden }10{\super 6} m"
    rb"{\super\chftn}{\footnote\pard Of 2018.}.\par"
    rb"\pard{\listtext 1.\tab}Wheat\par{\f1\'e3\'ed\'e4\'c7\'c1} \u1602?\u1583?\u1610?\u1605?\par"
    rb"\trowd\pard\intbl Year\cell Tons\cell\row\trowd\pard\intbl 2018\cell 14\line 500\cell\row\pard End \{x\}.\par}"
)

LETTER = b"""From: =?utf-8?b?2YXYp9is2K8=?= <majed@example.org>\r
To: Office <office@example.org>\r
Date: Mon, 3 Mar 2025 10:00:00 +0300\r
Subject: The new valve\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="b"\r
\r
--b\r
Content-Type: text/plain; charset="windows-1256"\r
Content-Transfer-Encoding: 8bit\r
\r
\xe3\xd1\xcd\xc8\xc7 and hello.\r
The valve costs 85 dinars.\r
\r
On Sunday Sami wrote:\r
> What does it cost?\r
--b\r
Content-Type: application/pdf; name="a.pdf"\r
Content-Disposition: attachment; filename="a.pdf"\r
Content-Transfer-Encoding: base64\r
\r
JVBERi0=\r
--b\r
Content-Type: message/rfc822\r
\r
From: Sami <sami@example.org>\r
Subject: Fwd\r
Content-Type: text/html; charset="utf-8"\r
\r
<p>Please <b>order</b> two.</p><table><tr><td>Valve</td><td>85</td></tr></table>\r
--b--\r
"""

VALUES = """{"title": "الموانئ", "port": "أكتاو", "opened": 1963, "depth": 6.50, "open": true, "tags": ["sea", "oil"],
 "owner": {"name": "State", "since": null},
 "years": [{"year": 2018, "tons": 14.50}, {"year": 2019, "note": {"by": "A"}}],
 "grid": [["a", 1], ["b", 2]], "empty": [], "mixed": [1, {"x": [{"y": "z"}]}]}
"""

SUBTITLES = """1
00:00:01,000 --> 00:00:03,000
<i>The port was opened</i>

2
00:00:03,200 --> 00:00:05,000
in 1963.

3
00:01:00,000 --> 00:01:02,000
وهو على بحر قزوين.
"""


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data, name, content, compression=zipfile.ZIP_DEFLATED):
    """The DOCX with one part put in, or put in the place of the one of that name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def pdf_file(contents, *, trailer="", info="", resources="/Font << /F1 4 0 R >>", stream="", page=""):
    """A PDF of one page for each content stream, in Helvetica; as plain as can be, to be read by hand.

    The others are entries of its trailer and so on; `page` of each page.
    """
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", f"<< {info} >>", font]
    kids = []
    for content in contents:
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << {resources} >> {page} "
            f"/Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} {stream} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


def text_at(x, y, words, size=10):
    """Drawing operators for one line of words."""
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET"


def samples():
    """Real files of each kind, by suffix."""
    plain = pdf_file([text_at(72, 720, "A port on the sea.") + text_at(72, 700, "It is old."), text_at(72, 720, "Two")])
    return {
        ".pdf": [*(path.read_bytes() for path in sorted(FILES.glob("*.pdf"))), plain],
        ".docx": [word_file(), *(path.read_bytes() for path in sorted(FILES.glob("*.docx")))],
        # In windows-1256 every byte is a letter, so that damage goes as far as the parser.
        ".html": [PAGE.encode(), PAGE.replace("utf-8", "windows-1256").encode("cp1256", "replace")],
        ".xlsx": [workbook_file()],
        ".pptx": [slides_file()],
        ".odt": [open_text_file()],
        ".ods": [open_sheets_file()],
        ".odp": [open_slides_file()],
        ".epub": [book_file(["<h1>ميناء</h1><p>Words<br/>more.</p>", "<p>The end.</p>"], title="A book")],
        ".rtf": [RICH],
        ".eml": [LETTER],
        ".json": [VALUES.encode(), b'{"a": 1}\n{"a": [[[[2]]]]}\n'],
        ".srt": [SUBTITLES.encode()],
        ".log": ["2025-03-01 بدأ\r\n  at x\r\n2025-03-02 \x1b[31mend\x1b[0m\r\n".encode()],
        ".rst": [
            b"=====\nTitle\n=====\n\nA\n-\n\nHead\n----\n.. note::\n\n  Words\n",
            b"+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n"
            b".. list-table:: T\n\n   * - a\n     - b\n\n== ==\na  b\n== ==\n",
        ],
        ".csv": [
            "المدينة,السنة\r\nنبرة,1822\r\n".encode("cp1256"),
            b'"a,b";1\n"c""d";2\n' * 20,
        ],
        ".md": [
            "---\ntitle: ن\n---\n# ميناء\n\nنص\n====\n```\n# code\n```\nWords.\n".encode(),
            b"A\n--\n```\n# b\n" * 9,
        ],
        ".txt": ["ميناء أكتاو\r\n\r\nيقع على بحر قزوين.\n".encode(), "ميناء أكتاو على البحر".encode("cp1256")],
    }


_MAIN_PARTS = (
    *("word/document.xml", "word/numbering.xml", "xl/worksheets/sheet1.xml", "ppt/slides/slide1.xml"),
    *("content.xml", "OEBPS/book.opf", "OEBPS/text/ch 1.xhtml"),
)


def damaged(data, random):
    """The file with some of it damaged: of a DOCX mostly what is packed in it, so that it can be unpacked."""
    if data.startswith(b"PK") and random.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            name = random.choice([*(one for one in names if one in _MAIN_PARTS), *names])
            part = package.read(name)
        return with_part(data, name, _damaged(part, random))
    return _damaged(data, random)


def _damaged(data, random):
    """A few bits turned, a piece cut off, doubled or put elsewhere, or noise, one to three times."""
    data = bytearray(data)
    for _ in range(random.randint(1, 3)):
        at, until = sorted(random.randrange(len(data) + 1) for _ in range(2))
        match random.randrange(6):
            case 0:
                for _ in range(random.randint(1, 30)):
                    if data:
                        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
            case 1:
                del data[max(at, 64) :]
            case 2:
                del data[at : min(until, at + 200)]
            case 3:
                data[at:at] = data[at : min(until, at + 2000)] * random.randint(1, 20)
            case 4:
                data[at:at] = random.randbytes(random.randint(1, 50))
            case 5:
                other = random.randrange(len(data) + 1)
                data[other:other] = data[at : min(until, at + 500)]
    return bytes(data)
