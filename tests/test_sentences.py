import gc
import time

import pytest

from corpus.document import Document, Section
from corpus.read import document_from_text, shipped_articles
from corpus.sentences import sentences, stretches


def parts(text, lang="ar"):
    document = Document("x", lang, "x", text)
    return [text[start:end] for start, end in sentences(document)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نعم. لا؟ بلى! ربما؛ ثم", ["نعم.", "لا؟", "بلى!", "ربما؛", "ثم"]),
        # Reference marks belong to the sentence before them.
        ("قال.[1] ثم[2] ذهب.[3][4]ونام. [5] وصحا.", ["قال.[1]", "ثم[2] ذهب.[3][4]", "ونام. [5]", "وصحا."]),
        ("قال [1]. ثم ذهب.", ["قال [1].", "ثم ذهب."]),
        # Abbreviations and titles.
        ("ولد د. أحمد في أ. ب. سنة 5. ثم مات.", ["ولد د. أحمد في أ. ب. سنة 5.", "ثم مات."]),
        ("جاء د.أحمد و أ.د. علي. ص. 12 وكذا.", ["جاء د.أحمد و أ.د. علي.", "ص. 12 وكذا."]),
        ("بُني سنة 500 ق.م. في مصر. وهُدم.", ["بُني سنة 500 ق.م. في مصر.", "وهُدم."]),
        ("بُني سنة 500 ق. م. في مصر. وهُدم.", ["بُني سنة 500 ق. م. في مصر.", "وهُدم."]),
        ("كان في عام 1992 م. ثم مات سنة 1413هـ. نعم.", ["كان في عام 1992 م.", "ثم مات سنة 1413هـ.", "نعم."]),
        ("التقى Dr. Smith مع J. R. Tolkien. ثم عاد.", ["التقى Dr. Smith مع J. R. Tolkien.", "ثم عاد."]),
        # Numbers.
        ("بلغ 3.5 و ٣.٥ و ٣٫٥ و 1.000.000. ثم زاد.", ["بلغ 3.5 و ٣.٥ و ٣٫٥ و 1.000.000.", "ثم زاد."]),
        ("1. أول\n2. ثان\n- ثالث\n• رابع", ["1. أول", "2. ثان", "- ثالث", "• رابع"]),
        # Asides and quotes.
        ("دول (مصر؛ سوريا؛ لبنان) كثيرة. نعم.", ["دول (مصر؛ سوريا؛ لبنان) كثيرة.", "نعم."]),
        ("انتهى.) ثم «بدأ.» ثم", ["انتهى.)", "ثم «بدأ.»", "ثم"]),
        # Paragraphs.
        ("عنوان\r\n\r\nأول\r\nالسطر. ثان\r\n \r\nثالث", ["عنوان", "أول\r\nالسطر.", "ثان", "ثالث"]),
        # Nothing to say.
        ("", []),
        (" \u200f\n\ufeff ", []),
        # A sign alone goes with what is before it.
        ("نعم. ...", ["نعم. ..."]),
        ("***", ["***"]),
    ],
)
def test_arabic_by_hand(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Smith paid $3.5m. OK? Yes!", ["Dr. Smith paid $3.5m.", "OK?", "Yes!"]),
        ("The U.S. Army, e.g. in Aktau.[1] It left.", ["The U.S. Army, e.g. in Aktau.[1]", "It left."]),
        ('He said "no". (Really, no.) Fine. Done.', ['He said "no".', "(Really, no.) Fine.", "Done."]),
        ("It cost 5. Then 6.", ["It cost 5.", "Then 6."]),
    ],
)
def test_english_by_hand(text, expected):
    assert parts(text, "en") == expected


def test_offsets_count_characters_whatever_stands_before():
    hard = "😀 ﷲ مُحَمَّدٌ\u200f 👩‍👧 e\u0301.\r\n"
    assert parts(f"{hard}ثم ذهب. عاد.")[-2:] == ["ثم ذهب.", "عاد."]


def test_lines_too_long_to_be_wrapped_are_paragraphs():
    long = "كلمة " * 50 + "آخر"
    assert parts(f"عنوان\n{long}\nسطر") == ["عنوان", long, "سطر"]
    assert parts("سطر قصير\nيتبعه آخر") == ["سطر قصير\nيتبعه آخر"]


def test_headings_boilerplate_and_sections_part_sentences():
    text = "مقدمة العنوانالنص هنا. إعلان بقية"
    section = Section(6, 13, 13, len(text))
    cut = text.index("إعلان")
    document = Document("x", "ar", "x", text, (section,), ((cut, cut + 5),))
    found = [(s.section, [text[a:b] for a, b in s.sentences]) for s in stretches(document)]
    assert found == [(None, ["مقدمة"]), (section, ["النص هنا."]), (section, ["بقية"])]


def test_sections_that_leave_gaps():
    text = "أول ثان ثالث"
    document = Document("x", "ar", "x", text, (Section(4, 4, 4, 7),))
    found = [(s.section is None, [text[a:b] for a, b in s.sentences]) for s in stretches(document)]
    assert found == [(True, ["أول"]), (False, ["ثان"]), (True, ["ثالث"])]


def test_the_shipped_article():
    (document,) = shipped_articles()
    found = [document.text[start:end] for start, end in sentences(document)]
    assert len(found) == 22
    assert found[0].startswith("العلاقات الإيرانية الكازاخستانية هي العلاقات الخارجية")
    assert found[4].startswith("فتحت إيران سفارة") and found[4].endswith("وعام 2012 في ألماتي.[1]")
    assert found[5].startswith("ارتفع حجم التبادل")
    assert found[14].startswith("تطورت العلاقة")
    assert found[-1].endswith("لوكالة فارس نيوز الإخبارية.[5]")
    assert not any("Ensiklopedia" in sentence or "متوأمة" in sentence for sentence in found)


@pytest.mark.parametrize("text", ["«كلمة. ", "(", "\u064b", "[1] نعم. ", "1. ", "# ", "؛", "\n", "- \n", '"a. ', "م. "])
def test_hostile_text_takes_linear_time(text):
    def seconds(length):
        hostile = "a" + text * (length // len(text))
        gc.collect()  # else the garbage of three thousand tests may be counted in
        started = time.process_time()
        sentences(document_from_text(hostile, doc_id="x"))
        return time.process_time() - started

    # Four times the text in much less than sixteen times the time; half a second is lost in the noise.
    assert seconds(40_000) < 8 * seconds(10_000) + 0.5
