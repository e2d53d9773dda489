"""One value of a series: the one whose own words the question says."""

import pytest

from index.lexical import TranslationTable
from qa.question import Question
from qa.series import member_asked_for
from qa.support import Support

FARES = "Adults pay 11 pounds and children 5 pounds."
TICKETS = "Tickets cost 12 dinars for members and 18 dinars for guests."
FERRIES = "The ferry Amal carries 340 passengers, the ferry Noor 280 and the ferry Salam 410."
ROUTES = "The route to Wadi Ghar takes six hours, the route to Jabal Nar nine hours."
TIMES = "In winter the last ferry leaves at 19:00, in summer at 22:30."
YEARS = "The number of employees was 84 in 2022 and 91 in 2023."
FEES = "الرسوم 300 دينار للصف الأول و450 دينارًا للصف السابع."
STATIONS = "أُنجزت المحطة الأولى في 4 أيار 2021 والثانية في 19 تشرين الأول 2022."
BUILDINGS = "المبنى القديم فيه 12 غرفة والمبنى الجديد 20 غرفة."
DAM = "The dam is 61 metres high and stands 12 metres from the sea."
LAKE = "The dome weighs 28 tonnes and the floor covers 310 metres."
HOURS = "It closes at four, in summer at six."
CLAIMS = "The claim was settled for 5, and the scheme closes on 30 May."
TRAVELS = "She began on May 23, 2011 and ended on September 5, 2011."
ALIKE = Support(TranslationTable.of({"en": [], "ar": [("ضيوف", "guest", 0.9)]})).is_alike


@pytest.mark.parametrize(
    ("question", "sentence", "span", "value"),
    [
        ("How much do children pay?", FARES, "11 pounds", "5 pounds"),
        ("How much do children pay?", FARES, "11", "5"),
        ("How much do adults pay?", FARES, "5 pounds", "11 pounds"),
        ("How much do children pay?", FARES, "5 pounds", "5 pounds"),
        ("How much does one pay?", FARES, "11 pounds", "11 pounds"),  # nothing tells
        ("What do adults and children pay?", FARES, "11 pounds", "11 pounds"),
        ("How much is a ticket for guests?", TICKETS, "12 dinars", "18 dinars"),
        ("كم ثمن تذكرة الضيوف؟", TICKETS, "12 dinars", "18 dinars"),
        ("How many passengers does the ferry Salam carry?", FERRIES, "340", "410"),
        ("How many passengers does the ferry Noor carry?", FERRIES, "410", "280"),
        ("How many passengers does the ferry Huda carry?", FERRIES, "340", "340"),
        ("How long is the route to Jabal Nar?", ROUTES, "six hours", "nine hours"),
        ("When does the last ferry leave in summer?", TIMES, "19:00", "22:30"),
        ("How many employees were there in 2023?", YEARS, "84", "91"),
        ("How many employees were there in 2022?", YEARS, "84", "84"),
        ("كم رسوم الصف السابع؟", FEES, "300 دينار", "450 دينار"),
        ("متى أُنجزت المحطة الثانية؟", STATIONS, "4 أيار 2021", "19 تشرين الأول 2022"),
        ("كم غرفة في المبنى الجديد؟", BUILDINGS, "12 غرفة", "20 غرفة"),
        ("How high is the dam by the sea?", DAM, "61 metres", "61 metres"),  # the second member is of standing
        ("How heavy is the dome over the floor?", LAKE, "28 tonnes", "28 tonnes"),  # two units are no series
        ("When does the shop close on feast days?", HOURS, "six", "six"),
        ("When is the claim settled?", CLAIMS, "30 May", "30 May"),  # a date and a number are no series
        ("When did she begin?", TRAVELS, "May 23, 2011", "May 23, 2011"),
        ("How much do children pay?", "Adults pay 11 ـ pounds and children 5.", "11", "5"),
        ("How much do children pay?", "Children may pay later.", "later", "later"),
    ],
)
def test_the_value_that_is_asked_for(question, sentence, span, value):
    text = f"Before 3. {sentence} Behind 4."
    low, start = text.index(sentence), text.index(span)
    found = member_asked_for(Question.of(question), text, (low, low + len(sentence)), (start, start + len(span)), ALIKE)
    assert text[slice(*found)] == value
