"""Follow-ups in full: by hand, in both languages and across them; and what must stay as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from qa.answer import Answer, Citation, Refusal
from qa.followup.resolving import resolve
from qa.question import Question

ROOT = Path(__file__).resolve().parent.parent
_NONE = "_"  # no answer was found

# The question before | its answer, and under it follow-ups -> the same in full
ENGLISH = """
When did Iran open its embassy in Kazakhstan? | 1992
    and in Almaty? -> When did Iran open its embassy in Almaty?
    who opened it? -> Who opened Iran’s embassy in Kazakhstan?
    And where? -> Where did Iran open its embassy in Kazakhstan?
    why? -> Why did Iran open its embassy in Kazakhstan?
    What about its consulate? -> When did Iran open Iran’s consulate in Kazakhstan?
How much did trade between Iran and Kazakhstan reach in 2009? | _
    what about 2015? -> How much did trade between Iran and Kazakhstan reach in 2015?
    and in 2010? -> How much did trade between Iran and Kazakhstan reach in 2010?
How much did trade reach? | _
    in 2010? -> How much did trade reach in 2010?
When was the Suez Canal opened? | 1869
    Who built it? -> Who built the Suez Canal?
    How long is it? -> How long is the Suez Canal?
    what about the Panama Canal? -> When was the Panama Canal opened?
    Why was that? -> Why was the Suez Canal opened?
Where was Marie Curie born? | Warsaw
    And when? -> When was Marie Curie born?
Who wrote War and Peace? | Leo Tolstoy
    Where was he born? -> Where was Leo Tolstoy born?
    When did he write it? -> When did Leo Tolstoy write War and Peace?
Who discovered radium? | Marie Curie
    What was her nationality? -> What was Marie Curie’s nationality?
Who is the president of France? | Emmanuel Macron
    How old is he? -> How old is Emmanuel Macron?
What is the capital of Peru? | Lima
    How many people live there? -> How many people live in Lima?
Where is the Louvre? | Paris
    When was it built? -> When was the Louvre built?
Which countries border the Caspian Sea? | _
    Why? -> Why was it that the countries border the Caspian Sea?
What does Iran import from Kazakhstan? | grain
    and from Turkmenistan? -> What does Iran import from Turkmenistan?
    And Russia? -> What does Iran import from Russia?
When did relations between Iran and Kazakhstan begin? | 1992
    How are they today? -> How are relations between Iran and Kazakhstan today?
    How did that happen? -> How did relations between Iran and Kazakhstan begin?
Who founded the company? | _
    In what year? -> In what year was it that someone founded the company?
What is the population of Iran? | _
    and Iraq? -> What is the population of Iraq?
    What is its capital? -> What is Iran’s capital?
Did Iran open a consulate in Aktau? | _
    when? -> When did Iran open a consulate in Aktau?
When was Iran's consulate in Almaty established? | 2012
    and the one in Aktau? -> When was Iran's consulate in Aktau established?
How many consulates does Iran have? | two
    Where are they? -> Where are Iran’s consulates?
"""
ARABIC = """
متى فتحت إيران سفارة في كازاخستان؟ | 1992
    وأين؟ -> أين فتحت إيران سفارة في كازاخستان؟
    ومن افتتحها؟ -> من افتتح سفارة إيران في كازاخستان؟
    ولماذا؟ -> لماذا فتحت إيران سفارة في كازاخستان؟
    وفي ألماتي؟ -> متى فتحت إيران سفارة في ألماتي؟
    وماذا عن القنصلية؟ -> متى فتحت إيران القنصلية في كازاخستان؟
أين تقع قنصلية كازاخستان؟ | غوغان
    ومتى بُنيت؟ -> متى بُنيت قنصلية كازاخستان؟
أين توجد قنصليات إيران في كازاخستان؟ | _
    وكم عددها؟ -> كم عدد قنصليات إيران في كازاخستان؟
كم بلغ حجم التجارة في عام 2009؟ | _
    وماذا عن 2015؟ -> كم بلغ حجم التجارة في عام 2015؟
    وفي عام 2010؟ -> كم بلغ حجم التجارة في عام 2010؟
    وفي العام السابق؟ -> كم بلغ حجم التجارة في عام 2008؟
متى بدأت العلاقات بين إيران وكازاخستان؟ | 1992
    وكيف كانت؟ -> كيف كانت العلاقات بين إيران وكازاخستان؟
    ولماذا كان ذلك؟ -> لماذا بدأت العلاقات بين إيران وكازاخستان؟
من كتب رواية الأيام؟ | طه حسين
    ومتى ولد؟ -> متى ولد طه حسين؟
    أين ولد؟ -> أين ولد طه حسين؟
من هو رئيس مصر؟ | _
    وكم عمره؟ -> كم عمر رئيس مصر؟
ما عاصمة بيرو؟ | ليما
    وكم عدد سكانها؟ -> كم عدد سكان عاصمة بيرو؟
    وعاصمة تشيلي؟ -> ما عاصمة تشيلي؟
ماذا تستورد إيران من كازاخستان؟ | الحبوب
    ومن تركمانستان؟ -> ماذا تستورد إيران من تركمانستان؟
    وماذا عن روسيا؟ -> ماذا تستورد إيران من روسيا؟
متى افتتحت قناة السويس؟ | 1869
    من حفرها؟ -> من حفر قناة السويس؟
    كم طولها؟ -> كم طول قناة السويس؟
    وأين تقع؟ -> أين تقع قناة السويس؟
في أي عام تأسست جامعة القاهرة؟ | 1908
    ومن أسسها؟ -> من أسس جامعة القاهرة؟
    وفي أي مدينة؟ -> في أي مدينة تأسست جامعة القاهرة؟
كم عقدًا وقّع البلدان؟ | 60
    ومنذ متى؟ -> منذ متى وقّع البلدان عقدًا؟
كم عدد سكان كازاخستان؟ | _
    وإيران؟ -> كم عدد سكان إيران؟
    طيب وإيران؟ -> كم عدد سكان إيران؟
هل توجد قنصلية إيرانية في ألماتي؟ | _
    منذ متى؟ -> منذ متى توجد قنصلية إيرانية في ألماتي؟
    وفي أكتاو؟ -> هل توجد قنصلية إيرانية في أكتاو؟
ما المنظمات التي تجمع إيران وكازاخستان؟ | _
    وما علاقتهما اليوم؟ -> ما علاقة إيران وكازاخستان اليوم؟
من التقى وزير الزراعة الإيراني؟ | رئيس الوزراء
    ومتى التقاه؟ -> متى التقى رئيس الوزراء؟
"""
ACROSS = """
متى فتحت إيران سفارة في كازاخستان؟ | 1992
    And where? -> أين فتحت إيران سفارة في كازاخستان؟
    who opened it? -> Who opened سفارة إيران في كازاخستان?
متى تأسست قنصلية إيران في ألماتي؟ | 2012
    what about Gorgan? -> متى تأسست قنصلية إيران في Gorgan؟
    and in Atyrau? -> متى تأسست قنصلية إيران في أتيراو؟
When did Iran open its embassy in Kazakhstan? | 1992
    ولماذا؟ -> Why did Iran open its embassy in Kazakhstan?
    وفي تركمانستان؟ -> When did Iran open its embassy in Turkmenistan?
    ومن افتتحها؟ -> من افتتح Iran’s embassy in Kazakhstan؟
How much did trade reach in 2009? | _
    وماذا عن 2015؟ -> How much did trade reach in 2015?
"""
# Each stands alone, whatever came before.
ALONE = """
When did Iran open its embassy in Kazakhstan?
Which country has the most people living there?
Is it true that Iran borders the Caspian Sea?
How long does it take to fly to Almaty?
How many consulates are there?
What time is it in Astana?
When did the minister say that he would resign?
Which countries signed their treaties in 1992?
And justice for all was released when?
Who won the World Cup in 2018?
What is the capital of Peru?
Trade 2009
Almaty
متى فتحت إيران سفارتها في كازاخستان؟
ما المدينة التي تأسست فيها قنصلية إيرانية؟
ما الكتلة التي نشأت كازاخستان بعد تفككها؟
هل هناك علاقات بين إيران وكازاخستان؟
من فاطمه؟
أين تونس؟
متى رمضان؟
وكالة فارس نيوز
واشنطن
من هو المسؤول الذي التقاه رئيس الوزراء؟
ما الذي تعتمد عليه التجارة؟
وين تقع ألماتي؟
أي دولة يربطها خط الأنابيب بإيران؟
"""


def turn(question: str, answer: str = _NONE) -> Answer | Refusal:
    if answer == _NONE:
        return Refusal(question, "no_answer")
    document = Document("d", "ar", "t", answer)
    return Answer(question, answer, (Citation(document, 0, len(answer), 0, len(answer)),), 0.9)


def rows(text: str) -> list[tuple[str, str, str, str]]:
    found = []
    before, answer = "", ""
    for line in text.strip().splitlines():
        if line.startswith(" "):
            question, full = line.strip().split(" -> ")
            found.append((before, answer, question, full))
        else:
            before, answer = line.split(" | ")
    return found


@pytest.mark.parametrize(("before", "answer", "question", "full"), rows(ENGLISH) + rows(ARABIC) + rows(ACROSS))
def test_a_follow_up_is_said_in_full(before: str, answer: str, question: str, full: str) -> None:
    assert resolve(Question.of(question), [turn(before, answer)]) == Question.of(full)


@pytest.mark.parametrize("question", [line.strip() for line in ALONE.strip().splitlines()])
@pytest.mark.parametrize("before", ["Where was Marie Curie born?", "متى تأسست قنصلية إيران في ألماتي؟"])
def test_a_question_that_stands_alone_is_left_as_it_is(question: str, before: str) -> None:
    assert resolve(Question.of(question), [turn(before, "1992")]) is None
