"""Two questions in one: parted where the rules are sure, each said in full, and the rest left whole."""

from __future__ import annotations

import pytest

from qa.answer import Refusal
from qa.followup.several import in_full, parted
from qa.question import Question

# All written before the rules were run on them.
SEVERAL = (
    "When was the library founded and where is it?",
    "Who runs the hospital and how many beds does it have?",
    "When and where was the treaty signed?",
    "Where was Ibn Khaldun born and when did he die?",
    "How much does the membership cost and how can I pay?",
    "Who designed the bridge and when was it opened?",
    "What is the phone number of the office and when is it open?",
    "Which company built the station and how long did it take?",
    "When did the two countries sign the agreement and who signed it?",
    "Why was the school closed and when will it reopen?",
    "Who founded the club and when?",
    "When was the museum opened, and by whom?",
    "When was the library founded? Who runs it?",
    "متى تأسست مكتبة النخيل ومن يديرها؟",
    "كم كتابًا تضم المكتبة وكم ثمن الاشتراك السنوي؟",
    "متى وأين وُقّعت الاتفاقية؟",
    "أين يقع المستشفى وكم سريرًا يضم؟",
    "من أسس النادي ومتى؟",
    "كيف أشترك في المكتبة وكم الرسم؟",
    "ما اسم المدير وما رقم هاتفه؟",
    "لماذا أُغلقت المدرسة ومتى تفتح من جديد؟",
    "متى افتُتح الجسر ومن صممه؟",
    "وين المكتب وشو رقم التلفون؟",
    "متى تأسست المكتبة؟ ومن يديرها؟",
    "How much does the grant pay a month and for how long?",
    "Where does the ferry leave from and how often?",
    "Who wrote the report and when was it published?",
    "Where does the ferry leave from and how often does it run?",
    "When does the museum open and how much is a ticket?",
    "How many members does the council have and who chairs it?",
    "What is the capital of Chad and what language is spoken there?",
    "Why did the bank close and where did its clients go?",
    "When was Layla Saadi hired and what does she teach?",
    "Which team won the cup and in which city was it played?",
    "How and where do I renew my licence?",
    "Who painted the ceiling and how long did it take?",
    "متى بدأ المشروع وكم كلّف؟",
    "من يدير الشركة وأين مقرها؟",
    "كم يبلغ طول النهر وأين ينبع؟",
    "ما عاصمة تشاد وكم عدد سكانها؟",
    "من ألّف الكتاب ومتى نُشر؟",
    "لماذا فشلت التجربة ومن أشرف عليها؟",
    "كيف أصل إلى المتحف ومتى يفتح أبوابه؟",
    "أين ومتى عُقد المؤتمر؟",
    "مين المدير وكيف بتواصل معه؟",
    "كم طالبًا في المدرسة وكم معلمًا؟",
)
ONE = (
    "Who signed the treaty between Iran and Kazakhstan?",
    "Which countries and which cities did the minister visit?",
    "What is the difference between who and whom?",
    "Who wrote and who published the book?",
    "When did Iran and Kazakhstan establish relations?",
    "How do the two countries trade wheat and what they grow?",
    "What did he say about when and how it happened?",
    "Tell me where and when.",
    "Who is the man who wrote the book and which he published?",
    "How many men and women work there?",
    "What are the terms and conditions?",
    "Is it true that Iran and what it imports depend on trade?",
    "What happens before and after the meeting?",
    "Do members and those who visit pay the same?",
    'what is the name of the film "When and Where"?',
    "من وقّع الاتفاقية بين إيران وكازاخستان؟",
    "كم عدد الطلاب من مصر ومن سوريا؟",
    "متى زار الوزير إيران وما حولها؟",
    "ما الفرق بين متى وأين؟",
    "ما أهم صادرات إيران ومنتجاتها؟",
    "من أين جاءت الشركة ومن أي مدينة؟",
    "ما شروط العضوية ومدتها؟",
    "هل يدفع الأعضاء ومن يزور النادي الرسم نفسه؟",
    "كم كان السعر قبل عام 2023 وبعده؟",
    "متى يفتح المتحف ومتحف الفن؟",
    "Who is responsible for pumps and valves?",
    "When does the shop open and close?",
    "How are the goods packed and shipped?",
    "What are the causes and effects of the war?",
    "Who decides what is bought and when it is paid?",
    "Explain who pays and why.",
    "Which documents show when and where he lived?",
    "What is known about Hassan and what he did in Rome?",
    "Where can I park and leave my bike?",
    "How do cats and dogs differ?",
    "متى يفتح المتحف ويغلق؟",
    "من المسؤول عن المضخات والصمامات؟",
    "كم عدد الموظفين من الرجال ومن النساء؟",
    "من قرر ما يُشترى ومتى يُدفع ثمنه؟",
    "أين أوقف السيارة وأترك الدراجة؟",
    "ماذا يعرف الناس عن حسن وما فعله في روما؟",
    "كيف تُعبأ البضائع وتُشحن؟",
    "اشرح متى وكيف حدث ذلك.",
    "هل المسبح مفتوح ومتى يغلق؟",
)


def asked(text):
    """The parts in full, each after the ones before it."""
    question, found = Question.of(text), []
    for part in parted(question):
        full = in_full(Question.of(part, question.lang), [Refusal(one, "no_answer") for one in found])
        found.append(None if full is None else full.text)
    return found


@pytest.mark.parametrize("question", SEVERAL)
def test_two_questions_are_two(question):
    assert len(parted(Question.of(question))) == 2
    assert all(asked(question))


@pytest.mark.parametrize("question", ONE)
def test_one_question_stays_one(question):
    assert parted(Question.of(question)) == [question]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "When was the library founded and where is it?",
            ["When was the library founded?", "Where is the library?"],
        ),
        ("When and where was it signed?", ["When was it signed?", None]),  # "it" is not found
        ("When and where was war declared?", ["When was war declared?", "where was war declared?"]),
        (
            "Who designed the bridge, and when?",
            ["Who designed the bridge?", "When was it that someone designed the bridge?"],
        ),
        (
            "Where was Ibn Khaldun born and when did he die?",
            ["Where was Ibn Khaldun born?", "When did Ibn Khaldun die?"],
        ),
        ("When was the museum opened? Who runs it?", ["When was the museum opened?", "Who runs the museum?"]),
        ("متى تأسست مكتبة النخيل ومن يديرها؟", ["متى تأسست مكتبة النخيل؟", "من يدير مكتبة النخيل؟"]),
        ("متى وأين وُقّعت الاتفاقية؟", ["متى وُقّعت الاتفاقية؟", "أين وُقّعت الاتفاقية؟"]),
        ("أين يقع المستشفى وكم سريرًا يضم؟", ["أين يقع المستشفى؟", "كم سريرًا يضم المستشفى؟"]),
        ("ما اسم المدير وما رقم هاتفه؟", ["ما اسم المدير؟", "ما رقم هاتف المدير؟"]),
        ("من ألّف الكتاب ومتى نُشر؟", ["من ألّف الكتاب؟", "متى نُشر الكتاب؟"]),
        (
            "When did the ferry sink, who owned it and how many people died?",
            ["When did the ferry sink, who owned it and how many people died?"],
        ),
        (
            "When was the club founded and who founded it and where is it?",
            ["When was the club founded?", "Who founded the club?", "Where is the club?"],
        ),
        ("كم عدد الطلاب من مصر ومن سوريا؟", ["كم عدد الطلاب من مصر ومن سوريا؟"]),
    ],
)
def test_each_part_is_said_in_full(question, parts):
    assert asked(question) == parts


def test_with_too_many_parts_it_is_asked_as_one():
    question = "When was it built and who built it and where is it and how big is it?"
    assert parted(Question.of(question)) == [question]


def test_a_part_that_leans_on_what_is_not_there_is_not_guessed():
    before = [Refusal("How many beds are there?", "no_answer")]
    assert in_full(Question.of("when did he die?"), before) is None
