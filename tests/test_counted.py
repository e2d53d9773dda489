"""Numbers that measure something else than what is counted."""

import pytest

from qa.counted import counts_another
from qa.question import Question


@pytest.mark.parametrize(
    ("question", "text", "span", "is_so"),
    [
        ("How many projects are in the list?", "Its budget is 21 million riyals.", "21 million riyals", True),
        ("How many projects are in the list?", "Its budget is 21 million riyals.", "21", True),
        ("How many projects are there?", "There are 23 projects.", "23", False),
        ("How many projects are there?", "Projects: 23", "23", False),
        ("How many riyals did it get?", "Its budget is 21 million riyals.", "21 million riyals", False),
        ("How many days does it take?", "It takes 2 weeks.", "2 weeks", False),
        ("How many days does it take?", "It is 9 km long.", "9 km", True),
        ("How much did it cost?", "It cost 21 riyals.", "21 riyals", False),
        ("كم مشروعًا في القائمة؟", "وميزانيته 21 مليون ريال.", "21", True),
        ("كم مشروعًا في القائمة؟", "Its budget is 21 million riyals.", "21 million riyals", True),
        ("كم مشروعًا في القائمة؟", "تضم القائمة 23 مشروعًا.", "23", False),
        ("كم ثمن الكتاب؟", "ثمنه 21 ريالًا.", "21", False),
        ("كم يومًا تستغرق؟", "تستغرق 3 أسابيع.", "3", False),
        ("ما عدد المشاريع؟", "وميزانيته 21 ريالًا.", "21", True),
        ("How much does the hall cost?", "It holds 600 persons.", "600 persons", True),
        ("How much does the hall cost?", "It costs 600 dinars.", "600 dinars", False),
        ("How much does the hall cost?", "It costs 600.", "600", False),
        ("What is the fee of the agent?", "He takes 5 per cent.", "5 per cent", False),
        ("What is the fee of the agent?", "He works 5 days.", "5 days", True),
        ("How much water does it hold?", "It holds 45 litres.", "45 litres", False),
        ("بكم يُستأجر المسرح؟", "يتسع المسرح لـ 600 شخص.", "600 شخص", True),
        ("ما رسم الدخول؟", "الرسم 5 دنانير.", "5 دنانير", False),
        ("ما رسم الدخول؟", "يفتح 5 أيام.", "5", True),
        ("Who runs the projects?", "21 riyals", "21 riyals", False),
    ],
)
def test_a_number_of_something_else(question, text, span, is_so):
    start = text.index(span)
    assert counts_another(Question.of(question), text, start, start + len(span)) is is_so
