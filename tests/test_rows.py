"""The row of a table that a question names."""

import pytest

from corpus.document import Document
from index.lexical import TranslationTable
from qa.question import Question
from qa.rows import cell_asked_for, is_sum_of_rows
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
