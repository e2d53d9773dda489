"""Which of two values side by side a question asks for."""

import pytest

from qa.contrast import one_side
from qa.question import Question

PRICE = "The price of a cubic metre rose from 0.40 to 0.65 dinars in 2023."
STAFF = "The number of employees was 84 in 2022 and 91 in 2023, most of them engineers."
PRICE_AR = "ارتفع سعر المتر من 40 قرشًا إلى 65 قرشًا في عام 2023."
STAFF_AR = "بلغ عدد العاملين 84 في عام 2022 و91 في عام 2023."
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
        ("Where is it?", "It stands in Sfax and Gabes.", "Sfax and Gabes", "Sfax and Gabes"),
    ],
)
def test_the_side_that_is_asked_for(question, text, span, side):
    start = text.index(span)
    found = one_side(Question.of(question), text, start, start + len(span))
    assert text[slice(*found)] == side
