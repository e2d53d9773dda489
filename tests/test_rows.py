"""The row of a table that a question names."""

import pytest

from corpus.document import Document
from corpus.markdown import markdown_outline
from corpus.read import document_from_text
from corpus.split import SplitSettings, split
from index.lexical import TranslationTable
from qa.question import Question
from qa.rows import cell_asked_for, is_of_another_table, is_sum_of_rows
from qa.siblings import is_row_of_another, is_section_of_another
from qa.support import Support

STAFF = """Name\tDepartment\tExtension
Lina Saleh\tRadiology\t2438
Sami Najjar\tCatering\t2543
Lina Najjar\tFinance\t2333
Basil Khoury\tCatering\t2456
"""
CITIES = """المدينة\tالمحافظ\tسنة التأسيس
نبرة\tطارق شاهين\t1822
قلمة\tهند زكي\t1790
"""
FEES = """| Service | Last year | This year |
|---|---|---|
| Birth certificate | 150 | 200 |
| Death certificate | 100 | 100 |
"""
INVOICES = "Date\tCustomer\tAmount\n03-Jan\tAlmaz\t15\n09-Jan\tAlmaz\t40\n14-Feb\tBunyan\t60\n"
SPELLINGS = "الخطأ\tالصحيح\nالغرقه\tالغردقة\nمدينه نصر\tمدينة نصر\n"
SYSTEMS = "cron: خدمات الجدولة؛\n\nkern: رسائل واردة من النواة؛\n\nlpr: تأتي من الطباعة؛\n\nلكل رسالة أولوية."
CARD = "الاسم: نورهان الدباس\nالجامعة: جامعة اليرموك\nالهاتف: 0790001122\n"
LAWS = "المادة 5: يغلق الباب.\n\nالمادة 6: الغرامة على قطف الأزهار عشرة.\n\nالمادة 7: الغرامة على النار خمسون.\n"
PLACES = "Directory\tContent\nvar\tVariable data\nsrv\tData for services\n"
SUPPORT = Support(TranslationTable.of({"en": [], "ar": [("ميلاد", "birth", 0.9)]}))


def cell(question, text, span):
    document = Document("d", "en", "d", text)
    start = text.index(span)
    found = cell_asked_for(Question.of(question), document, start, start + len(span), SUPPORT)
    return None if found is None else text[slice(*found)]


@pytest.mark.parametrize(
    ("question", "text", "span", "expected"),
    [
        ("What is the extension of Lina Najjar?", STAFF, "2543", "2333"),
        ("What is the extension of Lina Najjar?", STAFF, "2438", "2333"),
        ("What is the extension of Lina Najjar?", STAFF, "2333", None),  # it is there
        ("ما رقم هاتف لباسل خوري؟", STAFF, "2543", "2456"),  # a name in another script, with a particle
        ("What is the extension of Najjar?", STAFF, "2438", None),  # two rows: nothing is told
        ("What is the extension of Omar Farouk?", STAFF, "2438", None),
        ("Who works in Catering with Lina?", STAFF, "Basil Khoury", None),  # its row says as much
        ("Whose colleague is Lina Najjar?", STAFF, "Basil Khoury", None),  # the cell would be what is asked
        ("Who is not Lina Najjar?", STAFF, "2438", None),
        ("متى تأسست قلمة؟", CITIES, "1822", "1790"),
        ("What does a birth certificate cost this year?", FEES, "100 |\n", None),  # no cell
        ("What did a birth certificate cost?", FEES, "100", "150"),
        ("ما رسم شهادة ميلاد؟", FEES, "100", "150"),
        ("What is an extension?", STAFF, "Extension", None),  # of the header
        # Of two columns, the value beside the key that is named.
        ("ما تصحيح كلمة الغرقه؟", SPELLINGS, "مدينه نصر", "الغردقة"),
        ("ما تصحيح كلمة الغرقه؟", SPELLINGS, "الغرقه", "الغردقة"),
        ("ما تصحيح كلمة طنطه؟", SPELLINGS, "مدينه نصر", None),
        ("من أين تأتي رسائل kern؟", SYSTEMS, "تأتي من الطباعة", "رسائل واردة من النواة؛"),
        ("من أين تأتي رسائل kern؟", SYSTEMS, "أولوية", None),
        ("ما رقم هاتفها؟", CARD, "جامعة اليرموك", "0790001122"),
        ("ما الغرامة على قطف الأزهار؟", LAWS, "خمسون", None),  # what is asked for is no key
        ("What is in the srv directory?", PLACES, "Variable data", "Data for services"),
        ("Lina Najjar?", "No table here, Lina Najjar.", "table", None),
    ],
)
def test_the_cell_that_is_asked_for(question, text, span, expected):
    assert cell(question, text, span) == expected


@pytest.mark.parametrize(
    ("question", "span", "is_so"),
    [
        ("What is the total amount for Almaz?", "15", True),
        ("What is the total amount for Bunyan?", "60", False),  # one row
        ("What is the amount for Almaz?", "15", False),
    ],
)
def test_a_sum_of_rows(question, span, is_so):
    start = INVOICES.index(span)
    document = Document("d", "en", "d", INVOICES)
    assert is_sum_of_rows(Question.of(question), document, start, start + len(span), SUPPORT) is is_so
    stated = Document("d", "en", "d", f"{INVOICES}\tTotal\t115\n")
    assert not is_sum_of_rows(Question.of(question), stated, start, start + len(span), SUPPORT)


@pytest.mark.parametrize(
    ("question", "span", "expected"),
    [
        ("What is the extension of Lina Najjar?", "Finance", "2333"),
        ("Which department is Basil Khoury in?", "2456", "Catering"),
        ("Which department is Basil Khoury in?", "Catering\t2456", None),  # over two cells
        ("Where is Lina Najjar?", "Finance", None),  # no column is named
        ("What is the name of the one at 2333?", "Finance", None),  # a row's name is no column's value
        ("Who has the extension 2333?", "Lina Najjar", None),
        ("What is the department and extension of Lina Najjar?", "Finance", None),  # both are
        ("Who looks after the extension of Lina Najjar?", "Finance", None),  # it is not what is asked for
        ("Which department has the extension 2333?", "Lina Najjar", None),  # two are
    ],
)
def test_the_column_that_the_question_names(question, span, expected):
    assert cell(question, STAFF, span) == expected


SECTIONS = """Members of the youth section:

Name\tSport\tCard
Huda Fares\tjudo\t1011
Sami Fares\tchess\t1012

Members of the adult section:

Name\tSport\tCard
Huda Fares\ttennis\t3011
Omar Fares\tjudo\t3012
"""


@pytest.mark.parametrize(
    ("question", "span", "is_so"),
    [
        ("What is the card of Huda Fares in the youth section?", "3011", True),
        ("What is the card of Huda Fares in the youth section?", "1011", False),
        ("What is the card of Huda Fares in the adult section?", "1011", True),
        ("What is the card of Huda Fares?", "1011", False),
        ("Who are the youth and adult members?", "Huda Fares\tjudo", False),
    ],
)
def test_the_table_that_the_question_names(question, span, is_so):
    document = Document("d", "en", "d", SECTIONS)
    start = SECTIONS.index(span)
    assert is_of_another_table(Question.of(question), document, start, start + len(span), SUPPORT) is is_so


DOCTORS = "Doctor\tRoom\tFloor\nDr Hana Saleh\tN14\t2\nDr Hani Saleh\tN12\t2\nDr Omar Hijaz\tN30\t3\n"
STOCK = "Item\tQuantity\tPrice\nCopper pipe\t120\t4.5\nSteel pipe\t75\t3.2\nGarden hose\t90\t7.2\n"
TWO_STOCKS = f"{STOCK}\nHouse B:\n\nItem\tQuantity\tPrice\nCopper pipe\t55\t4.8\nGarden hose\t90\t7.2\n"
STOPS = "المحطة\tالمدينة\tالأرصفة\nمحطة الشرق\tالنهرين\t6\nمحطة الغرب\tالنهرين\t4\nرسوم الدخول\tالنهرين\t2\n"


@pytest.mark.parametrize(
    ("question", "lang", "text", "span", "is_so"),
    [
        ("What is the room of Dr Rima Saleh?", "en", DOCTORS, "N14", True),
        ("What is the room of Dr Hana Saleh?", "en", DOCTORS, "N14", False),
        ("What is the room of Dr Hanah Saleh?", "en", DOCTORS, "N14", False),  # another spelling
        ("What is the room of Dr Rima Hijaz?", "en", DOCTORS, "N30", False),  # no other Hijaz
        ("What is the room of Dr Hani Saleh?", "en", DOCTORS, "N14", False),  # that name is there
        ("What is the price of the plastic pipe?", "en", STOCK, "4.5", True),
        ("What is the price of the water hose?", "en", STOCK, "7.2", False),
        ("What is the price of the copper pipe?", "en", STOCK, "4.5", False),
        ("What does the pipe cost?", "en", STOCK, "4.5", False),
        (
            "What is the price of the plastic pipe?",
            "en",
            TWO_STOCKS,
            "4.8",
            True,
        ),  # the other pipe is in the other table
        ("كم رصيفًا في محطة الشمال؟", "ar", STOPS, "6", True),
        ("كم رصيفًا في محطة الشرق؟", "ar", STOPS, "6", False),
        ("كم ثمن الدخول؟", "ar", STOPS, "2", False),
        ("What is the price of the plastic pipe?", "ar", STOCK, "4.5", False),
        ("Where is the pipe?", "en", "No table.", "No", False),
    ],
)
def test_a_row_of_a_name_of_the_same_form(question, lang, text, span, is_so):
    start = text.index(span)
    document = Document("d", lang, "d", text)
    assert is_row_of_another(Question.of(question), document, start, start + len(span)) is is_so


BRANCHES = """# Bank

## Branch in Amman

Led by Laila.

## Branch in Cairo

Led by Tarek.

## Fees of the bank

Five pounds.
"""


@pytest.mark.parametrize(
    ("question", "at", "is_so"),
    [
        ("Who leads the branch in Dubai?", 1, True),
        ("Who leads the branch in Cairo?", 1, False),
        ("Who leads the branch in Kairo?", 1, False),
        ("Who leads the branch in winter?", 1, False),  # no name
        ("Who leads the branch?", 1, False),
        ("What are the fees of the club?", 2, False),
        ("من يدير الفرع في دبي؟", 1, False),  # another language
    ],
)
def test_a_section_of_a_name_of_the_same_form(question, at, is_so):
    document = document_from_text(BRANCHES, doc_id="d", seen=markdown_outline(BRANCHES))
    passages = split(document, count_tokens=lambda words: len(words.split()), settings=SplitSettings())
    assert is_section_of_another(Question.of(question), passages[at]) is is_so
