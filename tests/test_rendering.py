"""Renderings: what must come out in the other language, and what must not be guessed."""

from __future__ import annotations

import json
import re

import pytest
from chat_sample import ARABIC, BEGAN, EMBASSY, TRADE
from hypothesis import given
from hypothesis import strategies as st

from chat.conversation import Turn
from chat.html.render import render_turn
from chat.html.strings import STRINGS
from corpus.document import Document, Passage, Translated
from corpus.read import ARTICLES, DocumentError, read_document
from corpus.sentences import sentences
from index.hit import Hit
from index.lexical.translate import TranslationTable
from qa.__main__ import in_words
from qa.answer import Answer, Refusal, Span
from qa.pipeline import Pipeline
from qa.rendering.persons import romanise
from qa.rendering.phrases import phrase
from qa.rendering.renderer import Renderer, Rendering, renders_rightly
from qa.settings import Settings


def english(text):
    found = phrase(text, "ar")
    return None if found is None else found.text


def arabic(text):
    found = phrase(text, "en")
    return None if found is None else found.text


def sources(text):
    found = phrase(text, "ar")
    return None if found is None else "+".join(sorted(found.sources))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29 يناير عام 1992", "29 January 1992"),
        ("في ٢٩ يناير ١٩٩٢", "on 29 January 1992"),
        ("29 كانون الثاني 1992", "29 January 1992"),
        ("كانون الأول 1992", "December 1992"),
        ("تشرين الأول ١٩٧٣", "October 1973"),
        ("تشرين الثاني", "November"),
        ("أكتوبر 1973", "October 1973"),
        ("3 غشت 2010", "3 August 2010"),
        ("جويلية 1962", "July 1962"),
        ("كانون الثاني/يناير 1992", "January 1992"),
        ("كانون الثاني (يناير) 1992", "January 1992"),
        ("يوم الأربعاء 5 مايو 2014", "Wednesday, 5 May 2014"),
        ("الجمعة", "Friday"),
        ("شُبَاط", "February"),
        ("عام 1992", "1992"),
        ("في عام 1992", "in 1992"),
        ("وعام 2012", "2012"),
        ("عام 1992 م", "1992"),
        ("سنة 1413 هـ", "1413 AH"),
        ("1992-1995", "1992–1995"),
        ("من 1992 إلى 1995", "from 1992 to 1995"),
        # Metres or an era; a day or a year.
        ("1500 م", None),
        ("يناير 29", None),
        # Two months that are not one, and days that no month has.
        ("شباط/يناير 1992", None),
        ("35 يناير", None),
        ("يوم", None),
        ("عام", None),
    ],
)
def test_dates(text, expected):
    assert english(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۱۹۹۲", "1992"),
        ("١٬٥٠٠", "1,500"),
        ("٣٫٥", "3.5"),
        ("400 مليون دولار", "400 million dollars"),
        ("من 400 مليون دولار إلى أكثر من مليارَي دولار", "from 400 million dollars to more than 2 billion dollars"),
        ("أكثر من مليارَي دولار في عام 2009", "more than 2 billion dollars in 2009"),
        ("مليوني دولار أمريكي", "2 million US dollars"),
        ("ألفا شخص", "2 thousand people"),
        ("15 ألفًا", "15 thousand"),
        ("ألفًا", None),
        ("أكثر من مليار دولار", "more than 1 billion dollars"),
        ("٥٪", "5%"),
        ("١٢٫٥ في المئة", "12.5%"),
        ("نحو 30 بالمائة", "about 30%"),
        ("1500 كيلومتر مربع", "1500 square kilometers"),
        ("3 كيلومترات", "3 kilometers"),
        ("1 كيلومتر", "1 kilometer"),
        ("سنتان", "two years"),
        ("ثلاث سنوات", "three years"),
        ("خمسة وعشرون عامًا", "25 years"),
        ("السنوات الست الماضية", "the past six years"),
        ("السنوات المئتين الأخيرة", "the past 200 years"),
        ("أكثر من 60", "more than 60"),
        # Thousands or decimals; a contract or a decade; counted twice; a sign that no rule reads.
        ("400.000", None),
        ("60 عقدًا", None),
        ("3 مليونان", None),
        ("-5", None),
        ("مليار", None),
    ],
)
def test_numbers_and_amounts(text, expected):
    assert english(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كازاخستان", "Kazakhstan"),
        ("لكازاخستان", "Kazakhstan"),
        ("للصين", "China"),
        ("الأمم المتحدة", "United Nations"),
        ("الفارسية", "Persian"),
        ("طهران", "Tehran"),
        ("كازاخستان وتركمانستان وإيران", "Kazakhstan, Turkmenistan and Iran"),
        ("مصر، العراق", "Egypt, Iraq"),
        ("وفقًا لكازاخستان", "according to Kazakhstan"),
        ("ووادي رم", None),
        # A country and its capital share the name; Amman is not Oman; Mali is also "financial", Nome "sleep".
        ("تونس", None),
        ("الجزائر", None),
        ("عمان", None),
        ("مالي", None),
        ("نوم", None),
        # All or nothing.
        ("كازاخستان والنفط", None),
        ("إيران كازاخستان", None),
        ("كازاخستان!", None),
        ("النفط", None),
        ("", None),
        ("،", None),
    ],
)
def test_names_and_lists(text, expected):
    assert english(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29 January 1992", "29 يناير 1992"),
        ("January 29th, 1992", "29 يناير 1992"),
        ("on 29 Jan 1992", "في 29 يناير 1992"),
        ("$400 million", "400 مليون دولار"),
        ("5 million dollars", "5 ملايين دولار"),
        ("3 dollars", "3 دولارات"),
        ("15 kilometres", "15 كيلومترًا"),
        ("20 tons", "20 طنًا"),
        ("twenty-five years", "25 سنة"),
        ("5 per cent", "5%"),
        ("Iran, Kazakhstan and Turkmenistan", "إيران وكازاخستان وتركمانستان"),
        ("the United States", "الولايات المتحدة"),
        ("Georgia", None),
        ("oil", None),
    ],
)
def test_english_documents_in_arabic(text, expected):
    assert arabic(text) == expected


def test_names_of_persons_are_romanised_when_every_part_is_known():
    assert english("محمد رضا") == "Muhammad Rida"
    assert sources("محمد رضا") == "romanisation"
    assert english("عبد العزيز بن سلمان") == "Abd al-Aziz ibn Salman"
    assert arabic("Muhammad Ali") == "محمد علي"
    assert romanise("مُصْطَفَى") == "mustafa"
    assert romanise("يُوسُف") == "yusuf"
    assert romanise("جَعْفَر") == "ja'far"
    assert romanise("عُثْمَان") == "uthman"
    assert romanise("بَشَّار") == "bashshar"
    # One word may be a common one ("generous"); a part with unwritten vowels would be guessed.
    assert [english("كريم"), english("محمد ظريف"), english("محمد بن")] == [None, None, None]


def test_where_the_words_come_from():
    assert [sources(text) for text in ("29 يناير 1992", "1992", "400 مليون دولار", "5 كيلومترات")] == [
        "cldr",
        "numbers",
        "lexicon+numbers",
        "cldr+numbers",
    ]


SENTENCE = "تستورد إيران الحبوب ومنتجات النفط من كازاخستان."
TRANSLATION = "Iran imports grain and oil products from Kazakhstan."
TABLE = TranslationTable.of(
    {
        "ar": [
            ("ايران", "iran", 0.9),
            ("كازاخستان", "kazakhstan", 0.9),
            ("حبوب", "grain", 0.4),
            ("منتج", "product", 0.6),
            ("نفط", "oil", 0.7),
        ]
    }
)


def translated(text=TRANSLATION):
    return Document("d", "ar", "t", SENTENCE, translation=(Translated(0, len(SENTENCE), text),))


def rendered(quote, document=None, table=TABLE):
    document = translated() if document is None else document
    start = document.text.index(quote)
    return Renderer(table).render(document, start, start + len(quote), "en")


def test_words_found_in_the_translation():
    assert rendered("النفط") == Rendering("en", "oil", "translation", TRANSLATION)
    assert rendered("ومنتجات النفط").text == "oil products"
    assert rendered("ومنتجات النفط من كازاخستان").text == "oil products from Kazakhstan"


def test_without_a_link_for_every_word_the_whole_sentence_is_shown():
    # Nothing links "تستورد" with "imports": neither it nor what borders on it is guessed.
    assert rendered("الحبوب").source == "sentence"
    assert rendered("تستورد إيران") == Rendering("en", TRANSLATION, "sentence", TRANSLATION)
    assert rendered("النفط", table=TranslationTable()).source == "sentence"
    spoken = "Iran imports grain and crude oil products from Kazakhstan."
    assert rendered("النفط", translated(text=spoken)).source == "sentence"


def test_a_verb_between_words_is_not_part_of_a_phrase():
    document = translated(text="Products are oil.")
    assert rendered("ومنتجات النفط", document).source == "sentence"


def test_a_negation_is_a_word_to_account_for():
    text = "العلاقات ليست دبلوماسية."
    document = Document("d", "ar", "t", text, translation=(Translated(0, len(text), "Relations are diplomatic."),))
    table = TranslationTable.of({"ar": [("علاق", "relat", 0.9), ("دبلوماس", "diplomat", 0.9)]})
    assert rendered("ليست دبلوماسية", document, table).source == "sentence"


def test_a_name_is_written_as_the_translation_writes_it():
    text = "هي في ألماتي."
    document = Document("d", "ar", "t", text, translation=(Translated(0, len(text), "It is in Almati."),))
    assert rendered("ألماتي", document, TranslationTable()).text == "Almati"
    assert rendered("ألماتي", Document("d", "ar", "t", text), TranslationTable()).text == "Almaty"


def test_a_name_among_other_words_is_written_as_the_translation_writes_it():
    text = "هي عام 1992 في أكتاو."
    said = Translated(0, len(text), "It is since 1992 in Aktau, in Iraq.")
    document = Document("d", "ar", "t", text, translation=(said,))
    assert rendered("عام 1992 في أكتاو", document, TranslationTable()).text == "1992 in Aktau"
    text = "هي عام 1992 في إيران."
    said = Translated(0, len(text), "It is since 1992 in Iraq.")  # another country is no other spelling
    document = Document("d", "ar", "t", text, translation=(said,))
    assert rendered("عام 1992 في إيران", document, TranslationTable()).text == "1992 in Iran"


def test_no_rendering_in_the_documents_own_language_or_without_any_knowledge():
    document = Document("d", "ar", "t", SENTENCE)
    assert Renderer().render(document, 0, 6, "ar") is None
    assert Renderer().render(document, 0, 6, "en") is None


def test_the_rule_by_which_renderings_are_counted():
    assert renders_rightly("in 1992", ["1992"])
    assert renders_rightly("the past 6 years", ["past six years"])
    assert renders_rightly("Caspian Sea", ["the Caspian Sea"])
    assert not renders_rightly("2 million dollars", ["2 billion dollars"])
    assert not renders_rightly("oil", ["oil products"])
    assert not renders_rightly("oil", [])


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["و", "ل", "ب", "ال", "1", "٢", ",", ".", "(", ")", "/", "-", "%", "عام", "مليون", "شهر", " "])
    ).map("".join)
)
def test_rendering_never_raises_and_says_nothing_empty(text):
    for lang in ("ar", "en"):
        found = phrase(text, lang)
        assert found is None or (found.text.strip() and found.sources)


@given(sentence=st.text(min_size=1, max_size=60), translation=st.text(min_size=1, max_size=60), data=st.data())
def test_a_rendering_from_a_translation_is_a_part_of_it(sentence, translation, data):
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    document = Document("d", "ar", "t", sentence, translation=(Translated(0, len(sentence), translation),))
    found = Renderer(TABLE).render(document, start, end, "en")
    assert found is not None
    assert found.sentence == translation
    if found.source in ("translation", "sentence"):
        assert found.text in translation


class OneSpan:
    """Finds and reads one stretch of a document, whatever is asked."""

    def __init__(self, document, quote):
        at = document.text.index(quote)
        self.hit = Hit(Passage(document, 0, len(document.text)), 1.0, 1)
        self.span = Span(self.hit, at, at + len(quote), 0.9)

    def search(self, questions, k):
        return [[self.hit]]

    def read(self, question, hits):
        return [self.span]


@pytest.mark.parametrize(("question", "expected"), [("Which product?", "oil"), ("ما المنتج؟", None)])
def test_the_pipeline_renders_for_who_asks_in_the_other_language(question, expected):
    one = OneSpan(translated(), "النفط")
    result = Pipeline([one.hit.passage.document], one, one, Settings(), {}, renderer=Renderer(TABLE)).ask(question)
    assert isinstance(result, Answer)
    assert result.text == "النفط"
    assert (None if result.rendering is None else result.rendering.text) == expected


def written(folder, text, translation, name="notes.en.json"):
    (folder / "notes.txt").write_text(text, encoding="utf-8")
    content = translation if isinstance(translation, str) else json.dumps(translation)
    (folder / name).write_text(content, encoding="utf-8")
    return folder / "notes.txt"


TWO = "فتحت إيران سفارة. ثم فتحت قنصلية."
FIRST = {"start": 0, "end": 17, "text": "Iran opened an embassy."}
SECOND = {"start": 18, "end": 33, "text": "Then it opened a consulate."}


def test_a_translation_beside_a_document(tmp_path):
    document = read_document(written(tmp_path, TWO, [FIRST, SECOND]))
    assert document.translation == (
        Translated(0, 17, "Iran opened an embassy."),
        Translated(18, 33, "Then it opened a consulate."),
    )
    assert read_document(written(tmp_path, TWO, [{**FIRST, "end": 33}])).translation[0].end == 33
    # The other language of an English document is Arabic; a file in its own is no translation.
    other = tmp_path / "english"
    other.mkdir()
    assert read_document(written(other, "It opened.", "no JSON")).translation == ()
    entry = {"start": 0, "end": 10, "text": "فُتحت."}
    assert read_document(written(other, "It opened.", [entry], "notes.ar.json")).translation[0].text == "فُتحت."


@pytest.mark.parametrize(
    ("translation", "reason"),
    [
        ("{", "not readable JSON"),
        ({}, "needs a list"),
        ([FIRST, 1], 'entry 2 needs exactly "start", "end" and "text"'),
        ([{**FIRST, "more": 1}], "entry 1 needs exactly"),
        ([{**FIRST, "end": 34}], "entry 1 goes from 0 to 34.*33 characters"),
        ([{**FIRST, "start": -1}], "entry 1 goes from -1"),
        ([{**FIRST, "start": True}], "entry 1 goes from True"),
        ([{**FIRST, "end": 0}], "entry 1 goes from 0 to 0"),
        ([{**FIRST, "text": " "}], "entry 1 has the translation ' '"),
        ([{**FIRST, "text": None}], "entry 1 has the translation None"),
        ([SECOND, FIRST], "entry 2 starts at 0, before entry 1 ends at 33"),
        ([FIRST, FIRST], "entry 2 starts at 0, before entry 1 ends at 17"),
        ([{**FIRST, "end": 16}], "entry 1 has .* no whole sentences .*0 to 17"),
        ([{**SECOND, "start": 20}], "entry 1 has .* no whole sentences .*18 to 33"),
    ],
)
def test_a_wrong_translation_is_named(tmp_path, translation, reason):
    with pytest.raises(DocumentError, match=reason) as caught:
        read_document(written(tmp_path, TWO, translation))
    assert "notes.en.json" in str(caught.value)


def test_the_shipped_articles_translation_covers_every_sentence():
    document = read_document(ARTICLES / "iran-kazakhstan-relations.ar.txt")
    assert [(entry.start, entry.end) for entry in document.translation] == sentences(document)
    for entry in document.translation:
        # Every year and amount of the sentence stands in its translation, and no other.
        told = re.sub(r"\[\d+\]", "", document.text[entry.start : entry.end])
        assert sorted(re.findall(r"\d+", told)) == sorted(re.findall(r"\d+", entry.text))


def test_json_of_answers_and_refusals():
    answer = Answer("when?", "1992", (BEGAN,), 0.9, Rendering("en", "29 January 1992", "cldr"))
    assert answer.to_json()["rendering"] == {
        "lang": "en",
        "text": "29 January 1992",
        "source": "cldr",
        "sentence": None,
    }
    assert Answer("when?", "1992", (BEGAN,), 0.9).to_json()["rendering"] is None
    assert Refusal("when?", "no_answer").to_json()["rendering"] is None


def test_the_command_line_marks_the_rendering():
    answer = Answer("when?", BEGAN.quote, (BEGAN,), 0.9, Rendering("en", "29 January 1992", "cldr"))
    assert "  in English, not the document's words: 29 January 1992" in in_words(answer).splitlines()


def shown(answer):
    return render_turn(Turn(answer.question, answer))


def test_the_page_shows_a_rendering_large_and_marked_with_the_quote_beside_it():
    page = shown(Answer("when?", BEGAN.quote, (BEGAN,), 0.9, Rendering("en", "29 January 1992", "cldr")))
    ours = '<span class="ours" lang="en" dir="ltr" title="Our wording, not the document’s">29 January 1992</span>'
    assert f'<p class="short">{ours} ' in page
    assert f'(our wording) in the document:</span> <bdi lang="ar" dir="rtl">{BEGAN.quote}</bdi>' in page
    assert page.index("29 January 1992") < page.index(BEGAN.quote) < page.index("<figure")
    assert STRINGS["en"].foreign_source["ar"] in page


def test_the_page_shows_the_sentence_as_the_sentences_translation():
    sentence = "Trade rose to more than two billion dollars."
    whole = shown(Answer("trade?", TRADE.quote, (TRADE,), 0.9, Rendering("en", sentence, "sentence", sentence)))
    assert whole.count(sentence) == 1
    assert 'class="ours"' not in whole
    assert STRINGS["en"].rendered_sentence["en"] in whole
    both = shown(Answer("trade?", TRADE.quote, (TRADE,), 0.9, Rendering("en", "2 billion", "lexicon", sentence)))
    assert '<span class="ours" lang="en" dir="ltr" title="Our wording, not the document’s">2 billion</span>' in both
    assert sentence in both


def test_what_reads_the_same_in_both_languages_is_not_said_again():
    answer = Answer("embassy?", "1992", (BEGAN,), 0.9, Rendering("en", "1992", "numbers", "It began in 1992."))
    page = shown(answer)
    assert 'class="ours"' not in page
    assert "It began in 1992." in page
    assert "not the document's words" not in in_words(answer)


def test_an_arabic_reader_is_told_in_arabic():
    page = shown(Answer("متى فتحت السفارة؟", EMBASSY.quote, (EMBASSY,), 0.9, Rendering("ar", "في 1992", "numbers")))
    assert '<span class="ours" lang="ar" dir="rtl" title="صياغتنا، وليست كلمات الوثيقة">في 1992</span>' in page


def test_without_a_rendering_the_page_says_that_the_quote_is_in_arabic():
    page = shown(Answer("trade?", TRADE.quote, (TRADE,), 0.9))
    assert 'class="rendering"' not in page
    assert "The document is in Arabic; these are its own words." in page


def test_hostile_text_stays_text():
    hostile = "</bdi><script>x</script>\"'&"
    page = shown(Answer("when?", BEGAN.quote, (BEGAN,), 0.9, Rendering("en", hostile, "translation", hostile)))
    assert "<script" not in page
    # Shown, told, and kept to be copied.
    assert page.count("&lt;/bdi&gt;&lt;script&gt;x&lt;/script&gt;&quot;&#x27;&amp;") == 3
    assert phrase(hostile, "ar") is None
    assert Renderer().render(Document("d", "ar", "t", f"{hostile} 1992"), 0, len(hostile), "en") is None


def test_a_document_without_a_translation_is_rendered_by_rules_alone():
    assert ARABIC.translation == ()
    found = Renderer().render(ARABIC, TRADE.start, TRADE.end, "en")
    assert found == Rendering("en", "more than 2 billion dollars (2009)", "lexicon+numbers")
