from collections import Counter

import pytest
from file_samples import FILES, PICTURE, pdf_file, text_at
from pdfminer.high_level import extract_text

from corpus.document import Document
from corpus.files import read_file, read_with_notices
from corpus.formats.extract import FileLimits, Notice, Unreadable
from corpus.formats.pdf.glyphs import letters
from corpus.formats.pdf.order import brackets_as_seen, breaks_off, logical
from corpus.formats.pdf.read import _Hyphens, read_pdf


def read(*contents, **values):
    return read_pdf(pdf_file(contents, **values), FileLimits())


def test_a_browsers_pdf():
    document = read_file(FILES / "browser.pdf")
    assert (document.lang, document.title) == ("ar", "ميناء أكتاو")
    assert document.text.split("\n\n") == [
        "ميناء أكتاو",
        "يقع ميناء أكتاو على بحر قزوين، وقد افتُتح عام ١٩٦٣. بلغت صادراته 25.7 مليون طن سنة 2019، أي بزيادة 12%. "
        "السلام على الإخوة: الله لا إله إلا هو.",
        "التجارة (Trade)",
        "تستخدم الشركة نظام SAP ERP، ووقّعت عقدًا مع Temir Zholy بقيمة $3,500 في 12/05/2020. كتب مُحَمَّدٌ "
        "والعــلاقات (كما قيل) «جيدة» [1].",
        "السنة\tالصادرات",
        "2018\t14.5 مليون",
        "السكان",
        "يسكن المدينة 183,350 نسمة، وهي تبعد 1,500 كم عن Almaty.",
        "An English paragraph mentions أكتاو in the middle, and goes on so that the line is wrapped.",
    ]
    assert [document.heading(section) for section in document.sections] == ["ميناء أكتاو", "التجارة (Trade)", "السكان"]
    first, second = document.pages
    assert (first, document.text[second : second + 6]) == (0, "السكان")
    assert [document.page_of(at) for at in (0, second - 1, second, len(document.text))] == [1, 1, 2, 2]


def test_a_browsers_pdf_of_divs_with_code_in_them():
    document = read_file(FILES / "browser_divs.pdf")
    assert document.text.split("\n\n") == [
        "النسخ الليلي",
        "ينسخ البرنامج rsync الملفات كل ليلة من المجلد files إلى خادم في مبنى آخر، ثم يكتب ما فعله في الملف "
        "copy.log حتى يراه المشرف في الصباح.",
        "لا يحذف الأمر ملفا قديما قبل أن يمر عليه شهر كامل.",
        "rsync -a /srv/files copy:/backup date >> /var/log/copy.log",
        "أما الخادم الثاني فلا يتصل بالشبكة إلا ساعة واحدة.",
    ]
    assert [document.heading(section) for section in document.sections] == ["النسخ الليلي"]


def test_a_browsers_pdf_with_inline_elements_in_its_paragraphs():
    reading = read_with_notices(FILES / "browser_inline.pdf")
    assert reading.document.text.split("\n\n") == [
        "سوق الخميس",
        "يُفتح سوق الخميس في 3 آذار 2024 عند باب البلدة القديمة، ويديره السيد نبيل حمدان منذ عام 1987، وتبلغ أجرة "
        "الدكان 250 دينارًا في السنة كما قال ”المدير العام“ في خبر بيان.",
        "مساحة السوق 400 م² تقريبًا.",
        "وله أربعة أبواب.",
        "يُغلق يوم الجمعة.",
        "The market of Thursday opens at 7 in the morning, says “the owner”, and closes at noon.",
        "1 خريطة البلدية.",
        "2 كان قبله أخوه.",
    ]
    assert reading.notices == (Notice("note_marks", "5"),)


OTHERWISE = {
    # A ligature that has no letters but those that its writer names.
    "browser": (Counter("\0"), Counter("\u0651\u064e")),
    # Five marks of notes, and an exponent.
    "browser_inline": (Counter("123452"), Counter("²")),
}


@pytest.mark.parametrize("path", sorted(FILES.glob("*.pdf")), ids=lambda path: path.stem)
def test_no_letter_is_lost_doubled_or_made_up(path):
    """Against pdfminer's own text of the file, as multisets of letters; its order of Arabic is that of the page."""
    drawn = Counter("".join(letters(extract_text(path)).split()))
    read = Counter("".join(read_file(path).text.split()))
    assert (drawn - read, read - drawn) == OTHERWISE.get(path.stem, (Counter(), Counter()))


def test_an_office_programs_pdf():
    document = read_file(FILES / "office.pdf")
    paragraphs = document.text.split("\n\n")
    assert paragraphs == [
        "وزارة النقل",
        "ميناء أكتاو",
        "يقع ميناء أكتاو على الساحل الشرقي لبحر قزوين، وقد افتُتح عام ١٩٦٣. بلغت صادراته 25.7 مليون طن سنة 2019، "
        "أي بزيادة 12%. السلام على الطلاب في الإطالة.",
        "التجارة (Trade)",
        "تستخدم الشركة نظام SAP ERP، ووقّعت عقدًا مع Temir Zholy بقيمة $3,500 في 12/05/2020. كتب مُحَمَّدٌ "
        "والعــلاقات (كما قيل) «جيدة».",
        "An English paragraph mentions أكتاو in the middle, and goes on for a while so that its line is wrapped.",
        "وزارة النقل",
        "السكان",
        "يسكن المدينة 183,350 نسمة، وهي تبعد 1,500 كم عن Almaty.",
    ]
    assert [document.heading(section) for section in document.sections] == ["ميناء أكتاو", "التجارة (Trade)", "السكان"]
    assert [document.text[start:end] for start, end in document.boilerplate] == ["وزارة النقل"] * 2
    assert document.page_of(document.text.index("يسكن")) == 2


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        # As seen from left to right, in a line of an Arabic paragraph.
        ("ةليمج ةنيدم", "مدينة جميلة"),
        ("SAP ERP ماظن", "نظام SAP ERP"),
        (".2019 ةنس 25.7 غلب", "بلغ 25.7 سنة 2019."),
        ("%12 ةدايزب", "بزيادة 12%"),
        ("نم 12%", "12% من"),
        ("3,500$ غلبمو 12/05/2020 يف", "في 12/05/2020 ومبلغ $3,500"),
        ("١٩٦٣ ماع", "عام ١٩٦٣"),
        ("2019-2018 نم", "من 2018-2019"),
        (".(ليق امك) «ةديج»", "«جيدة» (كما قيل)."),
        ("[1] (Trade) ةراجتلا", "التجارة (Trade) [1]"),
        ("Almaty (2019) ةنيدم", "مدينة Almaty (2019)"),
        ("ةنيدم Boeing 737 ةرئاط", "طائرة Boeing 737 مدينة"),
        ("3D ةعباط", "طابعة 3D"),
        ("12 ،Almaty", "Almaty، 12"),
        ("U.S. ةموكح", "حكومة .U.S"),
    ],
)
def test_right_to_left_lines(seen, read):
    assert logical(list(seen), rtl=True, mirror=True) == read


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("The port (واتكأ ءانيم) is old.", "The port (ميناء أكتاو) is old."),
        ("in 1992 واتكأ and", "in 1992 أكتاو and"),
        ("a ماع 1992 ةنس b", "a سنة 1992 عام b"),
        ("no Arabic (at all)", "no Arabic (at all)"),
    ],
)
def test_left_to_right_lines(seen, read):
    assert logical(list(seen), rtl=False, mirror=True) == read


def test_ligatures_and_brackets_as_written():
    assert logical(["م", "لا", "س"], rtl=True, mirror=True) == "سلام"
    assert logical(list(")ليق("), rtl=True, mirror=False) == "(قيل)"


@pytest.mark.parametrize(
    ("seen", "following", "read"),
    [
        ("info@port- ديربلا", "نم example.net", "البريد info@port-"),
        ("www.port.example/ ىلع", "ةديرج reports", "على www.port.example/"),
        # Nothing goes on: Arabic comes next, or the sign stands apart, or within the line.
        ("info- ديربلا", "ةنيدم", "البريد -info"),
        ("port - ديربلا", "a", "البريد - port"),
        ("ميدق port- ديربلا", "a", "البريد -port قديم"),
    ],
)
def test_latin_stretches_that_a_right_to_left_line_breaks_off(seen, following, read):
    goes_on = breaks_off(list(seen), list(following))
    assert logical(list(seen), rtl=True, mirror=True, goes_on=goes_on) == read
    assert goes_on == (read[-1] in "-/")


def test_brackets_of_a_paragraph_tell_what_they_mean():
    # Logically "(2019–" on one line and "2021) ثم" on the next, as a browser says them and as they look.
    assert not brackets_as_seen([[list("–2019( نم"), list("مث )2021")]])
    assert brackets_as_seen([[list("–2019) نم"), list("مث (2021")]])
    assert brackets_as_seen([[list("(ليق)")]]) and not brackets_as_seen([[list(")ليق(")]])


def test_numbers_and_addresses_over_two_lines():
    def joined(before, after):
        return _Hyphens([]).join(before, after)

    assert joined("in the years (2019–", "2021), then") == "in the years (2019–2021), then"
    assert joined("هاتف +962-6-", "5550147") == "هاتف +962-6-5550147"
    assert joined("at info@waha-", "hospital.example") == "at info@waha-hospital.example"
    assert joined("at info@", "waha.example") == "at info@waha.example"
    assert joined("see www.port.example/", "reports") == "see www.port.example/reports"
    assert joined("a range from 5 -", "6 and") == "a range from 5 - 6 and"
    assert joined("see www.port.example.", "Then") == "see www.port.example. Then"
    assert joined("either/", "or") == "either/ or"


@pytest.mark.parametrize(
    ("forms", "plain"),
    [("ﻣﻴﻨﺎء", "ميناء"), ("ﻻ", "لا"), ("ﷲ", "الله"), ("ﬁle", "file"), ("ﹰ", "ً"), ("﴾", "﴾"), ("Ⅳ½", "Ⅳ½")],
)
def test_presentation_forms(forms, plain):
    assert letters(forms) == plain


def lines(*words, top=700, step=12, x=72, size=10):
    return " ".join(text_at(x, top - number * step, line, size) for number, line in enumerate(words))


# Lines of one width, so that a shorter one is seen to end a paragraph.
FULL = "This line of a paragraph is as wide as every other one in it"


def test_lines_are_joined_to_paragraphs():
    page = lines(FULL, FULL, "and ends here.", "The next one starts a", "1. First item", "2. Second item")
    assert read(page).text.split("\n\n") == [
        f"{FULL} {FULL} and ends here.",
        "The next one starts a",
        "1. First item",
        "2. Second item",
    ]
    apart = lines(FULL, FULL) + lines(FULL, FULL, top=640)
    assert read(apart).text == f"{FULL} {FULL}\n\n{FULL} {FULL}"
    assert read(lines(FULL) + lines(FULL, top=688, size=14)).text == f"{FULL}\n\n{FULL}"


def test_hyphens_at_the_ends_of_lines():
    long = "words that fill the line of the paragraph to its very end, a manip-"
    other = "ulation of the port, which a right-hand man called manipulation, to"
    assert "end, a manipulation of" in read(lines(long, other)).text
    kept = "words that fill the line of the paragraph to its end, by the right-"
    assert "by the right-hand side. A right-hand man" in read(lines(kept, "hand side. A right-hand man.")).text


def test_columns_are_read_one_after_the_other():
    left, right = lines("Left one of the", "first column.", x=72), lines("Right one of the", "second column", x=320)
    assert read(f"{left} {right}").text.split("\n\n") == [
        "Left one of the first column.",
        "Right one of the second column",
    ]


LEFT = ["The harbour of the town was", "dredged in 2016 to a depth of", "fourteen metres. The work was", "paid for by"]
RIGHT = [
    "the fund. The cranes arrived",
    "in spring. The master of the",
    "harbour is Captain Rashid, of",
    "the old town",
]


def across(left, right, gap=280):
    """Both columns row by row, as some programs draw them."""
    rows = enumerate(zip(left, right, strict=True))
    return " ".join(text_at(72, 700 - 12 * n, one) + text_at(gap, 700 - 12 * n, other) for n, (one, other) in rows)


def test_columns_that_are_drawn_row_by_row():
    width = max(len(line) for line in LEFT)
    assert width < 30
    told = read(across(LEFT, RIGHT, gap=225)).text
    assert told.startswith("The harbour of the town was dredged in 2016 to a depth of fourteen metres.")
    assert told.endswith(
        "by the fund. The cranes arrived in spring. The master of the harbour is Captain Rashid, of the old town"
    )


def test_cells_that_are_drawn_row_by_row_stay_in_their_rows():
    names, prices = ["Valve V-8", "Valve V-9", "Pump P-40", "Hose"], ["70 dirhams", "85 dirhams", "1,150 dirhams", "9"]
    told = read(across(names, prices, gap=140)).text
    assert "Valve V-8 70 dirhams" in told.replace("\n\n", " ") and "Hose 9" in told.replace("\n\n", " ")


def test_running_lines_and_paragraphs_over_two_pages():
    pages = []
    for number, (start, end) in enumerate([("One", "goes on"), ("over. Two", "goes"), ("further.", "Last.")], 1):
        head, foot = text_at(72, 760, "Annual report"), text_at(300, 30, f"Page {number} of 3")
        pages.append(f"{head} {text_at(72, 700, start)} {text_at(72, 400, end)} {foot}")
    found = read(*pages)
    running = [found.text[start:end] for start, end in found.boilerplate]
    assert running == [
        *("Annual report", "Page 1 of 3", "Annual report", "Page 2 of 3", "Annual report", "Page 3 of 3"),
    ]
    assert "goes on over. Two" in found.text and "goes further." in found.text
    assert [found.text[page : page + 5] for page in found.pages] == ["Annua", "over.", "furth"]


def test_pages_without_text():
    extract = read("", text_at(72, 700, "Words"), "", text_at(72, 700, "More words"), "", "")
    assert (extract.text, extract.pages, extract.notices) == ("Words\n\nMore words", (0, 0, 7, 7, 17, 17), ())
    document = Document("x", "en", "x", extract.text, pages=extract.pages)
    assert [document.page_of(extract.text.index(word)) for word in ("Words", "More", "words")] == [2, 4, 4]


def test_pages_that_are_pictures_are_named():
    words = text_at(72, 700, "Words")
    extract = read(PICTURE, f"{PICTURE} {words}", "0 0 10 10 re f", PICTURE, PICTURE, words, f"{PICTURE} {words}")
    assert extract.notices == (Notice("picture_pages", "1, 4-5"),)
    assert extract.notices[0].words == "pages 1, 4-5 have no text: pictures"
    # A running head or a page number is no text of the page's own.
    scanned = [f"{text_at(72, 30, f'Page {n} of 3')} {PICTURE if n == 2 else words}" for n in (1, 2, 3)]
    assert [notice.words for notice in read(*scanned).notices] == ["page 2 has no text: a picture"]


def test_titles():
    assert read(text_at(72, 700, "Words"), info="/Title (Annual report)").title == "Annual report"
    for given in ("Microsoft Word - a.doc", "\\(anonymous\\)"):
        assert read(text_at(72, 700, "Words"), info=f"/Title ({given})").title is None


def test_letters_drawn_twice_and_text_on_its_side():
    bold = text_at(72, 700, "Bold") + text_at(72.3, 700, "Bold")
    side = "BT /F1 9 Tf 0 1 -1 0 20 100 Tm (Watermark) Tj ET"
    assert read(f"{bold} {side}").text == "Bold"


def test_spaces_that_are_drawn_and_spaces_that_are_gaps():
    def line(pieces):
        return read(f"BT /F1 10 Tf 72 700 Td [{pieces}] TJ ET").text

    assert line("(A port) -280 (on the) -280 (sea) -280 (is) -280 (old.)") == "A port on the sea is old."
    assert line("(A V) -280 (ery old port on the sea.)") == "A Very old port on the sea."


def test_spaces_under_letters_part_no_words():
    # Widths in Helvetica: n, o, u and p 5.56, i 2.22, a space 2.78. Of the space behind "n", the "i" covers 0.8.
    places = (72, "n "), (77.56, "i "), (79.78, "o "), (88.12, "u "), (93.68, "p")
    assert read(" ".join(text_at(x, 700, drawn) for x, drawn in places)).text == "nio up"


def test_what_the_writer_says_the_glyphs_read():
    said = "BT /F1 9 Tf 72 700 Td (The ) Tj /Span << /ActualText (port) >> BDC (p0rt) Tj EMC ( is old.) Tj ET"
    assert read(said).text == "The port is old."
    artifact = text_at(72, 700, "Words") + " /Artifact BMC " + text_at(72, 30, "7") + " EMC"
    document = read(artifact)
    assert (document.text, document.boilerplate) == ("Words\n\n7", ((7, 8),))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf_file(["0 0 10 10 re f", ""]), r"has no letters and no text on its 2 pages. .* \(OCR\): --ocr"),
        (pdf_file([PICTURE]), "has pictures of pages and no text on its 1 pages"),
        (
            pdf_file(
                ["BT ET"],
                trailer="/ID [(a) (b)] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
                f"/O <{'00' * 32}> /U <{'00' * 32}> >>",
            ),
            "is locked with a password. Save a copy without one",
        ),
        (pdf_file([text_at(72, 700, "\x01\x02\x03\x04")]), "does not say which letters its fonts show .4 of 4"),
    ],
)
def test_pdfs_without_text_that_can_be_read(data, says):
    with pytest.raises(Unreadable, match=says):
        read_pdf(data, FileLimits())
