"""Currencies, times of day, percentages and measures in the other language: each with what must not be guessed."""

from __future__ import annotations

import pytest

from corpus.document import Document
from qa.rendering import Renderer
from qa.rendering.phrases import phrase


def said(text, lang, *around):
    found = phrase(text, lang, around)
    return None if found is None else found.text


def rendered(text, quote, lang="ar", title="t"):
    start = text.index(quote)
    other = "en" if lang == "ar" else "ar"
    found = Renderer().render(Document("d", lang, title, text), start, start + len(quote), other)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("text", "quote", "title", "expected"),
    [
        ("دفعت السعودية 500 ريال.", "500 ريال", "t", "500 riyals"),
        ("دفعت إيران 500 ريال.", "500 ريال", "t", "500 rials"),
        ("دفع للبرازيل 500 ريال.", "500 ريال", "t", "500 reals"),
        ("بالعملة اليمنية 3 ملايين ريال.", "3 ملايين ريال", "t", "3 million rials"),
        ("دُفع 15 ريالًا.", "15 ريالًا", "الاقتصاد الإيراني", "15 rials"),
        ("دُفع ألف ريال.", "ألف ريال", "t", "1 thousand riyals"),
        # Two countries with different words: neither; with the same word: that.
        ("بين السعودية وإيران 500 ريال.", "500 ريال", "t", "500 riyals"),
        ("بين اليمن وإيران 500 ريال.", "500 ريال", "t", "500 rials"),
        # The sentence before the paragraph, the paragraph before the title.
        ("في قطر. ثم دفعت إيران 500 ريال! وفي السعودية شيء.", "500 ريال", "البرازيل", "500 rials"),
        ("زارت إيران. دُفع 500 ريال.", "500 ريال", "السعودية", "500 rials"),
        ("عن إيران\nدُفع 500 ريال.", "500 ريال", "السعودية", "500 riyals"),
        ("في سوريا 20 ليرة.", "20 ليرة", "t", "20 pounds"),
        ("وللبنان 20 ليرة.", "20 ليرة", "t", "20 pounds"),
        ("في تركيا 20 ليرة.", "20 ليرة", "t", "20 liras"),
        ("ثمنها 20 ليرة.", "20 ليرة", "t", "20 liras"),
        ("في سوريا 20 جنيهًا.", "20 جنيهًا", "t", "20 pounds"),
        ("في الأردن 3 دنانير.", "3 دنانير", "t", "3 dinars"),
        ("في المغرب 100 درهم.", "100 درهم", "t", "100 dirhams"),
        # What the amount itself says goes before all that stands around it.
        ("دفعت إيران 500 ريال سعودي.", "500 ريال سعودي", "t", "500 Saudi riyals"),
        ("ثمنها 3 ليرات سورية.", "3 ليرات سورية", "تركيا", "3 Syrian pounds"),
        ("ثمنها 15 ريالًا عمانيًا.", "15 ريالًا عمانيًا", "t", "15 Omani rials"),
        ("ثمنها مليون جنيه إسترليني.", "مليون جنيه إسترليني", "مصر", "1 million British pounds"),
        ("العملة هي الريال السعودي.", "الريال السعودي", "t", "the Saudi riyal"),
        ("ثمنها 500 ريال مدريد.", "500 ريال مدريد", "t", None),
        ("وصل ريال.", "ريال", "إيران", None),
    ],
)
def test_the_country_that_the_text_names_tells_the_currency(text, quote, title, expected):
    assert rendered(text, quote, title=title) == expected


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("Egypt paid 20 pounds.", "20 pounds", "20 جنيهًا"),
        ("Syria paid 3 pounds.", "3 pounds", "3 ليرات"),
        ("Lebanese banks held 5 million pounds.", "5 million pounds", "5 ملايين ليرة"),
        # A weight, or nothing that tells; and a country each.
        ("It took 20 pounds.", "20 pounds", None),
        ("In Egypt the fish weighed 20 pounds.", "20 pounds", None),
        ("Britain sent 20 pounds of sugar.", "20 pounds", None),
        ("Egypt and Syria paid 20 pounds.", "20 pounds", None),
        ("It cost 3 riyals.", "3 riyals", "3 ريالات"),
        ("It cost 100 rials.", "100 rials", "100 ريال"),
        ("Brazil paid 15 reals.", "15 reals", "15 ريالًا"),
        ("It had 15 real.", "15 real", None),
        ("It cost 15 Kuwaiti dinars.", "15 Kuwaiti dinars", "15 دينارًا كويتيًا"),
        ("It cost 3 Kuwaiti dinars.", "3 Kuwaiti dinars", "3 دنانير كويتية"),
        ("It cost 15 Turkish liras.", "15 Turkish liras", "15 ليرة تركية"),
        ("It cost 100 pounds sterling.", "100 pounds sterling", "100 جنيه بريطاني"),
        ("It is the Qatari riyal.", "the Qatari riyal", "الريال القطري"),
    ],
)
def test_currencies_of_english_documents(text, quote, expected):
    assert rendered(text, quote, "en") == expected


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("8:30 صباحًا", "8:30 a.m."),
        ("12 ظهرًا", "12 noon"),
        ("12:30 بعد منتصف الليل", "12:30 a.m."),
        ("1 بعد الظهر", "1 p.m."),
        ("5 مساءً", "5 p.m."),
        ("10:00 بتوقيت غرينتش", "10:00 GMT"),
        ("14:30", "14:30"),
        ("منتصف الليل", "midnight"),
    ],
)
def test_times_of_day_in_both_directions(arabic, english):
    assert said(arabic, "ar") == english
    assert said(english, "en") == arabic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الساعة ٨:٣٠ صباحًا", "8:30 a.m."),
        ("في الساعة الثامنة والنصف صباحًا", "at 8:30 a.m."),
        ("الساعة الواحدة إلا ربعًا ظهرًا", "12:45 p.m."),
        ("من 8 صباحًا إلى 5 مساءً", "from 8 a.m. to 5 p.m."),
        ("الأربعاء 5 مايو 2014 الساعة 8:30 م", "Wednesday, 5 May 2014 at 8:30 p.m."),
        ("الساعة الثامنة", "8 o'clock"),
        ("11 ليلًا", "11 p.m."),
        ("3 ليلًا", "3 a.m."),
        # Metres, an ordinal, a verse, a duration; hours that no clock shows, or not at that time of day.
        ("8 م", None),
        ("1.20 م", None),
        ("الثانية", None),
        ("2:255", None),
        ("1:20:33", None),
        ("8:75", None),
        ("25:00 صباحًا", None),
        ("14:30 مساءً", None),
        ("24:30", None),
        ("6 ليلًا", None),
        ("9 ظهرًا", None),
        ("0 صباحًا", None),
    ],
)
def test_times_of_arabic_documents(text, expected):
    assert said(text, "ar") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8:30am", "8:30 صباحًا"),
        ("at 8:30 a.m.", "في الساعة 8:30 صباحًا"),
        ("from 9 a.m. to 5 p.m.", "من الساعة 9 صباحًا إلى الساعة 5 مساءً"),
        ("on 5 May 2014 at 9 p.m.", "في 5 مايو 2014 في الساعة 9 مساءً"),
        ("12 a.m.", "12 منتصف الليل"),
        ("5 o’clock", "الساعة 5"),
        ("13 p.m.", None),
        ("8:5 a.m.", None),
        ("a.m.", None),
        ("5 clock", None),
    ],
)
def test_times_of_english_documents(text, expected):
    assert said(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خمسة في المئة", "5%"),
        ("بنسبة 5%", "5%"),
        ("%5", "5%"),
        ("٪٥", "5%"),
        ("12,5 بالمئة", "12.5%"),
        ("أكثر من 12,5%", "more than 12.5%"),
        ("5 نقاط مئوية", "5 percentage points"),
        ("من 3% إلى 5%", "from 3% to 5%"),
        ("%5%", None),
        ("بنسبة 5", None),
        ("12,5", None),
        ("12,50,3 بالمئة", None),
        ("بنسبة 5 سنوات", None),
        ("120 كم/س", "120 kilometers per hour"),
        ("12 م²", "12 square meters"),
        ("37 درجة مئوية", "37 degrees Celsius"),
        ("80 كغم", "80 kilograms"),
        ("50 ميغاواط", "50 megawatts"),
        ("15 موظفًا", "15 employees"),
        ("3 مستشفيات", "3 hospitals"),
        ("ثانيتان", "two seconds"),
        ("80 شيئًا", None),
        ("12 م", None),
    ],
)
def test_percentages_and_measures(text, expected):
    assert said(text, "ar") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 percentage points", "5 نقاط مئوية"),
        ("about 12.5 percent", "نحو 12.5%"),
        ("80 km/h", "80 كيلومتر في الساعة"),
        ("37°C", "37 درجة مئوية"),
        ("15 students", "15 طالبًا"),
        ("3 children", "3 أطفال"),
        ("11 hospitals", "11 مستشفى"),
        ("50 MW", "50 ميغا واط"),
        ("5%%", None),
        ("5 mad", None),
    ],
)
def test_percentages_and_measures_of_english_documents(text, expected):
    assert said(text, "en") == expected
