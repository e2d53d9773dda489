"""What is asked for by a letter, a number or a year, and texts that are about its siblings."""

import pytest

from index.lexical import TranslationTable
from qa.labels import is_of_another, is_of_another_ordinal, is_of_another_year, labels_of
from qa.question import Question
from qa.support import Support

TABLE = TranslationTable.of(
    {"en": [("laboratori", "مختبر", 0.9), ("branch", "فرع", 0.9)], "ar": [("ماد", "articl", 0.8)]}
)
ROOMS = "Rooms. Laboratory A is run by Amin. Laboratory B is run by Reem."
LAW = "نظام الحدائق. المادة 5: يُغلق الباب. المادة السادسة: الغرامة عشرة دنانير."
WATER = "The first pumping station was finished in 2021 and the second in 2022."


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Who runs Laboratory C?", [("laboratory", "c")]),
        ("What does clause 3 say?", [("clause", 3)]),
        ("What is in room no. 12?", [("room", 12)]),
        ("When was the third pumping station finished?", [("pumping", 3)]),
        ("When was the third station finished?", [("station", 3)]),
        ("من يدير الفرع الثالث؟", [("الفرع", 3)]),
        ("ما نص المادة رقم ٩؟", [("الماده", 9)]),
        ("من يدير مختبر ج؟", [("مختبر", "c")]),
        ("When was version 1.3 ratified?", [("version", "1.3")]),
        # Amounts, years and words that are letters by chance are no labels.
        ("Which classroom has 24 seats?", []),
        ("How long can I freeze a 3 month membership?", []),
        ("What happened in 2021?", []),
        ("Can I have a key?", []),
        ("متى نزل عن الحكم في ثاني ولاياته؟", [("ولاياته", 2)]),
    ],
)
def test_what_is_asked_for_by_its_label(question, labels):
    assert [(one.head, one.value) for one in labels_of(Question.of(question))] == labels


@pytest.mark.parametrize(
    ("question", "view", "is_so"),
    [
        ("Who runs Laboratory C?", ROOMS, True),
        ("Who runs Laboratory B?", ROOMS, False),
        ("من يدير المختبر ج؟", ROOMS, True),
        ("من يدير المختبر ب؟", ROOMS, False),
        ("Who runs Workshop C?", ROOMS, False),  # no siblings: it may be said in other words
        ("ما نص المادة 7؟", LAW, True),
        ("ما نص المادة السادسة؟", LAW, False),
        ("ما نص المادة 6؟", LAW, False),
        ("What does article 9 say?", LAW, True),
        ("When was the second station finished?", WATER, False),
        ("When was the third station finished?", WATER, True),
        ("When was version 1.3 ratified?", "Version 1.2 ratified in 2022 supersedes Version 1.1.", True),
        ("When was version 1.1 ratified?", "Version 1.2 ratified in 2022 supersedes Version 1.1.", False),
        ("Who may park in bay 4?", "Visitors may park in bays 1 to 12, staff in bays 13 and 14.", False),
        ("Who may park in bay 4?", "Visitors may park in bays 1–12, staff in bays 13 and 14.", False),
        ("Who may park in bay 20?", "Visitors may park in bays 1 to 12, staff in bays 13 and 14.", True),
        ("Who may park in bay 14?", "Visitors may park in bays 1 to 12, staff in bays 13 and 14.", False),
    ],
)
def test_a_text_about_siblings(question, view, is_so):
    assert is_of_another(Question.of(question), view, view, Support(TABLE).is_alike) is is_so


def test_siblings_that_stand_elsewhere_in_the_document():
    question, alike = Question.of("How many benches does Laboratory D have?"), Support(TABLE).is_alike
    assert is_of_another(question, "It has 18 benches.", ROOMS, alike)
    assert not is_of_another(question, "It has 18 benches.", "It has 18 benches. It is clean.", alike)


@pytest.mark.parametrize(
    ("question", "sentence", "view", "is_so"),
    [
        ("How many were there in 2021?", "There were 84 in 2022 and 91 in 2023.", "Staff.", True),
        ("كم كان العدد في ٢٠٢١؟", "بلغ العدد 84 في 2022.", "", True),
        ("How many were there in 2022?", "There were 84 in 2022 and 91 in 2023.", "", False),
        ("How many were there in 2021?", "There were 84 in 2022.", "Report of 2021.", False),
        ("How many were there in 2021?", "There were 84.", "", False),
        ("How many were there in 2023?", "41,300 in 2024, against 38,750 in the year before.", "", False),
        ("For how long are parts of a 2010 model kept?", "Parts made before 2015 are kept for 8 years.", "", False),
        ("What was built after 2000?", "The bridge was built in 2011.", "", False),
        ("ماذا بُني بعد 2000؟", "بُني الجسر في 2011.", "", False),
        ("من فاز بين 2016 و2019؟", "فازت رهف في 2017.", "", False),
        ("Who won between 2016 and 2019?", "Rahaf won in 2017.", "", False),
        ("What cost 2,021 dinars?", "It cost 1500 dinars.", "", False),
    ],
)
def test_another_year(question, sentence, view, is_so):
    assert is_of_another_year(Question.of(question), sentence, view) is is_so


STATIONS = "The first pumping station was finished on 4 May 2021 and the second on 19 October 2022."
STATIONS_AR = "أُنجزت المحطة الأولى في 4 أيار 2021 والثانية في 19 تشرين الأول 2022."


@pytest.mark.parametrize(
    ("question", "sentence", "span", "is_so"),
    [
        ("When was the second pumping station finished?", STATIONS, "4 May 2021", True),
        ("When was the second pumping station finished?", STATIONS, "19 October 2022", False),
        ("When was the first station finished?", STATIONS, "19 October 2022", True),
        ("When was the third station finished?", STATIONS, "19 October 2022", False),
        ("When was the station finished?", STATIONS, "4 May 2021", False),
        ("متى أُنجزت المحطة الثانية؟", STATIONS_AR, "4 أيار 2021", True),
        ("متى أُنجزت المحطة الثانية؟", STATIONS_AR, "19 تشرين", False),
        ("متى أُنجزت المحطة الأولى؟", STATIONS_AR, "19 تشرين", True),
        (
            "Which day is for the second group?",
            "Monday is for the first group and Tuesday for the second.",
            "Tuesday",
            False,
        ),
        ("Which prize is the second?", "He won the first prize.", "He", False),
    ],
)
def test_another_ordinal_of_the_sentence(question, sentence, span, is_so):
    assert is_of_another_ordinal(Question.of(question), sentence, sentence.index(span)) is is_so
