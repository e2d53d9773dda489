"""Lists as answers: which questions a list answers as a whole, and that each item is cited exactly."""

import pytest
from test_pipeline import FixedReader, encoder, pipeline_over  # noqa: F401 - a fixture

from corpus.document import Section
from corpus.markdown import markdown_outline
from corpus.read import document_from_text
from corpus.split import SplitSettings, split
from index.lexical import TranslationTable
from qa.answer import Answer, Refusal
from qa.lists import asks_for_several, whole_list
from qa.question import Question
from qa.support import Support

CLUB = """# نادي الرماية

تأسس النادي في عام 1988.

## شروط العضوية

- أن يتم المتقدم السادسة عشرة
- أن يزكيه عضوان؛
- أن يدفع رسم الانتساب

## الرسوم

الرسوم السنوية كما يأتي:

1. الكبار 40 دينارًا
2. الطلاب 15 دينارًا
"""
CONDITIONS = ["أن يتم المتقدم السادسة عشرة", "أن يزكيه عضوان", "أن يدفع رسم الانتساب"]
CAMP = """# Summer camp

What to bring is up to you, but the following documents are needed on arrival:

* a passport
* two photographs
* the doctor's letter

The camp opens on 3 July.
"""
GRANT = """# The Zenobia grant

## Conditions

Applicants meet all of these:

- they are under 35
- they hold a degree

## Hostel

Guests of the hostel must bring:

- a towel
- a lock
"""
LEASE = "عقد إيجار\n\nعلى المستأجر أن يقدّم:\n\n- صورة الهوية\n- شهادة صحية\n"


def document_of(text):
    return document_from_text(text, doc_id="d", seen=markdown_outline(text))


def found(text, question):
    passages = split(document_of(text), count_tokens=lambda words: len(words.split()), settings=SplitSettings())
    listed = whole_list(Question.of(question), passages, Support(TranslationTable()))
    return None if listed is None else [listed.document.text[start:end] for start, end in listed.items]


@pytest.mark.parametrize(
    ("question", "is_so"),
    [
        ("What are the conditions of membership?", True),
        ("Which documents are needed?", True),
        ("List the required documents.", True),
        ("What is the condition of membership?", False),
        ("Which document is needed?", False),
        ("Who signs the documents?", False),
        ("When are the fees due?", False),
        ("ما شروط العضوية؟", True),
        ("ما هي الوثائق المطلوبة؟", True),
        ("اذكر مراحل المشروع", True),
        ("ما رسم العضوية؟", False),
        ("متى تدفع الرسوم؟", False),
        ("من يحدد الشروط؟", False),
    ],
)
def test_what_asks_for_several_things(question, is_so):
    assert asks_for_several(Question.of(question)) == is_so


@pytest.mark.parametrize(
    ("text", "question", "items"),
    [
        (CLUB, "ما شروط العضوية؟", CONDITIONS),
        (
            CLUB,
            "ما هي شروط عضوية نادي الرماية؟",
            CONDITIONS,
        ),
        (CLUB, "ما الرسوم السنوية؟", ["الكبار 40 دينارًا", "الطلاب 15 دينارًا"]),
        (CLUB, "ما شروط القبول؟", None),  # the list is of other conditions
        (CLUB, "كم رسوم الطلاب؟", None),
        (CAMP, "Which documents are needed on arrival?", ["a passport", "two photographs", "the doctor's letter"]),
        (CAMP, "Which documents are needed on departure?", None),
        (CAMP, "What are the opening hours?", None),
        (GRANT, "What are the conditions of the Zenobia grant?", ["they are under 35", "they hold a degree"]),
        (GRANT, "What are the benefits of the Zenobia grant?", None),
        (GRANT, "What must guests of the hostel bring?", ["a towel", "a lock"]),
        (GRANT, "What must guests of the hostel pay?", None),
        (GRANT, "Who must bring a towel?", None),
        (LEASE, "ماذا على المستأجر أن يقدّم؟", ["صورة الهوية", "شهادة صحية"]),
        (LEASE, "متى على المستأجر أن يقدّم؟", None),
    ],
)
def test_the_list_under_what_says_every_word_of_the_question(text, question, items):
    assert found(text, question) == items


def test_a_list_is_cited_item_by_item(encoder):  # noqa: F811
    outcome = pipeline_over([document_of(CLUB)], encoder, FixedReader(("1988", 0.1))).ask("ما شروط العضوية؟")
    assert isinstance(outcome, Answer)
    assert outcome.text == "أن يتم المتقدم السادسة عشرة · أن يزكيه عضوان · أن يدفع رسم الانتساب"
    assert [CLUB[one.start : one.end] for one in outcome.citations] == outcome.text.split(" · ")
    assert {one.section for one in outcome.citations} == {"شروط العضوية"}


def test_a_sure_answer_elsewhere_stands_against_the_list(encoder):  # noqa: F811
    reader = FixedReader(("1988", 0.9))
    assert pipeline_over([document_of(CLUB)], encoder, reader).ask("ما شروط العضوية؟").text == "1988"
    inside = FixedReader(("- أن يزكيه عضوان", 0.9))  # its mark is no part of the list's items
    assert len(pipeline_over([document_of(CLUB)], encoder, inside).ask("ما شروط العضوية؟").citations) == 3


def test_a_single_item_is_no_list(encoder):  # noqa: F811
    text = "# Club\n\n## Conditions of membership\n\n- to be sixteen\n"
    assert isinstance(
        pipeline_over([document_of(text)], encoder, FixedReader()).ask("What are the conditions?"), Refusal
    )
    assert document_of(text).sections == (Section(11, 35, 35, 53),)
