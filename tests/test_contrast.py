"""Which of two values side by side a question asks for."""

import pytest

from qa.contrast import is_affirmed, one_side
from qa.question import Question

PRICE = "The price of a cubic metre rose from 0.40 to 0.65 dinars in 2023."
STAFF = "The number of employees was 84 in 2022 and 91 in 2023, most of them engineers."
PRICE_AR = "ارتفع سعر المتر من 40 قرشًا إلى 65 قرشًا في عام 2023."
STAFF_AR = "بلغ عدد العاملين 84 في عام 2022 و91 في عام 2023."
MOVED = "The press will come on 17 May instead of 10 May."
HOURS = "The museum is open from 9 to 17 on weekdays."


@pytest.mark.parametrize(
    ("question", "text", "span", "side"),
    [
        ("What did the price of a cubic metre rise to?", PRICE, "0.40 to 0.65 dinars", "0.65 dinars"),
        ("To what did the price rise?", PRICE, "0.40 to 0.65 dinars", "0.65 dinars"),
        ("What did the price rise from?", PRICE, "0.40 to 0.65 dinars", "0.40"),
        ("What was the price before 2023?", PRICE, "0.40 to 0.65 dinars", "0.40"),
        ("By how much did the price rise?", PRICE, "0.40 to 0.65 dinars", "0.40 to 0.65 dinars"),
        ("What did the price rise to?", PRICE, "0.65 dinars", "0.65 dinars"),
        ("What did the price rise to?", PRICE, "0.40", "0.65"),
        ("What was the price before 2023?", PRICE, "0.65 dinars", "0.40"),
        ("By how much did the price rise?", PRICE, "0.40", "0.40"),
        ("How many employees were there in 2023?", STAFF, "84 in 2022 and 91", "91"),
        ("How many employees were there in 2022?", STAFF, "84 in 2022 and 91", "84"),
        ("How many employees were there in 2021?", STAFF, "84 in 2022 and 91", "84 in 2022 and 91"),
        ("How many employees were there?", STAFF, "84 in 2022 and 91", "84 in 2022 and 91"),
        ("إلى كم ارتفع سعر المتر؟", PRICE_AR, "40 قرشًا إلى 65 قرشًا", "65 قرشًا"),
        ("كم كان سعر المتر قبل عام 2023؟", PRICE_AR, "40 قرشًا إلى 65 قرشًا", "40 قرشًا"),
        ("من كم ارتفع السعر؟", PRICE_AR, "40 قرشًا إلى 65 قرشًا", "40 قرشًا"),
        ("إلى كم ارتفع سعر المتر؟", PRICE_AR, "40 قرشًا", "65 قرشًا"),
        ("كم كان سعر المتر قبل عام 2023؟", PRICE_AR, "65 قرشًا", "40 قرشًا"),
        ("كم كان سعر المتر قبل عام 2023؟", PRICE_AR, "2023", "2023"),
        ("Who has led it since 2019?", "She led it from 2019 to 2023.", "2019", "2019"),
        ("كم بلغ عدد العاملين في عام 2023؟", STAFF_AR, "84 في عام 2022 و91", "91"),
        ("كم بلغ عدد العاملين في عام 2022؟", STAFF_AR, "84 في عام 2022 و91", "84"),
        ("When is the museum open?", HOURS, "9 to 17", "9 to 17"),
        ("When will it come?", MOVED, "17 May instead of 10 May", "17 May"),
        ("What will it come instead of?", MOVED, "17 May instead of 10 May", "17 May instead of 10 May"),
        ("When is it closed?", "It is closed on Fridays, not Mondays.", "Fridays, not Mondays", "Fridays"),
        ("متى يُعقد؟", "يُعقد يوم الأحد بدلًا من الثلاثاء.", "يوم الأحد بدلًا من الثلاثاء", "يوم الأحد"),
        ("متى يُعقد؟", "يُعقد الأحد وليس الثلاثاء.", "الأحد وليس الثلاثاء", "الأحد"),
        ("Where is it?", "It stands in Sfax and Gabes.", "Sfax and Gabes", "Sfax and Gabes"),
    ],
)
def test_the_side_that_is_asked_for(question, text, span, side):
    start = text.index(span)
    found = one_side(Question.of(question), text, start, start + len(span))
    assert text[slice(*found)] == side


PETS = "Cats and small birds may be kept; dogs may not."
TRIP = "Rola and Kamal have joined the trip, but Wisam has not."
DECK = "Dogs are allowed on deck, cats are not."
GUIDE = "The guide speaks English and Arabic but not French."
PERMIT = "Residents, guests and staff do not need a permit."
SCHOOL = "يدرس الطلاب الإنجليزية والفرنسية، ولا يدرسون الألمانية."
CALLED = "He was called up against Milan, but did not play."
POTS = "Glazed pots look better but do not cool at all."


@pytest.mark.parametrize(
    ("question", "sentence", "span", "is_so"),
    [
        ("Which animals may not be kept?", PETS, "Cats and small birds", True),
        ("Which animals may not be kept?", PETS, "dogs", False),
        ("Which animals may be kept?", PETS, "Cats and small birds", False),
        ("Who has not joined the trip?", TRIP, "Rola and Kamal", True),
        ("Who has not joined the trip?", TRIP, "Wisam", False),
        ("Which animals are not allowed?", DECK, "Dogs", True),
        ("Which language does the guide not speak?", GUIDE, "English and Arabic", True),
        ("Which language does the guide not speak?", GUIDE, "French", False),
        ("Who does not need a permit?", PERMIT, "Residents, guests and staff", False),
        ("Who does not need a permit?", PERMIT, "Residents", False),
        ("ما اللغة التي لا يدرسها الطلاب؟", SCHOOL, "الإنجليزية", True),
        ("ما اللغة التي لا يدرسها الطلاب؟", SCHOOL, "الألمانية", False),
        ("ما اللغات التي يدرسها الطلاب؟", SCHOOL, "الإنجليزية والفرنسية", False),
        ("Which club did not let him play?", CALLED, "Milan", False),
        ("Which pots do not cool?", POTS, "Glazed pots", False),
        (
            "What did she not take?",
            "She refused the rent, she took the price, she bought meat, not roofs.",
            "rent",
            False,
        ),
        ("Who built it?", "Salim built it.", "Salim", False),
    ],
)
def test_the_half_that_affirms(question, sentence, span, is_so):
    start = sentence.index(span)
    assert is_affirmed(Question.of(question), sentence, start, start + len(span)) is is_so
