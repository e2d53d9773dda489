"""Files of every format, made in memory or shipped beside the tests, and ways to damage them."""

import io
import zipfile
from pathlib import Path

import docx

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
        ".md": [
            "---\ntitle: ن\n---\n# ميناء\n\nنص\n====\n```\n# code\n```\nWords.\n".encode(),
            b"A\n--\n```\n# b\n" * 9,
        ],
        ".txt": ["ميناء أكتاو\r\n\r\nيقع على بحر قزوين.\n".encode(), "ميناء أكتاو على البحر".encode("cp1256")],
    }


def damaged(data, random):
    """The file with some of it damaged: of a DOCX mostly what is packed in it, so that it can be unpacked."""
    if data.startswith(b"PK") and random.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            name = random.choice(["word/document.xml", *package.namelist()])
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
