"""Which questions are turned away for their language: surely foreign ones, and no dialect, name or typo."""

from __future__ import annotations

import pytest

from qa.language import unsupported
from qa.question import Question


@pytest.mark.parametrize(
    "question",
    [
        "Когда начались дипломатические отношения?",
        "外交关系是什么时候开始的？",
        "Quand les relations diplomatiques ont-elles commencé ?",
        "Wann begannen die diplomatischen Beziehungen?",
        "İki ülke arasındaki ilişkiler ne zaman başladı?",
        "روابط دیپلماتیک از چه زمانی آغاز شد؟",
        "سفارتی تعلقات کب شروع ہوئے؟",
    ],
)
def test_foreign_questions_are_told(question):
    assert unsupported(Question.of(question))


@pytest.mark.parametrize(
    "question",
    [
        "متى بدأت العلاقات الدبلوماسية؟",
        "امتى فتحت ايران السفارة بتاعتها",
        "شو بتستورد ايران",
        "كيفاش تطورت العلاقة بيناتهم",
        "when did diplomatic relations begin",
        "Gorgan",
        "iran consulate aktau",
        "hw much trade in 2009",
        "ما معنى NATO؟",
        "Who is محمد?",
        "2009",
    ],
)
def test_arabic_and_english_in_any_dress_are_kept(question):
    assert not unsupported(Question.of(question))
